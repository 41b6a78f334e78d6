"""The line in front of the places at work."""

import threading

from mnist_lab.runs.line import Line


def test_first_come_first_served():
    line = Line(2, threading.Condition())
    assert [line.join(name) for name in "abcd"] == [0, 0, 1, 2]
    assert line.at_work == 2
    line.leave("a")
    assert [line.place(name) for name in "bcd"] == [0, 0, 1]


def test_joining_twice_keeps_the_place():
    line = Line(1, threading.Condition())
    line.join("a")
    line.join("b")
    assert line.join("a") == 0 and line.join("b") == 1


def test_nobody_here_is_nowhere_and_leaving_twice_is_leaving():
    line = Line(1, threading.Condition())
    assert line.place("a") == 0 and line.at_work == 0
    line.leave("a")


def test_who_waits_is_woken_when_a_place_is_free():
    changed = threading.Condition()
    line = Line(1, changed)
    line.join("a")
    line.join("b")
    moved = threading.Event()

    def wait() -> None:
        with changed:
            if changed.wait_for(lambda: line.place("b") == 0, 10):
                moved.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    line.leave("a")
    waiting.join(10)
    assert moved.is_set()

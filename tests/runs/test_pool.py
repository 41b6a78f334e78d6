"""The pool of workers: closed at any moment, it leaves nothing behind."""

import threading

import pytest

from mnist_lab.digits.dataset import load
from mnist_lab.runs import workers
from mnist_lab.runs.pool import Pool


class SlowToConnect:
    """Workers whose connection takes until it is allowed."""

    def __init__(self) -> None:
        self.asked, self.allowed, self.closed = threading.Event(), threading.Event(), threading.Event()

    def connect(self) -> "SlowToConnect":
        self.asked.set()
        self.allowed.wait(30)
        return self

    def warm(self, _: object) -> None: ...

    def close(self) -> None:
        self.closed.set()


def test_a_pool_closed_while_it_connects_lets_the_workers_go(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = SlowToConnect()
    monkeypatch.setattr(workers, "connect", slow.connect)
    pool = Pool(load)
    assert slow.asked.wait(30)
    pool.close()
    assert not slow.closed.is_set()
    slow.allowed.set()
    assert slow.closed.wait(10)

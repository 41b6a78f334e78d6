"""Timing, with a clock that the test holds; times and ratios in words."""

import pytest

from mnist_lab.maths import timing
from mnist_lab.maths.timing import duration, rounded, seconds_a_call


def test_what_is_slow_is_timed_three_times_and_what_is_fast_many_times(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    clock = [0.0]
    monkeypatch.setattr(timing.time, "perf_counter", lambda: clock[0])

    def work(seconds: float) -> None:
        calls.append(1)
        clock[0] += seconds

    assert seconds_a_call(lambda: work(1.0)) == 1.0 and len(calls) == 3
    calls.clear()
    assert seconds_a_call(lambda: work(0.001)) == pytest.approx(0.001)
    assert len(calls) == 2 + 3 * 20


def test_times_and_ratios_in_words() -> None:
    assert [duration(s) for s in (1.2e-5, 1.23e-3, 0.5, 77, 2e-7)] == ["12 µs", "1.2 ms", "500 ms", "77 s", "0.2 µs"]
    assert [rounded(v) for v in (23456, 567, 12.4, 9.96, 1, 0.5)] == ["23\u202f000", "570", "12", "10", "1", "0.5"]

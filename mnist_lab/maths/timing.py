"""How long a call takes, here and now, and how that is said."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

ONE_AT_A_TIME: Final = threading.Lock()
"""Held by whoever compares times: two comparisons at once would measure each other."""

_BUDGET: Final = 0.02
"""Seconds for one of three timings of something fast."""


def seconds_a_call(work: Callable[[], object], *, budget: float = _BUDGET) -> float:
    """Return the seconds one call takes: the fastest of three timings of about `budget` seconds each.

    What takes longer than the budget is called three times.
    """
    first = _timed(work, 1)  # of something fast this one is not counted: it warms caches up
    if first > budget:
        return min(first, _timed(work, 1), _timed(work, 1))
    calls = max(1, int(budget / max(_timed(work, 1), 1e-7)))
    return min(_timed(work, calls) for _ in range(3)) / calls


def _timed(work: Callable[[], object], calls: int) -> float:
    began = time.perf_counter()
    for _ in range(calls):
        work()
    return time.perf_counter() - began


def duration(seconds: float) -> str:
    """Return a time in words, with two digits that mean something.

    Examples
    --------
    >>> duration(0.0000123), duration(0.00123), duration(0.5), duration(77)
    ('12 µs', '1.2 ms', '500 ms', '77 s')
    """
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size * 0.9995 or unit == "µs":
            return f"{rounded(seconds / size)} {unit}"
    return ""


def spaced(number: int) -> str:
    """Return a count with thin spaces, at which no line breaks, between thousands."""
    return f"{number:,}".replace(",", "\u202f")


def rounded(value: float) -> str:
    r"""Return two significant digits, large numbers with thin spaces.

    Examples
    --------
    >>> rounded(2345.6).replace("\u202f", " "), rounded(0.567), rounded(12.4)
    ('2 300', '0.57', '12')
    """
    if value >= 10:
        digits = len(str(int(value))) - 2
        return f"{round(value, -digits):,.0f}".replace(",", "\u202f")
    return f"{value:.2g}"

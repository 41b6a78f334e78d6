"""Compiled NumPy against a loop in Python: the same element-wise operation on the same arrays, timed here and now.

The loops are what the code panel shows; `race` times them and NumPy's line in turn and compares the fastest turns.
"""

from __future__ import annotations

import inspect
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

COLUMNS: Final = 10
SIZES: Final = (100, 1_000, 10_000, 30_000, 100_000)
"""Cells, of which ten make a row. The loop takes 20 to 50 ms for the largest on a usual computer."""

_TURNS: Final = 3
_SHORTEST: Final = 0.002  # seconds that NumPy's turn lasts at least: one call is shorter than the clock can tell
_one_at_a_time: Final = threading.Lock()  # two races at once would measure each other


def naive_add(x: Matrix, y: Matrix) -> Matrix:
    """x (n, m) + y (m,), cell by cell."""
    result = np.empty_like(x)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i, j] = x[i, j] + y[j]
    return result


def naive_relu(x: Matrix, y: Matrix) -> Matrix:
    """max(x, 0) of x (n, m), cell by cell; y is not used."""
    result = np.empty_like(x)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i, j] = max(x[i, j], 0.0)
    return result


LOOPS: Final[dict[str, tuple[Callable[[Matrix, Matrix], Matrix], str]]] = {
    "naive_add": (naive_add, "x + y"),
    "naive_relu": (naive_relu, "np.maximum(x, 0)"),
}
"""Name -> the loop, and NumPy's line for the same."""

_COMPILED: Final[dict[str, Callable[[Matrix, Matrix], Matrix]]] = {
    "naive_add": lambda x, y: x + y,
    "naive_relu": lambda x, _: np.maximum(x, 0),
}


class RaceError(ValueError):
    """There is no such loop, or the size is not one of those offered."""


@dataclass(frozen=True)
class Race:
    """One comparison.

    Attributes
    ----------
    name : str
        A key of `LOOPS`.
    cells : int
        Of the result.
    loop, compiled : float
        Seconds of the fastest turn of each.
    code : str
        Takes the same two times and prints their ratio.
    """

    name: str
    cells: int
    loop: float
    compiled: float
    code: str

    @property
    def ratio(self) -> float:
        """How many times faster the compiled line was."""
        return self.loop / self.compiled

    @property
    def sentence(self) -> str:
        """Who won, and by how much."""
        line = LOOPS[self.name][1]
        return (
            f"{self.cells:,} cells: the loop took {time_text(self.loop)}, `{line}` took {time_text(self.compiled)}. "
            f"Compiled code was **{_ratio(self.ratio)} times** as fast here and now."
        )


def race(name: str, cells: int) -> Race:
    """Time a loop and NumPy's line for the same on random numbers.

    Raises
    ------
    RaceError
        No such loop or size.
    """
    if name not in LOOPS or cells not in SIZES:
        raise RaceError(f"A race needs one of {', '.join(LOOPS)} and one of {SIZES} cells.")
    loop, _ = LOOPS[name]
    source = np.random.default_rng(0)
    x, y = source.random((cells // COLUMNS, COLUMNS)) - 0.5, source.random(COLUMNS)
    with _one_at_a_time:
        slow = min(_turn(loop, x, y, 1) for _ in range(_TURNS))
        times = max(int(_SHORTEST / max(_turn(_COMPILED[name], x, y, 1), 1e-7)), 1)
        fast = min(_turn(_COMPILED[name], x, y, times) for _ in range(_TURNS))
    return Race(name, cells, slow, fast, race_code(name, cells))


def race_code(name: str, cells: int) -> str:
    """The lines that take both times: the loop that is timed here, and NumPy's line."""
    loop, line = LOOPS[name]
    return f"""import timeit

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


{inspect.getsource(loop)}

source = np.random.default_rng(0)
x = source.random(({cells // COLUMNS}, {COLUMNS})) - 0.5
y = source.random({COLUMNS})
assert np.array_equal({name}(x, y), {line})
loop = min(timeit.repeat(lambda: {name}(x, y), number=1, repeat={_TURNS}))
compiled = min(timeit.repeat(lambda: {line}, number=100, repeat={_TURNS})) / 100
print(f"{{loop / compiled:.0f}} times as fast")
"""


def _turn(work: Callable[[Matrix, Matrix], Matrix], x: Matrix, y: Matrix, times: int) -> float:
    """Seconds of one call, as the mean of so many."""
    began = time.perf_counter()
    for _ in range(times):
        work(x, y)
    return (time.perf_counter() - began) / times


def time_text(seconds: float) -> str:
    """A short time in the unit that suits it.

    Examples
    --------
    >>> time_text(0.0432), time_text(0.0000123)
    ('43 ms', '12 µs')
    """
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size * 0.995:
            count = seconds / size
            return f"{count:.2g} {unit}" if count < 99.5 else f"{count:.0f} {unit}"
    return f"{seconds / 1e-9:.0f} ns"


def _ratio(ratio: float) -> str:
    """Two digits that carry meaning: measurements vary more than that."""
    return f"{float(f'{ratio:.2g}'):,.10g}"

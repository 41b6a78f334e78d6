"""Compiled NumPy against a loop in Python: the same element-wise operation on the same arrays, timed here and now.

The loops are what the code panel shows; `race` times them and NumPy's line.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.timing import ONE_AT_A_TIME, duration, rounded, seconds_a_call

Matrix = NDArray[np.float64]

COLUMNS: Final = 10
SIZES: Final = (100, 1_000, 10_000, 30_000, 100_000)
"""Cells, of which ten make a row. The loop takes 20 to 50 ms for the largest on a usual computer."""


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
            f"{self.cells:,} cells: the loop took {duration(self.loop)}, `{line}` took {duration(self.compiled)}. "
            f"Compiled code was **{rounded(self.ratio)} times** as fast here and now."
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
    with ONE_AT_A_TIME:
        slow = seconds_a_call(lambda: loop(x, y))
        fast = seconds_a_call(lambda: _COMPILED[name](x, y))
    return Race(name, cells, slow, fast, race_code(name, cells))


def race_code(name: str, cells: int) -> str:
    """The lines that take both times: the loop that is timed here, and NumPy's line."""
    loop, line = LOOPS[name]
    return f"""import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.timing import seconds_a_call

Matrix = NDArray[np.float64]


{inspect.getsource(loop)}

source = np.random.default_rng(0)
x = source.random(({cells // COLUMNS}, {COLUMNS})) - 0.5
y = source.random({COLUMNS})
assert np.array_equal({name}(x, y), {line})
loop = seconds_a_call(lambda: {name}(x, y))
compiled = seconds_a_call(lambda: {line})
print(f"{{loop / compiled:.0f}} times as fast")
"""

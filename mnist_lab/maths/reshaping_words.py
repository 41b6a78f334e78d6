"""Reshape and transpose in words: one sentence for the places of the cells, one for their memory, one for each cell."""

from __future__ import annotations

import math
from typing import Final

from mnist_lab.maths.reshaping import Rearranged, Transposition

_LETTERS: Final = "ijklm"


def reading_sentence(found: Rearranged) -> str:
    """Say what the reshape did with the order of the cells.

    Examples
    --------
    >>> from mnist_lab.maths.reshaping import reshape
    >>> reading_sentence(reshape("[[0, 1], [2, 3], [4, 5]]", "(2, 3)"))
    'All 6 cells are read in the same order, before and after. A row now ends after 3 cells instead of 2.'
    """
    n, x, y = found.x.size, found.x.shape, found.y.shape
    if n == 0:
        return "There is no cell to move: one of the lengths is 0."
    if n == 1:
        return f"One cell stays one cell: only the number of its indices changes, from {len(x)} to {len(y)}."
    same = f"All {n:,} cells are read in the same order, before and after."
    before, after = x[-1], y[-1]
    if x == y:
        return f"{same} The shape is the old one, so nothing moves."
    if before == after:
        return f"{same} A row still has {after} cells; the rows are counted by other axes."
    return f"{same} A row now ends after {_cells(after)} instead of {before}."


def memory_sentence(found: Rearranged) -> str:
    """Say whether NumPy needed a copy, and what the strides say."""
    x, y = found.x, found.y
    if x.size == 0:
        return "There is no memory to share."
    if found.shared:
        return f"A view, 0 bytes copied: y looks at the memory of x. Strides {x.strides} became {y.strides}."
    return (
        f"A copy of {found.copied:,} bytes: read row by row, the cells of x do not lie one behind the other in memory "
        f"(its strides are {x.strides}), so NumPy had to write them down anew, with strides {y.strides}."
    )


def transpose_sentence(both: Transposition) -> str:
    """Say what the transpose did with the index, and how far it is from a reshape."""
    rank, n = both.transposed.x.ndim, both.transposed.x.size
    if rank < 2:
        return "With fewer than two axes there is nothing to swap: the transpose is the array itself."
    new = "".join(f"{_LETTERS[axis]}, " for axis in both.axes)[:-2]
    old = ", ".join(_LETTERS[:rank])
    rule = f"t[{new}] = x[{old}]: axis 0 of t is axis {both.axes[0]} of x"
    rest = "".join(f", axis {place} is axis {axis}" for place, axis in enumerate(both.axes) if place)
    if both.elsewhere == 0:
        return f"{rule}{rest}. Here reshape puts every cell into the same place."
    return f"{rule}{rest}. Reshape gives the same shape, but {both.elsewhere:,} of {n:,} cells stand elsewhere."


def copies_sentence(both: Transposition) -> str:
    """Say which of the two needed a copy, and which step would."""
    if both.transposed.x.size == 0:
        return "There is no memory to share."
    needed = [name for name, made in (("t", both.transposed), ("r", both.reshaped)) if not made.shared]
    first = (
        "Neither needed a copy: both only look at the memory of x with other strides."
        if not needed
        else f"Only {needed[0]} needed a copy."
    )
    if both.flat_shared:
        return f"{first} t.reshape(-1) needs none either: its cells lie in memory in the order in which they are read."
    size = both.flat.nbytes
    return f"{first} But t.reshape(-1) must copy {size:,} bytes: read row by row, t jumps about in memory."


def cell_words(found: Rearranged, cell: int, *, name: str = "y") -> str:
    """Say where one cell goes, and by which sum.

    Examples
    --------
    >>> from mnist_lab.maths.reshaping import reshape
    >>> cell_words(reshape("[[0, 1], [2, 3], [4, 5]]", "(2, 3)"), 4)
    'x[2, 0] is read as number 4 = 2·2 + 0, and becomes y[1, 1]: 4 = 1·3 + 1'
    """
    before, after = (tuple(map(int, index[cell])) for index in (found.index, found.where))
    return (
        f"x[{listed(before)}] is read as number {cell}{_sum(before, found.x.shape)}, and becomes "
        f"{name}[{listed(after)}]{_check(cell, after, found.y.shape)}"
    )


def listed(index: tuple[int, ...]) -> str:
    """Return an index as it stands between brackets; () for a scalar."""
    return ", ".join(map(str, index)) if index else "()"


def _sum(index: tuple[int, ...], shape: tuple[int, ...]) -> str:
    """ " = 2·2 + 0": each index times the cells that lie behind one step along its axis; "" below rank 2."""
    if len(index) < 2:
        return ""
    steps = [math.prod(shape[axis + 1 :]) for axis in range(len(shape) - 1)]
    return f" = {' + '.join(f'{place}·{step}' for place, step in zip(index, steps, strict=False))} + {index[-1]}"


def _check(cell: int, index: tuple[int, ...], shape: tuple[int, ...]) -> str:
    return f": {cell}{_sum(index, shape)}" if len(index) > 1 else ""


def _cells(number: int) -> str:
    return f"{number} cell{'s' if number != 1 else ''}"

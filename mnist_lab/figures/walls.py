"""Which cells of two arrays and their result are drawn, and where the three walls of cells stand.

All three have the shape of the result once the smaller arrays are stretched, so one wall is laid out three times. Of a
long axis the first positions and the last are shown, with dots for what is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mnist_lab.figures.array_cells import there
from mnist_lab.figures.array_layout import infer_layout
from mnist_lab.maths.shapes import Shape

_MOST: Final = {1: (9,), 2: (5, 4), 3: (3, 3, 3), 4: (2, 3, 2, 3), 5: (2, 2, 2, 2, 2)}
"""Rank -> how many positions of each axis are shown."""

_ROOM: Final = (600, 262)
"""Pixels in which a cell should be as large as it can be."""

_APART: Final = 1.5  # cells between two walls side by side, for the sign
_TITLE: Final = 1.15  # cells over a wall, for its name

Place = tuple[float, float]


class Dots(NamedTuple):
    """Something is left out at (x, y); `before` is the number of the cell that comes after it."""

    sign: str
    x: float
    y: float
    before: int


@dataclass(frozen=True, eq=False)
class Wall:
    """The cells that are drawn.

    Attributes
    ----------
    index : (n, rank) int
        Index of each cell in the array, the first one first.
    x, y : (n,) int
        Its place, in cells.
    shown : tuple of tuple of int
        The positions of each axis that are shown.
    shape : tuple of int
        Of the array.
    """

    index: NDArray[np.int64]
    x: NDArray[np.int64]
    y: NDArray[np.int64]
    shown: tuple[tuple[int, ...], ...]
    shape: Shape

    @property
    def size(self) -> Place:
        """Width and height, in cells; at least 1."""
        return float(self.x.max(initial=0) + 1), float(self.y.max(initial=0) + 1)

    @property
    def dots(self) -> tuple[Dots, ...]:
        """Dots between two neighbours on the wall that are no neighbours in the array, where there is room for them."""
        return tuple(dots for axis, kept in enumerate(self.shown) for dots in self._along(axis, kept))

    def _along(self, axis: int, kept: tuple[int, ...]) -> Iterator[Dots]:
        number = {tuple(index): place for place, index in enumerate(self.index.tolist())}
        taken = set(zip(self.x.tolist(), self.y.tolist(), strict=True))
        for before, after in pairwise(kept):
            for two in np.flatnonzero(self.index[:, axis] == after).tolist() if after - before > 1 else ():
                index = self.index[two].tolist()
                one = number[(*index[:axis], before, *index[axis + 1 :])]
                beside = self.y[one] == self.y[two]
                x, y = int(self.x[two]) - int(beside), int(self.y[two]) - int(not beside)
                if (beside or self.x[one] == self.x[two]) and (x, y) not in taken:
                    yield Dots("⋯" if beside else "⋮", x, y, two)


def wall_of(shape: Shape, also: Shape = ()) -> Wall:
    """Choose what is drawn of an array of this shape, some dozens of cells, `also` among them, and lay it out.

    Examples
    --------
    >>> wall_of((32, 10)).shown
    ((0, 1, 2, 3, 31), (0, 1, 2, 9))
    """
    most = zip(shape, _MOST.get(len(shape), ()), strict=True)
    spare = 2 * (len(shape) <= 2)  # short axes are shown whole: their dots would save little room
    wanted = also if len(also) == len(shape) else (0,) * len(shape)
    ends = (_ends(length, limit, spare) for length, limit in most)
    shown = {axis: _with(kept, at) for axis, (kept, at) in enumerate(zip(ends, wanted, strict=True))}
    layout = infer_layout(shape, room=400, shown=shown)
    cells = there(layout) if 0 not in shape else np.zeros(layout.where.shape[:2], bool)
    y, x = np.nonzero(cells)
    index = layout.where[y, x]
    order = np.lexsort(index.T[::-1]) if index.shape[1] else np.arange(len(index))
    return Wall(index[order], x[order], y[order], layout.shown, shape)


def _ends(length: int, most: int, spare: int) -> tuple[int, ...]:
    """All positions, or the first ones and the last."""
    return tuple(range(length)) if length <= most + spare else (*range(most - 1), length - 1)


def _with(kept: tuple[int, ...], position: int) -> tuple[int, ...]:
    """The same number of positions, one of which is `position`."""
    return kept if position in kept or len(kept) < 2 else tuple(sorted({*kept[:-2], position, kept[-1]}))


@dataclass(frozen=True)
class Arrangement:
    """Where three walls stand (their first cells), and the two signs between them."""

    walls: tuple[Place, Place, Place]
    signs: tuple[Place, Place]


def arranged(size: Place) -> Arrangement:
    """Place three walls of one size so that their cells are as large as they can be: in a row, two and one, or stacked.

    Examples
    --------
    >>> arranged((3, 2)).walls
    ((0.0, 0.0), (4.5, 0.0), (9.0, 0.0))
    """
    width, height = max(size[0], 2.4), size[1] + _TITLE
    inset = (width - size[0]) / 2  # a narrow wall stands in the middle below its name
    step, middle = width + _APART, (size[1] - 1) / 2
    across = [-0.5 + width + _APART / 2 + turn * step for turn in (0, 1)]
    row = ((0.0, 0.0), (step, 0.0), (2 * step, 0.0)), ((across[0], middle), (across[1], middle))
    corner = (
        ((0.0, 0.0), (0.0, height), (step, height / 2)),
        ((-1.2, height + middle), (across[0], height / 2 + middle)),
    )
    stack = (
        ((0.0, 0.0), (0.0, height), (0.0, 2 * height)),
        ((-1.2, height + middle), (-1.2, 2 * height + middle)),
    )
    sizes = {row: (3, 1), corner: (2, 2), stack: (1, 3)}
    walls, signs = max(sizes, key=lambda entry: _cell(width, height, *sizes[entry]))
    return Arrangement(tuple((x + inset, y) for x, y in walls), signs)  # type: ignore[arg-type]


def _cell(width: float, height: float, columns: int, rows: int) -> float:
    """Pixels of a cell where so many walls stand side by side and one below the other."""
    across = columns * width + (columns - 1) * _APART + 0.7 + (1.2 if rows > 1 else 0)
    return min(_ROOM[0] / across, _ROOM[1] / (rows * height + 0.7))

"""Where the cells of an array of any rank stand on a flat page, in units of one cell.

The last axis runs to the right and the one before it downwards. The next one repeats this grid downwards, the fourth to
the right and the fifth downwards again, with a gap between two grids.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.reshaping import indices
from mnist_lab.maths.shape_syntax import Shape

Points = NDArray[np.float64]
"""(n, 2) x and y, y downwards."""

GAP = 0.6  # cells between two grids
_SIDES = (0, 1, 1, 0, 1)  # 0 to the right, 1 downwards; the last axis first


@dataclass(frozen=True, eq=False)
class Places:
    """The cells of one array.

    Attributes
    ----------
    shape : tuple of int
    at : (n, 2) float
        Centre of each cell, the cells in the order in which the array is read; the first one is at (0, 0).
    width, height : float
        Of all of them.
    """

    shape: Shape
    at: Points = field(repr=False)
    width: float
    height: float


def places(shape: Shape) -> Places:
    """Return where the cells of an array of this shape stand.

    Examples
    --------
    >>> places((2, 3)).at.tolist()
    [[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, 1.0]]
    >>> places((2, 1, 3)).height
    2.6
    """
    at = np.zeros((math.prod(shape), 2))
    extent = [1.0, 1.0]  # of one grid, across and down
    index = indices(shape)
    for turn, axis in enumerate(reversed(range(len(shape)))):
        side = _SIDES[turn]
        gap = GAP if turn > 1 else 0.0
        at[:, side] += index[:, axis] * (extent[side] + gap)
        extent[side] = max(shape[axis], 1) * (extent[side] + gap) - gap
    return Places(shape, at, *extent)


def reading_path(cells: Places, *, low: float = 0.36) -> tuple[Points, Points]:
    """Return two lines: along each row with an arrow head at its end, and from the end of a row to the next start.

    Parts of a line are apart by NaN. `low` is how far below the middle of the cells they run, clear of the numbers.
    """
    gap = np.full((1, 2), np.nan)
    rows = cells.at.reshape(-1, cells.shape[-1], 2) if cells.shape else cells.at.reshape(-1, 1, 2)
    if not rows.size:
        return gap, gap
    start, end = rows[:, 0] + [-0.3, low], rows[:, -1] + [0.3, low]
    head = end[:, None] + np.array([[-0.16, -0.12], [0, 0], [-0.16, 0.12]])
    along = np.concatenate([start[:, None], end[:, None], head, np.full((len(rows), 1, 2), np.nan)], axis=1)
    jumps = np.stack([end[:-1], start[1:], np.full_like(end[1:], np.nan)], axis=1)
    return along.reshape(-1, 2), jumps.reshape(-1, 2) if len(jumps) else gap

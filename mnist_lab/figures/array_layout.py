"""Where each cell of an array of any rank stands on a flat wall.

The last two axes (or two others, `grid`) make a grid. The axis before them repeats the grid across the wall, the next
one downwards, and so on in turn; a single axis of many grids breaks into lines, as words do. What is too long for the
wall is cut.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LONGEST = 100
"""Cells of one grid, at most, along each of its axes."""

_LINE = 20  # a line of grids that is no longer than this many cells does not break

MOST_SIDE = 400
"""Cells of a wall, at most, along each side; a cell is then one or two pixels."""

_SHAPELY = 1.9  # width to height of a wall that breaks into lines
_GAP = -1

Slots = NDArray[np.int64]
"""(n, axes) positions along the axes that run in one direction of the wall; rows of -1 are gaps."""


@dataclass(frozen=True, eq=False)
class Layout:
    """The wall, and how the axes run on it.

    Attributes
    ----------
    where : (height, width, rank) int
        Index in the array of each cell of the wall; -1 in gaps.
    down, across : tuple of int
        The axes that run downwards and to the right, the outermost first. An axis that breaks into lines is in both.
    shown : tuple of tuple of int
        For each axis the positions that are on the wall.
    """

    where: NDArray[np.int64]
    down: tuple[int, ...]
    across: tuple[int, ...]
    shown: tuple[tuple[int, ...], ...]


def infer_layout(
    shape: tuple[int, ...],
    *,
    room: int,
    shown: Mapping[int, Sequence[int]] | None = None,
    fixed: Mapping[int, int] | None = None,
    grid: tuple[int, int] | None = None,
    order: tuple[int, ...] | None = None,
) -> Layout:
    """Return the wall for an array of `shape` with at most about `room` cells (gaps included), at least one.

    Parameters
    ----------
    shape : tuple of int
        0 to 5 lengths.
    shown : mapping of axis to positions, optional
        What to show of an axis; by default all of it, or as much as fits.
    fixed : mapping of axis to position, optional
        Axes that do not run on the wall at all: one position of each is shown (a slider chooses it).
    grid : (int, int), optional
        The axes of the grid, rows and columns; by default the last two that are not fixed.
    order : tuple of int, optional
        The other axes, the one that repeats the grid across first; by default the nearest first.

    Examples
    --------
    >>> layout = infer_layout((2, 3), room=100)
    >>> layout.where.shape, layout.down, layout.across
    ((2, 3, 2), (0,), (1,))
    >>> infer_layout((60_000, 28, 28), room=20_000).shown[0][-1]
    22
    """
    fixed = dict(fixed or {})
    free = [axis for axis in range(len(shape)) if axis not in fixed]
    inner = list(grid) if grid is not None else free[-2:]
    outer = list(order) if order is not None else [axis for axis in free if axis not in inner][::-1]
    positions = _positions(shape, inner, outer, room=room, wanted=dict(shown or {}))
    positions |= {axis: (at,) for axis, at in fixed.items()}
    rows, columns = ([], inner) if len(inner) < 2 else (inner[:1], inner[1:])
    if len(outer) == 1 and len(inner) == 2 and len(positions[outer[0]]) > 1:
        return _broken(outer[0], rows[0], columns[0], positions)
    for turn, axis in enumerate(outer):  # the nearest axis across, the next one down
        (rows if turn % 2 else columns).insert(0, axis)
    down, across = _slots(rows, positions), _slots(columns, positions)
    return _wall(_pair(down, across, rows, columns, positions), rows, columns, positions)


def _positions(
    shape: tuple[int, ...], inner: list[int], outer: list[int], *, room: int, wanted: dict[int, Sequence[int]]
) -> dict[int, tuple[int, ...]]:
    """Which positions of each axis fit: first the grid's own axes, then the nearest axis, then the next."""
    positions: dict[int, tuple[int, ...]] = {}
    left = max(room, 1)
    usual = min(LONGEST, math.isqrt(left)) if len(inner) == 2 else min(LONGEST, left)
    for axis in inner:
        limit = left if axis in wanted else min(usual, left)
        positions[axis] = _ends(wanted.get(axis, range(shape[axis])), max(limit, 1))
        left //= len(positions[axis]) + 1
    sides = [_length(positions, inner[-1:]), _length(positions, inner[:-1])]  # across, down
    for turn, axis in enumerate(outer):
        most = left if len(outer) == 1 else min(left, MOST_SIDE // (sides[turn % 2] + turn // 2 + 1))
        positions[axis] = tuple(wanted.get(axis, range(shape[axis]))[: max(most, 1)])
        kept = max(len(positions[axis]), 1)
        left //= kept
        sides[turn % 2] = kept * (sides[turn % 2] + turn // 2 + 1)
    return positions


def _length(positions: Mapping[int, tuple[int, ...]], axes: list[int]) -> int:
    return len(positions[axes[0]]) if axes else 1


def _ends(candidates: Sequence[int], limit: int) -> tuple[int, ...]:
    """All, or the first and the last of them, as NumPy prints a long array."""
    if len(candidates) <= limit:
        return tuple(candidates)
    head = -(-limit // 2)
    tail = limit - head
    return (*candidates[:head], *(candidates[-tail:] if tail else ()))


def _slots(axes: list[int], positions: Mapping[int, tuple[int, ...]]) -> Slots:
    """Put the axes of one direction one inside the other, one empty cell between two blocks, two further out."""
    slots = np.zeros((1, 0), np.int64)
    for depth, axis in enumerate(axes[::-1]):
        kept = positions[axis]
        blocks = [np.column_stack([np.full(len(slots), at), slots]) for at in kept]
        slots = _joined(blocks, [depth or int(skips) for skips in _skips(kept)], slots.shape[1] + 1)
    return slots


def _skips(kept: tuple[int, ...]) -> list[bool]:
    """Whether two neighbours on the wall are further apart than the first two: something is left out there."""
    steps = np.diff(kept)
    usual = steps[0] if len(steps) else 1
    return [bool(step != usual) for step in steps]


def _joined(blocks: list[Slots], gaps: list[int], axes: int) -> Slots:
    if not blocks:
        return np.zeros((0, axes), np.int64)
    pieces = [blocks[0]]
    for gap, block in zip(gaps, blocks[1:], strict=True):
        pieces += [np.full((gap, axes), _GAP), block]
    return np.concatenate(pieces)


def _pair(
    down: Slots, across: Slots, rows: list[int], columns: list[int], positions: Mapping[int, tuple[int, ...]]
) -> NDArray[np.int64]:
    """Give each cell of the wall its full index: what runs down, what runs across, and what is fixed."""
    where = np.full((len(down), len(across), len(positions)), _GAP)
    gaps: NDArray[np.bool_] = np.any(down < 0, axis=1, keepdims=True) | np.any(across < 0, axis=1)
    for axis, kept in positions.items():
        if axis in rows:
            where[..., axis] = down[:, rows.index(axis)][:, None]
        elif axis in columns:
            where[..., axis] = across[:, columns.index(axis)][None, :]
        elif kept:
            where[..., axis] = kept[0]
    where[gaps] = _GAP
    return where


def _broken(axis: int, row: int, column: int, positions: Mapping[int, tuple[int, ...]]) -> Layout:
    """Lay many grids in lines, about twice as wide as high."""
    kept = np.array(positions[axis])
    height, width = len(positions[row]) or 1, len(positions[column]) or 1
    ideal = round(math.sqrt(len(kept) * _SHAPELY * height / width))
    each = min(max(ideal, _LINE // (width + 1), 1), len(kept))
    lines = -(-len(kept) // each)
    places = {**positions, axis: tuple(range(each))}
    across = _slots([axis, column], places)
    down = _slots([axis, row], {**places, axis: tuple(range(lines))})
    where = _pair(down[:, 1:], across, [row], [axis, column], positions)
    number = down[:, :1] * each + across[None, :, 0]
    there = (where[..., axis] >= 0) & (number < len(kept))
    where[..., axis] = kept[np.where(there, number, 0)]
    where[~there] = _GAP
    return _wall(where, [axis, row] if lines > 1 else [row], [axis, column], positions)


def _wall(
    where: NDArray[np.int64], rows: list[int], columns: list[int], positions: Mapping[int, tuple[int, ...]]
) -> Layout:
    return Layout(where, tuple(rows), tuple(columns), tuple(positions[axis] for axis in range(len(positions))))

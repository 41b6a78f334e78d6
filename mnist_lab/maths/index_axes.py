"""What each entry of an index takes from its axis, and which axes the result has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.index_parts import Booleans, Entry, Integer, Mask, NewAxis, Rest, Slice
from mnist_lab.maths.index_syntax import IndexingError

Shape = tuple[int, ...]
Positions = range | NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Axis:
    """What is taken from one axis.

    Attributes
    ----------
    number, size : int
        Which axis, and how long it is.
    entry : Integer, Slice or Mask
        What the index says about it; `Slice()` where it says nothing.
    positions : range or (k,) int array
        What is taken, in this order, 0 to size - 1.
    """

    number: int
    size: int
    entry: Integer | Slice | Mask
    positions: Positions

    @property
    def whole(self) -> bool:
        """Every position, in its own order."""
        return isinstance(self.positions, range) and self.positions == range(self.size) and self.stays

    @property
    def stays(self) -> bool:
        """An integer makes its axis disappear."""
        return not isinstance(self.entry, Integer)

    @property
    def reach(self) -> tuple[int, int, int]:
        """Lowest position, one past the highest, and the step with its sign: what three sliders show."""
        if not isinstance(self.positions, range):
            return 0, self.size, 1
        if not self.positions:
            low = min(max(self.positions.start, 0), self.size)
            return low, low, self.positions.step
        ends = (self.positions[0], self.positions[-1])
        written = self.positions.stop if self.positions.step > 0 else self.positions.start + 1
        return min(ends), max(max(ends) + 1, min(written, self.size)), self.positions.step


def placed(entries: Sequence[Entry], rank: int) -> list[Integer | Slice | Mask]:
    """Return one entry for each axis; axes that are not written get a whole slice."""
    missing = rank - sum(isinstance(entry, Integer | Slice | Mask) for entry in entries)
    spread: list[Integer | Slice | Mask] = []
    for entry in entries:
        if isinstance(entry, Rest):
            spread += [Slice()] * missing
        elif not isinstance(entry, NewAxis):
            spread.append(entry)
    return spread + [Slice()] * (rank - len(spread))


def taken(entry: Integer | Slice | Mask, axis: int, size: int, mask: Booleans | None) -> Axis:
    """Return what one entry takes from its axis.

    Raises
    ------
    IndexingError
        An integer lies outside, a step is 0, or the mask has another length than the axis.
    """
    if isinstance(entry, Integer):
        if not -size <= entry.value < size:
            valid = f"valid are -{size} to {size - 1}" if size else "it has no positions"
            words = f"index {entry.value} is out of bounds for axis {axis} with size {size}: {valid}."
            raise IndexingError(words, axis)
        return Axis(axis, size, entry, range(entry.value % size, entry.value % size + 1))
    if isinstance(entry, Slice):
        if entry.step == 0:
            words = f"The step of axis {axis} cannot be 0: it would stay where it is. 1 takes each, -1 goes backwards."
            raise IndexingError(words, axis)
        return Axis(axis, size, entry, range(*slice(entry.start, entry.stop, entry.step).indices(size)))
    if mask is None or len(mask) != size:
        long = 0 if mask is None else len(mask)
        raise IndexingError(
            f"The mask does not fit axis {axis}: it has {long:,} values, one for each digit, and axis {axis} has size "
            f"{size}. It belongs to axis 0, at the first place.",
            axis,
        )
    return Axis(axis, size, entry, np.flatnonzero(mask))


def layout(entries: Sequence[Entry], rank: int) -> tuple[int | None, ...]:
    """Return where each axis of the result comes from.

    A mask beside integers is NumPy's "advanced indexing": they share one axis, the mask's. If anything else stands
    between them, even `...`, nobody could say where that axis belongs, and NumPy puts it first.
    """
    masked = any(isinstance(entry, Mask) for entry in entries)
    shared = [place for place, entry in enumerate(entries) if masked and isinstance(entry, Integer | Mask)]
    axes: list[int | None] = []
    axis, at = 0, 0
    missing = rank - sum(isinstance(entry, Integer | Slice | Mask) for entry in entries)
    for place, entry in enumerate(entries):
        if shared and place == shared[0]:
            at = len(axes)
        if isinstance(entry, NewAxis):
            axes.append(None)
            continue
        long = missing if isinstance(entry, Rest) else 1
        if isinstance(entry, Slice | Rest):
            axes += range(axis, axis + long)
        axis += long
    axes += range(axis, rank)
    if masked:
        apart = shared[-1] - shared[0] >= len(shared)
        axes.insert(0 if apart else at, _masked_axis(entries, missing))
    return tuple(axes)


def _masked_axis(entries: Sequence[Entry], missing: int) -> int:
    before = entries[: next(place for place, entry in enumerate(entries) if isinstance(entry, Mask))]
    lengths = (missing if isinstance(entry, Rest) else 0 if isinstance(entry, NewAxis) else 1 for entry in before)
    return sum(lengths)

"""What an index takes from an array: which positions of each axis, which shape, a view or a copy.

All of it follows from the shape alone (and the labels, for a mask): no pixel is touched, so that 60,000 digits cost no
more than one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mnist_lab.maths.index_axes import Axis, Shape, layout, placed, taken
from mnist_lab.maths.index_parts import Booleans, Entry, Integer, Kind, Labels, Mask, NewAxis, Rest, Slice
from mnist_lab.maths.index_syntax import ARRAY, IndexingError, read_index

MOST_NEW = 4
"""New axes in one index."""


@dataclass(frozen=True, eq=False)
class Indexing:
    """An index that works, and what it gives.

    Attributes
    ----------
    entries : tuple
        The index as written, without its mask's values.
    source : tuple of int
        Shape of the array.
    axes : tuple of Axis
        One for each axis of the array.
    layout : tuple of int or None
        For each axis of the result the axis it comes from; None for a new axis.
    mask : (n,) bool or None
        The values of the mask, if there is one.
    """

    entries: tuple[Entry, ...]
    source: Shape
    axes: tuple[Axis, ...] = field(repr=False)
    layout: tuple[int | None, ...]
    mask: Booleans | None = field(default=None, repr=False)

    @property
    def text(self) -> str:
        """The index with the array's name, as Python reads it."""
        return written(self.entries)

    @property
    def shape(self) -> Shape:
        """Shape of the result."""
        return tuple(1 if axis is None else len(self.axes[axis].positions) for axis in self.layout)

    @property
    def size(self) -> int:
        """Number of elements of the result; for uint8 also its bytes."""
        return int(np.prod(self.shape, dtype=np.int64))

    @property
    def kind(self) -> Kind:
        """A mask makes a copy; an integer on each axis a single number; all else a view of the array's own memory."""
        if self.mask is not None:
            return "copy"
        numbers = len(self.entries) == len(self.source) and all(isinstance(entry, Integer) for entry in self.entries)
        return "scalar" if numbers else "view"

    @property
    def shared(self) -> bool:
        """What `np.shares_memory(array, result)` says; a view without elements has nothing to share."""
        return self.kind == "view" and self.size > 0

    @property
    def key(self) -> tuple[Any, ...]:
        """The index as NumPy takes it: `array[indexing.key]`."""
        return tuple(_numpy(entry, self.mask) for entry in self.entries)

    @property
    def code(self) -> str:
        """The lines that give this result."""
        arrays = f"{ARRAY}, train_labels" if self.mask is not None else ARRAY
        loaded = "digits.train_images, digits.train_labels" if self.mask is not None else "digits.train_images"
        lines = [
            "import numpy as np",
            "",
            "from mnist_lab.digits.dataset import load",
            "",
            f"digits = load()   # {self.source[0]:,} to train",
            f"{arrays} = {loaded}",
            f"my_slice = {self.text}",
            f"my_slice.shape   # {self.shape}",
            f"np.shares_memory({ARRAY}, my_slice)   # {self.shared}",
        ]
        return "\n".join(lines)


def index(text: str, shape: Sequence[int], labels: Labels | None = None) -> Indexing:
    """Read an index expression and work out what it takes from an array of this shape.

    Parameters
    ----------
    text : str
        Such as `train_images[10:100, 14:, 14:]`; see `index_syntax` for what may stand in it.
    shape : sequence of int
        Shape of the array.
    labels : (n,) int array, optional
        What a mask compares.

    Raises
    ------
    IndexingError
        The text is no index, or none of this array.

    Examples
    --------
    >>> index("train_images[10:100, 14:, 14:]", (60000, 28, 28)).shape
    (90, 14, 14)
    """
    return indexing(read_index(text), shape, labels)


def indexing(entries: tuple[Entry, ...], shape: Sequence[int], labels: Labels | None = None) -> Indexing:
    """Work out what these entries take from an array of this shape; errors and parameters as in `index`."""
    source = tuple(shape)
    _check_numbers(entries, source)
    mask = next((entry.tree.of(_given(labels)) for entry in entries if isinstance(entry, Mask)), None)
    axes = tuple(taken(entry, axis, source[axis], mask) for axis, entry in enumerate(placed(entries, len(source))))
    return Indexing(entries, source, axes, layout(entries, len(source)), mask)


def written(entries: Sequence[Entry], *, name: str = ARRAY) -> str:
    """Return entries as an expression."""
    return f"{name}[{', '.join(entry.text for entry in entries) or '...'}]"


def _check_numbers(entries: Sequence[Entry], source: Shape) -> None:
    """Refuse too many of anything, as NumPy does."""
    there = len(source)
    used = [entry for entry in entries if not isinstance(entry, Rest | NewAxis)]
    if len(used) > there:
        raise IndexingError(
            f"Too many indices: {ARRAY} has {there} axes, but {len(used)} were indexed. "
            "Only ... and np.newaxis do not count.",
            there,
        )
    if sum(isinstance(entry, Rest) for entry in entries) > 1:
        raise IndexingError("Only one ... fits: with two of them nobody knows which axes each stands for.")
    if sum(isinstance(entry, Mask) for entry in entries) > 1:
        raise IndexingError("One mask at a time here. Join two comparisons by & or |, each in its own brackets.")
    if sum(isinstance(entry, NewAxis) for entry in entries) > MOST_NEW:
        raise IndexingError(f"At most {MOST_NEW} new axes here.")


def _given(labels: Labels | None) -> Labels:
    if labels is None:
        raise IndexingError("There are no labels to compare here.")
    return labels


def _numpy(entry: Entry, mask: Booleans | None) -> Any:
    if isinstance(entry, Integer):
        return entry.value
    if isinstance(entry, Slice):
        return slice(entry.start, entry.stop, entry.step)
    if isinstance(entry, Mask):
        return mask
    return None if isinstance(entry, NewAxis) else Ellipsis

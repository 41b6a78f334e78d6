"""Paint into a slice and see whether the array changes: on a small copy of the array that belongs to one visitor."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.index_axes import Shape
from mnist_lab.maths.index_parts import Entry, Integer, Labels, Mask, NewAxis, Slice
from mnist_lab.maths.index_syntax import LABELS
from mnist_lab.maths.slicing import Indexing, indexing, written
from mnist_lab.maths.slicing_words import slice_between

Bytes = NDArray[np.uint8]

MOST: Final = 200
"""Digits of a visitor's own copy: 157 kB."""
WHITE: Final = 255


@dataclass(frozen=True, eq=False)
class OwnCopy:
    """Some digits that belong to one visitor, and a slice of them.

    Attributes
    ----------
    text : str
        The index of the whole array that it was made for.
    source : tuple of int
        Shape of that array.
    low : int
        Number of the first of these digits in the whole array.
    found : Indexing
        The same index for these digits alone.
    labels : (k,) int
        What these digits are.
    mine : (k, 28, 28) uint8
        The digits, k at most `MOST`.
    my_slice : uint8 array or number
        What the index takes from `mine`; a copy of it if `copied`.
    copied : bool
        Whether `.copy()` was called on the slice.
    painted : bool
        Whether the slice was painted.
    changed : int
        Pixels of `mine` that painting changed.
    """

    text: str
    source: Shape
    low: int
    found: Indexing
    labels: Labels = field(repr=False)
    mine: Bytes = field(repr=False)
    my_slice: Bytes = field(repr=False)
    copied: bool
    painted: bool = False
    changed: int = 0

    @property
    def shared(self) -> bool:
        """What NumPy says about the memory of the two."""
        return bool(np.shares_memory(self.mine, self.my_slice))

    @property
    def pictures(self) -> Bytes:
        """The slice as pictures (k, h, w): new axes dropped, an axis that disappeared has length 1."""
        lengths = [len(axis.positions) for axis in self.found.axes]
        return np.asarray(self.my_slice).reshape(lengths)

    @property
    def code(self) -> str:
        """The lines that do the same."""
        high = self.low + len(self.mine)
        part = f"{self.low or ''}:{high}"
        lines = ["import numpy as np", "", "from mnist_lab.digits.dataset import load", "", "digits = load()"]
        if self.found.mask is not None:
            lines.append(f"{LABELS} = digits.train_labels[{part}]")
        lines += [
            f"original = digits.train_images[{part}]",
            f"mine = original.copy()   # {len(self.mine)} digits of your own",
            f"my_slice = {written(self.found.entries, name='mine')}{'.copy()' if self.copied else ''}",
            *([f"my_slice[...] = {WHITE}   # paint all of it white"] if self.painted else []),
            f"np.shares_memory(mine, my_slice)   # {self.shared}",
            f"(mine != original).sum()   # {self.changed}",
        ]
        return "\n".join(lines)


def own_copy(found: Indexing, images: Bytes, labels: Labels, *, copied: bool) -> OwnCopy:
    """Copy the digits around the first chosen one, at most `MOST`, and slice them as `found` slices the whole array.

    Parameters
    ----------
    found : Indexing
        An index of images.
    images : (n, 28, 28) uint8
    labels : (n,) int
    copied : bool
        Call `.copy()` on the slice.
    """
    low, high = _window(found)
    mine = images[low:high].copy()
    inside = indexing(_moved(found, low, high), mine.shape, labels[low:high])
    part = mine[inside.key]
    return OwnCopy(
        found.text, found.source, low, inside, labels[low:high], mine, part.copy() if copied else part, copied
    )


def painted(own: OwnCopy) -> OwnCopy:
    """Paint all of the slice white, in place, and count what changed in the digits it was taken from.

    Raises
    ------
    ValueError
        The slice is a single number, which cannot be written into.
    """
    if own.found.kind == "scalar":
        raise ValueError("A single number is a value of its own: there is nothing to paint into.")
    before = own.mine.copy()
    own.my_slice[...] = WHITE
    changed = own.changed + int(np.count_nonzero(before != own.mine))
    return replace(own, painted=True, changed=changed)


def sentence(own: OwnCopy) -> str:
    """What happened, or what is about to."""
    if own.found.kind == "scalar":
        return "A single number is a value of its own: nothing to paint into. With , ... behind it, it is a view."
    if own.my_slice.size == 0:
        return "The slice has no element: there is nothing to paint."
    if not own.painted:
        return "Does mine change when my_slice is painted white? Guess, then paint."
    if own.shared:
        return f"{own.changed:,} pixels of mine changed too: my_slice is a view, it looks at mine's own memory."
    why = "because of .copy()" if own.copied else "because a mask always makes one"
    return f"Not one pixel of mine changed: my_slice is a copy, {why}."


def _window(found: Indexing) -> tuple[int, int]:
    """Return first digit and one past the last of the own copy: from the array's start, if that has a chosen one."""
    size, positions = found.source[0], found.axes[0].positions
    first = int(positions[0]) if len(positions) else 0
    if len(positions) > 1 and positions[0] > positions[1]:
        low = max(0, first + 1 - MOST)
    else:
        low = 0 if first < MOST // 2 else max(0, min(first, size - MOST))
    return low, min(low + MOST, size)


def _moved(found: Indexing, low: int, high: int) -> tuple[Entry, ...]:
    """Return the entries with the one of axis 0 moved into the window."""
    first = next((place for place, entry in enumerate(found.entries) if not isinstance(entry, NewAxis)), None)
    if first is None or isinstance(found.entries[first], Mask) or (low == 0 and _same_there(found, first, high)):
        return found.entries
    axis = found.axes[0]
    entry: Entry = found.entries[first]
    if isinstance(entry, Integer):
        entry = Integer(int(axis.positions[0]) - low)
    elif isinstance(entry, Slice):
        inside = [int(number) - low for number in axis.positions[:MOST] if low <= number < high]
        entry = slice_between(min(inside), max(inside) + 1, axis.reach[2], high - low) if inside else Slice(0, 0)
    return (*found.entries[:first], entry, *found.entries[first + 1 :])


def _same_there(found: Indexing, first: int, high: int) -> bool:
    """Whether the entry of axis 0, as written, takes the same of the first `high` digits as of all of them."""
    entry = found.entries[first]
    if isinstance(entry, Slice):
        inside = [int(number) for number in found.axes[0].positions[:MOST] if number < high]
        return list(range(high))[slice(entry.start, entry.stop, entry.step)] == inside
    return not isinstance(entry, Integer) or entry.value >= 0

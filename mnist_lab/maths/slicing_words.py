"""An index in words: one sentence for each axis, one for the result, one for view or copy; and its other spellings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from mnist_lab.maths.index_axes import Axis, Positions
from mnist_lab.maths.index_parts import Entry, Integer, Labels, Mask, NewAxis, Rest, Slice
from mnist_lab.maths.slicing import Indexing, indexing, written

NAMES: Final = (("digit", "digits"), ("row", "rows"), ("column", "columns"))
"""What one and many positions of each axis of the images are called."""


@dataclass(frozen=True)
class Spelling:
    """Another way to write the same index."""

    text: str
    note: str


def axis_sentences(found: Indexing) -> tuple[str, ...]:
    """One sentence for each axis of the array, then one for the new axes.

    Examples
    --------
    >>> from mnist_lab.maths.slicing import index
    >>> axis_sentences(index("10:100, 14:, 7", (4000, 28, 28)))[1]
    'axis 1: rows 14 to 27, 14 of 28'
    """
    sentences = [f"axis {axis.number}: {_positions(axis)}" for axis in found.axes]
    new = [str(place) for place, axis in enumerate(found.layout) if axis is None]
    if new:
        sentences.append(f"new: axis {' and '.join(new)} of the result, length 1, holds the same numbers")
    return tuple(sentences)


def _positions(axis: Axis) -> str:
    """The positions taken from one axis, in words."""
    one, many = _names(axis.number)
    share = f"{len(axis.positions):,} of {axis.size:,}"
    if isinstance(axis.entry, Integer):
        negative = f" ({axis.entry.value} counts from the end)" if axis.entry.value < 0 else ""
        return f"{one} {axis.positions[0]:,} alone{negative}, the axis disappears"
    if isinstance(axis.entry, Mask):
        return f"{many} where {axis.entry.text}, {share}"
    return f"all {axis.size:,} {many}" if axis.whole else _stretch(axis, share)


def _stretch(axis: Axis, share: str) -> str:
    """The positions that a slice takes, in words."""
    one, many = _names(axis.number)
    step = axis.reach[2]
    if len(axis.positions) == 0:
        ends = f"{axis.positions.start:,} to {axis.positions.stop:,}" if isinstance(axis.positions, range) else "there"
        return f"no {one} at all, {share}: nothing lies from {ends} in steps of {step}"
    first, last = f"{axis.positions[0]:,}", f"{axis.positions[-1]:,}"
    if len(axis.positions) == 1:
        return f"{one} {first}, {share}: the axis stays, with length 1"
    every = f", every {_ordinal(abs(step))}" if abs(step) > 1 else ""
    return f"{many} {first} {'to' if step > 0 else 'down to'} {last}{every}, {share}"


def _names(number: int) -> tuple[str, str]:
    return NAMES[number] if number < len(NAMES) else ("position", "positions")


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def shape_sentence(found: Indexing) -> str:
    """What the shape of the result says, axis by axis."""
    if not found.shape:
        return "One number is left: rank 0, no axis at all."
    parts = [
        "1 (new)" if axis is None else f"{length:,} {_names(axis)[length != 1]}"
        for axis, length in zip(found.layout, found.shape, strict=True)
    ]
    return f"Rank {len(found.shape)}: {' × '.join(parts)}."


def memory_sentence(found: Indexing) -> str:
    """View or copy, in words and bytes."""
    if found.kind == "scalar":
        return "A single number: it is handed over as a value, not as a view."
    if found.kind == "copy":
        return f"A copy: a mask's digits lie scattered in memory, so {found.size:,} bytes were copied."
    if found.size == 0:
        return "A view of nothing: it has no element."
    return f"A view: {found.size:,} pixels are looked at where they are, 0 bytes were copied."


def with_slice(found: Indexing, axis: int, part: Slice) -> str:
    """Return the expression in which `axis` has this slice and all else is as it was written."""
    entries = list(_spelled_out(found))
    places = [place for place, entry in enumerate(entries) if not isinstance(entry, NewAxis)]
    entries[places[axis]] = part
    while entries and entries[-1] == Slice() and len(entries) > 1:
        entries.pop()
    return written(entries)


def slice_between(low: int, high: int, step: int, size: int) -> Slice:
    """Return the slice that takes positions `low` up to, not including, `high`; backwards for a negative step.

    Examples
    --------
    >>> slice_between(14, 28, -1, 28).text, slice_between(0, 28, 2, 28).text
    (':13:-1', '::2')
    """
    short = None if step == 1 else step
    if low >= high:
        return Slice(low, low, short)
    if step > 0:
        return Slice(low or None, None if high == size else high, short)
    return Slice(None if high == size else high - 1, None if low == 0 else low - 1, short)


def spellings(found: Indexing, labels: Labels | None = None) -> tuple[Spelling, ...]:
    """Other ways to write the same index, shorter and longer ones; each gives the same positions and shape."""
    seen = {found.text}
    kept = []
    for entries, note in _candidates(found):
        text = written(entries)
        if text not in seen and same(indexing(entries, found.source, labels), found):
            kept.append(Spelling(text, note))
        seen.add(text)
    return tuple(kept)


def same(one: Indexing, other: Indexing) -> bool:
    """Whether two indices take the same positions in the same order and give the same shape and kind."""
    if one.layout != other.layout or one.kind != other.kind:
        return False
    return all(_equal(a.positions, b.positions) for a, b in zip(one.axes, other.axes, strict=True))


def _equal(one: Positions, other: Positions) -> bool:
    if isinstance(one, range) and isinstance(other, range):
        return one == other  # as sequences, without walking through them
    return np.array_equal(np.asarray(one), np.asarray(other))


def _candidates(found: Indexing) -> Iterator[tuple[tuple[Entry, ...], str]]:
    """Ways to write the index that may be the same, shorter ones first."""
    full = _spelled_out(found)
    axes = iter(found.axes)
    shape = [None if isinstance(entry, NewAxis) else next(axes) for entry in full]
    plain = tuple(entry if axis is None else _shortest(axis, entry) for entry, axis in zip(full, shape, strict=True))
    trimmed = plain
    while len(trimmed) > 1 and trimmed[-1] == Slice():
        trimmed = trimmed[:-1]
    yield trimmed, _shorter(found.entries, trimmed)
    leading = next((place for place, entry in enumerate(plain) if entry != Slice()), 0)
    if leading > 0:
        yield (Rest(), *plain[leading:]), "... for the axes before"
    yield plain, "every axis written"
    yield tuple(_explicit(axis, entry) for entry, axis in zip(full, shape, strict=True)), "start and stop written"
    yield tuple(_from_end(axis, entry) for entry, axis in zip(plain, shape, strict=True)), "counted from the end"
    if any(isinstance(entry, NewAxis) for entry in found.entries):
        swapped = {"None": "np.newaxis", "np.newaxis": "None"}
        yield (
            tuple(
                replace(entry, text=swapped[entry.text]) if isinstance(entry, NewAxis) else entry
                for entry in found.entries
            ),
            "np.newaxis is None",
        )


def _shorter(given: tuple[Entry, ...], entries: tuple[Entry, ...]) -> str:
    """Say what the shortest way to write an index does not have any more."""
    if any(isinstance(entry, Rest) for entry in given):
        return "... written out"
    if any(map(_negative, given)) and not any(map(_negative, entries)):
        return "counted from the front"
    return "defaults left out" if len(written(entries)) < len(written(given)) else "another stop, the same positions"


def _negative(entry: Entry) -> bool:
    """Whether a position is counted from the end."""
    if isinstance(entry, Slice):
        return (entry.start or 0) < 0 or (entry.stop or 0) < 0
    return isinstance(entry, Integer) and entry.value < 0


def _spelled_out(found: Indexing) -> tuple[Entry, ...]:
    """The entries with one for each axis: `...` and what is missing at the end become `:`."""
    missing = len(found.source) - sum(isinstance(entry, Integer | Slice | Mask) for entry in found.entries)
    rest = (Slice(),) * missing
    if not any(isinstance(entry, Rest) for entry in found.entries):
        return found.entries + rest
    return tuple(part for entry in found.entries for part in (rest if isinstance(entry, Rest) else (entry,)))


def _shortest(axis: Axis, entry: Entry) -> Entry:
    if not isinstance(entry, Slice):
        return Integer(axis.positions[0]) if isinstance(entry, Integer) else entry
    low, high, step = axis.reach
    return slice_between(low, high, step, axis.size)


def _explicit(axis: Axis | None, entry: Entry) -> Entry:
    """Start and stop as numbers from the front."""
    if axis is None or not isinstance(entry, Slice):
        return entry
    low, high, step = axis.reach
    if step < 0:
        return Slice(high - 1, low - 1 if low else None, step)
    return Slice(low, high, None if step == 1 else step)


def _from_end(axis: Axis | None, entry: Entry) -> Entry:
    """Start and stop counted from the end, where they are written at all."""
    if axis is None or not isinstance(entry, Slice | Integer):
        return entry
    if isinstance(entry, Integer):
        return Integer(entry.value - axis.size)
    if not axis.positions:
        return entry
    start, stop = (None if part is None else part - axis.size if part else part for part in (entry.start, entry.stop))
    half = 2 * (entry.start or 0) <= axis.size  # 7:-7 reads better than -21:-7
    return Slice(entry.start if half and entry.stop is not None else start, stop, entry.step)

"""A contact sheet: which digits stand on it, and where each of them hangs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.slicing import Indexing

SIZES: Final = (9, 25, 64)
"""How many digits a sheet holds: few chosen digits are drawn large."""
_FAR = 12  # neighbours further apart than this do not have all between them shown
_GAP = 3  # cells between two pictures
_LABEL = 13.0  # pixels that a label needs
_SIDE = 390.0  # pixels, the height of a sheet
_NARROW = 290.0  # pixels, the width of a sheet on a phone
_LETTER, _APART = 6.0, 3.0  # pixels of a bold figure of a label, and between two labels


@dataclass(frozen=True)
class Place:
    """One picture of the sheet: which digit, and whether it is chosen. Number -1: some are left out here."""

    number: int
    chosen: bool


@dataclass(frozen=True, eq=False)
class Wall:
    """Pictures put together.

    Attributes
    ----------
    pixels : (rows, columns) uint8
        0 between the pictures.
    corners : (k, 2) int
        x, y of each picture.
    tile : (int, int)
        Height and width of a picture.
    scale : float
        Pixels of the screen for one pixel of the wall, on a phone or on a wide screen, whichever has fewer.
    """

    pixels: NDArray[np.uint8]
    corners: NDArray[np.intp]
    tile: tuple[int, int]
    scale: float


LEFT_OUT: Final = Place(-1, chosen=False)


def shown(found: Indexing, most: int) -> tuple[Place, ...]:
    """Choose at most `most` digits to show what an index takes from axis 0: the chosen ones and their neighbours."""
    positions, size = found.axes[0].positions, found.axes[0].size
    taken = np.sort(np.asarray(positions, np.intp))
    if not len(taken):
        return tuple(Place(number, chosen=False) for number in range(min(size, most)))
    head = _from_start(taken, most)
    if len(head) < most and head[-1].number == taken[-1]:
        return _with_neighbours(head, size, most)
    tail_length = most // 3
    mirrored = _from_start((size - 1 - taken)[::-1], tail_length - 1)
    tail = [Place(size - 1 - place.number if place.number >= 0 else -1, place.chosen) for place in reversed(mirrored)]
    before = [Place(int(taken[0]) - 1, chosen=False)] if taken[0] else []
    after = [Place(int(taken[-1]) + 1, chosen=False)] if taken[-1] < size - 1 else []
    start = before + head[: most - tail_length - len(before) - len(after)]
    while start[-1].number < 0:
        start.pop()
    return _whole_row(start, [*tail, *after], most)


def _whole_row(start: list[Place], end: list[Place], most: int) -> tuple[Place, ...]:
    """Put the two ends together, with a mark for what is left out between them."""
    last = start[-1].number
    end = [place for place in end if place.number > last or place.number < 0]
    return (*start, LEFT_OUT, *end)[:most]


def _from_start(taken: NDArray[np.intp], most: int) -> list[Place]:
    """Return the chosen digits from the first on, with what lies between them as long as that is little."""
    places: list[Place] = []
    for number in map(int, taken[:most]):
        gap = number - places[-1].number if places else 1
        if gap > _FAR:
            places += [Place(places[-1].number + 1, chosen=False), LEFT_OUT]
        else:
            places += [Place(between, chosen=False) for between in range(number - gap + 1, number)]
        places.append(Place(number, chosen=True))
        if len(places) >= most:
            break
    return places[:most]


def _with_neighbours(places: list[Place], size: int, most: int) -> tuple[Place, ...]:
    """Fill the sheet with neighbours on both sides."""
    room = min(next((held for held in SIZES if held >= len(places) + 2), most), most) - len(places)
    first, last = places[0].number, places[-1].number
    after = min((room + 1) // 2, size - 1 - last)
    before = min(room - after, first)
    after = min(room - before, size - 1 - last)
    left = [Place(number, chosen=False) for number in range(first - before, first)]
    return (*left, *places, *(Place(number, chosen=False) for number in range(last + 1, last + 1 + after)))


def hang(tiles: NDArray[np.uint8], aspect: float, *, label: bool) -> Wall:
    """Hang tiles (k, h, w) on a wall whose width over height is about `aspect`, as large as they can be."""
    count, height, width = tiles.shape
    best: tuple[float, int, int] = (0.0, 1, 0)
    for columns in range(1, count + 1):
        scale = _SIDE * aspect / (columns * (width + _gap(width)))
        head = min(int(np.ceil(_LABEL / scale)), 14) if label else 0
        rows = -(-count // columns)
        scale = min(scale, _SIDE / (rows * (height + _gap(height) + head)))
        best = max(best, (scale, columns, head), key=lambda entry: entry[0])
    scale, columns, head = best
    across = min(columns, count) * (width + _gap(width))
    return _put(tiles, columns, head, scale=min(scale, _NARROW / across))


def _put(tiles: NDArray[np.uint8], columns: int, head: int, *, scale: float) -> Wall:
    count, height, width = tiles.shape
    down, across = height + _gap(height) + head, width + _gap(width)
    number = np.arange(count)
    corners: NDArray[Any] = np.stack([number % columns * across, number // columns * down + head], axis=1)
    wall = np.zeros((-(-count // columns) * down, min(columns, count) * across), np.uint8)
    for tile, (x, y) in zip(tiles, corners, strict=True):
        wall[y : y + height, x : x + width] = tile
    return Wall(wall, corners, (height, width), scale)


def labelled(wall: Wall, words: Sequence[str]) -> list[str]:
    """Leave out the words over pictures that would run into the words before them."""
    kept, end, row = [], 0.0, -1
    for word, (x, y) in zip(words, wall.corners.tolist(), strict=True):
        free = y != row or x >= end
        kept.append(word if free else "")
        if free and word:
            end, row = x + (len(word) * _LETTER + _APART) / wall.scale, y
    return kept


def _gap(length: int) -> int:
    """Single cells stand side by side; pictures keep a distance."""
    return 0 if length == 1 else _GAP

"""Large arrays that travel: not cell by cell, but in bars of cells that stay side by side on the whole way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.patches import BYTES, Corners, Label, Patch, PatchScene, box, patches_figure
from mnist_lab.figures.places import Places, Points, places
from mnist_lab.maths.reshaping import Rearranged

MOST_BARS: Final = 1_200
"""Bars that travel in one figure; of more of them the first and the last are drawn."""

_BUDGET = 265_000  # bytes of all bars of a figure
_STEPS = 10
_WIDTH, _HEIGHT = 740, 360  # pixels of the figure
_LONGEST = 4.0  # an array more than so many times as long as wide is not drawn to scale
_TITLE, _APART = 26, 30  # pixels

Runs = NDArray[np.int64]
"""(k, 2) first and last cell, in reading order, of each bar."""


def runs(paths: Sequence[Points]) -> Runs:
    """Cut the cells into bars: along a bar each next cell is one step away in the same direction, on every path.

    Examples
    --------
    >>> runs([places((2, 3)).at, places((6,)).at]).tolist()
    [[0, 2], [3, 5]]
    """
    n = len(paths[0])
    step = np.concatenate([np.diff(path, axis=0) for path in paths], axis=1)  # (n - 1, 2 paths)
    near = np.all(np.abs(np.abs(step).reshape(len(step), len(paths), 2).sum(axis=2) - 1) < 1e-6, axis=1)
    bars, start, cell = [], 0, 0
    while start < n:
        cell = start
        while cell + 1 < n and near[cell] and np.array_equal(step[cell], step[start]):
            cell += 1
        bars.append((start, cell))
        start = cell + 1
    return np.array(bars, np.int64).reshape(-1, 2)


def drawn_runs(moves: Sequence[Rearranged]) -> tuple[Runs, int]:
    """Return the bars that are drawn, and how many there are in all."""
    bars = runs([places(moves[0].x.shape).at, *(_target(found) for found in moves)])
    most = MOST_BARS // len(moves)
    if len(bars) <= most:
        return bars, len(bars)
    return np.concatenate([bars[: most // 2], bars[-(most // 2) :]]), len(bars)


def bars_left_out(moves: Sequence[Rearranged]) -> str:
    """What is not drawn, as a sentence; empty where all of it is."""
    bars, total = drawn_runs(moves)
    half = len(bars) // 2
    cut = f"Drawn: the first and the last {half:,} of {total:,} pieces; those between them travel the same way."
    sizes = [places(shape) for shape in (moves[0].x.shape, *(found.y.shape for found in moves))]
    slender = any(max(size.width / size.height, size.height / size.width) > _LONGEST for size in sizes)
    squeezed = "Not to scale: the long side of a slender array is drawn shorter."
    return " ".join(filter(None, (cut if len(bars) < total else "", squeezed if slender else "")))


def bars_figure(moves: Sequence[Rearranged], *, names: str, home: int = 0) -> go.Figure:
    """Draw x at panel `home` and the results in the other panels; bars travel a tenth at a time.

    Parameters
    ----------
    moves : one or two Rearranged
        From the same x, with more than one cell.
    names : str
        One letter for each panel, from the left.
    """
    x = moves[0].x
    bars, _ = drawn_runs(moves)
    targets = [number for number in range(len(names)) if number != home]
    shapes = [
        moves[0].x.shape if number == home else moves[targets.index(number)].y.shape for number in range(len(names))
    ]
    frames = _frames([places(shape) for shape in shapes])
    here = _bars(places(x.shape).at, bars, frames[home])
    there = [_bars(_target(found), bars, frames[target]) for found, target in zip(moves, targets, strict=True)]
    bands = _bands(bars, x)
    affordable = (_BUDGET // (BYTES * len(bars)) - 1) // len(moves) - 2  # x left behind, the figure, the first frame
    count = max(min(_STEPS, affordable), 1)
    turn = np.arange(len(bars)) * count // max(len(bars), 1)
    scenes = [
        PatchScene(_caption(done, count, x.shape), tuple(_patches(here, there, bands, turn < done)))
        for done in range(count + 1)
    ]
    below = [Patch(_outline(frame), theme.CLEAR, theme.FAINT) for frame in frames]
    below += [Patch(here[bands == band], theme.tint(_colour(band), 0.3)) for band in np.unique(bands)]
    labels = [
        _label(frame, name, shape, home == number)
        for number, (frame, name, shape) in enumerate(zip(frames, names, shapes, strict=True))
    ]
    return patches_figure(scenes, below=below, labels=labels, height=_HEIGHT)


Frame = tuple[Places, Points, Points]
"""An array, where its first corner is, and the size of one cell, both in pixels."""


def _frames(arrays: Sequence[Places]) -> list[Frame]:
    """Put arrays side by side; all to one scale, unless one is too slender for that."""
    sizes = np.array([[array.width, array.height] for array in arrays])
    ratio = sizes[:, 0] / sizes[:, 1]
    stretch = np.ones_like(sizes)
    stretch[:, 1] = np.maximum(ratio / _LONGEST, 1)
    stretch[:, 0] = np.maximum(1 / ratio / _LONGEST, 1)
    wanted = sizes * stretch
    room = _WIDTH - _APART * (len(arrays) - 1)
    scale = min(room / wanted[:, 0].sum(), (_HEIGHT - _TITLE) / wanted[:, 1].max())
    left, frames = (room - wanted[:, 0].sum() * scale) / 2, []
    for array, size, cell in zip(arrays, wanted * scale, stretch * scale, strict=True):
        frames.append((array, np.array([left, (_HEIGHT - _TITLE - size[1]) / 2 + _TITLE]), cell))
        left += size[0] + _APART
    return frames


def _target(found: Rearranged) -> Points:
    """Where each cell of x, in reading order, stands in y."""
    number = np.ravel_multi_index(tuple(found.where.T), found.y.shape) if found.y.ndim else np.zeros(1, int)
    at: Points = places(found.y.shape).at[number]
    return at


def _bars(path: Points, bars: Runs, frame: Frame) -> Corners:
    """The corners of each bar: start and end of one long side, then of the other; a turned bar keeps its own start."""
    _, corner, cell = frame
    first, last = path[bars[:, 0]], path[bars[:, 1]]
    length = np.abs(last - first).sum(axis=1, keepdims=True)
    along = np.where(length > 0, (last - first) / np.maximum(length, 1), [1.0, 0.0]) / 2
    aside = np.abs(along[:, ::-1])
    corners = np.stack(
        [first - along - aside, last + along - aside, last + along + aside, first - along + aside], axis=1
    )
    placed: Corners = (corners + 0.5) * cell + corner
    return placed


def _bands(bars: Runs, x: NDArray[np.generic]) -> NDArray[np.int64]:
    """A tenth of the rows of x each has a colour."""
    length = x.shape[-1] if 0 < x.shape[-1] < x.size else 1
    rows = max(x.size // length, 1)
    bands: NDArray[np.int64] = bars[:, 0] // length * len(theme.CATEGORICAL) // rows
    return bands


def _colour(band: int) -> str:
    return theme.CATEGORICAL[int(band) % len(theme.CATEGORICAL)]


def _patches(here: Corners, there: Sequence[Corners], bands: NDArray[np.int64], gone: NDArray[np.bool_]) -> list[Patch]:
    """One patch for each colour and each way; bars that have gone are at their new place."""
    patches = []
    for target in there:
        corners = np.where(gone[:, None, None], target, here)
        patches += [Patch(corners[bands == band], _colour(band)) for band in np.unique(bands)]
    return patches


def _outline(frame: Frame) -> Corners:
    array, (left, top), cell = frame
    return box(left, top, left + array.width * cell[0], top + array.height * cell[1])


def _label(frame: Frame, name: str, shape: tuple[int, ...], home: bool) -> Label:
    array, (left, top), cell = frame
    verb = {"r": "reshape: ", "t": "transpose: "}.get(name, "")
    said = f"{verb}<b>{name}</b> ({', '.join(f'{length}' for length in shape)}{',' if len(shape) == 1 else ''})"
    return Label(said, left + array.width * cell[0] / 2, top - _TITLE / 2, theme.INPUT if home else theme.OUTPUT)


def _caption(done: int, count: int, shape: tuple[int, ...]) -> str:
    if done == 0:
        return f"x, shape {shape}: each bar is a piece of one row, coloured by where it begins"
    part = "all of it" if done == count else f"{done} of {count} parts"
    return f"In reading order: {part} {'has' if done == count else 'have'} arrived"

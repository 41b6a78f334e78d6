"""One digit whose rows travel into a line of 784 and back; a batch as rows of 784, whole or scrambled."""

from __future__ import annotations

import itertools
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.patches import BYTES, Corners, Label, Patch, PatchScene, box, patches_figure
from mnist_lab.figures.pixels import square, text
from mnist_lab.maths.flattening import PIXELS, SHOWN, SIDE, Batch, Bytes, Flattening

_PIXEL = 11.0  # side of a pixel of the digit; along the line a pixel is 1 wide
_LEFT = (PIXELS - SIDE * _PIXEL) / 2
_LINE_TOP, _LINE_HEIGHT = SIDE * _PIXEL + 34, 36.0
_BACK_STEPS = 4
_BUDGET = 270_000  # bytes of all frames
_SHADES = (5, 4, 3, 2, 1)

_GAP = 2  # cells between two digits
_LEVELS: Final = 8  # of ink in a colour

Runs = NDArray[np.int64]
"""(k, 4) row, first column, one past the last, shade."""


def digit_figure(found: Flattening) -> go.Figure:
    """Draw the digit; its rows travel one after the other into one line, then back in four parts."""
    runs, shades = ink_runs(found.x)
    steps = [(row, _row_caption(row)) for row in range(SIDE + 1)]
    back = [SIDE - SIDE * part // _BACK_STEPS for part in range(1, _BACK_STEPS + 1)]
    steps += [(rows, _back_caption(rows)) for rows in back]
    scenes = [
        PatchScene(caption, _patches(runs, shades, _in_line(number, done)))
        for number, (done, caption) in enumerate(steps)
    ]
    frame = [
        Patch(box(_LEFT, 0, _LEFT + SIDE * _PIXEL, SIDE * _PIXEL), theme.CLEAR, theme.FAINT),
        Patch(box(0, _LINE_TOP, PIXELS, _LINE_TOP + _LINE_HEIGHT), theme.CLEAR, theme.FAINT),
    ]
    low = _LINE_TOP + _LINE_HEIGHT + 12
    labels = [
        Label(f"<b>x</b> {found.x.shape}", _LEFT / 2, SIDE * _PIXEL / 2, theme.INPUT),
        Label(f"<b>flat</b> {found.flat.shape}", PIXELS / 2, _LINE_TOP - 14, theme.OUTPUT),
        *(Label(str(number), number, low) for number in (0, 7 * SIDE, 14 * SIDE, 21 * SIDE)),
        Label(str(PIXELS - 1), PIXELS - 13, low),
    ]
    return patches_figure(scenes, below=frame, labels=labels, height=390)


def digit_text(found: Flattening) -> str:
    """The picture of one digit in words."""
    return (
        f"Digit number {found.number} as 28 rows of 28 pixels. Row after row moves down into one line of 784 pixels; "
        "then the line is cut into rows of 28 again, which give the same digit."
    )


def ink_runs(image: Bytes) -> tuple[Runs, int]:
    """Find the pixels of one shade side by side in each row, in as many greys as the budget of bytes allows."""
    frames = SIDE + 2 + _BACK_STEPS
    for shades in _SHADES:
        found = _runs(np.rint(image / 255 * shades).astype(np.int64))
        if (len(found) + SIDE) * BYTES * frames <= _BUDGET:
            break
    return found, shades


def _runs(levels: NDArray[np.int64]) -> Runs:
    """Runs of equal level above 0, row by row."""
    edges = np.diff(np.pad(levels, ((0, 0), (1, 1)), constant_values=-1), axis=1) != 0
    found = []
    for row in range(len(levels)):
        borders = np.flatnonzero(edges[row])
        found += [(row, a, b, levels[row, a]) for a, b in itertools.pairwise(borders) if levels[row, a]]
    return np.array(found, np.int64).reshape(-1, 4)


def _in_line(number: int, done: int) -> NDArray[np.bool_]:
    """Which of the 28 rows are in the line: on the way there the first ones, on the way back all but the first ones."""
    rows = np.arange(SIDE)
    return rows < done if number <= SIDE else rows >= SIDE - done


def _patches(runs: Runs, shades: int, in_line: NDArray[np.bool_]) -> tuple[Patch, ...]:
    """Paper of each row, then the ink of each shade."""
    rows = np.arange(SIDE)
    paper = np.column_stack([rows, 0 * rows, 0 * rows + SIDE, 0 * rows])
    patches = [Patch(_corners(paper, in_line), _grey(0, shades), _EDGE)]
    for shade in range(1, shades + 1):
        patches.append(Patch(_corners(runs[runs[:, 3] == shade], in_line), _grey(shade, shades)))
    return tuple(patches)


_EDGE: Final = theme.grey(0.7)


def _grey(shade: int, shades: int) -> str:
    level = round(255 * shade / shades)
    return f"rgb({level},{level},{level})"


def _corners(runs: Runs, in_line: NDArray[np.bool_]) -> Corners:
    """Rectangles in the digit, or in the line."""
    row, start, end, _ = runs.T.astype(float)
    there = in_line[runs[:, 0]]
    left = np.where(there, row * SIDE + start, _LEFT + start * _PIXEL)
    right = np.where(there, row * SIDE + end, _LEFT + end * _PIXEL)
    top = np.where(there, _LINE_TOP, row * _PIXEL)
    bottom = np.where(there, _LINE_TOP + _LINE_HEIGHT, (row + 1) * _PIXEL)
    return np.stack(
        [np.stack(point, axis=-1) for point in ((left, top), (right, top), (right, bottom), (left, bottom))], 1
    )


def _row_caption(done: int) -> str:
    if done == 0:
        return "x, 28 rows of 28 pixels"
    row = done - 1
    first = f"{SIDE}·{row} = {SIDE * row}"
    return f"Row {row}: x[{row}, 0] becomes flat[{first}], x[{row}, 27] becomes flat[{SIDE * row + SIDE - 1}]"


def _back_caption(rows: int) -> str:
    if rows == 0:
        return "flat.reshape(28, 28): cut after every 28 numbers, the line is the same digit again"
    return f"And back: {SIDE - rows} rows of 28 numbers are cut off again"


def batch_figure(found: Batch, *, coloured: bool) -> go.Figure:
    """Draw the first digits of x, the first rows of y, and each of these rows as 28x28 pixels again.

    Parameters
    ----------
    found : Batch
    coloured : bool
        The ink of each tenth of the batch in a colour of its own.
    """
    count = len(found.rows)
    owners = np.broadcast_to(np.arange(count)[:, None], (count, PIXELS))
    pixels = found.x[:count].reshape(count, PIXELS)
    shades = [
        _shaded(pixels, owners, found.n, coloured=coloured),
        _shaded(found.rows, found.origins, found.n, coloured=coloured),
    ]
    width = SHOWN * (SIDE + _GAP) - _GAP
    zones = (("x", (0.78, 0.95)), ("y", (0.34, 0.69)), ("again", (0.08, 0.25)))
    traces = [
        _heatmap(_side_by_side(shades[0]), 1, coloured=coloured),
        _heatmap(shades[1], 2, coloured=coloured),
        _heatmap(_side_by_side(shades[1]), 3, coloured=coloured),
    ]
    axes: dict[str, Any] = {}
    for number, (name, up) in enumerate(zones, start=1):
        limits = (-0.5, (PIXELS if name == "y" else width) - 0.5)
        axes |= square(number, (0, 1), limits, up=up)
    for suffix, rows in (("", SIDE), ("2", count), ("3", SIDE)):
        axes[f"yaxis{suffix}"] |= {"range": [rows - 0.5, -0.5], "constraintoward": "top"}
        axes[f"xaxis{suffix}"] |= {"constraintoward": "left"}
        axes[f"xaxis{suffix}"] |= {"showline": False}
        axes[f"yaxis{suffix}"] |= {"showline": False}
    axes["yaxis2"].pop("scaleanchor")  # rows of 784 are drawn higher than they are
    layout = {"template": theme.TEMPLATE, "height": 420, "margin": {"l": 4, "r": 4, "t": 4, "b": 4}}
    layout |= {"dragmode": False, "showlegend": False, "annotations": _titles(found, zones)}
    return go.Figure({"data": traces, "layout": layout | axes})


def batch_text(found: Batch) -> str:
    """The picture of a batch in words."""
    state = "the digits themselves" if found.right else "grey noise: the digits are scrambled"
    return (
        f"The first {len(found.rows)} of {found.n:,} digits, the first {len(found.rows)} rows of y, 784 pixels each, "
        f"and these rows as pictures of 28 by 28 pixels again, which show {state}."
    )


def _titles(found: Batch, zones: tuple[tuple[str, tuple[float, float]], ...]) -> list[dict[str, Any]]:
    shown = len(found.rows)
    again = "each is its digit again" if found.right else "no digit is left"
    words = (
        f"<b>x</b> {found.x.shape}: the first {shown} digits",
        f"<b>y</b> {found.shape}: its first {shown} rows, 784 pixels each",
        f"These rows of y as 28 × 28 pixels: {again}",
    )
    colours = (theme.INPUT, theme.OUTPUT, theme.OUTPUT)
    return [
        text(said, 0, up[1] + 0.005, xanchor="left", yanchor="bottom", font={"size": 13, "color": colour})
        for said, (_, up), colour in zip(words, zones, colours, strict=True)
    ]


def _shaded(pixels: Bytes, owners: NDArray[Any], n: int, *, coloured: bool) -> NDArray[np.uint8]:
    """One number a pixel: its ink, or its ink in the colour of its digit; 0 is the space between digits."""
    if not coloured:
        return np.maximum(pixels, 1)
    tenth = owners * SHOWN // max(n, SHOWN)
    ink = np.rint(pixels / 255 * (_LEVELS - 1))
    return (1 + tenth * _LEVELS + ink).astype(np.uint8)


def _side_by_side(rows: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Hang rows of 784 (k, 784) as pictures in one line for ten of them (28, 10 * 30 - 2)."""
    wall = np.zeros((SIDE, SHOWN * (SIDE + _GAP) - _GAP), np.uint8)
    for number, row in enumerate(rows):
        left = number * (SIDE + _GAP)
        wall[:, left : left + SIDE] = row.reshape(SIDE, SIDE)
    return wall


def _heatmap(z: NDArray[np.uint8], axis: int, *, coloured: bool) -> dict[str, Any]:
    suffix = "" if axis == 1 else str(axis)
    ramp = [theme.CLEAR, *_ramp()]
    top = len(ramp) - 1 if coloured else 255
    scale = [[number / top, colour] for number, colour in enumerate(ramp)] if coloured else _PLAIN
    look = {"zmin": 0, "zmax": top, "colorscale": scale, "showscale": False, "hoverinfo": "skip"}
    return {"type": "heatmap", "z": z, **look, "xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}


_PLAIN: Final = [[0, theme.CLEAR], [0.5 / 255, theme.CLEAR], [1 / 255, theme.INK[0][1]], [1, theme.INK[1][1]]]


def _ramp() -> list[str]:
    """From black to each of the ten colours, in levels of ink; pale enough to be seen on black."""
    colours = []
    for colour in theme.CATEGORICAL:
        full = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) * 0.75 + 255 * 0.25
        for level in range(_LEVELS):
            red, green, blue = np.rint(full * level / (_LEVELS - 1)).astype(int)
            colours.append(f"rgb({red},{green},{blue})")
    return colours

"""One digit on its way into the network, played: rows laid end to end, then uint8 to float32, then divided by 255."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.film import Film
from mnist_lab.maths.first_look import SIDE
from mnist_lab.maths.preprocessing import Preprocessed

HEIGHT = 396
SHOWN: Final = 9
"""Pixels whose numbers are printed on the way."""

_CELL = 10.8  # side of a pixel of the digit, where a pixel of the line is 1 wide
_LEFT = (SIDE * SIDE - SIDE * _CELL) / 2
_LINE = SIDE * _CELL + 34  # where the middle of the line lies, downwards
_BOXES = _LINE + 74  # and that of the printed numbers
_BOX = 74.0
_ROWS: Final = (0, 1, 2, 3, 7, 14, 21, 28)
"""Rows that lie in the line, scene by scene."""

_Places = tuple[NDArray[np.float32], NDArray[np.float32]]


def shown_pixels(digit: Preprocessed) -> NDArray[np.int64]:
    """(SHOWN,): neighbours in the vector, across the inkiest place of it."""
    row = int(np.abs(np.diff(digit.image.astype(int), axis=1)).sum(axis=1).argmax())
    inked = np.flatnonzero(digit.image[row])
    middle = int(inked.mean()) if len(inked) else SIDE // 2
    first = row * SIDE + min(max(middle - SHOWN // 2, 0), SIDE - SHOWN)
    return np.arange(first, first + SHOWN)


def preprocess_figure(digit: Preprocessed) -> go.Figure:
    """Draw the way: 784 pixels travel row by row into one line; some of their numbers are printed all along."""
    chosen = shown_pixels(digit)
    scenes = _scenes(digit, chosen)
    first = scenes[0][1]
    frames = [{"name": name, "data": [_moving(trace) for trace in traces], "traces": list(range(len(traces)))}
              for name, traces in scenes]  # fmt: skip
    bare = {"visible": False, "fixedrange": True}
    layout = {
        "template": theme.TEMPLATE,
        "height": HEIGHT,
        "margin": {"l": 2, "r": 2, "t": 2, "b": 2},
        "xaxis": bare | {"range": [-12, SIDE * SIDE + 12], "constrain": "domain"},
        "yaxis": bare | {"range": [_BOXES + _BOX / 2 + 46, -10], "scaleanchor": "x"},
        "showlegend": False,
        "dragmode": False,
    }
    return Film({"data": first, "layout": layout}, frames)


def preprocess_text(digit: Preprocessed) -> str:
    """The way in words."""
    return (
        "One digit, 28 rows of 28 numbers of one byte, laid row after row into a line of 784, turned into numbers of "
        f"four bytes and divided by 255. {digit.step.sentence}"
    )


def _scenes(digit: Preprocessed, chosen: NDArray[np.int64]) -> list[tuple[str, list[dict[str, Any]]]]:
    """(caption, traces) of each scene."""
    scenes = []
    for done in _ROWS:
        dtype, texts = "uint8", [str(value) for value in digit.flat[chosen]]
        scenes.append((_caption(done), _traces(digit, chosen, done, texts=texts, dtype=dtype)))
    texts = [f"{value:.1f}" for value in digit.floats[chosen]]
    words = f'.astype("float32"): the same numbers with room for fractions, {digit.flat.nbytes} bytes become 3,136.'
    scenes.append((words, _traces(digit, chosen, SIDE, texts=texts, dtype="float32")))
    texts = [f"{value:.3f}" for value in digit.x[chosen]]
    words = "/ 255: every number between 0 and 1, and still the same picture. This is x, what the network gets."
    scenes.append((words, _traces(digit, chosen, SIDE, texts=texts, dtype="float32, 0 to 1")))
    return scenes


def _caption(done: int) -> str:
    if done == 0:
        return "test_images[i]: 28 rows of 28 numbers, each one byte, 0 to 255. Press play."
    if done == SIDE:
        return "reshape: all 28 rows lie in one line, 784 numbers. No number has changed."
    last = f"{(done - 1) * SIDE} to {done * SIDE - 1}"
    return f"reshape: row {done - 1} lies after the others, as numbers {last} of the line."


def _traces(
    digit: Preprocessed, chosen: NDArray[np.int64], done: int, *, texts: Sequence[str], dtype: str
) -> list[dict[str, Any]]:
    """Pixels, rings around the chosen ones, their printed numbers, and the words of one scene."""
    x, y = _places(done)
    pixels = {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": y,
        "marker": {"symbol": "square", "opacity": 1, "color": digit.flat, "cmin": 0, "cmax": 255,
                   "colorscale": theme.INK, "line": {"width": 0}},
        "customdata": digit.flat,
        "hovertemplate": "number %{pointNumber}: %{customdata}<extra></extra>",
        "meta": {"side": _CELL, "longest": 1},
    }  # fmt: skip
    ring = {
        "type": "scatter",
        "mode": "lines",
        "x": _outline(x[chosen], 0),
        "y": _outline(y[chosen], 1),
        "line": {"color": theme.INPUT, "width": 2.5},
        "hoverinfo": "skip",
    }
    across = SIDE * SIDE / 2 + (np.arange(SHOWN) - (SHOWN - 1) / 2) * (_BOX + 8)
    boxes = {
        "type": "scatter",
        "mode": "markers",
        "x": across.astype(np.float32),
        "y": np.full(SHOWN, _BOXES, np.float32),
        "marker": {"symbol": "square", "opacity": 1, "color": theme.tint(theme.INPUT, 0.16),
                   "line": {"width": 1.5, "color": theme.INPUT}},
        "hoverinfo": "skip",
        "meta": {"side": _BOX, "longest": 1},
    }  # fmt: skip
    shape = "(28, 28)" if done < SIDE else "(784,)"
    name = [f"<b>x</b> {shape}<br>{dtype}", f"numbers {chosen[0]} to {chosen[-1]} of the line"]
    places = ([_LEFT / 2, SIDE * SIDE / 2], [SIDE * _CELL / 2, _BOXES + _BOX / 2 + 28])
    font = {"color": [theme.INPUT, theme.TRUTH], "size": 14}
    words = {"type": "scatter", "mode": "text", "x": places[0], "y": places[1], "text": name, "textfont": font}
    numbers = {"type": "scatter", "mode": "text", "x": boxes["x"], "y": boxes["y"], "text": list(texts)}
    return [pixels, ring, boxes, numbers | {"hoverinfo": "skip"}, words | {"hoverinfo": "skip"}]


def _places(done: int) -> _Places:
    """Where the 784 pixels are when `done` rows lie in the line."""
    number = np.arange(SIDE * SIDE)
    row, column = np.divmod(number, SIDE)
    laid = row < done
    x = np.where(laid, number + 0.5, _LEFT + (column + 0.5) * _CELL)
    y = np.where(laid, _LINE, (row + 0.5) * _CELL)
    return x.astype(np.float32), y.astype(np.float32)


def _outline(places: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    """Corners of the box around squares with these middles: of the digit's row, or of a piece of the line."""
    low, high = places.min() - _CELL / 2 - 1, places.max() + _CELL / 2 + 1
    corners = ((low, high, high, low, low), (low, low, high, high, low))[axis]
    return np.array(corners, np.float32)


def _moving(trace: dict[str, Any]) -> dict[str, Any]:
    """What a scene changes of a trace."""
    return {name: trace[name] for name in ("type", "x", "y", "text") if name in trace}

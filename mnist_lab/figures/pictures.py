"""Pictures of digits and of weights: many small images as one heat map, which changes in place cheaply."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.tiles import NOTHING
from mnist_lab.network.weights import Array

SIDE = 28
COLUMNS = 8
_GAP = 3  # cells between two pictures
_HEADROOM = 11  # cells above a picture that bears a label

Bytes = NDArray[np.uint8]


def minibatch_figure(images: Bytes, labels: NDArray[np.uint8], predictions: Array) -> go.Figure:
    """Draw the first images (k, 28, 28) of a mini-batch, each with the answer it got and whether that was right.

    Parameters
    ----------
    images : (k, 28, 28) uint8, 0 to 255
    labels : (k,) uint8, the digits they are
    predictions : (k, 10) float, the probabilities the network gave before it learned from them
    """
    answers = predictions.argmax(axis=1)
    pairs = list(zip(answers, labels, strict=True))
    right = [f"✓ {answer}" if answer == label else "" for answer, label in pairs]
    wrong = [f"✗ {answer}" if answer != label else "" for answer, label in pairs]
    given = [
        f"answered {answer} ({p.max():.0%}), is {label}" for (answer, label), p in zip(pairs, predictions, strict=True)
    ]
    return labelled_figure(images, {theme.OUTPUT: right, theme.LOSS: wrong}, hover=given)


def labelled_figure(
    images: Bytes, labels: dict[str, list[str]], *, hover: list[str] | None = None, columns: int = COLUMNS
) -> go.Figure:
    """Draw images (k, 28, 28) uint8 in rows of `columns`.

    Above each stands its label: `labels` has k of them in each colour, empty where there is none. `hover` says more.
    """
    tiles = np.maximum(images, 1)  # 0 is the space between the pictures
    wall, left, top = _wall(tiles, headroom=_HEADROOM, fill=0, columns=columns)
    traces = [_heatmap(wall, theme.INK, empty=1 / 255) | {"zmin": 0, "zmax": 255}]
    traces += [_words(words, left, top, colour) for colour, words in labels.items()]
    if hover is not None:
        middle = {"x": left + SIDE / 2, "y": top - SIDE / 2, "mode": "markers", "marker": {"size": 20, "opacity": 0}}
        traces.append({"type": "scatter", "text": hover, "hoverinfo": "text", **middle})
    return _pictures(traces, wall.shape)


def signed_figure(rows: Array, *, limit: float, name: str = "W") -> go.Figure:
    """Draw what belongs to the 784 inputs of each unit as a picture: blue above zero, red below, zero in the middle.

    Parameters
    ----------
    rows : (k, 784) float
        One row a unit: its weights, their gradient, or their change.
    limit : float, above 0
        The value that has the darkest colour; beyond it the colour stays.
    name : str
        What is drawn, beside the scale.
    """
    tiles = np.clip(np.rint(rows.reshape(-1, SIDE, SIDE) / limit * 127), -127, 127).astype(np.int8)
    wall, _, _ = _wall(tiles, headroom=0, fill=-128)
    ticks = {"tickvals": [-127, 0, 127], "ticktext": [f"−{limit:g}", "0", f"{limit:g}"], "thickness": 10}
    bar = ticks | {"len": 0.9, "outlinewidth": 0, "title": {"text": name, "font": {"color": theme.WEIGHTS}}}
    image = _heatmap(wall, theme.DIVERGING, empty=1 / 256)
    return _pictures([image | {"zmin": -128, "zmax": 128, "showscale": True, "colorbar": bar}], wall.shape)


def colour_limit(W: Array) -> float:
    """Return a round number above nearly all weights, so that the colours keep their meaning while they change.

    Examples
    --------
    >>> colour_limit(np.array([0.003, -0.04, 0.01], np.float32))
    0.05
    """
    highest = float(np.quantile(np.abs(W), 0.995)) if W.size else 0.0
    if not np.isfinite(highest) or highest <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(highest))
    return float(next(f"{step * power:.1g}" for step in (1, 2, 5, 10) if step * power >= highest))


def answer_figure(image: Array, probabilities: Array) -> go.Figure:
    """Draw one digit (28, 28), ink 0-1, and beside it the ten probabilities (10,) a network gives it."""
    ink = np.maximum(np.rint(image * 255), 1).astype(np.uint8)
    picture = _heatmap(np.flipud(ink), theme.INK, empty=1 / 255) | {"zmin": 0, "zmax": 255}
    hidden = {"visible": False, "fixedrange": True}
    layout: dict[str, Any] = {
        "template": theme.TEMPLATE,
        "height": 300,
        "margin": {"l": 4, "r": 8, "t": 8, "b": 8},
        "xaxis": hidden | {"domain": [0, 0.42], "constrain": "domain"},
        "yaxis": hidden | {"scaleanchor": "x", "constrain": "domain"},
        "xaxis2": hidden | {"domain": [0.52, 1], "range": [0, 1.3], "anchor": "y2"},
        "yaxis2": {"anchor": "x2", "range": [9.6, -0.6], "fixedrange": True, **_ten_names(probabilities)},
        "dragmode": False,
        "showlegend": False,
    }
    return go.Figure({"data": [picture, _bars(probabilities)], "layout": layout})


def _bars(probabilities: Array) -> dict[str, Any]:
    """Ten bars; the longest has an outline too, for eyes that do not compare lengths well."""
    longest = int(probabilities.argmax())
    outline = {"color": theme.TRUTH, "width": [2 if digit == longest else 0 for digit in range(10)]}
    return {
        "type": "bar",
        "orientation": "h",
        "x": probabilities.astype(np.float32),
        "y": list(range(10)),
        "text": [f"{p:.0%}" if p >= 0.005 else "" for p in probabilities],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": theme.OUTPUT, "line": outline},
        "hoverinfo": "skip",
        "xaxis": "x2",
        "yaxis": "y2",
    }


def _ten_names(probabilities: Array) -> dict[str, Any]:
    longest = int(probabilities.argmax())
    names = [f"<b>{digit}</b>" if digit == longest else str(digit) for digit in range(10)]
    return {"tickvals": list(range(10)), "ticktext": names}


def _wall(
    tiles: NDArray[Any], *, headroom: int, fill: int, columns: int = COLUMNS
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Hang tiles (k, 28, 28) in rows, first row on top; returns the wall, and left and top of each tile."""
    rows = -(-len(tiles) // columns)
    height, width = SIDE + _GAP + headroom, SIDE + _GAP
    wall = np.full((max(rows, 1) * height, columns * width), fill, tiles.dtype)
    number = np.arange(len(tiles))
    row, left = number // columns, number % columns * width
    for tile, y, x in zip(tiles, row * height + headroom, left, strict=True):
        wall[y : y + SIDE, x : x + SIDE] = tile
    return np.flipud(wall), left, len(wall) - row * height - headroom


def _heatmap(z: NDArray[Any], scale: tuple[tuple[float, str], ...], *, empty: float) -> dict[str, Any]:
    """A heat map whose lowest value, a share `empty` of the scale, shows the page behind."""
    spread = [[empty + (1 - empty) * place, colour] for place, colour in scale]
    look = {"colorscale": [[0, theme.CLEAR], [empty, theme.CLEAR], *spread], "showscale": False, "hoverinfo": "skip"}
    return {"type": "heatmap", "z": z, **look}


def _words(words: list[str], left: NDArray[Any], top: NDArray[Any], colour: str) -> dict[str, Any]:
    font = {"color": colour, "size": 12}
    place = {"x": left - 0.5, "y": top + 1.5, "mode": "text", "textposition": "top right"}
    text = [word or NOTHING for word in words]
    return {"type": "scatter", "text": text, "textfont": font, "hoverinfo": "skip", **place}


def _pictures(traces: list[dict[str, Any]], shape: tuple[int, ...]) -> go.Figure:
    height, width = shape
    hidden = {"visible": False, "fixedrange": True}
    layout = {
        "template": theme.TEMPLATE,
        "margin": {"l": 2, "r": 2, "t": 2, "b": 2},
        "xaxis": hidden | {"range": [-0.5, width - 0.5], "constrain": "domain"},
        "yaxis": hidden | {"range": [-0.5, height - 0.5], "scaleanchor": "x", "constrain": "domain"},
        "dragmode": False,
        "showlegend": False,
        "height": 300,
    }
    return go.Figure({"data": traces, "layout": layout})

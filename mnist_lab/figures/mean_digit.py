"""Digits and their mean: one picture copies itself under each digit, then the result fills in, pixel by pixel.

Every picture has 28 x 28 cells, so here an array is a row of pictures, one row for each of the two arrays and one for
the result; a step of the player is one scene, in which pictures appear in their places.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from mnist_lab.figures import theme
from mnist_lab.figures.broadcasting import HEIGHT, plain
from mnist_lab.figures.film import Film
from mnist_lab.maths.elementwise import Cell, Elementwise
from mnist_lab.maths.shapes import Shape

SIDE: Final = 28
COUNT: Final = 6
"""Digits that are drawn, and worked with."""

_STEP = SIDE + 4  # from one picture to the next
_LEFT = 34  # cells for the names
_OUTSIDE = -1000.0  # where pictures wait that are not there yet
_NAMES = ("digits", "mean", "result")
_ROLES = (theme.INPUT, theme.BIAS, theme.OUTPUT)


def mean_figure(worked: Elementwise, cell: Cell | None = None) -> go.Figure:
    """Draw six digits, their mean below the first, and the result below all; with a cell also where it is.

    Parameters
    ----------
    worked : Elementwise
        Of digits (6, 28, 28) and a mean (28, 28).
    cell : Cell, optional
        Of the result: then the picture is still, and the cell and its two sources are marked.
    """
    traces = _traces(worked)
    numbers = list(range(len(traces)))
    if cell is not None:
        shown = [trace | place for trace, place in zip(traces, _places(COUNT, COUNT), strict=True)]
        return go.Figure({"data": shown, "layout": _layout(worked) | {"shapes": _marks(cell)}})
    scenes = [_places(copies, results) for copies, results in _PLAY]
    frames = [
        {"name": caption, "data": [{"type": "heatmap", **place} for place in places], "traces": numbers}
        for caption, places in zip(_captions(worked), scenes, strict=True)
    ]
    first = [trace | place for trace, place in zip(traces, scenes[0], strict=True)]
    return Film({"data": first, "layout": _layout(worked)}, frames)


_PLAY: Final = ((1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (6, 1), (6, COUNT))
"""How many copies of the mean and how many results each scene shows."""


def _captions(worked: Elementwise) -> list[str]:
    total = worked.alignment.pairs[0].length
    copies = [f"a copy for digits[{number}]: so far only a picture of a copy" for number in range(1, COUNT)]
    sign = worked.operation.written("digits[0]", "mean")
    return [
        f"digits {worked.a.shape} and mean {worked.b.shape}, as they are: mean has no axis 0",
        *copies,
        f"result[0] = {sign}: 784 numbers, each with the one at the same place",
        f"the same for all {total} digits. Click a pixel of the result",
    ]


def _traces(worked: Elementwise) -> list[dict[str, Any]]:
    """One heat map for each picture: the digits, the mean as often as it is copied, the results."""
    look = {"type": "heatmap", "hovertemplate": "%{z:.6~g}<extra></extra>", "showscale": False, "dx": 1, "dy": 1}
    ink = look | {"zmin": 0, "zmax": 255, "colorscale": theme.INK}
    digits = [ink | {"z": picture} for picture in worked.a.values]
    means = [ink | {"z": worked.b.values.astype(np.float32)}] * COUNT
    signed = look | _scale(worked)
    return [*digits, *means, *(signed | {"z": picture.astype(np.float32)} for picture in worked.result)]


def _places(copies: int, results: int) -> list[dict[str, float]]:
    """Where each picture stands when so many copies and results are there; the others wait outside."""
    seen = ((COUNT, 0), (copies, 1), (results, 2))
    return [
        {"x0": number * _STEP, "y0": row * _STEP if number < there else _OUTSIDE}
        for there, row in seen
        for number in range(COUNT)
    ]


def _scale(worked: Elementwise) -> dict[str, Any]:
    """The result's colours: signed with zero in the middle, or from zero up."""
    finite = worked.result[np.isfinite(worked.result)].astype(float)
    top = float(np.abs(finite).max(initial=0)) or 1.0
    if finite.min(initial=0) < 0:
        return {"colorscale": theme.DIVERGING, "zmin": -top, "zmax": top}
    return {"colorscale": theme.SEQUENTIAL, "zmin": 0, "zmax": top}


def _layout(worked: Elementwise) -> dict[str, Any]:
    bare = {"visible": False, "fixedrange": True, "constrain": "domain"}
    words = [
        {"text": name, "x": -2, "y": row * _STEP + SIDE / 2, "showarrow": False, "xanchor": "right"}
        | {"font": {"color": role, "size": 13}}
        for row, (name, role) in enumerate(zip(_NAMES, _ROLES, strict=True))
    ]
    signs = [(worked.operation.sign, _STEP - 2), ("=", 2 * _STEP - 2)]
    words += [
        {"text": f"<b>{sign}</b>", "x": -_LEFT + 6, "y": y, "showarrow": False, "font": {"color": theme.TRUTH}}
        for sign, y in signs
    ]
    return {
        "template": theme.TEMPLATE,
        "height": HEIGHT,
        "margin": {"l": 2, "r": 2, "t": 2, "b": 2},
        "xaxis": bare | {"range": [-_LEFT, COUNT * _STEP - 4]},
        "yaxis": bare | {"range": [3 * _STEP - 3.5, -0.5], "scaleanchor": "x"},
        "dragmode": False,
        "annotations": words,
    }


def _marks(cell: Cell) -> list[dict[str, Any]]:
    """A frame around the pixel in each of the three rows."""
    number, row, column = cell.index
    x, reach = number * _STEP + column, 1.6
    return [
        {"type": "rect", "x0": x - reach, "x1": x + reach, "line": {"color": role, "width": 2.5}}
        | {"y0": line * _STEP + row - reach, "y1": line * _STEP + row + reach}
        for line, role in enumerate(_ROLES)
    ]


def clicked_pixel(x: object, y: object) -> Shape | None:
    """Return the index in the result of a pixel at (x, y) of the picture, whichever row it stands in; None outside."""
    if not isinstance(x, int | float) or not isinstance(y, int | float) or not (abs(x) < 1e6 and abs(y) < 1e6):
        return None
    number, column = divmod(round(x), _STEP)
    line, row = divmod(round(y), _STEP)
    inside = 0 <= number < COUNT and 0 <= line < 3 and column < SIDE and row < SIDE
    return (number, row, column) if inside else None


def mean_text(worked: Elementwise) -> str:
    """The picture in words."""
    rows = f"A row of {COUNT} digits, below it the mean digit, copied under each, below that the result"
    return f"{rows}. {plain(worked.sentence)}"

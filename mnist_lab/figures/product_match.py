"""A digit, a unit's weights, what they give pixel by pixel, and how that adds up to one number."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from mnist_lab.figures import theme
from mnist_lab.figures.pictures import colour_limit
from mnist_lab.figures.pixels import heatmap, on, square, text
from mnist_lab.maths.product_match import SIDE, Floats, Match, signed

HEIGHT: Final = 202

_TOP = 30  # pixels for the titles
_HALVES = ((0.0, 0.48), (0.52, 1.0))
_LIMITS = (-0.5, SIDE - 0.5)


def factors_figure(match: Match) -> go.Figure:
    """Draw the digit and the weights side by side."""
    weights = _signed_map(match.w.reshape(SIDE, SIDE), colour_limit(match.w), "weight") | on(2)
    titles = [_title(f"x: a {match.label}", 0, theme.INPUT), _title(f"w: unit {match.unit}", 1, theme.WEIGHTS)]
    panels = square(1, _HALVES[0], _LIMITS) | square(2, _HALVES[1], _LIMITS)
    return _figure([heatmap(match.x.reshape(SIDE, SIDE), 1), weights], panels, titles)


def sum_figure(match: Match) -> go.Figure:
    """Draw the products as a picture, the sum of each of its rows, and how the total grows from row to row."""
    products = _signed_map(match.products, colour_limit(match.products.ravel()), "ink × weight")
    running = np.cumsum(match.row_sums)
    colours = [theme.DIVERGING[-1 if value >= 0 else 0][1] for value in match.row_sums.tolist()]
    rows = list(range(SIDE))
    bars = {"type": "bar", "orientation": "h", "x": match.row_sums, "y": rows, "marker": {"color": colours}}
    bars |= {"hovertemplate": "row %{y}: %{x:.2f}<extra></extra>", **on(2)}
    line = {"type": "scatter", "mode": "lines", "x": running, "y": rows, "line": {"color": theme.OUTPUT, "width": 3}}
    line |= {"hovertemplate": "rows 0 to %{y} together: %{x:.2f}<extra></extra>", **on(2)}
    end = {"type": "scatter", "mode": "markers", "x": running[-1:], "y": rows[-1:]}
    end |= {"marker": {"color": theme.OUTPUT, "size": 10}, "hoverinfo": "skip", **on(2)}
    titles = [
        _title("x × w, pixel by pixel", 0, theme.TRUTH),
        _title(f"added up: {signed(match.total)}", 1, theme.OUTPUT),
    ]
    panels = square(1, _HALVES[0], _LIMITS)
    panels |= {
        "xaxis2": {"domain": list(_HALVES[1]), "anchor": "y2", "fixedrange": True, "zeroline": True, "nticks": 5},
        "yaxis2": {"anchor": "x2", "range": [SIDE - 0.5, -0.5], "fixedrange": True, "showticklabels": False},
    }
    panels["yaxis2"] |= {"showgrid": False}
    return _figure([products, bars, line, end], panels, titles)


def factors_text(match: Match) -> str:
    """The digit and the weights in words."""
    weights = f"the weights of unit {match.unit}: blue above zero, red below"
    return f"Test digit {match.number}, a {match.label}, and beside it {weights}."


def sum_text(match: Match) -> str:
    """The products and their sum in words."""
    plus, minus = match.sides
    return f"Ink times weight, pixel by pixel: {plus:.2f} above zero, {minus:.2f} below, together {match.total:.2f}."


def _signed_map(values: Floats, limit: float, what: str) -> dict[str, Any]:
    """Signed pixels, zero in the middle of the scale."""
    trace: dict[str, Any] = {"type": "heatmap", "z": values.astype(np.float32), "zmin": -limit, "zmax": limit}
    trace |= {"colorscale": theme.DIVERGING, "showscale": False, **on(1)}
    return trace | {"hovertemplate": f"row %{{y}}, column %{{x}}<br>{what} %{{z:.3f}}<extra></extra>"}


def _title(words: str, half: int, colour: str) -> dict[str, Any]:
    look = {"xanchor": "center", "yanchor": "bottom", "font": {"size": 14, "color": colour}}
    return text(words, sum(_HALVES[half]) / 2, 1, **look)


def _figure(traces: list[dict[str, Any]], panels: dict[str, Any], titles: list[dict[str, Any]]) -> go.Figure:
    layout = {
        "template": theme.TEMPLATE,
        "height": HEIGHT,
        "dragmode": False,
        "showlegend": False,
        "annotations": titles,
    }
    layout |= {"margin": {"l": 2, "r": 2, "t": _TOP, "b": 22}, **panels}
    return go.Figure({"data": traces, "layout": layout})

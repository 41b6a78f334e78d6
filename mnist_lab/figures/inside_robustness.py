"""Six curves: the probability of the truth along each kind of distortion, this digit against the average."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from mnist_lab.digits.distortions import KINDS
from mnist_lab.figures import theme
from mnist_lab.figures.pixels import on, text
from mnist_lab.network.robustness import AVERAGED, Robustness, neutral
from mnist_lab.network.wording import percent

_ACROSS = ((0.0, 0.29), (0.355, 0.645), (0.71, 1.0))
_UP = ((0.58, 0.96), (0.03, 0.41))
STRIP = 7
"""Pictures in the strip; with so many the unchanged digit is one of them."""

_TITLES = {
    "right": "right, px",
    "down": "down, px",
    "turn": "turned, °",
    "scale": "size, ×",
    "pen": "pen, px",
    "noise": "noise",
}

TRACES_A_KIND = 3
"""Traces 3 k, 3 k + 1 and 3 k + 2 belong to kind k."""


def robustness_figure(found: Robustness) -> go.Figure:
    """Draw the curves, the chosen kind with a frame of its own colour in its title."""
    layout: dict[str, Any] = {
        "template": theme.TEMPLATE,
        "height": 330,
        "margin": {"l": 34, "r": 6, "t": 10, "b": 20},
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 12}},
        "dragmode": False,
        "annotations": [],
    }
    traces = []
    for number, kind in enumerate(KINDS):
        across, up = _ACROSS[number % 3], _UP[number // 3]
        traces += _curves(found, kind, number + 1)
        layout |= _axes(number + 1, across, up, kind)
        title = f"<b>▸ {_TITLES[kind]}</b>" if kind == found.chosen else _TITLES[kind]
        where = {"xanchor": "center", "yanchor": "bottom", "font": {"size": 12}}
        layout["annotations"].append(text(title, sum(across) / 2, up[1] + 0.005, **where))
    layout["margin"]["t"] = 26
    return go.Figure({"data": traces, "layout": layout})


def robustness_text(found: Robustness) -> str:
    """The curves in words."""
    parts = []
    for kind, curve in found.curves.items():
        low, high = curve.bears
        parts.append(f"{KINDS[kind][2]}: above one half from {low:g} to {high:g}")
    told = "; ".join(parts)
    return f"Probability of {found.truth} under distortion. {told}. Beside it the mean of {AVERAGED} test digits."


def _curves(found: Robustness, kind: str, axis: int) -> list[dict[str, Any]]:
    curve, mean = found.curves[kind], found.averages[kind]
    x = curve.levels.astype(np.float32)
    first = axis == 1
    own = {"color": theme.OUTPUT, "width": 2.5}
    hover = "%{x}: %{y:.1%}<extra>NAME</extra>"
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": x,
            "y": mean,
            "name": f"mean of {AVERAGED} test digits",
            "line": {"color": theme.TRUTH, "width": 1.5, "dash": "dot"},
            "showlegend": first,
            "hovertemplate": hover.replace("NAME", "mean"),
            **on(axis),
        },
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": x,
            "y": curve.truth.astype(np.float32),
            "name": f"this digit: probability of {found.truth}",
            "line": own,
            "marker": {"size": 6, "symbol": ["circle" if p > 0.5 else "x" for p in curve.truth], "color": theme.OUTPUT},
            "showlegend": first,
            "hovertemplate": hover.replace("NAME", "this digit"),
            **on(axis),
        },
        {
            "type": "scatter",
            "mode": "lines",
            "x": [neutral(kind)] * 2,
            "y": [0, 1],
            "line": {"color": theme.FAINT, "width": 2},
            "showlegend": False,
            "hoverinfo": "skip",
            **on(axis),
        },
    ]


def _axes(axis: int, across: tuple[float, float], up: tuple[float, float], kind: str) -> dict[str, Any]:
    suffix = "" if axis == 1 else str(axis)
    levels = KINDS[kind][0]
    ticks = {"showticklabels": axis in (1, 4), "tickvals": [0, 0.5, 1], "tickformat": ".0%", "tickfont": {"size": 11}}
    room = (levels[-1] - levels[0]) * 0.03
    return {
        f"xaxis{suffix}": {
            "domain": list(across),
            "anchor": f"y{suffix}",
            "range": [levels[0] - room, levels[-1] + room],
            "fixedrange": True,
            "zeroline": False,
            "nticks": 5,
            "tickangle": 0,
            "tickfont": {"size": 11},
            "automargin": False,
        },
        f"yaxis{suffix}": {
            "domain": list(up),
            "anchor": f"x{suffix}",
            "range": [-0.05, 1.05],
            "fixedrange": True,
            "zeroline": False,
            "automargin": False,
            **ticks,
        },
    }


def strip(found: Robustness, most: int = STRIP) -> tuple[np.ndarray[Any, np.dtype[np.uint8]], list[str], list[bool]]:
    """Return images (k, 28, 28) of the chosen kind, evenly spread, with a word for each and whether it is right."""
    curve = found.curves[found.chosen]
    places = np.unique(np.linspace(0, len(curve.levels) - 1, most).round().astype(int))
    images = np.rint(curve.images[places].reshape(-1, 28, 28) * 255).astype(np.uint8)
    right = [bool(answer == found.truth) for answer in curve.answers[places]]
    words = [
        f"{curve.levels[place]:g}: ".replace("-", "−") + f"{'✓' if good else '✗'} {curve.answers[place]}"
        for place, good in zip(places, right, strict=True)
    ]
    return images, words, right


def strip_text(found: Robustness) -> str:
    """The strip in words."""
    curve = found.curves[found.chosen]
    told = ", ".join(
        f"{level:g}: {answer} ({percent(float(p))})"
        for level, answer, p in zip(curve.levels, curve.answers, curve.certainty, strict=True)
    )
    return f"The digit {KINDS[found.chosen][2]}, with what the network answers: {told}."

"""Descent with batches of four sizes: the paths, the losses, and how noisy the gradient of a batch is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from mnist_lab.figures import theme
from mnist_lab.figures.descent import COURSE, HEIGHT, relief
from mnist_lab.figures.film import Film
from mnist_lab.maths.breaks import Floats
from mnist_lab.maths.descent_words import number
from mnist_lab.maths.gradients import REACH
from mnist_lab.maths.minibatches import EXAMPLES, MEASURED, SIZES, Fit, Noise, Problem, size_name

SIGNS: Final = ("●", "■", "◆", "▲")
COLOURS: Final = (theme.CATEGORICAL[1], theme.CATEGORICAL[0], theme.CATEGORICAL[2], theme.TRUTH)
_SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up")
_DASHES: Final = ("solid", "dash", "dashdot", "dot")
_FRAMES: Final = 48
_TAIL: Final = 8
_SIDE: Final = 61


def paths_figure(problem: Problem, fits: Sequence[Fit]) -> go.Figure:
    """Draw the loss over w and b from above and the four paths; the frames go by examples seen."""
    ground = _ground(problem)
    still = [ground, *(_path(fit, place) for place, fit in enumerate(fits))]
    most = fits[0].seen[-1]
    moments = np.linspace(0, most, _FRAMES + 1)
    shots = [(f"{seen:.0f} seen; loss {_losses(fits, seen)}", _heads(fits, seen)) for seen in moments]
    places = list(range(len(still), len(still) + len(shots[0][1])))
    frames = [{"name": name, "data": [_moved(part) for part in made], "traces": places} for name, made in shots]
    axis = {"range": [-REACH, REACH], "fixedrange": True, "zeroline": False, "dtick": 1, "showgrid": False}
    layout = {
        **{"template": theme.TEMPLATE, "height": HEIGHT, "margin": {"l": 40, "r": 6, "t": 6, "b": 38}},
        **{"showlegend": False, "dragmode": False, "hovermode": "closest"},
        "xaxis": {**axis, "title": {"text": "w", "standoff": 4}, "constrain": "domain"},
        "yaxis": {**axis, "title": {"text": "b", "standoff": 2}, "scaleanchor": "x", "constrain": "domain"},
    }
    return Film({"data": [*still, *shots[0][1]], "layout": layout}, frames)


def training_figure(fits: Sequence[Fit]) -> go.Figure:
    """Draw the network's loss over all 512 digits by digits seen, for each batch size."""
    traces = []
    for place, fit in enumerate(fits):
        look = {"mode": "lines+markers", "line": _ink(place), "marker": {"symbol": _SYMBOLS[place], "size": 7}}
        name = f"batches of {size_name(fit.size)}"
        traces.append(_line(fit.seen, fit.losses) | look | {"name": name, "hoverinfo": "all"})
    layout = {
        **{"template": theme.TEMPLATE, "height": COURSE, "margin": {"l": 48, "r": 8, "t": 56, "b": 40}},
        **{"dragmode": False, "hovermode": "closest", "legend": {"font": {"size": 12}}},
        "xaxis": {"title": {"text": "digits seen", "standoff": 4}, "fixedrange": True},
        "yaxis": {"title": {"text": "loss over all 512", "standoff": 4}, "fixedrange": True, "rangemode": "tozero"},
    }
    return go.Figure({"data": traces, "layout": layout})


def noise_figure(found: Noise) -> go.Figure:
    """Draw the noise of the gradient by batch size on log axes: measured, and by the formula."""
    kept = slice(0, len(MEASURED) - 1)  # with all there is none, which log axes cannot show
    sizes = np.array(MEASURED[kept], np.float64)
    formula = {"mode": "lines", "line": {"color": theme.TRUTH, "width": 2, "dash": "dash"}, "name": "formula"}
    dots = {"mode": "markers", "marker": {"color": theme.LOSS, "size": 10}, "name": "measured"}
    said = {"hovertemplate": "batch of %{x}<br>noise %{y:.3g} |g|<extra></extra>", "hoverinfo": "all"}
    traces = [
        _line(sizes, found.expected[kept]) | formula,
        _line(sizes, found.measured[kept]) | dots | said,
    ]
    axis = {"type": "log", "fixedrange": True}
    layout = {
        **{"template": theme.TEMPLATE, "height": COURSE, "margin": {"l": 54, "r": 8, "t": 56, "b": 40}},
        **{"dragmode": False, "legend": {"font": {"size": 12}}},
        "xaxis": {**axis, "title": {"text": "batch size", "standoff": 4}, "tickvals": list(MEASURED[:-1:2])},
        "yaxis": {**axis, "title": {"text": "noise / |g|", "standoff": 4}, "dtick": "D2"},
    }
    return go.Figure({"data": traces, "layout": layout})


def noise_text(found: Noise) -> str:
    """The noise in words."""
    return f"Noise of the gradient against batch size, measured and by the formula. {found.sentence}"


def paths_text(problem: Problem, fits: Sequence[Fit]) -> str:
    """The paths in words."""
    last = ", ".join(f"{size_name(fit.size)}: {number(fit.losses[-1], 3)}" for fit in fits)
    return f"The loss of the {problem.name} fit over w and b, and four paths. Last loss by batch size: {last}."


def training_text(fits: Sequence[Fit]) -> str:
    """The losses in words."""
    last = ", ".join(f"{size_name(fit.size)}: {number(fit.losses[-1], 3)}" for fit in fits)
    return f"The network's loss over all {EXAMPLES} digits by digits seen. At the end, by batch size: {last}."


@lru_cache(maxsize=4)
def _ground(problem: Problem) -> dict[str, Any]:
    at = np.linspace(-REACH, REACH, _SIDE)
    loss = problem.loss(np.stack(np.meshgrid(at, at), axis=-1))
    return {
        **{"type": "contour", "x": at.astype(np.float32), "y": at.astype(np.float32)},
        **{"z": relief(loss).astype(np.float32), "customdata": loss.astype(np.float32)},
        **{"ncontours": 16, "showscale": False, "opacity": 0.55, "colorscale": theme.SEQUENTIAL},
        "line": {"width": 1, "color": theme.grey(0.95)},
        "hovertemplate": "w %{x:.2f}<br>b %{y:.2f}<br>loss %{customdata:.4g}<extra></extra>",
        "meta": {"cursor": True},
    }


def _path(fit: Fit, place: int) -> dict[str, Any]:
    line = {**_ink(place), "width": 1.2 if fit.size == SIZES[0] else 2}
    return _line(*_clipped(fit.path).T) | {"mode": "lines", "line": line, "opacity": 0.75}


def _heads(fits: Sequence[Fit], seen: float) -> list[dict[str, Any]]:
    """The last steps of each path at a moment, and the points."""
    traces, ends = [], []
    for place, fit in enumerate(fits):
        way = _clipped(fit.path)
        now = int(np.searchsorted(fit.seen, seen, side="right")) - 1
        tail = way[np.clip(np.arange(now - _TAIL, now + 1), 0, now)]
        traces.append(_line(*tail.T) | {"mode": "lines", "line": {"color": COLOURS[place], "width": 3}})
        ends.append(way[now])
    look = {"color": list(COLOURS), "symbol": list(_SYMBOLS), "size": 12, "line": {"width": 1.5}}
    return [*traces, _line(*np.array(ends).T) | {"mode": "markers", "marker": look}]


def _losses(fits: Sequence[Fit], seen: float) -> str:
    found = []
    for fit in fits:
        now = int(np.searchsorted(fit.seen, seen, side="right")) - 1
        found.append(number(fit.losses[now], 2))
    return " · ".join(found)


def _clipped(path: Floats) -> Floats:
    inside: Floats = np.clip(np.nan_to_num(path, nan=3 * REACH), -3 * REACH, 3 * REACH)
    return inside


def _ink(place: int) -> dict[str, Any]:
    return {"color": COLOURS[place], "dash": _DASHES[place], "width": 2.5}


def _moved(trace: dict[str, Any]) -> dict[str, Any]:
    return {name: trace[name] for name in ("type", "x", "y")}


def _line(x: Any, y: Any) -> dict[str, Any]:
    return {"type": "scatter", "x": np.asarray(x, np.float32), "y": np.asarray(y, np.float32), "hoverinfo": "skip"}

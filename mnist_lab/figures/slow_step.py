"""The pictures of one training step in slow motion: one for each part, all from the step's own arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import plotly.graph_objects as go

from mnist_lab.figures import theme
from mnist_lab.figures.pictures import SIDE, colour_limit, labelled_figure, signed_figure
from mnist_lab.network.weights import Array
from mnist_lab.runs.records import SlowStep

SHOWN = 32
HEIGHT = 320


def slow_step_figure(slow: SlowStep, part: str) -> go.Figure:
    """Draw one part of the step: "batch", "forward", "loss", "gradients", "update" or "new loss".

    Raises
    ------
    KeyError
        If there is no such part.
    """
    # One figure shows all parts in turn: a zoom, or axes turned round, must not pass from one part to the next.
    return _PICTURES[part](slow).update_layout(height=HEIGHT, uirevision=part)


def _batch(slow: SlowStep) -> go.Figure:
    images = np.rint(slow.images[:SHOWN] * 255).astype(np.uint8).reshape(-1, SIDE, SIDE)
    return labelled_figure(images, {theme.TRUTH: [f"y = {label}" for label in slow.labels[:SHOWN]]})


def _forward(slow: SlowStep) -> go.Figure:
    """Each row is an image on its way through the network: its pixels, each layer's values, the ten probabilities."""
    arrays = [slow.images[: len(slow.probabilities[:SHOWN])], *slow.activations[:-1], slow.probabilities[:SHOWN]]
    names = ["x", *(f"a<sub>{number}</sub>" for number in range(1, len(arrays) - 1)), "ŷ"]
    widths = np.array([1.0] * (len(arrays) - 1) + [0.4])
    ends = np.cumsum(widths) / widths.sum()
    layout: dict[str, Any] = {
        "template": theme.TEMPLATE,
        "margin": {"l": 40, "r": 8, "t": 46, "b": 8},
        "annotations": [],
    }
    traces = []
    for number, (array, end, width) in enumerate(zip(arrays, ends, widths, strict=True), start=1):
        axis = "" if number == 1 else str(number)
        traces.append(_map(array) | {"xaxis": f"x{axis}", "yaxis": f"y{axis}"})
        start = end - width / widths.sum() + (0.03 if number > 1 else 0)
        layout |= _axes(axis, (float(start), float(end)), first=number == 1)
        shape = f"({len(slow.images)}, {array.shape[1]})"
        words = f"<b>{names[number - 1]}</b><br>{shape}"
        layout["annotations"].append(_note(words, (float(start) + float(end)) / 2, _colour(number, len(arrays))))
    return go.Figure({"data": traces, "layout": layout})


def _loss(slow: SlowStep) -> go.Figure:
    losses = slow.losses[:SHOWN]
    answers = slow.probabilities[:SHOWN].argmax(axis=1)
    words = [f"{y}" if y == a else f"{y}✗" for y, a in zip(slow.labels[:SHOWN], answers, strict=True)]
    bars: dict[str, Any] = {
        "type": "bar",
        "y": losses,
        "marker": {"color": theme.LOSS},
        "name": "−ln ŷ of the right digit",
    }
    line: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines",
        "x": [-0.5, len(losses) - 0.5],
        "y": [slow.loss, slow.loss],
    }
    line |= {"line": {"color": theme.TRUTH, "dash": "dash"}, "name": f"mean of all {len(slow.losses)}: {slow.loss:.3f}"}
    ticks: dict[str, Any] = {
        "tickvals": list(range(len(words))),
        "ticktext": words,
        "title": {"text": "the digit; ✗ answered wrong"},
    }
    ticks |= {"tickangle": 0, "tickfont": {"size": 11}}
    axis = {"title": {"text": "loss (nats)"}, "rangemode": "tozero"}
    layout: dict[str, Any] = {"template": theme.TEMPLATE, "xaxis": ticks, "yaxis": axis}
    return go.Figure({"data": [bars, line], "layout": layout})


def _gradients(slow: SlowStep) -> go.Figure:
    return signed_figure(slow.gradient_images, limit=colour_limit(slow.gradient_images), name="∂L/∂W")


def _update(slow: SlowStep) -> go.Figure:
    return signed_figure(slow.update_images, limit=colour_limit(slow.update_images), name="ΔW")


def _new_loss(slow: SlowStep) -> go.Figure:
    values = [slow.loss, slow.loss_after]
    bars: dict[str, Any] = {"type": "bar", "orientation": "h", "x": values, "y": ["before", "after"], "width": 0.55}
    look: dict[str, Any] = {"color": theme.LOSS, "opacity": [0.5, 1.0]}
    bars |= {"marker": look, "text": [f"{value:.4f}" for value in values], "textposition": "outside"}
    bounds = [0, 1.25 * max(*(value for value in values if np.isfinite(value)), 1e-6, 0.0)]
    axes = {"xaxis": {"title": {"text": "loss of the same batch (nats)"}, "range": bounds}}
    layout = {"template": theme.TEMPLATE, "yaxis": {"autorange": "reversed"}, **axes}
    return go.Figure({"data": [bars], "layout": layout})


def _map(array: Array) -> dict[str, Any]:
    """A heat map of an array (s, n), its rows in order from the top, in 255 shades from zero to its greatest value."""
    lowest, highest = float(array.min(initial=0)), float(np.abs(array).max(initial=0)) or 1.0
    scale = theme.DIVERGING if lowest < 0 else theme.SEQUENTIAL
    shades = np.rint(array / highest * 127).astype(np.int8)
    ends = {"zmin": -127 if lowest < 0 else 0, "zmax": 127}
    return {"type": "heatmap", "z": shades, "colorscale": scale, "showscale": False, "hoverinfo": "skip", **ends}


def _axes(axis: str, domain: tuple[float, float], *, first: bool) -> dict[str, Any]:
    bare = {"showticklabels": False, "showgrid": False, "zeroline": False, "fixedrange": True}
    x = bare | {"domain": domain, "anchor": f"y{axis}"}
    y = bare | {"autorange": "reversed", "anchor": f"x{axis}", "title": {"text": "one row an image"} if first else None}
    return {f"xaxis{axis}": x, f"yaxis{axis}": y}


def _note(words: str, x: float, colour: str) -> dict[str, Any]:
    place = {"x": x, "y": 1.01, "xref": "paper", "yref": "paper", "yanchor": "bottom", "showarrow": False}
    return {"text": words, "font": {"color": colour, "size": 13}, **place}


def _colour(number: int, count: int) -> str:
    if number == 1:
        return theme.INPUT
    return theme.OUTPUT if number == count else theme.TRUTH


_PICTURES: dict[str, Callable[[SlowStep], go.Figure]] = {
    "batch": _batch,
    "forward": _forward,
    "loss": _loss,
    "gradients": _gradients,
    "update": _update,
    "new loss": _new_loss,
}

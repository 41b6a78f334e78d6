"""The loss of a network along three straight lines through its weights, with the step that its optimiser took."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from mnist_lab.figures import theme
from mnist_lab.network.landscape import DISTANCES
from mnist_lab.network.landscape_words import Reading

HEIGHT: Final = 380
NAMES: Final = {
    "gradient": "against the gradient",
    "random": "a random direction",
    "step": "the way the optimiser took",
}
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "gradient": {"color": theme.LOSS, "width": 3},
    "random": {"color": theme.TRUTH, "width": 2.5, "dash": "dot"},
    "step": {"color": theme.WEIGHTS, "width": 3, "dash": "dash"},
}
SPANS: Final = {"near": (-1.0, 1.0), "wide": (-2.0, 4.0), "whole": (-4.0, 8.0)}


def landscape_figure(seen: Reading, span: str) -> go.Figure:
    """Draw the loss at distances along the three directions; the network, and where the step led it."""
    low, high = SPANS[span]
    inside = (low - 1e-9 <= DISTANCES) & (high + 1e-9 >= DISTANCES)
    dots = {"mode": "lines+markers", "marker": {"size": 6}} if span == "near" else {}  # where it was measured
    traces = [_curve(seen, name, inside) | dots for name in NAMES]
    facts = seen.moment.facts
    here, there = (0.0, facts["loss"]), (facts["step_length"], facts["loss_after"])
    traces.append(_mark(here, "the network", theme.TRUTH, "circle"))
    traces.append(_mark(there, "after its step", theme.WEIGHTS, "diamond"))
    y = [float(seen.moment.curves[name][inside].min()) for name in NAMES]
    top = _top(seen, inside)
    layout = {
        **{"template": theme.TEMPLATE, "height": HEIGHT, "margin": {"l": 50, "r": 10, "t": 52, "b": 40}},
        **{"dragmode": False, "hovermode": "closest", "legend": {"font": {"size": 12.5}}},
        "xaxis": {"title": {"text": "distance", "standoff": 4}, "range": [low, high], "fixedrange": True},
        "yaxis": {
            **{"title": {"text": "loss", "standoff": 4}, "fixedrange": True, "nticks": 6},
            "range": [min(y) - 0.06 * (top - min(y)), top],
        },
    }
    return go.Figure({"data": traces, "layout": layout})


def landscape_text(seen: Reading) -> str:
    """The landscape in words."""
    return f"The network's loss along three straight lines through its 407,050 weights. {seen.sentence}"


def _top(seen: Reading, inside: Any) -> float:
    """The highest loss that is drawn: walls far above the floor would flatten everything else."""
    curves = seen.moment.curves
    highest = max(float(curves[name][inside].max()) for name in NAMES)
    lowest = min(float(curves[name][inside].min()) for name in NAMES)
    usual = float(np.median([curves[name][inside] for name in ("gradient", "step")]))
    return min(highest, lowest + 2.5 * max(usual - lowest, 0.02)) * 1.02


def _curve(seen: Reading, name: str, inside: Any) -> dict[str, Any]:
    x, y = DISTANCES[inside].astype(np.float32), seen.moment.curves[name][inside]
    said = {"hovertemplate": f"{NAMES[name]}, distance %{{x:.1f}}<br>loss %{{y:.4f}}<extra></extra>"}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "name": NAMES[name], "line": _LOOKS[name], **said}


def _mark(place: tuple[float, float], name: str, colour: str, symbol: str) -> dict[str, Any]:
    x, y = (np.array([part], np.float32) for part in place)
    look = {"color": colour, "size": 13, "symbol": symbol, "line": {"width": 1.5}}
    said = {"hovertemplate": f"{name}<br>loss %{{y:.4f}}<extra></extra>"}
    return {"type": "scatter", "mode": "markers", "x": x, "y": y, "name": name, "marker": look, **said}

"""A loss of two weights as a surface and as contours, with the same places on both; its slope by angle; one step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.maths.gradients import ANGLES, REACH, Directions, Landscape, Step, gradient, loss_at

Trace: TypeAlias = dict[str, Any]
Floats: TypeAlias = NDArray[np.float64]

HEIGHT: Final = 316
SMALL: Final = 186
_GREY: Final = theme.grey(0.95)
_PATCH: Final = 0.9  # half the side of the tangent plane that is drawn


def surface_figure(land: Landscape, taken: Step, trail: Sequence[Floats]) -> go.Figure:
    """Draw the loss as a surface, with W_0, W_1, the way so far, and the tangent plane in W_0."""
    z = land.loss[::2, ::2].astype(np.float32)
    w = land.w[::2].astype(np.float32)
    surface = {"type": "surface", "x": w, "y": w, "z": z, "opacity": 0.92, **_colours(land.loss), "showscale": False}
    surface |= {"hovertemplate": "w1 %{x:.2f}<br>w2 %{y:.2f}<br>loss %{z:.4g}<extra></extra>", "name": "loss"}
    traces, labels = [surface], []
    if np.isfinite(taken.gradient).all() and np.isfinite(taken.loss_0):
        traces += [_plane(taken), _places(land, [*trail, taken.W_0], taken)]
        labels.append(_label(taken.W_0, taken.loss_0, "W_0", up=True))
        if taken.inside and taken.gradient.any():
            labels.append(_label(taken.W_1, taken.loss_1, "W_1", up=False))
    axis = {
        "showbackground": False,
        "gridcolor": theme.FAINT,
        "nticks": 5,
        "showspikes": False,
        "tickfont": {"size": 11},
    }
    span = float(np.nanmin(land.loss)), float(np.nanmax(land.loss))
    room = 0.15 * (span[1] - span[0]) + 1e-6
    scene = {
        "xaxis": {**axis, "title": {"text": "w1"}, "range": [-REACH, REACH]},
        "yaxis": {**axis, "title": {"text": "w2"}, "range": [-REACH, REACH]},
        "zaxis": {**axis, "title": {"text": "loss"}, "range": [span[0] - room, span[1] + room]},
        "camera": {"eye": {"x": -1.2, "y": -1.4, "z": 0.85}, "center": {"x": 0, "y": 0, "z": -0.15}},
        "annotations": labels,
        "aspectmode": "manual",
        "aspectratio": {"x": 1, "y": 1, "z": 0.7},
    }
    layout = {
        "template": theme.TEMPLATE,
        "height": HEIGHT,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "showlegend": False,
    }
    return go.Figure({"data": traces, "layout": {**layout, "scene": scene}})


def surface_text(land: Landscape, taken: Step) -> str:
    """The surface in words."""
    low, high = float(np.nanmin(land.loss)), float(np.nanmax(land.loss))
    return (
        f"The loss {land.text} as a surface over w1 and w2, from {low:.3g} to {high:.3g}; at W_0 = "
        f"({taken.W_0[0]:.3g}, {taken.W_0[1]:.3g}) it is {taken.loss_0:.4g}, and the tangent plane is drawn there."
    )


def contour_figure(land: Landscape, taken: Step, around: Directions, trail: Sequence[Floats]) -> go.Figure:
    """Draw the contours of the loss seen from above, the gradient's arrows, W_0, the step to W_1 and the direction."""
    contour = {
        **{"type": "contour", "x": land.w.astype(np.float32), "y": land.w.astype(np.float32)},
        **{"z": land.loss.astype(np.float32), "ncontours": 14, "showscale": False, "opacity": 0.55},
        **_colours(land.loss),
        "line": {"width": 1, "color": _GREY},
        "hovertemplate": "w1 %{x:.2f}<br>w2 %{y:.2f}<br>loss %{z:.4g}<extra></extra>",
        "meta": {"cursor": True},
    }
    traces = [contour, _field(land), _way([*trail, taken.W_0])]
    start = taken.W_0
    if np.isfinite(taken.gradient).all():
        turned = np.radians(around.angle)
        yours = np.array([np.cos(turned), np.sin(turned)])
        traces.append(_arrow(start, start + yours, {"color": theme.TRUTH, "width": 2.5, "dash": "dot"}))
        if around.length > 0:
            traces.append(_arrow(start, start + taken.gradient / around.length, {"color": theme.LOSS, "width": 3}))
            traces.append(_arrow(start, taken.W_1, {"color": theme.WEIGHTS, "width": 3}))
            traces.append(_named(start + 1.15 * taken.gradient / around.length, "grad", theme.LOSS))
        traces.append(_named(start + 1.15 * yours, f"{around.angle:.0f}°", theme.TRUTH))
    aside = np.sign(np.nan_to_num(taken.gradient[::-1] * [1, -1]))
    traces += [_spot(start, "W_0", aside, filled=True), _spot(taken.W_1, "W_1", -aside, filled=False)]
    axis = {"range": [-REACH, REACH], "fixedrange": True, "zeroline": False, "dtick": 1, "showgrid": False}
    layout = {
        "template": theme.TEMPLATE,
        "height": HEIGHT,
        "margin": {"l": 40, "r": 6, "t": 6, "b": 38},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "xaxis": {**axis, "title": {"text": "w1", "standoff": 4}, "constrain": "domain"},
        "yaxis": {**axis, "title": {"text": "w2", "standoff": 2}, "scaleanchor": "x", "constrain": "domain"},
    }
    return go.Figure({"data": traces, "layout": layout})


def contour_text(land: Landscape, taken: Step, around: Directions) -> str:
    """The contours in words."""
    return (
        f"The same loss from above as contour lines with arrows of its gradient. From W_0 = ({taken.W_0[0]:.3g}, "
        f"{taken.W_0[1]:.3g}) the gradient is [{taken.gradient[0]:.3g}, {taken.gradient[1]:.3g}]; the step against it "
        f"leads to W_1 = ({taken.W_1[0]:.3g}, {taken.W_1[1]:.3g}). {around.sentence}"
    )


def angle_figure(around: Directions) -> go.Figure:
    """Draw the slope in every direction: highest where the gradient points, level across, lowest against it."""
    x, y = ANGLES.astype(np.float32), around.slopes.astype(np.float32)
    traces = [
        _flat(x, y, {"color": theme.TRUTH, "width": 2})
        | {"hoverinfo": "all", "hovertemplate": "%{x}°: %{y:.4g}<extra></extra>"}
    ]
    if around.smooth and around.length > 0:
        text = {
            "text": ["steepest: grad"],
            "textposition": f"top {'right' if around.steepest < 180 else 'left'}",
            "textfont": {"color": theme.LOSS, "size": 12},
        }
        mark = {"mode": "markers+text", "marker": {"color": theme.LOSS, "symbol": "star", "size": 13}}
        traces.append(_flat([around.steepest], [around.length], {}) | mark | text)
    look = {"mode": "markers", "marker": {"color": theme.TRUTH, "size": 10, "symbol": "circle"}}
    traces.append(_flat([around.angle], [around.slope], {}) | look)
    layout = _small("direction", "slope")
    layout["xaxis"] |= {"range": [0, 360], "dtick": 90, "ticksuffix": "°"}
    if np.isfinite(around.slopes).any():
        layout["yaxis"]["range"] = _room(around.slopes, above=0.35)
    return go.Figure({"data": traces, "layout": layout})


def along_figure(taken: Step) -> go.Figure:
    """Draw the loss along the step, and the straight line that the tangent plane promises."""
    step = np.float32(taken.step)
    traces = [
        _flat(taken.along, taken.plane, {"color": theme.WEIGHTS, "width": 2, "dash": "dash"}),
        _flat(taken.along, taken.losses, {"color": theme.LOSS, "width": 3}),
        _flat([0, step, step], [taken.loss_0, taken.promised, taken.loss_1], {}),
    ]
    words = [" W_0", " promised", " really"]
    above = taken.promised > taken.loss_1
    sides = ["top right", "top right" if above else "bottom left", "bottom left" if above else "top right"]
    colours = [theme.WEIGHTS, theme.WEIGHTS, theme.LOSS]
    marks = {"color": colours, "size": 10, "symbol": ["circle", "diamond-open", "circle"], "line": {"width": 2}}
    font = {"color": colours, "size": 12}
    traces[2] |= {"mode": "markers+text", "marker": marks, "text": words, "textposition": sides, "textfont": font}
    layout = _small("step", "loss")
    if np.isfinite(taken.plane).all():
        layout["yaxis"]["range"] = _room(np.append(taken.losses, taken.plane), above=0.25)
    return go.Figure({"data": traces, "layout": layout})


def angle_text(around: Directions) -> str:
    """The slopes by angle in words."""
    return f"The slope of the loss at W_0 in each direction from 0 to 360 degrees. {around.sentence}"


def along_text(taken: Step) -> str:
    """The loss along the step in words."""
    return f"The loss along the step against the gradient, and the tangent plane's straight line. {taken.sentence}"


# ------------------------------------------------------------------------------------------------------------- parts


def _colours(loss: Floats) -> dict[str, Any]:
    """The scale of the loss: signed values around zero, or sizes."""
    low, high = float(np.nanmin(loss)), float(np.nanmax(loss))
    if low >= 0:
        return {"colorscale": theme.SEQUENTIAL}
    return {"colorscale": _centred(low, high)}


def _centred(low: float, high: float) -> list[tuple[float, str]]:
    """The diverging scale with its middle at zero, cut to what there is."""
    reach = max(-low, high)
    kept = [((2 * place - 1) * reach, colour) for place, colour in theme.DIVERGING]
    inside = (
        [((value - low) / (high - low), colour) for value, colour in kept if low < value < high] if high > low else []
    )
    return [(0.0, kept[0][1] if low < 0 else kept[2][1]), *inside, (1.0, kept[-1][1] if high > 0 else kept[2][1])]


def _plane(taken: Step) -> Trace:
    """A piece of the tangent plane around W_0."""
    side = np.array([-_PATCH, _PATCH])
    z = taken.loss_0 + side[None, :] * taken.gradient[0] + side[:, None] * taken.gradient[1]
    flat = {
        "surfacecolor": np.zeros((2, 2)),
        "colorscale": [(0, theme.WEIGHTS), (1, theme.WEIGHTS)],
        "showscale": False,
    }
    place = {"x": taken.W_0[0] + side, "y": taken.W_0[1] + side, "z": z}
    return {"type": "surface", **place, **flat, "opacity": 0.5, "hoverinfo": "skip"}


def _places(land: Landscape, way: Sequence[Floats], taken: Step) -> Trace:
    """The way so far, W_0 and W_1, on the surface."""
    points = np.array([*way, taken.W_1] if taken.inside else way)
    z = loss_at(land.expression, points)
    return {
        **{"type": "scatter3d", "mode": "lines+markers", "x": points[:, 0], "y": points[:, 1], "z": z},
        **{"line": {"color": theme.WEIGHTS, "width": 5}, "hoverinfo": "skip"},
        "marker": {"color": theme.WEIGHTS, "size": 4, "line": {"color": theme.TRUTH, "width": 1}},
    }


def _label(place: Floats, loss: float, name: str, *, up: bool) -> dict[str, Any]:
    """A name in the scene that no surface hides."""
    look = {"font": {"color": theme.WEIGHTS, "size": 13}, "arrowcolor": theme.WEIGHTS, "arrowhead": 0, "ax": 0}
    return {"x": place[0], "y": place[1], "z": loss, "text": f"<b>{name}</b>", "ay": -34 if up else 34, **look}


def _field(land: Landscape) -> Trace:
    """The gradient's arrows on a grid; a long one is at most a square of the grid long."""
    at = np.linspace(-REACH, REACH, 9)[1:-1]
    W = np.stack(np.meshgrid(at, at), -1).reshape(-1, 2)
    grad = gradient(land.expression, W)
    size = np.hypot(*grad.T)
    usual = np.nanmax(np.where(np.isfinite(size), size, np.nan), initial=0.0) or 1.0
    with np.errstate(all="ignore"):
        arrows = grad / size[:, None] * (0.12 + 0.45 * np.sqrt(size / usual))[:, None]
    kept = np.isfinite(arrows).all(axis=1) & (size > 0)
    parts = [_shaft(start, start + way) for start, way in zip(W[kept], arrows[kept], strict=True)]
    points = np.concatenate(parts) if parts else np.empty((0, 2))
    return _flat(points[:, 0], points[:, 1], {"color": _GREY, "width": 1.3})


def _shaft(start: Floats, end: Floats) -> Floats:
    """The points of an arrow and a gap behind it."""
    way = end - start
    long = float(np.hypot(*way))
    if not np.isfinite(long) or long == 0:
        return np.full((1, 2), np.nan)
    back, across = way / long, np.array([-way[1], way[0]]) / long
    head = min(0.22, 0.4 * long)
    sides = [end - head * back + 0.5 * head * across, end, end - head * back - 0.5 * head * across]
    return np.array([start, end, *sides, [np.nan, np.nan]])


def _arrow(start: Floats, end: Floats, line: dict[str, Any]) -> Trace:
    points = _shaft(start, end)
    return _flat(points[:, 0], points[:, 1], line)


def _way(points: Sequence[Floats]) -> Trace:
    """The places of earlier steps."""
    x, y = np.array(points).T
    marks = {"color": theme.WEIGHTS, "size": 6}
    return _flat(x, y, {"color": theme.WEIGHTS, "width": 2}) | {"mode": "lines+markers", "marker": marks}


def _spot(place: Floats, name: str, aside: Floats, *, filled: bool) -> Trace:
    """A place of the weights, its name on the side given by two signs, beside the arrows."""
    look = {"color": theme.WEIGHTS, "size": 12, "symbol": "circle" if filled else "circle-open", "line": {"width": 2}}
    upright = "top" if aside[1] > 0 or (aside[1] == 0 and filled) else "bottom"
    text = {"text": [f"<b>{name}</b>"], "textposition": f"{upright} {'left' if aside[0] < 0 else 'right'}"}
    font = {"textfont": {"color": theme.WEIGHTS, "size": 13}}
    return _flat([place[0]], [place[1]], {}) | {"mode": "markers+text", "marker": look, **text, **font}


def _named(place: Floats, name: str, colour: str) -> Trace:
    words = {"mode": "text", "text": [name], "textfont": {"color": colour, "size": 12}}
    return _flat([place[0]], [place[1]], {}) | words


def _flat(x: Any, y: Any, line: dict[str, Any]) -> Trace:
    mode = {"mode": "lines", "line": line} if line else {}
    single = {"x": np.asarray(x, np.float32), "y": np.asarray(y, np.float32)}
    return {"type": "scatter", **single, "hoverinfo": "skip", **mode}


def _room(values: Floats, *, above: float) -> list[float]:
    """A range with room above the values for a word."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    tall = max(high - low, 1e-9)
    return [low - 0.12 * tall, high + above * tall]


def _small(across: str, up: str) -> dict[str, Any]:
    return {
        "template": theme.TEMPLATE,
        "height": SMALL,
        "margin": {"l": 52, "r": 20, "t": 8, "b": 38},
        "showlegend": False,
        "dragmode": False,
        "xaxis": {"title": {"text": across, "standoff": 4}, "fixedrange": True},
        "yaxis": {"title": {"text": up, "standoff": 4}, "fixedrange": True, "nticks": 5},
    }

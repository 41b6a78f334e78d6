"""Two arrows, the shadow of the one on the line of the other, and the angle between them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from mnist_lab.figures import theme
from mnist_lab.maths.product_arrows import Arrows, Point

REACH: Final = 5
"""Components go from -5 to 5."""

HEIGHT: Final = 340


def arrows_figure(arrows: Arrows) -> go.Figure:
    """Draw both arrows, the line of w, the shadow of x on it, and the angle."""
    limit = REACH + 0.6
    axis = {"range": [-limit, limit], "zeroline": True, "dtick": 1, "showticklabels": False, "fixedrange": True}
    layout = {
        "template": theme.TEMPLATE,
        "height": HEIGHT,
        "margin": {"l": 4, "r": 4, "t": 4, "b": 4},
        "showlegend": False,
        "dragmode": False,
        "xaxis": axis | {"constrain": "domain"},
        "yaxis": axis | {"scaleanchor": "x", "constrain": "domain"},
    }
    traces = [_line_of(arrows.w, limit), *_shadow(arrows), _angle(arrows), _arrow(arrows.w, "w"), _arrow(arrows.x, "x")]
    return go.Figure({"data": traces, "layout": layout})


def arrows_text(arrows: Arrows) -> str:
    """The picture in words."""
    return f"Arrow x to {arrows.x}, arrow w to {arrows.w}. {arrows.sentence}".replace("`", "")


def _arrow(tip: Point, name: str) -> dict[str, Any]:
    colour = theme.INPUT if name == "x" else theme.WEIGHTS
    long = float(np.hypot(*tip)) or 1.0
    beyond = (tip[0] * (1 + 0.45 / long), tip[1] * (1 + 0.45 / long))
    marker = {
        "symbol": "arrow",
        "angleref": "previous",
        "size": [0, 16, 0, 0],
        "color": colour,
        "opacity": 1,
        "line": {"width": 0},
    }
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "x": [0, tip[0], None, beyond[0]],
        "y": [0, tip[1], None, beyond[1]],
        "text": ["", "", "", f"<b>{name}</b>"],
        "textfont": {"color": colour, "size": 16},
        "line": {"color": colour, "width": 4},
        "marker": marker,
        "hovertemplate": f"{name} = ({tip[0]:g}, {tip[1]:g})<extra></extra>",
    }


def _line_of(w: Point, limit: float) -> dict[str, Any]:
    """The whole line on which w lies; nothing if it has no length."""
    long = float(np.hypot(*w))
    far = 2 * limit / long if long else 0.0
    x, y = ([-w[axis] * far, w[axis] * far] for axis in (0, 1))
    look = {"mode": "lines", "line": {"color": theme.WEIGHTS, "width": 1, "dash": "dot"}}
    return {"type": "scatter", "x": x, "y": y, "hoverinfo": "skip", **look}


def _shadow(arrows: Arrows) -> list[dict[str, Any]]:
    """The shadow itself, wide, and the dashed way of the light from the tip of x down to it."""
    foot, shadow = arrows.foot, arrows.shadow or 0.0
    wide = {"mode": "lines", "line": {"color": theme.tint(theme.OUTPUT, 0.6), "width": 12}}
    light = {"mode": "lines", "line": {"color": theme.TRUTH, "width": 1.5, "dash": "dash"}}
    words = {"hovertemplate": f"shadow of x on w: {shadow:.2f}<extra></extra>"}
    return [
        {"type": "scatter", "x": [0, foot[0]], "y": [0, foot[1]], **wide, **words},
        {"type": "scatter", "x": [arrows.x[0], foot[0]], "y": [arrows.x[1], foot[1]], **light, "hoverinfo": "skip"},
    ]


def _angle(arrows: Arrows) -> dict[str, Any]:
    """An arc from w to x, the shorter way, with the degrees in its middle."""
    if arrows.degrees is None:
        return {"type": "scatter", "x": [], "y": [], "mode": "lines+text", "hoverinfo": "skip"}
    start, end = np.arctan2(arrows.w[1], arrows.w[0]), np.arctan2(arrows.x[1], arrows.x[0])
    turn = (end - start + np.pi) % (2 * np.pi) - np.pi
    places = start + turn * np.linspace(0, 1, 25)
    x, y = 0.9 * np.cos(places), 0.9 * np.sin(places)
    middle = start + turn / 2
    return {
        "type": "scatter",
        "mode": "lines+text",
        "x": [*x.tolist(), None, 1.5 * float(np.cos(middle))],
        "y": [*y.tolist(), None, 1.5 * float(np.sin(middle))],
        "text": [*[""] * 26, f"{arrows.degrees:.0f}°"],
        "textfont": {"color": theme.TRUTH, "size": 14},
        "line": {"color": theme.TRUTH, "width": 2},
        "hoverinfo": "skip",
    }

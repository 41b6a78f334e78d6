"""A digit as it turns: its pixels, and the network's ten probabilities as curves over the angle."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from mnist_lab.figures import theme
from mnist_lab.figures.film import Film
from mnist_lab.figures.pixels import heatmap, square
from mnist_lab.figures.tiles import NOTHING
from mnist_lab.network.turning import ANGLES, Turning

HEIGHT: Final = 320
_EVERY = 3  # of the angles gets a frame: 15 degrees
_DASHES = ("solid", "dash", "dot", "dashdot")
_LABELLED = 0.25  # a curve that gets so high has its digit written at its top


def turning_figure(turned: Turning) -> go.Figure:
    """Draw the digit at 0° beside the curves; each frame is 15° further, all the way round."""
    middle = len(ANGLES) // 2
    traces = [_pixels(turned, middle), *_curves(turned), _cursor(middle)]
    moving = [0, len(traces) - 1]
    frames = [
        {"name": f"{ANGLES[at]}°: {turned.said(at)}", "data": [_pixels(turned, at), _cursor(at)], "traces": moving}
        for at in _order()
    ]
    return Film({"data": traces, "layout": _layout(turned)}, frames)


def turning_text(turned: Turning) -> str:
    """Say what the picture shows."""
    return f"Digit {turned.number}, a {turned.label}, turned from -180° to 180°. {turned.sentence}"


def _order() -> list[int]:
    """Places in ANGLES: from 0° to 180°, then from -165° to 0°."""
    middle = len(ANGLES) // 2
    return [*range(middle, len(ANGLES), _EVERY), *range(_EVERY, middle + 1, _EVERY)]


def _pixels(turned: Turning, at: int) -> dict[str, Any]:
    return heatmap(turned.images[at].round(2), 1)


def _curves(turned: Turning) -> list[dict[str, Any]]:
    """One line for each digit, the right one thick; its digit stands at its top."""
    traces = []
    for digit in range(10):
        p = turned.probabilities[:, digit].astype(np.float32)
        top = int(p.argmax())
        words = [str(digit) if at == top and p[top] >= _LABELLED else NOTHING for at in range(len(ANGLES))]
        right = digit == turned.label
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+text",
                "x": ANGLES.astype(np.float32),
                "y": p,
                "text": words,
                "textposition": "top center",
                "textfont": {"color": theme.CATEGORICAL[digit], "size": 16},
                "name": f"{digit}" + (" (right)" if right else ""),
                "line": {
                    "color": theme.CATEGORICAL[digit],
                    "width": 4 if right else 1.8,
                    "dash": "solid" if right else _DASHES[digit % 4],
                },
                "hovertemplate": f"{digit}: %{{y:.1%}} at %{{x}}°<extra></extra>",
                "cliponaxis": False,
                "xaxis": "x2",
                "yaxis": "y2",
            }
        )
    return traces


def _cursor(at: int) -> dict[str, Any]:
    angle = float(ANGLES[at])
    line = {"color": theme.TRUTH, "width": 2}
    place = {"x": [angle, angle], "y": [0, 1], "xaxis": "x2", "yaxis": "y2"}
    return {"type": "scatter", "mode": "lines", "line": line, "hoverinfo": "skip", "showlegend": False, **place}


def _layout(turned: Turning) -> dict[str, Any]:
    side = turned.images.shape[1]
    angle = {"range": [-184, 184], "domain": [0.36, 1], "anchor": "y2", "dtick": 90, "ticksuffix": "°"}
    share = {
        "range": [-0.02, 1.12],
        "anchor": "x2",
        "tickformat": ".0%",
        "tickvals": [0, 0.5, 1],
    }
    return {
        "template": theme.TEMPLATE,
        "height": HEIGHT,
        "margin": {"l": 8, "r": 12, "t": 8, "b": 44},
        "showlegend": False,
        "dragmode": False,
        **square(1, (0, 0.28), (-0.5, side - 0.5)),
        "xaxis2": {**angle, "title": "probability over the angle, counter-clockwise", "fixedrange": True},
        "yaxis2": {**share, "fixedrange": True},
    }

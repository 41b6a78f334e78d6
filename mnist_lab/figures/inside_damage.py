"""A damaged network beside the whole one: the answer to one digit, and each class's share of right answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.pixels import on, text
from mnist_lab.network.damage import Broken


def damage_figure(found: Broken) -> go.Figure:
    """Draw two panels of ten classes: probabilities for the digit, and recall; before pale, after full."""
    both = {"fixedrange": True, "tickvals": list(range(10)), "showgrid": False, "zeroline": False, "automargin": False}
    share = {"fixedrange": True, "range": [0, 1.04], "tickformat": ".0%", "tickvals": [0, 0.5, 1], "automargin": False}
    size = {"size": 13}
    layout = {
        "template": theme.TEMPLATE,
        "height": 380,
        "margin": {"l": 44, "r": 6, "t": 46, "b": 26},
        "dragmode": False,
        "barmode": "overlay",
        "legend": {"orientation": "h", "x": 0, "y": 1.08, "yanchor": "bottom"},
        "xaxis": both | {"domain": [0, 1], "anchor": "y"},
        "yaxis": share | {"domain": [0.57, 0.95], "anchor": "x"},
        "xaxis2": both | {"domain": [0, 1], "anchor": "y2"},
        "yaxis2": share | {"domain": [0, 0.38], "anchor": "x2"},
        "annotations": [
            text("this digit: probability of each class", 0, 0.96, xanchor="left", yanchor="bottom", font=size),
            text(
                "test set: share of each class that is read right", 0, 0.39, xanchor="left", yanchor="bottom", font=size
            ),
        ],
    }
    panels = ((found.p_before, found.p_after, 1), (found.recall_before, found.recall_after, 2))
    traces = [trace for before, after, axis in panels for trace in _pair(before, after, axis)]
    return go.Figure({"data": traces, "layout": layout})


def damage_text(found: Broken) -> str:
    """The picture in words."""
    worst = int(np.nanargmin(found.recall_after))
    return (
        f"{found.sentence} Hardest class now: {worst}, {found.recall_after[worst]:.1%} right, "
        f"before {found.recall_before[worst]:.1%}."
    )


def _pair(before: NDArray[np.floating], after: NDArray[np.floating], axis: int) -> list[dict[str, Any]]:
    """The whole network as an outline, the damaged one as a full bar inside it."""
    hover = "class %{x}: %{y:.2%}<extra>{}</extra>"
    bar = {"type": "bar", "x": list(range(10)), "showlegend": axis == 1, **on(axis)}
    outline = {"color": theme.CLEAR, "line": {"color": theme.TRUTH, "width": 1.6}}
    return [
        bar
        | {
            "y": np.asarray(after, np.float32),
            "name": "damaged",
            "width": 0.5,
            "marker": {"color": theme.OUTPUT},
            "hovertemplate": hover.replace("{}", "damaged"),
        },
        bar
        | {
            "y": np.asarray(before, np.float32),
            "name": "whole",
            "width": 0.8,
            "marker": outline,
            "hovertemplate": hover.replace("{}", "whole"),
        },
    ]

"""A wrong answer: the digit, and its ten scores as bars with the truth and the answer marked."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from mnist_lab.figures import theme
from mnist_lab.figures.pixels import heatmap, on, square
from mnist_lab.network.wrong_answers import WrongAnswer, signed

HEIGHT = 250


def scores_figure(wrong: WrongAnswer) -> go.Figure:
    """Draw the digit and its scores; the bar of the truth and that of the answer are named and in their colours."""
    names = {wrong.label: "truth", wrong.answer: "answer"}
    colours = {wrong.label: theme.TRUTH, wrong.answer: theme.LOSS}
    low, high = float(min(wrong.scores.min(), 0)), float(max(wrong.scores.max(), 0))
    reach = high - low
    bars: dict[str, Any] = {
        "type": "bar",
        "x": list(range(10)),
        "y": wrong.scores,
        "marker": {"color": [colours.get(k, theme.FAINT) for k in range(10)]},
        "text": [f"{signed(z)}<br>{names[k]}" if k in names else "" for k, z in enumerate(wrong.scores)],
        "textposition": "outside",
        "textfont": {"size": 13},
        "textangle": 0,
        "constraintext": "none",
        "cliponaxis": False,
        "hovertemplate": "score of %{x}: %{y:.4g}<extra></extra>",
        **on(2),
    }
    axes = square(1, (0, 0.26), (-0.5, 27.5))
    layout = {
        "template": theme.TEMPLATE,
        "height": HEIGHT,
        "margin": {"l": 4, "r": 8, "t": 8, "b": 30},
        **axes,
        "xaxis2": {"domain": [0.36, 1], "anchor": "y2", "tickvals": list(range(10)), "fixedrange": True},
        "yaxis2": {
            "anchor": "x2",
            "range": [low - 0.24 * reach, high + 0.3 * reach],
            "title": {"text": "score z", "standoff": 4, "font": {"size": 12}},
            "fixedrange": True,
        },
        "font": {"size": 12},
        "showlegend": False,
        "dragmode": False,
    }
    return go.Figure({"data": [heatmap((wrong.image / 255).astype(np.float32), 1), bars], "layout": layout})


def scores_text(wrong: WrongAnswer) -> str:
    """The picture in words."""
    return (
        f"A digit {wrong.label} and its ten scores: the answer {wrong.answer} has {wrong.scores[wrong.answer]:.3g}, "
        f"the truth {wrong.label} has {wrong.scores[wrong.label]:.3g}."
    )

"""The hidden layer along its two widest directions: each test digit as its numeral, the one on screen as a star."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from mnist_lab.figures import theme
from mnist_lab.network.space import Space
from mnist_lab.network.weights import Array

DIGITS_TRACE = 0


def space_figure(space: Space, here: Array) -> go.Figure:
    """Draw the digits, coloured by class, and the place (2,) of the digit on screen."""
    axis = {"showticklabels": False, "zeroline": False, "fixedrange": True, "automargin": False}
    layout = {
        "template": theme.TEMPLATE,
        "height": 356,
        "margin": {"l": 22, "r": 4, "t": 4, "b": 24},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "xaxis": axis | {"title": {"text": "widest direction", "font": {"size": 12}, "standoff": 4}},
        "yaxis": axis | {"title": {"text": "second widest", "font": {"size": 12}, "standoff": 4}},
    }
    digits = {
        "type": "scatter",
        "mode": "text",
        "x": space.places[:, 0].astype(np.float32),
        "y": space.places[:, 1].astype(np.float32),
        "text": [str(label) for label in space.labels],
        "textfont": {"size": 12, "color": [theme.CATEGORICAL[label] for label in space.labels]},
        "customdata": list(range(len(space.labels))),
        "hovertemplate": "test digit %{customdata}, a %{text}<extra></extra>",
    }
    star = {
        "type": "scatter",
        "mode": "markers",
        "x": [float(here[0])],
        "y": [float(here[1])],
        "marker": {"symbol": "star", "size": 22, "color": theme.INPUT, "line": {"color": theme.TRUTH, "width": 2}},
        "hovertemplate": "the digit on screen<extra></extra>",
    }
    return go.Figure({"data": [digits, star], "layout": layout})


def space_text(space: Space, here: Array) -> str:
    """The picture in words."""
    means = {k: space.places[space.labels == k].mean(axis=0) for k in np.unique(space.labels)}
    nearest = min(means, key=lambda k: float(np.hypot(*(means[k] - here))))
    return (
        f"{len(space.labels)} test digits along the two widest directions of the hidden layer, which hold "
        f"{space.share:.0%} of the variance. The digit on screen lies nearest to the middle of the {nearest}s."
    )

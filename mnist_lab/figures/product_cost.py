"""The race of loops, NumPy and TensorFlow as bars: how many times as fast as the loops, on a scale of tens."""

from __future__ import annotations

from typing import Final

import numpy as np
import plotly.graph_objects as go

from mnist_lab.figures import theme
from mnist_lab.maths.product_cost import Race, duration, rounded

HEIGHT: Final = 190


def race_figure(race: Race) -> go.Figure:
    """Draw one bar for each that has been timed, as long as it is fast; each step of the scale is ten times as fast."""
    names, ratios = list(race.ratios), list(race.ratios.values())
    words = [f" × {rounded(ratio)}  ({duration(race.seconds[name])})" for name, ratio in race.ratios.items()]
    highest = max(6.0, float(np.log10(max(ratios))) + 1.5)
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": ratios,
        "y": names,
        "marker": {"color": theme.TRUTH},
        "text": words,
        "textposition": "outside",
        "cliponaxis": False,
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }
    across = {
        "type": "log",
        "range": [np.log10(0.7), highest],
        "title": {"text": "times as fast as the loops", "font": {"size": 13}},
    }
    layout = {
        "template": theme.TEMPLATE,
        "height": HEIGHT,
        "margin": {"l": 90, "r": 8, "t": 4, "b": 44},
        "showlegend": False,
        "dragmode": False,
        "xaxis": across | {"fixedrange": True, "dtick": 1, "exponentformat": "none", "tickformat": ",d"},
        "yaxis": {"autorange": "reversed", "fixedrange": True},
    }
    return go.Figure({"data": [bars], "layout": layout})


def race_text(race: Race) -> str:
    """The bars in words."""
    said = [f"{name} {rounded(ratio)} times" for name, ratio in race.ratios.items() if ratio != 1]
    return f"Products of ({race.n}, {race.n}) matrices, as fast as the loops: {', '.join(said)}."

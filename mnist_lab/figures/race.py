"""Two bars: how long the loop took, and how long the compiled line for the same."""

from __future__ import annotations

from typing import Final

import plotly.graph_objects as go

from mnist_lab.figures import theme
from mnist_lab.maths.loops import LOOPS, Race, time_text

HEIGHT: Final = 120


def race_figure(race: Race) -> go.Figure:
    """Draw both times on one scale from zero."""
    seconds = [race.loop, race.compiled]
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": [second * 1000 for second in seconds],
        "y": ["loop in Python", "NumPy"],
        "text": [time_text(second) for second in seconds],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": [theme.LOSS, theme.OUTPUT]},
        "hoverinfo": "skip",
    }
    layout = {
        "template": theme.TEMPLATE,
        "height": HEIGHT,
        "margin": {"l": 8, "r": 8, "t": 4, "b": 34},
        "xaxis": {
            "range": [0, race.loop * 1150],
            "title": {"text": "milliseconds", "font": {"size": 12}},
            "fixedrange": True,
        },
        "yaxis": {"autorange": "reversed", "fixedrange": True},
        "dragmode": False,
    }
    return go.Figure({"data": [bars], "layout": layout})


def race_text(race: Race) -> str:
    """Both bars in words."""
    line = LOOPS[race.name][1]
    return f"Two bars: the loop took {time_text(race.loop)}, {line} took {time_text(race.compiled)}."

"""The drawings of a visit as small multiples."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from mnist_lab.digits.collection import Entry
from mnist_lab.digits.normalise import SIDE
from mnist_lab.figures import theme
from mnist_lab.figures.pixels import heatmap, square


def collection_figure(entries: Sequence[Entry], *, columns: int = 10) -> go.Figure:
    """The drawings as small multiples, newest first; under each what was said and, where it differs, what was meant."""
    newest = tuple(reversed(entries))
    rows = max(1, -(-len(newest) // columns))
    step_x, step_y = SIDE + 4, SIDE + 14
    wall = np.full((rows * step_y, columns * step_x), np.nan, np.float32)
    for number, entry in enumerate(newest):
        row, column = divmod(number, columns)
        wall[row * step_y : row * step_y + SIDE, column * step_x : column * step_x + SIDE] = entry.image
    place = np.arange(len(newest))
    words = {
        "type": "scatter",
        "mode": "text",
        "x": place % columns * step_x + SIDE / 2,
        "y": place // columns * step_y + SIDE + 6,
        "text": [_verdict_on(entry) for entry in newest],
        "textfont": {"size": 12},
        "hoverinfo": "skip",
    }
    height, width = wall.shape
    axes = square(1, (0, 1), (-0.5, width - 0.5))
    axes["xaxis"]["showline"] = axes["yaxis"]["showline"] = False
    axes["xaxis"]["constraintoward"] = "left"
    axes["yaxis"]["range"] = [height - 0.5, -0.5]
    look = {"template": theme.TEMPLATE, "height": rows * 92, "margin": {"l": 0, "r": 0, "t": 2, "b": 2}}
    layout = {**look, **axes, "dragmode": False, "showlegend": False}
    return go.Figure({"data": [heatmap(wall, 1), words], "layout": layout})


def collection_text(entries: Sequence[Entry]) -> str:
    """The drawings in words."""
    return "Your drawings, newest first: " + "; ".join(
        f"meant {entry.meant}, read as {'nothing' if entry.said is None else entry.said}" for entry in reversed(entries)
    )


def _verdict_on(entry: Entry) -> str:
    said = "?" if entry.said is None else entry.said
    return f"{said} ✓" if entry.right else f"<b>{said} ✗ {entry.meant}</b>"

"""The data: a wall of digits with their classes, how many there are of each, and one digit as numbers."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.arrays import ArrayView, array_view
from mnist_lab.figures.pictures import labelled_figure
from mnist_lab.maths.timing import spaced

ON_WALL: Final = 32
"""Digits on the wall at a time."""

ZOOMS: Final = (28, 20, 14, 7)
"""Pixels along a side of the part of a digit that is drawn; up to 20 x 20 have their numbers printed."""


def wall_figure(images: NDArray[np.uint8], numbers: NDArray[np.int64], labels: NDArray[np.uint8]) -> go.Figure:
    """Draw digits `numbers` (k,) of `images` (n, 28, 28) with their classes `labels` (n,); a click tells the number."""
    hover = [f"train_images[{number}]<br>train_labels[{number}] = {labels[number]}" for number in numbers]
    words = {theme.TRUTH: [str(label) for label in labels[numbers]]}
    figure = labelled_figure(images[numbers], words, hover=hover)
    square = {"symbol": "square", "size": 34, "opacity": 0}
    figure.update_traces(marker=square, customdata=numbers.tolist(), selector={"mode": "markers"})
    return figure


def wall_text(numbers: NDArray[np.int64], labels: NDArray[np.uint8]) -> str:
    """The wall in words."""
    if not len(numbers):
        return "An empty wall: there is no digit of this class."
    classes = ", ".join(str(label) for label in labels[numbers])
    return f"{len(numbers)} training digits, numbers {numbers[0]} to {numbers[-1]}. Their classes: {classes}."


def zoomed(image: NDArray[np.uint8], side: int) -> ArrayView:
    """Return the middle `side` x `side` pixels of a digit (28, 28), under their own indices."""
    first = (len(image) - side) // 2
    middle = range(first, first + side)
    return array_view(image, ink=True, shown={0: middle, 1: middle}, names=("row", "column"), limits=(0, 255))


def counts_figure(labels: NDArray[np.uint8], wanted: int | None) -> go.Figure:
    """Draw how many there are of each class; the wanted one is outlined and stands out."""
    counts = np.bincount(labels, minlength=10)
    chosen = [wanted is None or digit == wanted for digit in range(10)]
    bars: dict[str, Any] = {
        "type": "bar",
        "x": list(range(10)),
        "y": counts.tolist(),
        "text": [spaced(count) for count in counts],
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"size": 12},
        "marker": {
            "color": theme.TRUTH,
            "opacity": [0.5 if on else 0.18 for on in chosen],
            "line": {"color": theme.TRUTH, "width": [2 if digit == wanted else 0 for digit in range(10)]},
        },
        "customdata": list(range(10)),
        "hovertemplate": "class %{x}: %{y} digits<extra></extra>",
    }
    layout = {
        "template": theme.TEMPLATE,
        "height": 96,
        "margin": {"l": 8, "r": 8, "t": 4, "b": 22},
        "xaxis": {"tickvals": list(range(10)), "fixedrange": True, "showgrid": False},
        "yaxis": {"visible": False, "fixedrange": True, "range": [0, 1.3 * max(int(counts.max()), 1)]},
        "dragmode": False,
    }
    return go.Figure({"data": [bars], "layout": layout})


def counts_text(labels: NDArray[np.uint8]) -> str:
    """The class counts in words."""
    counts = np.bincount(labels, minlength=10)
    return "Digits of each class: " + ", ".join(f"{count} of {digit}" for digit, count in enumerate(counts)) + "."

"""Pieces of figures that show pixels: a square panel without ticks, an image, a line of text over it.

They are plain dictionaries, put together once: `go.Figure` checks each property it is given, and giving them one by one
costs a hundred times more than all at once, too much for a figure that follows a pen.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from mnist_lab.digits.normalise import Pixels
from mnist_lab.figures import theme

_HOVER = "row %{y}, column %{x}<br>ink %{z:.2f}<extra></extra>"


def heatmap(image: Pixels, axis: int) -> dict[str, Any]:
    """Pixels as MNIST has them, 0 black and 1 white; the hover gives row, column and value."""
    return {
        "type": "heatmap",
        "z": np.asarray(image, np.float32),
        "zmin": 0,
        "zmax": 1,
        "colorscale": theme.INK,
        "showscale": False,
        "hovertemplate": _HOVER,
        "hoverongaps": False,
        **on(axis),
    }


def on(axis: int) -> dict[str, str]:
    """The names of the axes with this number, for a trace."""
    suffix = "" if axis == 1 else str(axis)
    return {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}


def square(
    axis: int, across: tuple[float, float], limits: tuple[float, float], *, up: tuple[float, float] = (0, 1)
) -> dict[str, Any]:
    """The axes of a panel without ticks whose units are square and whose rows count downwards, for a layout."""
    suffix = "" if axis == 1 else str(axis)
    bare = {"showgrid": False, "zeroline": False, "showticklabels": False, "fixedrange": True, "automargin": False}
    frame = {"showline": True, "mirror": True, "linecolor": theme.FAINT, "constrain": "domain"}
    x = {"range": list(limits), "domain": list(across), "anchor": f"y{suffix}"}
    y = {"range": list(limits[::-1]), "domain": list(up), "anchor": f"x{suffix}", "scaleanchor": f"x{suffix}"}
    return {f"xaxis{suffix}": {**bare, **frame, **x}, f"yaxis{suffix}": {**bare, **frame, **y}}


def text(words: str, x: float, y: float, **look: Any) -> dict[str, Any]:
    """A line of text at a place of the figure, 0-1 across and up."""
    return {"text": words, "x": x, "y": y, "xref": "paper", "yref": "paper", "showarrow": False, **look}

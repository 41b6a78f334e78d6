"""Many small rectangles that move and change their form: rows of an array, runs of ink. One trace for each colour.

The browser moves corner by corner (`ui/plot.js`), so a rectangle may turn and stretch on its way. A frame holds the
corners only, as float32: 53 bytes a rectangle in base64.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.film import Film

Corners = NDArray[np.float64]
"""(k, 4, 2) x and y of the corners of k rectangles, y downwards."""

BYTES: Final = 54
"""What one rectangle adds to a frame: 4 corners and a gap, x and y, 4 bytes each, in base64."""


@dataclass(frozen=True, eq=False)
class Patch:
    """Rectangles of one colour; a scene has the same patches, with as many rectangles, as every other one."""

    corners: Corners = field(repr=False)
    colour: str
    outline: str = theme.CLEAR


@dataclass(frozen=True)
class PatchScene:
    """One state of the picture; `caption` says what has just happened."""

    caption: str
    patches: tuple[Patch, ...]


@dataclass(frozen=True)
class Label:
    """Words with their middle at (x, y)."""

    text: str
    x: float
    y: float
    colour: str = theme.TRUTH


def box(left: float, top: float, right: float, bottom: float) -> Corners:
    """Return one rectangle (1, 4, 2), corners clockwise from the upper left."""
    return np.array([[[left, top], [right, top], [right, bottom], [left, bottom]]], float)


def patches_figure(
    scenes: Sequence[PatchScene], *, below: Sequence[Patch] = (), labels: Sequence[Label] = (), height: int
) -> go.Figure:
    """Draw the first scene, with all scenes as frames.

    Parameters
    ----------
    scenes : sequence of PatchScene
        At least one.
    below : sequence of Patch
        What never moves, under the rest.
    labels : sequence of Label
        Words that never move.
    height : int
        Pixels.
    """
    still = [_trace(patch, closed=True) for patch in below]
    words = [_words(labels)] if labels else []
    first = [_trace(patch) for patch in scenes[0].patches]
    numbers = list(range(len(still), len(still) + len(first)))
    frames = [
        {"name": scene.caption, "data": [_places(patch) for patch in scene.patches], "traces": numbers}
        for scene in scenes
    ]
    left, right, top, bottom = _extent([*below, *(patch for scene in scenes for patch in scene.patches)], labels)
    bare = {"visible": False, "fixedrange": True, "constrain": "domain"}
    layout = {
        "template": theme.TEMPLATE,
        "height": height,
        "margin": {"l": 4, "r": 4, "t": 4, "b": 4},
        "showlegend": False,
        "dragmode": False,
        "xaxis": bare | {"range": [left, right]},
        "yaxis": bare | {"range": [bottom, top]},
    }
    return Film({"data": [*still, *first, *words], "layout": layout}, frames)


def _trace(patch: Patch, *, closed: bool = False) -> dict[str, Any]:
    look: dict[str, Any] = {"mode": "none", "fill": "toself", "fillcolor": patch.colour, "hoverinfo": "skip"}
    if patch.outline != theme.CLEAR:
        look |= {"mode": "lines", "line": {"width": 1, "color": patch.outline}}
    return {**_places(patch, closed=closed), **look}


def _places(patch: Patch, *, closed: bool = False) -> dict[str, Any]:
    """The corners one after the other, NaN after each rectangle; the fourth side is drawn if it is `closed`."""
    sides = [patch.corners, *([patch.corners[:, :1]] if closed else []), np.full((len(patch.corners), 1, 2), np.nan)]
    points = np.concatenate(sides, axis=1).reshape(-1, 2).astype(np.float32)
    return {"type": "scatter", "x": points[:, 0], "y": points[:, 1]}


def _words(labels: Sequence[Label]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "text",
        "x": [label.x for label in labels],
        "y": [label.y for label in labels],
        "text": [label.text for label in labels],
        "textfont": {"color": [label.colour for label in labels]},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _extent(patches: Sequence[Patch], labels: Sequence[Label]) -> tuple[float, float, float, float]:
    """Left, right, top and bottom of all that is ever drawn, with a little room."""
    corners = np.concatenate([patch.corners.reshape(-1, 2) for patch in patches])
    ys = np.concatenate([corners[:, 1], [label.y for label in labels]])
    width, height = np.ptp(corners[:, 0]), np.ptp(ys)
    return (
        float(corners[:, 0].min() - width * 0.01),
        float(corners[:, 0].max() + width * 0.01),
        float(ys.min() - height * 0.04),
        float(ys.max() + height * 0.04),
    )

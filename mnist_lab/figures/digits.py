"""One drawing on its way into the network: your ink, the 20x20 box, the 28x28 image, as a picture and as motion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.digits.normalise import BOX, PEN, SIDE, scale_to_box
from mnist_lab.digits.paper import SHEET
from mnist_lab.digits.strokes import Strokes
from mnist_lab.figures import theme
from mnist_lab.figures.film import Film
from mnist_lab.figures.pixels import heatmap, on, square, text
from mnist_lab.network.reading import Reading

Points = NDArray[np.floating]
"""(n, 2) x and y; rows of NaN lift the pen."""

HEIGHT = 196
_PANELS = ((0.0, 0.47), (0.53, 1.0))
_LOOK: dict[str, Any] = {
    **{"template": theme.TEMPLATE, "height": HEIGHT, "dragmode": False, "showlegend": False},
    "margin": {"l": 1, "r": 1, "t": 26, "b": 2},
}
_ABOVE: dict[str, Any] = {"xanchor": "center", "yanchor": "bottom", "font": {"size": 13}}
_UNIT = SHEET / SIDE  # pixels of the sheet for one of the network's image
_PLACE = "%{x:.0f} px across, %{y:.0f} px down<extra></extra>"
_ALREADY = "already in MNIST's form:<br>no strokes,<br>nothing to scale"
_NOWHERE = np.full((1, 2), np.nan, np.float32)


def journey_figure(reading: Reading, *, pen: float) -> go.Figure:
    """Your ink on the sheet, drawn with a pen `pen` pixels wide, and frames in which it makes the way by itself.

    A figure of its own, without images: images vanish while `Plotly.animate` moves lines beside them.
    """
    steps, width = _steps(reading), pen * 170 / SHEET
    frames = [
        {"name": caption, "data": [_moved_to(points) for points in parts], "traces": [0, 1, 2]}
        for caption, *parts in steps
        if caption
    ]
    words = [text("your ink", 0.5, 1, **_ABOVE)]
    if reading.normalised is None:
        words.append(text(_ALREADY, 0.5, 0.5, xanchor="center", yanchor="middle"))
    layout = {**_LOOK, **square(1, (0, 1), (0, SHEET)), "annotations": words}
    return Film({"data": _drawn(steps[0], pen=width), "layout": layout}, frames)


def stages_figure(reading: Reading) -> go.Figure:
    """The 20x20 box, and the 28x28 image with the place of the box and the centre of mass; real values, one a pixel."""
    normalised = reading.normalised
    box = np.full((BOX, BOX), np.nan, np.float32) if normalised is None else normalised.box
    traces = [heatmap(box, 1), heatmap(reading.image, 2)]
    if normalised is not None and reading.strokes:
        corner, mass = normalised.offset[::-1], np.add(normalised.offset, normalised.mass)[None, ::-1]
        traces += [_line(_outline(corner, BOX) - 0.5, axis=2, width=1.2, dash="dot"), _cross(mass - 0.5, axis=2)]
    titles = (f"{BOX} × {BOX} box", f"{SIDE} × {SIDE}: what it sees")
    words = [text(title, sum(panel) / 2, 1, **_ABOVE) for title, panel in zip(titles, _PANELS, strict=True)]
    panels = square(1, _PANELS[0], (-0.5, BOX - 0.5)) | square(2, _PANELS[1], (-0.5, SIDE - 0.5))
    return go.Figure({"data": traces, "layout": {**_LOOK, **panels, "annotations": words}})


def journey_text(reading: Reading) -> str:
    """The way of the ink in words."""
    if reading.normalised is None:
        return "No ink: the image of the test set is in MNIST's form already."
    if not reading.strokes:
        return "An empty sheet."
    return "Your ink on its way. " + " ".join(caption for caption, *_ in _steps(reading)[1:])


def stages_text(reading: Reading) -> str:
    """The box and the image in words."""
    if reading.normalised is None:
        return "The image of the test set, 28 by 28 pixels, as the network sees it."
    if not reading.strokes:
        return "An empty box and an empty image: nothing has been drawn."
    row, column = reading.normalised.offset
    return (
        f"The ink in a box of {BOX} by {BOX} pixels, and this box in the network's image of {SIDE} by {SIDE}, from row "
        f"{row} and column {column} on, so that the centre of mass lies in the middle."
    )


_Step = tuple[str, Points, Points, Points]  # caption, ink, outline of a box, centre of mass; in pixels of the sheet


def _steps(reading: Reading) -> list[_Step]:
    """Where ink, box and centre of mass are at each step of the way."""
    normalised, strokes = reading.normalised, reading.strokes
    if normalised is None or not strokes:
        return [("", _NOWHERE, _corner(), _NOWHERE)]
    ink = _joined(strokes)
    low, high = np.nanmin(ink, axis=0), np.nanmax(ink, axis=0)
    width, height = high - low
    scaled = _joined(scale_to_box(strokes)) * _UNIT
    factor = (BOX - PEN) * _UNIT / max(width, height, 1)
    centred, moved = np.array([4, 4]) * _UNIT, np.array(normalised.offset[::-1]) * _UNIT
    mass = np.array([normalised.mass[::-1]], np.float32) * _UNIT
    right, down = (int(n) for n in np.round((moved - centred) / _UNIT))
    size = f"{width:.0f} × {height:.0f} of {SHEET} × {SHEET} pixels"
    at, own = (
        scaled + centred,
        (low + high) / 2 + (mass - BOX / 2 * _UNIT) / factor,
    )  # own: the mass of the ink as drawn
    return [
        ("Press play: your own strokes make the way.", ink, _corner(), own),
        (f"1. Your ink covers {size}; ✛ is its centre of mass.", ink, _around(low, high), own),
        (f"2. Scaled × {factor:.2f}, so that it just fits {BOX} × {BOX} of {SIDE} × {SIDE} pixels.", at,
         _box(centred), mass + centred),
        (f"3. Its mass lies at row {normalised.mass[0]:.1f}, column {normalised.mass[1]:.1f} of the box.",
         at, _box(centred), mass + centred),
        (f"4. Moved {_moved(right, down)}: the mass lies in the middle.", scaled + moved, _box(moved), mass + moved),
    ]  # fmt: skip


def _moved(right: int, down: int) -> str:
    """How far, in words: "1 right, 2 up"; "not at all" if it stays."""
    across = f"{abs(right)} {'right' if right > 0 else 'left'}" if right else ""
    along = f"{abs(down)} {'down' if down > 0 else 'up'}" if down else ""
    return ", ".join(filter(None, (across, along))) or "not at all"


def _joined(strokes: Strokes) -> Points:
    """All strokes in one line with gaps; a dot becomes a line of no length, so that it is drawn."""
    gap = np.full((1, 2), np.nan)
    seen = [np.repeat(stroke, 2, axis=0) if len(stroke) == 1 else stroke for stroke in strokes]
    return np.concatenate([piece for stroke in seen for piece in (stroke, gap)][:-1]).astype(np.float32)


def _outline(corner: Sequence[float], side: float) -> Points:
    x, y = corner
    return np.array([[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]], np.float32)


def _box(corner: NDArray[np.floating]) -> Points:
    return _outline((float(corner[0]), float(corner[1])), BOX * _UNIT)


def _corner() -> Points:
    """A box too small to be seen."""
    return np.full((5, 2), np.nan, np.float32)


def _around(low: Points, high: Points) -> Points:
    (x, y), (u, v) = low, high
    return np.array([[x, y], [u, y], [u, v], [x, v], [x, y]], np.float32)


def _drawn(step: _Step, *, pen: float) -> list[dict[str, Any]]:
    """The moving parts of one step: ink, box, centre of mass."""
    _, ink, box, mass = step
    return [_line(ink, axis=1, width=max(pen, 1.5)), _line(box, axis=1, width=1.5, dash="dot"), _cross(mass, axis=1)]


def _moved_to(points: Points) -> dict[str, Any]:
    """What a frame changes of a trace."""
    return {"type": "scatter", "x": points[:, 0].astype(np.float32), "y": points[:, 1].astype(np.float32)}


def _line(points: Points, *, axis: int, width: float, dash: str = "solid") -> dict[str, Any]:
    hover = {"hoverinfo": "skip"} if dash == "dot" else {"hovertemplate": _PLACE}
    look = {"mode": "lines", "line": {"color": theme.INPUT, "width": width, "dash": dash}}
    return {**_moved_to(points), **look, **hover, **on(axis)}


def _cross(place: Points, *, axis: int) -> dict[str, Any]:
    """The mark of the centre of mass."""
    marker = {"symbol": "cross-thin", "size": 13, "line": {"color": theme.LOSS, "width": 2.5}}
    look = {"mode": "markers", "marker": marker, "hovertemplate": "centre of mass<extra></extra>"}
    return {**_moved_to(place), **look, **on(axis)}

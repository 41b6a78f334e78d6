"""The gradient of one digit's loss by all weights of the first layer: an image for each unit, and one unit enlarged."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.inside_unit import signed
from mnist_lab.figures.pictures import colour_limit
from mnist_lab.figures.pixels import heatmap, on, square, text
from mnist_lab.figures.png import png_address
from mnist_lab.maths.graph_passes import shown
from mnist_lab.network.weight_gradients import WeightGradients
from mnist_lab.network.weights import Array

HEIGHT: Final = 424
UNITS: Final = 1
"""Number of the trace whose points are the units."""
_ACROSS: Final = 32  # images in a row
_SIDE: Final = 28
_LIMITS: Final = (-0.5, 27.5)
_PANELS: Final = ((0.0, 0.2), (0.27, 0.47), (0.54, 0.74), (0.8, 1.0))
_FAINTEST: Final = 0.12  # opacity of the smallest gradient that is not 0
_CENTRED: Final = {"xanchor": "center", "yanchor": "bottom", "font": {"size": 12}}


def gradients_figure(found: WeightGradients, unit: int) -> go.Figure:
    """Draw the wall of all units, and below it one of them: digit times ∂z is the gradient; and its weights."""
    units = len(found.d_z[0])
    rows = -(-units // _ACROSS)
    d_z = shown(float(found.d_z[0][unit]))
    titles = ("x, the digit", f"× ∂z {d_z} = ∂W[:, {unit}]", f"W[:, {unit}]", "after the step")
    weights = found.reader.weights.layers[0].W[:, unit]
    after = weights - np.float32(found.step) * found.images[unit]
    below = [
        heatmap(found.subject.image, 2),
        signed(found.images[unit], 3, name="gradient"),
        _same(weights, weights, 4, name="weight"),
        _same(after, weights, 5, name="weight"),
    ]
    layout: dict[str, Any] = {
        "template": theme.TEMPLATE,
        "height": HEIGHT,
        "margin": {"l": 2, "r": 2, "t": 4, "b": 2},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "annotations": [
            text(title, sum(panel) / 2, 0.335, **_CENTRED) for title, panel in zip(titles, _PANELS, strict=True)
        ],
        **_wall_axes(rows),
    }
    for number, panel in enumerate(_PANELS, start=2):
        layout |= square(number, panel, _LIMITS, up=(0, 0.325))
    return go.Figure({"data": [*_wall(found, unit, rows), *below], "layout": layout})


def gradients_text(found: WeightGradients, unit: int) -> str:
    """The picture in words."""
    return (
        f"Gradients of the loss by the weights of {len(found.d_z[0])} units, one image for each. {found.sentence} "
        f"Enlarged: unit {unit}, whose sum has the derivative {shown(float(found.d_z[0][unit]))}."
    )


def _same(values: Array, scale: Array, axis: int, *, name: str) -> dict[str, Any]:
    """Weights on the colours of others, so that the two can be compared."""
    limit = colour_limit(scale)
    return signed(values, axis, name=name) | {"zmin": -limit, "zmax": limit}


def _wall(found: WeightGradients, unit: int, rows: int) -> list[dict[str, Any]]:
    """The images as one picture, places to point at, and a frame around the chosen one."""
    number = np.arange(len(found.d_z[0]))
    x, y = (number % _ACROSS + 0.5) * _SIDE - 0.5, (number // _ACROSS + 0.5) * _SIDE - 0.5
    told = [f"unit {n}: ∂z = {shown(float(d))}" for n, d in enumerate(found.d_z[0])]
    left, top = x[unit] - _SIDE / 2, y[unit] - _SIDE / 2
    frame_x, frame_y = left + _SIDE * np.array([0, 1, 1, 0, 0]), top + _SIDE * np.array([0, 0, 1, 1, 0])
    marker = {"size": 15, "symbol": "square", "color": theme.CLEAR}
    points = {"type": "scatter", "mode": "markers", "x": x.astype("f4"), "y": y.astype("f4"), "marker": marker}
    frame = {"type": "scatter", "mode": "lines", "x": frame_x.astype("f4"), "y": frame_y.astype("f4")}
    return [
        {"type": "image", "source": png_address(painted(found.images, rows)), "hoverinfo": "skip", **on(1)},
        points | {"hovertext": told, "hoverinfo": "text", "customdata": number.tolist(), "meta": {"cursor": True}},
        frame | {"line": {"color": theme.TRUTH, "width": 2}, "hoverinfo": "skip"},
    ]


def painted(images: Array, rows: int) -> NDArray[np.uint8]:
    """(28 rows, 28 * 32, 4): blue above zero, red below, the stronger the larger, nothing at zero: light or dark."""
    known = images != 0
    strength = np.where(known, _FAINTEST + np.abs(images) / colour_limit(images[known]), 0).clip(0, 1)
    blue, red = (np.array([int(c[i : i + 2], 16) for i in (1, 3, 5)]) for c in theme.CATEGORICAL[:2])
    pixels = np.zeros((rows * _ACROSS, _SIDE * _SIDE, 4), np.uint8)
    pixels[: len(images), :, :3] = np.where((images > 0)[..., None], blue, red)
    pixels[: len(images), :, :3] *= (strength > 0)[..., None]  # zeros in a row take no room in a PNG
    pixels[: len(images), :, 3] = np.rint(strength * 255)
    wall = pixels.reshape(rows, _ACROSS, _SIDE, _SIDE, 4).transpose(0, 2, 1, 3, 4)
    return np.ascontiguousarray(wall.reshape(rows * _SIDE, _ACROSS * _SIDE, 4))


def _wall_axes(rows: int) -> dict[str, Any]:
    axes = square(1, (0, 1), (-0.5, _ACROSS * _SIDE - 0.5), up=(0.41, 1))
    axes["yaxis"]["range"] = [rows * _SIDE - 0.5, -0.5]
    return axes

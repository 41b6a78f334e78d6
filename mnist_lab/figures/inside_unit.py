"""One hidden unit: its weights, weights times pixels, what it says to each class; and the digits that excite it."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.inside import NEGATIVE, POSITIVE
from mnist_lab.figures.pictures import colour_limit, labelled_figure
from mnist_lab.figures.pixels import on, square, text
from mnist_lab.network.insight import Excited, Unit
from mnist_lab.network.weights import Array

_LIMITS = (-0.5, 27.5)
_CENTRED = {"xanchor": "center", "yanchor": "bottom"}


def unit_figure(unit: Unit) -> go.Figure:
    """Draw the unit's weights, their products with the pixels, and its ten outgoing weights."""
    first = "weights W" if unit.layer == 0 else "weights, in pixels"
    goes = "outgoing weights" if unit.direct else "outgoing, in sums"
    titles = [
        text(f"{first}[:, {unit.number}]", 0.14, 1.01, **_CENTRED, font={"size": 12, "color": theme.WEIGHTS}),
        text(f"× pixels, sum {unit.total:+.2f}", 0.46, 1.01, **_CENTRED, font={"size": 12}),
        text(goes, 0.84, 1.01, **_CENTRED, font={"size": 12, "color": theme.WEIGHTS}),
    ]
    spread = float(np.abs(unit.outgoing).max()) * 1.35 or 1.0
    layout = {
        "template": theme.TEMPLATE,
        "height": 178,
        "margin": {"l": 0, "r": 0, "t": 20, "b": 2},
        "showlegend": False,
        "dragmode": False,
        "annotations": titles,
        **square(1, (0.0, 0.28), _LIMITS),
        **square(2, (0.32, 0.60), _LIMITS),
        "xaxis3": {
            "range": [-spread, spread],
            "domain": [0.68, 1],
            "visible": False,
            "fixedrange": True,
            "anchor": "y3",
        },
        "yaxis3": _classes() | {"anchor": "x3"},
    }
    traces = [
        signed(unit.weights, 1, name="weight"),
        signed(unit.products, 2, name="product"),
        signed_bars(unit.outgoing, 3),
    ]
    return go.Figure({"data": traces, "layout": layout})


def unit_text(unit: Unit) -> str:
    """The unit in words."""
    most, least = int(unit.outgoing.argmax()), int(unit.outgoing.argmin())
    return (
        f"Unit {unit.number}: weights from {unit.weights.min():.3f} to {unit.weights.max():.3f}; times the pixels "
        f"they sum to {unit.total:.3f}. Its largest outgoing weight is {unit.outgoing[most]:.3f}, for {most}, "
        f"its smallest {unit.outgoing[least]:.3f}, for {least}."
    )


def signed(values: Array, axis: int, *, name: str) -> dict[str, Any]:
    """784 signed numbers as a picture, blue above zero and red below."""
    limit = colour_limit(values[values != 0])
    return {
        "type": "heatmap",
        "z": values.reshape(28, 28).astype(np.float32),
        "zmin": -limit,
        "zmax": limit,
        "colorscale": theme.DIVERGING,
        "showscale": False,
        "hovertemplate": f"row %{{y}}, column %{{x}}<br>{name} %{{z:.4f}}<extra></extra>",
        **on(axis),
    }


def signed_bars(values: Array, axis: int) -> dict[str, Any]:
    """Ten bars to both sides of zero, their values beside them."""
    return {
        "type": "bar",
        "orientation": "h",
        "x": values.astype(np.float32),
        "y": list(range(10)),
        "width": 0.7,
        "text": [f"{value:+.2f}" for value in values],
        "textposition": "outside",
        "textfont": {"size": 11},
        "cliponaxis": False,
        "marker": {"color": [POSITIVE if value >= 0 else NEGATIVE for value in values]},
        "hovertemplate": "to class %{y}: %{x:.4f}<extra></extra>",
        **on(axis),
    }


def _classes() -> dict[str, Any]:
    ticks = {"tickvals": list(range(10)), "ticktext": [str(k) for k in range(10)], "tickfont": {"size": 11}}
    return {"range": [9.6, -0.6], "fixedrange": True, "showgrid": False, "zeroline": False, **ticks}


def wall_figure(
    images: NDArray[np.uint8], words: list[str], *, height: int, right: list[bool] | None = None, columns: int = 8
) -> go.Figure:
    """Draw digits (k, 28, 28) with a word above each: green where right, vermilion where not."""
    fine = right or [True] * len(words)
    green = [word if good else "" for word, good in zip(words, fine, strict=True)]
    red = ["" if good else word for word, good in zip(words, fine, strict=True)]
    figure = labelled_figure(images, {theme.OUTPUT: green, theme.LOSS: red}, hover=words, columns=columns)
    figure.layout.height = height
    return figure


def excited_text(found: Excited, labels: NDArray[np.integer]) -> str:
    """The exciting digits in words."""
    told = ", ".join(
        f"a {labels[number]} ({value:.2f})" for number, value in zip(found.numbers, found.values, strict=True)
    )
    return f"Test digits that excite the unit most: {told}."

"""What compile asks for, each as a small picture: the loss of one digit, accuracy, a step of the optimiser."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.pixels import heatmap, on, square, text
from mnist_lab.maths.compiling import Loss, Steps, meaningful
from mnist_lab.network.weights import Array

HEIGHT, SMALL = 196, 196
_CURVE: Final = np.exp(np.linspace(np.log(1e-7), 0, 120))
_STILL: Final = {"fixedrange": True, "showgrid": False, "zeroline": False}


def loss_figure(image: NDArray[np.uint8], probabilities: Array, loss: Loss) -> go.Figure:
    """Draw a digit (28, 28), its ten probabilities with the truth outlined, and where it stands on -ln p."""
    truth = [k == loss.truth for k in range(10)]
    bars: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "x": probabilities.astype(np.float32),
        "y": list(range(10)),
        "text": [
            meaningful(float(p)) if on_truth or p >= 0.005 else ""
            for p, on_truth in zip(probabilities, truth, strict=True)
        ],
        "textposition": "outside",
        "textfont": {"size": 11},
        "constraintext": "none",
        "cliponaxis": False,
        "marker": {"color": theme.OUTPUT, "line": {"color": theme.TRUTH, "width": [2.5 if on else 0 for on in truth]}},
        "hovertemplate": "p[%{y}] = %{x:.4g}<extra></extra>",
        **on(2),
    }
    curve = {
        "type": "scatter",
        "mode": "lines",
        "x": _CURVE.astype(np.float32),
        "y": -np.log(_CURVE).astype(np.float32),
    }
    line = {"line": {"color": theme.LOSS, "width": 2}, "hovertemplate": "−ln %{x:.3g} = %{y:.3f}<extra></extra>"}
    dot = {"type": "scatter", "mode": "markers", "x": [loss.probability], "y": [loss.loss], "hoverinfo": "skip"}
    marker = {"symbol": "diamond", "size": 13, "color": theme.LOSS, "line": {"color": theme.TRUTH, "width": 1.5}}
    drop = {"type": "scatter", "mode": "lines", "x": [loss.probability] * 2, "y": [0, loss.loss], "hoverinfo": "skip"}
    traces = [
        heatmap(image.astype(np.float32) / np.float32(255), 1),
        bars,
        curve | line | on(3),
        drop | {"line": {"color": theme.LOSS, "width": 1.5, "dash": "dot"}} | on(3),
        dot | {"marker": marker} | on(3),
    ]
    words = [
        _title("the digit", 0.1),
        _title("p, ten probabilities", 0.4),
        _title("loss = −ln p[truth]", 0.83),
    ]
    layout = {"template": theme.TEMPLATE, "height": HEIGHT, "margin": {"l": 4, "r": 8, "t": 4, "b": 34}}
    axes = square(1, (0, 0.2), (-0.5, 27.5), up=(0, 0.88)) | _loss_axes(loss, probabilities)
    return go.Figure({"data": traces, "layout": {**layout, **axes, "annotations": words, **_QUIET}})


def loss_text(loss: Loss) -> str:
    """The loss in words."""
    return (
        f"The digit, a {loss.truth}; the probability of {loss.truth} is {meaningful(loss.probability)}; on the curve "
        f"of minus the logarithm that is a loss of {loss.loss:.4g} nats."
    )


_QUIET: Final = {"showlegend": False, "dragmode": False}


def _title(words: str, at: float) -> dict[str, Any]:
    return text(words, at, 1, xanchor="center", yanchor="top", font={"size": 12.5})


def _loss_axes(loss: Loss, probabilities: Array) -> dict[str, Any]:
    names = [f"<b>{k}</b>" if k == loss.truth else str(k) for k in range(10)]
    ticks = {"tickvals": list(range(10)), "ticktext": names, "tickfont": {"size": 11}, "automargin": False}
    tallest = max(5.0, 1.15 * loss.loss)
    return {
        "xaxis2": {"domain": [0.26, 0.55], "range": [0, 1.5], "visible": False, "anchor": "y2", **_STILL},
        "yaxis2": {"domain": [0, 0.88], "range": [9.6, -0.6], "anchor": "x2", **ticks, **_STILL},
        "xaxis3": {"domain": [0.68, 1], "range": [-0.04, 1.04], "anchor": "y3", **_STILL, "automargin": False,
                   "title": {"text": "probability of the truth", "font": {"size": 11.5}, "standoff": 2},
                   "tickvals": [0, 0.5, 1], "tickfont": {"size": 11}},
        "yaxis3": {"domain": [0, 0.88], "range": [-0.04 * tallest, tallest], "anchor": "x3", **_STILL,
                   "tickfont": {"size": 11}, "nticks": 4,
                   "title": {"text": "nats", "font": {"size": 11.5}, "standoff": 2}},
    }  # fmt: skip


def accuracy_figure(answers: NDArray[np.integer], labels: NDArray[np.integer]) -> go.Figure:
    """Draw the answers (k,) to the first k digits as a row of cells, right or wrong, twelve in a row."""
    right = answers == labels
    place = np.arange(len(answers))
    marks = [f"{answer}<br>{'✓' if good else '✗'}" for answer, good in zip(answers, right, strict=True)]
    colours = [theme.tint(theme.OUTPUT if good else theme.LOSS, 0.3) for good in right]
    cells = {
        "type": "scatter",
        "mode": "markers+text",
        "x": (place % _ROW).tolist(),
        "y": (place // _ROW).tolist(),
        "text": marks,
        "textfont": {"size": 12},
        "marker": {"symbol": "square", "size": 32, "color": colours,
                   "line": {"width": 1.5, "color": [theme.OUTPUT if good else theme.LOSS for good in right]}},
        "customdata": labels.tolist(),
        "hovertemplate": "answer and verdict %{text}<br>truth %{customdata}<extra></extra>",
    }  # fmt: skip
    rows = -(-len(answers) // _ROW)
    layout = {
        "template": theme.TEMPLATE,
        "height": SMALL,
        "margin": {"l": 2, "r": 2, "t": 26, "b": 2},
        "xaxis": {"visible": False, "range": [-0.6, _ROW - 0.4], **_STILL},
        "yaxis": {"visible": False, "range": [rows - 0.4, -0.6], **_STILL},
        "annotations": [
            _title(f"accuracy = {int(right.sum())} / {len(right)} = {right.mean():.4g}", 0.5) | {"y": 1.14}
        ],
    }
    return go.Figure({"data": [cells], "layout": layout | _QUIET})


_ROW: Final = 8


def accuracy_text(answers: NDArray[np.integer], labels: NDArray[np.integer]) -> str:
    """The accuracy in words."""
    right = answers == labels
    return f"Accuracy: of the first {len(right)} test digits {int(right.sum())} are answered right, {right.mean():.4g}."


def steps_figure(followed: Steps) -> go.Figure:
    """Draw where a weight goes in ten equal steps, with RMSprop and with plain descent."""
    count = len(followed.sgd)
    looks = (
        ("RMSprop", followed.rmsprop, {"color": theme.WEIGHTS, "width": 2.5}, "circle"),
        ("plain descent", followed.sgd, {"color": theme.TRUTH, "width": 2, "dash": "dot"}, "square-open"),
    )
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": name,
            "x": list(range(count)),
            "y": list(values),
            "line": line,
            "marker": {"symbol": mark, "size": 6},
            "hovertemplate": f"{name}, step %{{x}}: w = %{{y:.3g}}<extra></extra>",
        }
        for name, values, line, mark in looks
    ]
    layout = {
        "template": theme.TEMPLATE,
        "height": SMALL,
        "margin": {"l": 8, "r": 8, "t": 26, "b": 34},
        "xaxis": {"title": {"text": "step", "font": {"size": 11.5}, "standoff": 2}, "tickfont": {"size": 11},
                  "fixedrange": True, "nticks": 6, "range": [-0.3, count - 0.7]},
        "yaxis": {"title": {"text": "w", "font": {"size": 12, "color": theme.WEIGHTS}, "standoff": 2},
                  "tickfont": {"size": 11}, "fixedrange": True, "nticks": 5},
        "legend": {"font": {"size": 11.5}, "x": 0, "y": 1.02},
        "dragmode": False,
    }  # fmt: skip
    return go.Figure({"data": traces, "layout": layout})


def steps_text(followed: Steps) -> str:
    """The steps in words."""
    return f"A weight against {len(followed.sgd) - 1} equal gradients. {followed.sentence}"

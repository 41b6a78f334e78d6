"""The network with real numbers in it: input, hidden layer and output of one digit; one unit's sum, term by term."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.pixels import heatmap, on, square, text
from mnist_lab.maths.compiling import meaningful
from mnist_lab.maths.first_look import Parameters
from mnist_lab.maths.timing import spaced
from mnist_lab.network.first_look import Unit
from mnist_lab.network.weights import Array

NETWORK_HEIGHT, UNIT_HEIGHT = 204, 238

_ROWS: Final = {784: 28, 512: 16}
"""Size of a vector -> rows in which it is drawn."""

_OUT = 3  # axis of the ten outputs


def folded(values: NDArray[Any]) -> NDArray[Any]:
    """Lay a vector out in rows: 784 as 28 x 28, 512 as 16 x 32, others in one row.

    Examples
    --------
    >>> folded(np.zeros(512)).shape
    (16, 32)
    """
    return values.reshape(_ROWS.get(len(values), 1), -1)


def network_figure(found: Unit, image: NDArray[np.uint8], counts: Parameters) -> go.Figure:
    """Draw what each layer makes of a digit (28, 28) uint8; a click on a unit tells (layer, unit)."""
    hidden, output = found.forward
    high = 0.7
    axes = (
        square(1, (0, 0.22), (-0.5, 27.5), up=(0, high))
        | _panel(2, (0.29, 0.72), folded(hidden).shape, up=(0, high))
        | _ten_axes(output, (0.81, 0.99), high)
    )
    titles = [("<b>x</b> (784,)", "the digit"), *_layer_titles(counts)]
    words = [
        text(f"{name}<br>{sub}", at, 1, xanchor=anchor, yanchor="top", align=anchor, font={"size": 11})
        for (name, sub), (at, anchor) in zip(
            titles, ((0.11, "center"), (0.505, "center"), (0.995, "right")), strict=True
        )
    ]
    arrows = [text("→", at, high / 2, yanchor="middle", font={"size": 22}) for at in (0.255, 0.765)]
    layout = {"template": theme.TEMPLATE, "height": NETWORK_HEIGHT, "margin": {"l": 4, "r": 4, "t": 4, "b": 4}}
    rest = {"showlegend": False, "dragmode": False, "annotations": [*words, *arrows], "uirevision": "model"}
    ink = heatmap(image.astype(np.float32) / np.float32(255), 1)
    traces = [ink, _units(hidden, found), _ten(output, found), *_mark(found), _rows(output)]
    return go.Figure({"data": traces, "layout": layout | axes | rest})


def network_text(found: Unit, counts: Parameters) -> str:
    """The network in words."""
    hidden, output = found.forward
    lit = int(np.count_nonzero(hidden))
    return (
        f"784 inputs, {len(hidden)} hidden units of which {lit} are above 0 for this digit, ten outputs: the highest, "
        f"{meaningful(float(output.max()))}, for {output.argmax()}. {counts.sentence}. Chosen: {found.sentence}"
    ).replace("**", "")


def unit_figure(found: Unit) -> go.Figure:
    """Draw one unit: inputs times weights as pictures, and its sum as a staircase of terms."""
    shape = folded(found.inputs).shape
    top = (0.52, 0.92)
    spans = ((0.02, 0.3), (0.36, 0.64), (0.7, 0.98))
    largest = float(np.abs(found.weights).max()) or 1.0
    reach = float(np.abs(found.terms).max()) or 1.0
    inputs = {"z": folded(found.inputs).astype(np.float32), "zmin": 0, "zmax": max(float(found.inputs.max()), 1e-6)}
    inputs |= {"colorscale": theme.INK if found.layer == 0 else theme.SEQUENTIAL}
    panels = (
        inputs,
        {"z": folded(found.weights), "zmin": -largest, "zmax": largest, "colorscale": theme.DIVERGING},
        {"z": folded(found.terms), "zmin": -reach, "zmax": reach, "colorscale": theme.DIVERGING},
    )
    names = ("input", f"W[:, {found.unit}]", "input × W")
    axes: dict[str, Any] = {}
    traces: list[dict[str, Any]] = []
    for number, (panel, span) in enumerate(zip(panels, spans, strict=True), start=1):
        axes |= _panel(number, span, shape, up=top)
        hover = f"{names[number - 1]}, row %{{y}}, column %{{x}}: %{{z:.3f}}<extra></extra>"
        traces.append({"type": "heatmap", "showscale": False, "hovertemplate": hover, **panel, **on(number)})
    colours = (theme.INPUT, theme.WEIGHTS, theme.TRUTH)
    words = [
        text(f"<b>{name}</b>", sum(span) / 2, 1, xanchor="center", yanchor="top", font={"size": 12.5, "color": colour})
        for name, span, colour in zip(names, spans, colours, strict=True)
    ]
    words += [text(sign, at, 0.72, yanchor="middle", font={"size": 20}) for sign, at in (("×", 0.33), ("=", 0.67))]
    stairs, steps = _stairs(found)
    layout = {"template": theme.TEMPLATE, "height": UNIT_HEIGHT, "margin": {"l": 4, "r": 4, "t": 2, "b": 26}}
    rest = {"showlegend": False, "dragmode": False, "annotations": words, "uirevision": "unit"}
    return go.Figure({"data": [*traces, stairs], "layout": layout | axes | steps | rest})


def unit_text(found: Unit) -> str:
    """The unit in words: its largest terms, the rest, bias, sum and output."""
    names, values, _ = _terms(found)
    said = ", ".join(f"{name.replace('<br>', ' ')} {value:+.3f}" for name, value in zip(names, values, strict=True))
    return (
        f"Layer {found.layer + 1}, unit {found.unit}, its sum term by term: {said}. It hands on {meaningful(found.a)}."
    )


def _terms(found: Unit) -> tuple[list[str], list[float], list[str]]:
    """Names, values and colours of the steps of the sum: the largest terms, all others, the bias."""
    largest = found.largest
    others = float(found.terms.sum() - found.terms[largest].sum())
    names = [f"{found.inputs[i]:.2f}<br>× {found.weights[i]:.2f}".replace("-", "−") for i in largest]
    names += [f"{len(found.terms) - len(largest)}<br>others", "b"]
    values = [*(float(found.terms[i]) for i in largest), others, found.bias]
    return names, values, [theme.INPUT] * len(largest) + [theme.TRUTH, theme.BIAS]


def _stairs(found: Unit) -> tuple[dict[str, Any], dict[str, Any]]:
    """Bars that stand on one another, then the sum and what the activation makes of it."""
    names, values, colours = _terms(found)
    ends = np.cumsum(values)
    base = [0.0, *ends[:-1].tolist(), 0.0, 0.0]
    last = "relu(z)" if found.activation == "relu" else "softmax"
    names = [*names, "z", last]
    heights = [*values, found.z, found.a]
    bars = {
        "type": "bar",
        "x": list(range(len(heights))),
        "y": heights,
        "base": base,
        "text": [f"{value:+.2f}" for value in values] + [f"<b>{found.z:.2f}</b>", f"<b>{meaningful(found.a)}</b>"],
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"size": 12},
        "marker": {"color": [*colours, theme.TRUTH, theme.OUTPUT], "opacity": 0.75},
        "hoverinfo": "skip",
        **on(4),
    }
    return bars, _stair_axes(names, np.array([0, *ends, found.z, found.a]))


def _stair_axes(names: list[str], marks: NDArray[np.float64]) -> dict[str, Any]:
    """The axes of the staircase, with room above and below for the numbers."""
    room = 0.28 * (marks.max() - marks.min() or 1)
    across = {"tickvals": list(range(len(names))), "ticktext": names, "tickfont": {"size": 10.5}, "tickangle": 0}
    up = {"domain": [0.02, 0.46], "range": [float(marks.min() - room), float(marks.max() + room)]}
    still = {"fixedrange": True, "showgrid": False, "automargin": False}
    return {
        "xaxis4": {**across, **still, "anchor": "y4"},
        "yaxis4": {**up, **still, "anchor": "x4", "zeroline": True, "showticklabels": False},
    }


def _panel(axis: int, span: tuple[float, float], shape: tuple[int, ...], *, up: tuple[float, float]) -> dict[str, Any]:
    """The axes of a panel of rows and columns whose cells are square."""
    rows, columns = shape
    axes = square(axis, span, (-0.5, columns - 0.5), up=up)
    axes[f"yaxis{'' if axis == 1 else axis}"] |= {"range": [rows - 0.5, -0.5], "constrain": "domain"}
    return axes


def _layer_titles(counts: Parameters) -> list[tuple[str, str]]:
    kinds = ("relu", "softmax")
    return [
        (f"<b>Dense({units}, {kind})</b>", f"{inputs} × {units} + {units}<br>= {spaced(count)}")
        for (inputs, units), count, kind in zip(counts.layers, counts.counts, kinds, strict=True)
    ]


def _units(hidden: Array, found: Unit) -> dict[str, Any]:
    """What the hidden units hand on, as cells to click on."""
    numbers = folded(np.arange(len(hidden)))
    return {
        "type": "heatmap",
        "z": folded(hidden).astype(np.float32),
        "zmin": 0,
        "zmax": max(float(hidden.max()), 1e-6),
        "colorscale": theme.SEQUENTIAL,
        "showscale": False,
        "customdata": [[[0, int(number)] for number in row] for row in numbers],
        "hovertemplate": "unit %{customdata[1]} hands on %{z:.3f}<extra></extra>",
        "meta": {"cursor": True},
        **on(2),
    }


def _ten(output: Array, found: Unit) -> dict[str, Any]:
    chosen = [found.layer == 1 and k == found.unit for k in range(10)]
    return {
        "type": "bar",
        "orientation": "h",
        "x": output.astype(np.float32),
        "y": list(range(10)),
        "marker": {"color": theme.OUTPUT, "line": {"color": theme.WEIGHTS, "width": [3 if on else 0 for on in chosen]}},
        "hoverinfo": "skip",
        **on(_OUT),
    }


def _rows(output: Array) -> dict[str, Any]:
    """A row to click on for each of the ten outputs: a bar of no length cannot be hit."""
    return {
        "type": "heatmap",
        "x": [0, 1],  # from side to side
        "y": list(range(10)),
        "z": output.astype(np.float32).reshape(10, 1),
        "colorscale": [[0, theme.CLEAR], [1, theme.CLEAR]],
        "showscale": False,
        "customdata": [[[1, k]] for k in range(10)],
        "hovertemplate": "unit %{y}: %{z:.4g}<extra></extra>",
        **on(_OUT),
    }


def _ten_axes(output: Array, span: tuple[float, float], high: float) -> dict[str, Any]:
    names = [f"<b>{k}</b>" if k == output.argmax() else str(k) for k in range(10)]
    still = {"fixedrange": True, "showgrid": False, "zeroline": False}
    ticks = {"tickvals": list(range(10)), "ticktext": names, "tickfont": {"size": 10}, "automargin": False}
    return {
        f"xaxis{_OUT}": {"domain": list(span), "range": [0, 1], "visible": False, "anchor": f"y{_OUT}", **still},
        f"yaxis{_OUT}": {"domain": [0, high], "range": [9.6, -0.6], "anchor": f"x{_OUT}", **ticks, **still},
    }


def _mark(found: Unit) -> list[dict[str, Any]]:
    """A ring around the chosen hidden unit."""
    if found.layer != 0:
        return []
    columns = folded(found.forward[0]).shape[1]
    row, column = divmod(found.unit, columns)
    marker = {"symbol": "circle-open", "size": 15, "color": theme.WEIGHTS, "line": {"width": 3}}
    return [{"type": "scatter", "mode": "markers", "x": [column], "y": [row], "marker": marker,
             "hoverinfo": "skip", **on(2)}]  # fmt: skip

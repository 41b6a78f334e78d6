"""The network at work on one digit: 784 inputs, the hidden units as heat maps, ten answers, and one unit's edges.

Everything lies on one pair of axes whose units are pixels of a picture `WIDTH` wide, so that an edge begins in the very
pixel and ends in the very unit it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.tiles import NOTHING
from mnist_lab.network.insight import Insight, Unit
from mnist_lab.network.weights import Array
from mnist_lab.network.wording import percent

WIDTH, HEIGHT = 640.0, 176.0
UNITS_TRACE = 1
"""Traces from this one on are the hidden layers, first to last; their customdata is (layer, unit)."""

MOST_EDGES = 40
POSITIVE, NEGATIVE = theme.DIVERGING[-1][1], theme.DIVERGING[0][1]
_PIXEL, _TOP = 6.0, 4.0
_HIDDEN = (212.0, 424.0)
_OUT, _BARS, _BAR = 460.0, 500.0, 44.0  # beyond a full bar there is room for "> 99.9 %", on a phone too
_ROW = (HEIGHT - 2 * _TOP) / 10

_Dict = dict[str, Any]


@dataclass(frozen=True)
class Grid:
    """Where the units of a layer lie: `columns` of them in a row, squares of `cell`, upper left corner at (x, y)."""

    units: int
    columns: int
    cell: float
    x: float
    y: float

    def middle(self, unit: int) -> tuple[float, float]:
        """The middle of a unit's square."""
        row, column = divmod(unit, self.columns)
        return self.x + (column + 0.5) * self.cell, self.y + (row + 0.5) * self.cell


def grids(sizes: tuple[int, ...]) -> tuple[Grid, ...]:
    """Lay out hidden layers of these sizes side by side, each as a near-square of squares."""
    room = (_HIDDEN[1] - _HIDDEN[0] - 24 * (len(sizes) - 1)) / max(len(sizes), 1)
    made = []
    for number, units in enumerate(sizes):
        columns = int(np.ceil(np.sqrt(units)))
        rows = -(-units // columns)
        cell = min(room / columns, (HEIGHT - 2 * _TOP) / rows, 24.0)
        left = _HIDDEN[0] + number * (room + 24) + (room - columns * cell) / 2
        made.append(Grid(units, columns, cell, left, (HEIGHT - rows * cell) / 2))
    return tuple(made)


def forward_figure(seen: Insight, chosen: Unit) -> go.Figure:
    """Draw the whole forward pass, and the edges of one unit only."""
    laid = grids(tuple(len(a) for a in seen.hidden))
    traces = [_input(seen), *(_units(a, laid[layer], layer) for layer, a in enumerate(seen.hidden))]
    traces += [_bars(seen), *_names(seen), *_edges(seen, chosen, laid[chosen.layer]), _ring(laid[chosen.layer], chosen)]
    bare = {"visible": False, "fixedrange": True}
    layout = {
        "template": theme.TEMPLATE,
        "height": 200,
        "margin": {"l": 0, "r": 0, "t": 20, "b": 0},
        "dragmode": False,
        "showlegend": False,
        "xaxis": bare | {"range": [0, WIDTH], "constrain": "domain"},
        "yaxis": bare | {"range": [HEIGHT, 0], "scaleanchor": "x", "constrain": "domain", "constraintoward": "top"},
        "annotations": _titles(seen, laid),
    }
    return go.Figure({"data": traces, "layout": layout})


def forward_text(seen: Insight, chosen: Unit) -> str:
    """The picture in words."""
    layers = ", ".join(f"{len(a)} hidden units of which {int((a != 0).sum())} are not zero" for a in seen.hidden)
    return (
        f"{seen.subject.name}: 784 inputs, {layers}, ten answers. "
        f"{seen.top} has {percent(float(seen.probabilities.max()))}. "
        f"Edges are drawn for unit {chosen.number}, whose activation is {chosen.a:.3g}."
    )


def _input(seen: Insight) -> _Dict:
    ink = np.rint(seen.subject.image * 255).astype(np.uint8)
    place = {"x0": _PIXEL / 2, "dx": _PIXEL, "y0": _TOP + _PIXEL / 2, "dy": _PIXEL}
    look = {"colorscale": theme.INK, "zmin": 0, "zmax": 255, "showscale": False, "hoverinfo": "skip"}
    return {"type": "heatmap", "z": ink, **place, **look}


def _units(a: Array, grid: Grid, layer: int) -> _Dict:
    rows = -(-grid.units // grid.columns)
    z = np.full(rows * grid.columns, np.nan, np.float32)
    z[: grid.units] = a
    numbers = np.minimum(np.arange(len(z)), grid.units - 1).astype(np.uint16)
    where = np.stack([np.full_like(numbers, layer), numbers], axis=1).reshape(rows, grid.columns, 2)
    reach = float(np.abs(a).max()) or 1.0
    signed = bool((a < 0).any())
    return {
        "type": "heatmap",
        "z": z.reshape(rows, grid.columns),
        "customdata": where,
        "x0": grid.x + grid.cell / 2,
        "dx": grid.cell,
        "y0": grid.y + grid.cell / 2,
        "dy": grid.cell,
        "zmin": -reach if signed else 0,
        "zmax": reach,
        "colorscale": theme.DIVERGING if signed else theme.SEQUENTIAL,
        "showscale": False,
        "hoverongaps": False,
        "hovertemplate": "unit %{customdata[1]}: %{z:.3f}<extra>click to open</extra>",
        "meta": {"cursor": layer == 0},
    }


def _bars(seen: Insight) -> _Dict:
    """Ten bars, as long as the probabilities."""
    return {
        "type": "bar",
        "orientation": "h",
        "base": _BARS,
        "x": (seen.probabilities * _BAR).astype(np.float32),
        "y": _rows().tolist(),
        "width": _ROW * 0.66,
        "marker": {"color": theme.OUTPUT, "line": {"width": 0}},
        "hoverinfo": "skip",
    }


def _names(seen: Insight) -> list[_Dict]:
    """Each class with its sum, and its probability; the answer in bold."""
    y = _rows().tolist()
    mark = [f"<b>▸ {k}</b>" if k == seen.top else str(k) for k in range(10)]
    shares = [percent(float(p)) if p >= 0.0005 else NOTHING for p in seen.probabilities]
    text = {"type": "scatter", "mode": "text", "y": y, "hoverinfo": "skip"}
    return [
        text | {"x": [_BARS - 8] * 10, "text": mark, "textposition": "middle left", "textfont": {"size": 10.5}},
        text
        | {
            "x": [_BARS + _BAR * float(p) + 3 for p in seen.probabilities],
            "text": shares,
            "textposition": "middle right",
            "textfont": {"size": 11, "color": theme.OUTPUT},
        },
    ]


def _rows() -> NDArray[np.float64]:
    return np.asarray(_TOP + (np.arange(10) + 0.5) * _ROW, np.float64)


def _edges(seen: Insight, chosen: Unit, grid: Grid) -> list[_Dict]:
    """The strongest of what comes in, all ten of what goes out: blue and solid above zero, red and dotted below."""
    to = grid.middle(chosen.number)
    strongest = np.argsort(-np.abs(chosen.products), kind="stable")[:MOST_EDGES]
    strongest = strongest[chosen.products[strongest] != 0]
    starts = np.stack([(strongest % 28 + 0.5) * _PIXEL, _TOP + (strongest // 28 + 0.5) * _PIXEL], axis=1)
    come = [(start, to, float(value)) for start, value in zip(starts, chosen.products[strongest], strict=True)]
    spoken = chosen.outgoing * chosen.a if chosen.a else chosen.outgoing
    ends = [(_OUT + 16, float(y)) for y in _rows()]
    go_out = [(to, end, float(value)) for end, value in zip(ends, spoken, strict=True)]
    return [*_lines(come, wide=1.8), *_lines(go_out, wide=3.0, faint=not chosen.a)]


def _lines(edges: list[Any], *, wide: float, faint: bool = False) -> list[_Dict]:
    """Four traces: strong and weak, above and below zero; always four, so that the figure changes in place."""
    largest = max((abs(value) for *_, value in edges), default=1.0) or 1.0
    traces = []
    for sign, colour, dash in ((1, POSITIVE, "solid"), (-1, NEGATIVE, "dot")):
        for low, high, width in ((0.45, 2.0, wide), (0.0, 0.45, wide * 0.4)):
            chosen = [edge for edge in edges if edge[2] * sign > 0 and low <= abs(edge[2]) / largest < high]
            points = np.array([[*start, *end, np.nan, np.nan] for start, end, _ in chosen], np.float32).reshape(-1, 2)
            line = {"color": colour, "width": width, "dash": dash}
            look = {"mode": "lines", "line": line, "opacity": 0.25 if faint else 0.75, "hoverinfo": "skip"}
            traces.append({"type": "scatter", "x": points[:, 0], "y": points[:, 1], **look})
    return traces


def _ring(grid: Grid, chosen: Unit) -> _Dict:
    """A square around the chosen unit."""
    x, y = grid.middle(chosen.number)
    half = max(grid.cell, 6) / 2 + 1
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]) * half + (x, y)
    line = {"color": theme.WEIGHTS, "width": 3}
    place = {"x": corners[:, 0].astype(np.float32), "y": corners[:, 1].astype(np.float32)}
    return {"type": "scatter", "mode": "lines", "line": line, "hoverinfo": "skip", **place}


def _titles(seen: Insight, laid: tuple[Grid, ...]) -> list[_Dict]:
    where = {"yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False, "font": {"size": 12}}
    titles = [where | {"x": 14 * _PIXEL, "text": "784 inputs x", "font": {"size": 12, "color": theme.INPUT}}]
    for layer, grid in zip(seen.weights.layers, laid, strict=False):
        words = f"{grid.units} units, {layer.activation}"
        titles.append(where | {"x": grid.x + grid.columns * grid.cell / 2, "text": words})
    return [*titles, where | {"x": _BARS + 20, "text": "10 answers ŷ", "font": {"size": 12, "color": theme.OUTPUT}}]

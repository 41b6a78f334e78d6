"""A computation graph: boxes with value and gradient, edges with local derivatives, both passes played node by node."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from mnist_lab.figures import boxes, theme
from mnist_lab.figures.boxes import Line, Trace
from mnist_lab.figures.graph_layout import Layout, layout
from mnist_lab.figures.graph_steps import Step, steps
from mnist_lab.figures.tiles import NOTHING
from mnist_lab.maths.graph_passes import Passes, short, shown
from mnist_lab.maths.graphs import Graph

_WIDE, _TALL = 0.31, 0.37  # half a box, in columns and rows
_LEAST_ROWS: Final = 3.4
_BEND: Final = 0.2  # rows between two edges that join the same two boxes
_CURVE: Final = 12  # points of a curve
_ROLES: Final = {"x": theme.INPUT, "w": theme.WEIGHTS, "b": theme.BIAS, "t": theme.TRUTH}


def graph_figure(done: Passes) -> go.Figure:
    """Draw both passes: all at once, then as frames the leaves, each node forward, and each node backward."""
    placed = layout(done.graph)
    frames = [(step.caption, placed.places[step.at][0], _moving(done, placed, step)) for step in steps(done)]
    return boxes.film(_still(done, placed), frames, _layout(done, placed))


def graph_text(done: Passes) -> str:
    """The picture in words."""
    told = "; ".join(
        f"{done.name(n)}{f' = {done.formula(n)}' if done.graph.nodes[n].operation else ''} = {shown(done.values[n])}, "
        f"gradient {shown(done.gradients[n])}"
        for n in range(len(done.values))
    )
    return f"Computation graph of {done.text}. {told}. {done.sentence}"


def least_width(graph: Graph) -> int:
    """Pixels below which the boxes of this graph could not be read."""
    return (130 if graph.chain else 105) * layout(graph).columns  # the factors below a chain need more


# ------------------------------------------------------------------------------------------------- what does not move


def _still(done: Passes, placed: Layout) -> list[Trace]:
    """Places to point at, the edges, the boxes in the colours of their roles, names and formulas."""
    x, y = _middles(placed)
    nodes = range(len(done.values))
    size = _letters(done, placed)
    tags = [done.name(n) if done.graph.nodes[n].operation else NOTHING for n in nodes]
    frames = [_box(placed, n) for n in nodes]
    colours = [colour_of(done, n) for n in nodes]
    outlines = [boxes.lines([frames[n] for n in nodes if colours[n] == c], c, 1.5) for c in dict.fromkeys(colours)]
    formulas = [f"<b>{done.formula(n).replace('**', '^').replace(' * ', ' · ')}</b>" for n in nodes]
    return [
        boxes.points(x, y) | boxes.hover([_about_node(done, n) for n in nodes], 30) | {"meta": {"cursor": True}},
        boxes.points(*_label_places(done, placed))
        | boxes.hover([_about_edge(done, k) for k in range(len(done.edges))], 16),
        boxes.lines(_curves(placed), boxes.GREY, 1.2),
        *outlines,
        boxes.words(x, y + 0.22, formulas, size, colours),
        boxes.words(x - _WIDE, y + _TALL + 0.1, tags, size - 1, boxes.GREY) | {"textposition": "middle right"},
    ]


def colour_of(done: Passes, node: int) -> str:
    """The colour of a box: a leaf's role, green for the result, grey on the way."""
    if node == len(done.values) - 1:
        return theme.OUTPUT
    return _ROLES.get(done.name(node), theme.INPUT) if not done.graph.nodes[node].operation else theme.TRUTH


def _about_node(done: Passes, n: int) -> str:
    made = f" = {done.formula(n)}" if done.graph.nodes[n].operation else ""
    into = "<br>".join(
        f"through {done.name(e.target)}: {shown(done.gradients[e.target])} × {shown(e.slope)}" for e in done.children(n)
    )
    total = f"<br>{into}<br>sum over children: {done.sum_over_children(n)}" if into else "<br>gradient 1: the result"
    return f"<b>{done.name(n)}</b>{made} = {shown(done.values[n])}{total}"


def _about_edge(done: Passes, k: int) -> str:
    edge = done.edges[k]
    target, source = done.name(edge.target), done.name(edge.source)
    handed = shown(done.gradients[edge.target] * edge.slope)
    return (
        f"<b>grad({target}, {source})</b> = {done.slope(edge)} = {shown(edge.slope)}<br>"
        f"times the gradient of {target}, {shown(done.gradients[edge.target])}: {handed} goes to {source}"
    )


# ----------------------------------------------------------------------------------------------------- what moves


def _moving(done: Passes, placed: Layout, step: Step) -> list[Trace]:
    """What is known at a step: values, gradients, what the edges carry, and the box that works."""
    x, y = _middles(placed)
    size = _letters(done, placed)
    curves, start = _curves(placed), _box(placed, len(x) - 1)
    known = [_box(placed, n) for n in step.known]
    complete = [_box(placed, n, strip=True) for n in step.complete]
    lit = [curves[k] for k in step.walked]
    active = [curves[k] for k in step.active]
    chain = done.graph.chain  # its factors stand below it
    labels = [f"×{short(e.slope)}" if k in step.labelled and not chain else NOTHING for k, e in enumerate(done.edges)]
    values = [shown(done.values[n]) if n in step.known else NOTHING for n in range(len(x))]
    gradients = [step.gradients.get(n, NOTHING) for n in range(len(x))]
    return [
        boxes.filled(boxes.growing(known, start), theme.tint(theme.OUTPUT, 0.13)),
        boxes.filled(boxes.growing(complete, start), theme.tint(theme.LOSS, 0.2)),
        boxes.lines(boxes.growing(lit, start), theme.LOSS, 1.6),
        boxes.lines(_padded(active, _box(placed, step.at)), theme.LOSS if step.back else theme.OUTPUT, 4),
        boxes.lines([_box(placed, step.at)], theme.LOSS if step.back else theme.OUTPUT, 3 if step.busy else 0),
        boxes.words(x, y, values, size, theme.OUTPUT),
        boxes.words(x, y - 0.23, gradients, size, theme.LOSS),
        boxes.words(*_label_places(done, placed), labels, size - 1, theme.LOSS) | {"textposition": _beside(placed)},
        _factors(done, placed, step, size),
    ]


def _factors(done: Passes, placed: Layout, step: Step, size: float) -> Trace:
    """Below a chain the notebook's product, each factor under its edge; elsewhere nothing."""
    if not done.graph.chain:
        return boxes.words([0.0], [0.0], [NOTHING], size, boxes.GREY)
    x, _ = _label_places(done, placed)
    last = len(done.values) - 1
    texts, told = [], []
    for k, edge in enumerate(done.edges):
        factor = f"grad({done.name(edge.target)}, {done.name(edge.source)})"
        texts.append(f"{factor}<br><b>{shown(edge.slope)}</b>" if k in step.labelled else f"{factor}<br>{NOTHING}")
        told.append(_about_edge(done, k))
    whole = f"grad({done.name(last)}, {done.name(0)})"
    product = " × ".join(shown(edge.slope) for edge in reversed(done.edges))
    full = len(step.labelled) == len(done.edges)
    texts = [f"{whole} =<br><b>{shown(done.gradients[0]) if full else NOTHING}</b>", *texts]
    texts += ["×<br>×"] * (last - 1)
    told = [f"{whole} = {product} = {shown(done.gradients[0])}", *told, *[""] * (last - 1)]
    places = [placed.places[0][0], *x, *(float(column) for column in range(1, last))]
    words = boxes.words(places, [-0.78] * len(places), texts, size - 0.5, theme.LOSS)
    return words | {"hovertext": told, "hoverinfo": "text"}


def _beside(placed: Layout) -> list[str]:
    """On which side of its edge each label stands: where the curve is not."""
    falls = [way[-1][1] - way[-2][1] for way in placed.ways]
    return ["top right" if fall > 0.3 else "top left" if fall < -0.3 else "top center" for fall in falls]


def _padded(active: list[Line], box: Line) -> list[Line]:
    """Two curves of the same number of points, whatever is at work: so that they can move."""
    rest: Line = ([box[0][0]] * _CURVE, [box[1][0]] * _CURVE)
    return [*active, rest, rest][:2]


# -------------------------------------------------------------------------------------------------------- geometry


def _middles(placed: Layout) -> tuple[Any, Any]:
    """(n,), (n,): the middles of the boxes; rows go down, the axis goes up."""
    at = np.array(placed.places, np.float64)
    return at[:, 0], -at[:, 1]


def _box(placed: Layout, node: int, *, strip: bool = False) -> Line:
    """The outline of a box, or of the strip at its bottom that holds the gradient."""
    column, row = placed.places[node]
    left, right = column - _WIDE, column + _WIDE
    low, high = -row - _TALL, -row + (-_TALL + 0.28 if strip else _TALL)
    return [left, right, right, left, left], [low, low, high, high, low]


def _curves(placed: Layout) -> list[Line]:
    """Each edge as a curve from the right of its source to the left of its target."""
    seen: dict[tuple[Any, Any], int] = {}
    found = []
    for way in placed.ways:
        twin = seen[way[0], way[-1]] = seen.get((way[0], way[-1]), -1) + 1
        found.append(_curve(way, twin * _BEND))
    return found


def _curve(way: tuple[tuple[float, float], ...], bend: float) -> Line:
    x: list[float] = []
    y: list[float] = []
    t = np.linspace(0, 1, _CURVE)
    for (column, row), (end, below) in pairwise(way):
        ease = t * t * (3 - 2 * t)
        x += (column + _WIDE + t * (end - column - 2 * _WIDE)).tolist()
        y += (-(row + ease * (below - row)) - bend * np.sin(np.pi * t)).tolist()
    return x, y


def _label_places(done: Passes, placed: Layout) -> tuple[Any, Any]:
    """(m,), (m,): in the middle of the last piece of each edge."""
    curves = _curves(placed)
    middle = [(x[-_CURVE // 2 - 1] + x[-_CURVE // 2]) / 2 for x, _ in curves]
    return np.array(middle), np.array([(y[-_CURVE // 2 - 1] + y[-_CURVE // 2]) / 2 for _, y in curves])


def _letters(done: Passes, placed: Layout) -> float:
    """Size of the letters with which the longest formula fits its box, and three lines its height."""
    longest = max(len(done.formula(n)) for n in range(len(done.values)))
    across = 640 / placed.columns * 2 * _WIDE / (0.55 * max(longest, 7))
    down = (boxes.HEIGHT - 20) / _height(done, placed) * 0.19
    return round(float(np.clip(min(across, down), 7, 14)), 1)


def _height(done: Passes, placed: Layout) -> float:
    """Rows that the picture shows."""
    return max(placed.rows, 2.4 if done.graph.chain else _LEAST_ROWS)


def _layout(done: Passes, placed: Layout) -> dict[str, Any]:
    rows = _height(done, placed)
    spare = (rows - placed.rows - 0.4 * done.graph.chain) / 2
    return {
        "template": theme.TEMPLATE,
        "height": boxes.HEIGHT,
        "margin": {"l": 4, "r": 4, "t": 4, "b": 4},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "xaxis": {"range": [-0.5, placed.columns - 0.5], "visible": False, "fixedrange": True},
        "yaxis": {"range": [spare - rows + 0.5, spare + 0.62], "visible": False, "fixedrange": True},
    }

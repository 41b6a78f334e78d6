"""The 2-3-1 network with every number on it, and its forward pass, backward pass and update, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from mnist_lab.figures import boxes, theme
from mnist_lab.figures.boxes import Line, Trace
from mnist_lab.figures.tiles import NOTHING
from mnist_lab.maths.graph_passes import short, shown
from mnist_lab.maths.small_network import Parameters, Passed, Round

_WIDE, _TALL = 0.22, 0.34
_STRIP: Final = 0.3  # the height of the gradient's strip, of a whole box of 2 * _TALL
PLACES: Final = ((0.0, 0.75), (0.0, -0.75), (1.2, 1.0), (1.2, 0.0), (1.2, -1.0), (2.3, 0.0), (3.15, 0.0))
"""Inputs 0-1, hidden units 2-4, output 5, loss 6."""
_ROLES: Final = (*(theme.INPUT,) * 2, *(theme.TRUTH,) * 3, theme.OUTPUT, theme.LOSS)
_LINKS: Final = (*((i, 2 + j) for i in range(2) for j in range(3)), *((2 + j, 5) for j in range(3)), (5, 6))
_MOST_ACTIVE: Final = 6
_SIZE: Final = 12


@dataclass(frozen=True)
class Step:
    """What is on the screen when a step is over.

    Attributes
    ----------
    caption : str
        What happens in it.
    at : int
        The box that works.
    values : tuple of str
        What stands in each box.
    gradients : mapping of int to str
        Box -> its gradient.
    parameters : Parameters
        The weights that are written.
    slopes : tuple of str
        Names of the parameters whose gradients are written: "W2", or "W1:0" for those into unit 0.
    active : tuple of int
        Links that carry something.
    back : bool
        It belongs to the backward pass or to the update.
    """

    caption: str
    at: int
    values: tuple[str, ...]
    parameters: Parameters
    gradients: dict[int, str] = field(default_factory=dict)
    slopes: tuple[str, ...] = ()
    active: tuple[int, ...] = ()
    back: bool = False


def network_figure(done: Round) -> go.Figure:
    """Draw the network with all its numbers; the frames are the steps."""
    frames = [(step.caption, PLACES[step.at][0], _moving(done, step)) for step in steps(done)]
    return boxes.film(_still(), frames, _layout())


def network_text(done: Round) -> str:
    """The picture in words."""
    hidden = "; ".join(f"unit {j + 1}: z {shown(done.passed.z[j])}, a {shown(done.passed.a[j])}" for j in range(3))
    return (
        f"A network of 2 inputs, 3 hidden units and 1 output. x = {shown(done.x[0])}, {shown(done.x[1])}; {hidden}; "
        f"output {shown(done.passed.y_pred[0])}, truth {shown(done.y_true)}. {done.sentence}"
    )


# --------------------------------------------------------------------------------------------------------- the steps


def steps(done: Round) -> tuple[Step, ...]:
    """Return all steps; the first shows everything at once."""
    full, count = _values(done, done.passed), len(PLACES)
    gradients, slopes = _gradients(done), ("W2", "W1:0", "W1:1", "W1:2")
    said = "Everything at once: weights and ∂, their gradients. Play the passes and the update"
    whole = Step(said, 6, full, done.before, gradients, slopes)
    start = f"The input x = ({shown(done.x[0])}, {shown(done.x[1])}); the truth is y = {shown(done.y_true)}"
    begin = Step(start, 0, _upto(full, 2), done.before)
    units = [Step(_unit(done, j), 2 + j, _upto(full, 3 + j), done.before, active=(j, 3 + j)) for j in range(3)]
    output = Step(_output(done), 5, _upto(full, 6), done.before, active=(6, 7, 8))
    loss = Step(_loss(done, done.passed), 6, full, done.before, active=(9,))
    new = _values(done, done.again)
    update = Step(_update(done), 5, _upto(full, 2), done.after, back=True)
    again = Step(_again(done), 6, new, done.after, active=(6, 7, 8, 9))
    assert count == len(new)
    return whole, begin, *units, output, loss, *_backward(done, full, gradients), update, again


def _backward(done: Round, full: tuple[str, ...], gradients: dict[int, str]) -> list[Step]:
    d = shown(done.d_y_pred[0])
    y, truth = shown(done.passed.y_pred[0]), shown(done.y_true)
    first = f"Backward: ∂ŷ = 2 × (ŷ − y) = 2 × ({y} − {truth}) = {d}, and so is ∂b"
    second = "Into its weights: ∂w = a × ∂ŷ: " + ", ".join(
        f"{shown(done.passed.a[j])} × {d} = {shown(done.gradients.W2[j, 0])}" for j in range(3)
    )
    found = [
        Step(first, 5, full, done.before, {5: gradients[5]}, active=(9,), back=True),
        Step(second, 5, full, done.before, {5: gradients[5]}, ("W2",), (6, 7, 8), back=True),
    ]
    for j in range(3):
        known = {n: gradients[n] for n in (5, *range(2, 3 + j))}
        slopes = ("W2", *(f"W1:{k}" for k in range(j + 1)))
        found.append(Step(_unit_back(done, j), 2 + j, full, done.before, known, slopes, (j, 3 + j, 6 + j), back=True))
    return found


def _unit(done: Round, j: int) -> str:
    W, b = done.before.W1, done.before.b1
    terms = " + ".join(f"{shown(done.x[i])} × {shown(W[i, j])}" for i in range(2))
    z, a = shown(done.passed.z[j]), shown(done.passed.a[j])
    return f"Unit {j + 1}: z = {terms} + {shown(b[j])} = {z}; a = {done.activation}(z) = {a}".replace("+ −", "− ")


def _output(done: Round) -> str:
    W, b = done.before.W2, done.before.b2
    terms = " + ".join(f"{shown(done.passed.a[j])} × {shown(W[j, 0])}" for j in range(3))
    return f"Output: ŷ = {terms} + {shown(b[0])} = {shown(done.passed.y_pred[0])}".replace("+ −", "− ")


def _loss(done: Round, passed: Passed) -> str:
    y, truth = shown(passed.y_pred[0]), shown(done.y_true)
    return f"Loss: (ŷ − y)² = ({y} − {truth})² = {shown(passed.loss)}".replace("− −", "+ ")


def _unit_back(done: Round, j: int) -> str:
    W, d_y = shown(done.before.W2[j, 0]), shown(done.d_y_pred[0])
    by_a, d_z = shown(done.d_a[j]), shown(done.d_z[j])
    slope = shown(done.d_z[j] / done.d_a[j]) if done.d_a[j] else "slope"
    into = ", ".join(f"{shown(done.x[i])} × {d_z} = {shown(done.gradients.W1[i, j])}" for i in range(2))
    return f"Unit {j + 1}: ∂a = {W} × {d_y} = {by_a}; ∂z = {by_a} × {slope} = {d_z}; into its weights x × ∂z: {into}"


def _update(done: Round) -> str:
    w, g, n = done.before.W1[0, 0], done.gradients.W1[0, 0], done.after.W1[0, 0]
    example = f"{shown(w)} − {shown(done.step)} × {shown(g)} = {shown(n)}".replace("− −", "+ ")
    return f"Update: each weight minus step × its gradient; the first one: {example}"


def _again(done: Round) -> str:
    old, new = shown(done.passed.loss), shown(done.again.loss)
    return f"Forward again with the new weights: ŷ = {shown(done.again.y_pred[0])}, loss {old} → {new}"


def _values(done: Round, passed: Passed) -> tuple[str, ...]:
    hidden = [f"z {shown(passed.z[j])}<br>a {shown(passed.a[j])}" for j in range(3)]
    inputs = [f"x<sub>{i + 1}</sub><br>{shown(done.x[i])}" for i in range(2)]
    return (*inputs, *hidden, f"ŷ<br>{shown(passed.y_pred[0])}", f"loss<br>{shown(passed.loss)}")


def _gradients(done: Round) -> dict[int, str]:
    hidden = {2 + j: f"∂z {shown(done.d_z[j])}" for j in range(3)}
    return {5: f"∂ŷ {shown(done.d_y_pred[0])}"} | hidden


def _upto(values: tuple[str, ...], count: int) -> tuple[str, ...]:
    return tuple(text if n < count else NOTHING for n, text in enumerate(values))


# -------------------------------------------------------------------------------------------------------- the traces


def _still() -> list[Trace]:
    outlines = [
        boxes.lines([_box(n) for n, role in enumerate(_ROLES) if role == c], c, 1.5) for c in dict.fromkeys(_ROLES)
    ]
    tags = ("", "", "unit 1", "unit 2", "unit 3", "output", "(ŷ − y)²")
    x, y = np.array([p[0] for p in PLACES]), np.array([p[1] for p in PLACES])
    names = boxes.words(x, y - _TALL - 0.09, [tag or NOTHING for tag in tags], _SIZE - 1, boxes.GREY)
    return [boxes.lines([_link(k) for k in range(len(_LINKS))], boxes.GREY, 1), *outlines, names]


def _moving(done: Round, step: Step) -> list[Trace]:
    x, y = np.array([p[0] for p in PLACES]), np.array([p[1] for p in PLACES])
    colour = theme.LOSS if step.back else theme.OUTPUT
    known = [_box(n) for n, text in enumerate(step.values) if text != NOTHING]
    strips = [_box(n, strip=True) for n in step.gradients]
    start = _link(9)[0][0], _link(9)[1][0]
    rest: Line = ([start[0]] * 2, [start[1]] * 2)
    active = [*(_link(k) for k in step.active), *(rest,) * _MOST_ACTIVE][:_MOST_ACTIVE]
    gradients = [step.gradients.get(n, NOTHING) for n in range(len(PLACES))]
    weights, slopes = _weights(done, step)
    wx, wy = _weight_places()
    biases, bias_slopes = _biases(done, step)
    return [
        boxes.filled(boxes.growing(known, _box(6)), theme.tint(theme.OUTPUT, 0.12)),
        boxes.filled(boxes.growing(strips, _box(6)), theme.tint(theme.LOSS, 0.2)),
        boxes.lines(active, colour, 3),
        boxes.lines([_box(step.at)], colour, 3),
        boxes.words(x, y + 0.1, list(step.values), _SIZE, list(_ROLES)),
        boxes.words(x, y - _TALL + _STRIP * _TALL, gradients, _SIZE, theme.LOSS),
        boxes.words(wx - 0.01, wy, weights, _SIZE - 1, theme.WEIGHTS) | {"textposition": "middle left"},
        boxes.words(wx + 0.01, wy, slopes, _SIZE - 1, theme.LOSS) | {"textposition": "middle right"},
        boxes.words(x[2:6] - 0.02, y[2:6] + _TALL + 0.09, biases, _SIZE - 1, theme.BIAS)
        | {"textposition": "middle left"},
        boxes.words(x[2:6] + 0.02, y[2:6] + _TALL + 0.09, bias_slopes, _SIZE - 1, theme.LOSS)
        | {"textposition": "middle right"},
    ]


def _weights(done: Round, step: Step) -> tuple[list[str], list[str]]:
    """The nine weights, and their gradients as far as they are known."""
    W, d = step.parameters, done.gradients
    texts = [*(short(W.W1[i, j]) for i in range(2) for j in range(3)), *(short(W.W2[j, 0]) for j in range(3))]
    into = [f"∂ {short(d.W1[i, j])}" if f"W1:{j}" in step.slopes else NOTHING for i in range(2) for j in range(3)]
    return texts, [*into, *(f"∂ {short(d.W2[j, 0])}" if "W2" in step.slopes else NOTHING for j in range(3))]


def _biases(done: Round, step: Step) -> tuple[list[str], list[str]]:
    W, d = step.parameters, done.gradients
    texts = [*(f"b {short(W.b1[j])}" for j in range(3)), f"b {short(W.b2[0])}"]
    slopes = [f"∂ {short(d.b1[j])}" if f"W1:{j}" in step.slopes else NOTHING for j in range(3)]
    return texts, [*slopes, f"∂ {short(d.b2[0])}" if 5 in step.gradients else NOTHING]


def _weight_places() -> tuple[Any, Any]:
    """(9,), (9,): on each line where it is far from the others: near its unit, or near where it comes from."""
    x, y = [], []
    for k in range(9):
        along, height = (0.58, 0.68) if k < 6 else (0.42, 0.36)
        (x0, x1), (y0, y1) = _link(k)
        x.append(x0 + along * (x1 - x0))
        y.append(y0 + height * (y1 - y0) + 0.06)
    return np.array(x), np.array(y)


def _link(k: int) -> Line:
    """A straight line from the right of one box to the left of another."""
    source, target = (PLACES[n] for n in _LINKS[k])
    return [source[0] + _WIDE, target[0] - _WIDE], [source[1], target[1]]


def _box(n: int, *, strip: bool = False) -> Line:
    x, y = PLACES[n]
    top = y - _TALL + 2 * _STRIP * _TALL if strip else y + _TALL
    return [x - _WIDE, x + _WIDE, x + _WIDE, x - _WIDE, x - _WIDE], [y - _TALL, y - _TALL, top, top, y - _TALL]


def _layout() -> dict[str, Any]:
    axis = {"visible": False, "fixedrange": True}
    return {
        "template": theme.TEMPLATE,
        "height": boxes.HEIGHT,
        "margin": {"l": 2, "r": 2, "t": 2, "b": 2},
        "showlegend": False,
        "hovermode": False,
        "dragmode": False,
        "xaxis": axis | {"range": [-0.27, 3.42]},
        "yaxis": axis | {"range": [-1.52, 1.52]},
    }

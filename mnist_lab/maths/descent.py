"""Gradient descent from a start, step by step: the path, why it converges, swings or diverges, and each step's numbers.

On a bowl with curvature c, a step of plain gradient descent multiplies the distance to the bottom by 1 - rate * c: it
shrinks while rate * c is below 2, changes sides from 1 on, and grows beyond 2. In several directions the largest
curvature decides. For a loss of any shape the same product is worked out at each place of the path.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

import numpy as np

from mnist_lab.maths.breaks import Floats
from mnist_lab.maths.expression_text import TENSORFLOW, written
from mnist_lab.maths.losses import Loss, loss
from mnist_lab.maths.optimisers import OPTIMISERS, Optimiser, Values, after_step, at_start, loop_code
from mnist_lab.maths.walks import Walk, side_by_side

TOLERANCE: Final = 1e-3
"""A run has converged when its gradient, and its last step, are no longer than this."""
FAR: Final = 1e6
"""A run has diverged when its weights are farther from 0 than this."""
MOST_STEPS: Final = 500


@dataclass(frozen=True, eq=False)
class Descent:
    """A run of an optimiser on a loss of d weights.

    Attributes
    ----------
    loss : Loss
    optimiser : Optimiser
    rate, momentum : float
    states : tuple of n + 1 mappings
        The values before the first step and after each: w, g, m, v, t, ...
    path : (n + 1, d) float64
        The weights.
    losses : (n + 1,) float64
    gradients : (n + 1, d) float64
        nan where the loss has none.
    ended : str
        "converged", "diverged", "no gradient", or "on the way".
    """

    loss: Loss
    optimiser: Optimiser
    rate: float
    momentum: float
    states: tuple[Values, ...] = field(repr=False)
    path: Floats = field(repr=False)
    losses: Floats = field(repr=False)
    gradients: Floats = field(repr=False)
    ended: str

    @property
    def steps(self) -> int:
        """Steps taken."""
        return len(self.path) - 1

    @cached_property
    def products(self) -> Floats:
        """(n,): where each step began, the largest eigenvalue of the curvature with each weight's stride on both sides.

        With one stride for all weights that is stride times largest curvature.
        """
        if not self.steps:
            return np.empty(0)
        H = self.loss.curvature(self.path[:-1])
        with np.errstate(all="ignore"):
            strides = [np.broadcast_to(self.optimiser.stride(**state), state["w"].shape) for state in self.states[1:]]
            root = np.sqrt(np.array(strides))
            scaled = root[:, :, None] * H * root[:, None, :]
        known = np.isfinite(scaled).all(axis=(1, 2))
        largest = np.full(len(scaled), np.nan)
        largest[known] = np.linalg.eigvalsh(scaled[known])[:, -1]
        return largest

    @property
    def limit(self) -> float:
        """The largest stride times curvature at which steps on a bowl do not grow."""
        return self.optimiser.limit(self.momentum)

    @property
    def steepness(self) -> Floats:
        """(n + 1,): the length of the gradient."""
        with np.errstate(all="ignore"):
            return length(self.gradients)

    @property
    def swings(self) -> bool:
        """Whether most of the last steps turned back on the one before."""
        moves = np.diff(self.path[-12:], axis=0)
        turns = (moves[1:] * moves[:-1]).sum(axis=1) < 0
        return len(turns) > 8 and bool(turns.mean() > 0.6)

    @property
    def code(self) -> str:
        """The lines that walk the same path."""
        first, update = loop_code(self.optimiser, self.rate, self.momentum)
        names = ", ".join(f'"{name}": w[{place}]' for place, name in enumerate(self.loss.names))
        return "\n".join(
            [
                "import numpy as np",
                "",
                "from mnist_lab.maths.derivatives import partials, value",
                "from mnist_lab.maths.expressions import read_expression",
                "",
                f'loss = read_expression("{self.loss.text}", {self.loss.names!r})',
                f"w = np.array({self.path[0].tolist()!r})",
                *first,
                "path = [w]",
                f"for t in range(1, {self.steps + 1}):",
                f"    g = partials(loss, {{{names}}})   # grad(loss, w)",
                *(f"    {line}" for line in update),
                "    path.append(w)",
                f"last = value(loss, {{{names}}})   # {self.losses[-1]:.4g}",
            ]
        )

    @property
    def keras_code(self) -> str:
        """The same path by TensorFlow's own optimiser."""
        names = self.loss.names
        made = self.optimiser.keras.format(rate=self.rate, momentum=self.momentum)
        formula = written(self.loss.expression, TENSORFLOW)
        return "\n".join(
            [
                "import keras",
                "import numpy as np",
                "import tensorflow as tf",
                "",
                'keras.config.set_floatx("float64")   # np.float64 below: Keras would round a plain 0.9 to float32',
                f"W = tf.Variable({self.path[0].tolist()!r}, dtype=tf.float64)",
                f"optimizer = {made}",
                "path = [W.numpy()]",
                f"for t in range({self.steps}):",
                "    with tf.GradientTape() as tape:",
                f"        {', '.join(names)}{',' * (len(names) == 1)} = tf.unstack(W)",
                f"        loss = {formula}",
                "    optimizer.apply([tf.convert_to_tensor(tape.gradient(loss, W))], [W])",
                "    path.append(W.numpy())",
            ]
        )


@lru_cache(maxsize=64)
def descend(
    text: str, start: tuple[float, ...], *, optimiser: str = "sgd", rate: float, momentum: float = 0.0, steps: int
) -> Descent:
    """Return the run of an optimiser; it halts where it has converged, diverged, or finds no gradient.

    Parameters
    ----------
    text : str
        The loss, see `losses.loss`, which says what raises.
    start : d floats
        The first weights; a second number is left out where the loss has one weight.
    optimiser : str
        A key of `OPTIMISERS`.
    steps : int
        At most this many, 1 to 500.

    Examples
    --------
    >>> run = descend("w**2 / 2", (2.0,), rate=0.5, steps=3)
    >>> run.path[:, 0].tolist(), run.products.round(6).tolist()
    ([2.0, 1.0, 0.5, 0.25], [0.5, 0.5, 0.5])
    """
    there = loss(text)
    alone = walk(there, OPTIMISERS[optimiser], start, rate=rate, momentum=momentum, steps=steps)
    return side_by_side(there, [alone])[0]


def walk(
    there: Loss, kind: Optimiser, start: tuple[float, ...], *, rate: float, momentum: float, steps: int = MOST_STEPS
) -> Walk[Descent]:
    """Walk as `descend` says, beside others on the same loss."""
    asked = max(1, min(steps, MOST_STEPS))
    state = at_start(kind, np.array(start[: len(there.names)], np.float64), rate=rate, momentum=momentum)
    states, losses, gradients, ended, moved = [state], [], [], "on the way", [0.0]
    for turn in range(asked + 1):
        (here,), (g,) = yield state["w"][None]
        losses.append(here)
        gradients.append(g)
        ended = _ended(state["w"].tolist(), here, g.tolist(), moved)
        if ended != "on the way" or turn == asked:
            break
        state = after_step(kind, state, g)
        moved = (state["w"] - states[-1]["w"]).tolist()
        states.append(state)
    path = np.array([one["w"] for one in states])
    return Descent(
        loss=there,
        optimiser=kind,
        rate=rate,
        momentum=momentum,
        states=tuple(states),
        path=path,
        losses=np.array(losses),
        gradients=np.array(gradients),
        ended=ended,
    )


def _ended(w: list[float], here: float, g: list[float], moved: list[float]) -> str:
    if not math.hypot(*w) <= FAR:
        return "diverged"
    if not all(map(math.isfinite, (*g, here))):
        return "no gradient"
    return "converged" if max(math.hypot(*g), math.hypot(*moved)) <= TOLERANCE else "on the way"


def length(vectors: Floats) -> Floats:
    """Return the Euclidean length (...) of vectors (..., d)."""
    squares: Floats = np.einsum("...d,...d->...", vectors, vectors)
    return np.sqrt(squares)

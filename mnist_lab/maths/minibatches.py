"""Mini-batches: how noisy a gradient from a few examples is, and the way that descent takes with it.

g_B = mean of the gradients of B examples drawn at random, without putting any back
mean of |g_B - g|**2 = s**2 / B * (n - B) / (n - 1)          s**2 = mean of |g_i - g|**2 over all n examples

Four times as many examples, half the noise; all of them, none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.breaks import Floats
from mnist_lab.maths.descent_words import number
from mnist_lab.maths.timing import duration, seconds_a_call

EXAMPLES: Final = 512
SIZES: Final = (1, 16, 128, EXAMPLES)
"""Batch sizes that are compared; the last is all."""
MEASURED: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256, EXAMPLES)
"""Batch sizes at which the noise is measured."""
DRAWS: Final = 200
_BRIEF: Final = 0.001  # seconds for a timing: a picture waits for it


def size_name(size: int) -> str:
    """Return a batch size in words."""
    return f"all {size}" if size == EXAMPLES else f"{size}"


# ------------------------------------------------------------------------------------------ the noise of the gradient


@dataclass(frozen=True, eq=False)
class Noise:
    """How far the gradients of random batches lie from the gradient over all examples.

    Attributes
    ----------
    measured : (10,) float64
        For each of `MEASURED`: root of the mean of |g_B - g|**2 over 200 batches, in units of |g|.
    expected : (10,) float64
        The same by the formula.
    cosine : (10,) float64
        Mean cosine of the angle between g_B and g.
    """

    measured: Floats = field(repr=False)
    expected: Floats = field(repr=False)
    cosine: Floats = field(repr=False)

    @property
    def sentence(self) -> str:
        """What the picture says."""
        one, sixteen = self.measured[0], self.measured[MEASURED.index(16)]
        angles = [np.degrees(np.arccos(np.clip(self.cosine[MEASURED.index(size)], -1, 1))) for size in (1, 16, 128)]
        return (
            f"The gradient of one example is off by {number(one, 2)} times the true gradient's length, that of 16 by "
            f"{number(sixteen, 2)}. They point {angles[0]:.0f}° and {angles[1]:.0f}° aside, with 128 {angles[2]:.0f}°."
        )


def noise(gradients: Floats, *, seed: int = 0) -> Noise:
    """Return the noise from the gradients of single examples.

    Parameters
    ----------
    gradients : (n, k) float64, n = 512
        Only their products count: `with_products` gives shorter vectors for gradients of many weights.
    """
    n, g = len(gradients), gradients.mean(axis=0)
    orders = _orders(n, seed)
    whole = float(g @ g)
    scatter = float((gradients**2).sum(axis=1).mean()) - whole
    measured, cosine = [], []
    for size in MEASURED:
        picked = (orders < size) / size
        g_B = picked @ gradients
        measured.append(np.sqrt(((g_B - g) ** 2).sum(axis=1).mean() / whole))
        lengths = np.sqrt((g_B**2).sum(axis=1) * whole)
        cosine.append(float((g_B @ g / np.maximum(lengths, 1e-150)).mean()))
    sizes = np.array(MEASURED, np.float64)
    expected = np.sqrt(scatter / sizes * (n - sizes) / (n - 1) / whole)
    return Noise(np.array(measured), expected, np.array(cosine))


def with_products(gram: Floats) -> Floats:
    """Return n vectors (n, n) whose products with each other are those of n gradients: gram (n, n) has g_i . g_j."""
    squares, directions = np.linalg.eigh(gram)
    vectors: Floats = directions * np.sqrt(np.maximum(squares, 0))
    return vectors


@lru_cache(maxsize=4)
def _orders(n: int, seed: int) -> NDArray[np.int64]:
    """(200, n): the numbers below n in 200 random orders; a batch are the places of those below its size."""
    return np.random.default_rng(seed).permuted(np.tile(np.arange(n), (DRAWS, 1)), axis=1)


# ----------------------------------------------------------------------------------------------- fits of two weights


@dataclass(frozen=True, eq=False)
class Problem:
    """Numbers to fit with a weight w and a bias b.

    Attributes
    ----------
    name : str
        "line": the loss is the mean of (w x + b - y)**2. "logistic": p = sigmoid(w x + b), the mean of -log of the
        probability given to the truth.
    x, y : (n,) float64
    """

    name: str
    x: Floats = field(repr=False)
    y: Floats = field(repr=False)

    def residual(self, W: Floats) -> Floats:
        """Return w x + b - y, or p - y: (..., n) for W (..., 2)."""
        score = W[..., :1] * self.x + W[..., 1:]
        return (score if self.name == "line" else 1 / (1 + np.exp(-score))) - self.y

    def loss(self, W: Floats) -> Floats:
        """Return the loss over all examples, (...) for W (..., 2)."""
        if self.name == "line":
            squared: Floats = (self.residual(W) ** 2).mean(axis=-1)
            return squared
        score = W[..., :1] * self.x + W[..., 1:]
        nats: Floats = (np.logaddexp(0, score) - self.y * score).mean(axis=-1)
        return nats

    def gradients(self, W: Floats) -> Floats:
        """Return the gradient of each example's own loss, (n, 2)."""
        r = self.residual(W) * (2 if self.name == "line" else 1)
        return np.stack([r * self.x, r], axis=-1)


@dataclass(frozen=True, eq=False)
class Fit:
    """Descent with batches of one size.

    Attributes
    ----------
    size : int
    path : (steps + 1, d) float64
        The weights; empty where there are too many to keep.
    seen, losses : (k,) float64
        Examples seen, and the loss over all 512 then.
    updates : int
        Steps an epoch.
    seconds : float
        Time of an epoch here: that of an update, the fastest of three measured, times the updates.
    walked, away : float
        Length of all steps together, and how far from the start they led.
    """

    size: int
    path: Floats = field(repr=False)
    seen: Floats = field(repr=False)
    losses: Floats = field(repr=False)
    updates: int
    seconds: float
    walked: float
    away: float


def batches(n: int, size: int, random: np.random.Generator) -> list[Any]:
    """Return one epoch: the numbers of the examples in a new order, cut into batches."""
    order = random.permutation(n)
    return [order[at : at + size] for at in range(0, n, size)]


def fit(problem: Problem, start: tuple[float, float], size: int, *, rate: float, epochs: int) -> Fit:
    """Return the descent from a start with batches of a size: W -= rate * mean gradient of the batch."""
    with np.errstate(all="ignore"):
        return _fit(problem, start, size, rate=rate, epochs=epochs)


def _fit(problem: Problem, start: tuple[float, float], size: int, *, rate: float, epochs: int) -> Fit:
    random, n = np.random.default_rng(0), len(problem.x)
    W, path = np.array(start, np.float64), []

    def after(W: Floats, batch: Any) -> Floats:
        part = Problem(problem.name, problem.x[batch], problem.y[batch])
        moved: Floats = W - rate * part.gradients(W).mean(axis=0)
        return moved

    for _ in range(epochs):
        for batch in batches(n, size, random):
            path.append(W)
            W = after(W, batch)
    way, updates = np.array([*path, W]), -(-n // size)
    walked = float(np.hypot(*np.diff(way, axis=0).T).sum())
    return Fit(
        size=size,
        path=way,
        seen=size * np.arange(len(way), dtype=np.float64),
        losses=problem.loss(way),
        updates=updates,
        seconds=updates * seconds_a_call(lambda: after(way[0], batch), budget=_BRIEF),
        walked=walked,
        away=float(np.hypot(*(way[-1] - way[0]))),
    )


def fit_code(problem: Problem, lines: Sequence[str], start: tuple[float, float], *, rate: float, epochs: int) -> str:
    """Return the lines that fit with each batch size, and measure the noise at the start."""
    score = "w * x[batch] + b - y[batch]" if problem.name == "line" else "sigmoid(w * x[batch] + b) - y[batch]"
    twice = "2 * " if problem.name == "line" else ""
    sigmoid = ["", "def sigmoid(z):", "    return 1 / (1 + np.exp(-z))"] if problem.name == "logistic" else []
    return "\n".join(
        [
            *lines,
            *sigmoid,
            "",
            "ends = {}",
            f"for size in {SIZES!r}:",
            f"    random, (w, b) = np.random.default_rng(0), {start!r}",
            f"    for epoch in range({epochs}):",
            "        order = random.permutation(len(x))",
            "        for at in range(0, len(x), size):",
            "            batch = order[at : at + size]",
            f"            r = {twice}({score})",
            f"            w, b = w - {rate!r} * (r * x[batch]).mean(), b - {rate!r} * r.mean()",
            "    ends[size] = w, b",
            "",
            "from mnist_lab.maths.minibatches import Problem, noise",
            "",
            f'g = Problem("{problem.name}", x, y).gradients(np.array({list(start)!r}))   # (512, 2), one an example',
            "measured = noise(g).measured",
        ]
    )


def cost_sentence(fits: Sequence[Fit]) -> str:
    """Say what an epoch costs with the smallest batch and with the largest."""
    one, whole = fits[0], fits[-1]
    best = min(fits, key=lambda one: one.losses[-1] if np.isfinite(one.losses[-1]) else np.inf)
    return (
        f"An epoch is {EXAMPLES} gradients for each; but {one.updates} updates took {duration(one.seconds)}, with all "
        f"{duration(whole.seconds)}. Lowest loss at the end: batches of {size_name(best.size)}."
    )

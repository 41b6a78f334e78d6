"""Losses of one or two weights, from a list or typed: value, gradient and curvature at many places at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths import gradients
from mnist_lab.maths.breaks import Floats
from mnist_lab.maths.derivatives import checked, value, value_and_partials
from mnist_lab.maths.expression_text import written
from mnist_lab.maths.expressions import Expression, ExpressionError, read_expression, variables_of
from mnist_lab.maths.gradients import REACH, landscape

ONE: Final = "w"
TWO: Final = gradients.WEIGHTS

LOSSES: Final[Mapping[str, str]] = {
    **{name: gradients.LOSSES[name] for name in ("bowl", "narrow valley", "saddle", "two minima")},
    "plateau": "tanh(w1)**2 + tanh(w2)**2 / 2",
    "Rosenbrock": "(1 - w1)**2 + 100 * (w2 - w1**2)**2",
    "one weight: bowl": "w**2 / 2",
    "one weight: two minima": "(w**2 - 2)**2 / 4 + w / 3",
    "one weight: plateau": "tanh(w)**2",
    "one weight: flat spot": "w**4 / 32 + w**3 / 12",
}
"""Name -> formula, of w1 and w2 or of w alone."""

_POINTS: Final = 241  # of the curve of one weight
LEVEL: Final = 1e-2
"""A place with less curvature than this counts as level."""
_FADES: Final = 0.75  # of the curvature is left where the gradient points: less, and it is no bowl
_NEAR: Final = 1e-4  # distance, relative to the weight, at which two gradients give the curvature


@dataclass(frozen=True, eq=False)
class Loss:
    """A loss of d weights, d = 1 or 2, and its values on the map.

    Attributes
    ----------
    expression : Expression
        Of w, or of w1 and w2.
    names : tuple of d str
        The weights.
    w : (n,) float64
        The values of each weight on the map, from -REACH to REACH.
    values : (n,) or (n, n) float64
        The loss there; row by w2, column by w1; nan where it has no value.
    """

    expression: Expression
    names: tuple[str, ...]
    w: Floats = field(repr=False)
    values: Floats = field(repr=False)

    @property
    def text(self) -> str:
        """The formula as it was typed."""
        return written(self.expression)

    def at(self, W: Floats) -> Floats:
        """Return the loss (...) for weights W (..., d); inf or nan where it has none."""
        return np.asarray(value(self.expression, self._named(W)), np.float64)

    def gradient(self, W: Floats) -> Floats:
        """Return grad(loss, W) (..., d) for weights W (..., d)."""
        return self.at_with_gradient(W)[1]

    def at_with_gradient(self, W: Floats) -> tuple[Floats, Floats]:
        """Return the loss (...) and its gradient (..., d), worked out together."""
        here, slopes = value_and_partials(self.expression, self._named(W))
        return np.asarray(here, np.float64), slopes.transpose(*range(1, slopes.ndim), 0)

    def curvature(self, W: Floats) -> Floats:
        """Return the second derivatives (..., d, d) at W (..., d), from exact gradients on either side of W."""
        rows = []
        for unit in np.eye(len(self.names)):
            h = _NEAR * np.maximum(1, np.abs(W).max(axis=-1, keepdims=True))
            with np.errstate(all="ignore"):
                rows.append((self.gradient(W + h * unit) - self.gradient(W - h * unit)) / (2 * h))
        H = np.stack(rows, axis=-2)
        both: Floats = (H + np.swapaxes(H, -1, -2)) / 2
        return both

    def at_minimum(self, W: Floats) -> NDArray[np.bool_]:
        """Return (n,): is each place W (n, d), where a run has come to rest, in a bowl that curves up on all sides?

        The bottom of a bowl lies at W - H⁻¹ g, and has the curvature of W. Beside a flat spot that is where the
        curvature fades.
        """
        H, g = self.curvature(W), self.gradient(W)
        known = np.isfinite(H).all(axis=(1, 2))
        lowest = np.zeros(len(W))
        lowest[known] = np.linalg.eigvalsh(H[known])[:, 0]
        up = np.flatnonzero(lowest > LEVEL)
        H_below = self.curvature(W[up] - np.linalg.solve(H[up], g[up][..., None])[..., 0])
        there = np.isfinite(H_below).all(axis=(1, 2))
        found = np.zeros(len(W), bool)
        found[up[there]] = np.linalg.eigvalsh(H_below[there])[:, 0] > _FADES * lowest[up[there]]
        return found

    def _named(self, W: Floats) -> dict[str, Floats]:
        return {name: W[..., place] for place, name in enumerate(self.names)}


@lru_cache(maxsize=32)
def loss(text: str) -> Loss:
    """Return the loss that a formula of w, or of w1 and w2 (or x and y), gives.

    Raises
    ------
    ExpressionError
        The text is no such formula, or has no value anywhere on the map.

    Examples
    --------
    >>> bowl = loss("w**2 / 2")
    >>> bowl.names, float(bowl.at(np.array([3.0]))), bowl.gradient(np.array([3.0])).tolist()
    (('w',), 4.5, [3.0])
    """
    expression = checked(read_expression(text, (ONE, *TWO), aliases={"x": TWO[0], "y": TWO[1]}))
    used = variables_of(expression)
    if ONE not in used:
        land = landscape(written(expression))
        return Loss(land.expression, TWO, land.w, land.loss)
    if len(used) > 1:
        raise ExpressionError("A loss here is of one weight, w, or of two, w1 and w2; not of w and of others.")
    w = np.linspace(-REACH, REACH, _POINTS)
    values = np.asarray(value(expression, {ONE: w}), np.float64)
    values = np.where(np.isfinite(values), values, np.nan)
    if np.isnan(values).all():
        raise ExpressionError(f"{written(expression)} has no value anywhere between {-REACH:g} and {REACH:g}.")
    return Loss(expression, (ONE,), w, values)

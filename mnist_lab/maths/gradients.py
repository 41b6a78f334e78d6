"""A loss of two weights: its gradient, the slope in every direction, and one step against the gradient.

grad(loss, W) = [d loss / d w1, d loss / d w2]      points where the loss rises most steeply
slope in direction u = grad(loss, W) . u            for a u of length 1
W_1 = W_0 - step * grad(loss, W_0)                  the notebook's step
loss(W_1) is about loss(W_0) - step * |grad|**2     what the linear approximation promises
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np

from mnist_lab.maths.breaks import Floats
from mnist_lab.maths.derivatives import checked, differentiate, one_sided, value
from mnist_lab.maths.expression_text import written
from mnist_lab.maths.expressions import Expression, ExpressionError, read_expression

REACH: Final = 3.0
"""Both weights run from -REACH to REACH."""
WEIGHTS: Final = ("w1", "w2")
LOSSES: Final = {
    "bowl": "(w1**2 + w2**2) / 2",
    "narrow valley": "w1**2 / 10 + w2**2",
    "saddle": "(w1**2 - w2**2) / 2",
    "two minima": "(w1**2 - 2)**2 / 4 + w2**2 / 2",
    "one neuron": "(sigmoid(2 * w1 + w2) - 1)**2",
    "corners": "abs(w1) + abs(w2) / 2",
}
"""Name -> formula; "one neuron" has input 2, weight w1, bias w2 and the target 1."""
_SIDE: Final = 61
ANGLES: Final[Floats] = np.arange(0.0, 361.0, 3.0)


@dataclass(frozen=True, eq=False)
class Landscape:
    """A loss on a grid of weights.

    Attributes
    ----------
    expression : Expression
        The formula of w1 and w2.
    w : (61,) float64
        The values of each weight.
    loss : (61, 61) float64
        Row by w2, column by w1; nan where the formula has no value.
    """

    expression: Expression
    w: Floats = field(repr=False)
    loss: Floats = field(repr=False)

    @property
    def text(self) -> str:
        """The formula as it was typed."""
        return written(self.expression)


@lru_cache(maxsize=32)
def landscape(text: str) -> Landscape:
    """Return the loss that a formula of w1 and w2 (or x and y) gives.

    Raises
    ------
    ExpressionError
        The text is no such formula, or has no value anywhere on the map.
    """
    expression = checked(read_expression(text, WEIGHTS, aliases={"x": "w1", "y": "w2"}))
    w = np.linspace(-REACH, REACH, _SIDE)
    loss = np.asarray(value(expression, {"w1": w[None, :], "w2": w[:, None]}), np.float64)
    loss = np.where(np.isfinite(loss), loss, np.nan)
    if np.isnan(loss).all():
        raise ExpressionError(f"{written(expression)} has no value anywhere between {-REACH:g} and {REACH:g}.")
    return Landscape(expression, w, loss)


def gradient(expression: Expression, W: Floats) -> Floats:
    """Return grad(loss, W), (..., 2), for weights W (..., 2)."""
    slopes = differentiate(expression, {"w1": W[..., 0], "w2": W[..., 1]}).slopes
    return np.stack([slopes["w1"], slopes["w2"]], axis=-1)


def loss_at(expression: Expression, W: Floats) -> Floats:
    """Return loss(W), (...), for weights W (..., 2)."""
    return np.asarray(value(expression, {"w1": W[..., 0], "w2": W[..., 1]}), np.float64)


_IMPORTS: Final = (
    "import numpy as np",
    "",
    "from mnist_lab.maths.derivatives import differentiate, one_sided, value",
    "from mnist_lab.maths.expressions import read_expression",
    "",
)


@dataclass(frozen=True, eq=False)
class Directions:
    """The slope of a loss in every direction from one place.

    Attributes
    ----------
    W : (2,) float64
        The place.
    slopes : (121,) float64
        The slope in the directions `ANGLES`, each taken by itself; nan where the loss has no value.
    angle, slope : float
        The direction chosen, in degrees from the w1 axis, and the slope in it.
    gradient : (2,) float64
        By the chain rule; at a corner there is none, and this is what TensorFlow would take.
    smooth : bool
        Each direction's slope is the opposite one's with the other sign; not so at a corner.
    """

    expression: Expression
    W: Floats
    slopes: Floats = field(repr=False)
    angle: float
    slope: float
    gradient: Floats
    smooth: bool

    @property
    def length(self) -> float:
        """|grad|, the slope of the steepest direction."""
        return float(np.hypot(*self.gradient))

    @property
    def steepest(self) -> float:
        """The gradient's own direction, in degrees from 0 to 360."""
        return float(np.degrees(np.arctan2(self.gradient[1], self.gradient[0])) % 360)

    @property
    def sentence(self) -> str:
        """What the picture says."""
        if not np.isfinite(self.slope):
            return "Here the loss has no slope: choose another place."
        if not self.smooth:
            taken = ", ".join(f"{part:.3g}" for part in self.gradient)
            corner = (
                f"A corner: towards {self.angle:.0f}° the slope is {self.slope:.3g}, which is not minus the slope of "
                f"the opposite way, so there is no gradient. TensorFlow takes [{taken}] for one; so do arrow and step."
            )
            return corner.replace("-", "−")
        if self.length < 1e-9:
            return "The gradient is 0: level in every direction, and no step leads anywhere."
        apart = abs((self.angle - self.steepest + 180) % 360 - 180)
        return (
            f"Steepest is the gradient's own direction, {self.steepest:.1f}°, with slope {self.length:.4g}. "
            f"Yours, {self.angle:.0f}°, is {apart:.1f}° off: {self.length:.4g} · cos {apart:.1f}° = {self.slope:.3g}."
        )

    @property
    def code(self) -> str:
        """The lines that give these numbers."""
        w1, w2 = (float(part) for part in self.W)
        return "\n".join(
            [
                *_IMPORTS,
                f'loss = read_expression("{written(self.expression)}", ("w1", "w2"))',
                f'W = {{"w1": np.float64({w1!r}), "w2": np.float64({w2!r})}}',
                "slopes = differentiate(loss, W).slopes",
                'grad = np.array([slopes["w1"], slopes["w2"]])',
                f"steepest = np.degrees(np.arctan2(grad[1], grad[0])) % 360   # {self.steepest:.1f} degrees",
                f"length = np.hypot(*grad)   # {self.length:.4g}",
                f"angle = np.radians({self.angle:g})",
                'slope = one_sided(loss, W, {"w1": np.cos(angle), "w2": np.sin(angle)})' + f"   # {self.slope:.4g}",
            ]
        )


def directions(text: str, W: tuple[float, float], angle: float) -> Directions:
    """Return the slope in every direction from W, and in the one at `angle` degrees; errors as in `landscape`."""
    expression, place = landscape(text).expression, np.array(W, np.float64)
    around = _towards(expression, place, ANGLES)
    opposite = _towards(expression, place, ANGLES + 180)
    scale = 1 + np.abs(around)
    smooth = bool(np.isfinite(around).all() and (np.abs(around + opposite) < 1e-6 * scale).all())
    slope = float(_towards(expression, place, np.array([angle]))[0])
    return Directions(expression, place, around, float(angle), slope, gradient(expression, place), smooth)


def _towards(expression: Expression, W: Floats, angles: Floats) -> Floats:
    turned = np.radians(angles)
    at = {"w1": np.full_like(turned, W[0]), "w2": np.full_like(turned, W[1])}
    found = np.asarray(one_sided(expression, at, {"w1": np.cos(turned), "w2": np.sin(turned)}), np.float64)
    return np.where(np.isfinite(found), found, np.nan)


@dataclass(frozen=True, eq=False)
class Step:
    """One step against the gradient: what the linear approximation promised, and what happened.

    Attributes
    ----------
    W_0, W_1 : (2,) float64
        Before and after: W_1 = W_0 - step * grad.
    step : float
        The factor.
    gradient : (2,) float64
        grad(loss, W_0).
    loss_0, loss_1, promised : float
        The loss before, after, and after as the tangent plane in W_0 has it.
    along, losses, plane : (n,) float64
        Factors from 0 to beyond `step`; the loss there, and the tangent plane's.
    """

    expression: Expression
    W_0: Floats
    W_1: Floats
    step: float
    gradient: Floats
    loss_0: float
    loss_1: float
    promised: float
    along: Floats = field(repr=False)
    losses: Floats = field(repr=False)
    plane: Floats = field(repr=False)

    @property
    def inside(self) -> bool:
        """W_1 is a place on the map, with a loss."""
        return bool(np.isfinite(self.loss_1) and (np.abs(self.W_1) <= REACH).all())

    @property
    def sentence(self) -> str:
        """What the picture says."""
        if not (np.isfinite(self.loss_0) and np.isfinite(self.gradient).all()):
            return "Here the loss has no gradient, so there is no step to take."
        if not self.gradient.any():
            return "The gradient is 0: W_1 is W_0."
        if not np.isfinite(self.loss_1):
            return "This step ends where the loss has no value."
        promise = (
            f"The plane promises {self.loss_0:.4g} → {self.promised:.4g}. Really: {self.loss_0:.4g} → {self.loss_1:.4g}"
        )
        rounding = 1e-9 * abs(self.promised - self.loss_0) + 4e-16 * abs(self.loss_0)
        if abs(self.promised - self.loss_1) <= rounding:
            why = ", all of the promise."
        elif self.loss_1 > self.loss_0:
            why = ", uphill: the step is too long for the curvature here."
        elif self.promised < self.loss_1:
            kept = (self.loss_1 - self.loss_0) / (self.promised - self.loss_0)
            much = f"{kept:.0%}" if kept < 0.995 else "nearly all"
            why = f", {much} of the promise: the loss curves up along the way."
        else:
            why = ", more than promised."
        leaves = "" if self.inside else " W_1 lies off the map."
        return promise + why + leaves

    @property
    def code(self) -> str:
        """The lines that give these numbers; the last but two is the notebook's."""
        w1, w2 = (float(part) for part in self.W_0)
        return "\n".join(
            [
                *_IMPORTS[:2],
                "from mnist_lab.maths.derivatives import differentiate, value",
                *_IMPORTS[3:],
                f'loss = read_expression("{written(self.expression)}", ("w1", "w2"))',
                "",
                "def grad(loss, W):",
                '    slopes = differentiate(loss, {"w1": W[0], "w2": W[1]}).slopes',
                '    return np.array([slopes["w1"], slopes["w2"]])',
                "",
                f"W_0, step = np.array([{w1!r}, {w2!r}]), {self.step!r}",
                f"W_1 = W_0 - step * grad(loss, W_0)   # [{self.W_1[0]:.4g}, {self.W_1[1]:.4g}]",
                'before = value(loss, {"w1": W_0[0], "w2": W_0[1]})' + f"   # {self.loss_0:.4g}",
                f"promised = before - step * np.sum(grad(loss, W_0) ** 2)   # {self.promised:.4g}",
                'really = value(loss, {"w1": W_1[0], "w2": W_1[1]})' + f"   # {self.loss_1:.4g}",
            ]
        )


def take_step(text: str, W_0: tuple[float, float], step: float) -> Step:
    """Return the step W_1 = W_0 - step * grad(loss, W_0); errors as in `landscape`.

    Examples
    --------
    >>> taken = take_step("(w1**2 + w2**2) / 2", (2.0, 1.0), 0.5)
    >>> taken.W_1.tolist(), taken.promised, taken.loss_1
    ([1.0, 0.5], 0.0, 0.625)
    """
    expression, start = landscape(text).expression, np.array(W_0, np.float64)
    slope = gradient(expression, start)
    slope = np.where(np.isfinite(slope), slope, np.nan)  # at a pole or an edge there is none
    end = start - step * slope
    before, after = float(loss_at(expression, start)), float(loss_at(expression, end))
    along = np.linspace(0, 1.5 * step, 61)
    losses = loss_at(expression, start - along[:, None] * slope)
    fall = float(np.sum(slope**2))
    losses = np.where(np.isfinite(losses), losses, np.nan)
    return Step(
        expression, start, end, step, slope, before, after, before - step * fall, along, losses, before - along * fall
    )

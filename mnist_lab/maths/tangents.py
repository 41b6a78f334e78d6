"""A curve, a point on it, and the secants through x and x + h that turn into the tangent as h shrinks."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np

from mnist_lab.maths.breaks import MOST, Break, Floats, breaks
from mnist_lab.maths.derivatives import checked, differentiate, value
from mnist_lab.maths.expression_text import NUMPY, TENSORFLOW, written
from mnist_lab.maths.expressions import Expression, ExpressionError, read_expression, variables_of

LOW, HIGH = -4.0, 4.0
"""The interval of every curve."""
WIDTHS: Final = (2.0, 1.0, 0.5, 0.25, 0.1, 0.01, 0.001)
"""The h of the secants that are played, from wide to narrow."""
FUNCTIONS: Final = (
    *("sin(2 * x) + x / 2", "x**2 / 2", "exp(x / 2)", "tanh(x)", "sigmoid(x)", "relu(x)", "abs(x)"),
    *("max(x / 4, sin(x))", "sqrt(x)", "1 / x", "tan(x)"),
)
"""Formulas to choose from."""
_POINTS: Final = 201
_JUST: Final = 1e-6  # how far beside a break the curve is drawn


@dataclass(frozen=True, eq=False)
class Curve:
    """A function of x between LOW and HIGH.

    Attributes
    ----------
    expression : Expression
        The formula.
    breaks : tuple of Break
        Where it bends, jumps, runs off or ends, in order.
    x, y, slope : (n,) float64
        Points of the curve, and its derivative there; nan at each break, so that no line is drawn through one.
    """

    expression: Expression
    breaks: tuple[Break, ...]
    x: Floats = field(repr=False)
    y: Floats = field(repr=False)
    slope: Floats = field(repr=False)

    @property
    def text(self) -> str:
        """The formula as it was typed."""
        return written(self.expression)


@lru_cache(maxsize=64)
def curve(text: str) -> Curve:
    """Return the curve of a formula of x.

    Raises
    ------
    ExpressionError
        The text is no formula of x, has no value between LOW and HIGH, or breaks at too many places to be drawn.

    Examples
    --------
    >>> [found.sentence.split(":")[0] for found in curve("abs(x)").breaks]
    ['At x = 0 there is a kink']
    """
    expression = checked(read_expression(text))
    found = breaks(expression, LOW, HIGH)
    if len(found) >= MOST:
        raise ExpressionError(
            f"This curve breaks at {MOST} places or more between {LOW:g} and {HIGH:g}: too many to draw."
        )
    beside = [place.x + shift for place in found for shift in (-_JUST, 0.0, _JUST)]
    x = np.union1d(np.linspace(LOW, HIGH, _POINTS), beside)
    result = differentiate(expression, {"x": x})
    y, slope = (np.where(np.isfinite(part), part, np.nan) for part in (result.value, result.slopes["x"]))
    if not np.isfinite(y).any():
        raise ExpressionError(f"{written(expression)} has no value anywhere between {LOW:g} and {HIGH:g}.")
    for place in found:
        slope[x == place.x] = np.nan
        if place.kind != "kink":
            y[x == place.x] = np.nan
    return Curve(expression, found, x, y, slope)


@dataclass(frozen=True)
class Secant:
    """The line through (x, f(x)) and (x + h, f(x + h)).

    Attributes
    ----------
    h : float
        How far to the right the second point is; negative: to the left.
    y : float
        f(x + h).
    slope : float
        (f(x + h) - f(x)) / h.
    """

    h: float
    y: float
    slope: float


@dataclass(frozen=True, eq=False)
class Tangent:
    """A point of a curve: its slope, and the secants on the way to it.

    Attributes
    ----------
    curve : Curve
        The function.
    x, y : float
        The point; y is nan where the formula has no value.
    slope : float
        The derivative, by the chain rule; nan where there is none.
    broken : Break or None
        What is the matter at x, where there is no tangent.
    secants : tuple of Secant
        From wide to narrow; without those whose second point is not on this piece of the curve.
    """

    curve: Curve
    x: float
    y: float
    slope: float
    broken: Break | None
    secants: tuple[Secant, ...]

    @property
    def sentence(self) -> str:
        """What the picture says."""
        if self.broken is not None:
            return self.broken.sentence
        if np.isnan(self.y):
            return f"At x = {self.x:.4g} the formula has no value, so there is no point, no slope and no tangent."
        if np.isnan(self.slope):
            return f"At x = {self.x:.4g} the chain rule gives no derivative: on its way it divides by 0."
        way = "rises" if self.slope > 0 else "falls"
        if abs(self.slope) < 1e-9:
            said = f"At x = {self.x:.4g} the curve is level: f′({self.x:.4g}) = 0."
        else:
            said = (
                f"At x = {self.x:.4g} the curve {way} by {abs(self.slope):.4g} for each 1 to the right: "
                f"f′({self.x:.4g}) = {self.slope:.6g}."
            )
        if self.secants:
            last = self.secants[-1]
            said += f" The secant over h = {last.h:g} has slope {last.slope:.6g}."
        return said

    @property
    def code(self) -> str:
        """The lines that give these numbers."""
        widths = ", ".join(f"{secant.h:g}" for secant in self.secants)
        imports = ["from mnist_lab.maths.derivatives import differentiate"]
        if self.broken is not None:
            imports = ["from mnist_lab.maths.breaks import breaks"]
        lines = ["import numpy as np", "", *imports, "from mnist_lab.maths.expressions import read_expression", ""]
        lines += ["def f(x):", f"    return {written(self.curve.expression, NUMPY)}", ""]
        lines += [f"x = np.float64({self.x!r})", f"h = np.array([{widths}])"]
        lines += [f"secants = (f(x + h) - f(x)) / h   # {_listed(self.secants)}", ""]
        lines += [f'tree = read_expression("{self.curve.text}")']
        if self.broken is not None:
            return "\n".join(
                [
                    *lines,
                    f"found = breaks(tree, {LOW:g}, {HIGH:g})   # where the curve is not smooth",
                    f"here = min(found, key=lambda place: abs(place.x - x))   # {self.broken.kind}",
                    f"sides = here.left, here.right   # {self.broken.left:.4g}, {self.broken.right:.4g}",
                ]
            )
        chained = 'slope = differentiate(tree, {"x": x}).slopes["x"]'
        return "\n".join([*lines, f"{chained}   # by the chain rule, without any h: {self.slope:.6g}"])

    @property
    def tape(self) -> str:
        """The same derivative from TensorFlow's tape, as in the notebook."""
        formula = written(self.curve.expression, TENSORFLOW)
        used = bool(variables_of(self.curve.expression))
        lines = ["import numpy as np"] if "np." in formula else []
        lines += ["import tensorflow as tf", "", f"x = tf.Variable({self.x!r}, dtype=tf.float64)"]
        lines += ["with tf.GradientTape() as tape:", f"    y = {formula}{'' if used else ' + 0 * x'}"]
        return "\n".join([*lines, "grad_of_y_wrt_x = tape.gradient(y, x)"])


def tangent(text: str, x: float, *, side: int = 1) -> Tangent:
    """Return the tangent at x and the secants that come to it from the right (side 1) or from the left (-1).

    Raises
    ------
    ExpressionError
        As in `curve`.

    Examples
    --------
    >>> there = tangent("x**2 / 2", 1.0)
    >>> there.slope, [secant.slope for secant in there.secants[:3]]
    (1.0, [2.0, 1.5, 1.25])
    """
    drawn = curve(text)
    point = np.float64(x)
    result = differentiate(drawn.expression, {"x": point})
    broken = next((place for place in drawn.breaks if abs(place.x - x) < 1e-9), None)
    y = float(result.value) if np.isfinite(result.value) else np.nan
    slope = float(result.slopes["x"]) if broken is None and np.isfinite(result.slopes["x"]) else np.nan
    sides = (side,) if broken is None else (side, -side)  # where it is not smooth, each side has its own story
    secants = tuple(secant for way in sides for secant in _secants(drawn, point, y, way))
    return Tangent(drawn, float(x), y, slope, broken, secants)


def _secants(drawn: Curve, x: np.float64, y: float, side: int) -> tuple[Secant, ...]:
    """The secants over `WIDTHS`; across a jump or a pole there is no piece of curve to cut."""
    if np.isnan(y):
        return ()
    found = []
    for width in WIDTHS:
        h = side * width
        there = float(value(drawn.expression, {"x": x + h}))
        between = [place for place in drawn.breaks if place.kind in ("pole", "jump", "edge") and _inside(place.x, x, h)]
        if np.isfinite(there) and not between:
            found.append(Secant(h, there, (there - y) / h))
    return tuple(found)


def _inside(place: float, x: float, h: float) -> bool:
    return min(x, x + h) < place < max(x, x + h)


def _listed(secants: tuple[Secant, ...]) -> str:
    return ", ".join(f"{secant.slope:.6g}" for secant in secants) or "none: no second point"

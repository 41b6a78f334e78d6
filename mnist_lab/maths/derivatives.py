"""Derivatives by the chain rule: each operation with its derivative beside it, and a walk up the formula's tree.

`RULES` is the whole calculus of this lab. `differentiate` carries two numbers up the tree at once, the value of each
part and how fast it changes: that is automatic differentiation, forward mode. Nothing is approximated; it is as exact
as the arithmetic. The tree itself comes from `expressions`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np

from mnist_lab.maths.expression_text import written
from mnist_lab.maths.expressions import Expression, ExpressionError, Number, Operation, Variable, variables_of

Reals: TypeAlias = Any
"""A float32 or float64 number or array: the same formula serves both, and its value keeps the dtype."""

MOST_CONSTANT: Final = 1e12
"""Largest size of a part without a variable."""


@dataclass(frozen=True)
class Rule:
    """An operation and what calculus knows of it.

    Attributes
    ----------
    f : callable
        Value from the values of its parts.
    slopes : tuple of callable
        For each part the derivative by it, from the values of all parts.
    switch : callable, optional
        From the parts, a number that is 0 exactly where the operation bends, jumps or ends.
    toward : callable, optional
        At such a bend, the slope in the direction in which the parts move, from the parts' own slopes.
    """

    f: Callable[..., Reals]
    slopes: tuple[Callable[..., Reals], ...]
    switch: Callable[..., Reals] | None = None
    toward: Callable[..., Reals] | None = None


def _sigmoid(a: Reals) -> Reals:
    return 1 / (1 + np.exp(-a))


def _power_slope(a: Reals, b: Reals) -> Reals:
    return np.where(b == 0, 0.0 * b, b * a ** (b - 1))  # a**0 is 1 everywhere, also at a = 0


def _exponent_slope(a: Reals, b: Reals) -> Reals:
    return np.where((a == 0) & (b > 0), 0.0 * b, a**b * np.log(a))  # 0**b is 0 for each b > 0


RULES: Final[Mapping[str, Rule]] = {
    #                value                   derivative by a                 derivative by b
    "+": Rule(lambda a, b: a + b, (lambda a, b: 1 + 0 * a, lambda a, b: 1 + 0 * b)),
    "-": Rule(lambda a, b: a - b, (lambda a, b: 1 + 0 * a, lambda a, b: -1 + 0 * b)),
    "*": Rule(lambda a, b: a * b, (lambda a, b: b, lambda a, b: a)),
    "/": Rule(lambda a, b: a / b, (lambda a, b: 1 / b, lambda a, b: -a / b**2), switch=lambda a, b: b),
    "**": Rule(lambda a, b: a**b, (_power_slope, _exponent_slope), switch=lambda a, b: a),
    "neg": Rule(lambda a: -a, (lambda a: -1 + 0 * a,)),
    "sin": Rule(np.sin, (np.cos,)),
    "cos": Rule(np.cos, (lambda a: -np.sin(a),)),
    "tan": Rule(np.tan, (lambda a: 1 / np.cos(a) ** 2,), switch=np.cos),
    "exp": Rule(np.exp, (np.exp,)),
    "log": Rule(np.log, (lambda a: np.where(a >= 0, 1 / a, np.nan),), switch=lambda a: a),
    "sqrt": Rule(np.sqrt, (lambda a: 0.5 / np.sqrt(a),), switch=lambda a: a),
    "tanh": Rule(np.tanh, (lambda a: 1 - np.tanh(a) ** 2,)),
    "sigmoid": Rule(_sigmoid, (lambda a: _sigmoid(a) * (1 - _sigmoid(a)),)),
    # With a corner, where the derivative below is the one that TensorFlow takes:
    "relu": Rule(
        lambda a: np.maximum(a, 0),
        (lambda a: np.where(a > 0, 1.0, 0.0),),
        switch=lambda a: a,
        toward=lambda da: np.maximum(da, 0),
    ),
    "abs": Rule(np.abs, (np.sign,), switch=lambda a: a, toward=np.abs),
    "max": Rule(
        np.maximum,
        (lambda a, b: np.where(a >= b, 1.0, 0.0), lambda a, b: np.where(a >= b, 0.0, 1.0)),
        switch=lambda a, b: a - b,
        toward=np.maximum,
    ),
    "min": Rule(
        np.minimum,
        (lambda a, b: np.where(a <= b, 1.0, 0.0), lambda a, b: np.where(a <= b, 0.0, 1.0)),
        switch=lambda a, b: a - b,
        toward=np.minimum,
    ),
}


@dataclass(frozen=True)
class Differentiated:
    """A value, and how fast it changes with each variable.

    Attributes
    ----------
    value : number or array
        The formula's value.
    slopes : dict of str to number or array
        Variable -> partial derivative, shaped as the value.
    """

    value: Reals
    slopes: Mapping[str, Reals]


def value(expression: Expression, at: Mapping[str, Reals]) -> Reals:
    """Return the formula's value; nan or inf where it has none.

    Parameters
    ----------
    at : mapping of str to number or array
        Variable -> value; all of one dtype and shapes that broadcast.
    """
    with np.errstate(all="ignore"):
        here = _walk(expression, at, {}, sided=False)[0]
        return here + sum(0 * where for where in at.values())  # shaped as the variables, also where one is not used


def differentiate(expression: Expression, at: Mapping[str, Reals]) -> Differentiated:
    """Return the value and its derivative by each variable of `at`; parameters as in `value`.

    At a corner the derivative is the one TensorFlow takes (0 for relu and abs); `one_sided` knows both sides.

    Examples
    --------
    >>> from mnist_lab.maths.expressions import read_expression
    >>> differentiate(read_expression("x**2 + sin(x)"), {"x": 0.0}).slopes["x"]
    1.0
    """
    with np.errstate(all="ignore"):
        result, slopes = value(expression, at), {}
        still = sum(0 * where for where in at.values())
        for name, where in at.items():
            slope = _walk(expression, at, {name: 1 + 0 * where}, sided=False)[1]
            slopes[name] = still if slope is None else _plain(slope + still)
    return Differentiated(result, slopes)


def one_sided(expression: Expression, at: Mapping[str, Reals], direction: Mapping[str, Reals]) -> Reals:
    """Return how fast the value changes when one sets out from `at` in `direction`: exact at corners too.

    For abs(x) at 0 it is 1 in either direction: the slope is 1 to the right, and minus this, -1, to the left.

    Parameters
    ----------
    direction : mapping of str to number or array
        Variable -> its part of the step; of length 1 for a directional derivative.
    """
    with np.errstate(all="ignore"):
        moving = {name: part + 0 * at[name] for name, part in direction.items() if np.any(part != 0)}
        slope = _walk(expression, at, moving, sided=True)[1]
        still = sum(0 * where for where in at.values())
        return still if slope is None else _plain(slope + still)


def _plain(number: Reals) -> Reals:
    """An array of no dimension as the number it is."""
    return number[()] if isinstance(number, np.ndarray) else number


def _walk(
    expression: Expression, at: Mapping[str, Reals], moving: Mapping[str, Reals], *, sided: bool
) -> tuple[Reals, Reals | None]:
    """Return value and slope of a part, from the parts below it; the slope of what does not move is None."""
    if isinstance(expression, Number):
        return expression.value, None
    if isinstance(expression, Variable):
        where = at[expression.name]
        return np.float64(where) if isinstance(where, int | float) else where, moving.get(expression.name)
    rule = RULES[expression.name]
    pairs = [_walk(part, at, moving, sided=sided) for part in expression.parts]
    values = [here for here, _ in pairs]
    if all(type(here) is float for here in values):  # no variable below: those are NumPy's numbers
        return float(rule.f(*map(np.float64, values))), None  # a plain number: it leaves float32 what it is
    result = _plain(rule.f(*values))
    kind = np.asarray(result).dtype.type  # 1 / 0 is inf in NumPy and an exception in Python
    firm = [kind(here) if isinstance(here, float) else here for here in values]
    return result, _chained(rule, firm, [slope for _, slope in pairs], sided=sided)


def _chained(rule: Rule, values: list[Reals], slopes: list[Reals | None], *, sided: bool) -> Reals | None:
    """The chain rule: the derivative by each part, times how fast that part moves; summed."""
    terms = [by_part(*values) * slope for by_part, slope in zip(rule.slopes, slopes, strict=True) if slope is not None]
    if not terms:
        return None
    total = sum(terms[1:], terms[0])
    if sided and rule.toward is not None and rule.switch is not None:
        still = [0.0 if slope is None else slope for slope in slopes]
        total = np.where(rule.switch(*values) == 0, rule.toward(*still), total)
    return total


def checked(expression: Expression) -> Expression:
    """Return the formula if each of its parts without a variable is a number of bearable size.

    Raises
    ------
    ExpressionError
        Such a part is none: 1 / 0, log(0), 9**9**9.
    """
    if isinstance(expression, Operation):
        if not variables_of(expression):
            number = value(expression, {})
            if not abs(number) <= MOST_CONSTANT:
                raise ExpressionError(f"{written(expression)} is no number, or one too large for this page.")
        for part in expression.parts:
            checked(part)
    return expression


def partials(expression: Expression, at: Mapping[str, Reals]) -> Reals:
    """Return the derivative by each variable of `at`, stacked on a new first axis; all in one walk up the tree.

    As `differentiate`, for many places at once: (variables, ...) for places of shape (...).

    Examples
    --------
    >>> from mnist_lab.maths.expressions import read_expression
    >>> partials(read_expression("3 * x + x * y", ("x", "y")), {"x": 2.0, "y": 5.0}).tolist()
    [8.0, 2.0]
    """
    return value_and_partials(expression, at)[1]


def value_and_partials(expression: Expression, at: Mapping[str, Reals]) -> tuple[Reals, Reals]:
    """Return what `value` and what `partials` return, from the same walk."""
    with np.errstate(all="ignore"):
        still = np.asarray(sum(0 * where for where in at.values()))
        units = np.eye(len(at)).reshape(len(at), len(at), *[1] * still.ndim)
        here, slope = _walk(expression, at, dict(zip(at, units, strict=True)), sided=False)
        return here + still, still + (np.zeros((len(at), *still.shape)) if slope is None else slope)

"""Where a curve bends, jumps, runs off or ends: kinks, jumps, poles, edges, upright tangents and holes.

Each operation says itself where it may break (`Rule.switch` is 0 there). Those places are searched on an interval, and
each is judged by what value and slope do on its two sides, ever closer to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.derivatives import RULES, differentiate, value
from mnist_lab.maths.expressions import Expression, Number, Operation, variables_of

Kind: TypeAlias = Literal["kink", "jump", "pole", "edge", "upright", "hole"]
Floats: TypeAlias = NDArray[np.float64]

MOST: Final = 40
"""Breaks looked for; a formula with more of them on the interval is too wild to be drawn."""
_SAMPLES: Final = 2001
_NEAR: Final = np.array([1e-5, 1e-7, 1e-9])  # how close the sides are looked at, in parts of the interval
_FARTHER: Final = np.array([1e-3, 3e-4, 1e-4])  # where the formula has no value and rounding spoils what is nearer


@dataclass(frozen=True)
class Break:
    """A place where the curve has no tangent, or no value.

    Attributes
    ----------
    x : float
        The place.
    kind : str
        "kink" (two slopes), "jump" (two values), "pole" (runs off without bound), "edge" (nothing on one side),
        "upright" (the slope grows without bound), "hole" (no value, though both sides agree).
    left, right : float
        Slope on each side; nan where there is none, inf where it grows without bound.
    """

    x: float
    kind: Kind
    left: float
    right: float

    @property
    def sentence(self) -> str:
        """What happens there."""
        place = f"At x = {self.x:.4g}"
        return {
            "kink": f"{place} there is a kink: slope {self.left:.4g} from the left, {self.right:.4g} from the right, "
            "so no tangent and no derivative.",
            "jump": f"{place} the curve jumps: there is no tangent and no derivative.",
            "pole": f"{place} there is a pole: the curve runs off without bound, and no line is drawn through it.",
            "edge": f"{place} the curve ends: beyond it the formula has no value.",
            "upright": f"{place} the curve stands upright: the slope grows without bound, so there is no derivative.",
            "hole": f"{place} the formula has no value, although both sides agree.",
        }[self.kind]


def breaks(expression: Expression, low: float, high: float, *, variable: str = "x") -> tuple[Break, ...]:
    """Return the breaks strictly between `low` and `high`, in order; at most `MOST` places are judged.

    Examples
    --------
    >>> from mnist_lab.maths.expressions import read_expression
    >>> [(found.x, found.kind) for found in breaks(read_expression("abs(x) + 1 / (x - 1)"), -4, 4)]
    [(0.0, 'kink'), (1.0, 'pole')]
    """
    places: set[float] = set()
    for switch in _switches(expression):
        found = _zeros(switch, low, high, variable)
        places |= set(np.where(np.abs(found) < 1e-15, 0.0, found))  # 1e-21 is 0 but for rounding
    apart: list[float] = []
    for place in sorted(places):
        if not apart or place - apart[-1] > 1e-8 * (high - low):
            apart.append(place)
    judged = (_judged(expression, place, high - low, variable) for place in apart[:MOST])
    return tuple(found for found in judged if found is not None)


def _switches(expression: Expression) -> Iterator[Expression]:
    """Yield, for each operation that may break, the formula that is 0 where it does."""
    if not isinstance(expression, Operation):
        return
    for part in expression.parts:
        yield from _switches(part)
    first = expression.parts[0]
    if RULES[expression.name].switch is None or not variables_of(expression):
        return
    if expression.name in ("max", "min"):
        yield Operation("-", expression.parts)
    elif expression.name == "/":
        yield expression.parts[1]
    elif expression.name == "tan":
        yield Operation("cos", (first,))
    elif expression.name == "**" and not variables_of(first):
        yield expression.parts[1]  # 0**x is 0, 1 and infinite by the sign of x; 2**x turns out smooth
    elif not (expression.name == "**" and _is_whole(expression.parts[1])):
        yield first


def _is_whole(exponent: Expression) -> bool:
    """A power with exponent 0, 1, 2, ... never breaks."""
    return isinstance(exponent, Number) and exponent.value >= 0 and exponent.value % 1 == 0


def _zeros(switch: Expression, low: float, high: float, variable: str) -> Floats:
    """Return where a formula is 0: where its sign changes, and where it only touches 0."""

    def at(x: Any) -> Floats:
        with np.errstate(all="ignore"):
            return np.asarray(value(switch, {variable: x}), np.float64)

    x = np.linspace(low, high, _SAMPLES)
    s = at(x)
    exact = np.flatnonzero(s == 0)
    exact = exact[(exact > 0) & (exact < len(x) - 1)]
    known = np.flatnonzero(~np.isnan(s))
    changes = np.flatnonzero(np.sign(s[known[:-1]]) * np.sign(s[known[1:]]) < 0)[:MOST]
    magnitude = np.abs(s)
    touches = np.flatnonzero((magnitude[1:-1] <= magnitude[:-2]) & (magnitude[1:-1] < magnitude[2:]))[:MOST] + 1
    found = [_bisected(at, x[known[changes]], x[known[changes + 1]]), _touching(at, x[touches - 1], x[touches + 1])]
    runs = exact[(s[exact - 1] != 0) | (s[exact + 1] != 0)]  # of a stretch of zeros, its two ends
    return np.concatenate([x[runs], *found])


def _bisected(at: Any, a: Floats, b: Floats) -> Floats:
    """Halve all intervals with a change of sign until nothing lies between their ends."""
    sign = np.sign(at(a))
    for _ in range(60):
        middle = (a + b) / 2
        here = np.sign(at(middle))
        exact = here == 0
        a, b = np.where(exact | (here == sign), middle, a), np.where(exact | (here != sign), middle, b)
    return (a + b) / 2


def _touching(at: Any, a: Floats, b: Floats) -> Floats:
    """Close in on the smallest size between each pair of ends; keep it where that is 0 as far as floats can tell."""
    around = np.maximum(np.abs(at(a)), np.abs(at(b)))
    for _ in range(80):
        one, two = a + (b - a) / 3, b - (b - a) / 3
        left = np.abs(at(one)) < np.abs(at(two))
        a, b = np.where(left, a, one), np.where(left, two, b)
    middle = np.round((a + b) / 2, 9)  # a square is flat at its foot: half of the digits are all there is
    kept: Floats = middle[np.abs(at(middle)) <= 1e-12 * around]
    return kept


def _judged(expression: Expression, x: float, span: float, variable: str) -> Break | None:
    """Say what kind of break a place is; None where the curve is smooth there after all."""
    here = float(value(expression, {variable: np.float64(x)}))
    kind, left, right = _seen(expression, x, near=span * _NEAR, variable=variable, here=here)
    if kind is not None and kind != "hole" and not np.isfinite(here):  # 0 / 0: what is left of two zeros is rounding
        farther = _seen(expression, x, near=span * _FARTHER, variable=variable, here=here)
        kind, left, right = farther if farther[0] == "hole" else (kind, left, right)
    return None if kind is None else Break(float(x) + 0.0, kind, left + 0.0, right + 0.0)


def _seen(
    expression: Expression, x: float, *, near: Floats, variable: str, here: float
) -> tuple[Kind | None, float, float]:
    """Say what kind of break a place is, seen from these distances, and the slope on each of its sides."""
    sides = [differentiate(expression, {variable: x + sign * near}) for sign in (-1.0, 1.0)]
    values = [np.asarray(side.value, np.float64) for side in sides]
    slopes = [np.asarray(side.slopes[variable], np.float64) for side in sides]
    there = [bool(np.isfinite(side).all()) for side in values]
    ends, limits = [_at_the_place(side, near) for side in values], [_at_the_place(side, near) for side in slopes]
    limits = [round(limit, 6) if np.isfinite(limit) else limit for limit in limits]
    limits = [np.sign(side[-1]) * np.inf if _grows(side) else limit for side, limit in zip(slopes, limits, strict=True)]
    limits = [limit if known else np.nan for limit, known in zip(limits, there, strict=True)]
    kind = _gone(values, there, here)
    if kind is None and all(there):
        kind = _bend(ends, limits, here)
    return kind, float(limits[0]), float(limits[1])


def _at_the_place(side: Floats, near: Floats) -> float:
    """Return what a side comes to: a straight line through its last two numbers, drawn on to the place."""
    before, last = map(float, side[-2:])
    return last + near[-1] / (near[-2] - near[-1]) * (last - before) if np.isfinite([before, last]).all() else last


def _gone(values: list[Floats], there: list[bool], here: float) -> Kind | None:
    """Say what is the matter where the curve runs off, or is not there on one side."""
    if any(np.isinf(side).any() or _grows(side) for side in values):
        return "pole"
    if not all(there):
        return "edge" if any(there) or np.isfinite(here) else None  # also a point all by itself
    return None


def _bend(ends: list[float], limits: list[float], here: float) -> Kind | None:
    """Say what is the matter where the curve is there on both sides."""
    if abs(ends[0] - ends[1]) > 1e-3 * (1 + max(map(abs, ends))) and np.isfinite(limits).all():
        return "jump"
    if np.isinf(limits).any():
        return "upright"
    if abs(limits[0] - limits[1]) > 1e-3 * (1 + max(map(abs, limits))):
        return "kink"
    return None if np.isfinite(here) else "hole"


def _grows(side: Floats) -> bool:
    """Does it grow without bound? Then each step closer, by the same factor, adds no less than the one before."""
    if not np.isfinite(side).all():
        return bool(np.isinf(side[-1]))
    first, second = np.abs(np.diff(side))
    return bool(second > 1e-6 and second > 0.8 * first)

"""Kinks, jumps, poles, edges, upright tangents and holes, each by hand; smooth curves have none."""

import numpy as np
import pytest
from hypothesis import assume, given, settings

from mnist_lab.maths.breaks import Break, breaks
from mnist_lab.maths.derivatives import value
from mnist_lab.maths.expressions import Expression, Operation, read_expression, variables_of
from tests.maths.formulas import UNHURRIED, formulas


def found(text: str) -> list[tuple[float, str]]:
    return [(round(place.x, 6), place.kind) for place in breaks(read_expression(text), -4, 4)]


@pytest.mark.parametrize(
    ("text", "by_hand"),
    [
        ("abs(x)", [(0, "kink")]),
        ("abs(x - 0.3)", [(0.3, "kink")]),  # not on the grid of the search
        ("relu(x**2 - 2)", [(-1.414214, "kink"), (1.414214, "kink")]),
        ("max(x, x**2)", [(0, "kink"), (1, "kink")]),
        ("min(max(x, -1), 1)", [(-1, "kink"), (1, "kink")]),
        ("sqrt(x**2)", [(0, "kink")]),
        ("1 / x", [(0, "pole")]),
        ("1 / (x - 1 / 3)**2", [(0.333333, "pole")]),  # touches 0 without a change of sign
        ("tan(x)", [(-1.570796, "pole"), (1.570796, "pole")]),
        ("log(x)", [(0, "pole")]),
        ("exp(1 / x)", [(0, "pole")]),
        ("x / abs(x)", [(0, "jump")]),
        ("sqrt(x)", [(0, "edge")]),
        ("min(x, x / 0)", [(0, "pole")]),  # without a value exactly there
        ("0**x", [(0, "pole")]),  # infinite before it
        ("0**(x - 1)", [(1, "pole")]),
        ("sqrt(-x**2)", [(0, "edge")]),  # a point all by itself
        ("sqrt(abs(x))", [(0, "upright")]),
        ("abs(x)**(1 / 3)", [(0, "upright")]),
        ("sin(x) / x", [(0, "hole")]),
        ("(x**2 - 1) / (x - 1)", [(1, "hole")]),  # 0 / 0: close by, rounding is all that is left of both
        ("(x**3 - 1) / (x - 1)", [(1, "hole")]),
        ("(exp(x) - 1) / x", [(0, "hole")]),
        ("(1 - cos(x)) / x**2", [(0, "hole")]),
        ("abs(x) * x / x", [(0, "kink")]),
        ("(x / x) / (1 / x)", [(0, "hole")]),
        ("x * log(abs(x))", [(0, "upright")]),
        ("abs(x) + 1 / (x - 1)", [(0, "kink"), (1, "pole")]),
        ("x / x * abs(x - 2)", [(0, "hole"), (2, "kink")]),
    ],
)
def test_by_hand(text: str, by_hand: list[tuple[float, str]]) -> None:
    assert found(text) == by_hand


@pytest.mark.parametrize(
    "text",
    [
        "x**2",
        "x**3 - x",
        "sin(5 * x)",
        "exp(x)",
        "x * abs(x)",
        "2**x",
        "abs(x)**1.5",
        "abs(x**2 + 1)",
        "relu(x + 9)",
        "7",
    ],
)
def test_a_smooth_curve_has_none(text: str) -> None:
    assert found(text) == []


def test_both_slopes_of_a_kink_are_said() -> None:
    (kink,) = breaks(read_expression("abs(x) + x / 2"), -4, 4)
    assert kink == Break(0.0, "kink", -0.5, 1.5)
    assert "slope -0.5 from the left, 1.5 from the right" in kink.sentence


def powers_of_variables(tree: Expression) -> bool:
    if not isinstance(tree, Operation):
        return False
    return (tree.name == "**" and bool(variables_of(tree.parts[1]))) or any(map(powers_of_variables, tree.parts))


@given(formulas(leaves=4))
@settings(UNHURRIED, max_examples=40)
def test_wherever_there_is_no_break_the_curve_is_continuous(tree: Expression) -> None:
    """Between two neighbours on a fine grid, without a break between them, there is no jump of any size."""
    places = breaks(tree, -4, 4)
    assume(len(places) < 40 and not powers_of_variables(tree))  # x**x has a value at -1, -2, ... and nowhere between
    x = np.linspace(-4, 4, 4001)
    y = np.asarray(value(tree, {"x": x}), np.float64)
    apart = np.array([np.min(np.abs(x - place.x)) for place in places])
    assert (apart < 0.01).all()
    near = np.zeros(len(x) - 1, bool)
    for place in places:
        near |= (x[:-1] <= place.x + 0.01) & (x[1:] >= place.x - 0.01)
    one_gone = np.isfinite(y[:-1]) != np.isfinite(y[1:])
    huge = np.isinf(y[:-1]) | np.isinf(y[1:]) | (np.abs(np.nan_to_num(y[:-1])) > 1e6)
    assert not (one_gone & ~near & ~huge).any()

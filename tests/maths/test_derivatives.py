"""The chain rule: by hand, and each operation against central differences and TensorFlow, edges of domains included."""

import contextlib
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mnist_lab.maths.derivatives import RULES, checked, differentiate, one_sided, value
from mnist_lab.maths.expression_text import TENSORFLOW, written
from mnist_lab.maths.expressions import FUNCTIONS, Expression, ExpressionError, Operation, Variable, read_expression
from tests.maths.formulas import SIGNS, UNHURRIED, formulas

A, B = Variable("a"), Variable("b")


def slope(text: str, x: float) -> float:
    return float(differentiate(read_expression(text), {"x": np.float64(x)}).slopes["x"])


@pytest.mark.parametrize(
    ("text", "x", "by_hand"),
    [
        ("x**2", 3.0, 6.0),  # 2 x
        ("3 * x**2 - x + 7", 2.0, 11.0),  # 6 x - 1
        ("1 / x", 2.0, -0.25),  # -1 / x**2
        ("2**x", 0.0, np.log(2)),
        ("x**x", 1.0, 1.0),  # x**x (log x + 1)
        ("sin(2 * x)", 0.0, 2.0),  # inner derivative 2
        ("sin(x)**2 + cos(x)**2", 0.7, 0.0),
        ("log(exp(3 * x))", 0.4, 3.0),
        ("sigmoid(x)", 0.0, 0.25),
        ("tanh(x)", 0.0, 1.0),
        ("7", 1.0, 0.0),
    ],
)
def test_by_hand(text: str, x: float, by_hand: float) -> None:
    assert slope(text, x) == pytest.approx(by_hand, abs=1e-15)


# --------------------------------------------------------------------------- each operation, against two oracles


def operation(name: str) -> Operation:
    """The operation on a, or on a and b."""
    return Operation(name, (A,) if len(RULES[name].slopes) == 1 else (A, B))


def inside(name: str, a: float, b: float) -> bool:
    """Well inside the domain, away from corners and poles: there a central difference can be trusted."""
    switch = RULES[name].switch
    away = switch is None or abs(float(switch(*(np.float64(a), np.float64(b))[: len(RULES[name].slopes)]))) > 0.05
    return away and not (name in ("log", "sqrt", "**") and a <= 0)


@pytest.mark.parametrize("name", RULES)
@given(a=st.floats(-3, 3), b=st.floats(-3, 3))
@settings(UNHURRIED, max_examples=40)
def test_every_operation_against_central_differences(name: str, a: float, b: float) -> None:
    assume(inside(name, a, b))
    tree, h = operation(name), 1e-5
    at = {"a": np.float64(a), "b": np.float64(b)}
    slopes = differentiate(tree, at).slopes
    for moved in ("a", "b"):
        up, down = (value(tree, {**at, moved: at[moved] + shift}) for shift in (h, -h))
        central = (up - down) / (2 * h)
        assert slopes[moved] == pytest.approx(central, rel=1e-5, abs=1e-7)


def tape(tree: Expression, at: dict[str, float]) -> list[float]:
    """Value and gradients as TensorFlow's tape has them, in float64; a variable that is not there has gradient 0."""
    import tensorflow as tf

    variables = {name: tf.Variable(number, dtype=tf.float64) for name, number in at.items()}
    with tf.GradientTape() as recorded:
        y = eval(written(tree, TENSORFLOW), {"tf": tf, "np": np, **variables}) + 0 * sum(variables.values())
    gradients = recorded.gradient(y, list(variables.values()))
    return [float(y), *map(float, gradients)]


@pytest.mark.parametrize("name", RULES)
@given(a=st.floats(-3, 3), b=st.floats(-3, 3))
@settings(UNHURRIED, max_examples=15)
def test_every_operation_against_tensorflow(name: str, a: float, b: float) -> None:
    assume(inside(name, a, b))
    compare_with_tensorflow(operation(name), {"a": a, "b": b})


def compare_with_tensorflow(tree: Expression, at: dict[str, float]) -> None:
    ours = differentiate(tree, {name: np.float64(number) for name, number in at.items()})
    theirs = tape(tree, at)
    assert [float(ours.value), *map(float, ours.slopes.values())] == pytest.approx(theirs, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("name", "a", "b"),
    [
        *(("relu", 0.0, 1.0), ("abs", 0.0, 1.0), ("max", 1.0, 1.0), ("min", 1.0, 1.0)),  # corners
        *(("sqrt", 0.0, 1.0), ("/", 1.0, 0.0), ("log", 0.0, 1.0)),  # the slope grows without bound
        *(("sigmoid", 40.0, 0.0), ("sigmoid", -700.0, 0.0), ("tanh", 30.0, 0.0), ("exp", -700.0, 0.0)),  # flat ends
        *(("**", 0.0, 2.0), ("**", 0.0, 1.0), ("**", 2.0, 0.0)),
    ],
)
def test_at_the_edge_of_a_domain_it_is_tensorflows(name: str, a: float, b: float) -> None:
    tree = operation(name)
    ours = differentiate(tree, {"a": np.float64(a), "b": np.float64(b)})
    theirs = tape(tree, {"a": a, "b": b})[1:]
    mine = [float(ours.slopes["a"]), float(ours.slopes["b"])]
    assert mine == pytest.approx(theirs, rel=1e-9, abs=1e-300, nan_ok=True)


@given(formulas("x", "y"), st.floats(0.1, 2.5), st.floats(0.1, 2.5))
@settings(UNHURRIED, max_examples=60)
def test_whole_formulas_against_tensorflow(tree: Expression, x: float, y: float) -> None:
    with contextlib.suppress(ExpressionError):
        checked(tree)
        ours = differentiate(tree, {"x": np.float64(x), "y": np.float64(y)})
        found = [ours.value, *ours.slopes.values()]
        assume(all(np.isfinite(part) and abs(part) < 1e8 for part in found))
        with np.errstate(all="ignore"):
            theirs = tape(tree, {"x": x, "y": y})
        assume(np.isfinite(theirs).all())
        assert [float(part) for part in found] == pytest.approx(theirs, rel=1e-6, abs=1e-9)


def test_every_function_that_can_be_typed_has_a_rule() -> None:
    assert RULES.keys() == {*FUNCTIONS, *SIGNS, "neg"}


# ------------------------------------------------------------------------------------------------- edges and shapes


@pytest.mark.parametrize(
    ("text", "x", "left", "right"),
    [
        ("abs(x)", 0.0, -1.0, 1.0),
        ("relu(x)", 0.0, 0.0, 1.0),
        ("max(x, 2 * x)", 0.0, 1.0, 2.0),
        ("min(x, x**2)", 1.0, 2.0, 1.0),  # left of 1 the square is the smaller one
        ("abs(abs(x) - 1)", 0.0, 1.0, -1.0),
        ("relu(-x)", 0.0, -1.0, 0.0),
        ("x * abs(x)", 0.0, 0.0, 0.0),
        ("sin(x)", 0.0, 1.0, 1.0),
        ("sqrt(x)", 0.0, np.nan, np.inf),
    ],
)
def test_each_side_of_a_corner(text: str, x: float, left: float, right: float) -> None:
    tree, at = read_expression(text), {"x": np.float64(x)}
    sides = -one_sided(tree, at, {"x": -1.0}), one_sided(tree, at, {"x": 1.0})
    if np.isnan(left):  # outside of the domain nothing is promised
        sides = np.nan, sides[1]
    assert sides == pytest.approx((left, right), nan_ok=True)


@pytest.mark.parametrize("text", ["log(x)", "sqrt(x)", "x**0.5", "x**x"])
def test_outside_of_the_domain_there_is_neither_value_nor_slope(text: str) -> None:
    result = differentiate(read_expression(text), {"x": np.float64(-1.5)})
    assert np.isnan(result.value) and np.isnan(result.slopes["x"])


@pytest.mark.parametrize("text", ["1 / 0 + x", "log(0) * x", "9**9**9", "x + (-8)**(1 / 3)", "sqrt(-1)"])
def test_a_part_without_a_variable_is_a_number(text: str) -> None:
    with pytest.raises(ExpressionError, match="is no number, or one too large"):
        checked(read_expression(text))


@pytest.mark.parametrize("shape", [(), (0,), (1,), (2, 3)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("text", ["x**2 + sin(x)", "7", "sqrt(2) * x", "max(x, 1)"])
def test_arrays_of_every_shape_keep_shape_and_dtype(text: str, dtype: Any, shape: tuple[int, ...]) -> None:
    x = np.full(shape, 0.5, dtype)
    result = differentiate(read_expression(text), {"x": x})
    assert np.shape(result.value) == np.shape(result.slopes["x"]) == shape
    assert np.asarray(result.value).dtype == dtype


def test_the_tape_written_for_tensorflow_can_be_read_by_it() -> None:
    tree = read_expression("max(x, 1) + min(2, x) * relu(x) + sigmoid(x) + log(x) + pi * e**x + sqrt(2)")
    compare_with_tensorflow(tree, {"x": 1.7})

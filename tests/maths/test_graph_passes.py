"""What is said of both passes, and their code: run line by line, it gives every number that is shown."""

import math
import re

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from mnist_lab.maths.derivatives import RULES
from mnist_lab.maths.expression_text import written
from mnist_lab.maths.expressions import Expression, ExpressionError, read_expression
from mnist_lab.maths.graph_passes import SLOPES, Passes, passes, shown
from mnist_lab.maths.tape_check import compared
from tests.maths.formulas import UNHURRIED, all_paths, formulas

TEXTS = (
    "x * y + sin(x)",
    "sin(exp(tanh(x**2)))",
    "(relu(w * x + b) - t)**2",
    "-log(sigmoid(w * x + b))",
    "max(x, y) * min(x, 2) - abs(x) / sqrt(b)",
    "(-2)**2 * x**-1 + 3**x - y**3 + x**y",
    "tan(x) + cos(-3 * x) + pi * e * x - 2 * x - -1",
    "x * x",
)


def run(done: Passes) -> dict[str, float]:
    """Every number that the code computes."""
    names: dict[str, float] = {}
    with np.errstate(all="ignore"):
        exec(done.code, names)
    return names


@pytest.mark.parametrize("text", TEXTS)
def test_the_code_gives_every_number(text: str) -> None:
    done = passes(text, {"x": 1.3, "y": 0.7, "w": 0.4, "b": 2.0, "t": -1.0})
    names = run(done)
    for number, node in enumerate(done.graph.nodes):
        assert names[node.name] == pytest.approx(done.values[number], rel=1e-12)
        assert names[f"d_{node.name}"] == pytest.approx(done.gradients[number], rel=1e-12)
        assert not node.operation or f"# {shown(done.values[number])}" in done.code


@given(formulas("x", "y", leaves=7), st.floats(0.2, 2.0), st.floats(-2.0, 2.0))
@example(read_expression("0**x"), 1.0, 0.0)
@settings(UNHURRIED, max_examples=50)
def test_the_code_of_any_formula(tree: Expression, x: float, y: float) -> None:
    try:
        done = passes(written(tree), {"x": x, "y": y})
    except ExpressionError:
        return
    assume(all(map(math.isfinite, [*done.values, *done.gradients])))
    names = run(done)
    units = all_paths(done.graph, done.edges)
    for node, gradient, unit in zip(done.graph.nodes, done.gradients, units, strict=True):
        assert float(names[f"d_{node.name}"]) == pytest.approx(gradient, rel=1e-9, abs=1e-12 * max(1.0, unit))


def test_the_exponent_of_0_has_a_slope_in_the_code_too() -> None:
    done = passes("y**x", {"x": 1.0, "y": 0.0})
    names = run(done)
    assert [float(names[f"d_{node.name}"]) for node in done.graph.nodes] == pytest.approx(done.gradients)


def test_each_rule_is_written_out() -> None:
    assert SLOPES.keys() == RULES.keys()
    assert all(len(SLOPES[name]) == len(rule.slopes) for name, rule in RULES.items())


def test_the_sum_over_children_is_said() -> None:
    done = passes("x * y + x", {"x": 3.0, "y": 2.0})
    assert done.sum_over_children(0) == "1 × 1 + 1 × 2 = 3"
    assert done.sum_over_children(3) == "1, the result by itself"
    assert done.sentence == "x is used twice, so its gradient is a sum over children: 1 × 1 + 1 × 2 = 3."
    assert passes("x * x * x + x", {"x": 1.0}).sentence.startswith("x is used 4 times")


def test_a_chain_is_the_notebooks_equation() -> None:
    done = passes("sin(exp(tanh(x**2)))", {"x": 0.8})
    assert done.equation == "grad(y, x) == grad(y, x3) * grad(x3, x2) * grad(x2, x1) * grad(x1, x)"
    assert done.sentence.startswith(done.equation)
    assert [done.slope(edge) for edge in done.edges] == ["2 * x", "1 - tanh(x1)**2", "exp(x2)", "cos(x3)"]


@pytest.mark.parametrize(
    ("text", "x", "phrase"),
    [
        ("log(x) + x", -1.0, "v1 = log(x) has no value here: nan"),
        ("1 / x", 0.0, "y = 1 / x has no value here: inf"),
        ("sqrt(x)", 0.0, "y = sqrt(x) has no derivative by x here: its slope is inf"),
        ("x * y", 2.0, "The result is 2. Its gradient: x 1, y 2."),
    ],
)
def test_what_the_picture_says(text: str, x: float, phrase: str) -> None:
    assert passes(text, {"x": x}).sentence.startswith(phrase)


@pytest.mark.parametrize("text", TEXTS)
def test_the_tapes_code_has_a_line_for_each_node(text: str) -> None:
    done = passes(text, {})
    steps = [node.name for node in done.graph.nodes if node.operation]
    assert re.findall(r"^    (\w+) = ", done.tape, re.MULTILINE) == steps


def test_the_largest_difference_is_found() -> None:
    done = passes("x * y", {"x": 3.0, "y": 2.0})
    same = compared(done, done.values, done.gradients)
    assert same.difference == 0 and same.numbers == 6 and "to the last bit" in same.sentence
    off = compared(done, done.values, (2.0, 3.5, 1.0))
    assert off.difference == 0.5 and "5.0e-01, in the gradient of y" in off.sentence
    none = compared(done, done.values, (None, 3.0, 1.0))
    assert none.missing == ("x",) and none.sentence.endswith("For x the tape answers None.")
    apart = compared(done, (3.0, 2.0, math.nan), done.gradients)
    assert apart.difference == math.inf
    assert "the value of result is 6 in our graph and nan for TensorFlow" in apart.sentence

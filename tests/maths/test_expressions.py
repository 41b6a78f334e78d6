"""The reader of formulas: what it understands, what it refuses and why, that it evaluates nothing and stays bounded."""

import contextlib
import random
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mnist_lab.maths.derivatives import value
from mnist_lab.maths.expression_text import NUMPY, written
from mnist_lab.maths.expressions import (
    DEEPEST,
    FUNCTIONS,
    LONGEST,
    Expression,
    ExpressionError,
    Number,
    Operation,
    Variable,
    read_expression,
    variables_of,
)
from tests.attack import attack
from tests.maths.formulas import UNHURRIED, formulas


def test_a_tree_by_hand() -> None:
    x = Variable("x")
    three = Operation("*", (Number(3.0), Operation("**", (x, Number(2.0)))))
    assert read_expression("3 * x**2 - 1") == Operation("-", (three, Number(1.0)))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("f(x) = 3·x² − 1", "3 * x**2 - 1"),
        ("y = x^3", "x**3"),
        ("np.exp(x) + tf.nn.relu(x)", "exp(x) + relu(x)"),
        ("ln(x) / maximum(x, π)", "log(x) / max(x, pi)"),
        ("(x + 1) * (x - 1)", "(x + 1) * (x - 1)"),
        ("x - (x - 1)", "x - (x - 1)"),
        ("(2**x)**3 + 2**x**3", "(2**x)**3 + 2**x**3"),
        ("-x**2 + (-x)**2 + x**-2", "-x**2 + (-x)**2 + x**-2"),
        ("1e3*x + .5", "1000.0 * x + 0.5"),
        ("+x", "x"),
    ],
)
def test_what_is_understood(text: str, meant: str) -> None:
    assert written(read_expression(text)) == meant


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("", "Nothing typed"),
        ("2x", "a product is written 2 * x"),
        ("2(x)", "a product needs its sign"),
        ("x(x + 1)", "a product needs its sign, x * (...)"),
        ("sin x", "Signs stand between numbers"),
        ("sin", "sin is a function: it needs brackets, sin(x)"),
        ("sin(x, 1)", "sin takes 1 argument, as in sin(x)"),
        ("max(x)", "max takes 2 arguments, as in max(x, 0)"),
        ("foo(x)", "there is no such function"),
        ("z + 1", "The name 'z' means nothing here"),
        ("|x|", "The absolute value is written abs(x)"),
        ("((x)", "2 brackets are opened and 1 closed"),
        ("1e9 * x", "Numbers go up to 1,000,000"),
        ("1,5 * x", "decimals have a point"),
        ("x // 2", "Of the signs only + - * / **"),
        ("x" * (LONGEST + 1), f"at most {LONGEST} characters"),
        ("-" * 100 + "x", f"at most {DEEPEST} levels"),
        ("(" * 60 + "x" + ")" * 59, "each ( needs its )"),
        ("sin(" * 29 + "x", "each ( needs its )"),
        ("__import__('os')", "has no place in a formula"),
        ("x.__class__", "What works"),
        ("lambda: x", "has no place in a formula"),
        ("x if x else x", "What works"),
        ("True", "True is no number"),
    ],
)
def test_what_is_refused_gets_its_reason(text: str, phrase: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        read_expression(text)
    assert phrase in str(refused.value)
    assert str(refused.value).endswith(".")


def test_the_variables_are_the_callers() -> None:
    tree = read_expression("x**2 + w2", ("w1", "w2"), aliases={"x": "w1"})
    assert written(tree) == "w1**2 + w2"
    assert variables_of(tree) == {"w1", "w2"}
    with pytest.raises(ExpressionError, match="What works: w1, w2, pi, e"):
        read_expression("y", ("w1", "w2"))
    assert read_expression("e * 2", ("e",)) == Operation("*", (Variable("e"), Number(2.0)))


@given(formulas())
@settings(UNHURRIED)
def test_a_formula_written_out_and_read_again_is_the_same(tree: Expression) -> None:
    text = written(tree)
    if len(text) <= LONGEST:
        assert read_expression(text) == tree


@given(formulas(), st.floats(-3, 3))
@example(read_expression("x * (-1)**0.5"), 1.0)
@example(read_expression("x + 0**-1"), 1.0)
@example(read_expression("x / -0"), 1.0)
@example(read_expression("x / ((1 - 1) * -1)"), 1.0)
@settings(UNHURRIED, max_examples=60)
def test_numpys_code_gives_the_same_number(tree: Expression, x: float) -> None:
    with np.errstate(all="ignore"), contextlib.suppress(ZeroDivisionError, OverflowError):
        theirs = eval(written(tree, NUMPY), {"np": np, "x": np.float64(x)})
        assert np.allclose(theirs, value(tree, {"x": np.float64(x)}), rtol=1e-12, equal_nan=True)


ALPHABET = [
    "x",
    "y",
    "2",
    "0.5",
    "1e3",
    "pi",
    "e",
    *"+-*/(),.^ ",
    "**",
    *FUNCTIONS,
    "if",
    "[",
    "'",
    "é",
    "\n",
    "\x00",
    "²",
]


def random_text(source: random.Random) -> str:
    return "".join(source.choices(ALPHABET, k=source.randrange(1, 24)))


def random_texts(count: int, seed: int) -> Iterator[str]:
    source = random.Random(seed)
    return (random_text(source) for _ in range(count))


def read_random(count: int, seed: int) -> int:
    """Read random texts as formulas; returns how many were one after all."""
    return attack(read_expression, random_texts(count, seed), ExpressionError, said=lambda reason: reason.endswith("."))


def test_random_text_raises_nothing_but_our_error() -> None:
    assert read_random(4_000, seed=0) > 20


@pytest.mark.slow
def test_a_hundred_thousand_random_texts() -> None:
    assert read_random(100_000, seed=1) > 400


@given(st.text(max_size=130))
@settings(UNHURRIED, max_examples=100)
def test_any_text_at_all(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        read_expression(text)

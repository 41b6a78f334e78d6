"""Secants and tangents by hand; at kinks, poles and edges no tangent; the code shown gives the numbers shown."""

import contextlib
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mnist_lab.maths.expression_text import written
from mnist_lab.maths.expressions import LONGEST, Expression, ExpressionError, read_expression
from mnist_lab.maths.tangents import FUNCTIONS, HIGH, LOW, Tangent, curve, tangent
from tests.maths.formulas import UNHURRIED, formulas


def test_a_parabola_by_hand() -> None:
    there = tangent("x**2 / 2", 1.0)
    # ((1 + h)**2 - 1) / (2 h) = 1 + h / 2
    assert [secant.slope for secant in there.secants] == pytest.approx([1 + secant.h / 2 for secant in there.secants])
    assert [secant.h for secant in there.secants] == [2, 1, 0.5, 0.25, 0.1, 0.01, 0.001]
    assert (there.y, there.slope, there.broken) == (0.5, 1.0, None)
    assert "rises by 1 for each 1 to the right: f′(1) = 1" in there.sentence


def test_the_second_point_may_be_on_the_left() -> None:
    assert [secant.slope for secant in tangent("x**2 / 2", 1.0, side=-1).secants][:2] == [0.0, 0.5]


@pytest.mark.parametrize(
    ("text", "x", "phrase"),
    [
        ("abs(x)", 0.0, "kink: slope -1 from the left, 1 from the right"),
        ("1 / x", 0.0, "there is a pole"),
        ("sqrt(x)", 0.0, "the curve ends"),
        ("sin(x) / x", 0.0, "the formula has no value, although both sides agree"),
        ("abs(x)**0.5", 0.0, "stands upright"),
        ("x / abs(x)", 0.0, "jumps"),
        ("log(x)", -1.0, "no value, so there is no point, no slope and no tangent"),
        ("3", 1.0, "is level"),
        ("-x", 1.0, "falls by 1"),
    ],
)
def test_the_sentence_says_what_is_there(text: str, x: float, phrase: str) -> None:
    assert phrase in tangent(text, x).sentence


def test_at_a_kink_both_sides_are_played_and_there_is_no_slope() -> None:
    there = tangent("abs(x)", 0.0)
    assert np.isnan(there.slope)
    assert {(secant.h > 0, secant.slope) for secant in there.secants} == {(True, 1.0), (False, -1.0)}


def test_no_secant_crosses_a_pole() -> None:
    assert all(secant.h > -0.5 for secant in tangent("1 / x", 0.5, side=-1).secants)
    assert len(tangent("1 / x", 0.5, side=-1).secants) == 4


def test_no_line_is_drawn_through_a_pole_or_a_kinks_slope() -> None:
    for text, drawn in (("1 / x", "y"), ("tan(x)", "y"), ("abs(x)", "slope")):
        found = curve(text)
        for place in found.breaks:
            assert np.isnan(getattr(found, drawn)[found.x == place.x]).all()
    assert curve("abs(x)").y[curve("abs(x)").x == 0] == 0


@pytest.mark.parametrize(
    ("text", "phrase"), [("log(-1 - x**2)", "no value anywhere"), ("tan(100 * x)", "too many to draw")]
)
def test_what_cannot_be_drawn_is_refused(text: str, phrase: str) -> None:
    with pytest.raises(ExpressionError, match=phrase):
        curve(text)


def run(code: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    with np.errstate(all="ignore"):
        exec(compile(code, "page", "exec"), names)
    return names


def check_code(there: Tangent) -> None:
    names = run(there.code)
    assert np.allclose(names["secants"], [secant.slope for secant in there.secants], rtol=1e-9)
    if there.broken is None:
        assert np.isnan(there.slope) or names["slope"] == there.slope
    else:
        assert names["here"] == there.broken or np.isnan(names["sides"]).any()


@pytest.mark.parametrize("x", [0.0, 0.5, -1.25])
@pytest.mark.parametrize("text", [*FUNCTIONS, "3", "x / abs(x)", "sqrt(2) * max(x, 1)"])
def test_the_code_gives_what_the_page_shows(text: str, x: float) -> None:
    for side in (1, -1):
        check_code(tangent(text, x, side=side))


@pytest.mark.parametrize("text", [*FUNCTIONS, "3"])
def test_tensorflows_tape_gives_the_same_derivative(text: str) -> None:
    there = tangent(text, 0.75)
    assert float(run(there.tape)["grad_of_y_wrt_x"]) == pytest.approx(there.slope, rel=1e-12)


@given(formulas(), st.floats(LOW, HIGH))
@example(read_expression("min(cos(x), 0**x)"), 0.0)
@settings(UNHURRIED, max_examples=40)
def test_any_formula_at_any_place(tree: Expression, x: float) -> None:
    text = written(tree)
    if len(text) > LONGEST:
        return
    with contextlib.suppress(ExpressionError):
        there = tangent(text, round(x, 2))
        assert there.sentence.endswith(".")
        assert np.isnan(there.slope) or np.isfinite(there.slope)

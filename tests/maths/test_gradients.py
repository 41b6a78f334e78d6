"""Gradients, slopes by angle and the notebook's step: by hand, against TensorFlow and central differences."""

import contextlib
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mnist_lab.maths.expression_text import TENSORFLOW, written
from mnist_lab.maths.expressions import LONGEST, Expression, ExpressionError
from mnist_lab.maths.gradients import ANGLES, LOSSES, directions, gradient, landscape, loss_at, take_step
from tests.maths.formulas import UNHURRIED, formulas

SMOOTH = [text for name, text in LOSSES.items() if name != "corners"]
PLACES = st.tuples(st.floats(-3, 3), st.floats(-3, 3))


def test_a_step_by_hand() -> None:
    # loss = (w1**2 + w2**2) / 2, grad = W: W_1 = W_0 / 2, loss 2.5 -> 0.625; the plane: 2.5 - 0.5 * 5 = 0
    taken = take_step("(w1**2 + w2**2) / 2", (2.0, 1.0), 0.5)
    assert taken.gradient.tolist() == [2.0, 1.0]
    assert taken.W_1.tolist() == [1.0, 0.5]
    assert (taken.loss_0, taken.promised, taken.loss_1) == (2.5, 0.0, 0.625)
    assert "promises 2.5 → 0. Really: 2.5 → 0.625, 75% of the promise" in taken.sentence


@pytest.mark.parametrize(
    ("text", "W", "step", "phrase"),
    [
        ("(w1**2 + w2**2) / 2", (2.0, 1.0), 2.5, "uphill: the step is too long"),
        ("(w1**2 + w2**2) / 2", (0.0, 0.0), 0.5, "W_1 is W_0"),
        ("w1 + w2", (0.0, 0.0), 0.5, "all of the promise"),
        ("-w1**2", (1.0, 0.0), 0.1, "more than promised"),
        ("(w1**2 - w2**2) / 2", (1.5, -1.5), 0.1, "all of the promise"),  # up as much one way as down the other
        (LOSSES["one neuron"], (2.0, 1.0), 0.1, "nearly all of the promise"),
        ("log(w1)", (-1.0, 0.0), 0.1, "no gradient, so there is no step"),
        ("log(w1)", (0.5, 0.0), 1.0, "ends where the loss has no value"),
        ("w1", (-2.9, 0.0), 0.5, "W_1 lies off the map"),
    ],
)
def test_the_sentence_says_how_it_went(text: str, W: tuple[float, float], step: float, phrase: str) -> None:
    assert phrase in take_step(text, W, step).sentence


@given(W=PLACES, text=st.sampled_from(SMOOTH))
@settings(UNHURRIED, max_examples=40)
def test_the_gradient_against_central_differences(W: tuple[float, float], text: str) -> None:
    expression, place, h = landscape(text).expression, np.array(W), 1e-5
    central = [(loss_at(expression, place + way) - loss_at(expression, place - way)) / (2 * h) for way in h * np.eye(2)]
    assert gradient(expression, place) == pytest.approx(central, rel=1e-5, abs=1e-7)


@given(tree=formulas("w1", "w2"), W=st.tuples(st.floats(0.1, 2), st.floats(0.1, 2)))
@settings(UNHURRIED, max_examples=30)
def test_the_gradient_against_tensorflow(tree: Expression, W: tuple[float, float]) -> None:
    import tensorflow as tf

    text = written(tree)
    assume(len(text) <= LONGEST)
    try:
        expression = landscape(text).expression
    except ExpressionError:
        return
    ours = gradient(expression, np.array(W))
    assume(np.isfinite(ours).all() and (np.abs(ours) < 1e8).all())
    weights = [tf.Variable(part, dtype=tf.float64) for part in W]
    with tf.GradientTape() as tape, np.errstate(all="ignore"):
        names = {"tf": tf, "np": np, "w1": weights[0], "w2": weights[1]}
        loss = eval(written(expression, TENSORFLOW), names) + 0 * (weights[0] + weights[1])
    theirs = np.array([float(part) for part in tape.gradient(loss, weights)])
    assume(np.isfinite(theirs).all())
    assert ours == pytest.approx(theirs, rel=1e-6, abs=1e-9)


@given(W=PLACES, text=st.sampled_from(SMOOTH), angle=st.integers(0, 360))
@settings(UNHURRIED, max_examples=40)
def test_in_each_direction_the_slope_is_the_gradients_part(W: tuple[float, float], text: str, angle: int) -> None:
    around = directions(text, W, angle)
    turned = np.radians(angle)
    assert around.smooth
    assert around.slope == pytest.approx(around.gradient @ [np.cos(turned), np.sin(turned)], abs=1e-9)
    assert np.nanmax(around.slopes) <= around.length + 1e-9


@given(W=PLACES, text=st.sampled_from(SMOOTH))
@settings(UNHURRIED, max_examples=30)
def test_the_gradients_own_direction_is_the_steepest(W: tuple[float, float], text: str) -> None:
    around = directions(text, W, 0.0)
    assume(around.length > 1e-6)
    steepest = ANGLES[np.argmax(around.slopes)]
    assert abs((steepest - around.steepest + 180) % 360 - 180) <= 3  # the angles are 3 degrees apart
    assert directions(text, W, around.steepest).slope == pytest.approx(around.length)


def test_at_a_corner_there_is_no_gradient() -> None:
    around = directions("abs(w1) + abs(w2) / 2", (0.0, 1.0), 0.0)
    assert not around.smooth
    assert around.slope == 1.0  # and 1, not -1, the opposite way
    assert "so there is no gradient. TensorFlow takes [0, " in around.sentence
    assert "level in every direction" in directions("w1**2 + w2**2", (0.0, 0.0), 0.0).sentence
    assert "no slope" in directions("log(w1)", (-1.0, 0.0), 0.0).sentence


def run(code: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(code, "page", "exec"), names)
    return names


@pytest.mark.parametrize("text", [*LOSSES.values(), "x * y"])
def test_the_code_gives_what_the_page_shows(text: str) -> None:
    taken, around = take_step(text, (1.5, -0.7), 0.2), directions(text, (1.5, -0.7), 55.0)
    names = run(taken.code)
    assert np.array_equal(names["W_1"], taken.W_1)
    assert (names["before"], names["promised"], names["really"]) == (taken.loss_0, taken.promised, taken.loss_1)
    names = run(around.code)
    assert (names["slope"], names["length"], names["steepest"]) == pytest.approx(
        (around.slope, around.length, around.steepest), rel=1e-12
    )


def test_the_promise_is_kept_better_the_shorter_the_step() -> None:
    misses = []
    for step in (0.1, 0.01, 0.001):
        taken = take_step(LOSSES["two minima"], (1.0, 1.0), step)
        misses.append(abs(taken.loss_1 - taken.promised) / step**2)
    assert misses[1:] == pytest.approx([misses[2]] * 2, rel=0.1)  # the miss shrinks with the square of the step


@given(formulas("w1", "w2"), PLACES)
@settings(UNHURRIED, max_examples=30)
def test_any_formula_at_any_place(tree: Expression, W: tuple[float, float]) -> None:
    text = written(tree)
    assume(len(text) <= LONGEST)
    with contextlib.suppress(ExpressionError), np.errstate(over="ignore", invalid="ignore"):
        assert take_step(text, W, 0.1).sentence.endswith(".")
        assert directions(text, W, 30.0).sentence.endswith(".")

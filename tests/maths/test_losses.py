"""Losses of one and two weights: read, differentiated and bent, against hand-worked values and central differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.maths.derivatives import differentiate, partials
from mnist_lab.maths.expression_text import written
from mnist_lab.maths.expressions import LONGEST, Expression, ExpressionError
from mnist_lab.maths.losses import LOSSES, loss
from tests.attack import attack
from tests.maths.formulas import UNHURRIED, formulas
from tests.maths.test_expressions import random_texts

PLACES = st.tuples(st.floats(-3, 3), st.floats(-3, 3))


def test_the_rosenbrock_valley_by_hand() -> None:
    # (1 - w1)**2 + 100 (w2 - w1**2)**2 at (0, 1): 1 + 100; d/dw1 = -2 (1 - 0) - 0 = -2, d/dw2 = 200 (1 - 0) = 200
    there, W = loss(LOSSES["Rosenbrock"]), np.array([0.0, 1.0])
    assert float(there.at(W)) == 101.0
    assert there.gradient(W).tolist() == [-2.0, 200.0]
    # d2/dw1dw1 = 2 + 1200 w1**2 - 400 w2 = -398; d2/dw1dw2 = -400 w1 = 0; d2/dw2dw2 = 200
    np.testing.assert_allclose(there.curvature(W), [[-398, 0], [0, 200]], atol=1e-4)


@pytest.mark.parametrize(
    ("text", "names"),
    [("w**2", ("w",)), ("w1 + w2", ("w1", "w2")), ("x * y", ("w1", "w2")), ("x**2", ("w1", "w2")), ("3", ("w1", "w2"))],
)
def test_the_weights_are_those_of_the_formula(text: str, names: tuple[str, ...]) -> None:
    assert loss(text).names == names
    assert loss(text).values.ndim == len(names)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("w + w1", "not of w and of others"),
        ("w + x", "not of w and of others"),
        ("z**2", "The name 'z' means nothing here"),
        ("log(-1 - w**2)", "has no value anywhere"),
        ("log(-1 - w1**2)", "has no value anywhere"),
        ("1 / 0", "no number"),
        ("", "Nothing typed"),
    ],
)
def test_what_is_no_loss_is_refused(text: str, phrase: str) -> None:
    with pytest.raises(ExpressionError, match=phrase.replace("*", r"\*")):
        loss(text)


@given(W=PLACES, name=st.sampled_from(list(LOSSES)))
@settings(UNHURRIED, max_examples=60)
def test_gradients_and_curvatures_against_central_differences(W: tuple[float, float], name: str) -> None:
    there = loss(LOSSES[name])
    at = np.array(W[: len(there.names)])
    h = 1e-5
    units = np.eye(len(at)) * h
    slope = [(there.at(at + unit) - there.at(at - unit)) / (2 * h) for unit in units]
    np.testing.assert_allclose(there.gradient(at), slope, rtol=1e-4, atol=1e-5)
    bend = [(there.gradient(at + unit) - there.gradient(at - unit)) / (2 * h) for unit in units]
    np.testing.assert_allclose(there.curvature(at), bend, rtol=1e-4, atol=1e-3)


@given(tree=formulas("w1", "w2"), size=st.integers(0, 3), seed=st.integers(0, 99))
@settings(UNHURRIED, max_examples=60)
def test_one_walk_for_all_partials_is_the_walk_for_each(tree: Expression, size: int, seed: int) -> None:
    if len(written(tree)) > LONGEST:
        return
    drawn = np.random.default_rng(seed)
    at = {"w1": drawn.uniform(0.1, 2, size), "w2": drawn.uniform(0.1, 2, size)}
    single = differentiate(tree, at).slopes
    both = partials(tree, at)
    assert both.shape == (2, size)
    for place, name in enumerate(at):
        known = np.isfinite(both).all(axis=0) & np.isfinite(single[name])
        np.testing.assert_allclose(both[place][known], np.broadcast_to(single[name], (size,))[known], rtol=1e-12)


def test_many_places_at_once() -> None:
    there = loss(LOSSES["two minima"])
    W = np.random.default_rng(0).uniform(-3, 3, (4, 5, 2))
    assert there.at(W).shape == (4, 5)
    assert there.gradient(W).shape == (4, 5, 2)
    assert there.curvature(W).shape == (4, 5, 2, 2)
    np.testing.assert_array_equal(there.gradient(W)[2, 3], there.gradient(W[2, 3]))
    assert there.gradient(np.empty((0, 2))).shape == (0, 2)


def read_random(count: int, seed: int) -> int:
    """Read random texts as losses; returns how many were one after all."""
    return attack(loss, random_texts(count, seed), ExpressionError, said=lambda reason: reason.endswith("."))


def test_random_text_raises_nothing_but_our_error() -> None:
    assert read_random(3_000, seed=0) > 5


@pytest.mark.slow
def test_a_hundred_thousand_random_texts() -> None:
    assert read_random(100_000, seed=1) > 200


def test_what_is_proposed_when_nothing_is_typed_is_a_loss() -> None:
    with pytest.raises(ExpressionError, match=r"such as (.+) would do") as refused:
        loss(" ")
    example = str(refused.value).split("such as ")[1].removesuffix(" would do.")
    assert loss(example).names == ("w",)

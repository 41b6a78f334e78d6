"""Loss, accuracy and optimiser by hand; NumPy as oracle, limits, and each code carried out."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_lab.maths.compiling import CompilingError, cross_entropy, losses, meaningful, steps
from tests.maths.test_first_look import run


def test_the_loss_by_hand() -> None:
    # p = 0.25: -ln 0.25 = 2 ln 2 = 1.3863
    p = np.array([0.75, 0.25])
    assert cross_entropy(p, 1).loss == pytest.approx(2 * math.log(2))
    assert "less than the 2.303" in cross_entropy(p, 1).sentence
    assert "more than the 2.303" in cross_entropy(np.array([0.95, 0.05]), 1).sentence


@given(st.floats(1e-6, 1 - 1e-6))
def test_the_numbers_of_the_sentence_agree_with_one_another(p: float) -> None:
    said = re.search(r"−ln (\S+) = \*\*(\S+)\*\*", cross_entropy(np.array([1 - p, p]), 1).sentence)
    assert said is not None
    given, loss = float(said[1]), float(said[2])
    assert -math.log(given) == pytest.approx(loss, rel=6e-4)  # both have four digits or more


def test_no_loss_is_infinite() -> None:
    # Keras cuts at 1e-7: -ln 1e-7 = 7 ln 10 = 16.118
    assert cross_entropy(np.array([1.0, 0.0]), 1).loss == pytest.approx(7 * math.log(10))
    assert 0 < cross_entropy(np.array([1.0, 0.0]), 0).loss < 2e-7


@given(st.lists(st.floats(1e-6, 1), min_size=2, max_size=10), st.integers(0, 9))
def test_many_losses_are_each_ones_loss(weights: list[float], truth: int) -> None:
    p = np.array([weights]) / sum(weights)
    truth %= len(weights)
    assert losses(p, np.array([truth]))[0] == pytest.approx(cross_entropy(p[0], truth).loss)


@pytest.mark.parametrize("truth", [-1, 2])
def test_a_truth_that_is_no_class(truth: int) -> None:
    with pytest.raises(CompilingError, match=f"2 classes, 0 to 1; {truth} is not"):
        cross_entropy(np.array([0.5, 0.5]), truth)


def test_one_step_of_rmsprop_by_hand() -> None:
    # v = 0.1 * 5^2 = 2.5; 0.001 * 5 / sqrt(2.5) = 0.0031623
    assert steps(5.0, 1).rmsprop == pytest.approx((0, -0.0031623), rel=1e-4)
    assert steps(5.0, 1).sgd == (0, -0.005)


@given(gradient=st.floats(-100, 100), count=st.integers(1, 30))
def test_the_code_of_the_steps_gives_the_steps(gradient: float, count: int) -> None:
    followed = steps(gradient, count)
    names, _ = run(followed.code)
    assert tuple(names["rmsprop"]) == followed.rmsprop  # type: ignore[arg-type]
    assert tuple(names["sgd"]) == followed.sgd  # type: ignore[arg-type]


def test_rmsprop_moves_alike_for_large_and_small_gradients() -> None:
    assert steps(10.0).rmsprop[-1] == pytest.approx(steps(0.1).rmsprop[-1], rel=0.001)
    assert steps(10.0).sgd[-1] == pytest.approx(100 * steps(0.1).sgd[-1])


@pytest.mark.parametrize(("gradient", "count"), [(math.nan, 1), (math.inf, 1), (1.0, 0), (1.0, 1001)])
def test_steps_that_cannot_be_taken(gradient: float, count: int) -> None:
    with pytest.raises(CompilingError, match="1 to 1000 steps"):
        steps(gradient, count)


@pytest.mark.parametrize(("value", "said"), [(1.0, "1"), (0.0, "0"), (0.5, "0.5"), (0.99992, "0.99992")])
def test_numbers_have_as_many_digits_as_carry_meaning(value: float, said: str) -> None:
    assert meaningful(value) == said

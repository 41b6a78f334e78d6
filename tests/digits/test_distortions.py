"""Distortions: whole steps against np.roll, turns against np.rot90, pens by hand, and what changes nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.digits.distortions import KINDS, distorted, pen, sampling


def digit(seed: int = 0, n: int = 1) -> np.ndarray:  # type: ignore[type-arg]
    """Ink in the middle 12 x 12 only, so that nothing leaves the image."""
    image = np.zeros((n, 28, 28), np.float32)
    image[:, 8:20, 8:20] = np.random.default_rng(seed).random((n, 12, 12))
    return image.reshape(n, 784)


@pytest.mark.parametrize("kind", KINDS)
def test_the_neutral_level_changes_nothing(kind: str) -> None:
    x = digit(n=2)
    np.testing.assert_allclose(distorted(x, kind, 1.0 if kind == "scale" else 0.0), x, atol=1e-6)
    assert distorted(x[:0], kind, KINDS[kind][0][0]).shape == (0, 784)


@settings(max_examples=20, deadline=None)
@given(step=st.integers(-6, 6))
def test_whole_steps_are_a_roll(step: int) -> None:
    x = digit()
    square = x.reshape(28, 28)
    np.testing.assert_allclose(distorted(x, "right", step).reshape(28, 28), np.roll(square, step, axis=1), atol=1e-6)
    np.testing.assert_allclose(distorted(x, "down", step).reshape(28, 28), np.roll(square, step, axis=0), atol=1e-6)


def test_half_a_step_is_the_mean_of_two_pixels() -> None:
    x = np.zeros((1, 784), np.float32)
    x[0, 28 * 3 + 5] = 1
    moved = distorted(x, "right", 0.5).reshape(28, 28)
    assert moved[3, 5] == moved[3, 6] == 0.5 and moved.sum() == 1


def test_a_quarter_turn_is_exact_and_clockwise() -> None:
    x = digit()
    turned = distorted(x, "turn", 90.0).reshape(28, 28)
    np.testing.assert_allclose(turned, np.rot90(x.reshape(28, 28), -1), atol=1e-5)


def test_twice_the_size_by_hand() -> None:
    x = np.zeros((1, 28, 28), np.float32)
    x[0, 13:15, 13:15] = 1  # two by two in the very middle
    big = distorted(x.reshape(1, 784), "scale", 2.0).reshape(28, 28)
    # a new pixel at distance d from the middle looks at d / 2: 0.25 and 0.75 of the way give 1 and 0.75
    np.testing.assert_allclose(big[13, 12:16], [0.75, 1, 1, 0.75], atol=1e-6)


def test_ink_that_leaves_the_image_is_gone_and_paper_comes_in() -> None:
    x = np.ones((1, 784), np.float32)
    moved = distorted(x, "right", 6.0).reshape(28, 28)
    assert not moved[:, :6].any() and moved[:, 6:].all()


def test_the_pen_by_hand() -> None:
    x = np.zeros((1, 28, 28), np.float32)
    x[0, 10, 10] = 1
    plus = pen(x.reshape(1, 784), 1.0).reshape(28, 28)
    assert plus.sum() == 5 and plus[10, 9] == plus[9, 10] == plus[10, 10] == 1 and plus[9, 9] == 0
    half = pen(x.reshape(1, 784), 0.5).reshape(28, 28)
    assert half[10, 10] == 1 and half[10, 9] == 0.5
    np.testing.assert_allclose(pen(plus.reshape(1, 784), -1.0), x.reshape(1, 784))
    wider = pen(x.reshape(1, 784), 1.5).reshape(28, 28)
    assert wider[10, 8] == 0.5 and wider[10, 9] == 1


def test_noise_is_seeded_and_ink_stays_ink() -> None:
    x = digit()
    first, again = distorted(x, "noise", 0.5, seed=3), distorted(x, "noise", 0.5, seed=3)
    np.testing.assert_array_equal(first, again)
    assert (distorted(x, "noise", 0.5, seed=4) != first).any()
    assert first.min() >= 0 and first.max() <= 1


def test_shares_inside_the_image_are_one() -> None:
    sources, shares = sampling("turn", 30.0)
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-6)
    assert sources.shape == (784, 4) and sources.max() == 784

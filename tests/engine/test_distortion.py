"""Distorted digits: nothing changes where nothing is asked for, and each kind of distortion does what its name says."""

import numpy as np
import pytest
import tensorflow as tf

from mnist_lab.digits.normalise import centre_of_mass
from mnist_lab.engine.distortion import SIDE, Amount, Distortion, _rubber_sheet

NONE = Amount(rotation=0, slant=0, scale=0, shift=0, elastic=0, thicker=0, thinner=0)


@pytest.fixture
def images() -> np.ndarray:
    image = np.zeros((3, SIDE, SIDE), np.uint8)
    image[:, 6:22, 12:16] = 255  # an upright bar in the middle
    return image


def distorted(images: np.ndarray, amount: Amount, copies: int = 64) -> np.ndarray:
    generator = tf.random.Generator.from_seed(0)
    return Distortion(images, amount)(tf.zeros(copies, tf.int32), generator).numpy().reshape(-1, SIDE, SIDE)


def test_no_distortion_gives_the_image_back(images: np.ndarray) -> None:
    np.testing.assert_allclose(distorted(images, NONE, 3), images / 255, atol=1e-5)


def test_a_shift_moves_the_mass_at_most_as_far_as_allowed(images: np.ndarray) -> None:
    copies = distorted(images, Amount(**{**vars(NONE), "shift": 2.0}))
    middles = np.array([centre_of_mass(copy) for copy in copies])
    away = np.abs(middles - centre_of_mass(images[0] / np.float32(255)))
    assert away.max() <= 2.0 + 1e-3
    assert away.max() > 1.5


def test_a_thicker_pen_adds_ink_and_a_thinner_one_takes_it(images: np.ndarray) -> None:
    ink = (images[0] / 255).sum()
    assert distorted(images, Amount(**{**vars(NONE), "thicker": 1.0})).sum(axis=(1, 2)).max() > 1.2 * ink
    assert distorted(images, Amount(**{**vars(NONE), "thinner": 1.0})).sum(axis=(1, 2)).min() < 0.8 * ink


def test_a_rotation_keeps_the_ink(images: np.ndarray) -> None:
    copies = distorted(images, Amount(**{**vars(NONE), "rotation": 30.0}))
    np.testing.assert_allclose(copies.sum(axis=(1, 2)), (images[0] / 255).sum(), rtol=0.05)


def test_the_rubber_sheet_moves_pixels_by_one_on_average() -> None:
    pulls = np.random.default_rng(0).normal(size=(4000, len(_rubber_sheet())))
    assert (pulls @ _rubber_sheet()).std() == pytest.approx(1, abs=0.03)


def test_every_value_is_ink(images: np.ndarray) -> None:
    copies = distorted(images, Amount())
    assert copies.min() >= 0
    assert copies.max() <= 1 + 1e-6
    assert np.isfinite(copies).all()


def test_the_same_seed_gives_the_same_copies(images: np.ndarray) -> None:
    np.testing.assert_array_equal(distorted(images, Amount()), distorted(images, Amount()))

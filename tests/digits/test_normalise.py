"""A drawing becomes an image of MNIST's kind, whatever its size, place and pen."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mnist_lab.digits.normalise import (
    BOX,
    MIDDLE,
    PEN,
    SIDE,
    centre_of_mass,
    draw,
    normalise_pixels,
    normalise_strokes,
    scale_to_box,
    shrink,
)

SEVEN = (np.array([[60.0, 60], [200, 62], [120, 240]]), np.array([[90.0, 150], [170, 150]]))

points = st.lists(st.tuples(st.floats(-500, 500), st.floats(-500, 500)), min_size=1, max_size=40).map(np.array)
drawings = st.lists(points, min_size=1, max_size=4).map(tuple)


def test_a_horizontal_line_by_hand() -> None:
    # pen 2 along y = 10 from x = 2 to 18: the rows of pixels whose middle is 0.5 away are full, those at 1.5 have
    # clip(1 + 0.5 - 1.5) = 0
    image = draw((np.array([[2.0, 10], [18, 10]]),), pen=2)
    assert image[9, 5:15].tolist() == [1] * 10
    assert image[10, 5:15].tolist() == [1] * 10
    assert image[8, 5:15].tolist() == [0] * 10


def test_the_edge_of_a_stroke_is_grey() -> None:
    # pen 2.4 along y = 10: middles at distance 1.5 get 1.2 + 0.5 - 1.5 = 0.2
    image = draw((np.array([[2.0, 10], [18, 10]]),), pen=2.4)
    assert image[8, 10] == pytest.approx(0.2)


def test_the_longer_side_fills_the_box() -> None:
    stroke = np.concatenate(scale_to_box(SEVEN))
    assert np.ptp(stroke, axis=0).max() == pytest.approx(BOX - PEN)
    assert ((stroke.min(axis=0) + stroke.max(axis=0)) / 2).tolist() == pytest.approx([BOX / 2, BOX / 2])
    width, height = np.ptp(stroke, axis=0)
    assert width / height == pytest.approx(140 / 180)


def test_the_mass_comes_to_the_middle() -> None:
    result = normalise_strokes(SEVEN)
    for offset, mass in zip(result.offset, result.mass, strict=True):
        assert abs(offset + mass - MIDDLE) <= 0.5
    assert centre_of_mass(result.image) == pytest.approx(tuple(np.add(result.offset, result.mass)))


@settings(deadline=None)
@given(st.floats(0.05, 20), st.floats(-1000, 1000), st.floats(-1000, 1000))
def test_size_and_place_do_not_matter(scale: float, right: float, down: float) -> None:
    moved = tuple(stroke * scale + [right, down] for stroke in SEVEN)
    np.testing.assert_allclose(normalise_strokes(moved).image, normalise_strokes(SEVEN).image, atol=1e-6)


@settings(deadline=None)
@given(drawings)
@example((np.array([(0.0, 0.0), (0.0, 2.225e-309)]),))
def test_every_drawing_gives_an_image(drawing: tuple) -> None:
    result = normalise_strokes(drawing)
    assert result.image.shape == (SIDE, SIDE)
    assert result.image.dtype == np.float32
    assert result.image.min() >= 0
    assert result.image.max() <= 1
    assert result.image.sum() == pytest.approx(result.box.sum())


def test_nothing_drawn_is_an_empty_image() -> None:
    assert not normalise_strokes(()).image.any()
    assert not normalise_pixels(np.zeros((280, 280))).image.any()


def test_a_dot_stays_a_dot() -> None:
    assert 0 < normalise_strokes((np.array([[5.0, 5]]),)).image.sum() < 8  # pi 1.2^2 = 4.5 pixels of ink


def test_a_very_long_drawing_is_thinned_but_keeps_its_ends() -> None:
    t = np.linspace(0, 20, 10_000)
    image = normalise_strokes((np.stack([t * np.cos(t), t * np.sin(t)], axis=1),)).image
    assert image.any()


def test_pixels_and_strokes_agree() -> None:
    big = draw(SEVEN, pen=20, side=280)
    np.testing.assert_allclose(centre_of_mass(normalise_pixels(big).image), MIDDLE, atol=0.6)
    moved = np.roll(big, (20, 30), axis=(0, 1))
    np.testing.assert_array_equal(normalise_pixels(moved).image, normalise_pixels(big).image)


def test_bytes_and_floats_agree() -> None:
    picture = (draw(SEVEN, pen=20, side=280) > 0.5).astype(np.uint8)
    np.testing.assert_allclose(normalise_pixels(255 * picture).image, normalise_pixels(picture * 1.0).image, atol=1e-6)


def test_shrinking_keeps_the_place() -> None:
    corner = np.zeros((280, 280), np.float32)
    corner[:10, :10] = 1
    assert shrink(corner)[0, 0] > 0.5
    assert shrink(corner)[5:, 5:].sum() == 0


@pytest.mark.parametrize("shape", [(28,), (28, 28, 3), (0, 5)])
def test_pictures_of_other_shapes_are_refused(shape: tuple) -> None:
    with pytest.raises(ValueError, match="two axes"):
        normalise_pixels(np.zeros(shape))


def test_broken_pixels_count_as_paper() -> None:
    picture = np.full((28, 28), np.nan)
    picture[10:20, 12] = 1
    assert np.isfinite(normalise_pixels(picture).image).all()

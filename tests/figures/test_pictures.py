"""Digits and weights on a wall: every picture where it belongs, right and wrong told by mark and colour."""

import numpy as np
import pytest

from mnist_lab.figures import theme
from mnist_lab.figures.pictures import answer_figure, colour_limit, labelled_figure, minibatch_figure, signed_figure
from mnist_lab.figures.tiles import NOTHING

IMAGES = np.random.default_rng(1).integers(0, 256, (10, 28, 28), dtype=np.uint8)
LABELS = np.arange(10, dtype=np.uint8)


def answers(right: list[bool]) -> np.ndarray:
    """Probabilities (10, 10) that are right where asked to be, and one off where not."""
    p = np.full((10, 10), 0.01, np.float32)
    for i, is_right in enumerate(right):
        p[i, i if is_right else (i + 1) % 10] = 0.91
    return p


def test_marks_and_colours_tell_right_from_wrong() -> None:
    figure = minibatch_figure(IMAGES, LABELS, answers([True] * 8 + [False] * 2))
    green, red = figure.data[1:3]
    assert (green.textfont.color, red.textfont.color) == (theme.OUTPUT, theme.LOSS)
    assert list(green.text) == [f"✓ {n}" for n in range(8)] + [NOTHING] * 2
    assert list(red.text) == [NOTHING] * 8 + ["✗ 9", "✗ 0"]  # an empty text would never come back in the browser
    assert figure.data[-1].text[8] == "answered 9 (91%), is 8"


def test_the_first_picture_hangs_top_left_and_the_ninth_below_it() -> None:
    wall = np.flipud(labelled_figure(IMAGES, {}).data[0].z)  # row 0 on top again
    row = wall.shape[0] // 2
    head = row - 28 - 3  # the room above a picture, for its label
    assert (wall[head : head + 28, :28] == np.maximum(IMAGES[0], 1)).all()
    assert (wall[row + head : row + head + 28, :28] == np.maximum(IMAGES[8], 1)).all()
    assert (wall[:head] == 0).all()


def test_zero_weight_is_the_middle_of_a_symmetric_scale() -> None:
    rows = np.linspace(-0.2, 0.2, 3 * 784).reshape(3, 784).astype(np.float32)
    trace = signed_figure(rows, limit=0.1).data[0]
    assert trace.zmin == -trace.zmax
    assert list(trace.colorbar.ticktext) == ["−0.1", "0", "0.1"]
    drawn = trace.z[trace.z > -128]
    assert (drawn.min(), drawn.max()) == (-127, 127)  # beyond the limit the colour stays


def test_weights_travel_in_one_byte_each() -> None:
    assert signed_figure(np.zeros((32, 784), np.float32), limit=1).data[0].z.dtype == np.int8


@pytest.mark.parametrize("values", [np.zeros(0, np.float32), np.zeros(5, np.float32), np.array([np.nan], np.float32)])
def test_a_limit_for_weights_that_say_nothing(values: np.ndarray) -> None:
    assert colour_limit(values) == 1.0


def test_ten_bars_are_the_ten_probabilities() -> None:
    p = np.array([0.02, 0, 0, 0.9, 0, 0.08, 0, 0, 0, 0], np.float32)
    figure = answer_figure(IMAGES[0] / 255, p)
    picture, bars = figure.data
    assert np.flipud(picture.z).tolist() == np.maximum(IMAGES[0], 1).tolist()
    assert bars.x.tolist() == p.tolist()
    assert bars.text[3] == "90%" and bars.text[1] == ""
    assert figure.layout.yaxis2.ticktext[3] == "<b>3</b>"

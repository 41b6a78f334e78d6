"""The digit whose rows travel, and the batch, read back from their figures."""

import numpy as np
import pytest

from mnist_lab.digits.dataset import load
from mnist_lab.figures.flattening import batch_figure, batch_text, digit_figure, digit_text, ink_runs
from mnist_lab.maths.flattening import PIXELS, RECIPES, batch, flatten
from mnist_lab.ui.plot import payload

IMAGES = load().train_images


def test_the_rows_go_one_by_one_and_come_back() -> None:
    figure = digit_figure(flatten(IMAGES, 7))
    assert len(figure.frames) == 1 + 28 + 4
    paper = [np.array(frame.data[0].y).reshape(28, 5)[:, 0] for frame in figure.frames]
    line = paper[28][0]
    assert (paper[28] == line).all()  # all rows in the line
    for number in range(29):
        assert [top == line for top in paper[number]] == [row < number for row in range(28)]
    assert np.array_equal(paper[-1], paper[0])
    assert [int((top == line).sum()) for top in paper[29:]] == [21, 14, 7, 0]
    assert "28·3 = 84" in figure.frames[4].name


def test_the_ink_in_the_line_is_where_flat_has_it() -> None:
    found = flatten(IMAGES, 7)
    _, shades = ink_runs(found.x)
    levels = np.rint(found.flat / 255 * shades)
    frame = digit_figure(found).frames[28]
    for shade in range(1, shades + 1):
        corners = np.array(frame.data[shade].x).reshape(-1, 5)
        drawn = np.zeros(PIXELS, bool)
        for left, right, *_ in corners:
            drawn[int(left) : int(right)] = True
        assert np.array_equal(drawn, levels == shade)


def test_runs_by_hand() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[3, 5:9] = 255
    image[3, 9] = 102
    assert ink_runs(image)[0].tolist() == [[3, 5, 9, 5], [3, 9, 10, 2]]
    assert ink_runs(np.zeros((28, 28), np.uint8))[0].shape == (0, 4)


def test_payloads() -> None:
    assert all(len(payload(digit_figure(flatten(IMAGES, number)))) < 300_000 for number in range(0, 1000, 50))
    assert all(len(payload(batch_figure(batch(IMAGES, 100, recipe), coloured=True))) < 100_000 for recipe in RECIPES)


def wall(figure: object, number: int) -> np.ndarray:
    return np.asarray(figure.data[number].z)  # type: ignore[attr-defined]


def test_the_batch_as_pictures_again() -> None:
    right, cut = batch(IMAGES, 10, RECIPES[0]), batch(IMAGES, 10, RECIPES[1])
    for found in (right, cut):
        figure = batch_figure(found, coloured=False)
        assert np.array_equal(wall(figure, 1), np.maximum(found.rows, 1))
        first = wall(figure, 2)[:, :28]
        assert np.array_equal(first, np.maximum(found.rows[0].reshape(28, 28), 1))
        assert np.array_equal(wall(figure, 0)[:, 30:58], np.maximum(IMAGES[1], 1))
    assert np.array_equal(wall(batch_figure(right, coloured=False), 0), wall(batch_figure(right, coloured=False), 2))


@pytest.mark.parametrize("n", [1, 10, 100])
def test_colours_say_which_digit_a_pixel_is_from(n: int) -> None:
    found = batch(IMAGES, n, RECIPES[2])
    tenth = (wall(batch_figure(found, coloured=True), 1).astype(int) - 1) // 8
    assert np.array_equal(tenth, found.origins * 10 // max(n, 10))


def test_words() -> None:
    assert "one line of 784" in digit_text(flatten(IMAGES, 3))
    assert "scrambled" in batch_text(batch(IMAGES, 10, RECIPES[1]))
    assert "the digits themselves" in batch_text(batch(IMAGES, 10, RECIPES[3]))
    titles = [note.text for note in batch_figure(batch(IMAGES, 10, RECIPES[1]), coloured=True).layout.annotations]
    assert titles[2].endswith("no digit is left")

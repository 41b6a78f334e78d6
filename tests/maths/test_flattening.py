"""A digit flattened and folded back; a batch as rows of 784, right and scrambled: NumPy as oracle, each code run."""

import numpy as np
import pytest

from mnist_lab.digits.dataset import load
from mnist_lab.maths.flattening import PIXELS, RECIPES, SHOWN, Recipe, batch, flatten
from tests.maths.test_reshaping import run, said

IMAGES = load().train_images
each_recipe = pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)


def test_a_digit_goes_row_by_row_into_one_line_and_back() -> None:
    found = flatten(IMAGES, 7)
    assert np.array_equal(found.back, IMAGES[7])
    for r, c in ((0, 0), (1, 0), (13, 27), (27, 27)):
        assert found.flat[28 * r + c] == IMAGES[7, r, c]
    names = run(found.code)
    assert np.array_equal(names["flat"], found.flat)  # type: ignore[arg-type]
    said(found.code, names)
    assert str(np.count_nonzero(IMAGES[7])) in found.sentence


def test_the_notebooks_training_set_becomes_rows_of_784() -> None:
    blank = np.zeros((60_000, 28, 28), np.uint8)
    found = batch(blank, 60_000, RECIPES[0])
    assert found.shape == (60_000, 28 * 28) and found.strides == (784, 1) and found.shared
    assert "as in the notebook: (60000, 784)" in batch(blank, 10, RECIPES[0]).sentence
    assert batch(np.zeros((10_000, 28, 28), np.uint8), 10_000, RECIPES[0]).shape == (10_000, 28 * 28)


@each_recipe
@pytest.mark.parametrize("n", [1, 3, 10, 1000])
def test_rows_and_origins_are_what_the_line_of_code_gives(recipe: Recipe, n: int) -> None:
    found = batch(IMAGES, n, recipe)
    y = eval(recipe.expression.format(n=n), {"x": IMAGES[:n]})
    assert found.shape == y.shape == (n, PIXELS) and found.strides == y.strides
    assert np.array_equal(found.rows, y[:SHOWN])
    owners = np.arange(n).repeat(PIXELS).reshape(n, 28, 28)
    assert np.array_equal(found.origins, eval(recipe.expression.format(n=n), {"x": owners})[:SHOWN])


@each_recipe
def test_the_code_gives_what_is_shown(recipe: Recipe) -> None:
    found = batch(IMAGES, 12, recipe)
    names = run(found.code)
    assert np.array_equal(names["y"][:SHOWN], found.rows)  # type: ignore[index]
    assert np.array_equal(names["origin"][:SHOWN], found.origins)  # type: ignore[index]
    said(found.code, names)


def test_mixing_in_the_batch_axis_scrambles_and_the_mended_line_does_not() -> None:
    right, cut, last, mended = (batch(IMAGES, 10, recipe) for recipe in RECIPES)
    # 784 pixels of row 0 by cuts of 10: digits 0 to 9 all give some; read in turn: 78 or 79 of each
    assert [found.mixed for found in (right, cut, last, mended)] == [1, 10, 10, 1]
    assert [found.right for found in (right, cut, last, mended)] == [True, False, False, True]
    assert [found.shared for found in (right, cut, last, mended)] == [True, True, False, True]
    assert "10 different digits" in cut.sentence and "7,840 bytes were copied" in last.sentence
    assert "every 10 pixels" in cut.why
    assert batch(IMAGES, 1, RECIPES[2]).right  # one digit cannot be mixed with another


def test_no_more_digits_than_there_are() -> None:
    assert batch(IMAGES[:5], 10, RECIPES[1]).shape == (5, PIXELS)

"""The cell that can be run too often, and the function that cannot."""

import contextlib
import io

import numpy as np
import pytest

from mnist_lab.digits.dataset import load
from mnist_lab.maths.pipeline import MOST_RUNS, PipelineError, prepared, run_cell
from tests.code_run import printed

IMAGES = load().train_images


@pytest.mark.parametrize("runs", range(MOST_RUNS + 1))
def test_the_code_prints_the_largest_value(runs: int) -> None:
    cell = run_cell(IMAGES, runs)
    assert cell.largest == pytest.approx(255 / 255**runs, rel=1e-6)
    assert printed(cell.code) == [[pytest.approx(cell.largest, rel=1e-6)]]


@pytest.mark.parametrize("runs", range(MOST_RUNS + 1))
def test_the_habit_takes_raw_images_and_nothing_else(runs: int) -> None:
    cell, names = run_cell(IMAGES, runs), {}
    with contextlib.redirect_stdout(io.StringIO()):
        if runs == 0:
            exec(cell.habit, names)
            assert np.array_equal(names["x_train"], prepared(IMAGES[:1000]))
            assert cell.refused == ""
        else:
            with pytest.raises(ValueError) as told:
                exec(cell.habit, names)
            assert str(told.value) == cell.refused


def test_the_function_never_changes_its_input_however_often_it_is_run() -> None:
    before = IMAGES.copy()
    first, second = prepared(IMAGES), prepared(IMAGES)
    assert np.array_equal(first, second) and np.array_equal(IMAGES, before)
    assert (first.min(), first.max(), first.dtype) == (0, 1, np.float32)
    assert prepared(IMAGES[:0]).shape == (0, 784)


def test_a_bad_count_is_told() -> None:
    with pytest.raises(PipelineError, match="0 to 4 times here, not 5"):
        run_cell(IMAGES, 5)

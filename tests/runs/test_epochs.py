"""A run's epochs as `model.fit` prints them."""

import numpy as np
import pytest

from mnist_lab.runs.epochs import epochs, printed_epochs
from mnist_lab.runs.history import Recorder


def test_a_smaller_last_batch_counts_less() -> None:
    # 5 digits in batches of 2, 2 and 1: (2 * 3 + 2 * 2 + 1 * 0) / 5 = 2
    recorder = Recorder()
    recorder.batches(1, np.array([[3, 1, 0], [2, 0.5, 0], [0, 0, 0], [9, 9, 9]], np.float32))
    (only,) = epochs(recorder.history(), digits=5, batch_size=2)
    assert only.line == "3/3 - loss: 2.0000 - accuracy: 0.6000"


@pytest.mark.parametrize("count", [0, 1, 2])
def test_an_epoch_that_is_not_complete_is_not_told(count: int) -> None:
    recorder = Recorder()
    recorder.batches(1, np.ones((count, 3), np.float32))
    assert len(epochs(recorder.history(), digits=4, batch_size=2)) == count // 2


def test_the_notebooks_epochs() -> None:
    there = printed_epochs()
    assert len(there) == 20
    assert there[0].line == "469/469 - loss: 0.2423 - accuracy: 0.9297"
    assert there[-1].line == "469/469 - loss: 0.1173 - accuracy: 0.9669"

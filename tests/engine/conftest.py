"""Digits small enough to train on in a test: made of the bundled sample's real ones where it is there."""

import numpy as np
import pytest

from mnist_lab.digits.dataset import SAMPLE
from mnist_lab.runs.records import TrainingDigits


def some_digits(train: int, test: int) -> TrainingDigits:
    """Return so many of the bundled sample's digits, spread over all classes."""
    with np.load(SAMPLE) as file:
        picked_train = np.linspace(0, len(file["x_train"]) - 1, train).astype(int)
        picked_test = np.linspace(0, len(file["x_test"]) - 1, test).astype(int)
        return TrainingDigits(
            file["x_train"][picked_train],
            file["y_train"][picked_train],
            file["x_test"][picked_test],
            file["y_test"][picked_test],
        )


@pytest.fixture(scope="session")
def digits() -> TrainingDigits:
    """900 digits to train with, in batches that do not come out even, and 200 held out."""
    return some_digits(900, 200)


@pytest.fixture(scope="session")
def full_digits(full_mnist) -> TrainingDigits:
    """All 70,000 digits of MNIST."""
    with np.load(full_mnist) as file:
        return TrainingDigits(*(file[name] for name in ("x_train", "y_train", "x_test", "y_test")))

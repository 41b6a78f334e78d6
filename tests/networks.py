"""Small networks whose weights can be followed, and readers whose code loads them from the folder a test runs in."""

import itertools
from pathlib import Path
from typing import Any

import numpy as np

from mnist_lab.network.reading import Reader
from mnist_lab.network.subject import Subject, of_test_set
from mnist_lab.network.weights import Weights, save_weights, weights_from_arrays
from mnist_lab.ui.readers import FILE, IMPORTS, LINE


def network(hidden: tuple[int, ...] = (6,), activation: str = "relu", *, seed: int = 0) -> Weights:
    """A network 784-hidden-10 with random weights and biases."""
    random = np.random.default_rng(seed)
    sizes = (784, *hidden, 10)
    arrays: list[Any] = []
    for wide, narrow in itertools.pairwise(sizes):
        arrays += [random.normal(0, 1 / np.sqrt(wide) * 3, (wide, narrow)), random.normal(0, 0.5, narrow)]
    return weights_from_arrays(arrays, [*[activation] * len(hidden), "softmax"])


def by_hand() -> Weights:
    """784-2-10. Unit 0 sums pixels 0 and 1, unit 1 takes their difference twice; unit 0 votes for 3, unit 1 for 5."""
    W1, W2 = np.zeros((784, 2)), np.zeros((2, 10))
    W1[0], W1[1] = (1, 2), (1, -2)
    W2[0, 3], W2[0, 5], W2[1, 5] = 2, -1, 1
    b2 = np.zeros(10)
    b2[3] = 0.25
    return weights_from_arrays([W1, np.array([0.5, -0.1]), W2, b2], ["relu", "softmax"])


def reader(weights: Weights, folder: Path) -> Reader:
    """A reader of these weights, whose code finds them in `folder`."""
    save_weights(weights, folder / FILE)
    return Reader("a test's network", weights, IMPORTS, LINE)


def two_pixels(first: int = 255, second: int = 51, label: int = 3) -> Subject:
    """A digit with ink in pixels 0 and 1 only: 1.0 and 0.2."""
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 0, :2] = first, second
    return of_test_set(image, np.array([label], np.uint8), 0)


def ran(code: str) -> dict[str, Any]:
    """Everything that a page's code defines."""
    names: dict[str, Any] = {}
    exec(compile(code, "page", "exec"), names)
    return names

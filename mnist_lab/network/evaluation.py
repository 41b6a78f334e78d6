"""How good a network's answers are: accuracy, confusion matrix, per-class counts."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from mnist_lab.network.weights import Weights

Labels = NDArray[np.integer]

CHUNK = 2_000
"""Images a forward pass takes at once, so that 70,000 of them need no more memory than 2,000."""


def answers(weights: Weights, images: NDArray[np.generic]) -> NDArray[np.intp]:
    """(n,): the most probable class of each image (n, 28, 28) or (n, 784); uint8 is read as 0-255, floats as 0-1."""
    x = images.reshape(len(images), math.prod(images.shape[1:]))
    scale = np.float32(255 if x.dtype == np.uint8 else 1)
    parts = [
        weights.predict(x[i : i + CHUNK].astype(np.float32) / scale).argmax(axis=1) for i in range(0, len(x), CHUNK)
    ]
    return np.concatenate(parts) if parts else np.empty(0, np.intp)


def accuracy(labels: Labels, predicted: Labels) -> float:
    """Share of predictions that equal their label.

    Examples
    --------
    >>> accuracy(np.array([7, 2, 1, 0]), np.array([7, 2, 1, 6]))
    0.75
    """
    return float((labels == predicted).mean())


def confusion_matrix(labels: Labels, predicted: Labels, classes: int = 10) -> NDArray[np.int64]:
    """(classes, classes): row the label, column the answer, how often.

    Examples
    --------
    >>> confusion_matrix(np.array([0, 1, 1]), np.array([0, 1, 0]), classes=2).tolist()
    [[1, 0], [1, 1]]
    """
    pairs = np.asarray(labels, np.int64) * classes + np.asarray(predicted, np.int64)
    return np.bincount(pairs, minlength=classes * classes).reshape(classes, classes)

"""Accuracy and confusion, counted by hand."""

import numpy as np

from mnist_lab.network.evaluation import CHUNK, accuracy, answers, confusion_matrix
from mnist_lab.network.weights import weights_from_arrays


def test_confusion_by_hand() -> None:
    counts = confusion_matrix(np.array([7, 7, 7, 1], np.uint8), np.array([7, 7, 1, 1]))
    assert counts[7, 7] == 2
    assert counts[7, 1] == 1
    assert counts[1, 1] == 1
    assert counts.sum() == 4
    assert accuracy(np.array([7, 7, 7, 1]), np.array([7, 7, 1, 1])) == 0.75


def test_answers_of_bytes_and_floats_in_more_than_one_chunk() -> None:
    W = np.zeros((784, 10))
    W[np.arange(10), np.arange(10)] = 1  # pixel k votes for class k
    weights = weights_from_arrays([W, np.zeros(10)], ["softmax"])
    images = np.zeros((CHUNK + 3, 28, 28), np.uint8)
    meant = np.arange(CHUNK + 3) % 10
    images[np.arange(CHUNK + 3), 0, meant] = 255
    np.testing.assert_array_equal(answers(weights, images), meant)
    np.testing.assert_array_equal(answers(weights, images / 255), meant)
    assert answers(weights, images[:0]).shape == (0,)

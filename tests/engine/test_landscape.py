"""The recipe of the landscapes: small here, each number against TensorFlow; slow, what the shipped record says."""

from pathlib import Path

import numpy as np
import pytest

from mnist_lab.engine.landscape import KINDS, Training, recorded
from mnist_lab.network.backward import loss_and_gradient
from mnist_lab.network.landscape import DISTANCES, trainings
from mnist_lab.network.weights import Array, weights_from_arrays
from tests.engine.conftest import some_digits


def few() -> tuple[Array, np.ndarray]:
    digits = some_digits(600, 10)
    return digits.train_images.reshape(-1, 784).astype(np.float32) / np.float32(255), digits.train_labels


def test_a_small_record() -> None:
    lines: list[str] = []
    made = recorded(*few(), lines.append, moments=(0, 3), units=16)
    assert set(made) == set(KINDS) and len(lines) == 4 and lines[0].startswith("rmsprop: batch 0, loss ")
    for moments in made.values():
        assert [moment.batch for moment in moments] == [0, 3]
        for moment in moments:
            assert all(curve.shape == DISTANCES.shape for curve in moment.curves.values())
            assert moment.facts["batch_loss_after"] < moment.facts["batch_loss"]
    assert made["sgd"][0].facts["loss"] == made["rmsprop"][0].facts["loss"]  # the same first weights


def test_the_gradient_over_all_is_ours() -> None:
    x, labels = few()
    training = Training("sgd", x, labels, units=16)
    loss, parts = loss_and_gradient(weights_from_arrays(training.weights(), ("relu", "softmax")), x, labels)
    for ours, theirs in zip(parts, training.gradient(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-5)
    assert loss > 0


def test_each_epoch_has_all_digits_in_an_order_of_its_own() -> None:
    x, labels = few()
    training = Training("sgd", x, labels, units=4)
    epochs = [np.concatenate([training.next_batch() for _ in range(5)]) for _ in range(2)]  # 4 of 128 and one of 88
    assert all(sorted(order.tolist()) == list(range(600)) for order in epochs)
    assert not np.array_equal(*epochs)


@pytest.mark.slow
def test_the_recipe_gives_the_shipped_record(full_mnist: Path) -> None:
    with np.load(full_mnist) as file:
        x = file["x_train"].reshape(-1, 784).astype(np.float32) / np.float32(255)
        labels = file["y_train"]
    made = recorded(x, labels, print, moments=(0, 10, 100))
    for kind, moments in made.items():
        for ours, shipped in zip(moments, trainings()[kind], strict=False):
            for direction, curve in ours.curves.items():
                np.testing.assert_allclose(curve, shipped.curves[direction], rtol=0.02)

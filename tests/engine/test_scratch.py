"""The notebook's own classes: worked by hand, against Keras, and the three slips that were put right."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from mnist_lab.engine.networks import naive_sequential
from mnist_lab.engine.scratch import (
    BatchGenerator,
    NaiveDense,
    NaiveSequential,
    fit,
    one_training_step,
    update_by_hand,
    update_with,
)
from mnist_lab.runs.settings import Settings, notebook


def two_units() -> NaiveSequential:
    """W = [[1, 0], [0, 1]], b = 0, softmax: the simplest network with two answers."""
    layer = NaiveDense(2, 2, tf.nn.softmax, seed=0)
    layer.W.assign([[1.0, 0.0], [0.0, 1.0]])
    return NaiveSequential([layer])


def test_one_step_worked_by_hand():
    # x = (1, 0), label 0: logits (1, 0), p0 = e / (e + 1) = 0.7310586, loss = -ln p0 = 0.3132617.
    # d loss / d logits = p - onehot = (-0.2689414, 0.2689414); dW = x^T (that); db = that.
    # learning rate 0.5: W[0] = (1.1344707, -0.1344707), W[1] stays, b = (0.1344707, -0.1344707).
    model = two_units()
    loss = one_training_step(model, np.array([[1.0, 0.0]], "float32"), np.array([0]), update_by_hand(0.5))
    assert float(loss) == pytest.approx(0.3132617, abs=1e-6)
    W, b = (w.numpy() for w in model.weights)
    np.testing.assert_allclose(W, [[1.1344707, -0.1344707], [0.0, 1.0]], atol=1e-6)
    np.testing.assert_allclose(b, [0.1344707, -0.1344707], atol=1e-6)


def test_the_notebooks_first_weights_are_uniform_between_0_and_a_tenth():
    model = naive_sequential(notebook("scratch"))
    assert len(model.weights) == 4  # the notebook's own assertion
    W1, b1, W2, b2 = (w.numpy() for w in model.weights)
    assert [w.shape for w in (W1, b1, W2, b2)] == [(784, 512), (512,), (512, 10), (10,)]
    assert W1.min() >= 0 and W1.max() < 0.1
    assert W1.mean() == pytest.approx(0.05, abs=3e-4)  # 401,408 draws: standard error 5e-5
    assert not b1.any() and not b2.any()


def test_equal_seeds_give_equal_weights_and_other_seeds_others():
    first, same, other = (naive_sequential(Settings(engine="scratch", seed=seed)) for seed in (3, 3, 4))
    assert np.array_equal(first.weights[0], same.weights[0])
    assert not np.array_equal(first.weights[0], other.weights[0])


def test_updates_by_hand_and_by_the_optimizer_are_the_same(digits):
    x, y = digits.train_images[:64].reshape(64, 784).astype("float32") / 255, digits.train_labels[:64]
    by_hand, by_optimizer = (naive_sequential(notebook("scratch")) for _ in range(2))
    for _ in range(3):
        one_training_step(by_hand, x, y, update_by_hand(0.1))
        one_training_step(by_optimizer, x, y, update_with(keras.optimizers.SGD(learning_rate=0.1)))
    for mine, theirs in zip(by_hand.weights, by_optimizer.weights, strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-6)


def test_the_batches_of_a_pass_are_every_image_once_and_the_next_pass_has_another_order():
    images, labels = np.arange(10, dtype="float32").reshape(10, 1), np.arange(10, dtype="uint8")
    batches = BatchGenerator(images, labels, batch_size=4, seed=1)
    assert batches.num_batches == 3
    first = [batches.next() for _ in range(3)]
    assert [len(batch_labels) for _, batch_labels in first] == [4, 4, 2]  # slip 1: the size asked for
    order = np.concatenate([batch_labels for _, batch_labels in first])
    assert sorted(order) == list(range(10))
    assert list(order) != list(range(10))  # slip 2: shuffled
    again = np.concatenate([batches.next()[1] for _ in range(3)])  # slip 3: not used up
    assert sorted(again) == list(range(10))
    assert list(again) != list(order)
    for batch_images, batch_labels in first:
        assert np.array_equal(batch_images[:, 0], batch_labels)


def test_fit_trains_in_batches_of_the_size_it_is_asked_for(digits, capsys):
    x, y = digits.train_images.reshape(900, 784).astype("float32") / 255, digits.train_labels
    model = naive_sequential(Settings(engine="scratch", hidden=(32,)))
    seen: list[int] = []

    def update(gradients, weights):
        seen.append(len(seen))
        update_by_hand(0.001)(gradients, weights)

    fit(model, x, y, epochs=2, update_weights=update, batch_size=300)
    assert len(seen) == 2 * 3
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "Epoch 0" and printed[2] == "Epoch 1"
    assert float(printed[3].removeprefix("loss at batch 0: ")) < float(printed[1].removeprefix("loss at batch 0: "))

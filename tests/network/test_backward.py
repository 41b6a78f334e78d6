"""The gradient of a network's loss: by hand, against central differences and TensorFlow."""

import numpy as np
import pytest

from mnist_lab.network.backward import cross_entropy, deltas, loss_and_gradient
from mnist_lab.network.weights import Layer, Weights, weights_from_arrays
from tests.networks import network


def test_one_layer_by_hand() -> None:
    # scores 0 for both classes: p = 1/2 each; for the label 0 dz = (-1/2, 1/2), dW = x dz
    weights = Weights((Layer(np.zeros((2, 2), np.float32), np.zeros(2, np.float32), "softmax"),))
    loss, (dW, db) = loss_and_gradient(weights, np.array([[2.0, 4.0]], np.float32), np.array([0]))
    assert loss == pytest.approx(np.log(2))
    assert dW.tolist() == [[-1.0, 1.0], [-2.0, 2.0]] and db.tolist() == [-0.5, 0.5]


def test_the_loss_is_exact_however_sure_the_network_is() -> None:
    assert cross_entropy(np.array([[1000.0, 0.0]]), np.array([1])).tolist() == [1000.0]
    assert cross_entropy(np.array([[1000.0, 0.0]]), np.array([0])).tolist() == [0.0]


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "linear"])
@pytest.mark.parametrize("hidden", [(6,), (5, 4)])
def test_against_tensorflow(activation: str, hidden: tuple[int, ...]) -> None:
    import tensorflow as tf

    weights, random = network(hidden, activation), np.random.default_rng(1)
    x, labels = random.uniform(0, 1, (7, 784)).astype(np.float32), random.integers(0, 10, 7)
    arrays = [tf.Variable(array) for layer in weights.layers for array in (layer.W, layer.b)]
    with tf.GradientTape() as tape:
        a = tf.constant(x)
        for W, b, layer in zip(arrays[::2], arrays[1::2], weights.layers, strict=True):
            z = a @ W + b
            a = z if layer.activation in ("linear", "softmax") else getattr(tf, layer.activation, tf.nn.relu)(z)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, a))
    ours, parts = loss_and_gradient(weights, x, labels)
    assert ours == pytest.approx(float(loss), rel=1e-5)
    for part, theirs in zip(parts, tape.gradient(loss, arrays), strict=True):
        np.testing.assert_allclose(part, theirs.numpy(), rtol=2e-3, atol=2e-5)


def test_a_step_down_lowers_the_loss() -> None:
    weights, random = network((6,)), np.random.default_rng(2)
    x, labels = random.uniform(0, 1, (20, 784)).astype(np.float32), random.integers(0, 10, 20)
    before, parts = loss_and_gradient(weights, x, labels)
    arrays = [array for layer in weights.layers for array in (layer.W, layer.b)]
    length = sum(float(np.square(part).sum()) for part in parts)
    moved = weights_from_arrays(
        [array - np.float32(1e-4) * part for array, part in zip(arrays, parts, strict=True)], ["relu", "softmax"]
    )
    after, _ = loss_and_gradient(moved, x, labels)
    assert after - before == pytest.approx(-1e-4 * length, rel=0.1)


def test_each_image_keeps_its_own_part() -> None:
    weights, random = network((6,)), np.random.default_rng(3)
    x, labels = random.uniform(0, 1, (4, 784)).astype(np.float32), random.integers(0, 10, 4)
    inputs, found, losses = deltas(weights, x, labels)
    for place in range(4):
        alone = loss_and_gradient(weights, x[[place]], labels[[place]])
        assert losses[place] == pytest.approx(alone[0], rel=1e-5)
        np.testing.assert_allclose(np.outer(inputs[1][place], found[1][place]), alone[1][2], rtol=1e-4, atol=1e-6)

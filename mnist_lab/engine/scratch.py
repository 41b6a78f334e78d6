"""The notebook's network from scratch: its own classes and training loop, nothing of Keras but the loss.

Three slips of the notebook are put right here, so that the settings do what they say:

1. its `fit` made a `BatchGenerator(images, labels)` and did not hand on `batch_size`, which stayed 128;
2. its `BatchGenerator` took the images in the order of the file, in each epoch the same: nothing was shuffled;
3. its `BatchGenerator` was used up after one pass and gave empty batches; here, the next pass begins, in a new order.

Randomness is always an argument: a seed for each layer and one for the order of the images.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

Activation = Callable[[tf.Tensor], tf.Tensor]
Update = Callable[[Sequence[tf.Tensor], Sequence[tf.Variable]], None]


class NaiveDense:
    """`output = activation(dot(input, W) + b)`: W (input_size, output_size), b (output_size,)."""

    def __init__(self, input_size: int, output_size: int, activation: Activation, seed: int) -> None:
        self.activation = activation

        w_shape = (input_size, output_size)
        w_initial_value = tf.random.stateless_uniform(w_shape, seed=(seed, 0), minval=0, maxval=1e-1)
        self.W = tf.Variable(w_initial_value)

        b_shape = (output_size,)
        b_initial_value = tf.zeros(b_shape)
        self.b = tf.Variable(b_initial_value)

    def __call__(self, inputs: tf.Tensor) -> tf.Tensor:
        """Inputs (n, input_size) to outputs (n, output_size)."""
        return self.activation(tf.matmul(inputs, self.W) + self.b)

    @property
    def weights(self) -> list[tf.Variable]:
        """W and b."""
        return [self.W, self.b]


class NaiveSequential:
    """Layers one after the other: what one puts out, the next takes in."""

    def __init__(self, layers: Sequence[NaiveDense]) -> None:
        self.layers = layers

    def __call__(self, inputs: tf.Tensor) -> tf.Tensor:
        """Images (n, 784), ink 0-1, to probabilities (n, 10)."""
        x = inputs
        for layer in self.layers:
            x = layer(x)
        return x

    @property
    def weights(self) -> list[tf.Variable]:
        """W1, b1, W2, b2, ..."""
        weights = []
        for layer in self.layers:
            weights += layer.weights
        return weights


class BatchGenerator:
    """Batches of images (n, 784) and labels (n,), without end: each pass over them in a new order."""

    def __init__(
        self, images: NDArray[np.float32], labels: NDArray[np.uint8], batch_size: int = 128, seed: int = 0
    ) -> None:
        assert len(images) == len(labels)
        self.index = 0
        self.epoch = 0
        self.images = images
        self.labels = labels
        self.batch_size = batch_size
        self.seed = seed
        self.num_batches = math.ceil(len(images) / batch_size)
        self.order = epoch_order(seed, self.epoch, len(images))

    def next(self) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """Return the next images and their labels; the last batch of a pass may be smaller."""
        if self.index >= len(self.images):
            self.index = 0
            self.epoch += 1
            self.order = epoch_order(self.seed, self.epoch, len(self.images))
        picked = self.order[self.index : self.index + self.batch_size]
        self.index += self.batch_size
        return self.images[picked], self.labels[picked]


def epoch_order(seed: int, epoch: int, count: int) -> NDArray[np.int64]:
    """Return the order (count,) of the images in an epoch, counted from 0."""
    return np.random.default_rng([seed, epoch]).permutation(count)


def one_training_step(
    model: NaiveSequential, images_batch: tf.Tensor, labels_batch: tf.Tensor, update_weights: Update
) -> tf.Tensor:
    """Forward, loss, gradients, update; return the loss before the update, in nats."""
    with tf.GradientTape() as tape:
        predictions = model(images_batch)
        per_sample_losses = keras.losses.sparse_categorical_crossentropy(labels_batch, predictions)
        average_loss = tf.reduce_mean(per_sample_losses)
    gradients = tape.gradient(average_loss, model.weights)
    update_weights(gradients, model.weights)
    return average_loss


def update_by_hand(learning_rate: float) -> Update:
    """Return the notebook's first `update_weights`: a step against the gradient."""

    def update_weights(gradients: Sequence[tf.Tensor], weights: Sequence[tf.Variable]) -> None:
        for g, w in zip(gradients, weights, strict=True):
            w.assign_sub(g * learning_rate)

    return update_weights


def update_with(optimizer: keras.optimizers.Optimizer) -> Update:
    """Return the notebook's second `update_weights`: an optimiser of Keras does it, such as `optimizers.SGD`."""

    def update_weights(gradients: Sequence[tf.Tensor], weights: Sequence[tf.Variable]) -> None:
        optimizer.apply_gradients(zip(gradients, weights, strict=True))

    return update_weights


def fit(
    model: NaiveSequential,
    images: NDArray[np.float32],
    labels: NDArray[np.uint8],
    *,
    epochs: int,
    update_weights: Update,
    batch_size: int = 128,
    seed: int = 0,
) -> None:
    """Train for some passes over images (n, 784), ink 0-1, and labels (n,), and say how the loss falls."""
    batch_generator = BatchGenerator(images, labels, batch_size, seed)
    for epoch_counter in range(epochs):
        print(f"Epoch {epoch_counter}")
        for batch_counter in range(batch_generator.num_batches):
            images_batch, labels_batch = batch_generator.next()
            loss = one_training_step(model, images_batch, labels_batch, update_weights)
            if batch_counter % 100 == 0:
                print(f"loss at batch {batch_counter}: {loss:.2f}")

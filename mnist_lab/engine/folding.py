"""The small network that uncrumples points, trained with TensorFlow: all points in each step, Adam.

Nothing is kept between two calls: what comes in goes on from its state, whoever else trains in this worker.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from mnist_lab.engine import networks
from mnist_lab.maths.folding import NONE
from mnist_lab.network.folding import RATE, TrainingState, Uncrumpling

Tensors = list[tf.Tensor]

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7
"""Adam's, as Keras has them."""

ACTIVATIONS = {**networks.ACTIVATIONS, NONE: networks.ACTIVATIONS["linear"]}


def beginning(settings: Uncrumpling) -> TrainingState:
    """Return the first weights, as Keras draws them from seeds, and an Adam that has seen nothing."""
    weights: list[np.ndarray] = []
    for number, shape in enumerate(zip(settings.sizes, settings.sizes[1:], strict=False)):
        drawn = keras.initializers.GlorotUniform(seed=layer_seed(settings, number))(shape)
        weights += [np.asarray(drawn, np.float32), np.zeros(shape[1], np.float32)]
    nothing = tuple(np.zeros_like(weight) for weight in weights)
    return TrainingState(0, tuple(weights), nothing, nothing)


def layer_seed(settings: Uncrumpling, number: int) -> int:
    """Return the seed of layer `number`, from 0."""
    return 10 * settings.seed + number


def trained(settings: Uncrumpling, state: TrainingState | None, steps: int) -> TrainingState:
    """Return the state after so many steps more; None begins, and trains nothing."""
    if state is None:
        return beginning(settings)
    x = tf.constant(settings.points.points, tf.float32)
    y = tf.constant(settings.points.classes, tf.float32)
    groups = tuple([tf.constant(array) for array in group] for group in (state.weights, state.means, state.squares))
    found = _steps(settings.activations)(x, y, groups, tf.constant([state.step, state.step + steps]))
    weights, means, squares = (tuple(array.numpy() for array in group) for group in found)
    return TrainingState(state.step + steps, weights, means, squares)


@lru_cache(maxsize=16)
def _steps(activations: tuple[str, ...]) -> Callable[..., Any]:
    """Return the compiled loop for layers with these activations."""
    return tf.function(partial(_train, activations), reduce_retracing=True)  # type: ignore[no-any-return]


def _train(
    activations: tuple[str, ...], x: tf.Tensor, y: tf.Tensor, groups: tuple[Tensors, Tensors, Tensors], span: tf.Tensor
) -> tuple[Tensors, Tensors, Tensors]:
    """Take the steps from span[0] + 1 to span[1]; groups are weights, means and squares, before and after."""
    weights, means, squares = groups
    for step in tf.range(span[0] + 1, span[1] + 1):
        with tf.GradientTape() as tape:
            tape.watch(weights)
            logits = _forward(x, weights, activations)[:, 0]
            loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(y, logits))
        gradients = tape.gradient(loss, weights)
        weights, means, squares = _adam(gradients, (weights, means, squares), tf.cast(step, tf.float32))
    return weights, means, squares


def _forward(x: tf.Tensor, weights: Tensors, activations: tuple[str, ...]) -> tf.Tensor:
    for number, activation in enumerate(activations):
        x = ACTIVATIONS[activation](x @ weights[2 * number] + weights[2 * number + 1])
    return x


def _adam(
    gradients: Tensors, groups: tuple[Tensors, Tensors, Tensors], step: tf.Tensor
) -> tuple[Tensors, Tensors, Tensors]:
    """Return weights, means and squares after the step number `step`, from 1."""
    weights, means, squares = groups
    rate = RATE * tf.sqrt(1 - BETA_2**step) / (1 - BETA_1**step)
    means = [m + (g - m) * (1 - BETA_1) for m, g in zip(means, gradients, strict=True)]
    squares = [v + (g * g - v) * (1 - BETA_2) for v, g in zip(squares, gradients, strict=True)]
    moved = zip(weights, means, squares, strict=True)
    return [w - rate * m / (tf.sqrt(v) + EPSILON) for w, m, v in moved], means, squares

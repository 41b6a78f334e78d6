"""One face for both kinds of network, Keras's and the notebook's own, so that one trainer trains either."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import keras
import tensorflow as tf

from mnist_lab.engine.keras_model import keras_model, layer_seed, optimizer
from mnist_lab.engine.scratch import NaiveDense, NaiveSequential, update_by_hand, update_with
from mnist_lab.engine.updates import fused_update
from mnist_lab.runs.settings import Settings

ACTIVATIONS: dict[str, Callable[[tf.Tensor], tf.Tensor]] = {
    "relu": tf.nn.relu,
    "tanh": tf.nn.tanh,
    "sigmoid": tf.nn.sigmoid,
    "linear": tf.identity,
    "softmax": tf.nn.softmax,
}


@dataclass(frozen=True)
class Network:
    """A network that can be trained.

    Attributes
    ----------
    forward : (n, 784) -> (n, 10)
        Images, ink 0-1, to probabilities.
    weights : W1, b1, W2, b2, ...
    update : gradients ->
        Changes the weights by one step.
    memory : variables
        What the optimiser remembers between steps; empty for plain descent by hand.
    """

    forward: Callable[[tf.Tensor], tf.Tensor]
    weights: list[tf.Variable]
    update: Callable[[Sequence[tf.Tensor]], None]
    memory: list[tf.Variable]


def network(settings: Settings) -> Network:
    """Return the network of the settings, its first weights drawn from the seed."""
    return _scratch_network(settings) if settings.engine == "scratch" else _keras_network(settings)


def naive_sequential(settings: Settings) -> NaiveSequential:
    """Return the notebook's own model in these sizes."""
    steps = zip(settings.sizes, settings.sizes[1:], settings.activations, strict=False)
    return NaiveSequential(
        [
            NaiveDense(inputs, outputs, ACTIVATIONS[activation], seed=layer_seed(settings.seed, number))
            for number, (inputs, outputs, activation) in enumerate(steps)
        ]
    )


def _keras_network(settings: Settings) -> Network:
    model = keras_model(settings)
    model.optimizer.build(model.trainable_variables)
    weights = [variable.value for variable in model.trainable_variables]
    update = fused_update(model.optimizer, weights)
    return Network(lambda x: model(x, training=True), weights, update, _memory(model.optimizer))


def _scratch_network(settings: Settings) -> Network:
    model = naive_sequential(settings)
    weights = model.weights
    if settings.optimizer == "sgd":
        by_hand = update_by_hand(settings.learning_rate)
        return Network(model, weights, lambda gradients: by_hand(gradients, weights), [])
    keras_optimizer = optimizer(settings)
    keras_optimizer.build(weights)
    by_optimizer = update_with(keras_optimizer)
    return Network(model, weights, lambda gradients: by_optimizer(gradients, weights), _memory(keras_optimizer))


def _memory(keras_optimizer: keras.optimizers.Optimizer) -> list[tf.Variable]:
    return [variable.value for variable in keras_optimizer.variables]

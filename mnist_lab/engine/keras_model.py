"""The notebook's network as Keras builds it: `Sequential(Dense(512, relu), Dense(10, softmax))`, compiled as there."""

from __future__ import annotations

import keras

from mnist_lab.runs.settings import Settings

MOMENTUM = 0.9


def keras_model(settings: Settings) -> keras.Sequential:
    """Return the compiled model, its first weights drawn from the seed.

    Each layer has a seed of its own, rather than one for the whole process, so that runs side by side in a worker
    do not disturb each other's random numbers.
    """
    layers: list[keras.layers.Layer] = [keras.Input((28 * 28,))]
    widths = zip(settings.sizes[1:], settings.activations, strict=True)
    for number, (units, activation) in enumerate(widths):
        first_weights = keras.initializers.GlorotUniform(seed=layer_seed(settings.seed, number))
        layers.append(keras.layers.Dense(units, activation=activation, kernel_initializer=first_weights))
    model = keras.Sequential(layers)
    model.compile(
        optimizer=optimizer(settings),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def layer_seed(seed: int, number: int) -> int:
    """Return the seed of layer `number`, from 0: no two layers of a run, and no two runs, share one."""
    return 10 * seed + number


def optimizer(settings: Settings) -> keras.optimizers.Optimizer:
    """Return Keras's optimiser of that name, with its own defaults but for the learning rate."""
    rate = settings.learning_rate
    kinds = {
        "sgd": lambda: keras.optimizers.SGD(learning_rate=rate),
        "momentum": lambda: keras.optimizers.SGD(learning_rate=rate, momentum=MOMENTUM),
        "rmsprop": lambda: keras.optimizers.RMSprop(learning_rate=rate),
        "adam": lambda: keras.optimizers.Adam(learning_rate=rate),
    }
    return kinds[settings.optimizer]()

"""The recipe of the recorded landscapes: `python -m mnist_lab.engine.landscape`, some minutes on two cores.

The notebook's network, 784-512-10, trained twice on MNIST's 60,000 training digits in batches of 128: with RMSprop as
in the notebook's first part, and with plain SGD, rate 0.001, as in its own training loop. Seed 0 fixes the first
weights, the order of the digits and the random direction. At a few moments the training halts, and the loss over all
digits is measured along three straight lines through the weights. Writes `assets/landscape.npz`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from mnist_lab.engine.command import recording, report
from mnist_lab.network.landscape import (
    DIRECTIONS,
    DISTANCES,
    FACTS,
    RECORD,
    Moment,
    Trainings,
    along,
    length,
    save_trainings,
)
from mnist_lab.network.weights import Array

MOMENTS: Final = (0, 10, 100, 469, 2345)
"""Batches trained on before: none, 10, 100, one epoch, five epochs."""
BATCH: Final = 128
SEED: Final = 0
KINDS: Final[Mapping[str, Callable[[], keras.optimizers.Optimizer]]] = {
    "rmsprop": lambda: keras.optimizers.RMSprop(learning_rate=0.001),
    "sgd": lambda: keras.optimizers.SGD(learning_rate=0.001),
}
Labels = NDArray[np.uint8]


class Training:
    """A training that can halt before any batch.

    Parameters
    ----------
    kind : str
        A key of `KINDS`.
    x : (n, 784) float32, ink 0-1
    labels : (n,) uint8
    units : int
        Of the hidden layer.
    """

    def __init__(self, kind: str, x: Array, labels: Labels, *, units: int = 512) -> None:
        keras.utils.set_random_seed(SEED)
        self.x, self.labels = x, labels
        hidden = keras.layers.Dense(units, "relu")
        self.model = keras.Sequential([keras.Input((784,)), hidden, keras.layers.Dense(10, "softmax")])
        self.optimizer = KINDS[kind]()
        self.optimizer.build(self.model.trainable_variables)
        self.random = np.random.default_rng(SEED)
        self.order = np.empty(0, np.intp)
        self._compiled = tf.function(self._gradient)

    def weights(self) -> list[Array]:
        """Return a copy of `[W1, b1, W2, b2]`."""
        return [variable.numpy().copy() for variable in self.model.trainable_variables]

    def next_batch(self) -> NDArray[np.intp]:
        """Return the numbers of the digits that are next; each epoch has an order of its own."""
        if not self.order.size:
            self.order = self.random.permutation(len(self.x))
        batch, self.order = self.order[:BATCH], self.order[BATCH:]
        return batch

    def step(self, batch: NDArray[np.intp]) -> None:
        """Train on one batch."""
        self.optimizer.apply(self._compiled(self.x[batch], self.labels[batch])[1])

    def gradient(self) -> list[Array]:
        """Return the gradient of the mean loss over all digits."""
        total: list[Array] = [np.zeros_like(weight) for weight in self.weights()]
        for at in range(0, len(self.x), 10_000):
            images, labels = self.x[at : at + 10_000], self.labels[at : at + 10_000]
            _, parts = self._compiled(images, labels)
            share = len(images) / len(self.x)
            total = [before + share * more.numpy() for before, more in zip(total, parts, strict=True)]
        return total

    def _gradient(self, images: tf.Tensor, labels: tf.Tensor) -> tuple[tf.Tensor, list[tf.Tensor]]:
        with tf.GradientTape() as tape:
            losses = keras.losses.sparse_categorical_crossentropy(labels, self.model(images))
            loss = tf.reduce_mean(losses)
        return loss, tape.gradient(loss, self.model.trainable_variables)


def recorded(
    x: Array, labels: Labels, report: Callable[[str], None], *, moments: Sequence[int] = MOMENTS, units: int = 512
) -> Trainings:
    """Train with each optimiser and write down the landscape at each moment; `report` is given a line for each."""
    found: dict[str, tuple[Moment, ...]] = {}
    for kind in KINDS:
        training, here = Training(kind, x, labels, units=units), []
        for done in range(max(moments) + 1):
            batch = training.next_batch()
            if done in moments:
                here.append(_moment(training, batch, done))
                report(f"{kind}: " + ", ".join(f"{name} {value:.6g}" for name, value in here[-1].facts.items()))
            else:
                training.step(batch)
        found[kind] = tuple(here)
    return found


def _moment(training: Training, batch: NDArray[np.intp], done: int) -> Moment:
    """Measure the landscape here, and take the step."""
    start, gradient = training.weights(), training.gradient()
    training.step(batch)
    step = [after - before for after, before in zip(training.weights(), start, strict=True)]
    random = np.random.default_rng([SEED, done])
    chance = [random.standard_normal(weight.shape, np.float32) for weight in start]
    ways = dict(zip(DIRECTIONS, ([-part for part in gradient], chance, step), strict=True))
    curves = {name: _line(training, start, way, DISTANCES) for name, way in ways.items()}
    steep, far = length(gradient), length(step)
    losses = _line(training, start, step, np.array([0, far]))
    own = along(start, step, training.x[batch], training.labels[batch], distances=[0, 1])
    down = -sum(np.vdot(one, other) for one, other in zip(gradient, step, strict=True)) / (steep * far)
    values = (done, losses[0], steep, far, losses[1], own[0], own[1], float(down))
    return Moment(curves, dict(zip(FACTS, map(float, values), strict=True)))


def _line(training: Training, start: list[Array], way: Sequence[Array], distances: NDArray[np.float64]) -> Array:
    """Return the loss at distances along a way, which is brought to length 1 first."""
    unit = [part / np.float32(length(way)) for part in way]
    found = along(start, unit, training.x, training.labels, distances=distances.tolist())
    return found.astype(np.float32)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, and write the record."""
    about = __doc__.splitlines()[0]
    digits, out = recording("mnist_lab.engine.landscape", about, out=RECORD, arguments=arguments)
    tf.config.experimental.enable_op_determinism()
    x = digits.train_images.reshape(-1, 784).astype(np.float32) / np.float32(255)
    save_trainings(recorded(x, digits.train_labels, report), out)


if __name__ == "__main__":
    main()

"""The recipe of the puzzle's recorded training: `python -m mnist_lab.engine.puzzle`, five minutes on two cores.

The notebook's network, 784-512-10, RMSprop, batches of 128, trained twice: on images that were divided by 255 twice,
as when the notebook's cell was run again, and on images divided once. MNIST's training digits without the 1,000 that
the bundled sample tests with. Writes `assets/puzzle.npz`.

One thing differs from `optimizer="rmsprop"` today. The notebook was run with TensorFlow 2 before Keras 3, whose RMSprop
took a step of `rate * g / (sqrt(v) + epsilon)`. Keras 3 takes `rate * g / sqrt(v + epsilon)`. With epsilon at 1e-7, the
smallest divisor was 0.0000001 and is 0.0003 now. That matters here, since inputs 255 times smaller make gradients 255
times smaller. `epsilon=1e-14` gives Keras 3 the old smallest divisor, sqrt(1e-14), and nearly the old steps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import keras
import numpy as np
from numpy.typing import NDArray

from mnist_lab.digits.dataset import Digits, sample_test_mask
from mnist_lab.engine.command import recording, report
from mnist_lab.network.recorded import EPOCHS, ONCE, RECORD, TWICE, Record, save_record
from mnist_lab.network.weights import Array, Weights, weights_from_arrays

KEPT = (1, 11, 21, EPOCHS)
"""Epochs whose weights are kept: the first, one like the notebook's "Epoch 1/20", one between, one like its last."""

OLD_EPSILON = 1e-14
SEED = 0

Report = Callable[[str], None]
Labels = NDArray[np.uint8]


def recorded(digits: Digits, report: Report, *, epochs: int = EPOCHS, kept: Sequence[int] = KEPT) -> Record:
    """Train both networks and write down what they do; `report` is given a line for each epoch."""
    keep = ~sample_test_mask(digits.train_images)
    x, y = _divided(_flat(digits.train_images[keep])), digits.train_labels[keep]
    test, labels = _divided(_flat(digits.test_images)), digits.test_labels
    weights: dict[int, Weights] = {}

    def keep_weights(epoch: int, model: keras.Sequential) -> None:
        if epoch in kept:
            arrays = [np.asarray(weight) for weight in model.get_weights()]
            weights[epoch] = weights_from_arrays(arrays, ("relu", "softmax"))

    exams = (("/255", test, labels), ("/255/255", _divided(test), labels))
    twice = _train((_divided(x), y), exams, report, epochs=epochs, after=keep_weights)
    once = _train((x, y), exams[:1], report, epochs=epochs, after=lambda *_: None)
    return Record(
        dict(zip(TWICE, twice.T, strict=True)),
        dict(zip(ONCE, once.T, strict=True)),
        weights,
    )


def _train(
    digits: tuple[Array, Labels],
    exams: Sequence[tuple[str, Array, Labels]],
    report: Report,
    *,
    epochs: int,
    after: Callable[[int, keras.Sequential], None],
) -> Array:
    """(epochs, 2 + 2 exams): loss and accuracy as printed in training, then on each exam."""
    keras.utils.set_random_seed(SEED)
    model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(512, "relu"), keras.layers.Dense(10, "softmax")])
    optimizer = keras.optimizers.RMSprop(learning_rate=0.001, epsilon=OLD_EPSILON)
    model.compile(optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    rows = []
    for epoch in range(1, epochs + 1):
        history = model.fit(*digits, batch_size=128, epochs=1, verbose=0).history
        row = [history["loss"][-1], history["accuracy"][-1]]
        for _, images, labels in exams:
            row += model.evaluate(images, labels, batch_size=1000, verbose=0)
        names = ("training", *(f"test {name}" for name, _, _ in exams))
        said = (f"{name} {row[2 * i]:.4f} {row[2 * i + 1]:.4f}" for i, name in enumerate(names))
        report(f"epoch {epoch}: " + ", ".join(said))
        after(epoch, model)
        rows.append(row)
    return np.array(rows, np.float32)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, and write the record."""
    about = __doc__.splitlines()[0]
    digits, out = recording("mnist_lab.engine.puzzle", about, out=RECORD, arguments=arguments)
    save_record(recorded(digits, report), out)


def _flat(images: NDArray[np.uint8]) -> Array:
    return images.reshape(len(images), 28 * 28).astype(np.float32)


def _divided(x: Array) -> Array:
    """The notebook's cell, run once."""
    quotient: Array = x / np.float32(255)
    return quotient


if __name__ == "__main__":
    main()

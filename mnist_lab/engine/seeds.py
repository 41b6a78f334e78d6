"""The recipe of the five recorded trainings: `python -m mnist_lab.engine.seeds`, some minutes on two cores.

The notebook's cells from `load_data` to `evaluate`, as they stand, in a fresh session with the images divided by 255
once: 784-512-10, RMSprop, batches of 128, 20 epochs of 60,000 digits; once for each of five seeds, which fix the first
weights and the order of the digits. After each epoch the 10,000 test digits are evaluated. Writes `assets/seeds.npz`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from mnist_lab.engine.command import recording, report
from mnist_lab.network.seeds import COLUMNS, SEEDS, Seeds, save_seeds
from mnist_lab.network.weights import Array
from mnist_lab.runs.records import Digits

FIVE = (0, 1, 2, 3, 4)
EPOCHS = 20


def recorded(
    digits: Digits, report: Callable[[str], None], *, seeds: Sequence[int] = FIVE, epochs: int = EPOCHS
) -> Seeds:
    """Train once for each seed and write down what came out; `report` is given a line for each training."""
    tables = []
    for seed in seeds:
        table = trained(digits, seed, epochs)
        last = ", ".join(f"{name} {value:.4f}" for name, value in zip(COLUMNS, table[-1], strict=True))
        report(f"seed {seed}, epoch {epochs}: {last}")
        tables.append(table)
    columns = np.moveaxis(np.stack(tables), -1, 0).astype(np.float32)
    return Seeds(tuple(seeds), *columns)


def trained(digits: Digits, seed: int, epochs: int) -> Array:
    """(epochs, 4): training loss and accuracy as Keras prints them, then loss and accuracy on the test digits."""
    tf.keras.utils.set_random_seed(seed)
    model = tf.keras.Sequential(
        [tf.keras.layers.Dense(512, activation="relu"), tf.keras.layers.Dense(10, activation="softmax")]
    )
    model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    test = (_prepared(digits.test_images), digits.test_labels)
    history = model.fit(
        _prepared(digits.train_images),
        digits.train_labels,
        epochs=epochs,
        batch_size=128,
        validation_data=test,
        validation_batch_size=1000,
        verbose=0,
    ).history
    names = ("loss", "accuracy", "val_loss", "val_accuracy")
    return np.array([history[name] for name in names], np.float32).T


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, and write the record."""
    about = __doc__.splitlines()[0]
    digits, out = recording("mnist_lab.engine.seeds", about, out=SEEDS, arguments=arguments)
    tf.config.experimental.enable_op_determinism()
    save_seeds(recorded(digits, report), out)


def _prepared(images: NDArray[np.uint8]) -> Array:
    """The notebook's cell, run once."""
    x: Array = images.reshape((len(images), 28 * 28)).astype("float32") / 255  # type: ignore[assignment]
    return x


if __name__ == "__main__":
    main()

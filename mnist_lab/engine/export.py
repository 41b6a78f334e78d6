"""A trained network as a file that Keras opens: `keras.models.load_model("network.keras")`."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from mnist_lab.engine.keras_model import keras_model
from mnist_lab.runs.records import Floats
from mnist_lab.runs.settings import Settings


def keras_file(settings: Settings, weights: Sequence[Floats]) -> bytes:
    """Return the `.keras` file of a network with these weights, W1, b1, W2, b2, ...

    A network trained from scratch becomes the Sequential that computes the same; its optimiser starts afresh.
    """
    model = keras_model(settings)
    model.set_weights(list(weights))
    model.optimizer.build(model.trainable_variables)  # as Keras does on loading; the file must hold what it looks for
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.keras"
        model.save(path)
        return path.read_bytes()

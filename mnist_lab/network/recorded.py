"""A recorded training: what it printed epoch by epoch, and the network as it was after a few of them.

The network of the puzzle was trained on images divided by 255 twice, and one beside it on images divided once. Both by
`python -m mnist_lab.engine.puzzle`, which says how; here is only what it wrote down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_lab.network.pretrained import ASSETS
from mnist_lab.network.weights import Array, Layer, Weights, WeightsError, arrays_in, save_arrays

RECORD = ASSETS / "puzzle.npz"
EPOCHS = 32
"""How many are recorded: in the last of them the training loss falls below the notebook's last, 0.1173."""

LEVELS = 63
"""Weights are kept as whole numbers from -63 to 63, times one number a unit: a quarter of the bytes of float32."""

TWICE = ("loss", "accuracy", "test_loss_255", "test_accuracy_255", "test_loss", "test_accuracy")
ONCE = ("loss", "accuracy", "test_loss", "test_accuracy")


@dataclass(frozen=True, eq=False)
class Record:
    """Two trainings of 784-512-10, epoch by epoch, the first epoch at index 0.

    Attributes
    ----------
    twice : name -> (epochs,) float
        Trained on images / 255 / 255. `loss` (nats) and `accuracy` (0-1) are what Keras prints for an epoch; on MNIST's
        10,000 test digits `test_loss` and `test_accuracy` where these were divided twice too, and with `_255` where
        they were divided once.
    once : name -> (epochs,) float
        Trained and tested on images / 255.
    weights : epoch -> Weights
        The network of `twice` after that epoch, to one part in 63 of a unit's largest weight.
    """

    twice: Mapping[str, Array]
    once: Mapping[str, Array]
    weights: Mapping[int, Weights]

    @property
    def epochs(self) -> int:
        """How many epochs were recorded."""
        return len(self.twice["loss"])

    @property
    def kept(self) -> tuple[int, ...]:
        """The epochs after which the weights were kept, from 1."""
        return tuple(self.weights)


def save_record(record: Record, path: Path) -> None:
    """Write an npz, whole or not at all, no pickle in it."""
    arrays: dict[str, Any] = {"kept": np.array(record.kept)}
    for name, columns, curves in (("twice", TWICE, record.twice), ("once", ONCE, record.once)):
        arrays[name] = np.stack([curves[column] for column in columns], axis=1).astype(np.float32)
    for epoch, weights in record.weights.items():
        for number, layer in enumerate(weights.layers, start=1):
            unit = np.abs(layer.W).max(axis=0) / LEVELS
            arrays[f"W{number}_{epoch}"] = np.rint(layer.W / np.where(unit > 0, unit, 1)).astype(np.int8)
            arrays[f"unit{number}_{epoch}"] = unit.astype(np.float32)
            arrays[f"b{number}_{epoch}"] = layer.b.astype(np.float32)
    save_arrays(path, arrays)


def load_record(path: Path) -> Record:
    """Read what `save_record` wrote.

    Raises
    ------
    WeightsError
        If the file is missing, damaged, or holds something else.
    """
    with arrays_in(path, "a recorded training") as file:
        weights = {int(epoch): _weights(file, int(epoch)) for epoch in file["kept"]}
        return Record(_columns(file["twice"], TWICE), _columns(file["once"], ONCE), weights)


@cache
def record() -> Record:
    """The recorded training that is shipped."""
    return load_record(RECORD)


def _weights(file: Mapping[str, NDArray[Any]], epoch: int) -> Weights:
    layers = []
    for number, activation in ((1, "relu"), (2, "softmax")):
        W: Array = file[f"W{number}_{epoch}"] * file[f"unit{number}_{epoch}"]
        layers.append(Layer(_still(W), _still(file[f"b{number}_{epoch}"]), activation))
    return Weights(tuple(layers))


def _columns(table: NDArray[Any], names: tuple[str, ...]) -> dict[str, Array]:
    if table.ndim != 2 or table.shape[1] != len(names):
        raise WeightsError(f"a table of {len(names)} columns, {', '.join(names)}, was expected, not {table.shape}")
    return {name: _still(table[:, column]) for column, name in enumerate(names)}


def _still(values: NDArray[Any]) -> Array:
    """A float32 copy that nobody can change by accident: it is shared between visitors."""
    copy = np.array(values, dtype=np.float32)
    copy.setflags(write=False)
    return copy

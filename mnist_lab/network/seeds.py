"""Five trainings of the notebook's network that differ in nothing but their seed: what each printed, epoch by epoch.

They were made by `python -m mnist_lab.engine.seeds`, which says how; here is only what it wrote down, and how far the
five lie apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from mnist_lab.network.pretrained import ASSETS
from mnist_lab.network.weights import Array, WeightsError, arrays_in, save_arrays

SEEDS: Final = ASSETS / "seeds.npz"
COLUMNS: Final = ("loss", "accuracy", "test_loss", "test_accuracy")


@dataclass(frozen=True, eq=False)
class Seeds:
    """k trainings of 784-512-10 on MNIST's 60,000 digits, measured on its 10,000 test digits.

    Attributes
    ----------
    seeds : k ints
        One a training.
    loss, accuracy : (k, epochs) float
        What Keras printed for an epoch: means over its batches, in nats and as a share 0-1.
    test_loss, test_accuracy : (k, epochs) float
        On the 10,000 test digits after that epoch.
    """

    seeds: tuple[int, ...]
    loss: Array
    accuracy: Array
    test_loss: Array
    test_accuracy: Array

    @property
    def epochs(self) -> int:
        """How many epochs were trained."""
        return int(self.test_loss.shape[1])


@dataclass(frozen=True)
class Spread:
    """How far k results lie apart: mean, sample standard deviation (k - 1 in the divisor), least and greatest.

    Examples
    --------
    >>> spread(np.array([1, 2, 3, 4, 5], np.float32))
    Spread(mean=3.0, deviation=1.5811388300841898, least=1.0, greatest=5.0)
    """

    mean: float
    deviation: float
    least: float
    greatest: float


def spread(values: Array) -> Spread:
    """Return the spread of values (k,), k at least 2.

    Raises
    ------
    ValueError
        Fewer than two values: one result says nothing of how far apart two would lie.
    """
    if np.ndim(values) != 1 or len(values) < 2:
        raise ValueError(f"A spread needs two or more results, one number each; these have shape {np.shape(values)}.")
    exact = np.asarray(values, np.float64)
    return Spread(float(exact.mean()), float(exact.std(ddof=1)), float(exact.min()), float(exact.max()))


def save_seeds(record: Seeds, path: Path) -> None:
    """Write an npz, whole or not at all, no pickle in it."""
    table = np.stack([getattr(record, column) for column in COLUMNS], axis=-1).astype(np.float32)
    save_arrays(path, {"seeds": np.array(record.seeds), "table": table})


def load_seeds(path: Path) -> Seeds:
    """Read what `save_seeds` wrote.

    Raises
    ------
    WeightsError
        If the file is missing, damaged, or holds something else.
    """
    with arrays_in(path, "recorded trainings") as file:
        seeds, table = file["seeds"], np.array(file["table"], np.float32)
    if table.ndim != 3 or table.shape[0] != len(seeds) or table.shape[2] != len(COLUMNS):
        raise WeightsError(
            f"{path} holds a table of shape {table.shape}; (seeds, epochs, {len(COLUMNS)}) was expected."
        )
    table.setflags(write=False)
    return Seeds(tuple(int(seed) for seed in seeds), *(table[..., column] for column in range(len(COLUMNS))))


@cache
def seeds() -> Seeds:
    """The five recorded trainings that are shipped."""
    return load_seeds(SEEDS)


@dataclass(frozen=True)
class Apart:
    """Test accuracy and test loss of all seeds after one epoch: their spreads, in words, and as code."""

    accuracy: Spread
    loss: Spread
    sentence: str
    code: str


def spread_of(record: Seeds, epoch: int) -> Apart:
    """Return how far the seeds lie apart after `epoch`, counted from 1.

    Raises
    ------
    ValueError
        There is no such epoch.
    """
    if not 1 <= epoch <= record.epochs:
        raise ValueError(f"Epochs 1 to {record.epochs} were recorded; {epoch} was not.")
    accuracy, loss = spread(record.test_accuracy[:, epoch - 1]), spread(record.test_loss[:, epoch - 1])
    sentence = (
        f"{len(record.seeds)} seeds after epoch {epoch} on all of MNIST: **{accuracy.mean:.2%} ± "
        f"{100 * accuracy.deviation:.2f}** right ({accuracy.least:.2%} to {accuracy.greatest:.2%}), loss "
        f"**{loss.mean:.4f} ± {loss.deviation:.4f}**. A smaller difference between two networks may be luck."
    )
    return Apart(accuracy, loss, sentence, _APART.format(at=epoch - 1, epoch=epoch))


_APART: Final = """\
from mnist_lab.network.seeds import seeds

record = seeds()    # made by: python -m mnist_lab.engine.seeds
accuracy = record.test_accuracy[:, {at}].astype(float)    # (5,) after epoch {epoch}
loss = record.test_loss[:, {at}].astype(float)
for values in (accuracy, loss):
    print(values.mean(), values.std(ddof=1), values.min(), values.max())
"""

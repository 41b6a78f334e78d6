"""A run's epochs as `model.fit` prints them, beside the notebook's."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mnist_lab.runs.history import History
from mnist_lab.runs.notebook import BATCHES_PER_EPOCH, printed


@dataclass(frozen=True)
class Epoch:
    """The means of one epoch: number from 1, batches, loss in nats, accuracy 0-1."""

    number: int
    batches: int
    loss: float
    accuracy: float

    @property
    def line(self) -> str:
        """What `model.fit` prints of it, without bar and time.

        Examples
        --------
        >>> Epoch(1, 469, 0.2423, 0.9297).line
        '469/469 - loss: 0.2423 - accuracy: 0.9297'
        """
        return f"{self.batches}/{self.batches} - loss: {self.loss:.4f} - accuracy: {self.accuracy:.4f}"


def epochs(history: History, *, digits: int, batch_size: int) -> tuple[Epoch, ...]:
    """Return the complete epochs of a run on so many training digits.

    As Keras does it: the mean over digits, each seen by the network as it was before the batch's update, so that a
    smaller last batch counts less. Empty where neighbouring batches have been averaged already.
    """
    batches = math.ceil(digits / batch_size)
    done = len(history.step) // batches if history.batches_per_point == 1 else 0
    sizes = np.full(batches, batch_size)
    sizes[-1] = digits - batch_size * (batches - 1)
    means = [
        np.average(values[: done * batches].reshape(done, batches).astype(float), axis=1, weights=sizes)
        for values in (history.loss, history.accuracy)
    ]
    return tuple(
        Epoch(k + 1, batches, float(loss), float(right)) for k, (loss, right) in enumerate(zip(*means, strict=True))
    )


def printed_epochs() -> tuple[Epoch, ...]:
    """Return the notebook's 20 epochs."""
    curve = printed("keras")
    pairs = zip(curve.loss, curve.accuracy, strict=True)
    return tuple(Epoch(k, BATCHES_PER_EPOCH, float(loss), float(right)) for k, (loss, right) in enumerate(pairs, 1))

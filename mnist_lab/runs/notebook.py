"""What the course notebook printed while it trained, as curves to hold one's own run against.

Source: the outputs of `model.fit` under "Fit the model" and of `fit` under "The full training loop" in the notebook.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from mnist_lab.runs.history import Floats, Ints

BATCHES_PER_EPOCH = 469
"""60,000 digits in batches of 128: the `469/469` in the notebook's progress bars."""

_KERAS_LOSS = (
    *(0.2423, 0.2323, 0.2227, 0.2133, 0.2044, 0.1957, 0.1881, 0.1805, 0.1732, 0.1665),
    *(0.1603, 0.1541, 0.1487, 0.1433, 0.1384, 0.1337, 0.1290, 0.1247, 0.1208, 0.1173),
)
_KERAS_ACCURACY = (
    *(0.9297, 0.9331, 0.9359, 0.9384, 0.9410, 0.9437, 0.9460, 0.9483, 0.9505, 0.9524),
    *(0.9538, 0.9560, 0.9576, 0.9593, 0.9604, 0.9622, 0.9634, 0.9642, 0.9658, 0.9669),
)
_SCRATCH_LOSS = (
    *(3.42, 2.25, 2.20, 2.08, 2.19),
    *(1.91, 1.89, 1.83, 1.69, 1.79),
    *(1.58, 1.59, 1.50, 1.41, 1.47),
    *(1.32, 1.34, 1.24, 1.19, 1.24),
    *(1.12, 1.16, 1.04, 1.03, 1.08),
    *(0.98, 1.02, 0.91, 0.91, 0.96),
    *(0.87, 0.91, 0.80, 0.82, 0.88),
    *(0.79, 0.83, 0.73, 0.75, 0.81),
    *(0.73, 0.76, 0.66, 0.70, 0.76),
    *(0.68, 0.70, 0.62, 0.65, 0.72),
)


@dataclass(frozen=True)
class PrintedCurve:
    """The numbers that one training of the notebook printed.

    Attributes
    ----------
    step : (n,) int
        The batch that a number belongs to, from 1. A mean over an epoch stands at the middle of that epoch.
    loss : (n,) float
        Cross-entropy in nats.
    accuracy : (n,) float
        Share of training digits answered right, 0 to 1; empty where the notebook printed none.
    says : str
        One or two sentences: what these numbers are, and what they are not.
    """

    step: Ints
    loss: Floats
    says: str
    accuracy: Floats = field(default_factory=lambda: np.zeros(0, np.float32))


def printed(engine: str) -> PrintedCurve:
    """Return what the notebook printed for "keras" or "scratch".

    Examples
    --------
    >>> printed("scratch").loss[[0, -1]].tolist() == [np.float32(3.42), np.float32(0.72)]
    True
    """
    return _scratch() if engine == "scratch" else _keras()


def _keras() -> PrintedCurve:
    middle = BATCHES_PER_EPOCH * np.arange(20) + (BATCHES_PER_EPOCH + 1) // 2
    says = (
        "The notebook's printed means over each of 20 epochs of 60,000 digits. They start low because that model was "
        "not new: it had been trained before, on digits divided by 255 twice, and so it also learns more slowly than "
        "yours. Its loss of 18.45 on the test digits, which were divided once, gives that away."
    )
    return PrintedCurve(_ints(middle), _floats(_KERAS_LOSS), says, _floats(_KERAS_ACCURACY))


def _scratch() -> PrintedCurve:
    epochs, batches = np.meshgrid(np.arange(10), np.arange(0, 500, 100), indexing="ij")
    step = (epochs * BATCHES_PER_EPOCH + batches).ravel() + 1
    says = (
        "The notebook's printed losses: batches 0, 100, 200, 300 and 400 of each of 10 epochs of 60,000 digits, each "
        "the loss of one batch of 128. The notebook does not shuffle, so the same five batches come back every epoch."
    )
    return PrintedCurve(_ints(step), _floats(_SCRATCH_LOSS), says)


def _floats(values: tuple[float, ...]) -> Floats:
    array = np.array(values, np.float32)
    array.setflags(write=False)
    return array


def _ints(values: Ints) -> Ints:
    array = np.asarray(values, np.int64)
    array.setflags(write=False)
    return array

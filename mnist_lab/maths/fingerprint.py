"""Two records of a training, laid over each other: how long had the one been trained before it began to print?"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


class FingerprintError(ValueError):
    """The printed epochs would begin before the record, or end after it."""


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """Printed losses laid over a recorded training.

    Attributes
    ----------
    before : int
        Epochs that the printed model is taken to have been trained before.
    printed, recorded : (n,), (m,) float
        Losses of epochs, nats.
    difference : float
        Mean distance of the printed losses from the recorded ones, nats.
    best : int
        The `before` with the smallest difference.
    best_difference : float
    sentence : str
    code : str
        Prints `difference`, `best` and `best_difference`.
    """

    before: int
    printed: Floats
    recorded: Floats
    difference: float
    best: int
    best_difference: float
    sentence: str
    code: str = field(repr=False)


def fingerprint(recorded: Floats, printed: Floats, *, before: int) -> Fingerprint:
    """Lay the printed losses over the recorded ones, their first at epoch `before` + 1.

    Raises
    ------
    FingerprintError
        If printed epochs would have no recorded one beside them.

    Examples
    --------
    >>> fingerprint(np.array([9.0, 4.0, 3.0, 2.0]), np.array([4.0, 3.0]), before=0).best
    1
    """
    most = len(recorded) - len(printed)
    if not 0 <= before <= most:
        raise FingerprintError(
            f"{before} epochs before: from 0 to {most} of them keep the printed epochs in the record."
        )
    differences = [_difference(recorded, printed, shift) for shift in range(most + 1)]
    best = int(np.argmin(differences))
    return Fingerprint(
        before,
        printed,
        recorded,
        differences[before],
        best,
        differences[best],
        _sentence(before, differences[before], best),
        CODE.format(printed=textwrap.fill(", ".join(f"{loss:.4f}" for loss in printed), 92), before=before),
    )


def _difference(recorded: Floats, printed: Floats, before: int) -> float:
    return float(np.abs(recorded[before : before + len(printed)] - printed).mean())


def _sentence(before: int, difference: float, best: int) -> str:
    first = (
        f"If the notebook's model had been trained {before} epochs before its “Epoch 1/20”"
        if before
        else ("If the notebook's model had been new at its “Epoch 1/20”")
    )
    end = (
        "No whole number of epochs fits better: the cell that trains had been run before, too."
        if before == best
        else "Move the slider until they lie on each other."
    )
    return f"{first}, its printed losses lie {difference:.3f} nats from the recorded ones in the mean. {end}"


CODE = '''\
import numpy as np

from mnist_lab.network.recorded import record   # made by: python -m mnist_lab.engine.puzzle

recorded = record().twice["loss"]               # one for each epoch, trained on images / 255 / 255
printed = np.array("""{printed}""".split(","), "float32")


def difference(before):
    return np.abs(recorded[before : before + len(printed)] - printed).mean()


best = min(range(len(recorded) - len(printed) + 1), key=difference)
print(difference({before}), best, difference(best))
'''

"""What a recorded landscape says, in words, and the code that reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from mnist_lab.network.landscape import DISTANCES, Moment, trainings

TITLES: Final = {
    "rmsprop": "RMSprop, rate 0.001 (the notebook's model)",
    "sgd": "SGD, rate 0.001 (the notebook's own loop)",
}
_RATES: Final = {"sgd": 0.001}


@dataclass(frozen=True, eq=False)
class Reading:
    """One moment of a recorded training, with what it says."""

    kind: str
    moment: Moment
    sentence: str
    code: str = field(repr=False)


def when(batch: int) -> str:
    """Return a moment in words.

    Examples
    --------
    >>> when(0), when(10), when(469), when(2345)
    ('before training', 'after 10 batches', 'after 1 epoch', 'after 5 epochs')
    """
    epochs, rest = divmod(batch, 469)
    if batch == 0:
        return "before training"
    if rest:
        return f"after {batch} batches"
    return f"after {epochs} epoch{'s' * (epochs > 1)}"


def reading(kind: str, index: int) -> Reading:
    """Return moment number `index`, from 0, of the training with an optimiser, "rmsprop" or "sgd".

    Raises
    ------
    KeyError, IndexError
        There is no such training, or no such moment in it.
    """
    moment = trainings()[kind][index]
    return Reading(kind, moment, _sentence(kind, moment), _CODE.format(kind=kind, index=index, when=when(moment.batch)))


def _sentence(kind: str, moment: Moment) -> str:
    facts = moment.facts
    far, low = moment.lowest("gradient")
    chance = moment.curves["random"]
    angle = np.degrees(np.arccos(np.clip(facts["cosine"], -1, 1)))
    best = (
        f"straight down the loss would fall from {facts['loss']:.3f} to {low:.3f} at a distance of {far:g}"
        if far > 0
        else f"straight down the loss does not fall from {facts['loss']:.3f} within the first {DISTANCES[41]:g}"
    )
    return (
        f"{when(moment.batch).capitalize()}: {best}. In a random direction it stays between {chance.min():.3f} and "
        f"{chance.max():.3f} all the way. The step: {facts['step_length']:.2g} long, {angle:.0f}° off straight down, "
        f"loss {facts['loss']:.4f} → {facts['loss_after']:.4f} over all digits, {facts['batch_loss']:.4f} → "
        f"{facts['batch_loss_after']:.4f} on its own batch of 128.{_curved(kind, moment)}"
    )


def _curved(kind: str, moment: Moment) -> str:
    curvature = moment.curvature("gradient")
    if kind not in _RATES:
        return f" The curvature straight down is {curvature:.2g}."
    rate = _RATES[kind]
    return f" Rate × curvature straight down is {rate:g} × {curvature:.2g} = {rate * curvature:.1g}, far below 2."


_CODE: Final = """\
from mnist_lab.network.landscape import DISTANCES, trainings

moment = trainings()["{kind}"][{index}]    # {when}; recorded by: python -m mnist_lab.engine.landscape
facts = moment.facts                 # measured over all 60,000 training digits, but for the batch's own loss
downhill, chance, step = (moment.curves[name] for name in ("gradient", "random", "step"))    # at DISTANCES
lowest = DISTANCES[downhill.argmin()], downhill.min()
curvature = (downhill[39] - 2 * downhill[40] + downhill[41]) / 0.1**2    # DISTANCES[40] is 0
print(facts, lowest, chance.min(), chance.max(), curvature)"""

"""How sure the recorded network is at one scale and one temperature, and how often it is right."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.calibration import Calibration, best_temperature, calibration
from mnist_lab.network.recorded import Record
from mnist_lab.network.suspects import Evidence, nats, network_code, recorded_scores

TEMPERATURES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 170.0, 255.0, 512.0, 1024.0)
"""To choose from: doublings, the 255 that undoes the scale, and 170, the best for the notebook's case."""

_CURVE = np.geomspace(TEMPERATURES[0], TEMPERATURES[-1], 49)


@dataclass(frozen=True, eq=False)
class Overconfidence:
    """One network, one scale of its inputs, one temperature.

    Attributes
    ----------
    answers : Calibration
        At the temperature.
    best : Calibration
        At the temperature with the smallest loss.
    temperatures, losses : (k,) float
        The loss, nats, at many temperatures.
    sentence : str
        What the picture says.
    code : str
        Prints temperature, loss and calibration error, then a line for each group of confidence.
    """

    answers: Calibration
    best: Calibration
    temperatures: NDArray[np.float64]
    losses: NDArray[np.float64]
    sentence: str
    code: str = field(repr=False)


def overconfidence(
    evidence: Evidence, record: Record, *, epoch: int, factor: float, temperature: float
) -> Overconfidence:
    """Ask the network of that epoch, at that scale, and divide its scores by the temperature."""
    z, labels = recorded_scores(evidence, record, epoch=epoch, factor=factor), evidence.labels
    answers = calibration(z, labels, temperature=temperature)
    best, losses = _cooled(evidence, record, epoch, factor)
    code = network_code(evidence.code, epoch=epoch, factor=factor) + CODE.format(temperature=f"{temperature:g}")
    return Overconfidence(answers, best, _CURVE, losses, _sentence(answers, best), code)


@lru_cache(maxsize=64)
def _cooled(evidence: Evidence, record: Record, epoch: int, factor: float) -> tuple[Calibration, NDArray[np.float64]]:
    """The answers at the best temperature, and the losses at all of them."""
    z, labels = recorded_scores(evidence, record, epoch=epoch, factor=factor), evidence.labels
    best = calibration(z, labels, temperature=best_temperature(z, labels))
    return best, np.array([calibration(z, labels, temperature=float(t)).loss for t in _CURVE])


def _sentence(answers: Calibration, best: Calibration) -> str:
    sure = int((answers.confidence >= 0.99).sum())
    n, wrong = len(answers.right), int((~answers.right).sum())
    wrong_and_sure = int((answers.confidence[~answers.right] >= 0.99).sum())
    gap = float(answers.confidence.mean()) - answers.accuracy
    words = "as sure as it may be" if abs(gap) < 0.02 else "**too sure**" if gap > 0 else "**not sure enough**"
    return (
        f"{sure:,} of {n:,} answers have a probability of 0.99 or more, among them {wrong_and_sure} of the {wrong} "
        f"wrong ones. Mean confidence {answers.confidence.mean():.1%}, right {answers.accuracy:.1%}: {words}. The loss "
        f"is {nats(answers.loss)} nats; the best temperature, {best.temperature:.3g}, makes it {nats(best.loss)}. "
        "A temperature never changes which answer is the largest, so the share of right answers stays."
    )


CODE = """\
T = {temperature}
z = z / T
z = z - z.max(axis=1, keepdims=True)
p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
losses = np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), labels]
confidence, right = p.max(axis=1), z.argmax(axis=1) == labels

group = np.minimum((confidence * 10).astype(int), 9)  # 0 to 0.1, 0.1 to 0.2, ... 0.9 to 1
table = [
    (g / 10, (group == g).sum(), confidence[group == g].mean(), right[group == g].mean())
    for g in np.unique(group)
]
error = sum(count * abs(sure - share) for _, count, sure, share in table) / len(z)
print(T, losses.mean(), error)
for row in table:
    print(*row)  # from, answers, mean confidence, share right
"""

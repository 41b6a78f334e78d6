"""The loss of the notebook's network along straight lines through its 407,050 weights, recorded while it was trained.

    loss(weights + distance * direction)      direction of length 1; distance 0 is where the network was

Three directions at each of a few moments: against the gradient, a random one, and the one the optimiser then took.
Recorded by `python -m mnist_lab.engine.landscape`, which says how; here is what it wrote down, and how one measures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.network.backward import Labels, cross_entropy
from mnist_lab.network.pretrained import ASSETS
from mnist_lab.network.weights import Array, WeightsError, arrays_in, relu, save_arrays

RECORD: Final = ASSETS / "landscape.npz"
DIRECTIONS: Final = ("gradient", "random", "step")
"""Against the gradient over all training digits; a random one; the step that the optimiser took with one batch."""
DISTANCES: Final[NDArray[np.float64]] = np.round(np.arange(-40, 81) / 10, 1)
FACTS: Final = ("batch", "loss", "gradient", "step_length", "loss_after", "batch_loss", "batch_loss_after", "cosine")
"""
batch : batches trained on before.
loss, loss_after : over all training digits, before and after the optimiser's next step.
batch_loss, batch_loss_after : the same over that step's own batch of 128.
gradient : length of the gradient over all training digits.
step_length : length of the step.
cosine : of the angle between the step and the way straight down, 1 if they are one.
"""
_CHUNK: Final = 10_000  # images at a time


@dataclass(frozen=True, eq=False)
class Moment:
    """The landscape around the network at one moment of its training.

    Attributes
    ----------
    curves : name of a direction -> (121,) float32
        The loss at `DISTANCES` along it, in nats, over all training digits.
    facts : name -> float
        See `FACTS`.
    """

    curves: Mapping[str, Array] = field(repr=False)
    facts: Mapping[str, float]

    @property
    def batch(self) -> int:
        """Batches trained on before."""
        return int(self.facts["batch"])

    def curvature(self, direction: str) -> float:
        """The second derivative of the loss along a direction here, from the curve's three middle points."""
        here = int(np.argmin(np.abs(DISTANCES)))
        left, middle, right = self.curves[direction][here - 1 : here + 2].astype(np.float64)
        return float((left - 2 * middle + right) / (DISTANCES[1] - DISTANCES[0]) ** 2)

    def lowest(self, direction: str) -> tuple[float, float]:
        """Return distance and loss of the lowest place of a curve."""
        at = int(np.argmin(self.curves[direction]))
        return float(DISTANCES[at]), float(self.curves[direction][at])


Trainings = Mapping[str, tuple[Moment, ...]]
"""Name of an optimiser -> its moments, in order."""


def along(
    start: Sequence[Array], direction: Sequence[Array], x: Array, labels: Labels, *, distances: Sequence[float]
) -> NDArray[np.float64]:
    """Return the mean loss of a relu network of two layers at distances along a direction through its weights.

    The sums of the first layer change in proportion to the distance, so the images go through it twice, not each time.

    Parameters
    ----------
    start, direction : [W1, b1, W2, b2]
        The weights, and the way through them.
    x : (n, 784) float32, ink 0-1; labels : (n,).
    """
    (W1, b1, W2, b2), (D1, c1, D2, c2) = start, direction
    totals = np.zeros(len(distances))
    for at in range(0, len(x), _CHUNK):
        images, truth = x[at : at + _CHUNK], labels[at : at + _CHUNK]
        z, change = images @ W1 + b1, images @ D1 + c1
        for place, distance in enumerate(np.asarray(distances, np.float32)):
            a = relu(z + distance * change)
            scores = a @ (W2 + distance * D2) + (b2 + distance * c2)
            totals[place] += cross_entropy(scores, truth).sum(dtype=np.float64)
    return totals / len(x)


def length(direction: Sequence[Array]) -> float:
    """Return the length of a way through all weights: the root of the sum of its squares."""
    return float(np.sqrt(sum(np.square(part, dtype=np.float64).sum() for part in direction)))


def save_trainings(trainings: Trainings, path: Path) -> None:
    """Write an npz, whole or not at all, no pickle in it."""
    arrays: dict[str, Any] = {}
    for name, moments in trainings.items():
        curves = [[moment.curves[direction] for direction in DIRECTIONS] for moment in moments]
        arrays[f"curves_{name}"] = np.array(curves, np.float32)
        arrays[f"facts_{name}"] = np.array([[moment.facts[fact] for fact in FACTS] for moment in moments], np.float64)
    save_arrays(path, arrays)


def load_trainings(path: Path) -> Trainings:
    """Read what `save_trainings` wrote.

    Raises
    ------
    WeightsError
        If the file is missing, damaged, or holds something else.
    """
    with arrays_in(path, "recorded landscapes") as file:
        names = [name.removeprefix("curves_") for name in file.files if name.startswith("curves_")]
        return {name: _moments(file[f"curves_{name}"], file[f"facts_{name}"]) for name in names}


@cache
def trainings() -> Trainings:
    """The recorded landscapes that are shipped."""
    return load_trainings(RECORD)


def _moments(curves: NDArray[Any], facts: NDArray[Any]) -> tuple[Moment, ...]:
    if curves.shape != (len(facts), len(DIRECTIONS), len(DISTANCES)) or facts.shape[1:] != (len(FACTS),):
        raise WeightsError(f"curves {curves.shape} and facts {facts.shape} do not fit each other")
    curves.setflags(write=False)
    return tuple(
        Moment(dict(zip(DIRECTIONS, three, strict=True)), dict(zip(FACTS, map(float, row), strict=True)))
        for three, row in zip(curves, facts, strict=True)
    )

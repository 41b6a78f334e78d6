"""A small network that uncrumples two classes of points, as plain NumPy: every plane on the way, at any moment.

    x (2) -> [ Dense(width, activation) -> Dense(2) ] -> ... -> Dense(1)

Between two planes the points go through `width` units: there they are folded. `Dense(2)` lays the result flat again,
so that two numbers are all that the rest of the network gets to know of a point: the picture of a plane hides nothing.
The last unit draws a straight line across the last plane.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.clouds import CLOUDS, Cloud, cloud
from mnist_lab.maths.folding import ACTIVATIONS

Floats = NDArray[np.floating]

POINTS: Final = 100
"""Of each class."""
WIDTHS: Final = (2, 4, 8, 16)
MOST_FOLDS: Final = 3
MOST_SEED: Final = 9999
RATE: Final = 0.005
MOST_STEPS: Final = 1500
LOW_LOSS: Final = 0.05
"""Nats. Training ends where every point is right and the loss is below this."""


class UncrumplingError(ValueError):
    """Such a network is not trained here; the message says what would be."""


@dataclass(frozen=True)
class Uncrumpling:
    """What is trained: two equal ones give equal numbers.

    Attributes
    ----------
    cloud : str
        One of `CLOUDS`: `POINTS` points of each class.
    activation : "relu", "tanh", "sigmoid" or "none"
        Of the wide layers.
    folds : int, 1 to 3
        Planes after the first one.
    width : int, one of `WIDTHS`
        Units between two planes.
    seed : int
        Of the first weights.

    Raises
    ------
    UncrumplingError
        Anything else.
    """

    cloud: str = "moons"
    activation: str = "tanh"
    folds: int = 2
    width: int = 8
    seed: int = 1

    def __post_init__(self) -> None:
        for what, value, known in (
            ("The cloud", self.cloud, tuple(CLOUDS)),
            ("The activation", self.activation, tuple(ACTIVATIONS)),
            ("The number of folds", self.folds, tuple(range(1, MOST_FOLDS + 1))),
            ("The width", self.width, WIDTHS),
        ):
            if value not in known:
                raise UncrumplingError(f"{what} is one of {', '.join(map(str, known))}; {value!r} is not.")
        if not 0 <= self.seed <= MOST_SEED:
            raise UncrumplingError(f"The seed is a whole number from 0 to {MOST_SEED}; {self.seed!r} is not.")

    @property
    def sizes(self) -> tuple[int, ...]:
        """Numbers that a point is at every layer, from 2 to 1."""
        return (2, *(self.width, 2) * self.folds, 1)

    @property
    def activations(self) -> tuple[str, ...]:
        """The activation of every layer; the last one gives the logit of class 1."""
        return (*(self.activation, "none") * self.folds, "none")

    @property
    def points(self) -> Cloud:
        """What it learns from, and is measured on."""
        return _points(self.cloud)


@lru_cache(maxsize=len(CLOUDS))
def _points(name: str) -> Cloud:
    return cloud(name, POINTS)


@dataclass(frozen=True)
class TrainingState:
    """All that training needs to go on: steps done, W1, b1, W2, ..., and for each the two running means of Adam."""

    step: int
    weights: tuple[NDArray[np.float32], ...]
    means: tuple[NDArray[np.float32], ...]
    squares: tuple[NDArray[np.float32], ...]


@dataclass(frozen=True, eq=False)
class Moment:
    """The network after `step` steps of training; weights W1 (2, width), b1 (width,), W2, ..."""

    settings: Uncrumpling
    step: int
    weights: tuple[Floats, ...]

    def planes(self, points: Floats) -> list[Floats]:
        """Return where points (n, 2) are in each plane, the first one included: folds + 1 times (n, 2)."""
        return self._layers(points)[::2]

    def logits(self, points: Floats) -> Floats:
        """(n,): above 0 the network says class 1, below 0 class 0."""
        found: Floats = self._layers(points)[-1][:, 0]
        return found

    @cached_property
    def answers(self) -> Floats:
        """(2 POINTS,): the logits of its own points."""
        return self.logits(self.settings.points.points)

    @property
    def accuracy(self) -> float:
        """Share of the points that are on their side of the line."""
        return float(np.mean((self.answers > 0) == (self.settings.points.classes == 1)))

    @property
    def loss(self) -> float:
        """Mean cross-entropy in nats: log(1 + e^-z) for class 1, log(1 + e^z) for class 0."""
        sign = 1 - 2 * self.settings.points.classes
        return float(np.mean(np.logaddexp(0, sign * self.answers)))

    @property
    def apart(self) -> bool:
        """Whether the classes have come apart: training ends here."""
        return self.accuracy == 1 and self.loss < LOW_LOSS

    def _layers(self, points: Floats) -> list[Floats]:
        places = [np.asarray(points, float)]
        for number, activation in enumerate(self.settings.activations):
            W, b = self.weights[2 * number : 2 * number + 2]
            places.append(ACTIVATIONS[activation](places[-1] @ W + b))
        return places


def reading(settings: Uncrumpling, moments: Sequence[Moment], *, over: bool) -> str:
    """Say what has become of the two classes."""
    if not moments:
        return "Press **Train it**: the first weights are drawn from the seed, and the sheet is still crumpled."
    now = moments[-1]
    if now.apart:
        line = "the straight line in the last plane has each class on a side of its own"
        return f"After {now.step} steps the classes have come apart: {line}."
    if not over:
        return f"Step {now.step}: **{now.accuracy:.1%}** of the points are right, loss {now.loss:.2f} nats."
    if now.step < MOST_STEPS:
        return f"Stopped after {now.step} steps: **{now.accuracy:.1%}** of the points are right."
    return _stays(now)


def _stays(now: Moment) -> str:
    """What a network comes to that has not parted the classes."""
    count = len(now.answers)
    wrong = round((1 - now.accuracy) * count)
    if not wrong:
        return f"After {now.step:,} steps every point is right, but some are near the line: loss {now.loss:.2f} nats."
    stays = f"After {now.step:,} steps it stays at **{now.accuracy:.1%}**: {wrong} of {count} points are wrong."
    if now.settings.activation != "none":
        return f"{stays} Another seed, more units or more folds may do better."
    return (
        f"{stays} Without activation its {len(now.settings.activations)} layers are one affine map, and the border "
        "between the classes is a straight line on the first plane, too."
    )

"""Why this answer and not that one: the difference of two sums, shared out among the units and among the pixels.

    s_a - s_b = sum_j h_j (W[j, a] - W[j, b]) + (b_a - b_b)                   unit by unit, always exact
    s_a - s_b = sum_i x_i d(s_a - s_b)/dx_i + sum_k b_k d(s_a - s_b)/db_k     pixel by pixel: gradient times input

The second is exact where every activation is made of straight pieces (relu); where it is curved, a rest is left.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from mnist_lab.network.gradients import back_code, back_to_input, straight
from mnist_lab.network.insight import Insight
from mnist_lab.network.subject import forward_code, opening
from mnist_lab.network.weights import Array
from mnist_lab.network.wording import WORDS, signed


class RivalError(ValueError):
    """An answer cannot be compared with itself."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """What speaks for class `answer` and against class `rival`.

    Attributes
    ----------
    difference : float
        Sum of `answer` minus sum of `rival`.
    units : (units of the last hidden layer,)
        Each unit's part of it.
    unit_bias : float
        `b[answer] - b[rival]` of the last layer; `units.sum() + unit_bias` is the difference.
    pixels : (784,)
        Gradient times input; only pixels with ink can have any.
    pixel_biases : float
        All biases times their gradients.
    rest : float
        Difference minus pixels minus biases: 0 up to rounding, unless an activation is curved.
    """

    answer: int
    rival: int
    difference: float
    units: Array
    unit_bias: float
    pixels: Array
    pixel_biases: float
    rest: float
    curved: bool
    sentence: str
    code: str = field(repr=False)

    @property
    def unit_sum(self) -> float:
        """What the units and the biases of the last layer come to."""
        return float(self.units.sum()) + self.unit_bias

    @property
    def pixel_sum(self) -> float:
        """What the pixels and all biases come to."""
        return float(self.pixels.sum()) + self.pixel_biases


def evidence(seen: Insight, rival: int, *, answer: int | None = None) -> Evidence:
    """Share out the difference of the sums of two classes; `answer` is the network's own unless given.

    Raises
    ------
    RivalError
        If both are the same class.
    """
    answer = seen.top if answer is None else answer
    if rival == answer:
        raise RivalError(f"{WORDS[answer].capitalize()} against itself: the difference is 0. Choose another class.")
    last = seen.weights.layers[-1]
    units = seen.passed.activations[-2][0] * (last.W[:, answer] - last.W[:, rival])
    direction = np.zeros(10, np.float32)
    direction[answer], direction[rival] = 1, -1
    gradient, biases = back_to_input(seen.weights, seen.passed, len(seen.weights.layers) - 1, direction)
    pixels: Array = gradient * seen.subject.x
    difference = float(seen.scores[answer] - seen.scores[rival])
    rest = difference - float(pixels.sum()) - biases
    bias = float(last.b[answer] - last.b[rival])
    words = _sentence(answer, rival, difference, units)
    curved = not straight(seen.weights)
    return Evidence(
        answer, rival, difference, units, bias, pixels, biases, rest, curved, words, _code(seen, answer, rival)
    )


def _sentence(answer: int, rival: int, difference: float, units: Array) -> str:
    for_it, against = int((units > 0).sum()), int((units < 0).sum())
    times = (
        f"{np.exp(np.float64(difference)):,.1f} times" if difference < 13 else f"10^{difference / np.log(10):.1f} times"
    )
    return (
        f"The sum of {WORDS[answer]} is {signed(difference)} above that of {WORDS[rival]}: "
        f"e^{difference:.2f}, or {times}, as probable. "
        f"{for_it} units speak for {WORDS[answer]}, {against} for {WORDS[rival]}, the others are silent."
    )


def _code(seen: Insight, answer: int, rival: int) -> str:
    last = len(seen.weights.layers)
    return f"""{opening(seen.reader, seen.subject)}
{forward_code(seen.weights)}
answer, rival = {answer}, {rival}
difference = scores[answer] - scores[rival]

units = a{last - 1} * (W{last}[:, answer] - W{last}[:, rival])   # unit by unit
unit_bias = b{last}[answer] - b{last}[rival]
print(units.sum() + unit_bias, difference)

direction = np.zeros(10)
direction[answer], direction[rival] = 1, -1
{back_code(seen.weights, last - 1, "direction", "gradient")}
pixels = gradient * x                   # pixel by pixel: gradient times input
print(pixels.sum() + gradient_biases, difference)
"""

"""What `model.compile` asks for, by hand: the loss of one answer, the accuracy of some, a step of RMSprop.

    loss = -ln p[truth]            nats; p (10,) probabilities
    accuracy = right / all
    v = rho v + (1 - rho) g^2      RMSprop: a running mean of squared gradients
    w = w - rate g / sqrt(v + epsilon)

Sources: the notebook's `compile` cell; Hinton's lecture 6e for RMSprop; Keras 3 for its defaults and for epsilon
inside the root.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.first_look import Cell

RATE, RHO, EPSILON = 0.001, 0.9, 1e-7
"""Keras's defaults, which `optimizer="rmsprop"` means."""

SMALLEST: Final = 1e-7
"""Keras takes a probability of less for this one, so that no loss is infinite: at most 16.1 nats."""

GUESSING: Final = math.log(10)

COMPILE: Final = Cell(
    'model.compile(\n    optimizer="rmsprop",\n    loss="sparse_categorical_crossentropy",\n    metrics=["accuracy"]\n)'
)
"""The notebook's cell; it prints nothing."""


class CompilingError(ValueError):
    """A loss, an accuracy or a step cannot be worked out of these numbers."""


@dataclass(frozen=True)
class Loss:
    """The cross-entropy of one answer.

    Attributes
    ----------
    truth : int
        The class that the digit is.
    probability : float
        What the network gave the truth.
    loss : float
        Its negative natural logarithm, in nats.
    """

    truth: int
    probability: float
    loss: float
    sentence: str


def cross_entropy(probabilities: NDArray[np.floating], truth: int) -> Loss:
    """Return the loss of one answer (10,) to a digit of class `truth`.

    Raises
    ------
    CompilingError
        The truth is not one of the classes.

    Examples
    --------
    >>> round(cross_entropy(np.full(10, 0.1), 7).loss, 4)
    2.3026
    """
    p = np.asarray(probabilities, np.float64)
    if not 0 <= truth < len(p):
        raise CompilingError(f"The truth is one of {len(p)} classes, 0 to {len(p) - 1}; {truth} is not.")
    given = float(np.clip(p[truth], SMALLEST, 1 - SMALLEST))
    loss = -math.log(given)
    against = "less than" if loss < GUESSING else "more than"
    written = meaningful(given, beyond=5)  # so many that −ln of what is written is what is written
    sentence = (
        f"The digit is a {truth}, which got the probability {written}: "
        f"loss = −ln {written} = **{meaningful(loss)}** nats, "
        f"{against} the {GUESSING:.3f} of giving each class a tenth. The other nine probabilities do not count."
    )
    return Loss(truth, given, loss, sentence)


def losses(probabilities: NDArray[np.floating], labels: NDArray[np.integer]) -> NDArray[np.float64]:
    """(n,): the loss of each answer (n, 10) with its label (n,), in nats."""
    p = np.asarray(probabilities, np.float64)
    given = p[np.arange(len(labels)), labels]
    out: NDArray[np.float64] = -np.log(np.clip(given, SMALLEST, 1 - SMALLEST))
    return out


@dataclass(frozen=True)
class Steps:
    """A weight that starts at 0 and meets the same gradient k times.

    Attributes
    ----------
    gradient : float
    rmsprop, sgd : (k + 1,) float
        Where the weight is after 0, 1, ... k steps, with RMSprop and with plain gradient descent at the same rate.
    code : str
        Gives both as `rmsprop` and `sgd`.
    """

    gradient: float
    rmsprop: tuple[float, ...]
    sgd: tuple[float, ...]
    sentence: str
    code: str = field(repr=False)


def steps(gradient: float, count: int = 10) -> Steps:
    """Follow a weight through `count` steps against one gradient.

    Raises
    ------
    CompilingError
        The gradient is not a finite number, or `count` is not 1 to 1000.

    Examples
    --------
    >>> round(steps(5.0, 1).rmsprop[1], 6)    # 0.001 * 5 / sqrt(0.1 * 25)
    -0.003162
    """
    if not math.isfinite(gradient) or not 1 <= count <= 1000:
        raise CompilingError(f"A finite gradient and 1 to 1000 steps, please; not {gradient!r} and {count!r}.")
    v = w = u = 0.0
    rmsprop, sgd = [w], [u]
    for _ in range(count):
        v = RHO * v + (1 - RHO) * gradient**2
        w -= RATE * gradient / math.sqrt(v + EPSILON)
        u -= RATE * gradient
        rmsprop.append(w)
        sgd.append(u)
    sentence = (
        f"Gradient {gradient:g}, {count} steps: RMSprop moves the weight by {abs(w):.2g}, plain descent by "
        f"{abs(u):.2g}. RMSprop divides by the size that the gradients had lately, so that large and small ones "
        "take steps of about the learning rate."
    )
    return Steps(gradient, tuple(rmsprop), tuple(sgd), sentence, _STEPS.format(gradient=gradient, count=count))


_STEPS: Final = """\
from math import sqrt

v = w = u = 0.0
rmsprop, sgd = [w], [u]
for _ in range({count}):
    g = {gradient!r}
    v = 0.9 * v + (1 - 0.9) * g**2        # running mean of squared gradients
    w -= 0.001 * g / sqrt(v + 1e-7)       # RMSprop, Keras's defaults
    u -= 0.001 * g                        # plain gradient descent
    rmsprop.append(w)
    sgd.append(u)
"""


def meaningful(value: float, *, beyond: int = 1) -> str:
    """Four digits that carry meaning; next to 1, as many digits as there are nines, and so many `beyond` them.

    Examples
    --------
    >>> meaningful(0.1234567), meaningful(0.99992), meaningful(3e-7), meaningful(0.999937408, beyond=4)
    ('0.1235', '0.99992', '3e-07', '0.99993741')
    """
    if (0.999 if beyond == 1 else 0.5) < value < 1:
        return f"{value:.{min(-math.floor(math.log10(1 - value)) + beyond - 1, 12)}f}"
    return f"{value:.4g}"

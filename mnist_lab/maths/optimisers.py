"""How five optimisers turn a gradient into a step: each line of an update beside the code that it stands for.

The same updates as those of Keras 3, with Keras's own names and constants; a test takes both along the same path.

    w   the weights                     g   the gradient of the loss in w
    m   a memory of past gradients      v   a mean of past squared gradients      t   the number of the step, from 1
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np

from mnist_lab.maths.breaks import Floats

Values: TypeAlias = Mapping[str, Any]
"""Name -> number, or array whose last axis is the weights'."""

CONSTANTS: Final = {"rho": 0.9, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}
"""Keras's defaults."""


@dataclass(frozen=True)
class Line:
    """One line of an update: `name = code`, and f, which carries it out."""

    name: str
    code: str
    f: Callable[..., Any]


@dataclass(frozen=True)
class Optimiser:
    """An optimiser.

    Attributes
    ----------
    name, title : str
    lines : tuple of Line
        The update, in order; the last gives the new w.
    memory : tuple of str
        What it keeps from step to step, 0 at first.
    keras : str
        The same optimiser in Keras, to be filled in with rate and momentum.
    idea : str
        What it does, in a few words.
    stride : callable
        The factor that now stands before the gradient, per weight: the learning rate, or what became of it.
    limit : callable
        From momentum: the largest stride times curvature at which steps on a bowl do not grow.
    limit_text : str
        That limit as a formula.
    """

    name: str
    title: str
    lines: tuple[Line, ...]
    memory: tuple[str, ...]
    keras: str
    idea: str
    stride: Callable[..., Any]
    limit: Callable[[float], float]
    limit_text: str

    @property
    def constants(self) -> tuple[str, ...]:
        """The names of the numbers that it needs besides the gradient: rate, momentum, rho, ..."""
        named = {name for line in self.lines for name in re.findall(r"[a-z]\w*", line.code)}
        return tuple(name for name in ("rate", "momentum", *CONSTANTS) if name in named)

    @property
    def adapts(self) -> bool:
        """Whether each weight has a stride of its own."""
        return "v" in self.memory


_MEMORY = Line("m", "momentum * m - rate * g", lambda m, g, rate, momentum, **_: momentum * m - rate * g)

OPTIMISERS: Final[Mapping[str, Optimiser]] = {
    "sgd": Optimiser(
        "sgd",
        "SGD",
        (Line("w", "w - rate * g", lambda w, g, rate, **_: w - rate * g),),
        (),
        "keras.optimizers.SGD(learning_rate={rate!r})",
        "a step against the gradient",
        lambda rate, **_: rate,
        lambda momentum: 2.0,
        "2",
    ),
    "momentum": Optimiser(
        "momentum",
        "Momentum",
        (_MEMORY, Line("w", "w + m", lambda w, m, **_: w + m)),
        ("m",),
        "keras.optimizers.SGD(learning_rate={rate!r}, momentum=np.float64({momentum!r}))",
        "a part of the last step is taken once more",
        lambda rate, **_: rate,
        lambda momentum: 2 * (1 + momentum),
        "2 · (1 + momentum)",
    ),
    "nesterov": Optimiser(
        "nesterov",
        "Nesterov",
        (
            _MEMORY,
            Line(
                "w",
                "w + momentum * m - rate * g",
                lambda w, g, m, rate, momentum, **_: w + momentum * m - rate * g,
            ),
        ),
        ("m",),
        "keras.optimizers.SGD(learning_rate={rate!r}, momentum=np.float64({momentum!r}), nesterov=True)",
        "momentum that looks where it is about to be",
        lambda rate, **_: rate,
        lambda momentum: 2 * (1 + momentum) / (1 + 2 * momentum),
        "2 · (1 + momentum) / (1 + 2 · momentum)",
    ),
    "rmsprop": Optimiser(
        "rmsprop",
        "RMSprop",
        (
            Line("v", "rho * v + (1 - rho) * g**2", lambda g, v, rho, **_: rho * v + (1 - rho) * g**2),
            Line(
                "w",
                "w - rate * g / np.sqrt(v + epsilon)",
                lambda w, g, v, rate, epsilon, **_: w - rate * g / np.sqrt(v + epsilon),
            ),
        ),
        ("v",),
        "keras.optimizers.RMSprop(learning_rate={rate!r})",
        "each weight's step is divided by the usual size of its gradient",
        lambda rate, v, epsilon, **_: rate / np.sqrt(v + epsilon),
        lambda momentum: 2.0,
        "2",
    ),
    "adam": Optimiser(
        "adam",
        "Adam",
        (
            Line("m", "beta_1 * m + (1 - beta_1) * g", lambda g, m, beta_1, **_: beta_1 * m + (1 - beta_1) * g),
            Line("v", "beta_2 * v + (1 - beta_2) * g**2", lambda g, v, beta_2, **_: beta_2 * v + (1 - beta_2) * g**2),
            Line(
                "r",
                "rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)",
                lambda t, rate, beta_1, beta_2, **_: rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t),
            ),
            Line(
                "w",
                "w - r * m / (np.sqrt(v) + epsilon)",
                lambda w, m, v, r, epsilon, **_: w - r * m / (np.sqrt(v) + epsilon),
            ),
        ),
        ("m", "v"),
        "keras.optimizers.Adam(learning_rate={rate!r}, beta_1=np.float64(0.9), beta_2=np.float64(0.999))",
        "both: a running mean of the gradient, divided by its usual size",
        lambda rate, v, t, beta_2, epsilon, **_: rate / (np.sqrt(v / (1 - beta_2**t)) + epsilon),
        lambda momentum: 2 * (1 + CONSTANTS["beta_1"]) / (1 - CONSTANTS["beta_1"]),
        "2 · (1 + beta_1) / (1 − beta_1)",
    ),
}
"""Name -> optimiser, in the order in which they were thought of."""


def at_start(optimiser: Optimiser, W: Floats, *, rate: Any, momentum: Any = 0.0) -> dict[str, Any]:
    """Return the values before the first step: weights, memories of 0, constants, t = 0.

    Parameters
    ----------
    W : (..., d) float64
        The weights.
    rate, momentum : float or (..., 1) float64
        One for all, or one for each of many starts.
    """
    return {
        **CONSTANTS,
        **{"w": W, "t": 0, "rate": rate, "momentum": momentum},
        **{name: np.zeros_like(W) for name in optimiser.memory},
    }


def after_step(optimiser: Optimiser, values: Values, g: Floats) -> dict[str, Any]:
    """Return the values after one step with gradient g, shaped as the weights.

    Examples
    --------
    >>> start = at_start(OPTIMISERS["sgd"], np.array([2.0]), rate=0.25)
    >>> after_step(OPTIMISERS["sgd"], start, np.array([4.0]))["w"].tolist()
    [1.0]
    """
    now = {**values, "g": g, "t": values["t"] + 1}
    for line in optimiser.lines:
        now[line.name] = line.f(**now)
    return now


def loop_code(optimiser: Optimiser, rate: float, momentum: float) -> tuple[list[str], list[str]]:
    """Return the lines that set the constants and memories, and those of the update."""
    given = {"rate": rate, "momentum": momentum, **CONSTANTS}
    names = optimiser.constants
    first = [f"{', '.join(names)} = {', '.join(repr(given[name]) for name in names)}"]
    if optimiser.memory:
        first.append(f"{' = '.join(optimiser.memory)} = np.zeros_like(w)")
    return first, [f"{line.name} = {line.code}" for line in optimiser.lines]

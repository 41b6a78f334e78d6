"""A network small enough to do by hand: 2 inputs, 3 hidden units, 1 output; forward, backward, one update, a check.

    forward     z = x . W1 + b1     a = activation(z)     y_pred = a . W2 + b2     loss = (y_pred - y_true)**2
    backward    d_y_pred = 2 (y_pred - y_true)
                d_W2 = outer(a, d_y_pred)    d_b2 = d_y_pred    d_a = W2 . d_y_pred
                d_z = d_a * activation'(z)
                d_W1 = outer(x, d_z)         d_b1 = d_z
    update      W - step * d_W, for each of the 13 parameters

d_v is the derivative of the loss by v, and has the shape of v.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.derivatives import RULES

Floats = NDArray[np.float64]

ACTIVATIONS: Final = ("tanh", "relu", "sigmoid")
H: Final = 1e-5
"""Half the way between the two points of a central difference."""
CORNER: Final = 1e-4
"""A larger difference between the two gradients is no rounding."""
FARTHEST: Final = 1e3
"""A weight larger than this has left for infinity."""
_SLOPES: Final = {"tanh": "1 - a**2", "relu": "(z > 0)", "sigmoid": "a * (1 - a)"}
_CALLS: Final = {"tanh": "np.tanh(z)", "relu": "np.maximum(z, 0)", "sigmoid": "1 / (1 + np.exp(-z))"}


@dataclass(frozen=True, eq=False)
class Parameters:
    """W1 (2, 3), b1 (3,), W2 (3, 1), b2 (1,): the numbers that training adjusts, or their gradients."""

    W1: Floats
    b1: Floats
    W2: Floats
    b2: Floats

    def arrays(self) -> dict[str, Floats]:
        """Name -> array."""
        return {entry.name: getattr(self, entry.name) for entry in fields(self)}

    def moved(self, gradients: Parameters, step: float) -> Parameters:
        """Return W - step * gradient for each."""
        slopes = gradients.arrays()
        return Parameters(**{name: array - step * slopes[name] for name, array in self.arrays().items()})


START: Final = Parameters(
    W1=np.array([[0.5, -0.6, 0.3], [0.4, 0.7, -0.2]]),
    b1=np.array([0.1, 0.2, -0.1]),
    W2=np.array([[0.8], [-0.5], [0.6]]),
    b2=np.array([0.1]),
)
"""Weights with one decimal, so that one can follow with pencil and paper."""


@dataclass(frozen=True, eq=False)
class Passed:
    """One forward pass: z (3,), a (3,), y_pred (1,), and the loss."""

    z: Floats
    a: Floats
    y_pred: Floats
    loss: float


@dataclass(frozen=True, eq=False)
class Round:
    """Forward, backward, update, and forward again; with the gradient checked by central differences.

    Attributes
    ----------
    activation : str
        One of `ACTIVATIONS`.
    x : (2,) float64
        The input.
    y_true, step : float
        What y_pred should be; the factor of the update.
    before, after : Parameters
        Around the update.
    passed, again : Passed
        The forward pass before the update and after it.
    d_y_pred, d_a, d_z : (1,), (3,), (3,) float64
        Derivatives of the loss by the values in between.
    gradients, measured : Parameters
        By the chain rule, and by central differences over `H`.
    """

    activation: str
    x: Floats
    y_true: float
    step: float
    before: Parameters
    after: Parameters
    passed: Passed
    again: Passed
    d_y_pred: Floats
    d_a: Floats
    d_z: Floats
    gradients: Parameters
    measured: Parameters = field(repr=False)

    @property
    def error(self) -> float:
        """The largest difference between the chain rule and the central differences."""
        ours, theirs = self.gradients.arrays(), self.measured.arrays()
        return float(max(np.abs(ours[name] - theirs[name]).max() for name in ours))

    @property
    def sentence(self) -> str:
        """What the picture says."""
        way = (
            "falls"
            if self.again.loss < self.passed.loss
            else "rises"
            if self.again.loss > self.passed.loss
            else "stays"
        )
        off = [str(number + 1) for number in np.flatnonzero(self.d_z == 0)]
        said = f"One update: the loss {way}, {self.passed.loss:.4g} → {self.again.loss:.4g}."
        if way == "rises":
            said += " The step is too long for the curvature here."
        if off and self.d_y_pred[0] != 0:
            said += f" Nothing reaches the weights into unit {' and '.join(off)}: its activation is flat here."
        if self.error > CORNER:
            return f"{said} At the corner of relu a central difference sees both sides: off by {self.error:.1e}."
        return f"{said} All 13 gradients agree with central differences to {self.error:.1e}."

    @property
    def code(self) -> str:
        """The lines that give all numbers on the screen."""
        numbers = [f"{name} = np.array({array.tolist()})" for name, array in self.before.arrays().items()]
        return "\n".join(
            [
                *(
                    "import numpy as np",
                    "",
                    f"x, y_true, step = np.array({self.x.tolist()}), {self.y_true!r}, {self.step!r}",
                ),
                *numbers,
                *("", "def forward(W1, b1, W2, b2):", "    z = x @ W1 + b1   # (3,)"),
                *(f"    a = {_CALLS[self.activation]}   # (3,)", "    y_pred = a @ W2 + b2   # (1,)"),
                *("    return z, a, y_pred, np.sum((y_pred - y_true) ** 2)", ""),
                f"z, a, y_pred, loss = forward(W1, b1, W2, b2)   # {self.passed.loss:.6g}",
                *("", "d_y_pred = 2 * (y_pred - y_true)", "d_W2, d_b2 = np.outer(a, d_y_pred), d_y_pred"),
                *("d_a = W2 @ d_y_pred", f"d_z = d_a * ({_SLOPES[self.activation]})"),
                *("d_W1, d_b1 = np.outer(x, d_z), d_z", ""),
                *("before, gradients = [W1, b1, W2, b2], [d_W1, d_b1, d_W2, d_b2]",),
                "after = [v - step * d_v for v, d_v in zip(before, gradients)]",
                f"new_loss = forward(*after)[-1]   # {self.again.loss:.6g}",
                *("", "h, measured = 1e-5, [np.zeros_like(v) for v in before]   # central differences"),
                *("for v, d_v in zip(before, measured):", "    for place in np.ndindex(v.shape):"),
                *("        there = v[place]", "        v[place] = there + h", "        up = forward(*before)[-1]"),
                *("        v[place] = there - h", "        down = forward(*before)[-1]"),
                *("        v[place], d_v[place] = there, (up - down) / (2 * h)",),
                "error = max(np.abs(a - b).max() for a, b in zip(gradients, measured))" + f"   # {self.error:.1e}",
            ]
        )


def forward(parameters: Parameters, x: Floats, y_true: float, activation: str) -> Passed:
    """Return the forward pass of one input x (2,)."""
    z = x @ parameters.W1 + parameters.b1
    a = np.asarray(RULES[activation].f(z), np.float64)
    y_pred = a @ parameters.W2 + parameters.b2
    return Passed(z, a, y_pred, float(np.sum((y_pred - y_true) ** 2)))


def one_round(x: Floats, y_true: float, *, step: float, before: Parameters = START, activation: str = "tanh") -> Round:
    """Return forward, backward, update and the new loss, with the check.

    Examples
    --------
    >>> done = one_round(np.array([1.0, 2.0]), 1.0, step=0.1)
    >>> done.again.loss < done.passed.loss
    True
    """
    passed = forward(before, x, y_true, activation)
    d_y_pred = 2 * (passed.y_pred - y_true)
    d_a = before.W2 @ d_y_pred
    d_z = d_a * np.asarray(RULES[activation].slopes[0](passed.z), np.float64)
    gradients = Parameters(np.outer(x, d_z), d_z, np.outer(passed.a, d_y_pred), d_y_pred)
    after = before.moved(gradients, step)
    again = forward(after, x, y_true, activation)
    measured = _measured(before, x, y_true, activation)
    return Round(activation, x, y_true, step, before, after, passed, again, d_y_pred, d_a, d_z, gradients, measured)


def trained(x: Floats, y_true: float, *, step: float, updates: int, activation: str = "tanh") -> tuple[Parameters, int]:
    """Return the weights after so many updates from `START`, and how many it were: fewer, where they leave."""
    now = START
    for count in range(updates):
        after = one_round(x, y_true, step=step, before=now, activation=activation).after
        if max(np.abs(array).max() for array in after.arrays().values()) > FARTHEST:
            return now, count
        now = after
    return now, updates


def _measured(parameters: Parameters, x: Floats, y_true: float, activation: str) -> Parameters:
    """Return the gradient by central differences: the loss a little to both sides of each parameter."""
    found = {}
    for name, array in parameters.arrays().items():
        slopes = np.zeros_like(array)
        for place in np.ndindex(array.shape):
            losses = []
            for way in (H, -H):
                moved = array.copy()
                moved[place] += way
                there = Parameters(**{**parameters.arrays(), name: moved})
                losses.append(forward(there, x, y_true, activation).loss)
            slopes[place] = (losses[0] - losses[1]) / (2 * H)
        found[name] = slopes
    return Parameters(**found)

"""The gradient of the loss of one digit with respect to every weight of the network, by backpropagation.

    d_z (last layer) = p - onehot(truth)               softmax and cross-entropy together
    d_W = outer(a_before, d_z)      d_b = d_z          a_before: what the layer gets; the digit itself for the first
    d_z before = (W . d_z) * activation'(z before)     one layer back

The loss is -log p[truth], in nats. Source: the notebook's network, 784-512-10 with relu and softmax.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mnist_lab.network.backward import cross_entropy, deltas
from mnist_lab.network.gradients import SLOPE_CODE
from mnist_lab.network.reading import Reader
from mnist_lab.network.subject import Subject, forward_code, opening
from mnist_lab.network.weights import ACTIVATIONS, Array, Forward, Layer, Weights

H = 1e-4
"""Half the way between the two points of the central difference, in float64."""


@dataclass(frozen=True, eq=False)
class WeightGradients:
    """One digit, forward and backward, and the update it asks for.

    Attributes
    ----------
    reader : Reader
        The network.
    subject : Subject
        The digit.
    truth : int
        What it is said to be.
    step : float
        The factor of the update.
    passed : Forward
        The forward pass.
    loss, new_loss : float, nats
        Before the update, and after it.
    d_z : one (out,) a layer
        Of the loss by each layer's sums.
    d_weights : one (in, out) a layer
        Of the loss by the weights; d_b is d_z.
    """

    reader: Reader
    subject: Subject
    truth: int
    step: float
    passed: Forward
    loss: float
    new_loss: float
    d_z: tuple[Array, ...] = field(repr=False)
    d_weights: tuple[Array, ...] = field(repr=False)

    @property
    def images(self) -> Array:
        """(units, 784): for each unit of the first layer the gradient of its weights, pixel by pixel."""
        return self.d_weights[0].T

    @property
    def loudest(self) -> int:
        """The unit of the first layer whose weights get the largest gradient."""
        return int(np.abs(self.d_z[0]).argmax())

    @property
    def sentence(self) -> str:
        """What the picture says."""
        ink, active = int(np.count_nonzero(self.subject.x)), int(np.count_nonzero(self.d_z[0]))
        units, learning = len(self.d_z[0]), int(np.count_nonzero(self.d_weights[0]))
        return (
            f"p({self.truth}) = {self.passed.probabilities[0, self.truth]:.4g}, loss {self.loss:.4g} nats. Every image "
            f"is the digit times one number, ∂z of its unit; {units - active} of {units} units are off and get none. "
            f"{ink} pixels with ink × {active} units: {learning:,} of {self.d_weights[0].size:,} weights learn from "
            f"this digit. One step changes the loss to {self.new_loss:.4g}."
        )

    @property
    def code(self) -> str:
        """The lines that give these numbers."""
        weights, count = self.reader.weights, len(self.d_z)
        needs = "from mnist_lab.network.weights import weights_from_arrays"
        lines = [opening(self.reader, self.subject, needs=needs), "def loss_of(scores):"]
        lines += ["    e = np.exp(scores - scores.max())"]
        lines += [f"    return np.log(e.sum()) + scores.max() - scores[{self.truth}]   # -log p[{self.truth}]", ""]
        lines += [forward_code(weights).rstrip(), "p = np.exp(scores - scores.max())"]
        lines += ["p /= p.sum()".ljust(40) + "# (10,) probabilities"]
        lines += ["loss = loss_of(scores)".ljust(40) + f"# {self.loss:.4g} nats", ""]
        lines += [
            f"d_z{count} = p - np.eye({len(self.d_z[-1])})[{self.truth}]".ljust(40) + "# the backward pass begins"
        ]
        for number in range(count, 0, -1):
            before = f"a{number - 1}" if number > 1 else "x"
            shape = "({}, {})".format(*self.d_weights[number - 1].shape)
            lines.append(
                f"d_W{number}, d_b{number} = np.outer({before}, d_z{number}), d_z{number}".ljust(40) + f"# {shape}"
            )
            if number > 1:
                slope = SLOPE_CODE[weights.layers[number - 2].activation].format(n=number - 1)
                lines.append(f"d_z{number - 1} = (W{number} @ d_z{number}) * {slope}")
        names = ", ".join(f"W{n} - step * d_W{n}, b{n} - step * d_b{n}" for n in range(1, count + 1))
        kinds = [layer.activation for layer in weights.layers]
        lines += ["", f"step = np.float32({self.step!r})", f"new = weights_from_arrays([{names}], {kinds})"]
        lines += ["new_loss = loss_of(new.forward(x[None]).pre[-1][0])".ljust(40) + f"   # {self.new_loss:.4g} nats"]
        return "\n".join(lines)


def weight_gradients(reader: Reader, subject: Subject, *, truth: int, step: float) -> WeightGradients:
    """Return forward pass, backward pass and the loss after one step."""
    weights = reader.weights
    x = subject.x[None]
    inputs, found, _ = deltas(weights, x, np.array([truth]))
    d_z = [delta[0] for delta in found]
    d_W = [np.outer(a[0], delta) for a, delta in zip(inputs, d_z, strict=True)]
    rate = np.float32(step)
    layers = [
        Layer(np.asarray(layer.W - rate * slope), np.asarray(layer.b - rate * by_sum), layer.activation)
        for layer, slope, by_sum in zip(weights.layers, d_W, d_z, strict=True)
    ]
    new_loss = loss_of(Weights(tuple(layers)), subject.x, truth)
    before = loss_of(weights, subject.x, truth)
    passed = weights.forward(x)
    return WeightGradients(reader, subject, truth, step, passed, before, new_loss, tuple(d_z), tuple(d_W))


def loss_of(weights: Weights, x: Array, truth: int) -> float:
    """-log p[truth] in nats, from the last sums, so that a p of 0 in float32 is no infinity."""
    return _surprise(weights.forward(x[None]).pre[-1][0].astype(np.float64), truth)


def measured_slope(weights: Weights, x: Array, truth: int, place: tuple[int, int]) -> float:
    """The derivative of the loss by one weight of the first layer, as a central difference in float64."""
    first = weights.layers[0]
    losses = []
    for way in (H, -H):
        z: Any = x.astype(np.float64) @ first.W.astype(np.float64) + first.b
        z[place[1]] += way * x[place[0]]  # that weight alone is another
        a = ACTIVATIONS[first.activation](z)
        for layer in weights.layers[1:]:
            z = a @ layer.W.astype(np.float64) + layer.b
            a = ACTIVATIONS[layer.activation](z)
        losses.append(_surprise(z, truth))
    return (losses[0] - losses[1]) / (2 * H)


def _surprise(scores: Any, truth: int) -> float:
    """The cross-entropy of one digit, from its scores in float64."""
    return float(cross_entropy(scores[None], np.array([truth]))[0])

"""The forward pass whole, and one unit of it taken apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mnist_lab.network.evaluation import CHUNK
from mnist_lab.network.gradients import SLOPE_CODE, ahead_to_scores, back_code, back_to_input
from mnist_lab.network.reading import Reader
from mnist_lab.network.subject import LOAD, Subject, forward_code, opening
from mnist_lab.network.weights import Array, Forward, Weights
from mnist_lab.network.wording import signed

MOST_EXCITED = 8
_SOFTMAX = """\
e = np.exp(scores - scores.max())       # the largest taken off, so that exp never overflows
y_pred = e / e.sum()                    # (10,) probabilities: softmax
"""


_EXCITED = f"""
images = load().test_images.reshape(-1, 784).astype("float32") / 255
values = weights.forward(images).activations[{{layer}}][:, {{number}}]   # what it hands on for each test digit
best = np.argsort(-values, kind="stable")[:{MOST_EXCITED}]
"""


@dataclass(frozen=True, eq=False)
class Insight:
    """One digit on its way through a network.

    Attributes
    ----------
    reader : Reader
    subject : Subject
    passed : Forward
        Every sum and every activation.
    e : (10,)
        `exp(score - largest score)`; the probabilities are these, divided by their sum.
    sentence, code : str
    """

    reader: Reader
    subject: Subject
    passed: Forward
    e: Array
    sentence: str
    code: str = field(repr=False)

    @property
    def weights(self) -> Weights:
        """Those of the network that answers."""
        return self.reader.weights

    @property
    def scores(self) -> Array:
        """(10,): the sums of the last layer, before softmax."""
        scores: Array = self.passed.pre[-1][0]
        return scores

    @property
    def probabilities(self) -> Array:
        """(10,): they sum to 1."""
        probabilities: Array = self.passed.probabilities[0]
        return probabilities

    @property
    def top(self) -> int:
        """The answer."""
        return int(self.scores.argmax())

    @property
    def second(self) -> int:
        """The second guess."""
        return int(self.scores.argsort()[-2])

    @property
    def truth(self) -> int:
        """The label; of a drawing, of which nobody said what it is, the answer."""
        return self.top if self.subject.label is None else self.subject.label

    @property
    def hidden(self) -> tuple[Array, ...]:
        """The activations of each hidden layer, (units,)."""
        return tuple(a[0] for a in self.passed.activations[:-1])


def insight(reader: Reader, subject: Subject) -> Insight:
    """Send one digit through the network and keep everything."""
    passed = reader.weights.forward(subject.x[None])
    scores = passed.pre[-1][0]
    e: Array = np.exp(scores - scores.max())
    code = opening(reader, subject) + "\n" + forward_code(reader.weights) + _SOFTMAX
    return Insight(reader, subject, passed, e, _sentence(passed, e), code)


def _sentence(passed: Forward, e: Array) -> str:
    top = int(e.argmax())
    awake = [f"{int((a[0] != 0).sum())} of {a.shape[1]}" for a in passed.activations[:-1]]
    units = f"{' and '.join(awake)} hidden units are not zero. " if awake else ""
    return f"{units}The sum of class {top} is the largest; softmax gives it 1 / {e.sum():.6f} = {1 / e.sum():.6f}."


@dataclass(frozen=True, eq=False)
class Unit:
    """One hidden unit, looking at one digit.

    Attributes
    ----------
    layer, number : int
        Counted from 0.
    weights : (784,)
        Of the first layer: its column of W. Of a later one: what its weights come to in terms of the pixels, here.
    products : (784,)
        Those times the pixels.
    total, bias, z, a : float
        Sum of the products, bias, `total + bias`, and the activation of that.
    outgoing : (10,)
        What one more in `a` adds to each class; of the last hidden layer: its row of the next W.
    direct : bool
        Whether `weights` and `outgoing` stand in W as they are: one hidden layer.
    """

    layer: int
    number: int
    activation: str
    weights: Array
    products: Array
    total: float
    bias: float
    z: float
    a: float
    outgoing: Array
    direct: bool
    sentence: str
    code: str = field(repr=False)


def unit(seen: Insight, number: int, *, layer: int = 0) -> Unit:
    """Take one hidden unit apart; numbers past the last begin again.

    Raises
    ------
    IndexError
        The network has no such hidden layer.
    """
    weights, passed = seen.weights, seen.passed
    number %= passed.pre[layer].shape[1]
    one = np.zeros(passed.pre[layer].shape[1], np.float32)
    one[number] = 1
    gradient, _ = back_to_input(weights, passed, layer, one)
    products = gradient * seen.subject.x
    z, a, total = (
        float(passed.pre[layer][0, number]),
        float(passed.activations[layer][0, number]),
        float(products.sum()),
    )
    bias = float(weights.layers[0].b[number]) if layer == 0 else z - total
    outgoing = ahead_to_scores(weights, passed, layer, number)
    direct = len(weights.layers) == 2
    name = weights.layers[layer].activation
    sentence = _unit_words(name, z, a, outgoing, (total, bias))
    code = _unit_code(seen, number, layer)
    return Unit(layer, number, name, gradient, products, total, bias, z, a, outgoing, direct, sentence, code)


def _unit_words(name: str, z: float, a: float, outgoing: Array, parts: tuple[float, float]) -> str:
    total, bias = parts
    sums = f"weights × pixels {signed(total, 3)}, plus bias {signed(bias, 3)}, is {signed(z, 3)}"
    if a == 0:
        return f"{sums}; {name} makes that 0: this unit says nothing about this digit."
    pushes, holds = int((outgoing * a).argmax()), int((outgoing * a).argmin())
    return (
        f"{sums}; {name} hands on {a:.3f}. It speaks most for {pushes} ({signed(outgoing[pushes] * a)}) "
        f"and most against {holds} ({signed(outgoing[holds] * a)})."
    )


def _unit_code(seen: Insight, number: int, layer: int) -> str:
    code = opening(seen.reader, seen.subject, needs=LOAD) + "\n" + forward_code(seen.weights) + "\n"
    if layer == 0:
        code += f"w = W1[:, {number}]".ljust(40) + "# (784,) the unit's weights\n"
        code += "products = w * x\n" + f"total, bias = products.sum(), b1[{number}]\n"
        code += f"z = total + bias                        # z1[{number}]\n"
    else:
        code += f"one = np.zeros({seen.passed.pre[layer].shape[1]})\none[{number}] = 1\n"
        code += back_code(seen.weights, layer, "one", "w")
        code += f"products = w * x\ntotal, z = products.sum(), z{layer + 1}[{number}]\nbias = z - total\n"
    code += f"a = a{layer + 1}[{number}]\n"
    return code + _ahead_code(seen.weights, layer, number) + _EXCITED.format(layer=layer, number=number)


def _ahead_code(weights: Weights, layer: int, number: int) -> str:
    line = f"outgoing = W{layer + 2}[{number}]"
    for place in range(layer + 1, len(weights.layers) - 1):
        slope = SLOPE_CODE[weights.layers[place].activation].format(n=place + 1)
        line = f"{line} * {slope} @ W{place + 2}"
    return line.ljust(40) + "# (10,) what one more in a adds to each class\n"


@dataclass(frozen=True, eq=False)
class Excited:
    """The test digits that excite a unit most: their numbers (k,), and what it hands on for each (k,)."""

    numbers: NDArray[np.intp]
    values: Array


def excited(values: Array) -> Excited:
    """Find the `MOST_EXCITED` digits for which a unit's activation, values (n,), is largest; the code is the unit's."""
    order = np.argsort(-values, kind="stable")[:MOST_EXCITED]
    return Excited(order, values[order])


def hidden_values(weights: Weights, images: NDArray[np.uint8], layer: int) -> Array:
    """(n, units): what a hidden layer hands on for each image (n, 28, 28) 0-255."""
    return _in_chunks(images, lambda x: weights.forward(x).activations[layer])


def _in_chunks(images: NDArray[np.uint8], of: Callable[[Array], Array]) -> Array:
    """Work through images (n, 28, 28) 0-255 a few thousand at a time."""
    x = images.reshape(len(images), 784)
    parts = [of(x[at : at + CHUNK].astype(np.float32) / np.float32(255)) for at in range(0, max(len(x), 1), CHUNK)]
    return np.concatenate(parts)

"""The notebook's network with a real digit in it, before and after training, and one unit taken apart.

z_j = x . W[:, j] + b_j      a unit's sum; x (in,), W (in, out), b (out,)
a_j = max(z_j, 0)            relu; in the last layer softmax makes probabilities of the ten sums
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.compiling import meaningful
from mnist_lab.maths.first_look import SETUP
from mnist_lab.network.pretrained import pretrained
from mnist_lab.network.weights import Array, Weights, weights_from_arrays

LARGEST: Final = 5
"""Terms of a sum that are written out."""

TRAINED, FRESH = "trained", "random start"
LINES: Final = {
    TRAINED: (
        "from mnist_lab.network.pretrained import pretrained",
        "weights = pretrained()",
    ),
    FRESH: (
        "from mnist_lab.network.first_look import random_start",
        "weights = random_start()    # as Keras draws them: Glorot uniform, biases 0",
    ),
}
"""Name of some weights -> the import and the line that give them."""


class NoSuchUnitError(ValueError):
    """The network has no layer or no unit with this number."""


@dataclass(frozen=True, eq=False)
class Known:
    """A network with a name, and the code that gives it: `imports`, and a last line `weights = ...`."""

    name: str
    weights: Weights
    imports: str
    line: str
    why: str = ""


@lru_cache(maxsize=1)
def random_start(seed: int = 0) -> Weights:
    """The notebook's network before any training: weights even in +-sqrt(6 / (inputs + units)), biases 0.

    Source: Glorot and Bengio 2010, which is what `Dense` does unless told otherwise.
    """
    random = np.random.default_rng(seed)
    arrays: list[Array] = []
    for inputs, units in ((784, 512), (512, 10)):
        limit = np.sqrt(6 / (inputs + units))
        arrays += [random.uniform(-limit, limit, (inputs, units)).astype(np.float32), np.zeros(units, np.float32)]
    return weights_from_arrays(arrays, ("relu", "softmax"))


def known(name: str) -> Known:
    """Return the weights called `TRAINED` or `FRESH`."""
    imports, line = LINES[name]
    return Known(name, pretrained() if name == TRAINED else random_start(), imports, line)


# -------------------------------------------------------------------------------------------------------- 2. one unit


@dataclass(frozen=True, eq=False)
class Unit:
    """One unit of one layer, for one digit, with every number of its sum.

    Attributes
    ----------
    layer, unit : int
        From 0.
    inputs, weights, terms : (in,) float32
        What comes in, the unit's column of W, and the products of the two.
    bias, z, a : float
        Its bias, its sum, and what it hands on (in the last layer: its probability).
    activation : "relu" or "softmax"
    forward : the layers' outputs (out,) for this digit, first to last
    """

    layer: int
    unit: int
    inputs: Array
    weights: Array
    terms: Array
    bias: float
    z: float
    a: float
    activation: str
    forward: tuple[Array, ...]
    sentence: str
    code: str = field(repr=False)

    @property
    def largest(self) -> NDArray[np.int64]:
        """(k,): where the terms stand that count most, by size, the largest first; at most `LARGEST`."""
        order = np.argsort(-np.abs(self.terms), kind="stable")[:LARGEST]
        kept: NDArray[np.int64] = order[self.terms[order] != 0]
        return kept


def unit(network: Known, image: NDArray[np.uint8], *, number: int, layer: int, unit: int) -> Unit:
    """Take unit `unit` of layer `layer` apart, both from 0, for `image` (28, 28) uint8, test digit `number`.

    Raises
    ------
    NoSuchUnitError
        There is no such layer or unit.
    """
    layers = network.weights.layers
    if not 0 <= layer < len(layers) or not 0 <= unit < layers[layer].W.shape[1]:
        raise NoSuchUnitError(f"Layers are 0 to {len(layers) - 1} and units 0 to out - 1; not layer {layer}, {unit}.")
    x = image.reshape(1, 784).astype(np.float32) / np.float32(255)
    passed = network.weights.forward(x)
    inputs = (x if layer == 0 else passed.activations[layer - 1])[0]
    W, b = layers[layer].W[:, unit], float(layers[layer].b[unit])
    z, a = float(passed.pre[layer][0, unit]), float(passed.activations[layer][0, unit])
    name = layers[layer].activation
    return Unit(
        layer,
        unit,
        inputs,
        W,
        inputs * W,
        b,
        z,
        a,
        name,
        tuple(activation[0] for activation in passed.activations),
        _unit_sentence(layer, unit, inputs, z=z, a=a, b=b),
        _UNIT.format(
            setup=SETUP.strip(),
            imports=network.imports,
            line=network.line,
            number=number,
            layer=layer,
            unit=unit,
            deep=layer + 1,
            function="np.maximum(z, 0)" if name == "relu" else "np.exp(z) / np.exp(z).sum()",
            inputs="x" if layer == 0 else f"weights.forward(x[None]).activations[{layer - 1}][0]",
            size=len(inputs),
            units=layers[layer].W.shape[1],
        ),
    )


def _unit_sentence(layer: int, unit: int, inputs: Array, *, z: float, a: float, b: float) -> str:
    alive = int(np.count_nonzero(inputs))
    start = f"Unit {unit}: {alive} of its {len(inputs)} inputs are not 0. Their products and the bias {b:+.3f} sum to "
    if layer:
        p = meaningful(a)
        return f"{start}z = **{z:.3f}**. Softmax compares it with the other nine: probability **{p}** for a {unit}."
    if a > 0:
        return f"{start}z = **{z:.3f}**. That is above 0, so relu hands it on as it is."
    return f"{start}z = **{z:.3f}**. That is not above 0, so relu makes it **0**: this unit is silent for this digit."


_UNIT: Final = """\
{setup}
{imports}

{line}
x = test_images[{number}].reshape(784).astype("float32") / 255
inputs = {inputs}    # ({size},)
layer = weights.layers[{layer}]    # W{deep} ({size}, {units}), b{deep} ({units},)
terms = inputs * layer.W[:, {unit}]
z = inputs @ layer.W + layer.b    # ({units},)
output = {function}
print(terms.sum() + layer.b[{unit}], z[{unit}], output[{unit}])
"""

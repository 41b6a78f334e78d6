"""What a small change of the input, or of a unit, does to a sum: gradients of a network of dense layers, by hand.

    d z / d a_before = W f'(z_before)      layer after layer, from the back to the front (the chain rule)

For one hidden layer `d z_j / d x` is just the unit's column of W, and `d scores / d a_j` its row of the next W.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mnist_lab.network.weights import Array, Forward, Weights

SLOPES: dict[str, Callable[[Array, Array], Array]] = {
    "relu": lambda z, a: (z > 0).astype(np.float32),
    "tanh": lambda z, a: 1 - a * a,
    "sigmoid": lambda z, a: a * (1 - a),
    "linear": lambda z, a: np.ones_like(z),
}
"""The derivative of each activation, from its sum z and its value a."""

SLOPE_CODE = {
    "relu": "(z{n} > 0)",
    "tanh": "(1 - a{n} ** 2)",
    "sigmoid": "(a{n} * (1 - a{n}))",
    "linear": "np.ones_like(z{n})",
}


def straight(weights: Weights) -> bool:
    """Whether every hidden activation is made of straight pieces: then gradient times input leaves nothing over."""
    return all(layer.activation in ("relu", "linear") for layer in weights.layers[:-1])


def back_to_input(weights: Weights, passed: Forward, layer: int, direction: Array) -> tuple[Array, float]:
    """How `direction . z[layer]` depends on the input.

    Parameters
    ----------
    weights : Weights
    passed : Forward
        Of one image.
    layer : int
        Counted from 0.
    direction : (out,) float
        What is asked of that layer's sums: a 1 at one unit, or +1 and -1 at two classes.

    Returns
    -------
    gradient : (784,)
        With respect to the pixels.
    biases : float
        Sum of every bias times its gradient: what the biases contribute.
    """
    flow, biases = np.asarray(direction, np.float32), 0.0
    for number in range(layer, -1, -1):
        biases += float(weights.layers[number].b @ flow)
        flow = weights.layers[number].W @ flow
        if number:
            before = weights.layers[number - 1]
            z, a = passed.pre[number - 1][0], passed.activations[number - 1][0]
            flow = flow * SLOPES[before.activation](z, a)
    return flow, biases


def ahead_to_scores(weights: Weights, passed: Forward, layer: int, unit: int) -> Array:
    """(10,): what one more in the activation of `unit` of hidden layer `layer` adds to each of the ten sums."""
    flow: Array = weights.layers[layer + 1].W[unit]
    for number in range(layer + 1, len(weights.layers) - 1):
        here = weights.layers[number]
        flow = flow * SLOPES[here.activation](passed.pre[number][0], passed.activations[number][0])
        flow = flow @ weights.layers[number + 1].W
    return flow


def back_code(weights: Weights, layer: int, start: str, name: str) -> str:
    """The lines of `back_to_input` for code that has z1, a1, ... already: `name` and `{name}_biases`."""
    lines = [f"{name} = {start}"]
    for number in range(layer + 1, 0, -1):
        first = number == layer + 1
        lines.append(f"{name}_biases {'=' if first else '+='} b{number} @ {name}")
        lines.append(f"{name} = W{number} @ {name}")
        if number > 1:
            slope = SLOPE_CODE[weights.layers[number - 2].activation].format(n=number - 1)
            lines[-1] += f" * {slope}"
    lines[-1] = lines[-1].ljust(40) + "# (784,) gradient for each pixel"
    return "\n".join(lines) + "\n"

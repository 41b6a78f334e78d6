"""The loss of a network and its gradient with respect to every weight, by hand.

    loss = mean of -log p[label]                       cross-entropy, in nats
    d loss / d z_last = (p - one_hot(labels)) / n      softmax and cross-entropy together
    d loss / d W = a_before^T . dz                     d loss / d b = sum of dz over the images
    dz_before = (dz . W^T) * f'(z_before)              layer after layer, from the back to the front

The last line is the chain rule; each image's own dz is kept, so that its own gradient can be asked for too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mnist_lab.network.gradients import SLOPES
from mnist_lab.network.weights import Array, Weights

Labels = NDArray[np.integer]


def cross_entropy(scores: Array, labels: Labels) -> Array:
    """(n,): the loss of each image in nats, from the sums of the last layer (n, 10): exact however sure the network is.

    Examples
    --------
    >>> cross_entropy(np.array([[0.0, 0.0]]), np.array([1])).round(4).tolist()
    [0.6931]
    """
    top = scores.max(axis=1, keepdims=True)
    losses: Array = (
        np.log(np.exp(scores - top).sum(axis=1)) + top[:, 0] - np.take_along_axis(scores, labels[:, None], 1)[:, 0]
    )
    return losses


def deltas(weights: Weights, x: Array, labels: Labels) -> tuple[list[Array], list[Array], Array]:
    """Return what a gradient is made of, for images x (n, 784) 0-1.

    Returns
    -------
    inputs : one (n, in) a layer
        What goes into each layer.
    deltas : one (n, out) a layer
        The derivative of each image's own loss with respect to the layer's sums.
    losses : (n,)
        Each image's loss, in nats.
    """
    passed = weights.forward(x)
    delta = passed.probabilities.copy()
    delta[np.arange(len(x)), labels] -= 1
    found = [delta]
    for number in range(len(weights.layers) - 1, 0, -1):
        before = weights.layers[number - 1]
        slope = SLOPES[before.activation](passed.pre[number - 1], passed.activations[number - 1])
        found.append((found[-1] @ weights.layers[number].W.T) * slope)
    inputs = [np.asarray(x, np.float32), *passed.activations[:-1]]
    return inputs, found[::-1], cross_entropy(passed.pre[-1], labels)


def loss_and_gradient(weights: Weights, x: Array, labels: Labels) -> tuple[float, list[Array]]:
    """Return the mean loss of images x (n, 784) and its gradient as `[dW1, db1, dW2, db2, ...]`."""
    inputs, found, losses = deltas(weights, x, labels)
    return float(losses.mean()), mean_gradient(inputs, found)


def mean_gradient(inputs: Sequence[Array], found: Sequence[Array]) -> list[Array]:
    """Return the gradient of the mean loss from what `deltas` gives: `[dW1, db1, dW2, db2, ...]`."""
    parts: list[Array] = []
    for a, delta in zip(inputs, found, strict=True):
        parts += [a.T @ delta / np.float32(len(a)), delta.mean(axis=0)]
    return parts

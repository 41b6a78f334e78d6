"""The hidden layer as a space: where digits lie in it, seen along its two widest directions (principal components).

h (n, units), mean taken off;  C = h^T h / n;  the two eigenvectors v1, v2 of C with the largest eigenvalues
place of a digit: ((h - mean) . v1, (h - mean) . v2)
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mnist_lab.network.insight import Insight, hidden_values
from mnist_lab.network.reading import Reader
from mnist_lab.network.subject import LOAD, opening
from mnist_lab.network.weights import Array, Layer, Weights
from mnist_lab.network.wording import WORDS

SHOWN = 800
"""Test digits in the picture: the first so many."""
NEIGHBOURS = 8
SEARCHED = 10_000
"""Training digits among which the nearest are sought: the first so many."""


@dataclass(frozen=True, eq=False)
class Space:
    """Digits in the space of the last hidden layer.

    Attributes
    ----------
    places : (n, 2)
        Of the first test digits.
    labels : (n,)
    mean : (units,)
    directions : (units, 2)
        Columns of length 1, the widest first.
    share : float
        Of the variance that the two directions hold.
    """

    places: Array
    labels: NDArray[np.integer]
    mean: Array
    directions: Array
    share: float

    def place(self, hidden: Array) -> Array:
        """(2,): where hidden values (units,) fall."""
        return np.asarray((hidden - self.mean) @ self.directions, np.float32)


def space(weights: Weights, images: NDArray[np.uint8], labels: NDArray[np.integer]) -> Space:
    """Find the two widest directions of the last hidden layer over the first `SHOWN` images (n, 28, 28) 0-255."""
    hidden = hidden_values(weights, images[:SHOWN], len(weights.layers) - 2)
    mean: Array = hidden.mean(axis=0)
    centred: Array = hidden - mean
    values, vectors = np.linalg.eigh((centred.T @ centred).astype(np.float64) / len(hidden))
    widest = np.asarray(vectors[:, :-3:-1], np.float64)
    if widest.shape[1] == 1:  # one hidden unit: a line
        widest = np.hstack([widest, np.zeros_like(widest)])
    directions = _pointed(widest).astype(np.float32)
    total = float(values.sum())
    share = float(values[-2:].sum()) / total if total > 0 else 1.0
    return Space(centred @ directions, labels[:SHOWN], mean, directions, share)


def _pointed(directions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn each column so that its largest entry is above 0: an eigenvector has no sign of its own."""
    largest = directions[np.abs(directions).argmax(axis=0), np.arange(directions.shape[1])]
    turned: NDArray[np.float64] = directions * np.where(largest < 0, -1, 1)
    return turned


def untrained(weights: Weights, *, seed: int = 0) -> Weights:
    """A network of the same shape as Keras begins with: W uniform in +-sqrt(6 / (in + out)), b zero."""
    random = np.random.default_rng(seed)
    layers = []
    for layer in weights.layers:
        reach = np.sqrt(6 / sum(layer.W.shape))
        W = random.uniform(-reach, reach, layer.W.shape).astype(np.float32)
        layers.append(Layer(W, np.zeros_like(layer.b), layer.activation))
    return Weights(tuple(layers))


def before_training(reader: Reader) -> Reader:
    """The reader's network as it may have been before it learned anything: the same shape, random weights."""
    imports = f"{reader.imports}\nfrom mnist_lab.network.space import untrained"
    line = f"{reader.line}\nweights = untrained(weights)            # the same shape, random weights"
    return Reader("before training", untrained(reader.weights), imports, line)


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The training digits nearest to a digit in the last hidden layer's space: numbers, labels, distances (k,)."""

    numbers: NDArray[np.intp]
    labels: NDArray[np.integer]
    distances: Array
    sentence: str
    code: str = field(repr=False)


def neighbours(seen: Insight, trained: Array, labels: NDArray[np.integer]) -> Neighbours:
    """Find the training digits whose hidden values `trained` (n, units) are nearest to those of the digit on screen."""
    distances = np.sqrt(((trained - seen.hidden[-1]) ** 2).sum(axis=1))
    order = np.argsort(distances, kind="stable")[:NEIGHBOURS]
    found = labels[order]
    same = int((found == seen.truth).sum())
    among = f"among the first {len(trained):,} training digits" if len(trained) < len(labels) else "training digits"
    sentence = f"Of the {len(order)} nearest {among} {same} {'is' if same == 1 else 'are'} {WORDS[seen.truth]}."
    return Neighbours(order, found, distances[order], sentence, _code(seen))


def _code(seen: Insight) -> str:
    return f"""{opening(seen.reader, seen.subject, needs=LOAD)}
def hidden(images):                     # (n, 784) -> (n, units)
    return weights.forward(images).activations[{len(seen.weights.layers) - 2}]

digits = load()
h = hidden(digits.test_images[:{SHOWN}].reshape(-1, 784).astype("float32") / 255)
mean = h.mean(axis=0)
values, vectors = np.linalg.eigh((h - mean).T @ (h - mean) / len(h))
directions = vectors[:, :-3:-1]         # the two widest; each may also point the other way
places = (h - mean) @ directions
share = values[-2:].sum() / values.sum()

here = hidden(x.reshape(1, 784))
place = (here[0] - mean) @ directions
trained = hidden(digits.train_images[:{SEARCHED}].reshape(-1, 784).astype("float32") / 255)
distances = np.sqrt(((trained - here) ** 2).sum(axis=1))
nearest = np.argsort(distances, kind="stable")[:{NEIGHBOURS}]
"""

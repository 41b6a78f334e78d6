"""The networks that are shipped: one that reads digits, and one that doubts whether a picture is a digit at all.

The reader is the notebook's network, 784-512-10; a softmax must spread all its confidence over ten digits even when it
looks at a star. The doubter, 784-256-64-1, was shown digits on one side and letters, shapes and scribbles on the other
and answers with one number: how much the picture looks like a digit. Recipes: `mnist_lab.engine.recipes` and
`mnist_lab.engine.doubt`; what they reach stands in the model cards beside the weights.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from mnist_lab.network.weights import Array, Weights, load_weights

ASSETS = Path(__file__).parent.parent / "assets"
PRETRAINED = ASSETS / "pretrained.npz"
DOUBT = ASSETS / "doubt.npz"


@cache
def pretrained() -> Weights:
    """The network that reads digits: 784-512-10."""
    return load_weights(PRETRAINED)


@cache
def _doubter() -> Weights:
    return load_weights(DOUBT)


def likeness(x: Array) -> Array:
    """(n,): how much each image x (n, 784), ink 0-1, looks like a digit: 0 not at all (or empty), 1 entirely."""
    x = np.asarray(x, np.float32)
    return np.where(x.any(axis=1), _doubter().predict(x)[:, 0], 0).astype(np.float32)

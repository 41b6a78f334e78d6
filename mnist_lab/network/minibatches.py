"""Mini-batches on real digits: two fits of two weights on what ink there is, and the network's own loss.

The gradients of 512 digits with respect to 407,050 weights would be 800 MB. Their products with each other need none of
them: for a dense layer g_i . g_j = (a_i . a_j + 1) (delta_i . delta_j), the 1 for the bias.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.minibatches import EXAMPLES, Fit, Problem, batches
from mnist_lab.maths.timing import seconds_a_call
from mnist_lab.network.backward import Labels, cross_entropy, deltas, mean_gradient
from mnist_lab.network.landscape import length
from mnist_lab.network.weights import Array, Layer, Weights

HIDDEN: Final = 512
_LOOKS: Final = 16  # at the loss over all, in one training

_OPENING: Final = (
    "import numpy as np",
    "",
    "from mnist_lab.digits.dataset import load",
    "",
    "digits = load()",
    "images, labels = digits.train_images / 255, digits.train_labels",
)
CODE: Final = {
    "line": (
        *_OPENING,
        f"upper, lower = (half[:{EXAMPLES}].mean(axis=(1, 2)) for half in (images[:, :14], images[:, 14:]))",
        "x, y = ((ink - ink.mean()) / ink.std() for ink in (upper, lower))   # (512,) each",
    ),
    "logistic": (
        *_OPENING,
        f"some = np.flatnonzero((labels == 1) | (labels == 7))[:{EXAMPLES}]",
        "ink = images[some].mean(axis=(1, 2))",
        "x, y = (ink - ink.mean()) / ink.std(), (labels[some] == 7).astype(float)   # (512,) each",
    ),
}
WORDS: Final = {
    "line": "A line through real numbers: the ink in the lower half of 512 digits (y) by that in the upper half (x).",
    "logistic": "A logistic fit on real numbers: is it a 7 (y = 1) or a 1, by how much ink there is (x); 512 digits.",
}


def problem(name: str, images: NDArray[np.uint8], labels: Labels) -> Problem:
    """Return the real numbers of a fit, "line" or "logistic", both standardised: mean 0, standard deviation 1.

    Parameters
    ----------
    images : (n, 28, 28) uint8, 0-255
    labels : (n,)
    """
    if name == "line":
        upper, lower = (_ink(half[:EXAMPLES]) for half in (images[:, :14], images[:, 14:]))
        return Problem(name, _standard(upper), _standard(lower))
    some = np.flatnonzero((labels == 1) | (labels == 7))[:EXAMPLES]
    return Problem(name, _standard(_ink(images[some])), (labels[some] == 7).astype(np.float64))


def _ink(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    ink: NDArray[np.float64] = (images / 255).mean(axis=(1, 2))
    return ink


def _standard(values: NDArray[np.float64]) -> NDArray[np.float64]:
    standard: NDArray[np.float64] = (values - values.mean()) / values.std()
    return standard


# ------------------------------------------------------------------------------------------------- the network's own


def fresh(hidden: int = HIDDEN, *, seed: int = 0) -> Weights:
    """Return a network 784-hidden-10 before training: Glorot's uniform weights, biases of 0, free to be changed."""
    random, layers = np.random.default_rng(seed), []
    for wide, narrow, activation in ((784, hidden, "relu"), (hidden, 10, "softmax")):
        edge = np.sqrt(6 / (wide + narrow))
        W = random.uniform(-edge, edge, (wide, narrow)).astype(np.float32)
        layers.append(Layer(W, np.zeros(narrow, np.float32), activation))
    return Weights(tuple(layers))


def gram(weights: Weights, x: Array, labels: Labels) -> NDArray[np.float64]:
    """Return g_i . g_j, (n, n), for the gradients of single images with respect to all weights."""
    inputs, found, _ = deltas(weights, x, labels)
    total = np.zeros((len(x), len(x)))
    for a, delta in zip(inputs, found, strict=True):
        total += (np.float64(1) + a @ a.T) * (delta @ delta.T)
    return total


def train(x: Array, labels: Labels, size: int, *, rate: float, epochs: int) -> Fit:
    """Train a fresh network by plain descent on batches of a size.

    Parameters
    ----------
    x : (n, 784) float32, ink 0-1
    labels : (n,)
    """
    weights, random, first = fresh(), np.random.default_rng(0), fresh()
    steps = [batch for _ in range(epochs) for batch in batches(len(x), size, random)]
    every = max(1, len(steps) // _LOOKS)
    seen, losses, walked = [0.0], [_loss(weights, x, labels)], 0.0
    for turn, batch in enumerate(steps, start=1):
        walked += rate * length(_update(weights, x[batch], labels[batch], np.float32(rate)))
        if turn % every == 0 or turn == len(steps):
            seen.append(seen[0] + sum(map(len, steps[:turn])))
            losses.append(_loss(weights, x, labels))
    updates, some, truth = -(-len(x) // size), x[:size], labels[:size]
    return Fit(
        size=size,
        path=np.empty((0, 0)),
        seen=np.array(seen),
        losses=np.array(losses),
        updates=updates,
        seconds=updates * seconds_a_call(lambda: _update(first, some, truth, np.float32(0))),
        walked=walked,
        away=length([a - b for a, b in zip(_arrays(weights), _arrays(first), strict=True)]),
    )


def _update(weights: Weights, x: Array, labels: Labels, rate: np.float32) -> list[Array]:
    """Take one step, W -= rate * g for each array in place; returns the gradient."""
    inputs, found, _ = deltas(weights, x, labels)
    parts = mean_gradient(inputs, found)
    for array, part in zip(_arrays(weights), parts, strict=True):
        np.subtract(array, rate * part, out=array)
    return parts


def _arrays(weights: Weights) -> list[Array]:
    return [array for layer in weights.layers for array in (layer.W, layer.b)]


def _loss(weights: Weights, x: Array, labels: Labels) -> float:
    return float(cross_entropy(weights.forward(x).pre[-1], labels).mean())


def training_code(rate: float, epochs: int) -> str:
    """Return the lines that train with each batch size and measure the noise before training."""
    return "\n".join(
        [
            "import numpy as np",
            "",
            "from mnist_lab.digits.dataset import load",
            "from mnist_lab.maths.minibatches import SIZES, noise, with_products",
            "from mnist_lab.network.minibatches import fresh, gram, train",
            "",
            "digits = load()",
            f'x = digits.train_images[:{EXAMPLES}].reshape(-1, 784).astype("float32") / np.float32(255)',
            f"labels = digits.train_labels[:{EXAMPLES}]",
            "measured = noise(with_products(gram(fresh(), x, labels))).measured",
            f"fits = [train(x, labels, size, rate={rate!r}, epochs={epochs}) for size in SIZES]",
            "print([(fit.size, fit.updates, fit.losses[-1], fit.seconds) for fit in fits])",
        ]
    )

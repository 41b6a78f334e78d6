"""One training step taken apart, computed here in NumPy: x . W + b, softmax, cross-entropy and its gradient by hand."""

import numpy as np

from mnist_lab.network.weights import relu, softmax
from mnist_lab.runs.records import Part, SlowStep

CODE = "batch\nforward\nloss\ngradients\nupdate\nnew loss\n"
NAMES = ("batch", "forward", "loss", "gradients", "update", "new loss")


def slow_step(count: int = 40, units: int = 12, rate: float = 0.01) -> SlowStep:
    """Return one step of plain descent of a 784-units-10 network on `count` random images."""
    rng = np.random.default_rng(7)
    x = rng.random((count, 784), np.float32)
    y = rng.integers(0, 10, count)
    W1 = rng.normal(0, 0.03, (784, units)).astype(np.float32)
    W2 = rng.normal(0, 0.3, (units, 10)).astype(np.float32)
    z1 = x @ W1
    a1 = relu(z1)
    z2 = a1 @ W2
    p = softmax(z2)
    losses = -np.log(p[np.arange(count), y])
    d2 = (p - np.eye(10, dtype=np.float32)[y]) / count
    g2 = a1.T @ d2
    g1 = x.T @ (d2 @ W2.T * (z1 > 0))
    after = softmax(relu(x @ (W1 - rate * g1)) @ (W2 - rate * g2))
    shown = slice(0, min(32, count))
    return SlowStep(
        code=CODE,
        parts=tuple(Part(name, (line, line)) for line, name in enumerate(NAMES, start=1)),
        images=x,
        labels=y,
        pre=(z1[shown], z2[shown]),
        activations=(a1[shown], p[shown]),
        probabilities=p,
        losses=losses,
        loss=float(losses.mean()),
        accuracy=float((p.argmax(axis=1) == y).mean()),
        loss_after=float(-np.log(after[np.arange(count), y]).mean()),
        names=("W1", "b1", "W2", "b2"),
        gradient_norms=(float(np.linalg.norm(g1)), 0.0, float(np.linalg.norm(g2)), 0.0),
        update_norms=(float(rate * np.linalg.norm(g1)), 0.0, float(rate * np.linalg.norm(g2)), 0.0),
        weight_norms=(float(np.linalg.norm(W1)), 0.0, float(np.linalg.norm(W2)), 0.0),
        gradient_images=g1.T[:32],
        update_images=-rate * g1.T[:32],
        weight_images=W1.T[:32],
        step=5,
        indices=np.arange(count),
    )

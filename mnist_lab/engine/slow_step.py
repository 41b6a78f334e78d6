"""One training step taken apart, with the notebook's own lines for each part of it."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Sequence

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from mnist_lab.engine import scratch
from mnist_lab.engine.compiled import SHOWN, CompiledSteps
from mnist_lab.engine.resident import ink
from mnist_lab.network.weights import Weights
from mnist_lab.runs.records import Floats, Part, SlowStep

UNITS = 32
"""Units of the first layer whose gradients are shown as images."""

BEFORE = "images_batch, labels_batch = batch_generator.next()\n"
AFTER = """\
new_predictions = model(images_batch)
new_loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels_batch, new_predictions))
"""

FIRST_WORDS = {
    "batch": "images_batch, labels_batch = ",
    "forward": "predictions = ",
    "loss": "per_sample_losses = ",
    "gradients": "gradients = ",
    "update": "update_weights(",
    "new loss": "new_predictions = ",
}


def taken_apart(
    steps: CompiledSteps, before: Weights, batch: tuple[tf.Tensor, tf.Tensor], weights: Callable[[], Weights]
) -> SlowStep:
    """Take one step on a batch of images (n, 784) uint8 and labels (n,), and tell every number of it.

    Parameters
    ----------
    before : Weights
        The network before the step.
    weights : () -> Weights
        The network at the moment of the call.
    """
    x, y = ink(batch[0], divisions=steps.divisions), batch[1]
    y_pred, losses, gradients = steps.examine(x, y)
    steps.update(gradients)
    after = weights()
    _, losses_after, _ = steps.examine(x, y)
    shown = before.forward(x[:SHOWN].numpy())
    old, new = _arrays(before), _arrays(after)
    changes = [b - a for a, b in zip(old, new, strict=True)]
    gradient_arrays = [g.numpy() for g in gradients]
    code, parts = step_code()
    return SlowStep(
        code=code,
        parts=parts,
        images=x.numpy(),
        labels=y.numpy().astype(np.int64),
        pre=shown.pre,
        activations=shown.activations,
        probabilities=y_pred.numpy(),
        losses=losses.numpy(),
        loss=float(tf.reduce_mean(losses)),
        accuracy=float(np.mean(y_pred.numpy().argmax(axis=1) == y.numpy())),
        loss_after=float(tf.reduce_mean(losses_after)),
        names=tuple(f"{letter}{number}" for number in range(1, len(before.layers) + 1) for letter in "Wb"),
        gradient_norms=_norms(gradient_arrays),
        update_norms=_norms(changes),
        weight_norms=_norms(old),
        gradient_images=gradient_arrays[0][:, :UNITS].T,
        update_images=changes[0][:, :UNITS].T,
        weight_images=old[0][:, :UNITS].T,
    )


def step_code() -> tuple[str, tuple[Part, ...]]:
    """Return the lines of the notebook's training step, and which of them do which part."""
    source = inspect.getsource(scratch.one_training_step)
    body = source[source.index("    with tf.GradientTape()") : source.index("    return average_loss")]
    code = BEFORE + textwrap.dedent(body) + AFTER
    lines = code.splitlines()
    starts = [
        next(number for number, line in enumerate(lines, start=1) if line.strip().startswith(words))
        for words in FIRST_WORDS.values()
    ]
    ends = [next_start - 1 for next_start in starts[1:]] + [len(lines)]
    ends[0] = starts[0]  # the line that opens the tape belongs to the forward pass
    starts[1] = starts[0] + 1
    return code, tuple(Part(name, span) for name, span in zip(FIRST_WORDS, zip(starts, ends, strict=True), strict=True))


def _arrays(weights: Weights) -> list[NDArray[np.float32]]:
    return [array for layer in weights.layers for array in (layer.W, layer.b)]


def _norms(arrays: Sequence[Floats]) -> tuple[float, ...]:
    return tuple(float(np.linalg.norm(array)) for array in arrays)

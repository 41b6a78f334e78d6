"""What happens in each part of one training step, in sentences made from its numbers."""

from __future__ import annotations

import math

from mnist_lab.runs.records import SlowStep


def caption(slow: SlowStep, part: str) -> str:
    """Return what one part of the step does, with its numbers.

    Raises
    ------
    KeyError
        If there is no such part.
    """
    return {
        "batch": _batch,
        "forward": _forward,
        "loss": _loss,
        "gradients": _gradients,
        "update": _update,
        "new loss": _new_loss,
    }[part](slow)


def _batch(slow: SlowStep) -> str:
    count, pixels = slow.images.shape
    shown = min(32, count)
    return (
        f"Batch {slow.step}: `images_batch` ({count}, {pixels}) and `labels_batch` ({count},) are the next {count} "
        f"digits of the shuffled training set. You see {shown} of them, and the digit each one is."
    )


def _forward(slow: SlowStep) -> str:
    best = float(slow.probabilities.max(axis=1).mean())
    return (
        f"Forward: each image becomes ten probabilities that sum to 1. The likeliest digit gets {best:.0%} on average, "
        f"and it is the right one for {slow.accuracy:.0%} of the batch."
    )


def _loss(slow: SlowStep) -> str:
    worst = int(slow.losses.argmax())
    label, answer = int(slow.labels[worst]), int(slow.probabilities[worst].argmax())
    given = float(slow.probabilities[worst, label])
    wrong = f"taken for a {answer}" if answer != label else "though answered right"
    return (
        f"Loss: the mean of −ln(probability of the right digit) is {slow.loss:.4g} nats; guessing costs "
        f"{math.log(10):.2f}. The costliest image is a {label} {wrong}: it was given {given:.2g}, "
        f"which costs {slow.losses[worst]:.3g}."
    )


def _gradients(slow: SlowStep) -> str:
    norms = ", ".join(f"{name} {norm:.3g}" for name, norm in zip(slow.names, slow.gradient_norms, strict=True))
    return (
        f"Gradients: how the loss would change with every single weight. Lengths: {norms}; of all together "
        f"{slow.gradient_norm:.3g}. Red pixels: a larger weight would lower the loss."
    )


def _update(slow: SlowStep) -> str:
    moved, length = slow.update_norms[0], slow.weight_norms[0]
    share = f", {moved / length:.2%} of its length of {length:.3g}" if length else ""
    return (
        f"Update: the optimiser moves the weights against the gradient. {slow.names[0]} moves by {moved:.3g}{share}. "
        "Compare with the picture before: mostly blue where it was red."
    )


def _new_loss(slow: SlowStep) -> str:
    change = slow.loss_after - slow.loss
    verb = "fell" if change < 0 else "rose"
    why = "" if change < 0 else " The step was too long: it went past the valley."
    return f"New loss: on the same batch it {verb} from {slow.loss:.4g} to {slow.loss_after:.4g} nats.{why}"

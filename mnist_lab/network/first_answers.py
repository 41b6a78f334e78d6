"""What the network answers: to one digit with its loss, to the first ten test digits, to the whole test set."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.compiling import Loss, cross_entropy, losses, meaningful
from mnist_lab.maths.first_look import SETUP, TEST, Cell, Labels, Step, cell, shown
from mnist_lab.network.first_look import Known
from mnist_lab.network.weights import Array, Weights

NOTEBOOK_LOSS, NOTEBOOK_ACCURACY = 18.4538, 0.9514


@dataclass(frozen=True, eq=False)
class Answered:
    """One digit's probabilities (10,) and loss, and the answers (k,) to the first k test digits with their labels."""

    probabilities: Array
    loss: Loss
    answers: NDArray[np.intp]
    labels: Labels
    code: str = field(repr=False)


FIRST: Final = 24
"""Digits that the accuracy is counted on."""


def answered(network: Known, images: NDArray[np.uint8], labels: Labels, *, number: int) -> Answered:
    """Give test digit `number`, and the first `FIRST` test digits, to a network."""
    chosen = np.concatenate([images[number : number + 1], images[:FIRST]])
    p = network.weights.predict(chosen.reshape(len(chosen), 784).astype(np.float32) / np.float32(255))
    code = _ONE.format(
        setup=SETUP.strip(), imports=network.imports, line=network.line, number=number, first=len(images[:FIRST])
    )
    return Answered(p[0], cross_entropy(p[0], int(labels[number])), p[1:].argmax(axis=1), labels[:FIRST], code)


_ONE: Final = """\
{setup}
{imports}

{line}
x = test_images.reshape((len(test_images), 28 * 28)).astype("float32") / 255
p = weights.predict(x[{number}:{number} + 1])[0].astype("float64")    # (10,) probabilities
truth = test_labels[{number}]
loss = -np.log(np.clip(p[truth], 1e-7, 1 - 1e-7))    # nats

answers = weights.predict(x[:{first}]).argmax(axis=1)
accuracy = (answers == test_labels[:{first}]).mean()
print(loss, accuracy)
"""


@dataclass(frozen=True, eq=False)
class Answers:
    """The first ten test digits: images (10, 28, 28), labels (10,), probabilities (10, 10), a row a digit."""

    images: NDArray[np.uint8]
    labels: Labels
    probabilities: Array
    step: Step


def first_ten(network: Known, images: NDArray[np.uint8], labels: Labels, *, number: int) -> Answers:
    """Predict the first ten test digits, and read the answer to digit `number` of them."""
    x = images[:10].reshape(len(images[:10]), 784).astype(np.float32) / np.float32(255)
    p = network.weights.predict(x)
    with np.printoptions(precision=1):
        row = repr(p[0])
    other = "Another digit stands first in the bundled sample." if len(labels) != TEST else ""
    saturated = (
        "Exact zeros and ones are rounded: the notebook's network saw inputs 255 times as large as those it had "
        "learned from, and was far too sure."
    )
    cells = (
        Cell("test_digits = test_images[0:10]"),
        cell("test_digits.shape", "(10, 784)", x.shape, ""),
        Cell("predictions = model.predict(test_digits)"),
        cell(
            "predictions[0]",
            "array([0., 0., 0., 0., 0., 0., 0., 1., 0., 0.], dtype=float32)",
            row,
            f"Another network. {saturated}",
        ),
        cell("predictions[0].argmax()", "7", shown(p[0].argmax()), other or "Another network, another answer."),
        cell("test_labels[0]", "7", shown(labels[0]), other),
    )
    right = int((p.argmax(axis=1) == labels[:10]).sum())
    top = int(p[number].argmax())
    verdict = "right" if top == labels[number] else f"wrong: it is a {labels[number]}"
    sentence = (
        f"**{right} of {len(x)}** are right. Digit {number}: the highest of ten probabilities, "
        f"{meaningful(p[number, top])}, stands at place {top}, so the answer is {top}, which is {verdict}. "
        f"The ten sum to {p[number].sum():.4f}."
    )
    code = _TEN.format(setup=SETUP.strip(), imports=network.imports, line=network.line)
    return Answers(images[:10], labels[:10], p, Step(cells, sentence, code))


_TEN: Final = """\
{setup}
{imports}

{line}
test_digits = test_images[0:10].reshape((10, 28 * 28)).astype("float32") / 255
predictions = weights.predict(test_digits)    # (10, 10) probabilities, a row a digit
np.set_printoptions(precision=1)
print(test_digits.shape)
print(repr(predictions[0]))
print(predictions[0].argmax())
print(test_labels[0])
"""


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Loss (nats) and accuracy over a test set of n digits."""

    loss: float
    accuracy: float
    count: int
    losses: NDArray[np.float64]
    step: Step


def evaluate(network: Known, images: NDArray[np.uint8], labels: Labels) -> Evaluation:
    """Give the whole test set to the network: images (n, 28, 28) uint8, labels (n,)."""
    each, right = _measured(_Held((network.weights, images, labels)))
    loss, accuracy = float(each.mean()), float(right.mean())
    batches = -(-len(labels) // 32)
    printed = f"Test accuracy: {NOTEBOOK_ACCURACY}\nTest loss: {NOTEBOOK_LOSS}"
    ours = f"Test accuracy: {accuracy:.4}\nTest loss: {loss:.6}"
    why = f"{network.why} So large a loss beside 95 % right, in the notebook, is a puzzle of its own."
    fewer = f"Here {batches} batches of 32 hold all {len(labels):,} test digits. " if len(labels) != TEST else ""
    cells = (
        cell(
            "test_loss, test_acc = model.evaluate(test_images, test_labels)",
            f"313/313 [{'=' * 30}] - 0s 1ms/step - loss: {NOTEBOOK_LOSS} - accuracy: {NOTEBOOK_ACCURACY}",
            f"{batches}/{batches} - loss: {loss:.4f} - accuracy: {accuracy:.4f}",
            f"{fewer}{why}",
        ),
        cell('print(f"Test accuracy: {test_acc:.4}\\nTest loss: {test_loss:.6}")', printed, ours, f"{fewer}{why}"),
    )
    sentence = (
        f"{int(right.sum()):,} of {len(labels):,} test digits are right, **{accuracy:.2%}**, at a mean loss of "
        f"**{loss:.4f}** nats. Half of them cost less than {np.median(each):.2g}; the worst costs {each.max():.3g}."
    )
    code = _ALL.format(setup=SETUP.strip(), imports=network.imports, line=network.line, batches=batches)
    return Evaluation(loss, accuracy, len(labels), each, Step(cells, sentence, code))


_ALL: Final = """\
{setup}
{imports}

{line}
x = test_images.reshape((len(test_images), 28 * 28)).astype("float32") / 255
p = weights.predict(x).astype("float64")    # (n, 10) probabilities
losses = -np.log(np.clip(p[np.arange(len(p)), test_labels], 1e-7, 1 - 1e-7))
test_loss, test_acc = losses.mean(), (p.argmax(axis=1) == test_labels).mean()
print(f"{batches}/{batches} - loss: {{test_loss:.4f}} - accuracy: {{test_acc:.4f}}")
print(f"Test accuracy: {{test_acc:.4}}\\nTest loss: {{test_loss:.6}}")
"""


def by_loss(network: Known, images: NDArray[np.uint8], labels: Labels) -> NDArray[np.int64]:
    """(n,): the numbers of the test digits, the one with the smallest loss first."""
    return np.argsort(_measured(_Held((network.weights, images, labels)))[0], kind="stable")


@dataclass(frozen=True, eq=False)
class _Held:
    """What was measured, kept alive so that its id stays its own; equal where network and images are the same."""

    arrays: tuple[Weights, NDArray[np.uint8], Labels]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and all(a is b for a, b in zip(self.arrays, other.arrays, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.arrays)))


@lru_cache(maxsize=4)
def _measured(held: _Held) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """(n,) losses, and whether each answer is right; kept for the last four networks."""
    weights, images, labels = held.arrays
    p = weights.predict(images.reshape(-1, 784).astype(np.float32) / np.float32(255))
    return losses(p, labels), p.argmax(axis=1) == labels

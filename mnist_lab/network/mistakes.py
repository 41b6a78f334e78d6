"""Where a network errs: the confusion matrix, per-class precision and recall, the worst mistakes, the most doubtful."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mnist_lab.network.evaluation import CHUNK, confusion_matrix
from mnist_lab.network.reading import Reader
from mnist_lab.network.subject import LOAD, opening
from mnist_lab.network.weights import Array, Weights
from mnist_lab.network.wording import WORDS

LISTS = ("cell", "worst", "doubtful")

Numbers = NDArray[np.intp]


def log_probabilities(weights: Weights, images: NDArray[np.uint8]) -> Array:
    """(n, 10): log of the probabilities for images (n, 28, 28) 0-255, from the sums, so that no log of 0 appears.

    `log p_k = s_k - max s - log sum exp(s - max s)`
    """
    x = images.reshape(len(images), 784)
    parts = []
    for at in range(0, max(len(x), 1), CHUNK):
        scores = weights.forward(x[at : at + CHUNK].astype(np.float32) / np.float32(255)).pre[-1]
        shifted = scores - scores.max(axis=1, keepdims=True)
        parts.append(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))
    return np.concatenate(parts)


@dataclass(frozen=True, eq=False)
class Exam:
    """The whole test set, answered.

    Attributes
    ----------
    labels, answers : (n,)
    losses : (n,) nats
        Minus the log of the probability of the truth.
    margins : (n,)
        Probability of the answer minus that of the second guess: small means doubtful.
    log_p : (n, 10)
    counts : (10, 10)
        Row the label, column the answer.
    precision, recall : (10,)
        Of the answers k, the share that are k; of the digits k, the share answered k. NaN where there are none.
    """

    labels: NDArray[np.integer]
    answers: Numbers
    losses: Array
    margins: Array
    log_p: Array
    counts: NDArray[np.int64]
    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    sentence: str
    code: str = field(repr=False)

    @property
    def accuracy(self) -> float:
        """Share of right answers."""
        return float((self.labels == self.answers).mean())

    @property
    def wrong(self) -> Numbers:
        """(m,): numbers of the digits answered wrong, the largest loss first."""
        found = np.flatnonzero(self.labels != self.answers)
        return found[np.argsort(-self.losses[found], kind="stable")]

    @property
    def doubtful(self) -> Numbers:
        """(n,): all digits, the smallest margin first."""
        return np.argsort(self.margins, kind="stable")

    def cell(self, label: int, answer: int) -> Numbers:
        """Numbers of the digits `label` answered `answer`, in the order of the test set."""
        return np.flatnonzero((self.labels == label) & (self.answers == answer))


def exam(reader: Reader, images: NDArray[np.uint8], labels: NDArray[np.integer]) -> Exam:
    """Answer every image (n, 28, 28) 0-255 and compare with its label."""
    log_p = log_probabilities(reader.weights, images)
    answers = log_p.argmax(axis=1)
    losses: Array = -log_p[np.arange(len(labels)), labels]
    ordered = np.sort(np.exp(log_p), axis=1)
    counts = confusion_matrix(labels, answers)
    diagonal = counts.diagonal()
    with np.errstate(invalid="ignore"):
        precision, recall = diagonal / counts.sum(axis=0), diagonal / counts.sum(axis=1)
    return Exam(
        labels,
        answers,
        losses,
        ordered[:, -1] - ordered[:, -2],
        log_p,
        counts,
        precision,
        recall,
        _sentence(counts),
        _code(reader),
    )


def _sentence(counts: NDArray[np.int64]) -> str:
    total, right = int(counts.sum()), int(counts.diagonal().sum())
    wrong = counts - np.diag(counts.diagonal())
    if right == total:
        return f"All {total:,} test digits are right."
    label, answer = np.unravel_index(wrong.argmax(), wrong.shape)
    often = "once" if wrong.max() == 1 else f"{wrong.max()} times"
    return (
        f"{right:,} of {total:,} are right ({right / total:.2%}), {total - right:,} wrong; the most frequent mistake: "
        f"{WORDS[label]} read as {WORDS[answer]}, {often}."
    )


def _code(reader: Reader) -> str:
    return f"""{opening(reader, needs=LOAD)}
digits = load()
images = digits.test_images.reshape(-1, 784).astype("float32") / 255
labels = digits.test_labels
scores = weights.forward(images).pre[-1]                       # (n, 10)
shifted = scores - scores.max(axis=1, keepdims=True)
log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
answers = log_p.argmax(axis=1)

counts = np.zeros((10, 10), int)
np.add.at(counts, (labels, answers), 1)                        # row the label, column the answer
with np.errstate(invalid="ignore"):                            # NaN for a class that is never answered
    precision = counts.diagonal() / counts.sum(axis=0)
    recall = counts.diagonal() / counts.sum(axis=1)

losses = -log_p[np.arange(len(labels)), labels]                # nats
wrong = np.flatnonzero(labels != answers)
worst = wrong[np.argsort(-losses[wrong], kind="stable")]
p = np.sort(np.exp(log_p), axis=1)
doubtful = np.argsort(p[:, -1] - p[:, -2], kind="stable")
"""

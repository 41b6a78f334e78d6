"""The puzzle of the notebook's test loss: five suspects, and an experiment that convicts or clears each of them.

The notebook prints a loss of 0.1173 in the last epoch of training, then for the test digits an accuracy of 0.9514 with
a loss of 18.4538, and probabilities that are exactly 0 and 1. The recorded network (`recorded`) does the same, and
each experiment asks it what would follow if the suspect had done it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from mnist_lab.digits.dataset import Digits, sample_test_mask
from mnist_lab.maths.calibration import Calibration
from mnist_lab.maths.timing import spaced
from mnist_lab.network.recorded import Record
from mnist_lab.network.weights import Array, Weights

PRINTED_LOSS, PRINTED_ACCURACY, PRINTED_DIGITS = 18.4538, 0.9514, 10_000
PRINTED_TRAINING_LOSS = 0.1173
"""What the notebook prints: for its 10,000 test digits, and for the last epoch of training."""

SUSPECTS = ("Overfitting", "A bug in the loss", "Wrong labels", "Too few epochs", "Different scaling")

AS_TRAINED, NOTEBOOK, RAW = 1.0, 255.0, 65025.0
FACTORS = (0.25, 0.5, AS_TRAINED, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, NOTEBOOK, 1024.0, RAW)
"""How many times larger the test inputs are than those of training. Training had images / 255 / 255."""

MOST, MOST_SEEN = 10_000, 1_000
"""Digits of the experiments: all that MNIST tests with, as in the notebook, and so many that were trained on."""

_EPOCH_CHANGES = 0.005  # what an epoch changes of the loss by then: nearer than that is the same

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Evidence:
    """The digits of the experiments: those that the network never saw, and about 1,000 that it trained on.

    Attributes
    ----------
    images, seen_images : (n, 28, 28) uint8
    labels, seen_labels : (n,) uint8
    code, seen_code : str
        The lines that give `images` and `labels`, after `digits = load()`.
    """

    images: Bytes
    labels: Bytes
    seen_images: Bytes
    seen_labels: Bytes
    code: str
    seen_code: str


def evidence(digits: Digits) -> Evidence:
    """Take the test digits, and every so many of the training digits that the recorded network has seen."""
    step = max(1, len(digits.test_images) // MOST)
    known = ~sample_test_mask(digits.train_images)
    seen_step = max(1, int(known.sum()) // MOST_SEEN)
    every = f"[::{step}]" if step > 1 else ""
    return Evidence(
        digits.test_images[::step],
        digits.test_labels[::step],
        digits.train_images[known][::seen_step],
        digits.train_labels[known][::seen_step],
        f"images, labels = digits.test_images{every}, digits.test_labels{every}   # never trained on\n",
        f"known = ~sample_test_mask(digits.train_images)\n"
        f"images, labels = digits.train_images[known][::{seen_step}], digits.train_labels[known][::{seen_step}]"
        "   # trained on\n",
    )


def prepared(images: Bytes, factor: float) -> Array:
    """(n, 784): test inputs so many times as large as those of training. `scaling(factor)` writes it as code."""
    x = images.reshape(len(images), 784).astype(np.float32)
    if factor == RAW:
        return x
    x = x / np.float32(255)
    return x if factor == NOTEBOOK else x / np.float32(255) * np.float32(factor)


def scaling(factor: float) -> str:
    """What is done to the pixels, as code.

    Examples
    --------
    >>> scaling(255), scaling(1), scaling(16), scaling(65025)
    (' / 255', ' / 255 / 255', ' / 255 / 255 * 16', '')
    """
    if factor in (RAW, NOTEBOOK):
        return "" if factor == RAW else " / 255"
    return " / 255 / 255" if factor == AS_TRAINED else f" / 255 / 255 * {factor:g}"


def scores(weights: Weights, images: Bytes, factor: float) -> Array:
    """(n, 10): what the network adds up for each digit, before the softmax."""
    return weights.forward(prepared(images, factor)).pre[-1]


@lru_cache(maxsize=64)
def recorded_scores(evidence: Evidence, record: Record, *, epoch: int, factor: float) -> Array:
    """(n, 10): what the recorded network adds up for the digits that it never saw; kept, since all visitors ask."""
    z = scores(record.weights[epoch], evidence.images, factor)
    z.setflags(write=False)
    return z


@dataclass(frozen=True)
class Place:
    """One outcome on the map: what was set, the share of wrong answers (0-1) and the mean loss (nats)."""

    name: str
    wrong: float
    loss: float


@dataclass(frozen=True, eq=False)
class Trial:
    """One experiment with one suspect.

    Attributes
    ----------
    suspect : str
    prediction : str
        What would follow if the suspect had done it.
    finding : str
        What did follow, with its numbers.
    verdict : "cleared", "caught" or "open"
        Open: not with this setting.
    loss, accuracy : float
        Of `digits` test digits, here.
    loss_error, accuracy_error : float
        Two standard errors of these means: so far may another thousand digits lie.
    top : float or None
        The largest probability of the first digit, as the float32 that would be printed.
    training_loss : float
        What training printed for the network's last epoch.
    here : str
        Name of this outcome in `path`.
    path : Places
        The outcomes of all settings.
    code : str
        Gives `loss` and `accuracy`, and prints them.
    """

    suspect: str
    prediction: str
    finding: str
    verdict: str
    loss: float
    accuracy: float
    digits: int
    training_loss: float
    path: Sequence[Place]
    here: str
    code: str = field(repr=False)
    loss_error: float = 0.0
    top: float | None = None

    @property
    def accuracy_error(self) -> float:
        """Two standard errors of a share: 2 sqrt(p (1 - p) / n), of the printed share."""
        return 2 * float(np.sqrt(PRINTED_ACCURACY * (1 - PRINTED_ACCURACY) / self.digits))

    @cached_property
    def clues(self) -> tuple[tuple[str, str, str, bool | None], ...]:
        """What the notebook prints against what came out here: name, printed, here, whether they agree."""
        top = "not recorded" if self.top is None else "1.0 exactly" if self.top == 1 else shown_probability(self.top)
        return (
            (
                "test loss",
                f"{PRINTED_LOSS}",
                nats(self.loss) + (f" ± {self.loss_error:.2g}" if self.loss_error else ""),
                abs(self.loss - PRINTED_LOSS) <= self.loss_error,
            ),
            (
                "test accuracy",
                f"{PRINTED_ACCURACY}",
                f"{self.accuracy:.3f} ± {self.accuracy_error:.3f}",
                abs(self.accuracy - PRINTED_ACCURACY) <= self.accuracy_error,
            ),
            ("largest of predictions[0]", "1.0 exactly", top, None if self.top is None else self.top == 1),
            (
                "last training loss",
                f"{PRINTED_TRAINING_LOSS}",
                f"{self.training_loss:.4f}",
                abs(self.training_loss - PRINTED_TRAINING_LOSS) <= _EPOCH_CHANGES,
            ),
        )

    @property
    def fits(self) -> bool:
        """Whether every clue agrees."""
        return all(agrees for *_, agrees in self.clues)


def measured(answers: Calibration) -> dict[str, float]:
    """The numbers of a trial that come from the answers of the network."""
    n = len(answers.losses)
    return {
        "loss": answers.loss,
        "accuracy": answers.accuracy,
        "digits": n,
        "loss_error": 2 * float(answers.losses.std() / np.sqrt(n)),
        "top": float(np.float32(answers.confidence[0])),
    }


def nats(loss: float) -> str:
    """A loss in as many digits as carry meaning.

    Examples
    --------
    >>> nats(0.11961), nats(16.13), nats(4130.6), nats(float("inf"))
    ('0.120', '16.1', '4 131', 'infinite')
    """
    if not np.isfinite(loss):
        return "infinite"
    if loss >= 100:
        return spaced(round(loss))
    return f"{loss:.1f}" if loss >= 10 else f"{loss:.2f}" if loss >= 1 else f"{loss:.3f}"


def shown_probability(p: float) -> str:
    """A probability below 1 that does not look like 1."""
    digits = 4
    while digits < 9 and round(p, digits) == 1:
        digits += 1
    return f"{p:.{digits}f}"


def place(name: str, answers: Calibration) -> Place:
    """Where these answers lie on the map."""
    return Place(name, 1 - answers.accuracy, answers.loss)


NETWORK = """\
import numpy as np

from mnist_lab.digits.dataset import {names}
from mnist_lab.network.recorded import record

digits = load()
{digits}
weights = record().weights[{epoch}]                   # after epoch {epoch}, trained on images / 255 / 255
x = images.reshape(len(images), 784).astype("float32"){scaling}
z = weights.forward(x).pre[-1].astype("float64")      # (n, 10) scores: relu(x W1 + b1) W2 + b2
"""

LOSS = """\
z = z - z.max(axis=1, keepdims=True)
losses = np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), labels]
loss, accuracy = losses.mean(), (z.argmax(axis=1) == labels).mean()
print(loss, accuracy)
"""


def network_code(found: str, *, epoch: int, factor: float) -> str:
    """The lines up to the scores z (n, 10) of the digits that the lines `found` give."""
    names = "load, sample_test_mask" if "sample_test_mask" in found else "load"
    return NETWORK.format(names=names, digits=found, epoch=epoch, scaling=scaling(factor))

"""The plain records that travel between a worker and the web server: no TensorFlow, and nothing that changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mnist_lab.network.weights import Weights
from mnist_lab.runs.history import History

Floats = NDArray[np.float32]

UNINTERRUPTED = 2**31 - 1
"""The number of a call to a trainer that no later command cuts short."""


class Digits(Protocol):
    """What training needs of the digits: images (n, 28, 28) uint8 and labels (n,), to train with and held out."""

    @property
    def train_images(self) -> NDArray[np.uint8]: ...  # noqa: D102

    @property
    def train_labels(self) -> NDArray[np.uint8]: ...  # noqa: D102

    @property
    def test_images(self) -> NDArray[np.uint8]: ...  # noqa: D102

    @property
    def test_labels(self) -> NDArray[np.uint8]: ...  # noqa: D102


@dataclass(frozen=True)
class TrainingDigits:
    """The four arrays alone, as they are sent to a worker."""

    train_images: NDArray[np.uint8]
    train_labels: NDArray[np.uint8]
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.uint8]


@dataclass(frozen=True)
class Minibatch:
    """The first images of the batch trained last: their places in train_images (k,), and the answers (k, 10) given."""

    indices: NDArray[np.int64]
    predictions: Floats


@dataclass(frozen=True)
class Measurement:
    """Loss (nats) and accuracy on held-out digits after `step` batches, and on how many digits."""

    step: int
    loss: float
    accuracy: float
    digits: int


@dataclass(frozen=True)
class Ending:
    """Why a run is over: kind "finished", "target", "patience", "diverged", "stopped" or "failed", and a sentence."""

    kind: str
    sentence: str


@dataclass(frozen=True)
class TrainerState:
    """All that training needs to go on elsewhere from the same point as if nothing had happened.

    Attributes
    ----------
    step : int
        Batches trained; the order of the digits follows from it and the seed.
    weights : W1, b1, W2, b2, ...
    optimizer : arrays
        What the optimiser remembers: running means of gradients and their count.
    best_accuracy, epochs_without_progress :
        What the stop rules remember.
    """

    step: int
    weights: tuple[Floats, ...]
    optimizer: tuple[NDArray[np.generic], ...]
    best_accuracy: float
    epochs_without_progress: int


@dataclass(frozen=True)
class Chunk:
    """What one `advance` did: k batches, maybe none.

    Attributes
    ----------
    first_step : int
        The number of the first batch in it, from 1.
    values : (k, 3) float
        Loss in nats, accuracy 0-1 and gradient norm of each batch.
    step : int
        Batches trained since the run began.
    seconds : float
        What it took in the worker.
    """

    first_step: int
    values: Floats
    held_out: tuple[Measurement, ...]
    step: int
    seconds: float
    minibatch: Minibatch | None = None
    state: TrainerState | None = None
    ending: Ending | None = None


@dataclass(frozen=True)
class Part:
    """One part of a training step: its name, and the first and last line of `SlowStep.code` that do it, from 1."""

    name: str
    lines: tuple[int, int]


@dataclass(frozen=True)
class SlowStep:
    """One training step taken apart: every number is the run's own, and the step is really taken.

    Attributes
    ----------
    code : str
        The lines of `one_training_step`, between the batch that goes in and the loss that comes after.
    parts : batch, forward, loss, gradients, update, new loss
        Which lines of `code` do what.
    step : int
        The number of the batch, from 1.
    indices : (n,) int
        Where the batch's images stand in train_images.
    images, labels : (n, 784) float ink 0-1, (n,) int
        The batch.
    pre, activations : one (s, out) a layer
        Weighted sums and what the activation makes of them, for the first s <= 32 images.
    probabilities, losses : (n, 10), (n,)
        The answer for each image, and its cross-entropy in nats.
    loss, accuracy, loss_after : float
        The batch's means before the update, and the loss of the same batch after it.
    names : W1, b1, W2, b2, ...
        Of the arrays that the next three tell of.
    gradient_norms, update_norms, weight_norms : one float an array
        Euclidean lengths of the gradient, of the change made, and of the array before it.
    gradient_images, update_images, weight_images : (u, 784)
        Gradient, change and weights before it of the first u <= 32 units of the first layer, a row each.
    """

    code: str
    parts: tuple[Part, ...]
    images: Floats
    labels: NDArray[np.int64]
    pre: tuple[Floats, ...]
    activations: tuple[Floats, ...]
    probabilities: Floats
    losses: Floats
    loss: float
    accuracy: float
    loss_after: float
    names: tuple[str, ...]
    gradient_norms: tuple[float, ...]
    update_norms: tuple[float, ...]
    weight_norms: tuple[float, ...]
    gradient_images: Floats
    update_images: Floats
    weight_images: Floats
    step: int = 0
    indices: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))

    @property
    def gradient_norm(self) -> float:
        """Length of the whole gradient: the root of the sum of the squared lengths."""
        return float(np.sqrt(np.sum(np.square(self.gradient_norms))))


@dataclass(frozen=True)
class Snapshot:
    """How a run looked at one moment; nothing in it changes afterwards.

    Attributes
    ----------
    state : "waiting", "starting", "running", "paused", "finished", "stopped", "diverged" or "failed"
        The last four are over for good.
    message : str
        One sentence for the reader: why it waits, why it ended, what was lost.
    epoch, batch : int
        Epochs that are complete, and batches done in the present one, of `batches_per_epoch`.
    seconds_left : float or None
        At the present speed, to the last epoch; None where no speed is known yet.
    weights : Weights or None
        The network at most about a second ago.
    minibatch : Minibatch or None
        The batch trained last.
    place : int
        0 at work, n: the n-th in the line.
    """

    state: str
    message: str
    history: History
    epoch: int = 0
    batch: int = 0
    batches_per_epoch: int = 0
    step: int = 0
    images_per_second: float | None = None
    seconds_left: float | None = None
    weights: Weights | None = field(default=None, repr=False)
    minibatch: Minibatch | None = field(default=None, repr=False)
    place: int = 0

    @property
    def over(self) -> bool:
        """Whether the run has ended for good."""
        return self.state in {"finished", "stopped", "diverged", "failed"}


@dataclass(frozen=True)
class TapedOperation:
    """An operation that TensorFlow carried out: its kind, the line of the code, and whether a tape wrote it down."""

    kind: str
    line: int
    recorded: bool


@dataclass(frozen=True)
class Taped:
    """What TensorFlow did and answered when it ran some lines of code.

    Attributes
    ----------
    operations : tuple of TapedOperation
        In their order.
    printed : tuple of (int, str)
        What was printed, and by which line.
    error : str
        The exception that ended it, in TensorFlow's words; "" where there was none.
    values, gradients : tuple of float or None
        Of the nodes of a formula's graph; empty for other code.
    """

    operations: tuple[TapedOperation, ...]
    printed: tuple[tuple[int, str], ...] = ()
    error: str = ""
    values: tuple[float, ...] = ()
    gradients: tuple[float | None, ...] = ()

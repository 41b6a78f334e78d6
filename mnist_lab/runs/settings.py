"""What a training run is asked to do: the notebook's choices, each of which may be changed."""

from __future__ import annotations

import math
from dataclasses import dataclass

ENGINES = {"keras": "Keras Sequential", "scratch": "From scratch (NaiveDense)"}
ACTIVATIONS = ("relu", "tanh", "sigmoid", "linear")
OPTIMIZERS = ("sgd", "momentum", "rmsprop", "adam")

MAX_UNITS = 1024
MAX_BATCH_SIZE = 2048
MAX_EPOCHS = 100
MAX_SEED = 999_999
MAX_DIVISIONS = 2
MIN_LEARNING_RATE, MAX_LEARNING_RATE = 1e-7, 1e6

MOST_BETWEEN_LOOKS = 40
"""Batches between two looks at held-out digits, at most: at a probe of them, and at all of them when an epoch ends."""
LEAST_LOOKS = 2
"""Of an epoch."""


class SettingsError(ValueError):
    """A setting is outside what this app can train; the sentence says which, and what would do."""


@dataclass(frozen=True)
class Settings:
    """One training run, complete: two runs with equal settings and equal digits give equal numbers.

    Attributes
    ----------
    engine : "keras" or "scratch"
        `tf.keras.Sequential`, or the notebook's own NaiveDense and NaiveSequential.
    hidden : one or two ints, 1 to 1024
        Units of the hidden layers; the 784 inputs and the 10 outputs are given by the digits.
    activation : "relu", "tanh", "sigmoid" or "linear"
        Of the hidden layers; the last layer is a softmax.
    optimizer : "sgd", "momentum" (0.9), "rmsprop" or "adam"
        How a gradient becomes a change of the weights. From scratch, "sgd" is the update written by hand.
    learning_rate : float, 1e-7 to 1e6
        The size of a step. The upper end is there to be tried: it diverges.
    batch_size : int, 1 to 2048
        Images a step.
    epochs : int, 1 to 100
        Passes over the training digits.
    seed : int, 0 to 999,999
        Fixes the first weights and the order of the digits.
    target_accuracy : float in (0, 1], optional
        Stop after the epoch whose held-out accuracy reaches it.
    patience : int, 1 to 100, optional
        Stop after so many epochs in a row without a better held-out accuracy.
    divisions : 1 or 2
        How often the training images are divided by 255: twice where the notebook's cell was run again. The held-out
        images are divided once in any case.

    Raises
    ------
    SettingsError
        If a value is outside these bounds.
    """

    engine: str = "keras"
    hidden: tuple[int, ...] = (512,)
    activation: str = "relu"
    optimizer: str = "rmsprop"
    learning_rate: float = 0.001
    batch_size: int = 128
    epochs: int = 20
    seed: int = 0
    target_accuracy: float | None = None
    patience: int | None = None
    divisions: int = 1

    def __post_init__(self) -> None:
        _one_of("engine", self.engine, tuple(ENGINES))
        _one_of("activation", self.activation, ACTIVATIONS)
        _one_of("optimizer", self.optimizer, OPTIMIZERS)
        _hidden_layers(self.hidden)
        _whole("batch size", self.batch_size, (1, MAX_BATCH_SIZE))
        _whole("number of epochs", self.epochs, (1, MAX_EPOCHS))
        _whole("seed", self.seed, (0, MAX_SEED))
        _real("learning rate", self.learning_rate, (MIN_LEARNING_RATE, MAX_LEARNING_RATE))
        if self.target_accuracy is not None:
            _real("target accuracy", self.target_accuracy, (0.01, 1.0))
        if self.patience is not None:
            _whole("patience, in epochs,", self.patience, (1, MAX_EPOCHS))
        _whole("number of divisions by 255", self.divisions, (1, MAX_DIVISIONS))

    @property
    def activations(self) -> tuple[str, ...]:
        """The activation of every layer, first to last: the hidden ones, then softmax."""
        return (self.activation,) * len(self.hidden) + ("softmax",)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The width of the network at every layer, inputs and outputs included: (784, 512, 10)."""
        return (784, *self.hidden, 10)

    @property
    def code(self) -> str:
        """The Python script that trains exactly this, on its own, without this app."""
        from mnist_lab.runs.script import script

        return script(self)


def notebook(engine: str) -> Settings:
    """Return the settings of the notebook: 20 epochs of RMSprop with Keras, 10 of SGD from scratch.

    Raises
    ------
    SettingsError
        If there is no such engine.
    """
    if engine == "scratch":
        return Settings(engine="scratch", optimizer="sgd", learning_rate=1e-3, epochs=10)
    return Settings(engine=engine)


def _one_of(what: str, value: object, known: tuple[str, ...]) -> None:
    if value not in known:
        raise SettingsError(f"The {what} is one of {', '.join(known)}; {value!r} is not.")


def _hidden_layers(hidden: object) -> None:
    if not isinstance(hidden, tuple) or not 1 <= len(hidden) <= 2:
        raise SettingsError(f"hidden is a tuple of one or two layer sizes, such as (512,); {hidden!r} is not.")
    for units in hidden:
        _whole("number of hidden units", units, (1, MAX_UNITS))


def _whole(what: str, value: object, bounds: tuple[int, int]) -> None:
    low, high = bounds
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise SettingsError(f"The {what} is a whole number from {low:,} to {high:,}; {value!r} is not.")


def _real(what: str, value: object, bounds: tuple[float, float]) -> None:
    low, high = bounds
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not math.isfinite(float(value)) or not low <= float(value) <= high:  # type: ignore[arg-type]
        raise SettingsError(f"The {what} is a number from {low:g} to {high:g}; {value!r} is not.")


def between_looks(batches_per_epoch: int) -> int:
    """Return how many batches there are between two looks at held-out digits, which are spread evenly over an epoch.

    Examples
    --------
    >>> between_looks(469), between_looks(32)
    (40, 16)
    """
    looks = max(LEAST_LOOKS, math.ceil(batches_per_epoch / MOST_BETWEEN_LOOKS))
    return math.ceil(batches_per_epoch / looks)


def until_look(batch: int, batches_per_epoch: int) -> int:
    """Return how many batches there are from `batch` of an epoch, counted from 0, to the next look at held-out digits.

    Examples
    --------
    >>> until_look(0, 469), until_look(5, 469), until_look(460, 469)
    (40, 35, 9)
    """
    apart = between_looks(batches_per_epoch)
    return min(apart - batch % apart, batches_per_epoch - batch)

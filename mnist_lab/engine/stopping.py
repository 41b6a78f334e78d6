"""When a run ends by itself: all epochs done, the target reached, no progress, or numbers that left for infinity."""

from __future__ import annotations

import math

from mnist_lab.engine.compiled import LOSS_LIMIT
from mnist_lab.runs.history import Floats
from mnist_lab.runs.records import Ending
from mnist_lab.runs.settings import Settings

USUAL_RATE = {"sgd": 0.1, "momentum": 0.01, "rmsprop": 0.001, "adam": 0.001}
"""Learning rates that train this network well."""


class StopRules:
    """Looks at the held-out accuracy after each epoch and says whether that was the last one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.best_accuracy = -1.0
        self.epochs_without_progress = 0

    def restore(self, best_accuracy: float, epochs_without_progress: int) -> None:
        """Go on from a saved state."""
        self.best_accuracy = best_accuracy
        self.epochs_without_progress = epochs_without_progress

    def after_epoch(self, epochs_done: int, accuracy: float) -> Ending | None:
        """Return why the run is over after so many epochs, or None; accuracy 0-1 is that of all held-out digits."""
        if accuracy > self.best_accuracy:
            self.best_accuracy = accuracy
            self.epochs_without_progress = 0
        else:
            self.epochs_without_progress += 1
        target, patience = self._settings.target_accuracy, self._settings.patience
        if target is not None and accuracy >= target:
            reached = f"{accuracy:.2%} of the held-out digits are right: the target of {target:.2%} is reached"
            return Ending("target", f"{reached} after {_epochs(epochs_done)}.")
        if patience is not None and self.epochs_without_progress >= patience:
            stuck = f"{_epochs(patience)} without a better held-out accuracy than {self.best_accuracy:.2%}"
            return Ending("patience", f"Stopped after {stuck}.")
        if epochs_done >= self._settings.epochs:
            return Ending("finished", f"{_epochs(epochs_done)} done: {accuracy:.2%} of the held-out digits are right.")
        return None


def is_sound(values: Floats) -> bool:
    """Say whether loss, accuracy and gradient norm (3,) of a batch are those of a run that still makes sense."""
    return bool(math.isfinite(values[2]) and values[0] < LOSS_LIMIT)


def diverged(settings: Settings, step: int, values: Floats) -> Ending:
    """Return the ending of a run whose batch `step` gave values (3,) that are not sound."""
    loss, _, norm = (float(value) for value in values)
    if not math.isfinite(loss):
        what = f"the loss is {_infinite(loss)}"
    elif not math.isfinite(norm):
        what = f"the gradient is {_infinite(norm)}"
    elif loss >= LOSS_LIMIT:
        what = f"the loss is {loss:.3g} nats, where guessing costs 2.30"
    else:
        what = "some weights are no longer numbers (NaN or infinite)"
    why = "each step overshot the valley further than the last, until the numbers left what float32 can hold"
    lower = min(USUAL_RATE[settings.optimizer], settings.learning_rate / 10)
    advice = f"Try a learning rate of {lower:g} instead of {settings.learning_rate:g}"
    return Ending("diverged", f"Diverged at batch {step}: {what}; {why}. {advice}.")


def _epochs(count: int) -> str:
    return "1 epoch" if count == 1 else f"{count} epochs"


def _infinite(value: float) -> str:
    return "not a number (NaN)" if math.isnan(value) else "infinite"

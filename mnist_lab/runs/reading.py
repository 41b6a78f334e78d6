"""What a run's numbers say, in sentences made from the numbers."""

from __future__ import annotations

import math

import numpy as np

from mnist_lab.runs.history import Floats, History
from mnist_lab.runs.records import Snapshot
from mnist_lab.runs.settings import Settings

GUESSING = math.log(10)
"""Loss, in nats, of giving each of ten digits a tenth."""

_RISE = 1.1  # held-out loss this much above its best: overfitting
_STILL = 0.02  # the loss moved by less than this share over half of the run: a plateau
_ENOUGH = 6  # measurements or groups of batches before a trend is called one


def reading(settings: Settings, snapshot: Snapshot) -> str:
    """Return what the curves of a run say: how far it is, how the loss went, and what to notice."""
    history = snapshot.history
    if not len(history.step):
        return "Before the first batch the weights are random numbers: about one digit in ten is right, by luck."
    if snapshot.state in {"diverged", "failed"}:
        return snapshot.message
    so_far = snapshot.message if snapshot.state == "finished" else _so_far(settings, snapshot)
    note = snapshot.message if snapshot.state != "finished" else ""
    return " ".join(filter(None, [so_far, _loss_went(history), trend(history), note]))


def trend(history: History) -> str:
    """Return a sentence on overfitting or on a plateau, or an empty one where there is neither."""
    return _overfitting(history) or _plateau(history)


def progress_words(settings: Settings, snapshot: Snapshot) -> str:
    """Return the line beside the progress bar: epoch, batch, speed and time left."""
    if snapshot.place:
        return f"In line: number {snapshot.place}. Training begins when a run ahead of it ends."
    epoch = min(snapshot.epoch + 1, settings.epochs)
    words = [f"epoch {epoch} of {settings.epochs}"]
    if snapshot.batches_per_epoch:
        batch = snapshot.batch or (snapshot.batches_per_epoch if snapshot.epoch == settings.epochs else 0)
        words.append(f"batch {_count(batch)} of {_count(snapshot.batches_per_epoch)}")
    if snapshot.images_per_second and snapshot.state == "running":
        words.append(f"{_count(_two_digits(snapshot.images_per_second))} images a second")
    if snapshot.seconds_left is not None and snapshot.state == "running":
        words.append(f"{in_words(snapshot.seconds_left)} left")
    return ", ".join(words)


def in_words(seconds: float) -> str:
    """Return a stretch of time as one says it.

    Examples
    --------
    >>> in_words(0.4), in_words(7.2), in_words(44), in_words(100), in_words(4000)
    ('under a second', '7 seconds', '45 seconds', '2 minutes', 'over an hour')
    """
    if seconds < 1:
        return "under a second"
    if seconds < 20:
        return "1 second" if round(seconds) == 1 else f"{round(seconds)} seconds"
    if seconds < 58:
        return f"{5 * round(seconds / 5)} seconds"
    minutes = max(1, round(seconds / 60))
    if minutes >= 60:
        return "over an hour"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def settings_words(settings: Settings) -> str:
    """Return the settings as one line: engine, layers, optimiser, rate, batch, epochs, seed."""
    engine = "Keras" if settings.engine == "keras" else "from scratch"
    sizes = "-".join(str(size) for size in settings.sizes)
    parts = [engine, sizes, settings.activation, f"{settings.optimizer} {settings.learning_rate:g}"]
    parts += [f"batch {settings.batch_size}", _epochs(settings.epochs), f"seed {settings.seed}"]
    return ", ".join([*parts, *(["images / 255 / 255"] if settings.divisions == 2 else [])])


def _so_far(settings: Settings, snapshot: Snapshot) -> str:
    held_out = snapshot.history.held_out
    done = f"{_count(snapshot.step)} batches of {settings.batch_size} digits"
    if not len(held_out.step):
        return f"After {done} no held-out digit has been looked at yet."
    ends = np.flatnonzero(held_out.step == snapshot.epoch * snapshot.batches_per_epoch)
    if len(ends):
        last, done = int(ends[-1]), _epochs(snapshot.epoch)
    else:
        last = len(held_out.step) - 1
    share, digits = held_out.accuracy[last], _count(int(held_out.digits[last]))
    return f"After {done}, {share:.1%} of {digits} held-out digits are right."


def _loss_went(history: History) -> str:
    first, last = float(history.loss[0]), float(np.mean(history.loss[-10:]))
    if len(history.loss) < 2:
        return f"The loss of the first batch is {first:.2f} nats; giving every digit a tenth costs {GUESSING:.2f}."
    verb = "fell" if last < first else "rose"
    return f"The loss of a batch {verb} from {_nats(first)} to {_nats(last)} nats; guessing costs {GUESSING:.2f}."


def _overfitting(history: History) -> str:
    held_out = history.held_out
    loss, step = held_out.loss[held_out.whole], held_out.step[held_out.whole]
    if len(loss) < _ENOUGH:
        return ""
    best = int(loss.argmin())
    recent = float(np.mean(loss[-2:]))
    since = history.step > step[best]
    if recent < _RISE * loss[best] or best > len(loss) - 4 or not _falls(history.loss[since]):
        return ""
    return (
        f"**Overfitting**: since batch {_count(int(step[best]))} the loss on held-out digits has risen from "
        f"{_nats(float(loss[best]))} to {_nats(recent)} nats, while that of the batches still falls. The "
        "network learns these digits by heart."
    )


def _plateau(history: History) -> str:
    if len(history.loss) < 10 * _ENOUGH:
        return ""
    half = history.loss[len(history.loss) // 2 :]
    early, late = (float(np.mean(part)) for part in np.array_split(half, 2))
    if abs(early - late) > _STILL * early or late < 0.05:
        return ""
    more = f" It is stuck near guessing ({GUESSING:.2f})." if late > 0.9 * GUESSING else ""
    return (
        f"**Plateau**: over the last {_count(int(history.step[-1] - history.step[-len(half)] + 1))} batches the loss "
        f"stayed at {_nats(late)} nats.{more} A different learning rate may free it."
    )


def _falls(values: Floats) -> bool:
    if len(values) < 4:
        return False
    early, late = np.array_split(values, 2)
    return bool(np.mean(late) < np.mean(early))


def _nats(value: float) -> str:
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}"


def _count(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


def _two_digits(value: float) -> int:
    places = max(0, math.floor(math.log10(max(value, 1))) - 1)
    return int(round(value, -places))


def _epochs(count: int) -> str:
    return "1 epoch" if count == 1 else f"{count} epochs"

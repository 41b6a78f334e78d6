"""The sentences that read the curves, each made from numbers chosen here."""

import numpy as np
import pytest

from mnist_lab.runs.history import History, Recorder
from mnist_lab.runs.reading import in_words, progress_words, reading, settings_words, trend
from mnist_lab.runs.records import Snapshot
from mnist_lab.runs.settings import Settings, notebook

PER_EPOCH = 32


def history(loss: list[float], held_out: list[tuple[int, float, float]] = []) -> History:  # noqa: B006
    recorder = Recorder()
    values = np.column_stack([loss, np.full(len(loss), 0.5), np.ones(len(loss))]).astype(np.float32)
    recorder.batches(1, values)
    for step, held_loss, accuracy in held_out:
        recorder.held_out(step, held_loss, accuracy, 1000)
    return recorder.history()


def snapshot(of: History, *, epoch: int = 0, state: str = "running", message: str = "", **more: object) -> Snapshot:
    step = int(of.step[-1]) if len(of.step) else 0
    rest = {"batch": step - epoch * PER_EPOCH, "batches_per_epoch": PER_EPOCH, "step": step, **more}
    return Snapshot(state, message, of, epoch=epoch, **rest)  # type: ignore[arg-type]


def test_before_the_first_batch() -> None:
    assert "one digit in ten" in reading(Settings(), snapshot(History(), state="starting"))


def test_after_an_epoch_it_tells_accuracy_and_loss() -> None:
    falls = history(np.linspace(2.4, 0.4, PER_EPOCH).tolist(), [(20, 1.0, 0.7), (PER_EPOCH, 0.5, 0.871)])
    said = reading(Settings(), snapshot(falls, epoch=1))
    assert "After 1 epoch, 87.1% of 1\u202f000 held-out digits are right." in said
    # the last ten of 32 values from 2.4 to 0.4: their mean is 0.4 + 2.0 / 31 * 4.5 = 0.690
    assert "fell from 2.40 to 0.69 nats" in said


def test_within_an_epoch_it_tells_batches() -> None:
    said = reading(Settings(), snapshot(history([2.4] * 20, [(20, 2.0, 0.34)])))
    assert "After 20 batches of 128 digits, 34.0% of 1\u202f000 held-out digits are right." in said


def test_a_loss_that_rises_is_said_to_rise() -> None:
    assert "rose from 2.30 to 8.00" in reading(Settings(), snapshot(history([2.3, *[8.0] * 12])))


def test_overfitting_is_named_with_its_numbers() -> None:
    ends = [(PER_EPOCH * (e + 1), loss, 0.9) for e, loss in enumerate([0.5, 0.3, 0.2, 0.25, 0.3, 0.4, 0.5])]
    said = trend(history(np.geomspace(2, 0.01, 7 * PER_EPOCH).tolist(), ends))
    assert "**Overfitting**: since batch 96 " in said and "from 0.20 to 0.45 nats" in said


def test_a_run_that_still_learns_has_no_trend() -> None:
    ends = [(PER_EPOCH * (e + 1), loss, 0.9) for e, loss in enumerate([0.5, 0.3, 0.2, 0.15, 0.12, 0.11, 0.1])]
    assert trend(history(np.geomspace(2, 0.1, 7 * PER_EPOCH).tolist(), ends)) == ""


def test_a_plateau_near_guessing_is_named() -> None:
    said = trend(history([2.3026] * 100))
    assert "**Plateau**: over the last 50 batches the loss stayed at 2.30 nats." in said
    assert "near guessing (2.30)" in said


def test_divergence_is_the_trainers_own_sentence() -> None:
    told = "Diverged at batch 3: the loss is infinite."
    assert reading(Settings(), snapshot(history([2.3, 50, np.inf]), state="diverged", message=told)) == told


def test_what_was_lost_with_a_worker_stays_in_the_reading() -> None:
    note = "The worker was lost at batch 12. Another goes on from batch 8: 4 batches are trained again."
    assert note in reading(Settings(), snapshot(history([2.3] * 12), message=note))


def test_progress_in_words() -> None:
    at = snapshot(history([2.0] * 40), epoch=1, images_per_second=61_234.0, seconds_left=11.6)
    expected = "epoch 2 of 20, batch 8 of 32, 61\u202f000 images a second, 12 seconds left"
    assert progress_words(Settings(), at) == expected


def test_progress_at_the_end_counts_the_last_epoch_as_full() -> None:
    at = snapshot(history([2.0] * PER_EPOCH), epoch=1, state="finished")
    assert progress_words(Settings(epochs=1), at) == "epoch 1 of 1, batch 32 of 32"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.0, "under a second"), (1.2, "1 second"), (19, "19 seconds"), (57, "55 seconds"), (59, "1 minute")],
)
def test_time_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


def test_settings_in_words() -> None:
    expected = "from scratch, 784-512-10, relu, sgd 0.001, batch 128, 10 epochs, seed 0"
    assert settings_words(notebook("scratch")) == expected

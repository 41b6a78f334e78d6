"""What the web server knows of a run: grown from the chunks that come in, shown as immutable snapshots."""

from __future__ import annotations

import math
import threading
import time
from collections import deque

import numpy as np

from mnist_lab.network.weights import Weights, weights_from_arrays
from mnist_lab.runs.history import History, Recorder
from mnist_lab.runs.records import Chunk, Minibatch, Snapshot, TrainerState
from mnist_lab.runs.settings import Settings

SPEED_SECONDS = 3.0
"""The speed shown is that of the last few seconds."""


class Progress:
    """Takes in chunks from the driving thread; pages ask for snapshots from theirs.

    Parameters
    ----------
    settings : Settings
        Of the run.
    images : int
        Training digits in an epoch.
    """

    def __init__(self, settings: Settings, images: int) -> None:
        self._settings = settings
        self._images = images
        self.batches_per_epoch = math.ceil(images / settings.batch_size)
        self.step = 0
        self.saved: TrainerState | None = None
        self.saved_at = -math.inf  # by time.perf_counter
        self._lock = threading.Lock()
        self._recorder = Recorder()
        self._history: tuple[int, History] = (-1, History())
        self._changes = 0
        self._weights: Weights | None = None
        self._minibatch: Minibatch | None = None
        self._times: deque[tuple[float, int]] = deque()

    def take(self, chunk: Chunk) -> None:
        """Take in what a chunk of batches did."""
        with self._lock:
            self._changes += 1
            self._recorder.batches(chunk.first_step, chunk.values)
            for seen in chunk.held_out:
                self._recorder.held_out(seen.step, seen.loss, seen.accuracy, seen.digits)
            self.step = chunk.step
            self._minibatch = chunk.minibatch or self._minibatch
            if chunk.state is not None:
                self._save(chunk.state)
            self._note_time(time.perf_counter())

    def fall_back(self) -> int:
        """Go back to the last saved state, as its worker is lost; return how many batches that undoes."""
        with self._lock:
            step = self.saved.step if self.saved else 0
            lost = self.step - step
            self._changes += 1
            self._recorder.forget_after(step)
            self.step = step
            self._times.clear()
            return lost

    def rest(self) -> None:
        """Note that the run does not move for now, so that the pause does not count as slowness."""
        with self._lock:
            self._times.clear()

    def release(self) -> None:
        """Forget what only training needs: a run that is over keeps its weights and its history."""
        with self._lock:
            if self.saved is not None:
                self.saved = TrainerState(self.saved.step, self.saved.weights, (), 0.0, 0)

    def snapshot(self, state: str, message: str, place: int) -> Snapshot:
        """Return how the run looks now."""
        with self._lock:
            if self._history[0] != self._changes:
                self._history = (self._changes, self._recorder.history())
            epoch, batch = divmod(self.step, self.batches_per_epoch)
            speed = self._images_per_second()
            left = self._settings.epochs * self._images - epoch * self._images - batch * self._settings.batch_size
            return Snapshot(
                state=state,
                message=message,
                history=self._history[1],
                epoch=epoch,
                batch=batch,
                batches_per_epoch=self.batches_per_epoch,
                step=self.step,
                images_per_second=speed,
                seconds_left=max(0, left) / speed if speed else None,
                weights=self._weights,
                minibatch=self._minibatch,
                place=place,
            )

    def _save(self, state: TrainerState) -> None:
        if not all(np.isfinite(array).all() for array in state.weights):
            return  # a run that diverged keeps its last weights that were numbers
        self.saved, self.saved_at = state, time.perf_counter()
        self._weights = weights_from_arrays(state.weights, self._settings.activations)

    def _note_time(self, now: float) -> None:
        self._times.append((now, self.step))
        while len(self._times) > 2 and now - self._times[0][0] > SPEED_SECONDS:
            self._times.popleft()

    def _images_per_second(self) -> float | None:
        if len(self._times) < 2:
            return None
        (then, before), (now, after) = self._times[0], self._times[-1]
        images_per_batch = self._images / self.batches_per_epoch
        return (after - before) * images_per_batch / (now - then) if now > then and after > before else None

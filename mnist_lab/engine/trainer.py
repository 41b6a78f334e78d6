"""Training that can be watched: a trainer owns network, optimiser, order of the digits and history.

`advance(batches)` is the only way forward. It gives back what each batch did; between two calls the run can be paused,
looked at, saved, taken apart step by step, or carried to another process.
"""

from __future__ import annotations

import dataclasses
import math
import time

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from mnist_lab.engine.compiled import SHOWN, CompiledSteps
from mnist_lab.engine.networks import network
from mnist_lab.engine.resident import Resident, resident
from mnist_lab.engine.scratch import epoch_order
from mnist_lab.engine.slow_step import taken_apart
from mnist_lab.engine.stopping import StopRules, diverged, is_sound
from mnist_lab.network.weights import Weights, weights_from_arrays
from mnist_lab.runs.history import Floats, History, Recorder
from mnist_lab.runs.records import (
    UNINTERRUPTED,
    Chunk,
    Digits,
    Ending,
    Measurement,
    Minibatch,
    SlowStep,
    TrainerState,
)
from mnist_lab.runs.settings import Settings, between_looks, until_look


class Trainer:
    """One run of training, in this process.

    Parameters
    ----------
    settings : Settings
        What to train, and how.
    digits : Digits
        What to train with, and what to hold out.
    state : TrainerState, optional
        Where to go on; without it, the run begins.
    """

    def __init__(self, settings: Settings, digits: Digits, state: TrainerState | None = None) -> None:
        self.settings = settings
        self.step = 0
        self.ending: Ending | None = None
        self._command = 0
        self._digits: Resident = resident(digits)
        self._network = network(settings)
        self._steps = CompiledSteps(self._network, self._digits, settings.batch_size, divisions=settings.divisions)
        self._stop_rules = StopRules(settings)
        self._recorder = Recorder()
        self._order: tuple[int, NDArray[np.int32], tf.Tensor] | None = None
        if state is not None:
            self._restore(state)

    @property
    def batches_per_epoch(self) -> int:
        """The notebook's `math.ceil(len(images) / batch_size)`: the last batch may be smaller."""
        return math.ceil(self._digits.count / self.settings.batch_size)

    @property
    def history(self) -> History:
        """What every batch gave so far."""
        return self._recorder.history()

    def advance(self, batches: int, *, with_state: bool = False, command: int = UNINTERRUPTED) -> Chunk:
        """Train so many batches, or fewer where the run ends or a later command comes, and tell what they did."""
        began = time.perf_counter()
        first_step = self.step + 1
        values: list[Floats] = [np.zeros((0, 3), np.float32)]
        measured: list[Measurement] = []
        minibatch = None
        while batches > 0 and self.ending is None and command >= self._command:
            piece, minibatch = self._train_piece(batches, command)
            values.append(piece)
            batches -= len(piece)
            measured += self._look()
        return Chunk(
            first_step,
            np.concatenate(values),
            tuple(measured),
            step=self.step,
            seconds=time.perf_counter() - began,
            minibatch=minibatch,
            state=self.state() if with_state or self.ending else None,
            ending=self.ending,
        )

    def cut_short(self, command: int) -> None:
        """Let calls of `advance` from before this command end after the batch they are at; any thread may say so."""
        self._command = max(self._command, command)  # an earlier one may arrive later
        self._steps.cut_short(self._command)

    def slow_step(self) -> tuple[SlowStep, Chunk]:
        """Train one batch and tell every number of it; the step is the same as `advance(1)` would take.

        Raises
        ------
        RuntimeError
            If the run has ended.
        """
        if self.ending is not None:
            raise RuntimeError("The run is over: " + self.ending.sentence)
        began = time.perf_counter()
        epoch, batch = divmod(self.step, self.batches_per_epoch)
        start = batch * self.settings.batch_size
        picked = self._epoch_order(epoch)[0][start : start + self.settings.batch_size]
        images, labels = (tf.gather(tensor, picked) for tensor in self._digits.train)
        before = self.weights()
        slow = taken_apart(self._steps, before, (images, labels), self.weights)
        values = np.array([[slow.loss, slow.accuracy, slow.gradient_norm]], np.float32)
        minibatch = Minibatch(picked[:SHOWN].astype(np.int64), slow.probabilities[:SHOWN])
        self._take(values, finite=math.isfinite(sum(slow.update_norms)))
        measured = tuple(self._look())
        seconds = time.perf_counter() - began
        chunk = Chunk(self.step, values, measured, self.step, seconds, minibatch, self.state(), self.ending)
        return dataclasses.replace(slow, step=self.step, indices=picked.astype(np.int64)), chunk

    def state(self) -> TrainerState:
        """Return all that is needed to go on from here elsewhere."""
        arrays = tuple(np.asarray(w) for w in self._network.weights)
        memory = tuple(np.asarray(variable) for variable in self._network.memory)
        rules = self._stop_rules
        return TrainerState(self.step, arrays, memory, rules.best_accuracy, rules.epochs_without_progress)

    def weights(self) -> Weights:
        """Return the network as it is now, as plain arrays."""
        return weights_from_arrays([w.numpy() for w in self._network.weights], self.settings.activations)

    def _train_piece(self, batches: int, command: int) -> tuple[Floats, Minibatch]:
        """Train up to the next look at held-out digits or the end of the epoch; values (k, 3)."""
        epoch, batch = divmod(self.step, self.batches_per_epoch)
        count = min(batches, until_look(batch, self.batches_per_epoch))
        order, there = self._epoch_order(epoch)
        raw_values, answers, finite = self._steps.train(there, batch, count, command)
        values: Floats = raw_values.numpy()
        last = (batch + len(values) - 1) * self.settings.batch_size
        shown = order[last : last + min(SHOWN, self.settings.batch_size)]
        minibatch = Minibatch(shown.astype(np.int64), answers.numpy())
        self._take(values, finite=bool(finite))
        return values, minibatch

    def _take(self, values: Floats, *, finite: bool) -> None:
        """Take down what the batches since the last time gave, (k, 3), and end the run if it has left for infinity."""
        self._recorder.batches(self.step + 1, values)
        self.step += len(values)
        if not finite or not is_sound(values[-1]):
            self.ending = diverged(self.settings, self.step, values[-1])

    def _look(self) -> list[Measurement]:
        """Measure on held-out digits where it is time to: a probe every few batches, all of them after an epoch."""
        batch = self.step % self.batches_per_epoch
        if self.ending is not None or batch % between_looks(self.batches_per_epoch):
            return []
        x, labels = self._digits.probe if batch else self._digits.held_out
        count = int(x.shape[0])
        loss, share = (float(value) for value in self._steps.measure(x, labels))
        accuracy = round(share * count) / count if math.isfinite(share) else 0.0  # 0.95 exactly, not 0.94999999
        measurement = Measurement(self.step, loss, accuracy, count)
        if not math.isfinite(loss):
            self.ending = diverged(self.settings, self.step, np.array([loss, accuracy, math.nan], np.float32))
            return []
        self._recorder.held_out(measurement.step, loss, accuracy, measurement.digits)
        if not batch:
            self.ending = self._stop_rules.after_epoch(self.step // self.batches_per_epoch, accuracy)
        return [measurement]

    def _epoch_order(self, epoch: int) -> tuple[NDArray[np.int32], tf.Tensor]:
        """Return the order of the digits in an epoch (n,), here and for TensorFlow."""
        if self._order is None or self._order[0] != epoch:
            order = epoch_order(self.settings.seed, epoch, self._digits.count).astype(np.int32)
            self._order = (epoch, order, tf.constant(order))
        return self._order[1:]

    def _restore(self, state: TrainerState) -> None:
        for variable, array in zip(self._network.weights, state.weights, strict=True):
            variable.assign(array)
        for memory, value in zip(self._network.memory, state.optimizer, strict=True):
            memory.assign(value)
        self.step = state.step
        self._stop_rules.restore(state.best_accuracy, state.epochs_without_progress)

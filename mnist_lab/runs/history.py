"""How a training run went, as plain arrays, and the recorder that grows them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

MAX_POINTS = 16_384
"""More points than a screen has pixels: beyond it, neighbours are averaged two by two and each point says so."""


def _no_floats() -> Floats:
    return _frozen(np.zeros(0, np.float32))


def _no_ints() -> Ints:
    return _frozen_ints(np.zeros(0, np.int64))


@dataclass(frozen=True)
class HeldOut:
    """Loss and accuracy on digits that are never trained on, one value a measurement.

    Attributes
    ----------
    step : (m,) int
        How many batches had been trained when it was measured.
    loss, accuracy : (m,) float
        Mean cross-entropy in nats; share right, 0 to 1.
    digits : (m,) int
        How many digits it was measured on: some hundreds during an epoch, all of them at its end.
    """

    step: Ints = field(default_factory=_no_ints)
    loss: Floats = field(default_factory=_no_floats)
    accuracy: Floats = field(default_factory=_no_floats)
    digits: Ints = field(default_factory=_no_ints)

    @property
    def whole(self) -> NDArray[np.bool_]:
        """(m,) bool: which measurements took all held-out digits; these are the ones at the ends of epochs."""
        return np.asarray(self.digits == self.digits.max(initial=0))


@dataclass(frozen=True)
class History:
    """What each batch gave, one value a point; all arrays are read-only.

    Attributes
    ----------
    step : (n,) int
        The number of the batch, from 1. A point that stands for several batches carries the last one's number.
    loss : (n,) float
        Mean cross-entropy of the batch before its update, in nats.
    accuracy : (n,) float
        Share of the batch answered right before its update, 0 to 1.
    gradient_norm : (n,) float
        Euclidean length of the gradient over all weights.
    batches_per_point : int
        1, until a run is so long that neighbouring points had to be averaged.
    """

    step: Ints = field(default_factory=_no_ints)
    loss: Floats = field(default_factory=_no_floats)
    accuracy: Floats = field(default_factory=_no_floats)
    gradient_norm: Floats = field(default_factory=_no_floats)
    held_out: HeldOut = field(default_factory=HeldOut)
    batches_per_point: int = 1


class Recorder:
    """Takes down what each batch gave; `history()` is a picture of it that no longer changes."""

    def __init__(self, max_points: int = MAX_POINTS) -> None:
        self._max_points = max_points
        self._batches_per_point = 1
        self._points = np.zeros((0, 4), np.float64)  # step, loss, accuracy, gradient norm
        self._loose = np.zeros((0, 4), np.float64)  # batches that do not fill a point yet
        self._measured = np.zeros((0, 4), np.float64)  # step, loss, accuracy, digits

    def batches(self, first_step: int, values: Floats) -> None:
        """Take down values (k, 3), loss, accuracy and gradient norm, of the batches from `first_step` on."""
        steps = np.arange(first_step, first_step + len(values), dtype=np.float64)
        rows = np.concatenate([self._loose, np.column_stack([steps, values])])
        filled = len(rows) // self._batches_per_point * self._batches_per_point
        self._points = np.concatenate([self._points, _averaged(rows[:filled], self._batches_per_point)])
        self._loose = rows[filled:]
        while len(self._points) > self._max_points:
            self._halve()

    def held_out(self, step: int, loss: float, accuracy: float, digits: int) -> None:
        """Take down one measurement on held-out digits."""
        self._measured = np.concatenate([self._measured, [[step, loss, accuracy, digits]]])
        if len(self._measured) > self._max_points:
            ends = self._measured[:, 3] == self._measured[:, 3].max()
            self._measured = self._measured[ends | (np.arange(len(ends)) % 2 == 0)]

    def forget_after(self, step: int) -> None:
        """Drop what came after a step: the run goes on from there, and those batches will be trained again."""
        self._points = self._points[self._points[:, 0] <= step]
        self._loose = self._loose[self._loose[:, 0] <= step]
        self._measured = self._measured[self._measured[:, 0] <= step]

    def history(self) -> History:
        """Return all that has been taken down so far."""
        step, loss, accuracy, norm = self._points.T
        at, held_loss, held_accuracy, digits = self._measured.T
        held_out = HeldOut(_frozen_ints(at), _frozen(held_loss), _frozen(held_accuracy), _frozen_ints(digits))
        values = (_frozen_ints(step), _frozen(loss), _frozen(accuracy), _frozen(norm))
        return History(*values, held_out, self._batches_per_point)

    def _halve(self) -> None:
        self._batches_per_point *= 2
        odd = len(self._points) % 2
        left = self._points[len(self._points) - odd :]
        self._points = _averaged(self._points[: len(self._points) - odd], 2)
        # An odd point out stands for half as many batches as the new points do: it waits, as that many equal rows.
        self._loose = np.concatenate([np.repeat(left, self._batches_per_point // 2, axis=0), self._loose])


def _averaged(rows: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Average each `size` rows (k * size, 4) into one (k, 4); the step is the last one's."""
    groups = rows.reshape(-1, size, 4)
    means: NDArray[np.float64] = groups.mean(axis=1)
    means[:, 0] = groups[:, -1, 0]
    return means


def _frozen(values: NDArray[np.floating]) -> Floats:
    copy = np.array(values, np.float32)
    copy.setflags(write=False)
    return copy


def _frozen_ints(values: NDArray[np.generic]) -> Ints:
    copy = np.array(values, np.int64)
    copy.setflags(write=False)
    return copy

"""How sure a network is against how often it is right: loss from scores, temperature, confidence, reliability.

    p = softmax(z / T)        z (n, 10) scores before the softmax, T the temperature
    loss = -log p[truth]      nats
    confidence = max(p)       a calibrated network is right in 80 of 100 answers that it gives with 0.8

Temperature and reliability as in Guo, Pleiss, Sun, Weinberger: On Calibration of Modern Neural Networks, 2017.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.floating]
Labels = NDArray[np.integer]
Floats = NDArray[np.float64]

BINS = 10
"""Groups of answers by their confidence: 0 to 0.1, 0.1 to 0.2, ... 0.9 to 1."""

LOW, HIGH = 1e-3, 1e6
"""Temperatures that are looked at."""


class CalibrationError(ValueError):
    """These scores and labels do not belong together, or the temperature is none."""


@dataclass(frozen=True, eq=False)
class Calibration:
    """What a network's answers are worth at one temperature.

    Attributes
    ----------
    temperature : float
    confidence : (n,) float
        The largest probability of each answer, 0-1.
    right : (n,) bool
        Whether the answer is the label.
    losses : (n,) float
        -log of the probability of the label, nats.
    counts : (10,) int
        Answers in each group of confidence.
    mean_confidence, accuracies : (10,) float
        Mean confidence and share right of each group; NaN for an empty one.
    """

    temperature: float
    confidence: Floats
    right: NDArray[np.bool_]
    losses: Floats
    counts: NDArray[np.int64]
    mean_confidence: Floats
    accuracies: Floats

    @property
    def loss(self) -> float:
        """The mean of the losses, nats."""
        return float(self.losses.mean())

    @property
    def accuracy(self) -> float:
        """Share of answers that are right."""
        return float(self.right.mean())

    @property
    def error(self) -> float:
        """The expected calibration error: gap between confidence and accuracy of a group, weighted by its answers."""
        gaps = np.abs(self.mean_confidence - self.accuracies)
        return float(np.nansum(gaps * self.counts) / self.counts.sum())


def log_softmax(z: Scores, *, temperature: float = 1.0) -> Floats:
    """`z/T - log(sum(exp(z/T)))` along the last axis, in float64, so that nothing becomes exactly 0.

    Raises
    ------
    CalibrationError
        If the temperature is not above 0.

    Examples
    --------
    >>> log_softmax(np.array([[0.0, 0.0]])).round(4).tolist()
    [[-0.6931, -0.6931]]
    >>> log_softmax(np.array([[0.0, 400.0]]))[0, 0]
    np.float64(-400.0)
    """
    if not temperature > 0 or not np.isfinite(temperature):
        raise CalibrationError(f"A temperature is a number above 0; {temperature!r} is not.")
    scores = np.asarray(z, np.float64) / temperature
    below = scores - scores.max(axis=-1, keepdims=True)
    logs: Floats = below - np.log(np.exp(below).sum(axis=-1, keepdims=True))
    return logs


def calibration(z: Scores, labels: Labels, *, temperature: float = 1.0) -> Calibration:
    """Work out confidence, loss and reliability of the answers that scores z (n, 10) give to digits with labels (n,).

    Raises
    ------
    CalibrationError
        If there are no digits, or not one label for each row of scores.
    """
    _check(z, labels)
    logs = log_softmax(z, temperature=temperature)
    confidence = np.exp(logs.max(axis=1))
    right = logs.argmax(axis=1) == labels
    group = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    counts = np.bincount(group, minlength=BINS)
    return Calibration(
        temperature,
        confidence,
        right,
        -logs[np.arange(len(labels)), labels],
        counts,
        _means(confidence, group, counts),
        _means(right.astype(np.float64), group, counts),
    )


def best_temperature(z: Scores, labels: Labels) -> float:
    """The temperature with the smallest mean loss, between 0.001 and 1,000,000.

    The loss as a function of 1/T is convex; its slope, mean(sum(p z) - z[truth]), is 0 at the best place, which
    halving finds. With every answer right the loss falls for ever as T falls, and the lower bound comes back.
    """
    _check(z, labels)
    scores = np.asarray(z, np.float64)
    truth = scores[np.arange(len(labels)), labels]
    low, high = np.log(LOW), np.log(HIGH)
    for _ in range(60):
        middle = (low + high) / 2
        p = np.exp(log_softmax(scores, temperature=float(np.exp(middle))))
        too_sure = ((p * scores).sum(axis=1) - truth).mean() > 0
        low, high = (middle, high) if too_sure else (low, middle)
    return float(np.exp((low + high) / 2))


def _check(z: Scores, labels: Labels) -> None:
    if z.ndim != 2 or len(z) == 0 or labels.shape != (len(z),):
        raise CalibrationError(
            f"Scores are (n, classes) and labels (n,), n at least 1; these are {z.shape}, {labels.shape}."
        )


def _means(values: Floats, group: NDArray[np.int64], counts: NDArray[np.int64]) -> Floats:
    """(10,): the mean of the values in each group; NaN where there is none."""
    sums = np.bincount(group, weights=values, minlength=BINS)
    means: Floats = np.divide(sums, counts, out=np.full(BINS, np.nan), where=counts > 0)
    return means

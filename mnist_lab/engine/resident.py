"""The digits as tensors, kept once for all runs of a worker. To train with as bytes: four a pixel would be 188 MB."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from mnist_lab.runs.records import Digits

HELD_OUT_PROBE = 500
"""Held-out digits looked at during an epoch; all of them are looked at when it ends."""

KEPT = 2
"""Sets of digits kept at a time: the sample, and the full MNIST once somebody has downloaded it."""


@dataclass(frozen=True)
class Resident:
    """Images and labels (n,) int32: to train with (n, 784) uint8; held out, and a probe of those, as ink (n, 784)."""

    train: tuple[tf.Tensor, tf.Tensor]
    held_out: tuple[tf.Tensor, tf.Tensor]
    probe: tuple[tf.Tensor, tf.Tensor]

    @property
    def count(self) -> int:
        """How many images there are to train with."""
        return int(self.train[0].shape[0])


_kept: dict[int, tuple[Digits, Resident]] = {}


def resident(digits: Digits) -> Resident:
    """Return the tensors of these digits, made on the first call.

    Raises
    ------
    ValueError
        If there are no digits to train with or to measure on.
    """
    known = _kept.get(id(digits))
    if known is not None:
        return known[1]
    if len(digits.train_images) == 0 or len(digits.test_images) == 0:
        raise ValueError("Training needs at least one digit to learn from and one held out to measure on.")
    # Spread evenly over the held-out digits: MNIST's first half was written by neater people.
    spread = np.linspace(0, len(digits.test_images) - 1, min(HELD_OUT_PROBE, len(digits.test_images))).astype(int)
    made = Resident(
        train=_tensors(digits.train_images, digits.train_labels),
        held_out=_measured(digits.test_images, digits.test_labels),
        probe=_measured(digits.test_images[spread], digits.test_labels[spread]),
    )
    while len(_kept) >= KEPT:
        _kept.pop(next(iter(_kept)))
    _kept[id(digits)] = (digits, made)  # the digits are kept too, so that their id stays theirs
    return made


def ink(images: tf.Tensor, *, divisions: int = 1) -> tf.Tensor:
    """Turn images (n, 784) of bytes 0-255 into ink 0-1, as the notebook does: `astype("float32") / 255`.

    With two divisions, into what the notebook's cell makes of them when it is run twice: 0 to 1/255.
    """
    x = tf.cast(images, tf.float32)
    for _ in range(divisions):
        x /= 255
    return x


def _measured(images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> tuple[tf.Tensor, tf.Tensor]:
    x, y = _tensors(images, labels)
    return ink(x), y


def _tensors(images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> tuple[tf.Tensor, tf.Tensor]:
    return tf.constant(images.reshape(len(images), -1)), tf.constant(labels.astype(np.int32))

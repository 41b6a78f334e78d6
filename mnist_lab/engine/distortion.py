"""Distorted digits: the variety of handwriting that a data set does not hold.

Every image is turned, slanted, scaled, shifted, bent like rubber and given a thicker or thinner pen, each by a random
amount. Simard, Steinkraus, Platt (2003), Best practices for convolutional neural networks applied to visual document
analysis, took a network of this kind from 98.4 % to 99.3 % of MNIST's test digits with affine and elastic distortions
alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

SIDE = 28
GRID = 6
"""Control points of the rubber sheet along each side."""


@dataclass(frozen=True)
class Amount:
    """How far a digit may be distorted: each value the end of an even spread, to both sides unless it says more."""

    rotation: float = 14.0  # degrees
    slant: float = 0.22  # columns a row
    scale: float = 0.14  # of the logarithm of width and height, one by one
    shift: float = 1.1  # pixels
    elastic: float = 1.1  # pixels, standard deviation of the rubber sheet
    thicker: float = 0.75  # pixels of pen, at most
    thinner: float = 0.5


class Distortion:
    """Draws randomly distorted copies of a fixed set of images, on the fly and by the batch.

    Parameters
    ----------
    images : (n, 28, 28), uint8 0-255
    amount : Amount
    """

    def __init__(self, images: NDArray[np.uint8], amount: Amount = Amount()) -> None:
        self.amount = amount
        thicker, thinner = _of_neighbours(images, np.maximum), _of_neighbours(images, np.minimum)
        stacked = np.stack([thinner, images, thicker], axis=1).reshape(len(images), 3, SIDE * SIDE)
        self.pens = tf.constant(stacked)  # (n, 3, 784): one pixel thinner, as it is, one pixel thicker
        self.sheet = tf.constant(_rubber_sheet())  # (GRID*GRID, 784)

    def __call__(self, index: tf.Tensor, generator: tf.random.Generator) -> tf.Tensor:
        """Distorted copies (k, 784), float32 0-1, of the images with these numbers (k,)."""
        k = tf.shape(index)[0]
        pens = tf.cast(tf.gather(self.pens, index), tf.float32) / 255  # (k, 3, 784)
        width = generator.uniform((k, 1), -self.amount.thinner, self.amount.thicker)
        images = pens[:, 1] + tf.abs(width) * (tf.where(width > 0, pens[:, 2], pens[:, 0]) - pens[:, 1])
        x, y = self._places(k, generator)
        return _sampled(images, x, y)

    def _places(self, k: tf.Tensor, generator: tf.random.Generator) -> tuple[tf.Tensor, tf.Tensor]:
        """Where each pixel of the copy looks in the original: columns and rows, (k, 784) each."""
        a = self.amount

        def spread(reach: float) -> tf.Tensor:
            return generator.uniform((k, 1), -reach, reach)

        row, column = np.mgrid[:SIDE, :SIDE].reshape(2, 1, -1).astype(np.float32) - (SIDE - 1) / 2
        turn, slant = spread(np.deg2rad(a.rotation)), spread(a.slant)
        wide, high = tf.exp(spread(a.scale)), tf.exp(spread(a.scale))
        u, v = wide * (column + slant * row), high * row
        x = tf.cos(turn) * u - tf.sin(turn) * v + spread(a.shift)
        y = tf.sin(turn) * u + tf.cos(turn) * v + spread(a.shift)
        bend = a.elastic * generator.normal((2, k, GRID * GRID)) @ self.sheet  # (2, k, 784)
        return x + bend[0] + (SIDE - 1) / 2, y + bend[1] + (SIDE - 1) / 2


def _sampled(images: tf.Tensor, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """Images (k, 784) read at columns x and rows y (k, 784), between pixels by bilinear interpolation, 0 outside."""
    x, y = tf.clip_by_value(x, 0, SIDE - 1.001), tf.clip_by_value(y, 0, SIDE - 1.001)
    left, top = tf.floor(x), tf.floor(y)
    fx, fy = x - left, y - top
    corner = tf.cast(top * SIDE + left, tf.int32)

    def at(offset: int) -> tf.Tensor:
        return tf.gather(images, corner + offset, batch_dims=1)

    upper = at(0) + fx * (at(1) - at(0))
    lower = at(SIDE) + fx * (at(SIDE + 1) - at(SIDE))
    return upper + fy * (lower - upper)


def _of_neighbours(images: NDArray[np.uint8], extreme: np.ufunc) -> NDArray[np.uint8]:
    """The largest (or smallest) of each pixel and its four neighbours, in every image (n, 28, 28)."""
    edged = np.pad(images, ((0, 0), (1, 1), (1, 1)), mode="edge")
    up, down, left, right = edged[:, :-2, 1:-1], edged[:, 2:, 1:-1], edged[:, 1:-1, :-2], edged[:, 1:-1, 2:]
    found: NDArray[np.uint8] = extreme.reduce([images, up, down, left, right])
    return found


def _rubber_sheet() -> NDArray[np.float32]:
    """(GRID*GRID, 784): how far each pixel follows each control point; random unit pulls move it by 1 on average."""
    centres = np.linspace(0, SIDE - 1, GRID)
    reach = (SIDE - 1) / (GRID - 1) * 0.9
    bump = np.exp(-0.5 * ((np.arange(SIDE)[None] - centres[:, None]) / reach) ** 2)  # (GRID, 28)
    sheet = np.einsum("ar,bc->abrc", bump, bump).reshape(GRID * GRID, SIDE * SIDE)
    scaled: NDArray[np.float32] = (sheet / np.sqrt((sheet**2).sum(axis=0).mean())).astype(np.float32)
    return scaled

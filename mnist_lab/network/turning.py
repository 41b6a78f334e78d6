"""What the trained network says to a digit as it is turned and shifted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.affine import Affine, Floats, affine, rotation, written
from mnist_lab.maths.resampling import resampled
from mnist_lab.maths.transform_shapes import PIXEL
from mnist_lab.network.pretrained import pretrained
from mnist_lab.network.weights import Array
from mnist_lab.network.wording import WORDS, percent

ANGLES: Final = np.arange(-180, 181, 5)
"""Degrees at which the network is asked."""


@dataclass(frozen=True, eq=False)
class Turning:
    """A digit at each angle, and the network's ten probabilities.

    Attributes
    ----------
    number, label : int
        Which of the training digits, and what it is.
    shift : (float, float)
        Pixels to the right and up, after the turn.
    images : (angles, 28, 28) ink 0-1
    probabilities : (angles, 10)
    """

    number: int
    label: int
    shift: tuple[float, float]
    images: NDArray[np.float32]
    probabilities: Array

    def said(self, place: int) -> str:
        """What the network says at one of the angles."""
        best = int(self.probabilities[place].argmax())
        right = "right" if best == self.label else "wrong"
        return f"{WORDS[best]}, {percent(float(self.probabilities[place, best]))} ({right})"

    @property
    def holds(self) -> tuple[int, int] | None:
        """The angles around 0° between which the answer is right throughout; None where it is wrong at 0°."""
        right = self.probabilities.argmax(axis=1) == self.label
        middle = len(ANGLES) // 2
        if not right[middle]:
            return None
        low = high = middle
        while low > 0 and right[low - 1]:
            low -= 1
        while high < len(ANGLES) - 1 and right[high + 1]:
            high += 1
        return int(ANGLES[low]), int(ANGLES[high])

    @property
    def sentence(self) -> str:
        """How far the digit may be turned before the answer changes."""
        middle = len(ANGLES) // 2
        if self.holds is None:
            return f"Already at 0° the network says {self.said(middle)}; it is a {WORDS[self.label]}."
        low, high = self.holds
        if (low, high) == (-180, 180):
            return f"However it is turned, the network reads {WORDS[self.label]}."
        return (
            f"The network reads {WORDS[self.label]} from {written(low)}° to {written(high)}°. It was trained on "
            "upright digits: it has no idea that a turned digit is the same digit."
        )

    @property
    def code(self) -> str:
        """The lines that give the curves."""
        across, up = self.shift
        return f"""import numpy as np

from mnist_lab.digits.dataset import load
from mnist_lab.maths.affine import affine, rotation
from mnist_lab.maths.resampling import resampled
from mnist_lab.maths.transform_shapes import PIXEL
from mnist_lab.network.pretrained import pretrained

x = load().train_images[{self.number}] / 255  # (28, 28), ink 0-1
b = PIXEL * np.array([{across!r}, {up!r}])  # to the right and up
angles = np.arange(-180, 181, 5)  # (73,), degrees
turned = np.array([resampled(x, affine(rotation(np.radians(angle)), b)) for angle in angles])  # (73, 28, 28)
y_pred = pretrained().predict(turned.reshape(-1, 784))  # (73, 10)"""


def turning(image: NDArray[np.uint8], label: int, number: int, shift: tuple[float, float] = (0.0, 0.0)) -> Turning:
    """Turn and shift a digit, and ask the shipped network at each angle.

    Parameters
    ----------
    image : (28, 28) uint8
    label, number : int
        What it is, and its place among the training digits.
    shift : (float, float)
        Pixels to the right and up.
    """
    images = np.array([resampled(image / 255, _map(angle, shift)) for angle in ANGLES.tolist()], np.float32)
    return Turning(number, label, shift, images, pretrained().predict(images.reshape(-1, 784)))


def _map(degrees: int, shift: tuple[float, float]) -> Affine:
    b: Floats = PIXEL * np.array(shift)
    return affine(rotation(np.radians(degrees)), b)

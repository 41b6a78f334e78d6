"""The dot product as a match: a unit of a network lays its weights over a digit, pixel by pixel, and adds up.

z = x . w = sum over 784 pixels of x[i] * w[i]        x (784,) ink 0-1, w (784,) one column of W
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

SIDE: Final = 28
LOOKED_AT: Final = 1000
"""Test digits among which the best and the worst match are looked for."""


@dataclass(frozen=True, eq=False)
class Match:
    """One unit and one digit.

    Attributes
    ----------
    number, unit : int
        Which test digit, and which unit of the first layer.
    label : int
        The digit it is.
    image : (28, 28) uint8, 0 to 255
    w : (784,) float32
        The unit's weights.
    b : float
        Its bias.
    """

    number: int
    unit: int
    label: int
    image: Bytes
    w: Floats
    b: float

    @property
    def x(self) -> Floats:
        """(784,): its ink, 0-1."""
        ink: Floats = self.image.reshape(-1).astype(np.float32) / np.float32(255)
        return ink

    @property
    def products(self) -> Floats:
        """(28, 28): ink times weight, pixel by pixel."""
        products: Floats = (self.x * self.w).reshape(SIDE, SIDE)
        return products

    @property
    def row_sums(self) -> Floats:
        """(28,): the products of each row of pixels, added."""
        sums: Floats = self.products.sum(axis=1)
        return sums

    @property
    def total(self) -> float:
        """All 784 products, added: the dot product."""
        return float(np.dot(self.x, self.w))

    @property
    def sides(self) -> tuple[float, float]:
        """What speaks for and what against: the sums of the positive and of the negative products."""
        p = self.products
        return float(p[p > 0].sum()), float(p[p < 0].sum())

    @property
    def sentence(self) -> str:
        """The match, read aloud."""
        plus, minus = self.sides
        z = self.total + self.b
        handed = f"hands on {z:.2f}" if z > 0 else "hands on 0: this digit does not wake it"
        return (
            f"Ink on blue weights adds {plus:.2f}, ink on red ones takes away {-minus:.2f}: "
            f"`x · w` = **{signed(self.total)}**. With its bias of {signed(self.b)} unit {self.unit} is at "
            f"{signed(z)}, and relu {handed}."
        )

    @property
    def code(self) -> str:
        """The lines that give these numbers."""
        return f"""\
import numpy as np

from mnist_lab.digits.dataset import load
from mnist_lab.network.pretrained import pretrained

x = load().test_images[{self.number}].reshape(784).astype("float32") / 255  # a {self.label}
W, b = pretrained().layers[0].W, pretrained().layers[0].b  # (784, 512) and (512,)
w = W[:, {self.unit}]  # (784,) what unit {self.unit} looks for

products = x * w  # (784,) pixel by pixel
print(products[products > 0].sum(), products[products < 0].sum())  # {self.sides[0]:.2f}, {self.sides[1]:.2f}
print(products.sum(), np.dot(x, w))  # {self.total:.2f}, twice
print(np.maximum(np.dot(x, w) + b[{self.unit}], 0))  # {max(self.total + self.b, 0):.2f}, what the unit hands on
"""


def scores(images: Bytes, w: Floats) -> Floats:
    """(k,): the dot product of each image (k, 28, 28) uint8 with the weights w (784,); at most `LOOKED_AT` of them."""
    x = images[:LOOKED_AT].reshape(-1, SIDE * SIDE).astype(np.float32) / np.float32(255)
    found: Floats = (x @ w).astype(np.float32)
    return found


def signed(value: float) -> str:
    """Return two decimals with a minus sign as wide as a plus; no zero is negative."""
    shown = f"{value:.2f}"
    return ("0.00" if float(shown) == 0 else shown).replace("-", "−")

"""The shape rule of the dot product: inner axes meet and vanish, outer axes stay.

(a, b, c, d) . (d, e) -> (a, b, c, e)          (d,) . (d,) -> ()
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Shape = tuple[int, ...]


class ClashError(ValueError):
    """The inner axes of two arrays have different lengths; the message says which to change."""


@dataclass(frozen=True)
class ShapeRule:
    """What the shapes of x and W say about their product.

    Attributes
    ----------
    x : tuple of int
        Shape of x, one axis or more.
    W : tuple of int
        Shape of W, one or two axes.
    """

    x: Shape
    W: Shape

    @property
    def inner(self) -> tuple[int, int]:
        """Lengths of the two axes that meet: the last of x, the first of W."""
        return self.x[-1], self.W[0]

    @property
    def fits(self) -> bool:
        """Whether there is a product."""
        return self.inner[0] == self.inner[1]

    @property
    def outer(self) -> Shape:
        """The axes that stay: the shape of the product, if there is one."""
        return self.x[:-1] + self.W[1:]

    @property
    def sentence(self) -> str:
        """The rule with these lengths, read aloud."""
        axis = len(self.x) - 1
        met = f"Axis {axis} of `x` and axis 0 of `W` have the same length, {self.inner[0]}: they meet and vanish."
        if not self.outer:
            return f"{met} No axis is left: the result is one number."
        stay = [f"{shape} of `{name}`" for name, shape in (("x", self.x[:-1]), ("W", self.W[1:])) if shape]
        verb = "stays" if len(self.outer) == 1 else "stay"
        return f"{met} {' and '.join(stay)} {verb}: the result has the shape {self.outer}."

    @property
    def numpy_error(self) -> str:
        """What NumPy says where the shapes do not fit; "" where they do."""
        if self.fits:
            return ""
        try:
            np.dot(np.broadcast_to(0, self.x), np.broadcast_to(0, self.W))  # arrays of strides 0: nothing is allocated
        except ValueError as error:
            return str(error)
        return ""

    @property
    def advice(self) -> str:
        """Which axis to change where the shapes do not fit; "" where they do."""
        if self.fits:
            return ""
        axis, (left, right) = len(self.x) - 1, self.inner
        entries = "rows" if len(self.W) > 1 else "numbers"
        last = "columns" if len(self.x) > 1 else "numbers"
        return (
            f"Axis {axis} of x has length {left}, axis 0 of W has length {right}. They meet, so they must be equal: "
            f"give W {left} {_singular(entries, left)}, or x {right} {_singular(last, right)}."
        )

    def check(self) -> None:
        """Raise `ClashError` where the shapes do not fit."""
        if not self.fits:
            raise ClashError(self.advice)


@dataclass(frozen=True, eq=False)
class Mend:
    """A change that makes two arrays fit: `line` is what one would write, x and W are the arrays after it."""

    line: str
    x: NDArray[Any]
    W: NDArray[Any]


def mends(x: NDArray[Any], W: NDArray[Any]) -> tuple[Mend, ...]:
    """Return the ways to make x and W fit without another number: transpose one of them, or change their order."""
    tried = []
    if W.ndim == 2:
        tried.append(Mend("np.dot(x, W.T)", x, W.T))
    if x.ndim == 2:
        tried.append(Mend("np.dot(x.T, W)", x.T, W))
    if x.ndim <= 2:
        tried.append(Mend("np.dot(W, x)", W, x))
    return tuple(mend for mend in tried if ShapeRule(mend.x.shape, mend.W.shape).fits)


def _singular(noun: str, number: int) -> str:
    return noun[:-1] if number == 1 else noun

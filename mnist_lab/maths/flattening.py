"""Digits in one line: one digit flattened and folded back, a batch as rows of 784, and how it gets scrambled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.reshaping import aligned

Bytes = NDArray[np.uint8]
Numbers = NDArray[Any]

SIDE: Final = 28
PIXELS: Final = SIDE * SIDE
SHOWN: Final = 10
"""Rows of a result that are looked at."""
ALL: Final = 60_000
"""Training digits of MNIST, which the notebook works with."""

_LOAD: Final = (
    *("import numpy as np", "", "from mnist_lab.digits.dataset import load", ""),
    "train_images = load().train_images",
)


@dataclass(frozen=True, eq=False)
class Flattening:
    """One digit as a line of 784 numbers, and folded back.

    Attributes
    ----------
    number : int
        Which digit.
    x : (28, 28) uint8
    flat : (784,) uint8
    back : (28, 28) uint8
    """

    number: int
    x: Bytes = field(repr=False)
    flat: Bytes = field(repr=False)
    back: Bytes = field(repr=False)

    @property
    def sentence(self) -> str:
        """What happened to the pixels."""
        ink = int(np.count_nonzero(self.x))
        return (
            f"28 rows of 28 pixels, laid one behind the other, are 28 × 28 = 784 numbers; {ink} of them are ink. Pixel "
            "x[r, c] is flat[28·r + c]. Nothing is lost: cut into rows of 28 again, it is the same digit."
        )

    @property
    def code(self) -> str:
        """The lines that do it."""
        lines = [
            *_LOAD,
            f"x = train_images[{self.number}] # {self.x.shape}",
            f"flat = x.reshape(28 * 28) # {self.flat.shape}",
            f"back = flat.reshape(28, 28) # {self.back.shape}",
            f"np.array_equal(x, back) # {np.array_equal(self.x, self.back)}",
            f"x.strides, flat.strides # {self.x.strides}, {self.flat.strides}",
            f"np.shares_memory(x, flat) # {np.shares_memory(self.x, self.flat)}",
        ]
        return aligned(lines)


def flatten(images: Bytes, number: int) -> Flattening:
    """Flatten digit `number` of images (n, 28, 28) and fold it back.

    Examples
    --------
    >>> flatten(np.zeros((3, 28, 28), np.uint8), 2).flat.shape
    (784,)
    """
    x = images[number]
    flat = x.reshape(PIXELS)
    return Flattening(number, x, flat, flat.reshape(SIDE, SIDE))


@dataclass(frozen=True)
class Recipe:
    """One way to make rows of 784 numbers of a batch x (n, 28, 28).

    Attributes
    ----------
    name : str
        What its button says.
    expression : str
        The line of code, with {n} for the number of digits.
    act : callable
        The same: batch (n, 28, 28) and n to rows (n, 784).
    places : callable
        Row k (r, 1) and column p (784,) of the result and n to the place of that pixel in the line of all pixels of x.
    why : str
        What goes wrong in it, or why it is right.
    """

    name: str
    expression: str
    act: Callable[[Numbers, int], Numbers]
    places: Callable[[Numbers, Numbers, int], Numbers]
    why: str


RECIPES: Final = (
    Recipe(
        "a row each",
        "x.reshape(({n}, 28 * 28))",
        lambda x, n: x.reshape((n, PIXELS)),
        lambda k, p, n: k * PIXELS + p,
        "The batch axis stays first, and only the two axes behind it are joined: each digit keeps its own 784 pixels.",
    ),
    Recipe(
        "pixels × digits, then .T",
        "x.reshape((28 * 28, {n})).T",
        lambda x, n: x.reshape((PIXELS, n)).T,
        lambda k, p, n: p * n + k,
        "The reshape cuts the line of all pixels every {n} pixels, not every 784: a row of y takes one pixel from each "
        "cut, whichever digit it belongs to. The shape is right, the digits are not.",
    ),
    Recipe(
        "batch axis last",
        "x.transpose(1, 2, 0).reshape(({n}, 28 * 28))",
        lambda x, n: x.transpose(1, 2, 0).reshape((n, PIXELS)),
        lambda k, p, n: (k * PIXELS + p) % n * PIXELS + (k * PIXELS + p) // n,
        "After the transpose the digits are the last axis, so reading row by row takes a pixel of each digit in turn, "
        "and the reshape joins pixels of different digits.",
    ),
    Recipe(
        "batch axis last, mended",
        "x.transpose(1, 2, 0).reshape((28 * 28, {n})).T",
        lambda x, n: x.transpose(1, 2, 0).reshape((PIXELS, n)).T,
        lambda k, p, n: k * PIXELS + p,
        "With the batch axis last, the two pixel axes in front are joined, and .T brings the digits to the front: "
        "the batch axis was moved, but never mixed in.",
    ),
)


@dataclass(frozen=True, eq=False)
class Batch:
    """The first n digits as rows of 784 numbers, by one recipe.

    Attributes
    ----------
    n : int
        Digits in the batch.
    recipe : Recipe
    x : (n, 28, 28) uint8
    shape, strides : tuple of int
        Of the result y.
    rows : (k, 784) uint8
        The first rows of y.
    origins : (k, 784) int
        Number of the digit that each of their pixels comes from.
    shared : bool
        Whether y looks at the memory of x.
    """

    n: int
    recipe: Recipe
    x: Bytes = field(repr=False)
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    rows: Bytes = field(repr=False)
    origins: NDArray[np.int64] = field(repr=False)
    shared: bool

    @property
    def mixed(self) -> int:
        """How many different digits the pixels of row 0 come from."""
        return len(np.unique(self.origins[0]))

    @property
    def right(self) -> bool:
        """Whether row i holds the pixels of digit i, each in its place."""
        return bool(np.array_equal(self.rows, self.x[: len(self.rows)].reshape(-1, PIXELS)))

    @property
    def sentence(self) -> str:
        """What the rows of the result are."""
        which = "1 digit" if self.mixed == 1 else f"{self.mixed:,} different digits"
        bytes_ = "0 bytes were copied" if self.shared else f"{self.x.nbytes:,} bytes were copied"
        said = f"y has shape {self.shape}, and row 0 holds pixels of {which}; {bytes_}."
        if self.n != ALL and self.right and self.shared:
            said += f" With all {ALL:,} digits, as in the notebook: ({ALL}, {PIXELS})."
        return said

    @property
    def why(self) -> str:
        """Why that is."""
        return self.recipe.why.format(n=f"{self.n:,}")

    @property
    def code(self) -> str:
        """The lines that do it."""
        lines = [
            *_LOAD,
            f"x = train_images[:{self.n}] # {self.x.shape}",
            f"y = {self.recipe.expression.format(n=self.n)} # {self.shape}",
            f"x.strides, y.strides # {self.x.strides}, {self.strides}",
            f"np.shares_memory(x, y) # {self.shared}",
            f"number = np.arange({self.n}, dtype=np.uint16).repeat(28 * 28) # the digit each pixel is from",
            f"number = number.reshape({self.n}, 28, 28)",
            f"origin = {self.recipe.expression.format(n=self.n).replace('x', 'number', 1)}",
            f"len(np.unique(origin[0])) # {self.mixed}",
        ]
        return aligned(lines)


def batch(images: Bytes, n: int, recipe: Recipe) -> Batch:
    """Make rows of 784 numbers of the first n images (m, 28, 28) by a recipe; n is cut to the images there are."""
    x = images[:n]
    n = len(x)
    y = recipe.act(x, n)
    rows = y[:SHOWN].copy()  # y itself may be a copy of all the pixels, which nobody needs any longer
    origins = recipe.places(np.arange(len(rows))[:, None], np.arange(PIXELS), n) // PIXELS
    return Batch(n, recipe, x, y.shape, y.strides, rows, origins, bool(np.shares_memory(x, y)))

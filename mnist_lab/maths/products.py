"""The dot product: of two vectors, a matrix and a vector, two matrices, and of arrays with more axes.

    z[i, j] = sum over k of x[i, k] * W[k, j]

The last axis of x and the first axis of W, the inner ones, meet: they have one length and vanish. All other axes, the
outer ones, stay. Source: the course notebook, "Tensor-product (dot-product)".
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.nested_lists import nested_tensor
from mnist_lab.maths.product_shapes import ShapeRule

Ints = NDArray[np.int64]
Cell = tuple[int, int]

LARGEST: Final = 99
"""Greatest number of a cell, with either sign: larger ones would not be printed in it."""
MOST_ROWS, MOST_INNER, MOST_COLUMNS = 8, 5, 4
"""Lengths that are drawn: rows of x in all, the axis that is summed over, columns of W."""

LONGEST: Final = 76
"""Letters of a cell worked out in one line: two lines on a phone."""


class ProductError(ValueError):
    """An array that cannot be multiplied here; the message says why and what would do."""


@dataclass(frozen=True, eq=False)
class Product:
    """x . W with everything that can be shown of it.

    Whatever their ranks, x is a stack of `rows` and W is a set of `columns`: element (i, j) of `flat` belongs to row i
    and column j, and `index` says where it stands in the result.

    Attributes
    ----------
    x : (..., n) int
    W : (n,) or (n, p) int
    """

    x: Ints
    W: Ints

    @property
    def rule(self) -> ShapeRule:
        """What the shapes say."""
        return ShapeRule(self.x.shape, self.W.shape)

    @property
    def rows(self) -> Ints:
        """(m, n): all rows of x, one below the other."""
        return self.x.reshape(-1, self.x.shape[-1])

    @property
    def columns(self) -> Ints:
        """(n, p): the columns of W; a vector is one column."""
        return self.W.reshape(self.W.shape[0], -1)

    @property
    def result(self) -> Ints:
        """The product, in its own shape."""
        z: Ints = np.asarray(np.dot(self.x, self.W))
        return z

    @property
    def flat(self) -> Ints:
        """(m, p): the product with all its rows one below the other."""
        return self.result.reshape(len(self.rows), -1)

    @property
    def multiplications(self) -> int:
        """How many numbers are multiplied: rows x inner length x columns."""
        return len(self.rows) * self.columns.size

    @property
    def additions(self) -> int:
        """How many sums are taken: one fewer than products in each cell."""
        return self.flat.size * (len(self.columns) - 1)

    def row(self, i: int) -> tuple[int, ...]:
        """Return the index of row i in x: () if x is a vector, that is one row."""
        return tuple(int(place) for place in np.unravel_index(i, self.x.shape[:-1])) if self.x.ndim > 1 else ()

    def index(self, cell: Cell) -> tuple[int, ...]:
        """Return the index in the result of the cell in row i and column j."""
        return (*self.row(cell[0]), *((cell[1],) if self.W.ndim > 1 else ()))

    def terms(self, cell: Cell) -> Ints:
        """(n,): the products that are added in this cell."""
        terms: Ints = self.rows[cell[0]] * self.columns[:, cell[1]]
        return terms

    def written(self, cell: Cell) -> str:
        """The cell worked out by hand: `z[1, 0] = 4×7 + 5×9 = 28 + 45 = 73`; if that is long, only the sum."""
        pairs = zip(self.rows[cell[0]].tolist(), self.columns[:, cell[1]].tolist(), strict=True)
        products = " + ".join(f"{_bracketed(a)}×{_bracketed(b)}" for a, b in pairs)
        terms = self.terms(cell).tolist()
        sums = f" = {' + '.join(map(_bracketed, terms))}" if len(terms) > 1 else ""
        left, right = named("z", self.index(cell)), signed(sum(terms))
        whole = f"{left} = {products}{sums} = {right}"
        return whole if len(whole) <= LONGEST else f"{left}{sums} = {right}"

    @property
    def sentence(self) -> str:
        """What was counted, read aloud."""
        cells, n = self.flat.size, len(self.columns)
        each = f"{counted(n, 'multiplication')} and {counted(n - 1, 'addition')}"
        if cells == 1:
            return f"One number, made of {each}."
        total = f"{counted(self.multiplications, 'multiplication')} and {counted(self.additions, 'addition')}"
        return f"{cells} cells, each made of {each}: {total}."


def product_array(text: str, *, name: str) -> Ints:
    """Return what was typed as an array of small whole numbers.

    Parameters
    ----------
    text : str
        Nested lists, such as "[[1, 2], [3, 4]]".
    name : str
        "x" or "W": which of the two it is. W has one or two axes, x up to four.

    Raises
    ------
    ProductError, NestedListError
        It is no such array; the message says what would do.
    """
    array = nested_tensor(text, name=name).source
    if array.ndim == 0:
        raise ProductError(f"{name} is one number, without an axis to sum along: write at least [{array}].")
    if array.size == 0:
        raise ProductError(f"{name} has the shape {array.shape} and no numbers to multiply: put some in, as in [1, 2].")
    if array.dtype.kind != "i":
        raise ProductError(f"{name} has the dtype {array.dtype}; here only whole numbers, to be added in the head.")
    if int(array.max()) > LARGEST or int(array.min()) < -LARGEST:
        worst = max(int(array.max()), -int(array.min()))
        raise ProductError(f"{name} holds a number as large as {worst}; here -{LARGEST} to {LARGEST}, to fit a cell.")
    _check_size(array, name)
    return array.astype(np.int64)


def read_product(x_text: str, W_text: str) -> Product:
    """Return the product of what was typed.

    Raises
    ------
    ValueError
        One of the two is no array for this page, or their shapes do not fit: `ClashError`.
    """
    x, W = product_array(x_text, name="x"), product_array(W_text, name="W")
    ShapeRule(x.shape, W.shape).check()
    return Product(x, W)


def counted(number: int, noun: str) -> str:
    """Return `1 addition`, `2 additions`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def named(name: str, index: tuple[int, ...]) -> str:
    """Return `z[1, 0]`, or the bare name where there is no index."""
    return f"{name}[{', '.join(map(str, index))}]" if index else name


def signed(number: int) -> str:
    """Return the number with a minus sign as wide as a plus."""
    return str(number).replace("-", "−")


def _bracketed(number: int) -> str:
    """Put a negative number into brackets, as one does after a sign."""
    return f"({signed(number)})" if number < 0 else str(number)


def _check_size(array: NDArray[Any], name: str) -> None:
    """Refuse what would not be seen as a whole."""
    if name == "W":
        limits = _limits_of_weights(array)
    elif array.ndim > 4:
        raise ProductError(f"x has {array.ndim} axes; at most 4 here, as in the notebook's (a, b, c, d).")
    else:
        limits = {
            "x has {} rows in all": (math.prod(array.shape[:-1]), MOST_ROWS),
            "The last axis of x has length {}": (array.shape[-1], MOST_INNER),
        }
    for words, (there, most) in limits.items():
        if there > most:
            raise ProductError(f"{words.format(there)}; at most {most} can be drawn.")


def _limits_of_weights(W: NDArray[Any]) -> dict[str, tuple[int, int]]:
    """What is said of each length of W -> the length, and the most that is drawn."""
    if W.ndim > 2:
        raise ProductError(
            f"W has {W.ndim} axes; here one or two, as in the notebook. "
            "With more, NumPy's dot sums over the last axis but one of W."
        )
    rows = {"Axis 0 of W has length {}": (W.shape[0], MOST_INNER)}
    return rows if W.ndim == 1 else {**rows, "W has {} columns": (W.shape[1], MOST_COLUMNS)}

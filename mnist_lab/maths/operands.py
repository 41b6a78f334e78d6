"""The arrays of the lesson on broadcasting: typed numbers, random numbers of typed shapes, digits and their mean."""

from __future__ import annotations

import ast
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.elementwise import Operand
from mnist_lab.maths.nested_lists import nested_tensor
from mnist_lab.maths.shapes import Shape

Images = NDArray[np.uint8]
"""(n, 28, 28) pixels, 0 to 255."""


@dataclass(frozen=True, eq=False)
class Operands:
    """Two arrays, the lines of code before theirs, and what their axes count, where that is known."""

    a: Operand
    b: Operand
    head: tuple[str, ...] = ()
    axes: tuple[str, ...] = ()


def typed(a: str, b: str) -> Operands:
    """Return two nested lists of numbers as arrays `a` and `b`.

    Raises
    ------
    NestedListError
        One of them is no nested list of numbers with a shape.
    """
    return Operands(_typed("a", a), _typed("b", b))


def random(a: Shape, b: Shape, *, names: tuple[str, str] = ("X", "y")) -> Operands:
    """Return random numbers from 0 to 1 in two shapes, made as the notebook makes them; the seed makes them repeatable.

    Examples
    --------
    >>> random((32, 10), (10,)).b.lines
    ('y = np.random.random((10,))  # (10,)',)
    """
    source = np.random.RandomState(0)
    pair = [
        Operand(name, np.asarray(source.random_sample(shape)), (f"{name} = np.random.random({shape})  # {shape}",))
        for name, shape in zip(names, (a, b), strict=True)
    ]
    return Operands(pair[0], pair[1], head=("", "np.random.seed(0)"))


def digits_and_mean(train_images: Images, mean: NDArray[np.float64], *, first: int, count: int) -> Operands:
    """Return `count` training digits from `first` on, and the mean of all training digits.

    Parameters
    ----------
    train_images : (n, 28, 28) uint8
    mean : (28, 28) float64, 0 to 255
        `train_images.mean(axis=0)`, which takes a moment for 60,000 digits.
    first, count : int
        Which digits.
    """
    shown = train_images[first : first + count]
    head = ("from mnist_lab.digits.dataset import load", "", "train_images = load().train_images")
    digits = Operand("digits", shown, (f"digits = train_images[{first}:{first + count}]  # {shown.shape} uint8",))
    average = Operand(
        "mean", mean, (f"mean = train_images.mean(axis=0)  # {mean.shape}, of {len(train_images):,} digits",)
    )
    return Operands(digits, average, head=head, axes=("digits", "rows", "columns"))


def _typed(name: str, text: str) -> Operand:
    values = nested_tensor(text).source
    plain = text.strip()
    literal = f"({plain})" if isinstance(ast.literal_eval(plain), tuple) else plain
    return Operand(name, values, (f"{name} = np.array({literal})  # {values.shape}",))

"""The notebook's first cells, each with what it printed there and what it gives here.

    cell = Cell("train_images.shape", printed="(60000, 28, 28)", ours="(4000, 28, 28)", why="...")

A step is some of these cells, a sentence that reads them, and the code that prints what stands under `ours`, line by
line. Source of everything under `printed`: the outputs of the notebook's chapter "A first look at a Neural Network".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

Images = NDArray[np.uint8]
Labels = NDArray[np.uint8]

TRAIN, TEST, SIDE = 60_000, 10_000, 28
ALL: Final = {"train": TRAIN, "test": TEST}
"""Digits of MNIST, which the notebook works with."""

SETUP: Final = """\
import numpy as np
from mnist_lab.digits.dataset import load

digits = load()
train_images, train_labels = digits.train_images, digits.train_labels
test_images, test_labels = digits.test_images, digits.test_labels
"""


@dataclass(frozen=True)
class Cell:
    """One line of the notebook.

    Attributes
    ----------
    code : str
        As it stands there.
    printed : str
        What stands under it there; empty where it prints nothing.
    ours : str
        What it gives here, now.
    why : str
        Why the two differ; empty where they do not.
    """

    code: str
    _: KW_ONLY
    printed: str = ""
    ours: str = ""
    why: str = ""

    @property
    def equal(self) -> bool:
        """Whether here comes out what came out there, to the letter."""
        return self.printed == self.ours


@dataclass(frozen=True)
class Step:
    """Some cells; `code` prints the `ours` of each that has one, in their order, and nothing else."""

    cells: tuple[Cell, ...]
    sentence: str
    code: str


@dataclass(frozen=True, eq=False)
class Part:
    """Digits to train or to test with: "train" or "test", images (n, 28, 28) uint8 0-255, labels (n,) uint8 0-9."""

    name: str
    images: Images
    labels: Labels


class NoSuchDigitError(ValueError):
    """There is no image with this number."""


def cell(code: str, printed: str, ours: object, why: str) -> Cell:
    """Return a cell; `why` is kept only where the two differ."""
    said = ours if isinstance(ours, str) else shown(ours)
    return Cell(code, printed=printed, ours=said, why="" if said == printed else why)


def shown(value: object) -> str:
    """Return what Python shows for a value, with "..." in an array of more than ten.

    Examples
    --------
    >>> shown(np.array([5, 0, 4], np.uint8))
    'array([5, 0, 4], dtype=uint8)'
    >>> shown((60000, 28, 28)), shown(np.int64(7))
    ('(60000, 28, 28)', '7')
    """
    if isinstance(value, np.generic):
        return repr(value.item())
    with np.printoptions(threshold=10, edgeitems=3):
        return repr(value)


def data(train: Part, test: Part, *, number: int) -> Step:
    """What the notebook asks the four arrays, and what is known of training digit `number`.

    Raises
    ------
    NoSuchDigitError
        There is no such training digit.
    """
    image = one(train, number)
    cells = []
    for part, labels in ((train, "array([5, 0, 4, ..., 5, 6, 8], dtype=uint8)"),
                         (test, "array([7, 2, 1, ..., 4, 5, 6], dtype=uint8)")):  # fmt: skip
        n, why = ALL[part.name], fewer(train, test)
        name = f"{part.name}_labels"
        cells += [
            cell(f"{part.name}_images.shape", f"({n}, 28, 28)", part.images.shape, why),
            cell(f"len({name})", str(n), len(part.labels), why),
            cell(name, labels, part.labels, _other(part)),
        ]
    counts = np.bincount(train.labels, minlength=10)
    each = f"{counts.min():,}" if counts.min() == counts.max() else f"{counts.min():,} to {counts.max():,}"
    sentence = (
        f"Training digit {number} is a {train.labels[number]}: {SIDE} rows of {SIDE} numbers from "
        f"{image.min()} to {image.max()}, 0 for paper and 255 for full ink; {np.count_nonzero(image)} of "
        f"{image.size} have ink. There are {each} digits of each class."
    )
    code = f"""{SETUP}
np.set_printoptions(threshold=10)
{asked(cells)}

digit = train_images[{number}]                 # (28, 28) uint8, 0 paper to 255 ink
truth = train_labels[{number}]
counts = np.bincount(train_labels)    # how many of each class, 0 to 9
ink = np.count_nonzero(digit)
"""
    return Step(tuple(cells), sentence, code)


def one(part: Part, number: int) -> Images:
    """Return one image (28, 28).

    Raises
    ------
    NoSuchDigitError
        `number` is not one of 0 to n - 1.
    """
    if not 0 <= number < len(part.images):
        raise NoSuchDigitError(
            f"Digits are numbered from 0: of {len(part.images):,} the last is {len(part.images) - 1:,}; "
            f"{number} is not among them."
        )
    image: Images = part.images[number]
    return image


def places(labels: Labels, wanted: int | None) -> NDArray[np.int64]:
    """Return where a class stands among the labels (n,); where all do, without one.

    Examples
    --------
    >>> places(np.array([5, 0, 5], np.uint8), 5).tolist()
    [0, 2]
    """
    return np.flatnonzero(labels == wanted) if wanted is not None else np.arange(len(labels))


def _other(part: Part) -> str:
    named = "NumPy now names the shape of an array that it shortens."
    return named if len(part.labels) == ALL[part.name] else f"Other digits stand at both ends of these. {named}"


def fewer(train: Part, test: Part) -> str:
    """Say why there are fewer digits here than in the notebook."""
    here = f"{len(train.images):,} + {len(test.images):,}"
    return f"The lab brings {here} of MNIST's 60,000 + 10,000 digits along; a button below fetches all."


def asked(cells: Sequence[Cell]) -> str:
    """Return the lines that print what cells give, as Python shows it."""
    return "\n".join(f"print(repr({entry.code}))" for entry in cells)


@dataclass(frozen=True)
class Parameters:
    """The numbers that training adjusts, layer by layer.

    Attributes
    ----------
    layers : (inputs, units) a layer
    counts : inputs * units + units a layer
    """

    layers: tuple[tuple[int, int], ...]
    counts: tuple[int, ...]
    sentence: str
    code: str

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts)


def parameters(sizes: tuple[int, ...] = (784, 512, 10)) -> Parameters:
    """Count the parameters of dense layers of these sizes, inputs first: each unit has a weight an input, and a bias.

    Examples
    --------
    >>> parameters().total
    407050
    """
    layers = tuple(pairwise(sizes))
    counts = tuple(inputs * units + units for inputs, units in layers)
    sums = " + ".join(f"{inputs} × {units} + {units}" for inputs, units in layers)
    code = "\n".join(
        [
            *(
                f"layer_{k} = {i} * {u} + {u}    # W{k} ({i}, {u}) and b{k} ({u},)"
                for k, (i, u) in enumerate(layers, 1)
            ),
            f"print({' + '.join(f'layer_{k}' for k in range(1, len(layers) + 1))})",
        ]
    )
    return Parameters(layers, counts, f"{sums} = {sum(counts):,} parameters", code)

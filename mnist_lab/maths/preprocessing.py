"""The notebook's preprocessing: digits (n, 28, 28) uint8, 0-255, become rows (n, 784) float32, 0-1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.first_look import ALL, SETUP, SIDE, Cell, Images, Part, Step, asked, cell, fewer, one, shown


@dataclass(frozen=True, eq=False)
class Preprocessed:
    """One digit on its way from pixels to input, and the notebook's cells about all of them.

    Attributes
    ----------
    image : (28, 28) uint8, 0-255
    flat : (784,) uint8, the same numbers in reading order
    floats : (784,) float32, 0-255
    x : (784,) float32, 0-1
    """

    image: Images
    flat: Images
    floats: NDArray[np.float32]
    x: NDArray[np.float32]
    step: Step


def preprocess(train: Part, test: Part, *, number: int) -> Preprocessed:
    """Take test digit `number` the notebook's way: reshape, astype, / 255.

    Raises
    ------
    NoSuchDigitError
        There is no such test digit.
    """
    image = one(test, number)
    flat = image.reshape(SIDE * SIDE)
    floats = flat.astype("float32")
    x: NDArray[np.float32] = (floats / np.float32(255)).astype(np.float32)
    why = fewer(train, test)
    cells: list[Cell] = []
    lines = []
    for part in (train, test):
        before = _shape_and_dtype(part, part.images, why)
        after = _shape_and_dtype(part, _prepared(part.images[:1]), why)
        cells += [*before, Cell(_AS_PRINTED[part.name]), *after]
        lines += [asked(before), _PREPARED.format(name=part.name), asked(after)]
    row, column = divmod(int(flat.argmax()), SIDE)
    sentence = (
        f"Pixel [{row}, {column}] becomes number {row} × 28 + {column} = {flat.argmax()} of the vector, and its "
        f"{flat.max()} becomes {x.max():.3f}. {flat.nbytes} bytes have become {x.nbytes:,}."
    )
    code = "\n".join([SETUP, *lines, ""])
    code += f"\nx = test_images[{number}]    # (784,) float32, 0-1\n"
    return Preprocessed(image, flat, floats, x, Step(tuple(cells), sentence, code))


_AS_PRINTED: Final = {
    "train": 'train_images = train_images.reshape((60000, 28*28))\ntrain_images = train_images.astype("float32") / 255',
    "test": 'test_images = test_images.reshape((10000, 28 * 28))\ntest_images = test_images.astype("float32") / 255',
}
"""The notebook's two cells that do the work, as they stand there; they print nothing."""

_PREPARED: Final = """\
{name}_images = {name}_images.reshape((len({name}_images), 28 * 28))
{name}_images = {name}_images.astype("float32") / 255"""


def _prepared(images: Images) -> NDArray[np.float32]:
    x: NDArray[np.float32] = images.reshape((len(images), SIDE * SIDE)).astype("float32") / 255  # type: ignore[assignment]
    return x


def _shape_and_dtype(part: Part, sample: NDArray[Any], why: str) -> tuple[Cell, Cell]:
    """The two cells about one of the arrays, whose rows look like those of `sample`."""
    name, rest = f"{part.name}_images", sample.shape[1:]
    printed = shown((ALL[part.name], *rest))
    shape = cell(f"{name}.shape", printed, (len(part.images), *rest), why)
    return shape, cell(f"{name}.dtype", f"dtype('{sample.dtype}')", sample.dtype, "")

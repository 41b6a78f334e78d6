"""Preparing images: a cell that changes its own input each time it is run, and a function that cannot."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

MOST_RUNS = 4
MOST_IMAGES = 1000
"""The first so many are enough to see it, and 60,000 as floats are 190 MB."""


class PipelineError(ValueError):
    """The images are not the raw ones, or the cell cannot be run so often."""


@dataclass(frozen=True)
class Cell:
    """The notebook's cell after it was run some times.

    Attributes
    ----------
    runs : int
    largest : float
        The largest value of the images after the last run.
    refused : str
        What the function `prepared` says when it is given these images instead; empty where it takes them.
    code : str
        Prints `largest`, with the cell once for each run.
    habit : str
        The function, given the images as the cell left them: it returns, or raises with the sentence `refused`.
    sentence : str
    """

    runs: int
    largest: float
    refused: str
    sentence: str
    code: str = field(repr=False)
    habit: str = field(repr=False)


def prepared(images: NDArray[np.generic]) -> NDArray[np.float32]:
    """(n, 28, 28) uint8, 0-255, to (n, 784) float32, 0-1.

    Raises
    ------
    PipelineError
        If the images are not raw pixels.

    Examples
    --------
    >>> float(prepared(np.full((1, 28, 28), 255, np.uint8)).max())
    1.0
    """
    if images.dtype != np.uint8:
        raise PipelineError(f"raw pixels are uint8, 0 to 255; these are {images.dtype}: were they prepared before?")
    return images.reshape(len(images), 784).astype(np.float32) / np.float32(255)


def run_cell(images: NDArray[np.uint8], runs: int) -> Cell:
    """Run the cell of the notebook that divides by 255 so many times on the first 1,000 of images (n, 28, 28).

    Raises
    ------
    PipelineError
        If `runs` is not 0 to 4.
    """
    if not 0 <= runs <= MOST_RUNS:
        raise PipelineError(f"The cell is run 0 to {MOST_RUNS} times here, not {runs}.")
    x: NDArray[np.generic] = images[:MOST_IMAGES]
    for _ in range(runs):
        x = x.reshape(len(x), 784).astype(np.float32) / np.float32(255)
    refused = ""
    try:
        prepared(x)
    except PipelineError as reason:
        refused = str(reason)
    largest = float(x.max())
    cell = "\n".join(CELL.format(run=run) for run in range(1, runs + 1))
    code = f"{LOAD}{cell}print(train_images.max())\n"
    return Cell(runs, largest, refused, _sentence(runs, largest), code, f"{LOAD}{cell}{HABIT}")


def _sentence(runs: int, largest: float) -> str:
    if runs == 0:
        return f"Raw pixels: the largest is {largest:g}."
    times = {1: "once", 2: "twice"}.get(runs, f"{runs} times")
    said = f"Run {times}, the cell leaves images whose largest value is {largest:.3g}."
    return said if runs == 1 else f"{said} No error, no warning: a division always works."


LOAD = """\
import numpy as np

from mnist_lab.digits.dataset import load

train_images = load().train_images[:1000]

"""

CELL = """\
# the cell, run {run}
n = len(train_images)
train_images = train_images.reshape((n, 28 * 28))
train_images = train_images.astype("float32") / 255
"""

HABIT = '''

def prepared(images):
    """Raw pixels, 0-255, to (n, 784) float32, 0-1."""
    if images.dtype != np.uint8:
        raise ValueError(
            "raw pixels are uint8, 0 to 255; these are "
            f"{images.dtype}: were they prepared before?"
        )
    x = images.reshape(len(images), 784)
    return x.astype("float32") / 255


# A new name: train_images stays raw, however often this is run.
x_train = prepared(train_images)
assert x_train.min() == 0
assert x_train.max() == 1
'''

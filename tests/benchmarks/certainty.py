"""When may the network be called sure? `python -m tests.benchmarks.certainty [--mnist FILE] [--pen FILE]`.

For each limit on the largest probability: how many answers reach it, how many of those are right, and how many of the
others are wrong; on MNIST's test digits and on the drawings of the six writers that the network never saw.
`mnist_lab.network.wording.SURE` is chosen from this table.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mnist_lab.digits.drawings import load_drawings
from mnist_lab.digits.normalise import normalise_strokes
from mnist_lab.network.pretrained import pretrained
from mnist_lab.network.wording import SURE
from tests.conftest import ROOT, mnist_file

PEN = ROOT.parent / "shared" / "data" / "pen-strokes-train.jsonl"
UNSEEN_WRITERS = ("tr05", "tr10", "tr15", "tr20", "tr25", "tr30")  # as in mnist_lab.engine.recipes
LIMITS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99)

Pixels = NDArray[np.float32]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.certainty", description=__doc__.splitlines()[0])
    parser.add_argument("--mnist", type=Path, default=mnist_file())
    parser.add_argument("--pen", type=Path, default=PEN if PEN.is_file() else None)
    options = parser.parse_args(arguments)
    if options.mnist is None and options.pen is None:
        parser.error("neither the 70,000 digits nor pen drawings are at hand: name them by --mnist and --pen")
    if options.mnist is not None:
        report("MNIST's test digits", *mnist_digits(options.mnist))
    if options.pen is not None:
        report("writers never seen", *pen_drawings(options.pen))


def mnist_digits(path: Path) -> tuple[Pixels, NDArray[np.integer]]:
    """x (10000, 784), ink 0-1, and the labels."""
    with np.load(path, allow_pickle=False) as file:
        return file["x_test"].reshape(-1, 784) / np.float32(255), file["y_test"]


def pen_drawings(path: Path) -> tuple[Pixels, NDArray[np.integer]]:
    """x (n, 784), ink 0-1, of the writers never seen, normalised from their strokes, and the labels."""
    drawings = [drawing for drawing in load_drawings(path) if drawing.writer in UNSEEN_WRITERS]
    x = np.stack([normalise_strokes(drawing.strokes).image for drawing in drawings]).reshape(-1, 784)
    return x, np.array([drawing.label for drawing in drawings])


def report(name: str, x: Pixels, labels: NDArray[np.integer]) -> None:
    """Print one line a limit."""
    y_pred = pretrained().predict(x)
    right, top = y_pred.argmax(axis=1) == labels, y_pred.max(axis=1)
    print(f"{name}: {len(labels)}, {right.mean():.2%} right")
    print("  limit   reach it   right of these   wrong of the others")
    for limit in LIMITS:
        sure = top >= limit
        others = f"{(~right[~sure]).mean():.0%}" if (~sure).any() else "-"
        mark = "  <- SURE" if limit == SURE else ""
        print(f"  {limit:.2f}    {sure.mean():7.2%}    {right[sure].mean():8.2%}        {others:>6}{mark}")


if __name__ == "__main__":
    main()

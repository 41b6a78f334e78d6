"""How well the shipped network reads: `python -m tests.benchmarks.handwriting FILE [--weights FILE]`.

FILE is JSON Lines of drawings (strokes -> normalise -> network), pendigits-orig.tra or .tes, or an npz with x_test and
y_test (images straight to the network). Prints accuracy by class and by writer; for drawings also what is lost when
each is shrunk to a third and moved to a corner of its canvas. The last line is `accuracy 0.9923 of 10000`.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mnist_lab.digits.drawings import Drawing, load_drawings
from mnist_lab.digits.normalise import normalise_strokes
from mnist_lab.digits.strokes import Strokes
from mnist_lab.network.evaluation import accuracy, answers
from mnist_lab.network.pretrained import PRETRAINED, likeness
from mnist_lab.network.weights import Weights, load_weights

CANVAS = 280


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.handwriting", description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--weights", type=Path, default=PRETRAINED)
    parser.add_argument("--writers", help="only these writers, comma between them")
    options = parser.parse_args(arguments)
    weights = load_weights(options.weights)
    if options.file.suffix == ".npz":
        with options.file.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            images, labels = file["x_test"], file["y_test"]
    else:
        drawings = load_drawings(options.file)
        if options.writers:
            drawings = tuple(drawing for drawing in drawings if drawing.writer in options.writers.split(","))
        images, labels = rendered(drawings), np.array([drawing.label for drawing in drawings])
        _moved(weights, drawings, labels, accuracy(labels, answers(weights, images)))
    report(weights, images, labels, [] if options.file.suffix == ".npz" else [d.writer for d in drawings])


def rendered(drawings: Sequence[Drawing]) -> NDArray[np.float32]:
    """(n, 28, 28): each drawing normalised."""
    return np.stack([normalise_strokes(drawing.strokes).image for drawing in drawings])


def in_the_corner(strokes: Strokes) -> Strokes:
    """A third of the size, in the lower right corner of the canvas, on whole pixels as a mouse gives them."""
    points = np.concatenate(strokes)
    low, extent = points.min(axis=0), max(float(np.ptp(points, axis=0).max()), 1e-9)
    side = CANVAS / 3
    return tuple(np.round((stroke - low) / extent * side + CANVAS - side - 4) for stroke in strokes)


def _moved(weights: Weights, drawings: Sequence[Drawing], labels: NDArray[np.integer], before: float) -> None:
    small = [Drawing(in_the_corner(d.strokes), d.label, d.writer) for d in drawings]
    after = accuracy(labels, answers(weights, rendered(small)))
    print(f"shrunk to a third, in a corner: {after:.4f}, {100 * (before - after):+.2f} points lost")


def report(weights: Weights, images: NDArray[np.generic], labels: NDArray[np.integer], writers: Sequence[str]) -> None:
    """Print accuracy by class and writer, how many pass for digits, and the line that tools read."""
    right = answers(weights, images) == labels
    print("class   " + "  ".join(f"{k}: {right[labels == k].mean():.4f}" for k in range(10) if (labels == k).any()))
    for writer in sorted(set(writers)):
        of_writer = np.array(writers) == writer
        print(f"writer  {writer}: {right[of_writer].mean():.4f} of {of_writer.sum()}")
    x = images.reshape(len(images), -1).astype(np.float32) / np.float32(255 if images.dtype == np.uint8 else 1)
    print(f"taken for a digit: {(likeness(x) >= 0.5).mean():.4f}")
    print(f"accuracy {right.mean():.4f} of {len(right)}")


if __name__ == "__main__":
    main()

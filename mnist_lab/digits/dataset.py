"""Where the digits come from: the reader's own file, Keras's cache, or the 5,000 bundled with the lab.

MNIST is by Yann LeCun, Corinna Cortes and Christopher Burges: 70,000 grey images of handwritten digits, 28x28 pixels,
made from the collections of NIST. Of the copy used here Keras's documentation says: "Yann LeCun and Corinna Cortes hold
the copyright of MNIST dataset, which is a derivative work from original NIST datasets", and that it is made available
under the Creative Commons Attribution-Share Alike 3.0 licence (https://keras.io/api/datasets/mnist/).
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from mnist_lab.digits.errors import DigitsError
from mnist_lab.digits.idx import read_idx
from mnist_lab.digits.npz import read_npz

Images = npt.NDArray[np.uint8]  # (n, 28, 28), 0 background to 255 ink
Labels = npt.NDArray[np.uint8]  # (n,), 0 to 9
Kind = Literal["file", "keras", "sample"]

SAMPLE: Final = Path(__file__).parents[1] / "assets" / "mnist-sample.npz"
SIDE: Final = 28
CLASSES: Final = 10
MOST_IMAGES: Final = 100_000  # in one part; MNIST has 60,000. It bounds the memory that a wrong file can ask for
MOST_VALUES: Final = MOST_IMAGES * SIDE * SIDE
NPZ_NAMES: Final = ("x_train", "y_train", "x_test", "y_test")  # Keras's names
IDX_NAMES: Final = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)


@dataclass(frozen=True)
class Source:
    """Where the digits in use came from.

    ``problems`` holds one sentence for each better source that could not be used.
    """

    kind: Kind
    path: Path
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Digits:
    """The digits to train and to test with. All arrays are read-only, because every visitor shares them.

    ``train_images`` (n, 28, 28) uint8, 0 to 255; ``train_labels`` (n,) uint8, 0 to 9; the same for ``test_images`` and
    ``test_labels`` with an n of their own.
    """

    train_images: Images
    train_labels: Labels
    test_images: Images
    test_labels: Labels
    source: Source


def load() -> Digits:
    """Load the best digits at hand: ``MNIST_LAB_DATA``, else Keras's cache, else the bundled sample.

    ``MNIST_LAB_DATA`` names an ``mnist.npz`` as Keras saves it, or a folder with the four IDX files, compressed or not.
    A source that cannot be used is passed over, and ``source.problems`` says why.

    Raises
    ------
    DigitsError : not even the bundled sample could be read.
    """
    problems: list[str] = []
    for kind, path in candidates():
        try:
            arrays = _read(path)
        except DigitsError as error:
            problems.append(_sentence(kind, path, error))
        else:
            return Digits(*arrays, source=Source(kind, path, tuple(problems)))
    raise DigitsError(" ".join(problems))


def candidates() -> Iterator[tuple[Kind, Path]]:
    """The places to look at, best first. Keras's cache is named only where the file exists."""
    named = os.environ.get("MNIST_LAB_DATA")
    if named:
        yield "file", Path(os.path.expanduser(named))
    if os.path.exists(keras_cache()):  # unlike Path.exists, False in a folder that may not be read
        yield "keras", keras_cache()
    yield "sample", SAMPLE


def stamp() -> tuple[tuple[Path, int, int], ...]:
    """Return what changes when another source comes into use: path, time of change in ns and size of each candidate."""
    stamps = []
    for _, path in candidates():
        try:
            seen = os.stat(path)
            stamps.append((path, seen.st_mtime_ns, seen.st_size))
        except OSError:
            stamps.append((path, 0, 0))
    return tuple(stamps)


def keras_cache() -> Path:
    """The file in which Keras keeps MNIST: in ``KERAS_HOME`` where that is set, else in ``~/.keras``."""
    home = os.environ.get("KERAS_HOME") or "~/.keras"
    return Path(os.path.expanduser(home)) / "datasets" / "mnist.npz"


def sample_test_mask(train_images: Images) -> npt.NDArray[np.bool_]:
    """Mark the training images that are test digits of the bundled sample, to leave them out of a training.

    The sample's 1,000 test digits were taken from MNIST's training set, so that a network which trained on all of
    that set has seen them. Equal means equal in each of the 784 pixels; no two training images of MNIST are equal.

    Parameters
    ----------
    train_images : (n, 28, 28) uint8.

    Returns
    -------
    (n,) bool: True where the image is one of the 1,000. All 1,000 are found in MNIST's 60,000.

    Raises
    ------
    DigitsError : the images have another shape or dtype, or the sample cannot be read.
    """
    _check_images("train_images", train_images)
    _, _, test_images, _ = _read(SAMPLE)
    held_out = {image.tobytes() for image in test_images}
    return np.fromiter((image.tobytes() in held_out for image in train_images), bool, count=len(train_images))


def _read(path: Path) -> tuple[Images, Labels, Images, Labels]:
    """Read and check one source; whatever a broken file makes the readers raise becomes a DigitsError."""
    try:
        return _read_folder(path) if path.is_dir() else _read_npz_file(path)
    except DigitsError:
        raise
    # A flipped bit makes zipfile, gzip, zlib, struct and ast raise a dozen kinds of error, and they may add more
    except Exception as error:
        reason = (error.strerror if isinstance(error, OSError) else "") or str(error) or type(error).__name__
        raise DigitsError(f"it is damaged, or it is something else ({reason[:200]})") from error


def _read_npz_file(path: Path) -> tuple[Images, Labels, Images, Labels]:
    if not path.exists():
        raise DigitsError("there is no such file or folder")
    if not path.is_file():  # a device or a pipe would never end
        raise DigitsError("it is neither a file nor a folder")
    return _checked(list(read_npz(path, NPZ_NAMES, most=MOST_VALUES).values()), NPZ_NAMES)


def _read_folder(folder: Path) -> tuple[Images, Labels, Images, Labels]:
    return _checked([_read_idx_file(folder, name) for name in IDX_NAMES], IDX_NAMES)


def _read_idx_file(folder: Path, name: str) -> npt.NDArray[np.uint8]:
    dotted = name.replace("-idx", ".idx")  # the spelling that some unpackers leave
    paths = [folder / f"{stem}{end}" for stem in (name, dotted) for end in ("", ".gz")]
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        raise DigitsError(f"a folder must hold the four IDX files, and {name} (or {name}.gz) is missing")
    try:
        return read_idx(path, 3 if "images" in name else 1, most=MOST_VALUES)
    except Exception as error:  # gzip and zlib raise many kinds; the sentence must name which of the four it was
        raise DigitsError(f"{path.name}: {error}") from error


def _checked(arrays: list[npt.NDArray[Any]], names: tuple[str, ...]) -> tuple[Images, Labels, Images, Labels]:
    train_images, train_labels, test_images, test_labels = arrays
    return (
        *_checked_part(train_images, train_labels, names[:2]),
        *_checked_part(test_images, test_labels, names[2:]),
    )


def _checked_part(images: npt.NDArray[Any], labels: npt.NDArray[Any], names: tuple[str, ...]) -> tuple[Images, Labels]:
    _check_images(names[0], images)
    _check_labels(names[1], labels)
    if len(images) != len(labels):
        raise DigitsError(
            f"each image needs one label: {len(images)} in {names[0]} against {len(labels)} in {names[1]}"
        )
    labels = labels.astype(np.uint8)  # other people's files hold int64; the notebook's are uint8
    images.setflags(write=False)
    labels.setflags(write=False)
    return images, labels


def _check_images(name: str, images: npt.NDArray[Any]) -> None:
    if images.ndim != 3 or images.shape[1:] != (SIDE, SIDE):
        raise DigitsError(f"{name} has shape {images.shape}; images are (n, {SIDE}, {SIDE})")
    if images.dtype != np.uint8:
        raise DigitsError(f"{name} has dtype {images.dtype}; pixels are uint8, 0 to 255")


def _check_labels(name: str, labels: npt.NDArray[Any]) -> None:
    if labels.ndim != 1:
        raise DigitsError(f"{name} has shape {labels.shape}; labels are (n,), one number per image")
    wrong = labels[(labels < 0) | (labels >= CLASSES)]
    if wrong.size:
        raise DigitsError(f"{name} has a label {wrong[0]}; labels are the digits 0 to {CLASSES - 1}")
    absent = sorted(set(range(CLASSES)) - set(np.unique(labels).tolist()))
    if absent:
        raise DigitsError(f"{name} has no label {absent[0]}; each of the ten digits must occur, to train and to test")


def _sentence(kind: Kind, path: Path, error: DigitsError) -> str:
    name = {"file": "MNIST_LAB_DATA names", "keras": "Keras's cache is", "sample": "The bundled sample is"}[kind]
    return f"{name} {path}, which cannot be used: {error}."

"""Small files in MNIST's formats, made by hand for the tests."""

import gzip
import struct
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mnist_lab.digits.dataset import IDX_NAMES, NPZ_NAMES

Arrays = dict[str, npt.NDArray[Any]]


def arrays(train: int = 20, test: int = 10) -> Arrays:
    """Keras's four arrays: image i is filled with the value i, its label is i modulo 10."""

    def part(n: int) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
        values = np.arange(n, dtype=np.uint8)
        return np.repeat(values, 784).reshape(n, 28, 28), values % 10

    return dict(zip(NPZ_NAMES, (*part(train), *part(test)), strict=True))


def save_npz(path: Path, **changed: npt.NDArray[Any] | None) -> Path:
    """An mnist.npz of 20 + 10 digits, with some arrays replaced, or left out where they are None."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {name: array for name, array in {**arrays(), **changed}.items() if array is not None}
    np.savez_compressed(path, **kept)
    return path


def idx_bytes(array: npt.NDArray[np.uint8]) -> bytes:
    """MNIST's own format, put together by hand: 0 0 8 rank, the lengths, the values."""
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def save_idx(folder: Path, *, compressed: bool = False) -> Path:
    """A folder with the four IDX files of 20 + 10 digits."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in zip(IDX_NAMES, arrays().values(), strict=True):
        data = idx_bytes(array)
        path = folder / (f"{name}.gz" if compressed else name)
        path.write_bytes(gzip.compress(data) if compressed else data)
    return folder

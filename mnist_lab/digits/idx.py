"""IDX, the format MNIST was published in: a magic number, the lengths of the axes, then the bytes.

Four bytes come first: 0, 0, the type of the values (8 is uint8) and the rank. One big-endian uint32 per axis
follows, then the values, last axis fastest. The four files are often compressed with gzip.

Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits", section "File formats".
"""

import gzip
import math
import struct
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
import numpy.typing as npt

from mnist_lab.digits.errors import DigitsError

UINT8 = 8
GZIP_MAGIC = b"\x1f\x8b"


def read_idx(path: Path, rank: int, *, most: int) -> npt.NDArray[np.uint8]:
    """Read one IDX file of unsigned bytes, compressed or not.

    Parameters
    ----------
    path : the file; whether it is compressed is read from its first two bytes, not from its name.
    rank : number of axes the file must have: 3 for images, 1 for labels.
    most : how many values are allowed. The header is checked against it before any memory is taken.

    Returns
    -------
    Read-only uint8 array of that rank.

    Raises
    ------
    DigitsError : not an IDX file of bytes of that rank, larger than allowed, too short or too long.
    OSError, EOFError, zlib.error : the file or its compression is broken (``dataset`` puts them into words).
    """
    with _open(path) as file:
        shape = _read_shape(file, rank)
        count = math.prod(shape)
        if count > most:
            raise DigitsError(f"its header promises {count} values, and at most {most} are read")
        data = file.read(count)
        if len(data) < count:
            raise DigitsError(f"it is cut off: shape {shape} needs {count} bytes after the header, {len(data)} came")
        if file.read(1):
            raise DigitsError(f"it goes on after the {count} bytes that its shape {shape} announces")
    return np.frombuffer(data, dtype=np.uint8).reshape(shape)


def _open(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        compressed = file.read(2) == GZIP_MAGIC
    return cast(BinaryIO, gzip.open(path, "rb")) if compressed else path.open("rb")


def _read_shape(file: BinaryIO, rank: int) -> tuple[int, ...]:
    magic = file.read(4)
    wanted = bytes([0, 0, UINT8, rank])
    if magic != wanted:
        came = magic.hex(" ") or "nothing"
        raise DigitsError(f"an IDX file of bytes with {rank} axes begins with {wanted.hex(' ')}; this one with {came}")
    lengths = file.read(4 * rank)
    if len(lengths) < 4 * rank:
        raise DigitsError(f"its header is cut off: {rank} axes need {4 * rank} bytes, {len(lengths)} came")
    return struct.unpack(f">{rank}I", lengths)

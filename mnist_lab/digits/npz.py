"""Read arrays from an npz file that somebody else made: no pickle, and no memory before the header is checked.

``numpy.load`` takes the memory that a header asks for before it reads a single value, so that a file of a few hundred
bytes can ask for terabytes. Here the header is looked at first.
"""

import math
import zipfile
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt
from numpy.lib import format as npy

from mnist_lab.digits.errors import DigitsError

WIDEST = 8  # bytes of one int64


def read_npz(path: Path, names: tuple[str, ...], *, most: int) -> dict[str, npt.NDArray[Any]]:
    """Read the named integer arrays of an npz file.

    Parameters
    ----------
    path : the npz file, compressed or not.
    names : the arrays to read, without ".npy".
    most : how many values one array may hold.

    Returns
    -------
    Read-only integer arrays under their names. Each is complete: its checksum in the archive was compared.

    Raises
    ------
    DigitsError : an array is missing, is not of integers, or is larger than allowed.
    Exception : ``zipfile`` and ``zlib`` raise many kinds for a broken archive (``dataset`` puts them into words).
    """
    with zipfile.ZipFile(path) as archive:
        found = [name.removesuffix(".npy") for name in archive.namelist()]
        missing = [name for name in names if name not in found]
        if missing:
            came = ", ".join(found[:8]) or "nothing"
            raise DigitsError(f"arrays {', '.join(missing)} are missing; it holds {came}")
        return {name: _read_member(archive, name, most) for name in names}


def _read_member(archive: zipfile.ZipFile, name: str, most: int) -> npt.NDArray[Any]:
    with archive.open(f"{name}.npy") as file:
        shape, fortran, dtype = _read_header(file, name)
        count = math.prod(shape)
        if count > most:
            raise DigitsError(f"{name} has shape {shape}, {count} values, and at most {most} are read")
        data = file.read(count * dtype.itemsize)
        if len(data) < count * dtype.itemsize:
            raise DigitsError(
                f"{name} is cut off: shape {shape} needs {count * dtype.itemsize} bytes, {len(data)} came"
            )
        if file.read(1):  # also takes zipfile to the end of the member, where it compares the checksum
            raise DigitsError(f"{name} goes on after the values that its shape {shape} announces")
    return np.frombuffer(data, dtype=dtype).reshape(shape, order="F" if fortran else "C")


def _read_header(file: IO[bytes], name: str) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    version = npy.read_magic(file)
    if version != (1, 0):  # later versions allow headers of 4 GB, and no array of ours needs one
        raise DigitsError(f"{name} is in npy format {version[0]}.{version[1]}; numpy.savez writes whole numbers in 1.0")
    shape, fortran, dtype = npy.read_array_header_1_0(file)
    if dtype.hasobject:
        raise DigitsError(f"{name} holds pickled Python objects, which could run foreign code; only integers are read")
    if dtype.kind not in "iu" or dtype.itemsize > WIDEST:
        raise DigitsError(f"{name} has dtype {dtype}; pixels and labels are whole numbers (uint8)")
    if any(length < 0 for length in shape):
        raise DigitsError(f"{name} has shape {shape}; a length is never negative")
    return shape, fortran, dtype

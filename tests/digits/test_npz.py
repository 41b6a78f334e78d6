"""npz files of strangers: no pickle, no memory for a promise, no half array."""

import io
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.lib import format as npy

from mnist_lab.digits.errors import DigitsError
from mnist_lab.digits.npz import read_npz


def archive(path: Path, member: bytes, *, name: str = "x.npy") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, member)
    return path


def header(shape: Any, descr: str = "|u1") -> bytes:
    """A correct npy header for values that do not follow."""
    file = io.BytesIO()
    npy.write_array_header_1_0(file, {"descr": descr, "fortran_order": False, "shape": shape})
    return file.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("npz")


@given(
    array=hnp.arrays(
        st.sampled_from([np.uint8, np.int64, np.dtype(">i4")]),
        hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
    ),
    fortran=st.booleans(),
)
def test_numpy_writes_what_we_read(folder: Path, array: np.ndarray, fortran: bool) -> None:
    path = folder / "x.npz"
    np.savez(path, x=np.asfortranarray(array) if fortran else array)
    ours = read_npz(path, ("x",), most=array.size)["x"]
    np.testing.assert_array_equal(ours, np.load(path)["x"], strict=True)
    assert not ours.flags.writeable


class Trap:
    """Unpickling it would create a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return (Path.touch, (self.path,))


def test_pickled_objects_are_refused_and_never_run(tmp_path: Path) -> None:
    trace = tmp_path / "pickle ran"
    objects = np.array([Trap(trace)], dtype=object)
    np.savez(tmp_path / "x.npz", x=objects)
    with pytest.raises(DigitsError, match="x holds pickled Python objects, which could run foreign code"):
        read_npz(tmp_path / "x.npz", ("x",), most=10)
    assert not trace.exists()


@pytest.mark.parametrize("shape", [(10**6, 10**6), (2**62, 4), (11,)])
def test_a_header_that_promises_too_much_takes_no_memory(tmp_path: Path, shape: tuple[int, ...]) -> None:
    path = archive(tmp_path / "x.npz", header(shape))
    tracemalloc.start()
    try:
        with pytest.raises(DigitsError, match="at most 10 are read"):
            read_npz(path, ("x",), most=10)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("member", "words"),
    [
        (header((2, 2)) + b"abc", r"x is cut off: shape \(2, 2\) needs 4 bytes, 3 came"),
        (header((2, 2)) + b"abcde", r"x goes on after the values that its shape \(2, 2\) announces"),
        (header((1,), "<f8") + bytes(8), "x has dtype float64; pixels and labels are whole numbers"),
        (header((1,), "<U1") + bytes(4), "whole numbers"),
        (header((-1,)), r"x has shape \(-1,\); a length is never negative"),
        (b"\x93NUMPY\x02\x00" + b"\xff" * 4, "x is in npy format 2.0; numpy.savez writes whole numbers in 1.0"),
    ],
)
def test_refusals_say_what_came(tmp_path: Path, member: bytes, words: str) -> None:
    with pytest.raises(DigitsError, match=words):
        read_npz(archive(tmp_path / "x.npz", member), ("x",), most=10)


def test_a_missing_array_is_named_with_what_is_there(tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", images=np.zeros(3, np.uint8))
    with pytest.raises(DigitsError, match="arrays x_train, y_train are missing; it holds images"):
        read_npz(tmp_path / "x.npz", ("x_train", "y_train"), most=10)


def test_a_flipped_pixel_fails_the_checksum(tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    np.savez(path, x=np.full(50, 77, np.uint8))  # stored, not compressed: the 50 bytes stand in the file as they are
    data = bytearray(path.read_bytes())
    data[data.index(bytes([77] * 50)) + 25] = 78
    path.write_bytes(data)
    with pytest.raises(zipfile.BadZipFile, match="CRC"):
        read_npz(path, ("x",), most=100)

"""IDX files made by hand, byte for byte."""

import gzip
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as hnp

from mnist_lab.digits.errors import DigitsError
from mnist_lab.digits.idx import read_idx
from tests.digits.mnist_files import idx_bytes

# 2 images of 1x3 pixels: magic 0 0 8 3, then 2, 1, 3 as big-endian uint32, then six bytes
BY_HAND = bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 10, 20, 30, 40, 50, 255])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("idx")


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_six_bytes_by_hand(tmp_path: Path, pack: type[bytes]) -> None:
    path = tmp_path / "images"
    path.write_bytes(pack(BY_HAND))
    images = read_idx(path, 3, most=6)
    assert images.dtype == np.uint8
    assert images.tolist() == [[[10, 20, 30]], [[40, 50, 255]]]
    assert not images.flags.writeable


@given(array=hnp.arrays(np.uint8, hnp.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=4)))
def test_what_was_written_is_read(folder: Path, array: np.ndarray) -> None:
    path = folder / "written"
    path.write_bytes(idx_bytes(array))
    np.testing.assert_array_equal(read_idx(path, array.ndim, most=array.size), array)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "begins with 00 00 08 03; this one with nothing"),
        (b"\x00\x00\x08\x01" + BY_HAND[4:], "begins with 00 00 08 03; this one with 00 00 08 01"),
        (b"\x00\x00\x0d\x03" + BY_HAND[4:], "this one with 00 00 0d 03"),  # float32
        (b"<!DOCTYPE html>", "this one with 3c 21 44 4f"),
        (BY_HAND[:10], "its header is cut off: 3 axes need 12 bytes, 6 came"),
        (BY_HAND[:-1], r"it is cut off: shape \(2, 1, 3\) needs 6 bytes after the header, 5 came"),
        (BY_HAND + b"!", "it goes on after the 6 bytes"),
    ],
)
def test_refusals_say_what_came(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "images"
    path.write_bytes(data)
    with pytest.raises(DigitsError, match=words):
        read_idx(path, 3, most=100)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_huge_header_takes_no_memory(tmp_path: Path, pack: type[bytes]) -> None:
    path = tmp_path / "images"
    path.write_bytes(pack(bytes([0, 0, 8, 3]) + b"\xff" * 12))
    tracemalloc.start()
    try:
        with pytest.raises(DigitsError, match="at most 1000 are read"):
            read_idx(path, 3, most=1000)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_gzip_bomb_is_read_only_as_far_as_its_header_says(tmp_path: Path) -> None:
    path = tmp_path / "images"
    path.write_bytes(gzip.compress(BY_HAND + bytes(50_000_000)))
    tracemalloc.start()
    try:
        with pytest.raises(DigitsError, match="goes on after"):
            read_idx(path, 3, most=1000)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()

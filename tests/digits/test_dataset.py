"""Where the digits come from, what is refused, and the facts that the notebook prints."""

import gzip
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mnist_lab.digits import dataset
from mnist_lab.digits.dataset import IDX_NAMES, NPZ_NAMES, SAMPLE, Digits, load, sample_test_mask
from mnist_lab.digits.errors import DigitsError
from tests.digits.mnist_files import arrays, idx_bytes, save_idx, save_npz

# -- the search order --------------------------------------------------------------------------------------------------


def test_without_anything_else_the_bundled_sample(keras_home: Path) -> None:
    digits = load()
    assert (digits.source.kind, digits.source.path, digits.source.problems) == ("sample", SAMPLE, ())


def test_keras_cache_goes_before_the_sample(keras_home: Path) -> None:
    path = save_npz(keras_home / "datasets" / "mnist.npz")
    digits = load()
    assert (digits.source.kind, digits.source.path, digits.source.problems) == ("keras", path, ())
    assert len(digits.train_labels) == 20


def test_without_keras_home_the_cache_is_in_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KERAS_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert dataset.keras_cache() == tmp_path / ".keras" / "datasets" / "mnist.npz"


def test_the_named_file_goes_first(keras_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_npz(keras_home / "datasets" / "mnist.npz")
    path = save_npz(tmp_path / "my digits.npz")
    monkeypatch.setenv("MNIST_LAB_DATA", str(path))
    assert (load().source.kind, load().source.path) == ("file", path)


def test_a_tilde_in_the_name_is_the_home_folder(keras_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_npz(keras_home / "own.npz")
    monkeypatch.setenv("HOME", str(keras_home))
    monkeypatch.setenv("USERPROFILE", str(keras_home))
    monkeypatch.setenv("MNIST_LAB_DATA", "~/own.npz")
    assert load().source.path == keras_home / "own.npz"


@pytest.mark.parametrize("compressed", [False, True])
def test_a_folder_of_four_idx_files(
    keras_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compressed: bool
) -> None:
    folder = save_idx(tmp_path / "idx", compressed=compressed)
    monkeypatch.setenv("MNIST_LAB_DATA", str(folder))
    digits = load()
    assert (digits.source.kind, digits.source.path, digits.source.problems) == ("file", folder, ())
    assert_same(digits, arrays())


def test_idx_files_with_a_dot_in_their_name(keras_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = save_idx(tmp_path)
    for name in IDX_NAMES:
        (folder / name).rename(folder / name.replace("-idx", ".idx"))
    monkeypatch.setenv("MNIST_LAB_DATA", str(folder))
    assert load().source.kind == "file"


def test_each_broken_source_is_named_and_passed_over(
    keras_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = keras_home / "datasets" / "mnist.npz"
    cache.parent.mkdir(parents=True)
    cache.write_bytes(b"<html>please sign in</html>")
    missing = tmp_path / "nowhere.npz"
    monkeypatch.setenv("MNIST_LAB_DATA", str(missing))
    source = load().source
    assert source.kind == "sample"
    assert source.problems[0] == (
        f"MNIST_LAB_DATA names {missing}, which cannot be used: there is no such file or folder."
    )
    assert source.problems[1] == (
        f"Keras's cache is {cache}, which cannot be used: "
        "it is damaged, or it is something else (File is not a zip file)."
    )


def test_without_any_source_all_reasons_are_told(keras_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "SAMPLE", Path("no sample.npz"))
    with pytest.raises(DigitsError, match=r"The bundled sample is no sample\.npz, which cannot be used"):
        load()


# -- what is refused ---------------------------------------------------------------------------------------------------

IMAGES = arrays()["x_train"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"x_test": None}, "arrays x_test are missing; it holds x_train, y_train, y_test"),
        ({"x_train": IMAGES.reshape(20, 784)}, "x_train has shape (20, 784); images are (n, 28, 28)"),
        ({"x_train": IMAGES[:, :, :27]}, "x_train has shape (20, 28, 27); images are (n, 28, 28)"),
        ({"x_train": IMAGES / 255}, "x_train has dtype float64"),
        ({"x_train": IMAGES.astype(np.int16)}, "x_train has dtype int16; pixels are uint8, 0 to 255"),
        ({"y_train": np.arange(20) % 11}, "y_train has a label 10; labels are the digits 0 to 9"),
        ({"y_test": np.arange(10) - 1}, "y_test has a label -1; labels are the digits 0 to 9"),
        ({"y_test": np.eye(10, dtype=np.uint8)}, "y_test has shape (10, 10); labels are (n,), one number per image"),
        ({"y_test": np.arange(11) % 10}, "each image needs one label: 10 in x_test against 11 in y_test"),
        ({"y_train": np.arange(20) % 9}, "y_train has no label 9; each of the ten digits must occur"),
        ({"x_test": IMAGES[:0], "y_test": np.arange(0)}, "y_test has no label 0"),
        ({"y_train": np.array([None] * 20)}, "y_train holds pickled Python objects"),
    ],
)
def test_wrong_arrays(
    keras_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any], words: str
) -> None:
    path = save_npz(tmp_path / "wrong.npz", **changed)
    monkeypatch.setenv("MNIST_LAB_DATA", str(path))
    source = load().source
    assert source.kind == "sample"
    assert words in source.problems[0]
    assert str(path) in source.problems[0]


def test_labels_of_any_integer_type_become_the_notebooks_uint8(
    keras_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_npz(tmp_path / "wide.npz", y_train=(np.arange(20) % 10).astype(">i8"))
    monkeypatch.setenv("MNIST_LAB_DATA", str(tmp_path / "wide.npz"))
    digits = load()
    assert digits.train_labels.dtype == np.uint8
    assert digits.train_labels[:12].tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]


@pytest.mark.parametrize("name", IDX_NAMES)
def test_the_broken_one_of_four_idx_files_is_named(
    keras_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = save_idx(tmp_path, compressed=True) / f"{name}.gz"
    path.write_bytes(path.read_bytes()[:-9])
    monkeypatch.setenv("MNIST_LAB_DATA", str(tmp_path))
    assert f"{name}.gz: Compressed file ended" in load().source.problems[0]
    path.unlink()
    assert f"{name} (or {name}.gz) is missing" in load().source.problems[0]


def test_too_many_images_are_refused(keras_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "MOST_VALUES", 4000 * 784)  # just enough for the sample
    many = save_npz(tmp_path / "large.npz", x_train=np.zeros((4001, 28, 28), np.uint8))
    monkeypatch.setenv("MNIST_LAB_DATA", str(many))
    assert "x_train has shape (4001, 28, 28), 3136784 values, and at most 3136000 are" in load().source.problems[0]


@pytest.mark.parametrize("name", ["/dev/zero", "x" * 5000, "~nobody-of-that-name/mnist.npz"])
def test_names_that_are_no_files(keras_home: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("MNIST_LAB_DATA", name)
    source = load().source
    assert source.kind == "sample"
    assert len(source.problems) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(keras_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setenv("MNIST_LAB_DATA", str(tmp_path / "pipe"))
    assert "neither a file nor a folder" in load().source.problems[0]


# -- any damage whatever -----------------------------------------------------------------------------------------------

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def damaged(data: st.DataObject, whole: bytes) -> bytes:
    """Cut a file off, or flip some of its bits, or both."""
    broken = bytearray(whole[: data.draw(st.integers(0, len(whole)))] if data.draw(st.booleans()) else whole)
    for place in data.draw(st.lists(st.integers(0, 8 * len(whole) - 1), max_size=5)):
        if place // 8 < len(broken):
            broken[place // 8] ^= 1 << place % 8
    return bytes(broken)


@QUICK
@given(data=st.data())
def test_a_damaged_npz_falls_through_or_is_whole(
    keras_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    whole = save_npz(tmp_path / "whole.npz").read_bytes()
    path = tmp_path / "damaged.npz"
    path.write_bytes(damaged(data, whole))
    monkeypatch.setenv("MNIST_LAB_DATA", str(path))
    digits = load()
    if digits.source.kind == "file":  # damage outside the checksummed arrays: dates, attributes
        assert_same(digits, arrays())
    else:
        assert str(path) in digits.source.problems[0]


@QUICK
@given(data=st.data(), name=st.sampled_from(IDX_NAMES), compressed=st.booleans())
def test_a_damaged_idx_file_falls_through_or_is_valid(
    keras_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: st.DataObject, name: str, compressed: bool
) -> None:
    folder = save_idx(tmp_path / "idx")
    (folder / f"{name}.gz").unlink(missing_ok=True)
    whole = (folder / name).read_bytes()
    (folder / name).unlink()
    path = folder / (f"{name}.gz" if compressed else name)
    path.write_bytes(damaged(data, gzip.compress(whole) if compressed else whole))
    monkeypatch.setenv("MNIST_LAB_DATA", str(folder))
    digits = load()
    if digits.source.kind == "sample":
        assert str(folder) in digits.source.problems[0]
    assert_valid(digits)  # a flipped pixel in a bare IDX file cannot be seen: the format has no checksum


@QUICK
@given(content=st.binary(max_size=300))
def test_any_bytes_at_all_fall_through(
    keras_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    path = tmp_path / "any.npz"
    path.write_bytes(content)
    monkeypatch.setenv("MNIST_LAB_DATA", str(path))
    assert load().source.kind == "sample"


# -- the sample --------------------------------------------------------------------------------------------------------


def test_the_sample_is_what_the_lessons_count_on(keras_home: Path) -> None:
    digits = load()
    assert SAMPLE.stat().st_size <= 1_500_000
    assert digits.train_images.shape == (4000, 28, 28)
    assert digits.test_images.shape == (1000, 28, 28)
    assert np.bincount(digits.train_labels).tolist() == [400] * 10
    assert np.bincount(digits.test_labels).tolist() == [100] * 10
    assert_valid(digits)


def test_the_samples_order_is_mixed(keras_home: Path) -> None:
    labels = load().train_labels
    assert all(np.bincount(part, minlength=10).min() > 20 for part in np.split(labels, 10))


def test_arrays_cannot_be_written_to(keras_home: Path) -> None:
    digits = load()
    for array in (digits.train_images, digits.train_labels, digits.test_images, digits.test_labels):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_the_mask_finds_exactly_the_samples_test_digits(keras_home: Path) -> None:
    digits = load()
    assert sample_test_mask(digits.test_images).all()
    assert not sample_test_mask(digits.train_images).any()
    one_pixel_off = digits.test_images[:5].copy()
    one_pixel_off[:, 14, 14] ^= 1
    assert not sample_test_mask(one_pixel_off).any()
    assert sample_test_mask(digits.test_images[:0]).shape == (0,)
    with pytest.raises(DigitsError, match=r"train_images has shape \(3, 784\)"):
        sample_test_mask(np.zeros((3, 784), np.uint8))


# -- the notebook's facts, on the full data ----------------------------------------------------------------------------


@pytest.fixture
def full(full_mnist: Path, monkeypatch: pytest.MonkeyPatch) -> Digits:
    monkeypatch.setenv("MNIST_LAB_DATA", str(full_mnist))
    return load()


def test_what_the_notebook_prints(full: Digits) -> None:
    assert full.train_images.shape == (60000, 28, 28)
    assert len(full.train_labels) == 60000
    assert repr(full.train_labels) == "array([5, 0, 4, ..., 5, 6, 8], shape=(60000,), dtype=uint8)"
    assert full.test_images.shape == (10000, 28, 28)
    assert len(full.test_labels) == 10000
    assert repr(full.test_labels) == "array([7, 2, 1, ..., 4, 5, 6], shape=(10000,), dtype=uint8)"
    assert full.train_images.dtype == full.test_images.dtype == np.uint8
    assert full.train_images.ndim == 3
    assert full.train_images[10:100].shape == (90, 28, 28)
    assert full.train_labels[4] == 9


def test_the_mask_finds_1000_of_mnists_60000(full: Digits) -> None:
    mask = sample_test_mask(full.train_images)
    assert mask.sum() == 1000
    assert np.bincount(full.train_labels[mask]).tolist() == [100] * 10
    assert not sample_test_mask(full.test_images).any()


def assert_same(digits: Digits, expected: dict[str, np.ndarray]) -> None:
    ours = (digits.train_images, digits.train_labels, digits.test_images, digits.test_labels)
    for name, array in zip(NPZ_NAMES, ours, strict=True):
        np.testing.assert_array_equal(array, expected[name], strict=True)


def assert_valid(digits: Digits) -> None:
    for images, labels in (
        (digits.train_images, digits.train_labels),
        (digits.test_images, digits.test_labels),
    ):
        assert images.dtype == labels.dtype == np.uint8
        assert images.shape == (len(labels), 28, 28)
        assert set(labels.tolist()) == set(range(10))


def test_idx_bytes_of_the_tests_agree_with_mnists_own_magic_numbers() -> None:
    assert idx_bytes(IMAGES)[:4] == (2051).to_bytes(4, "big")  # the numbers on MNIST's page
    assert idx_bytes(IMAGES[:, 0, 0])[:4] == (2049).to_bytes(4, "big")


def test_the_stamp_changes_with_the_source(keras_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stamps = [dataset.stamp()]
    path = save_npz(keras_home / "datasets" / "mnist.npz")
    stamps.append(dataset.stamp())
    path.write_bytes(b"shorter")
    stamps.append(dataset.stamp())
    monkeypatch.setenv("MNIST_LAB_DATA", "nowhere")
    stamps.append(dataset.stamp())
    assert len(set(stamps)) == 4
    assert dataset.stamp() == stamps[-1]

"""The notebook's first cells: what they printed, what they give here, and the code that prints it."""

import contextlib
import io
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.digits.dataset import load
from mnist_lab.maths.first_look import NoSuchDigitError, Part, Step, cell, data, one, parameters, places, shown
from mnist_lab.maths.preprocessing import preprocess


def parts() -> tuple[Part, Part]:
    used = load()
    return Part("train", used.train_images, used.train_labels), Part("test", used.test_images, used.test_labels)


def run(code: str) -> tuple[dict[str, object], str]:
    """Carry out code as a reader would; returns its names and what it printed."""
    names: dict[str, object] = {}
    before = np.get_printoptions()
    try:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(code, names)
    finally:
        np.set_printoptions(**before)  # type: ignore[arg-type]
    return names, printed.getvalue().strip()


def assert_code_prints(step: Step) -> dict[str, object]:
    names, printed = run(step.code)
    assert printed == "\n".join(entry.ours for entry in step.cells if entry.ours)
    return names


# Under "MNIST dataset" and "Pre-process the data as expected by the model".
DATA = ["(60000, 28, 28)", "60000", "array([5, 0, 4, ..., 5, 6, 8], dtype=uint8)"]
DATA += ["(10000, 28, 28)", "10000", "array([7, 2, 1, ..., 4, 5, 6], dtype=uint8)"]
# The cell between the two looks prints nothing.
PREPARED = [
    "(60000, 28, 28)",
    "dtype('uint8')",
    "",
    "(60000, 784)",
    "dtype('float32')",
]
PREPARED += ["(10000, 28, 28)", "dtype('uint8')", "", "(10000, 784)", "dtype('float32')"]


def test_the_data_cells_carry_what_the_notebook_printed_and_the_code_prints_ours() -> None:
    train, test = parts()
    step = data(train, test, number=5)
    assert [entry.printed for entry in step.cells] == DATA
    names = assert_code_prints(step)
    assert np.array_equal(names["digit"], train.images[5])  # type: ignore[arg-type]
    assert names["truth"] == train.labels[5]
    assert f"{names['ink']} of 784 have ink" in step.sentence
    assert np.array_equal(names["counts"], np.bincount(train.labels, minlength=10))  # type: ignore[arg-type]


@pytest.mark.slow
def test_with_all_digits_every_number_is_the_notebooks(full_mnist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNIST_LAB_DATA", str(full_mnist))
    train, test = parts()
    step = data(train, test, number=0)
    differing = [entry.code for entry in step.cells if not entry.equal]
    assert differing == ["train_labels", "test_labels"]  # NumPy now names the shape; the labels are the same
    assert all(entry.ours.startswith(entry.printed.partition("]")[0]) for entry in step.cells)
    assert all(entry.equal for entry in preprocess(train, test, number=0).step.cells)
    assert_code_prints(step)


def test_the_sample_differs_in_its_counts_alone_and_says_why() -> None:
    train, test = parts()
    for entry in preprocess(train, test, number=0).step.cells:
        assert entry.equal == (not entry.printed or entry.code.endswith("dtype") or len(train.labels) == 60_000)
        assert bool(entry.why) != entry.equal


@settings(deadline=None, max_examples=25)
@given(number=st.integers(0, len(load().test_labels) - 1))
def test_preprocessing_is_reshape_astype_and_division(number: int) -> None:
    train, test = parts()
    found = preprocess(train, test, number=number)
    assert [entry.printed for entry in found.step.cells] == PREPARED
    assert found.step.cells[2].code.startswith("train_images = train_images.reshape((60000, 28*28))")
    assert np.array_equal(found.flat, test.images[number].ravel())
    assert found.x.dtype == np.float32
    assert np.array_equal(found.x, test.images[number].reshape(784).astype("float32") / 255)
    assert np.array_equal(np.rint(found.x * 255).reshape(28, 28), found.image)


def test_the_code_of_preprocessing_gives_x() -> None:
    train, test = parts()
    found = preprocess(train, test, number=7)
    names = assert_code_prints(found.step)
    assert np.array_equal(names["x"], found.x)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [-1, 5, 10**9])
def test_a_digit_that_is_not_there_is_explained(number: int) -> None:
    part = Part("test", np.zeros((5, 28, 28), np.uint8), np.zeros(5, np.uint8))
    with pytest.raises(NoSuchDigitError, match=f"of 5 the last is 4; {number} is not among them"):
        one(part, number)


def test_the_parameters_are_the_notebooks() -> None:
    # 784 weights and a bias for each of 512 units: 401,408 + 512; 512 and a bias for each of ten: 5,120 + 10
    counts = parameters()
    assert counts.counts == (401_920, 5_130)
    assert counts.sentence == "784 × 512 + 512 + 512 × 10 + 10 = 407,050 parameters"
    assert run(counts.code)[1] == "407050"


@given(sizes=st.lists(st.integers(1, 900), min_size=2, max_size=4))
def test_parameters_of_other_networks(sizes: list[int]) -> None:
    counts = parameters(tuple(sizes))
    assert run(counts.code)[1] == str(counts.total)
    assert counts.total == sum(a * b + b for a, b in pairwise(sizes))


def test_places_of_a_class() -> None:
    labels = np.array([5, 0, 5], np.uint8)
    assert places(labels, 5).tolist() == [0, 2]
    assert places(labels, None).tolist() == [0, 1, 2]
    assert places(labels, 9).tolist() == []


def test_a_cell_keeps_its_reason_only_where_the_two_differ() -> None:
    assert cell("x", "7", np.int64(7), "never").why == ""
    assert cell("x", "7", np.uint8(6), "another digit").why == "another digit"
    assert shown(np.zeros(3, np.uint8)) == "array([0, 0, 0], dtype=uint8)"

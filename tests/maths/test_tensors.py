"""The ladder, real data, dtypes, questions: facts against NumPy, each code run, the notebook's printed results."""

import contextlib
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.digits.dataset import load
from mnist_lab.maths.dtypes import SUM_DTYPES, add
from mnist_lab.maths.predictions import PREDICTIONS, Prediction
from mnist_lab.maths.tensors import BATCH, DTYPES, FILMS, FRAMES, KINDS, Tensor, ladder, real_data

IMAGES = load().train_images


def run(code: str) -> tuple[dict[str, object], str]:
    """Carry out code as a reader would; returns its names and what it printed."""
    names: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, names)
    return names, printed.getvalue().strip()


def assert_code_gives(tensor: Tensor) -> None:
    names, printed = run(tensor.code)
    x = names["x"]
    assert isinstance(x, np.ndarray | np.generic)
    assert np.array_equal(x, tensor.converted(tensor.source))
    assert printed == f"{tensor.ndim} {tensor.shape} {tensor.dtype} {tensor.size} {tensor.nbytes}"


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("rank", range(6))
def test_the_code_of_each_rung_gives_what_is_shown(rank: int, dtype: str) -> None:
    tensor = ladder(IMAGES, rank, digit=3, dtype=dtype)
    assert tensor.ndim == rank == len(tensor.axes)
    assert_code_gives(tensor)


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_code_of_each_kind_of_data_gives_what_is_shown(kind: str, dtype: str) -> None:
    assert_code_gives(real_data(IMAGES, kind, dtype=dtype))


@pytest.mark.parametrize(
    ("rank", "shape", "new"),
    [
        (0, (), None),
        (1, (28,), "columns"),
        (2, (28, 28), "rows"),
        (3, (BATCH, 28, 28), "samples"),
        (4, (4, 28, 28, 3), "channels"),
        (5, (FILMS, FRAMES, 28, 28, 3), "frames"),
    ],
)
def test_each_rung_says_which_axis_is_new(rank: int, shape: tuple[int, ...], new: str | None) -> None:
    tensor = ladder(IMAGES, rank)
    assert tensor.shape == shape
    if new is not None:
        axis = tensor.axes.index(new)
        assert f"**axis {axis}, {new}**" in tensor.step


def test_samples_come_first() -> None:
    assert {ladder(IMAGES, rank).axes[0] for rank in (3, 4, 5)} == {"samples"}
    assert {real_data(IMAGES, kind).axes[0] for kind in KINDS} == {"samples"}


def test_a_pixel_and_a_row_know_the_digit_they_come_from() -> None:
    for rank in (0, 1):
        tensor = ladder(IMAGES, rank, digit=5)
        assert tensor.whole is not None
        assert np.array_equal(tensor.whole[tensor.place], tensor.source)


def test_the_film_moves_and_the_colour_is_the_colour() -> None:
    """Two pixels to the right from frame to frame; the three channels stand to each other as the colour says."""
    film = ladder(IMAGES, 5).source
    for frame in range(FRAMES - 1):
        assert np.array_equal(np.roll(film[:, frame], 2, axis=2), film[:, frame + 1])
    colour = ladder(IMAGES, 4).source[0].reshape(-1, 3)
    assert colour.max(axis=0).tolist() == [255, 96, 64]


def test_the_bytes_of_float32_are_four_times_those_of_uint8() -> None:
    one, four = ladder(IMAGES, 2), ladder(IMAGES, 2, dtype="float32")
    assert (one.nbytes, four.nbytes) == (784, 4 * 784)
    assert "784 values of 4 bytes make 3,136 bytes" in four.sentence


def test_all_digits_as_floats_are_not_made() -> None:
    """188 MB for 60,000 digits: the facts are known without them."""
    many = np.broadcast_to(IMAGES[:1], (60_000, 28, 28))
    tensor = real_data(many, "digits", dtype="float32")
    assert tensor.source is many
    assert tensor.nbytes == 60_000 * 784 * 4


def test_the_sentence_reads_the_shape() -> None:
    assert ladder(IMAGES, 0).sentence == ("`x` has no axis and the shape `()`: one value of 1 byte. It needs no index.")
    assert ladder(IMAGES, 1).sentence == ("`x` has 1 axis: axis 0 has 28 (columns). 28 values of 1 byte make 28 bytes.")
    assert ladder(IMAGES, 2).sentence == (
        "`x` has 2 axes: axis 0 has 28 (rows), axis 1 has 28 (columns). 28 × 28 = 784 values of 1 byte make 784 bytes."
    )


def test_what_is_not_on_the_ladder_is_refused_with_what_is() -> None:
    with pytest.raises(ValueError, match="Rank 6 is not on the ladder: it goes from 0 to 5"):
        ladder(IMAGES, 6)
    with pytest.raises(ValueError, match="a batch of 18 begins at 0 to"):
        ladder(IMAGES, 2, digit=len(IMAGES))
    with pytest.raises(ValueError, match="no kind of data called 'sound'; there are digits, vectors"):
        real_data(IMAGES, "sound")


def test_the_notebook_s_key_attributes(full_mnist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """train_images.shape (60000, 28, 28); as vectors in float32: ndim 2, (60000, 784), float32."""
    monkeypatch.setenv("MNIST_LAB_DATA", str(full_mnist))
    images = load().train_images
    assert real_data(images, "digits").shape == (60000, 28, 28)
    vectors = real_data(images, "vectors", dtype="float32")
    assert (vectors.ndim, vectors.shape, vectors.dtype) == (2, (60000, 784), "float32")


# ----------------------------------------------------------------------------------------------------------- dtypes


def test_200_and_100_wrap_to_44() -> None:
    """300 - 256 = 44."""
    total = add(200, 100, "uint8")
    assert total.result == 44
    assert not total.exact
    assert total.sentence == (
        "200 + 100 = **44** in uint8, not 300: it holds 0 to 255, "
        "and what goes beyond wraps around by 256: 300 − 256 = 44."
    )


@pytest.mark.parametrize("dtype", SUM_DTYPES)
@settings(deadline=None)
@given(a=st.integers(-128, 255), b=st.integers(-128, 255))
def test_a_sum_is_what_numpy_makes_of_it_and_its_code_too(dtype: str, a: int, b: int) -> None:
    kind = np.dtype(dtype)
    if kind.kind in "iu" and not all(np.iinfo(kind).min <= number <= np.iinfo(kind).max for number in (a, b)):
        with pytest.raises(ValueError, match="does not fit into"):
            add(a, b, dtype)
        return
    total = add(a, b, dtype)
    wrapped = a + b
    if kind.kind in "iu":
        low, high = int(np.iinfo(kind).min), int(np.iinfo(kind).max)
        wrapped = (a + b - low) % (high - low + 1) + low
    assert total.result == wrapped
    assert total.exact == (wrapped == a + b)


@pytest.mark.parametrize("dtype", SUM_DTYPES)
def test_the_code_of_a_sum_prints_it(dtype: str) -> None:
    total = add(100, 100, dtype)
    assert float(run(total.code)[1].strip("[]")) == total.result


# -------------------------------------------------------------------------------------------------------- questions


@pytest.mark.parametrize("prediction", PREDICTIONS, ids=lambda prediction: prediction.name)
def test_the_answer_is_what_the_code_prints(prediction: Prediction) -> None:
    assert run(prediction.code)[1] == prediction.answer
    assert prediction.answer in prediction.options
    assert len(set(prediction.options)) == len(prediction.options) >= 3


def test_a_right_and_a_wrong_guess_both_get_the_reason() -> None:
    ndim = PREDICTIONS[0]
    assert ndim.reply("1").startswith("Yes, 1. It has five values but one axis")
    assert ndim.reply("5").startswith("Not 5. It has five values but one axis")

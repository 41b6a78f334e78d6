"""Element-wise operations: the notebook's snippets, NumPy as oracle, each cell and its code, strides and the race."""

import re
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.digits.dataset import load
from mnist_lab.maths.broadcasting import BroadcastingError
from mnist_lab.maths.elementwise import Elementwise, ElementwiseError, Operand, elementwise, read_cell
from mnist_lab.maths.elementwise_words import number_text, short_text
from mnist_lab.maths.loops import LOOPS, SIZES, Race, RaceError, naive_add, naive_relu, race, race_code
from mnist_lab.maths.operands import Operands, digits_and_mean, random, typed
from mnist_lab.maths.operations import OPERATIONS
from mnist_lab.maths.refusals import refusal
from mnist_lab.maths.shapes import ShapeError
from mnist_lab.maths.stretching import stretched
from mnist_lab.network.broadcasting import dense_layer
from mnist_lab.network.pretrained import pretrained
from tests.maths.test_broadcasting import SHAPES, numpy_shape
from tests.maths.test_tensors import run

DIGITS = load()
MEAN = DIGITS.train_images.mean(axis=0)


def worked(operands: Operands, operation: str = "+") -> Elementwise:
    return elementwise(operands.a, operands.b, operation, head=operands.head)


def assert_code_gives(found: Elementwise) -> None:
    names, printed = run(found.code)
    assert np.array_equal(np.asarray(names["result"]), found.result, equal_nan=found.result.dtype.kind == "f")
    assert printed == f"{found.shape} {found.result.dtype}"


# --------------------------------------------------------------------------------------------------------- the notebook


def test_the_notebook_s_sum() -> None:
    """X = np.random.random((32, 10)), y = np.random.random((10,)), result = X + y, result.shape is (32, 10)."""
    found = worked(random((32, 10), (10,)))
    assert found.shape == (32, 10)
    assert "X = np.random.random((32, 10))" in found.code
    assert "y = np.random.random((10,))" in found.code
    assert "result = X + y" in found.code
    assert found.sentence == "The 10 numbers of `y` are added to each of the 32 rows of `X`."
    for row in range(32):
        assert np.array_equal(found.result[row], found.a.values[row] + found.b.values)
    assert_code_gives(found)


def test_the_notebook_s_maximum() -> None:
    """x (64, 3, 32, 10), y (32, 10), z = np.maximum(x, y), z.shape is (64, 3, 32, 10)."""
    found = worked(random((64, 3, 32, 10), (32, 10), names=("x", "y")), "maximum")
    assert found.shape == (64, 3, 32, 10)
    assert "x = np.random.random((64, 3, 32, 10))" in found.code
    assert "np.maximum(x, y)" in found.code
    assert "each of the 192 grids of `x`" in found.sentence
    for first in (0, 63):
        for second in range(3):
            expected = np.maximum(found.a.values[first, second], found.b.values)
            assert np.array_equal(found.result[first, second], expected)
    assert_code_gives(found)


def test_relu_of_the_notebook_s_layer() -> None:
    """max(x, 0), cell by cell: [[-1, 2], [3, -4]] becomes [[0, 2], [3, 0]]."""
    found = worked(typed("[[-1, 2], [3, -4]]", "7"), "relu")
    assert found.result.tolist() == [[0, 2], [3, 0]]
    assert "np.maximum(a, 0)" in found.code
    assert found.sentence == (
        "The number `0` is compared with each of the 4 numbers of `a`: whatever is below 0 becomes 0."
    )
    assert_code_gives(found)


def test_the_naive_loops_do_what_numpy_does() -> None:
    source = np.random.default_rng(1)
    x, y = source.random((7, 5)) - 0.5, source.random(5)
    assert np.array_equal(naive_add(x, y), x + y)
    assert np.array_equal(naive_relu(x, y), np.maximum(x, 0))


def test_a_digit_minus_the_mean_digit() -> None:
    operands = digits_and_mean(DIGITS.train_images, MEAN, first=4, count=6)
    found = worked(operands, "−")
    assert found.shape == (6, 28, 28)
    assert np.array_equal(found.result[2], DIGITS.train_images[6] - MEAN)
    assert found.sentence == "The 28 × 28 numbers of `mean` are subtracted from each of the 6 grids of `digits`."
    assert_code_gives(found)


def test_x_plus_b_of_the_trained_dense_layer() -> None:
    """Softmax of X + b is what the network answers."""
    found = worked(dense_layer(DIGITS.test_images, first=0, count=8))
    assert found.alignment.a == (8, 10)
    assert found.alignment.b == (10,)
    images = DIGITS.test_images[:8].reshape(-1, 784) / np.float32(255)
    assert np.allclose(found.result, pretrained().forward(images).pre[-1], atol=1e-5)
    assert_code_gives(found)


# -------------------------------------------------------------------------------------------------------- against NumPy


@settings(deadline=None, max_examples=150)
@given(SHAPES, SHAPES, st.sampled_from(sorted(OPERATIONS)), st.integers(0, 3))
def test_every_operation_is_numpy_s_cell_by_cell(
    a: tuple[int, ...], b: tuple[int, ...], operation: str, seed: int
) -> None:
    source = np.random.default_rng(seed)
    one, other = (Operand(name, source.integers(-3, 4, shape), ("",)) for name, shape in (("a", a), ("b", b)))
    if operation != "relu" and numpy_shape(a, b) is None:
        with pytest.raises(BroadcastingError):
            elementwise(one, other, operation)
        assert refusal(one, other, operation).message.startswith("operands could not be broadcast together")
        return
    found = elementwise(one, other, operation)
    for index in np.ndindex(found.shape):
        cell = found.cell(index)
        assert cell.values == (found.a.values[cell.sources[0]], found.b.values[cell.sources[1]])
        with np.errstate(all="ignore"):
            again = OPERATIONS[operation].ufunc(*cell.values)
        assert np.array_equal(again, cell.result, equal_nan=cell.result.dtype.kind == "f")


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("[[1, 2, 3], [4, 5, 6]]", "[10, 20, 30]"),
        ("[[1], [2]]", "1, 2"),
        ("[[1.5, -2], [0, 1]]", "0"),
        ("1e999", "[1, 1e999]"),
        ("[]", "3"),
        ("[True, False]", "[1, 2]"),
        ("9223372036854775807", "[1, -1]"),
    ],
)
def test_the_code_gives_what_is_shown_without_a_warning(a: str, b: str, operation: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_code_gives(worked(typed(a, b), operation))


def test_truth_values_are_not_subtracted() -> None:
    with pytest.raises(ElementwiseError, match="NumPy does not subtract truth values"):
        worked(typed("[True]", "[False]"), "−")
    assert worked(typed("[True]", "[False]"), "greater").result.tolist() == [True]


def test_a_result_too_large_is_refused_before_it_is_made() -> None:
    one, other = (Operand(name, np.zeros(shape), ("",)) for name, shape in (("a", (50_000, 1)), ("b", (50_000,))))
    with pytest.raises(ShapeError, match="The result of shape"):
        elementwise(one, other, "+")


@pytest.mark.parametrize(
    ("a", "b", "operation", "index", "said"),
    [
        ("[[1, 2], [3, 4]]", "[10, 20]", "+", (1, 0), "`result[1, 0]` = `a[1, 0] + b[0]` = 3 + 10 = **13**"),
        ("[[1, 2], [3, 4]]", "[10, 20]", "−", (0, 1), "`result[0, 1]` = `a[0, 1] - b[1]` = 2 − 20 = **−18**"),
        ("[5, 6]", "-2", "×", (1,), "`result[1]` = `a[1] * b[()]` = 6 × (−2) = **−12**"),
        ("[5, 6]", "4", "/", (0,), "`result[0]` = `a[0] / b[()]` = 5 / 4 = **1.25**"),
        (
            "[[1], [7]]",
            "[3, 9]",
            "maximum",
            (1, 0),
            "`result[1, 0]` = `np.maximum(a[1, 0], b[0])` = maximum(7, 3) = **7**",
        ),
        ("[[1], [7]]", "[3, 9]", "greater", (1, 0), "`result[1, 0]` = `a[1, 0] > b[0]` = 7 > 3 is **True**"),
        ("[-1, 7]", "5", "relu", (0,), "`result[0]` = `np.maximum(a[0], 0)` = maximum(−1, 0) = **0**"),
        ("3", "4", "+", (), "`result[()]` = `a[()] + b[()]` = 3 + 4 = **7**"),
    ],
)
def test_a_cell_is_written_out(a: str, b: str, operation: str, index: tuple[int, ...], said: str) -> None:
    cell = worked(typed(a, b), operation).cell(index)
    assert cell.sentence == said
    printed = run(cell.code)[1].splitlines()[-1].split()
    assert printed[-1] == str(cell.result)


def test_why_an_index_is_shorter_or_zero() -> None:
    found = worked(typed("[[1, 2], [3, 4]]", "[10, 20]"))
    assert found.cell((1, 0)).why == "b has no axis for the 1: it is dropped."
    crossed = worked(typed("[[1], [2]]", "[[3, 4]]"))
    assert crossed.cell((1, 1)).why == (
        "Along its axis 1 a has only position 0: [1, 0]. Along its axis 0 b has only position 0: [0, 1]."
    )
    assert worked(typed("[1]", "[2]")).cell((0,)).why == "Both have a cell at this very index."
    alone = worked(typed("[[3, -1]]", "0"), "relu")
    assert alone.cell((0, 1)).why == "0 is a single number, the same for every cell."


@pytest.mark.parametrize("text", ["1, 2", "[1, 2]", "result[1, 2]", " (1,2) "])
def test_a_typed_cell_is_understood(text: str) -> None:
    assert read_cell(text, (2, 3)) == (1, 2)
    with pytest.raises(ElementwiseError, match="it has no cell"):
        read_cell(text, (2, 2))


def test_a_cell_that_is_no_index_is_refused() -> None:
    with pytest.raises(ElementwiseError, match=r"one position for each axis of \(2, 3\)"):
        read_cell("one", (2, 3))


@pytest.mark.parametrize("index", [(2,), (-1,), (0, 0), ()])
def test_a_cell_that_is_not_there_is_refused(index: tuple[int, ...]) -> None:
    with pytest.raises(ElementwiseError, match="it has no cell"):
        worked(typed("[1, 2]", "[3, 4]")).cell(index)


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ((3, 4), (3, 1), "The 3 numbers of `y` are added to each of the 4 columns of `X`."),
        ((10,), (32, 10), "The 10 numbers of `X` meet each of the 32 rows of `y`."),
        ((3, 1), (4,), "Both are stretched: `X` 4 times along axis 1 and `y` 3 times along axis 0. 12 cells."),
        ((2, 3), (), "The number `y` is added to each of the 6 numbers of `X`."),
        ((6,), (1,), "The 1 number of `y` is added to each of the 6 numbers of `X`."),
        ((2, 3), (2, 3), "Nothing is stretched: each of the 6 numbers of `X` meets the one of `y` at the same place."),
        ((), (), "Nothing is stretched: the one number of `X` meets the one of `y`."),
        ((0, 3), (3,), "The 3 numbers of `y` are added to each of the 0 rows of `X`."),
        (
            (5, 2, 3),
            (2, 1),
            "The 2 numbers of `y` are added to `X` 5 × 3 = 15 times, once for each position along axes 0 and 2.",
        ),
    ],
)
def test_the_reading_sentence(a: tuple[int, ...], b: tuple[int, ...], said: str) -> None:
    assert worked(random(a, b)).sentence == said


def test_numpy_s_own_refusal_is_shown_and_printed_by_the_code() -> None:
    operands = typed("[[1, 2, 3, 4]]", "[1, 2, 3]")
    refused = refusal(operands.a, operands.b, "+")
    assert refused.message == "operands could not be broadcast together with shapes (1,4) (3,) "
    assert run(refused.code)[1] == refused.message.strip()
    with pytest.raises(BroadcastingError, match="there is nothing to refuse"):
        refusal(operands.a, operands.a, "+")


@pytest.mark.parametrize(
    ("value", "short"),
    [
        *((0.5488135, "0.55"), (12.34, "12"), (99.6, "100"), (-0.25, "−0.25"), (1234, "1234"), (123456, "1e5")),
        *(
            (0.00012, "1e−4"),
            (float("inf"), "∞"),
            (float("-inf"), "−∞"),
            (float("nan"), "NaN"),
            (True, "T"),
            (0.0, "0"),
        ),
        *((163.82, "164"), (-88.25, "−88"), (1e-300, "1e−300"), (2.0, "2"), (0.071, "0.07"), (0.6, "0.60")),
        *((0.996, "1.0"), (1.23, "1.2"), (9.97, "10"), (9999.7, "1e4")),
    ],
)
def test_numbers_in_small_squares_are_short(value: float, short: str) -> None:
    assert short_text(value) == short
    assert len(short) <= 6
    assert number_text(np.True_) == "True"


# ------------------------------------------------------------------------------------------------------- costs nothing


def test_stretching_the_notebook_s_y_by_hand() -> None:
    """10 x 8 = 80 bytes; a copy would take 32 x 10 x 8 = 2560; 2480 are not copied."""
    operands = random((32, 10), (10,))
    found = stretched(operands.b, (32, 10), head=operands.head)
    assert (found.strides, found.full_strides) == ((8,), (0, 8))
    assert (found.nbytes, found.full_nbytes, found.saved) == (80, 2560, 2480)
    assert found.zeros == (0,)
    assert found.address((3, 7)) == "3 × 0 + 7 × 8 = 56 bytes from the start of `y`"
    assert "**2,480 bytes are not copied**" in found.sentence


def test_an_added_axis_of_length_1_is_nothing_stretched() -> None:
    found = stretched(Operand("y", np.zeros(3), ("",)), (1, 3))
    assert (found.zeros, found.saved) == ((), 0)
    assert found.sentence == "`y` is not stretched: `(3,)`, 24 bytes, strides `(8,)`."


@settings(deadline=None)
@given(SHAPES, SHAPES)
def test_strides_and_bytes_are_what_the_code_prints(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    shape = numpy_shape(a, b)
    if shape is None:
        return
    operands = random(a, b)
    for operand in (operands.a, operands.b):
        alone = Operand(operand.name, operand.values, operands.a.lines + operands.b.lines)
        found = stretched(alone, shape, head=operands.head)
        own, full, shared = run(found.code)[1].splitlines()
        assert own == f"{found.strides} {found.nbytes}"
        assert full == f"{found.full_strides} {found.full_nbytes}"
        assert shared == str(found.shared) == str(found.full_nbytes > 0)
        assert re.search(r"strides", found.sentence)
        flat = operand.values.tobytes()
        for index in np.ndindex(shape):
            start = sum(i * stride for i, stride in zip(index, found.full_strides, strict=True))
            assert np.frombuffer(flat[start : start + 8]) == np.broadcast_to(operand.values, shape)[index]


# ------------------------------------------------------------------------------------------------------------- the race


@pytest.mark.parametrize("name", LOOPS)
def test_a_race_is_measured_and_its_code_runs(name: str) -> None:
    measured = race(name, SIZES[0])
    assert measured.loop > 0 and measured.compiled > 0
    assert "Compiled code was" in measured.sentence
    assert re.fullmatch(r"\d+ times as fast", run(race_code(name, SIZES[0]))[1])


def test_the_loop_in_the_code_is_the_loop_that_is_timed() -> None:
    names, _ = run(race_code("naive_add", 100))
    assert names["naive_add"].__code__.co_code == naive_add.__code__.co_code  # type: ignore[attr-defined]


def test_a_race_is_bounded_and_reads_well() -> None:
    for name, cells in (("naive_add", 10**9), ("naive_add", 7), ("fast", 100)):
        with pytest.raises(RaceError, match="A race needs one of naive_add, naive_relu"):
            race(name, cells)
    assert Race("naive_add", 10_000, 0.0432, 0.0000123, "").sentence == (
        "10,000 cells: the loop took 43 ms, `x + y` took 12 µs. "
        "Compiled code was **3\u202f500 times** as fast here and now."
    )

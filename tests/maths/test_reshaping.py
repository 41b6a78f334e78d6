"""Reshape and transpose: the notebook's snippets, sums by hand, NumPy as oracle, each code run, refusals."""

import contextlib
import io
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.maths.array_syntax import TypedArray, typed_array
from mnist_lab.maths.reshaping import Rearranged, Transposition, indices, memory, reshape, reshaped, transpose
from mnist_lab.maths.reshaping_words import (
    cell_words,
    copies_sentence,
    memory_sentence,
    reading_sentence,
    transpose_sentence,
)
from mnist_lab.maths.shape_syntax import ShapeError

NOTEBOOK = "np.array([[0., 1.], [2., 3.], [4., 5.]])"


def printed(expression: str, names: dict[str, object]) -> str:
    """What the notebook prints below a cell that ends with this expression."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(f"print(repr({expression}))", names)
    return out.getvalue().strip()


def run(code: str) -> dict[str, object]:
    names: dict[str, object] = {}
    exec(code, names)
    return names


def said(code: str, names: dict[str, object]) -> None:
    """Each comment behind an expression is what the expression gives."""
    checked = 0
    for line in code.splitlines():
        expression, mark, comment = line.partition(" # ")
        is_value = mark and "=" not in expression.replace("==", "")
        if is_value:
            assert str(eval(expression, names)).strip("()") == comment.strip().strip("()"), line
            checked += 1
    assert checked >= 3


# ------------------------------------------------------------------------------------------ the notebook's own snippets


def test_the_notebook_reshapes_3_2_to_6_1_to_2_3() -> None:
    first = reshape(NOTEBOOK, "x.reshape((6, 1))")
    assert first.x.shape == (3, 2)
    assert repr(first.y) == "array([[0.],\n       [1.],\n       [2.],\n       [3.],\n       [4.],\n       [5.]])"
    second = reshaped(TypedArray(f"{NOTEBOOK}.reshape((6, 1))", first.y), (2, 3))
    assert repr(second.y) == "array([[0., 1., 2.],\n       [3., 4., 5.]])"
    assert printed("y", run(first.code)) == repr(first.y)
    assert repr(reshape(f"{NOTEBOOK}.reshape((6, 1))", "x = x.reshape((2, 3))").y) == repr(second.y)


def test_the_notebook_transposes_300_20() -> None:
    both = transpose("x = np.zeros((300, 20))", "x = np.transpose(x)")
    assert both.transposed.y.shape == (20, 300)
    names = run(both.code)
    assert names["t"].shape == (20, 300)  # type: ignore[attr-defined]


# ------------------------------------------------------------------------------------------------------ worked by hand


def test_where_each_of_six_cells_goes() -> None:
    # read row by row, x[i, j] is number 2i + j; number k stands in row k // 3, column k % 3 of (2, 3)
    found = reshape(NOTEBOOK, "(2, 3)")
    assert found.index.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1], [2, 0], [2, 1]]
    assert found.where.tolist() == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]
    # transposed, x[i, j] stands at [j, i]
    both = transpose(NOTEBOOK, "")
    assert both.transposed.where.tolist() == [[0, 0], [1, 0], [0, 1], [1, 1], [0, 2], [1, 2]]
    assert both.elsewhere == 4  # the first and the last cell stay
    assert both.axes == (1, 0)


def test_strides_before_and_after_and_who_copies() -> None:
    # 8 bytes a float: one column further is 8 bytes, one row of 2 further 16, of 3 further 24
    both = transpose(NOTEBOOK, "(1, 0)")
    assert both.transposed.x.strides == (16, 8)
    assert both.transposed.y.strides == (8, 16)
    assert both.reshaped.y.strides == (24, 8)
    assert both.transposed.shared and both.reshaped.shared and not both.flat_shared
    assert both.transposed.copied == both.reshaped.copied == 0
    copied = reshape(f"{NOTEBOOK}.T", "(3, 2)")
    assert not copied.shared and copied.copied == 48
    assert memory(copied.x).tolist() == [0, 2, 4, 1, 3, 5]
    assert memory(copied.y).tolist() == [0, 1, 2, 3, 4, 5]


def test_minus_one_is_worked_out_aloud() -> None:
    assert reshape("np.arange(24)", "(2, -1, 3)").worked == (
        "What stands for −1? 24 cells ÷ (2 × 3 = 6) = 4. So the shape is (2, 4, 3)."
    )
    assert reshape("np.arange(6)", "-1").worked == "What stands for −1? All 6 cells. So the shape is (6,)."
    assert reshape("np.arange(6)", "(2, 3)").worked == ""


@pytest.mark.parametrize(
    ("array", "shape", "phrases"),
    [
        ("np.arange(6)", "(4, 2)", ["6 cells cannot fill 4 × 2 = 8.", "Shapes that fit: (2, 3), (3, 2)"]),
        (NOTEBOOK, "(4, 2)", ["x has 3 × 2 = 6 cells", "6 cells cannot fill 4 × 2 = 8."]),
        ("np.arange(8)", "(3, 2)", ["8 cells do not fit into 3 × 2 = 6.", "(2, 4), (4, 2)"]),
        ("5", "(2,)", ["1 cell cannot fill 2."]),
        ("np.arange(6)", "()", ["6 cells do not fit into 1."]),
        ("np.arange(6)", "(4, -1)", ["6 cells ÷ 4 leaves 2 over", "Shapes that fit"]),
        ("np.arange(6)", "(-1, -1)", ["Only one length can be −1"]),
        ("[]", "(0, -1)", ["−1 has no answer here", "0 times anything is 0"]),
    ],
)
def test_impossible_shapes_get_the_two_products(array: str, shape: str, phrases: list[str]) -> None:
    with pytest.raises(ShapeError) as refusal:
        reshape(array, shape)
    for phrase in phrases:
        assert phrase in str(refusal.value)


def test_sentences() -> None:
    found = reshape(NOTEBOOK, "(2, 3)")
    assert "A row now ends after 3 cells instead of 2" in reading_sentence(found)
    assert "0 bytes copied" in memory_sentence(found) and "(16, 8) became (24, 8)" in memory_sentence(found)
    assert "A copy of 48 bytes" in memory_sentence(reshape(f"{NOTEBOOK}.T", "(3, 2)"))
    assert cell_words(found, 4) == "x[2, 0] is read as number 4 = 2·2 + 0, and becomes y[1, 1]: 4 = 1·3 + 1"
    # (2, 2, 3): one block is 6 cells, one row 3: 1·6 + 0·3 + 2 = 8
    assert "x[1, 0, 2] is read as number 8 = 1·6 + 0·3 + 2" in cell_words(
        reshape("np.arange(12).reshape(2, 2, 3)", "12"), 8
    )
    assert (
        cell_words(reshape("5", "(1, 1, 1)"), 0)
        == "x[()] is read as number 0, and becomes y[0, 0, 0]: 0 = 0·1 + 0·1 + 0"
    )
    both = transpose("np.arange(24).reshape(2, 3, 4)", "(2, 0, 1)")
    assert "t[k, i, j] = x[i, j, k]" in transpose_sentence(both)
    assert "Neither needed a copy" in copies_sentence(both) and "must copy 192 bytes" in copies_sentence(both)
    assert "Only r needed a copy" in copies_sentence(transpose(f"{NOTEBOOK}.T", ""))
    assert "needs none either" in copies_sentence(transpose(f"{NOTEBOOK}.T", ""))


# ----------------------------------------------------------------------------------------------------- NumPy as oracle


def shapes_of(cells: int) -> st.SearchStrategy[tuple[int, ...]]:
    """Shapes of up to five lengths whose product is `cells`."""

    def split(draws: list[int]) -> tuple[int, ...]:
        rest, lengths = cells, []
        for choice in draws:
            divisors = [d for d in range(1, rest + 1) if rest % d == 0]
            lengths.append(divisors[choice % len(divisors)])
            rest //= lengths[-1]
        return (*lengths, rest)

    return st.lists(st.integers(0, 100), max_size=4).map(split)


CELLS = st.sampled_from([1, 2, 6, 12, 24, 60])
SOURCES = CELLS.flatmap(lambda n: st.tuples(shapes_of(n), shapes_of(n)))
EMPTY = st.lists(st.integers(0, 3), max_size=4).map(lambda lengths: (*lengths, 0)[::-1])


def check_places(found: Rearranged) -> None:
    """Each cell's value is found again at the place that is said."""
    assert found.where.shape == (found.x.size, found.y.ndim)
    for before, after in zip(found.index, found.where, strict=True):
        assert found.x[tuple(before)] == found.y[tuple(after)]


@settings(max_examples=60, deadline=None)
@given(SOURCES, st.booleans())
def test_reshape_is_numpys(pair: tuple[tuple[int, ...], tuple[int, ...]], turned: bool) -> None:
    shape, target = pair
    text = f"np.arange({math.prod(shape)}).reshape({shape}){'.T' if turned else ''}"
    found = reshape(text, str(target))
    assert np.array_equal(found.y, eval(text, {"np": np}).reshape(target))
    check_places(found)
    names = run(found.code)
    assert np.array_equal(names["y"], found.y)  # type: ignore[arg-type]
    said(found.code, names)


@settings(max_examples=60, deadline=None)
@given(CELLS.flatmap(shapes_of), st.data())
def test_transpose_is_numpys(shape: tuple[int, ...], data: st.DataObject) -> None:
    axes = tuple(data.draw(st.permutations(range(len(shape)))))
    typed = data.draw(st.sampled_from(["", str(axes), f"x.transpose{axes}"]))
    both = transpose(f"np.arange({math.prod(shape)}).reshape({shape})", typed)
    expected = np.transpose(both.transposed.x, axes if typed else None)
    assert np.array_equal(both.transposed.y, expected) and both.transposed.y.strides == expected.strides
    check_places(both.transposed)
    check_places(both.reshaped)
    assert both.elsewhere == int((both.transposed.y != both.reshaped.y).sum())  # all numbers of x are different
    names = run(both.code)
    assert np.array_equal(names["t"], both.transposed.y) and np.array_equal(names["r"], both.reshaped.y)  # type: ignore[arg-type]
    said(both.code, names)


@settings(max_examples=60, deadline=None)
@given(EMPTY)
def test_nothing_can_be_reshaped_too(shape: tuple[int, ...]) -> None:
    found = reshape(f"np.zeros({shape})", "(0, 2)")
    assert found.where.shape == (0, 2) and found.copied == 0
    assert "no cell" in reading_sentence(found) and "no memory" in memory_sentence(found)
    both: Transposition = transpose(f"np.zeros({shape})", "")
    assert both.elsewhere == 0 and "no memory" in copies_sentence(both)
    said(both.code, run(both.code))


@settings(max_examples=50, deadline=None)
@given(SOURCES, st.integers(0, 4))
def test_minus_one_is_what_numpy_puts_there(pair: tuple[tuple[int, ...], tuple[int, ...]], at: int) -> None:
    shape, target = pair
    open_ = tuple(-1 if place == at % len(target) else length for place, length in enumerate(target))
    found = reshape(f"np.arange({math.prod(shape)}).reshape({shape})", str(open_))
    assert found.y.shape == target and str(target) in found.worked


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 30), st.lists(st.integers(-1, 6), max_size=5))
def test_it_refuses_what_numpy_refuses(cells: int, target: list[int]) -> None:
    x = np.arange(cells)
    try:
        expected = x.reshape(target).shape
    except ValueError:
        with pytest.raises(ShapeError):
            reshape(f"np.arange({cells})", str(tuple(target)))
        return
    assert reshape(f"np.arange({cells})", str(tuple(target))).y.shape == expected


def test_memory_of_a_turned_array() -> None:
    x = typed_array("np.arange(24).reshape(2, 3, 4).T").x
    assert np.array_equal(x.reshape(-1), memory(x))  # its values are the places in memory
    assert indices(()).shape == (1, 0)

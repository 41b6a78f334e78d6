"""Two shapes: the rule worked by hand, NumPy as oracle, the notebook's shapes, what mends a clash, random text."""

import random
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.maths.broadcasting import BroadcastingError, Pair, align, fitting, source_index
from mnist_lab.maths.mending import mends
from mnist_lab.maths.shapes import LONGEST, MOST_CELLS, ShapeError, check_cells, read_shape
from tests.attack import attack
from tests.maths.test_nested_lists import PIECES
from tests.maths.test_tensors import run

SHAPES = st.lists(st.integers(0, 4), max_size=4).map(tuple)


def numpy_shape(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...] | None:
    try:
        return np.broadcast_shapes(a, b)
    except ValueError:
        return None


# ------------------------------------------------------------------------------------------------------------- the rule


def test_the_notebook_s_shapes() -> None:
    """X (32, 10) + y (10,); np.maximum of x (64, 3, 32, 10) and y (32, 10)."""
    one, other = align((32, 10), (10,)), align((64, 3, 32, 10), (32, 10))
    assert one.shape == (32, 10)
    assert [pair.kind for pair in one.pairs] == ["stretched", "kept"]
    assert other.shape == (64, 3, 32, 10)
    assert [pair.kind for pair in other.pairs] == ["stretched", "stretched", "kept", "kept"]


@pytest.mark.parametrize(
    ("a", "b", "kind", "length", "copies"),
    [
        (3, 3, "kept", 3, (1, 1)),
        (3, 1, "stretched", 3, (1, 3)),
        (1, 3, "stretched", 3, (3, 1)),
        (3, None, "stretched", 3, (1, 3)),
        (None, 1, "stretched", 1, (1, 1)),
        (1, 1, "kept", 1, (1, 1)),
        (0, 1, "stretched", 0, (1, 0)),
        (0, 0, "kept", 0, (1, 1)),
        (3, 4, "clash", None, (1, 1)),
        (0, 3, "clash", None, (1, 1)),
    ],
)
def test_a_pair_of_lengths(
    a: int | None, b: int | None, kind: str, length: int | None, copies: tuple[int, int]
) -> None:
    pair = Pair(-1, a, b)
    assert (pair.kind, pair.length, (pair.copies(0), pair.copies(1))) == (kind, length, copies)


@settings(deadline=None)
@given(SHAPES, SHAPES)
def test_it_agrees_with_numpy(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    alignment = align(a, b)
    assert alignment.shape == numpy_shape(a, b)
    assert bool(alignment.clashes) == (alignment.shape is None)
    if alignment.shape is None:
        with pytest.raises(BroadcastingError, match=r"Lengths must be equal, or one of them 1\."):
            fitting(a, b)
        return
    for side, shape in enumerate((a, b)):
        stretched = [pair.copies(side) * pair.lengths[side] for pair in alignment.pairs]
        assert tuple(stretched) == alignment.shape
        strides = np.broadcast_to(np.zeros(shape), alignment.shape).strides
        assert len(strides) == len(alignment.pairs)


@settings(deadline=None)
@given(SHAPES, SHAPES)
def test_the_source_of_a_cell_is_numpy_s(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    shape = align(a, b).shape
    if shape is None:
        return
    for source in (a, b):
        numbers = np.arange(np.prod(source, dtype=int)).reshape(source)
        full = np.broadcast_to(numbers, shape)
        for index in np.ndindex(shape):
            assert full[index] == numbers[source_index(index, source)]


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ((3, 4), (3,), "Axis -1: 4 against 3. Lengths must be equal, or one of them 1."),
        ((32, 10), (10,), "Axis -2: b has none and gets one of length 1, stretched to 32: repeated 32 times."),
        ((3, 1), (1, 4), "Axis -1: the 1 of a, stretched to 4: repeated 4 times."),
        ((2, 3), (2, 3), "Axis -1: 3 and 3 are equal, kept."),
        ((1, 3), (3,), "Axis -2: b has none and gets one of length 1, like a's."),
        ((0,), (1,), "Axis -1: the 1 of b, stretched to 0: repeated 0 times."),
        ((2,), (1,), "repeated 2 times"),
        ((), (), "Two single numbers: no axis, nothing to align."),
    ],
)
def test_each_axis_is_read_aloud(a: tuple[int, ...], b: tuple[int, ...], said: str) -> None:
    assert said in align(a, b).sentence


@pytest.mark.parametrize(("a", "b"), [((32, 10), (10,)), ((3, 4), (3,)), ((), (2, 0))])
def test_the_code_of_an_alignment_prints_its_shape_or_the_refusal(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    alignment = align(a, b)
    printed = run(alignment.code)[1]
    assert printed == str(alignment.shape) if alignment.shape is not None else "shape mismatch" in printed


# -------------------------------------------------------------------------------------------------------------- a clash


@pytest.mark.parametrize(
    ("a", "b", "first"),
    [
        ((3, 4), (3,), "b[:, np.newaxis]"),
        ((32, 10), (32,), "b[:, np.newaxis]"),
        ((64, 3, 32, 10), (3, 10), "b[:, np.newaxis, :]"),
        ((2, 3), (3, 2), "b.T"),
        ((6,), (2, 3), "b.reshape((6,))"),
        ((2, 3), (4, 5), "b[:, :, np.newaxis, np.newaxis]"),
    ],
)
def test_a_clash_gets_the_smallest_change_first(a: tuple[int, ...], b: tuple[int, ...], first: str) -> None:
    assert mends(align(a, b))[0].expression == first


def test_what_fits_needs_no_mending() -> None:
    assert mends(align((3, 4), (4,))) == ()


@settings(deadline=None, max_examples=200)
@given(SHAPES, SHAPES)
def test_every_proposal_works_in_numpy(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    alignment = align(a, b)
    found = mends(alignment)
    assert (not alignment.clashes) <= (not found)
    for mend in found:
        arrays = {"a": np.zeros(a), "b": np.zeros(b), "np": np}
        changed = eval(mend.expression, arrays)
        assert changed.shape == mend.shape
        assert np.broadcast_shapes(mend.shape, (b, a)[mend.side]) == mend.result
        assert mend.expression in mend.sentence
        numbers = np.arange(changed.size).reshape((a, b)[mend.side])
        arrays |= {"a": numbers, "b": numbers}
        assert np.array_equal(mend.of(numbers), eval(mend.expression, arrays))


# --------------------------------------------------------------------------------------------------------- typed shapes


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("(32, 10)", (32, 10)),
        ("32,10", (32, 10)),
        ("[32, 10]", (32, 10)),
        ("64 x 3 × 32*10", (64, 3, 32, 10)),
        ("(10,)", (10,)),
        ("10", (10,)),
        ("()", ()),
        (" ( 0 , 3 ) ", (0, 3)),
        ("(1)", (1,)),
    ],
)
def test_a_shape_is_understood_in_many_spellings(text: str, shape: tuple[int, ...]) -> None:
    assert read_shape(text) == shape


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Nothing typed"),
        ("(3, -1)", "No axis has the length -1"),
        ("(3, (4, 5))", "The length of an axis is one number, and (4, 5) is not"),
        ("3.5", "'.' has no place"),
        ("x", "'x' has no place"),
        ("__import__('os')", "'_' has no place"),
        ("9**9", "'*' has no place"),
        ("(1, 2", "cannot be read as a shape"),
        ("1 2", "cannot be read as a shape"),
        ("1, 2, 3, 4, 5, 6", "6 axes are too many to draw: at most 5"),
        ("(1000, 101)", "An array of shape (1000, 101) has 101,000 cells; at most 100,000 here."),
        ("0, 999999999", "at most 100,000 here"),
        ("9" * 50, "far too many cells"),
        ("1" * (LONGEST + 1), f"at most {LONGEST} characters"),
        ("-" * 60, "cannot be read"),
        ("(" * 60, "cannot be read"),
        ("١", "has no place"),
    ],
)
def test_everything_else_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(ShapeError) as refusal:
        read_shape(text)
    assert said in str(refusal.value)


def test_the_most_cells_fit_and_one_more_does_not() -> None:
    check_cells((MOST_CELLS,))
    with pytest.raises(ShapeError, match=r"The result of shape \(100001,\) has 100,001 cells"):
        check_cells((MOST_CELLS + 1,), what="The result")


def texts(count: int, seed: int) -> Iterator[str]:
    """Strings of every kind: of what shapes are made of, of pieces of Python, of any characters."""
    draw = random.Random(seed)
    for number in range(count):
        if number % 3 == 0:
            yield "".join(draw.choices("(),x× *0123456789-+[]", k=draw.randrange(70)))
        elif number % 3 == 1:
            yield "".join(draw.choices(PIECES, k=draw.randrange(1, 20)))
        else:
            yield "".join(chr(draw.choice((draw.randrange(128), draw.randrange(0xD800)))) for _ in range(30))


def test_random_text_does_no_harm() -> None:
    assert attack(read_shape, texts(3_000, seed=0), ShapeError) > 6


@pytest.mark.slow
def test_a_hundred_thousand_random_texts_do_no_harm() -> None:
    assert attack(read_shape, texts(100_000, seed=1), ShapeError) > 200

"""A typed nested list: the notebook's arrays, ragged lists told apart, and 100,000 strings that must do no harm."""

import random
import sys
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.maths.nested_lists import LONGEST, NestedListError, nested_tensor
from tests.attack import attack
from tests.maths.test_tensors import assert_code_gives

MATRIX = "[[5, 78, 2, 34, 0], [6, 79, 3, 35, 1], [7, 80, 4, 36, 2]]"
COMPACT = MATRIX.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "ndim", "shape"),
    [
        ("12", 0, ()),
        ("[12, 3, 6, 14, 7]", 1, (5,)),
        (MATRIX, 2, (3, 5)),
        (f"[{COMPACT},{COMPACT},{COMPACT}]", 3, (3, 3, 5)),
    ],
)
def test_the_notebook_s_arrays(text: str, ndim: int, shape: tuple[int, ...]) -> None:
    tensor = nested_tensor(text)
    assert (tensor.ndim, tensor.shape, tensor.dtype) == (ndim, shape, "int64")
    assert_code_gives(tensor)


@pytest.mark.parametrize(
    ("text", "dtype"),
    [
        ("[1, 2.5]", "float64"),
        ("[True, False]", "bool"),
        ("[True, 2]", "int64"),
        ("-2e3", "float64"),
        ("[]", "float64"),
    ],
)
def test_numpy_finds_the_dtype(text: str, dtype: str) -> None:
    assert nested_tensor(text).dtype == dtype
    assert_code_gives(nested_tensor(text))


def test_tuples_with_and_without_brackets_do_too() -> None:
    for text in ("1, 2", "(1, 2)", " [1, 2] ", "[(1, 2), [3, 4]]"):
        assert_code_gives(nested_tensor(text))
    assert nested_tensor("1, 2").shape == (2,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[1, 2], [3]]", "Ragged, so it has no shape: x[0] has length 2, x[1] has length 1."),
        ("[[1, 2], 3]", "x[0] has length 2, x[1] is a number."),
        ("[[[1], [2]], [[3], [4, 5]]]", "x[1][0] has length 1, x[1][1] has length 2."),
        ("[[[1], [2]], [[3, 4], [5, 6]]]", "x[0] has shape (2, 1), x[1] has shape (2, 2)."),
        ("[[], [1]]", "x[0] has length 0, x[1] has length 1."),
        ("[1,2,3,4,5,6,7,8,9,[1]]", "x[7] is a number and 2 more."),
    ],
)
def test_a_ragged_list_is_told_which_part_has_which_length(text: str, said: str) -> None:
    with pytest.raises(NestedListError) as refusal:
        nested_tensor(text)
    assert said in str(refusal.value)
    assert str(refusal.value).endswith("All parts along an axis need the same length.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Nothing typed"),
        ("[1, 2", "1 bracket is opened and 0 closed"),
        ("[1 2]", "separated by commas"),
        ("[1]]", "1 bracket is opened and 2 closed"),
        ("['a']", '"\'" does not belong'),
        ("np.zeros(3)", "'n' does not belong"),
        ("__import__('os')", "'_' does not belong"),
        ("9**9", "'*' does not belong"),
        ("[1][0]", "not a list"),
        ("(1)(2)", "not a list"),
        ("1-2", "not a list"),
        ("0777", "not a list"),
        ("[e5]", "The letter e belongs between two numbers"),
        ("None", "'N' does not belong"),
        ("1j", "'j' does not belong"),
        ("{1}", "'{' does not belong"),
        ("[[[[[[1]]]]]]", "6 levels of brackets make 6 axes"),
        ("[" * 200, "200 levels of brackets"),
        ("-" * 200, "not a list"),
        ("9" * 30, "does not fit into 64 bits"),
        ("1" * (LONGEST + 1), f"At most {LONGEST} characters fit"),
        ("[1,\x00]", "does not belong"),
        ("[١]", "does not belong"),
    ],
)
def test_everything_else_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(NestedListError) as refusal:
        nested_tensor(text)
    assert said in str(refusal.value)


NUMBERS = st.integers(-(2**31), 2**31) | st.floats(-1e6, 1e6) | st.booleans()


@settings(deadline=None)
@given(st.recursive(NUMBERS, lambda part: st.lists(part, max_size=4), max_leaves=12))
def test_it_agrees_with_numpy_on_what_has_a_shape(nested: object) -> None:
    text = repr(nested)
    try:
        tensor = nested_tensor(text)
    except NestedListError:
        if len(text) <= LONGEST and text.count("[[[[[[") == 0 and tensor_depth(nested) <= 5:
            with pytest.raises(ValueError, match="inhomogeneous"):
                np.array(nested)
        return
    assert np.array_equal(tensor.source, np.array(nested))


def tensor_depth(nested: object) -> int:
    return 1 + max(map(tensor_depth, nested), default=0) if isinstance(nested, list) else 0


PIECES = (
    *("[", "]", "(", ")", ",", ".", "-", "+", "e", "E", " ", "\t", "1", "0", "9", "True", "False", "[[", "]]", "1,2"),
    *("None", "_", "__import__('os')", "lambda: 0", "**", "*", "//", "%", "<<", "x", "'", '"', "\\", "\n", "\x00", "{"),
    *(":", "=", "#", "1e999", "9" * 40, "[" * 60, "-" * 60, "j", "0x", "é", "💥", ":=", "@", "if", "1_0", "f'{1}'"),
)


def texts(count: int) -> Iterator[str]:
    """Strings of every kind: of brackets and digits, of pieces of Python, of any characters."""
    draw = random.Random(0)
    for number in range(count):
        length = draw.randrange(1, 60)
        if number % 3 == 0:
            yield "".join(draw.choices("[](),.-+eE 0123456789", k=draw.randrange(260)))
        elif number % 3 == 1:
            yield "".join(draw.choices(PIECES, k=length))
        else:
            yield "".join(chr(draw.choice((draw.randrange(128), draw.randrange(0xD800)))) for _ in range(length))


def test_random_text_does_no_harm() -> None:
    attack(nested_tensor, texts(3_000), NestedListError)


@pytest.mark.slow
def test_a_hundred_thousand_random_texts_do_no_harm() -> None:
    attack(nested_tensor, texts(100_000), NestedListError)


def test_nothing_is_evaluated() -> None:
    """Python tells an audit hook of each code that runs and each import. A hook stays: a list switches it."""
    seen: list[str] = []
    listening = [False]
    sys.addaudithook(lambda event, _: seen.append(event) if listening[0] and event in ("exec", "import") else None)
    listening[0] = True
    eval("1")
    assert seen == ["exec"]  # the hook sees
    seen.clear()
    refused = 0
    for text in ("[1]", "__import__('os')", *texts(1000)):
        try:
            nested_tensor(text)
        except NestedListError:
            refused += 1
    listening[0] = False
    assert refused > 500
    assert seen == []

"""Typed shapes, axes and arrays: what is understood, what is refused and why, 100,000 strings that must do no harm."""

import random
import sys
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.maths.array_syntax import MOST_CELLS, typed_array
from mnist_lab.maths.nested_lists import NestedListError
from mnist_lab.maths.reshaping import reshape, transpose
from mnist_lab.maths.shape_syntax import LONGEST, ShapeError, read_axes, read_shape
from tests.attack import attack


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        *[("(2, 3)", (2, 3)), ("2,3", (2, 3)), ("[2, 3]", (2, 3)), ("6", (6,)), ("(6,)", (6,)), ("()", ())],
        *[("(60000, 28*28)", (60000, 784)), ("28 × 28", (784,)), ("(2, −1)", (2, -1)), ("+3", (3,)), ("-1", (-1,))],
        *[("x.reshape((6, 1))", (6, 1)), ("x.reshape(6, 1)", (6, 1)), ("x = x.reshape(6)", (6,))],
        *[("np.reshape(x, (2, 3))", (2, 3)), ("np.reshape(x, -1)", (-1,)), ("shape = (0, 3)", (0, 3))],
    ],
)
def test_shapes_that_are_understood(text: str, shape: tuple[int, ...]) -> None:
    assert read_shape(text) == shape


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        *[("", "Nothing typed"), ("-2", "only -1 means"), ("2.5", "whole numbers"), ("(2, (3, 4))", "written out")],
        *[("a", "written out"), ("True", "whole numbers"), ("9**9", "written out"), ("1,2,3,4,5,6", "at most 5")],
        *[("99999*99999", "1,000,000,000"), ("2 3", "cannot read"), ("(2, 3", "cannot read"), ("2or 3", "neither")],
        *[("1.5or 3", "neither"), ("1e5or 3", "neither"), ("print(2)", "Only reshape is called"), ("{2}", "'{'")],
        *[("y.reshape(2)", "The array on this page is called x"), ("x.reshape(2, order=1)", "Only reshape")],
        *[("x.transpose(1, 0)", "Only reshape is called"), ("1" * (LONGEST + 1), f"At most {LONGEST}")],
        *[("*x", "cannot read"), ("(*x,)", "written out"), ("'a'", "no place here"), ("x.T", "written out")],
    ],
)
def test_shapes_that_are_refused(text: str, phrase: str) -> None:
    with pytest.raises(ShapeError) as refusal:
        read_shape(text)
    assert phrase in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "axes"),
    [
        *[("", None), ("None", None), ("x.T", None), ("np.transpose(x)", None), ("x.transpose()", None)],
        *[("(1, 0, 2)", (1, 0, 2)), ("2, 0, 1", (2, 0, 1)), ("(-1, 0, -2)", (2, 0, 1))],
        *[("x.transpose(2, 1, 0)", (2, 1, 0)), ("x = np.transpose(x, (0, 2, 1))", (0, 2, 1))],
    ],
)
def test_axes_that_are_understood(text: str, axes: tuple[int, ...] | None) -> None:
    assert read_axes(text, 3) == axes


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        *[("(0, 1)", "2 of 3 axes are named; missing: 2"), ("(0, 0, 1)", "Axis 0 is named twice")],
        *[("(0, 1, 3)", "x has no axis 3: valid are 0, 1, 2"), ("(0, 1, -4)", "no axis -4"), ("0.5", "whole number")],
        *[("abc", "An axis is a whole number"), ("10**9", "What works: (1, 0)"), ("99999999999", "An axis is")],
        *[("(0, 1, -1, 2)", "Axis 2 is named twice"), ("reshape(x)", "Only transpose is called")],
    ],
)
def test_axes_that_are_refused(text: str, phrase: str) -> None:
    with pytest.raises(ShapeError) as refusal:
        read_axes(text, 3)
    assert phrase in str(refusal.value)


def test_a_scalar_has_no_axis() -> None:
    assert read_axes("()", 0) is None
    with pytest.raises(ShapeError, match="it has no axis at all"):
        read_axes("0", 0)


@pytest.mark.parametrize(
    "text",
    [
        *["np.zeros((300, 20))", "np.zeros(3)", "np.ones([2, 2])", "np.arange(6)", "np.arange(6.)", "np.arange(5.5)"],
        *["np.arange(24).reshape(2, 3, 4)", "np.arange(24).reshape((2, -1)).T", "np.array([[1, 2], [3, 4]]).T"],
        *["[[0., 1.], [2., 3.]]", "[True, False]", "5", "[]", "(1, 2)", "np.arange(6).T.T.T.T"],
    ],
)
def test_arrays_that_are_understood(text: str) -> None:
    given = typed_array(text)
    for source in (text, given.code):
        expected = np.asarray(eval(source if source.startswith("np.") else f"np.array({source})", {"np": np}))
        assert np.array_equal(given.x, expected) and given.x.dtype == expected.dtype
        assert given.x.strides == expected.strides
    assert np.array_equal(typed_array(f"x = {text}").x, given.x)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("np.zeros((300, 21))", f"300 × 21 = 6,300 cells are too many: at most {MOST_CELLS:,}"),
        ("np.zeros((10**9, 10**9))", "written out"),
        ("np.ones((99999, 99999, 99999, 99999, 99999))", "too many"),
        ("np.arange(1e999)", "too many"),
        ("np.arange(999999999)", "too many"),
        ("np.random.random(3)", ".random is not known here"),
        ("np.eye(3)", "np.eye is not known here"),
        ("np.zeros(2, 3)", "takes one shape"),
        ("np.zeros()", "takes one shape"),
        ("np.zeros((-1, 2))", "no length"),
        ("np.arange(2, 4)", "takes one number"),
        ("np.arange(7).reshape(2, 3)", "7 cells cannot be reshaped to 2 × 3"),
        ("np.arange(6)" + ".T" * 5, "At most 4 steps"),
        ("np.array([[1, 2], [3]])", "Ragged"),
        ("np.array()", "takes one list"),
        ("np.array(x)", "does not belong"),
        ("np.arange(-1.)", "whole numbers"),
        ("np.arange(6)[2]", "makes no array here"),
        ("np.arange(6)[2:]", "':' has no place here"),
        ("np.arange(6).sum()", ".sum is not known here"),
        ("np.arange(6) * 2", "makes no array here"),
        ("[[1, 2], [3]]", "Ragged"),
        ("os.system('x')", "does not belong"),
    ],
)
def test_arrays_that_are_refused(text: str, phrase: str) -> None:
    with pytest.raises((ShapeError, NestedListError)) as refusal:
        typed_array(text)
    assert phrase in str(refusal.value)


# --------------------------------------------------------------------------------------------------------- random text

PIECES = (
    *("(", ")", "[", "]", ",", "-", "+", "*", ".", " ", "=", "0", "1", "6", "28"),
    *("28*28", "-1", "1e9", "9" * 20, "2.5"),
    *("np", ".zeros", ".arange", ".array", ".reshape", ".transpose", ".T", "x", "np.arange(6)", "np.zeros((", "None"),
    *("True", "__import__('os')", "lambda: 0", "**", "/", "%", "<<", "{", "}", "'", '"', "\\", "\n", "\x00", "#", ":"),
    *("é", "💥", ":=", "@", "if", "or 1", "1_0", "0x", "j", "f'{1}'", "*x", "(" * 70, "-" * 70, "\ud800", "−", "×"),
)


def random_texts(count: int) -> Iterator[str]:
    """Strings of every kind: near the truth, of pieces of Python, of any characters."""
    draw = random.Random(0)
    for number in range(count):
        if number % 3 == 0:
            middle = "".join(draw.choices("0123456,-() *", k=draw.randrange(12)))
            yield draw.choice(["{}", "np.zeros(({}))", "np.arange({})", "x.reshape({})", "({})", "[{}]"]).format(middle)
        elif number % 3 == 1:
            yield "".join(draw.choices(PIECES, k=draw.randrange(1, 16)))
        else:
            yield "".join(chr(draw.choice((draw.randrange(128), draw.randrange(0x110000)))) for _ in range(40))


FIELDS: tuple[Callable[[str], object], ...] = (
    lambda text: reshape(text, "-1"),
    lambda text: reshape("[[0, 1], [2, 3]]", text),
    lambda text: transpose("np.arange(24).reshape(2, 3, 4)", text),
)
NAMES = ("array", "shape", "axes")


@pytest.mark.parametrize("field", FIELDS, ids=NAMES)
def test_random_text_does_no_harm(field: Callable[[str], object]) -> None:
    assert attack(field, random_texts(3_000), ShapeError, NestedListError) > 3


@pytest.mark.slow
@pytest.mark.parametrize("field", FIELDS, ids=NAMES)
def test_a_hundred_thousand_random_texts_do_no_harm(field: Callable[[str], object]) -> None:
    assert attack(field, random_texts(100_000), ShapeError, NestedListError) > 100


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=90))
def test_any_text_is_a_shape_or_refused(text: str) -> None:
    for field in FIELDS:
        try:
            field(text)
        except (ShapeError, NestedListError):
            continue


def test_nothing_is_evaluated() -> None:
    """Python tells an audit hook of each code that runs and each import. A hook stays: a list switches it."""
    seen: list[str] = []
    listening = [False]
    sys.addaudithook(lambda event, _: seen.append(event) if listening[0] and event in ("exec", "import") else None)
    reshape("[1]", "1")  # what NumPy imports late is there now
    listening[0] = True
    eval("1")
    assert seen == ["exec"]  # the hook sees
    seen.clear()
    for text in ("__import__('os')", "x.reshape(exit())", *random_texts(600)):
        for field in FIELDS:
            try:
                field(text)
            except (ShapeError, NestedListError):
                continue
    listening[0] = False
    assert seen == []

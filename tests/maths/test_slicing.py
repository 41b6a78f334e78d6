"""Indices in words against NumPy itself: the notebook's snippets, random valid expressions, random text."""

import contextlib
import random
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mnist_lab.digits.dataset import load
from mnist_lab.maths import index_syntax
from mnist_lab.maths.index_syntax import LONGEST, IndexingError, read_index
from mnist_lab.maths.slicing import Indexing, index
from mnist_lab.maths.slicing_words import (
    axis_sentences,
    memory_sentence,
    shape_sentence,
    slice_between,
    spellings,
    with_slice,
)
from tests.attack import attack

ALL = (60_000, 28, 28)
LABELS = (np.arange(60_000) * 7 % 10).astype(np.uint8)

# ------------------------------------------------------- the notebook's chapter "Manipulating tensors in NumPy"


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("my_slice = train_images[10:100]", (90, 28, 28)),
        ("my_slice = train_images[10:100, :, :]", (90, 28, 28)),
        ("my_slice = train_images[10:100, 0:28, 0:28]", (90, 28, 28)),
        ("my_slice = train_images[:, 14:, 14:]", (60_000, 14, 14)),
        ("my_slice = train_images[:, 7:-7, 7:-7]", (60_000, 14, 14)),
    ],
)
def test_the_notebooks_lines_print_what_the_notebook_prints(line: str, printed: tuple[int, ...]) -> None:
    assert index(line, ALL).shape == printed


@pytest.mark.parametrize("typed", ["10:100", "10:100, :, :", "10:100, 0:28, 0:28"])
def test_each_of_the_three_equivalent_statements_lists_the_other_two(typed: str) -> None:
    three = {"train_images[10:100]", "train_images[10:100, :, :]", "train_images[10:100, 0:28, 0:28]"}
    assert {spelling.text for spelling in spellings(index(typed, ALL))} >= three - {f"train_images[{typed}]"}


def test_with_fewer_digits_only_the_first_axis_is_shorter() -> None:
    assert index(":, 14:, 14:", (4_000, 28, 28)).shape == (4_000, 14, 14)


# ------------------------------------------------------------------------------------------------------------- in words


@pytest.mark.parametrize(
    ("text", "axis", "sentence"),
    [
        ("10:100, 14:", 0, "axis 0: digits 10 to 99, 90 of 60,000"),
        ("10:100, 14:", 1, "axis 1: rows 14 to 27, 14 of 28"),
        ("10:100, 14:", 2, "axis 2: all 28 columns"),
        ("-1", 0, "axis 0: digit 59,999 alone (-1 counts from the end), the axis disappears"),
        ("7:8", 0, "axis 0: digit 7, 1 of 60,000: the axis stays, with length 1"),
        (":, ::2", 1, "axis 1: rows 0 to 26, every 2nd, 14 of 28"),
        (":, ::-1", 1, "axis 1: rows 27 down to 0, 28 of 28"),
        (":, 20:10", 1, "axis 1: no row at all, 0 of 28: nothing lies from 20 to 10 in steps of 1"),
        ("train_labels == 7", 0, "axis 0: digits where train_labels == 7, 6,000 of 60,000"),
        ("0, ..., None", 3, "new: axis 2 of the result, length 1, holds the same numbers"),
    ],
)
def test_each_axis_has_its_sentence(text: str, axis: int, sentence: str) -> None:
    assert axis_sentences(index(text, ALL, LABELS))[axis] == sentence


def test_shape_and_memory_in_words() -> None:
    corner = index(":5, 14:, 14:", ALL)
    assert shape_sentence(corner) == "Rank 3: 5 digits × 14 rows × 14 columns."
    assert memory_sentence(corner) == "A view: 980 pixels are looked at where they are, 0 bytes were copied."
    assert memory_sentence(index("train_labels == 7", ALL, LABELS)).endswith("so 4,704,000 bytes were copied.")
    assert shape_sentence(index("0, 0, 0", ALL)) == "One number is left: rank 0, no axis at all."


# --------------------------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("text", "axis", "phrase"),
    [
        ("60000", 0, "index 60000 is out of bounds for axis 0 with size 60000: valid are -60000 to 59999"),
        (":, :, -29", 2, "index -29 is out of bounds for axis 2 with size 28: valid are -28 to 27"),
        ("0, 0, 0, 0", 3, "has 3 axes, but 4 were indexed"),
        (":, ::0", 1, "The step of axis 1 cannot be 0"),
        (":, train_labels == 7", 1, "The mask does not fit axis 1"),
        ("..., ...", None, "Only one ..."),
        ("None, None, None, None, None", None, "At most 4 new axes"),
        ("train_labels == 7, train_labels == 9", None, "One mask at a time"),
        ("", None, "Nothing stands between the brackets"),
        ("1.5", None, "1.5 is none"),
        ("True", None, "True is no position"),
        ("2*7", None, "'*' has no place"),
        ("2+7", None, "nothing is calculated"),
        ("9 : len(1)", None, "whole numbers written out"),
        ("print(1)", None, "Nothing is called"),
        ("0][1", None, "One pair of brackets"),
        ("[0], [1]", None, "Only an index is read here"),
        ("[[0, 1]]", None, "Lists of positions"),
        ("train_labels", None, "would be taken for positions"),
        ("train_labels == 7 | train_labels == 9", None, "each in its own brackets"),
        ("3 < train_labels < 7", None, "each in its own brackets"),
        ("train_labels == 3 and train_labels == 4", None, "'and' and 'or'"),
        ("train_labels in 3", None, "by ==, !="),
        ("test_images[0]", None, "test_images is not here"),
        ("np.pi", None, "What works"),
        ("image", None, "The name 'image' means nothing here"),
        ("[10:", None, "'[' was never closed"),
        ("0x10", None, "'0x' is neither a number nor a name"),
        ("'a'", None, "has no place in an index"),
        ("1" * 200, None, "at most 160 characters"),
        ("~" * 20 + "(train_labels == 1)", None, "at most 8 levels"),
    ],
)
def test_an_error_says_the_reason_and_the_axis(text: str, axis: int | None, phrase: str) -> None:
    with pytest.raises(IndexingError) as caught:
        index(text, ALL, LABELS)
    assert phrase in str(caught.value)
    assert caught.value.axis == axis


@pytest.mark.parametrize("text", ["60000", ":, :, -29", "0, 0, 0, 0", ":, ::0", ":, train_labels == 7", "..., ..."])
def test_where_we_refuse_numpy_refuses_too(text: str) -> None:
    array = np.broadcast_to(np.uint8(0), ALL)
    with pytest.raises((IndexError, ValueError)):
        eval(f"array[{text}]", {"array": array, "train_labels": LABELS})


# ------------------------------------------------------------------------------------------------- NumPy as the oracle

SHAPE = (6, 5, 4)
ARRAY = np.arange(120, dtype=np.uint8).reshape(SHAPE)
SIX = np.array([7, 1, 7, 9, 0, 3], np.uint8)

_ends = st.none() | st.integers(-9, 9) | st.sampled_from([10**30, -(10**30)])
_steps = st.none() | st.integers(-4, 4).filter(bool)
_slices = st.builds(
    lambda start, stop, step: f"{_or_nothing(start)}:{_or_nothing(stop)}" + (f":{step}" if step else ""),
    _ends,
    _ends,
    _steps,
)
_compare = st.builds(
    lambda sign, number, turned: f"{number} {sign} train_labels" if turned else f"train_labels {sign} {number}",
    st.sampled_from(["==", "!=", "<", "<=", ">", ">="]),
    st.integers(-3, 300) | st.sampled_from([10**30, -(10**30)]),
    st.booleans(),
)
_masks = st.recursive(
    _compare,
    lambda inner: st.builds("({}) {} ({})".format, inner, st.sampled_from("&|"), inner) | inner.map("~({})".format),
    max_leaves=3,
)


def _or_nothing(number: int | None) -> str:
    return "" if number is None else str(number)


@st.composite
def expressions(draw: st.DrawFn) -> str:
    """An index of an array (6, 5, 4) that is right, in any of its forms."""
    rank = draw(st.integers(0, 3))
    parts = [draw(_slices | st.integers(-size, size - 1).map(str)) for size in SHAPE[:rank]]
    if rank and draw(st.booleans()):
        parts[0] = draw(_masks)
    if rank < 3 and draw(st.booleans()):
        last = [draw(_slices | st.integers(-size, size - 1).map(str)) for size in SHAPE[rank + 1 :]]
        parts += ["...", *last]
    elif draw(st.booleans()):
        parts.insert(draw(st.integers(0 if rank == 3 else rank, rank)), "...")
    for _ in range(draw(st.integers(0, 2))):
        parts.insert(draw(st.integers(0, len(parts))), draw(st.sampled_from(["None", "np.newaxis"])))
    text = ", ".join(parts) or ":"
    return text if len(text) < index_syntax.LONGEST - 20 else ":"


def numpy_says(text: str) -> Any:
    return eval(text, {"train_images": ARRAY, "train_labels": SIX, "np": np})


def assembled(found: Indexing) -> np.ndarray:
    """The result put together from the positions of each axis, without NumPy's indexing."""
    result = np.empty(found.shape, ARRAY.dtype)
    for place in np.ndindex(*found.shape):
        at = [int(axis.positions[0]) if len(axis.positions) else 0 for axis in found.axes]
        for number, axis in zip(place, found.layout, strict=True):
            if axis is not None:
                at[axis] = int(found.axes[axis].positions[number])
        result[place] = ARRAY[at[0]][at[1]][at[2]]
    return result


@settings(max_examples=400, deadline=None)
@given(expressions())
def test_a_valid_expression_gives_what_numpy_gives(text: str) -> None:
    found = index(text, SHAPE, SIX)
    expected = numpy_says(f"train_images[{text}]")
    assert found.shape == expected.shape
    assert np.array_equal(assembled(found), expected)
    assert np.array_equal(ARRAY[found.key], expected)
    assert np.array_equal(numpy_says(found.text), expected)
    assert found.shared == np.shares_memory(ARRAY, expected)
    assert (found.kind == "scalar") == (not isinstance(expected, np.ndarray))


@settings(max_examples=200, deadline=None)
@given(expressions())
def test_every_other_spelling_gives_the_same(text: str) -> None:
    found = index(text, SHAPE, SIX)
    expected = numpy_says(f"train_images[{text}]")
    for spelling in spellings(found, SIX):
        again = numpy_says(spelling.text)
        assert spelling.text != found.text
        assert again.shape == expected.shape and np.array_equal(again, expected), spelling


@settings(deadline=None)
@given(st.integers(0, 12), st.data())
def test_three_sliders_and_the_text_stay_in_step(size: int, data: st.DataObject) -> None:
    low = data.draw(st.integers(0, size))
    high = data.draw(st.integers(low, size))
    step = data.draw(st.integers(-4, 4).filter(bool))
    part = slice_between(low, high, step, size)
    taken = list(range(size))[slice(part.start, part.stop, part.step)]
    inside = list(range(size))[low:high]
    assert taken == (inside[::step] if step > 0 else inside[::-1][::-step])


@settings(max_examples=200, deadline=None)
@given(expressions(), st.integers(0, 2), st.data())
def test_a_slider_changes_its_axis_and_no_other(text: str, axis: int, data: st.DataObject) -> None:
    assume(len(text) <= LONGEST - 20)  # room for what the slider writes; past the limit the field says so
    found = index(text, SHAPE, SIX)
    low = data.draw(st.integers(0, SHAPE[axis] - 1))
    high = data.draw(st.integers(low + 1, SHAPE[axis]))
    step = data.draw(st.integers(-3, 3).filter(bool))
    moved = index(with_slice(found, axis, slice_between(low, high, step, SHAPE[axis])), SHAPE, SIX)
    assert list(moved.axes[axis].positions) == list(
        range(low, high)[:: abs(step)] if step > 0 else range(low, high)[::step]
    )
    for before, after in zip(found.axes, moved.axes, strict=True):
        assert before.number == axis or list(before.positions) == list(after.positions)
    assert moved.axes[axis].reach[1:] == (moved.axes[axis].reach[1], step) or len(moved.axes[axis].positions) < 2


# --------------------------------------------------------------------------------------------------------- random text

_PIECES = [
    "train_images",
    "train_labels",
    "[",
    "]",
    "(",
    ")",
    ":",
    ",",
    "...",
    "None",
    "np.newaxis",
    "-",
    "~",
    "&",
    "==",
]
_PIECES += [
    "7",
    "60000",
    "1_0",
    "0x",
    "07",
    "1e9",
    "9**9",
    "lambda:",
    "print",
    "exit()",
    "__import__",
    "('os')",
    "\n",
    "\\",
]
_PIECES += [
    "True",
    "not ",
    " and ",
    " if ",
    "*",
    "{",
    "}",
    "'",
    '"',
    "#",
    "\x00",
    "\ud800",
    "é",
    "−",
    "…",
    ";",
    "@",
    ":=",
    ".",
]


def random_text(source: random.Random) -> str:
    if source.random() < 0.3:
        return "".join(chr(source.randrange(0x110000)) for _ in range(source.randrange(40)))
    if source.random() < 0.05:
        return source.choice(_PIECES) * source.randrange(1, 2_000)
    return "".join(source.choice(_PIECES) for _ in range(source.randrange(14)))


def read_random(count: int, seed: int) -> int:
    """Read random texts as indices; returns how many were one after all."""
    source = random.Random(seed)
    texts = (random_text(source) for _ in range(count))
    return attack(lambda text: index(text, ALL, LABELS), texts, IndexingError, said=lambda reason: reason.endswith("."))


def test_random_text_raises_nothing_but_our_error() -> None:
    assert read_random(5_000, seed=0) > 20


@pytest.mark.slow
def test_a_hundred_thousand_random_texts() -> None:
    assert read_random(100_000, seed=1) > 400


_watchers: list[Callable[[str], object]] = []  # an audit hook stays for good, hence a list that is mostly empty
sys.addaudithook(lambda event, _: [watch(event) for watch in _watchers or ()])


@given(st.text(max_size=80))
def test_any_text_at_all(text: str) -> None:
    with contextlib.suppress(IndexingError):
        index(text, ALL, LABELS)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "(lambda: 1)()",
        "train_images.__class__",
        "[i for i in train_labels]",
        "train_labels == (a := 7)",
        "exec(chr(49))",
        "train_labels.__eq__(7)",
    ],
)
def test_nothing_is_evaluated(text: str) -> None:
    seen: list[str] = []
    _watchers.append(seen.append)
    try:
        with pytest.raises(IndexingError):
            read_index(text)
    finally:
        _watchers.pop()
    assert set(seen) <= {"compile", "object.__getattr__"}  # ast.parse tells of itself as "compile"


def test_the_watcher_sees_an_evaluation() -> None:
    seen: list[str] = []
    _watchers.append(seen.append)
    try:
        eval("1 + 1")
    finally:
        _watchers.pop()
    assert "exec" in seen


def test_only_ast_reads_the_text() -> None:
    """No eval, exec or compile stands in the modules that read and work out an index."""
    folder = index_syntax.__file__.rpartition("/")[0]
    for name in ("index_syntax", "index_parts", "index_axes", "slicing", "slicing_words"):
        with open(f"{folder}/{name}.py", encoding="utf-8") as file:
            content = file.read()
        assert not any(f" {word}(" in content for word in ("eval", "exec", "compile", "literal_eval")), name


# ------------------------------------------------------------------------------------------------------------ the code


@pytest.mark.parametrize(
    "text",
    ["10:100", ":, 14:, 14:", ":, 7:-7, 7:-7", "7", "0, 0, 0", "::-1, ::2", "..., np.newaxis", "train_labels == 7"],
)
def test_the_code_gives_what_is_shown(text: str) -> None:
    digits = load()
    found = index(text, digits.train_images.shape, digits.train_labels)
    names: dict[str, Any] = {}
    exec(found.code, names)
    shown = {line.split("   # ")[0]: line.split("   # ")[1] for line in found.code.splitlines()[-2:]}
    for line, result in shown.items():
        assert str(eval(line, names)) == result
    assert names["my_slice"].shape == found.shape


@pytest.mark.parametrize(
    ("typed", "shortest", "note"),
    [
        ("10:100, :, :", "train_images[10:100]", "defaults left out"),
        (":, 7:-7, 7:-7", "train_images[:, 7:21, 7:21]", "counted from the front"),
        ("-1", "train_images[59999]", "counted from the front"),
        (":-6:-1", "train_images[:59994:-1]", "counted from the front"),
        ("..., 14:", "train_images[:, :, 14:]", "... written out"),
        (":5, :11:-2", "train_images[:5, :12:-2]", "another stop, the same positions"),
    ],
)
def test_the_shortest_spelling_says_what_it_does_without(typed: str, shortest: str, note: str) -> None:
    said = {spelling.text: spelling.note for spelling in spellings(index(typed, ALL))}
    assert said[shortest] == note

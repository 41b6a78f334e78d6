"""Painting into a slice of one's own copy: NumPy decides what changes, the shared digits never do."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from mnist_lab.digits.dataset import load
from mnist_lab.maths.painting import MOST, own_copy, painted, sentence
from mnist_lab.maths.slicing import index
from mnist_lab.maths.slicing_presets import PRESETS
from tests.maths.test_slicing import ARRAY, SHAPE, SIX, expressions

TEXTS = [*PRESETS.values(), "-5:", "3000:3010", "3050::-1", "::1000", "-1", "3999, 5", "0, 0, 0", "0, 0, 0, ...", "5:5"]
TEXTS += ["None, 3000:3300:7", "..., 3", "train_labels == 3, 14", "3000, ..., None"]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("copied", [False, True])
def test_the_own_slice_is_what_the_whole_array_has_there(text: str, copied: bool) -> None:
    digits = load()
    found = index(text, digits.train_images.shape, digits.train_labels)
    own = own_copy(found, digits.train_images, digits.train_labels, copied=copied)
    assert len(own.mine) <= MOST and own.mine.nbytes <= 160_000
    whole = found.axes[0].positions
    inside = [int(number) for number in whole if own.low <= number < own.low + len(own.mine)]
    assert [own.low + int(number) for number in own.found.axes[0].positions] == inside
    assert len(inside) > 0 or len(whole) == 0
    assert own.shared == (found.shared and not copied)
    for mine, theirs in zip(own.found.axes[1:], found.axes[1:], strict=True):
        assert list(mine.positions) == list(theirs.positions)


@settings(max_examples=150, deadline=None)
@given(expressions())
def test_paint_changes_the_array_exactly_where_a_view_looks(text: str) -> None:
    found = index(text, SHAPE, SIX)
    own = own_copy(found, ARRAY, SIX, copied=False)
    if found.kind == "scalar":
        with pytest.raises(ValueError, match="single number"):
            painted(own)
        return
    expected = ARRAY.copy()
    part = eval(f"x[{text}]", {"x": expected, "train_labels": SIX, "np": np})
    part[...] = 255
    after = painted(own)
    assert np.array_equal(after.mine, expected)
    assert after.changed == np.count_nonzero(expected != ARRAY)
    assert (np.asarray(after.my_slice) == 255).all()


def test_the_shared_digits_are_never_touched() -> None:
    digits = load()
    before = digits.train_images.copy()
    found = index(":, 14:, 14:", digits.train_images.shape)
    painted(own_copy(found, digits.train_images, digits.train_labels, copied=False))
    assert np.array_equal(before, digits.train_images)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("copied", [False, True])
@pytest.mark.parametrize("brush", [False, True])
def test_the_code_gives_what_is_shown(text: str, copied: bool, brush: bool) -> None:
    digits = load()
    found = index(text, digits.train_images.shape, digits.train_labels)
    own = own_copy(found, digits.train_images, digits.train_labels, copied=copied)
    own = painted(own) if brush and found.kind != "scalar" else own
    names: dict[str, Any] = {}
    exec(own.code, names)
    for line in own.code.splitlines()[-2:]:
        statement, _, shown = line.partition("   # ")
        assert str(eval(statement, names)) == shown
    assert np.array_equal(names["mine"], own.mine)
    assert np.array_equal(names["my_slice"], own.my_slice)


@pytest.mark.parametrize(
    ("text", "copied", "brush", "words"),
    [
        (":, 14:", False, False, "Guess, then paint"),
        (":, 14:", False, True, "my_slice is a view"),
        (":, 14:", True, True, "because of .copy()"),
        ("train_labels == 7", False, True, "because a mask always makes one"),
        ("0, 0, 0", False, False, "nothing to paint into"),
        ("3:3", False, False, "nothing to paint."),
    ],
)
def test_what_happened_in_words(text: str, copied: bool, brush: bool, words: str) -> None:
    digits = load()
    found = index(text, digits.train_images.shape, digits.train_labels)
    own = own_copy(found, digits.train_images, digits.train_labels, copied=copied)
    assert words in sentence(painted(own) if brush else own)

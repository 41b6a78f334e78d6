"""The sheet: simplified strokes, its ink, drawings as text in a link."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_lab.digits.normalise import normalise_strokes
from mnist_lab.digits.paper import SHEET, TOLERANCE, canvas_ink, extent, from_text, simplified, to_text
from mnist_lab.digits.strokes import StrokesError, strokes_from_points
from tests.drawings import DIGITS

points = st.lists(st.tuples(st.floats(-50, 330), st.floats(-50, 330)), min_size=1, max_size=30)
drawings = st.lists(points, max_size=4).map(strokes_from_points)


def distance(point: np.ndarray, line: np.ndarray) -> float:
    """How far a point lies from a line of points, worked out piece by piece."""
    if len(line) == 1:
        return float(np.hypot(*(point - line[0])))
    best = np.inf
    for a, b in pairwise(line):
        t = np.clip(np.dot(point - a, b - a) / max(np.dot(b - a, b - a), 1e-12), 0, 1)
        best = min(best, float(np.hypot(*(point - a - t * (b - a)))))
    return best


@given(drawings)
def test_no_point_is_farther_from_the_simplified_stroke_than_allowed(strokes: tuple[np.ndarray, ...]) -> None:
    for before, after in zip(strokes, simplified(strokes), strict=True):
        assert len(after) <= len(before)
        assert max(distance(point, after) for point in before) <= TOLERANCE + np.sqrt(0.5) + 1e-9  # and the rounding


@given(drawings)
def test_simplifying_twice_changes_nothing(strokes: tuple[np.ndarray, ...]) -> None:
    once = simplified(strokes)
    assert all(np.array_equal(a, b) for a, b in zip(once, simplified(once), strict=True))


@pytest.mark.parametrize("digit", range(10))
def test_the_networks_image_hardly_changes(digit: int) -> None:
    strokes = tuple(stroke + 0.3 for stroke in strokes_from_points(DIGITS[digit]))
    difference = normalise_strokes(strokes).image - normalise_strokes(simplified(strokes)).image
    assert np.abs(difference).mean() < 0.01


@given(drawings)
def test_a_link_holds_the_drawing(strokes: tuple[np.ndarray, ...]) -> None:
    kept = simplified(strokes)
    if kept:
        assert all(np.array_equal(a, b) for a, b in zip(from_text(to_text(kept)), kept, strict=True))


@given(st.text(max_size=40))
def test_nonsense_in_a_link_is_refused_or_a_drawing(text: str) -> None:
    try:
        strokes = from_text(text)
    except StrokesError:
        return
    assert all(np.isfinite(stroke).all() and np.abs(stroke).max() < 4096 for stroke in strokes)


def test_a_drawing_far_from_the_sheet_is_refused() -> None:
    with pytest.raises(StrokesError, match="elsewhere"):
        from_text("nonsense")


@pytest.mark.parametrize("text", ["", ".", "QAQ", "QAQA.", "QAQA QAQA", "QAQÄ", "A" * 40_004])
def test_what_is_no_drawing_is_refused(text: str) -> None:
    with pytest.raises(StrokesError, match="four of A-Z"):
        from_text(text)


def test_ink_of_one_line_worked_by_hand() -> None:
    # A line of 100 pixels with a pen of 10: 100 x 10 in the middle, and a round end of radius 5 at both sides.
    ink = canvas_ink((np.array([[90.0, 140], [190, 140]]),), pen=10)
    assert ink.shape == (SHEET, SHEET) and set(np.unique(ink)) == {0, 1}
    assert abs(ink.sum() - (1000 + np.pi * 25)) < 150
    assert ink[140, 140] == 1 and ink[150, 140] == 0


def test_an_empty_sheet_has_no_ink_and_no_extent() -> None:
    assert canvas_ink((), pen=10).sum() == 0 and extent(()) == (0, 0)


def test_ink_beyond_the_edge_is_cut_off() -> None:
    assert canvas_ink((np.array([[-500.0, -500], [900, 900]]),), pen=8).any()


def test_extent_is_width_and_height() -> None:
    assert extent((np.array([[10.0, 50], [30, 20]]), np.array([[5.0, 30]]))) == (25, 30)

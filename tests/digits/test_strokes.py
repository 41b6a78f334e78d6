"""Strokes: read from a canvas, whatever it returns."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mnist_lab.digits.strokes import MAX_POINTS, StrokesError, strokes_from_canvas, strokes_from_points


def canvas(*paths: list) -> dict:
    return {"objects": [{"type": "Path", "path": path} for path in paths]}


def test_a_line_has_its_two_ends() -> None:
    (stroke,) = strokes_from_canvas(canvas([["M", 1, 2], ["L", 5, 8]]))
    assert stroke.tolist() == [[1, 2], [5, 8]]


def test_a_quadratic_curve_passes_through_its_middle() -> None:
    # B(1/2) = 1/4 (0,0) + 1/2 (2,4) + 1/4 (4,0) = (2, 2)
    (stroke,) = strokes_from_canvas(canvas([["M", 0, 0], ["Q", 2, 4, 4, 0]]))
    assert stroke[0].tolist() == [0, 0]
    assert stroke[2].tolist() == [2, 2]
    assert stroke[-1].tolist() == [4, 0]


def test_a_cubic_curve_passes_through_its_middle() -> None:
    # B(1/2) = 1/8 (0,0) + 3/8 (0,8) + 3/8 (8,8) + 1/8 (8,0) = (4, 6)
    (stroke,) = strokes_from_canvas(canvas([["M", 0, 0], ["C", 0, 8, 8, 8, 8, 0]]))
    assert stroke[2].tolist() == [4, 6]


def test_each_move_begins_a_stroke_and_z_closes_it() -> None:
    first, second = strokes_from_canvas(canvas([["M", 0, 0], ["L", 3, 0], ["Z"], ["M", 9, 9], ["L", 9, 8]]))
    assert first.tolist() == [[0, 0], [3, 0], [0, 0]]
    assert second.tolist() == [[9, 9], [9, 8]]


def test_what_is_not_ink_is_left_out() -> None:
    drawing = {"objects": [{"type": "circle", "radius": 5}, {"type": "path", "path": [["M", 1, 1], ["L", 2, 2]]}]}
    assert len(strokes_from_canvas(drawing)) == 1


@pytest.mark.parametrize("nothing", [None, {}, {"objects": None}, {"objects": []}, [], "M 0 0", {"objects": [{}, 7]}])
def test_nothing_drawn_gives_no_strokes(nothing: object) -> None:
    assert strokes_from_canvas(nothing) == ()


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e9, "3", None, [1]])
def test_an_unreadable_point_is_skipped(number: object) -> None:
    (stroke,) = strokes_from_canvas(canvas([["M", 0, 0], ["L", number, 1], ["L", 5, 5]]))
    assert stroke.tolist() == [[0, 0], [5, 5]]


def test_reading_stops_at_a_bound() -> None:
    long = [["M", 0, 0], *([["L", 1, 1]] * MAX_POINTS)]
    assert sum(map(len, strokes_from_canvas(canvas(long, long, long)))) == MAX_POINTS


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["M", "L", "Q", "C", "Z", "path", ""]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(["objects", "type", "path"]), inner),
    max_leaves=30,
)


@given(json)
@example({"objects": [{"type": [], "path": []}]})
def test_no_json_makes_it_fail(drawing: object) -> None:
    for stroke in strokes_from_canvas(drawing):
        assert stroke.ndim == 2
        assert np.isfinite(stroke).all()


@given(st.lists(json, max_size=4))
def test_no_path_makes_it_fail(commands: list) -> None:
    for stroke in strokes_from_canvas(canvas([["M", 0, 0], *commands])):
        assert stroke.shape[1] == 2


@pytest.mark.parametrize(
    ("points", "reason"),
    [([[[0, 0, 0]]], "shape"), ([[[0, 0], [1]]], "list of points"), ([[[0, float("nan")]]], "finite"), ([5], "shape")],
)
def test_points_that_are_none_are_refused_with_the_reason(points: list, reason: str) -> None:
    with pytest.raises(StrokesError, match=reason):
        strokes_from_points(points)

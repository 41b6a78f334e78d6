"""The sheet: what it tells the canvas, and what it makes of what the canvas says."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_lab.digits.strokes import strokes_from_points
from mnist_lab.ui import canvas
from tests.drawings import DIGITS, DOT

SECONDS = 30


def sheet_app() -> None:
    """The sheet with a pen and the two buttons, nothing else."""
    import streamlit as st

    from mnist_lab.ui import canvas

    pen = st.slider("pen", 1, 40, 16)
    st.text(canvas.sheet(pen=pen))
    canvas.undo_button()
    st.button("Clear", on_click=canvas.clear)


@pytest.mark.parametrize("drawing", [*DIGITS.values(), DOT, (((3, 3),),)])
def test_what_the_canvas_is_told_is_what_it_would_say(drawing: object) -> None:
    strokes = strokes_from_points(drawing)  # type: ignore[arg-type]
    told = {"objects": canvas._objects(strokes, 16, "#0072b2")}
    heard = canvas._strokes(told)
    assert len(heard) == len(strokes)
    for before, after in zip(strokes, heard, strict=True):
        assert np.abs(after[0] - before[0]).max() == 0 and np.abs(after[-1] - before[-1]).max() == 0


def test_a_dot_has_a_length_so_that_it_is_drawn() -> None:
    (made,) = canvas._objects((np.array([[5.0, 5.0]]),), 16, "#0072b2")
    (_, *start), (_, *end) = made["path"]
    assert start != end


def test_the_strip_covers_the_toolbar_of_the_canvas() -> None:
    assert canvas.STRIP >= 40


def test_the_canvas_is_told_something_new_only_when_the_sheet_is_to_change() -> None:
    app = AppTest.from_function(sheet_app, default_timeout=SECONDS).run()
    first = app.session_state["canvas-given"]
    draw(app, DIGITS[4])
    assert app.session_state["canvas-given"] is first  # a stroke of the pen changes nothing
    app.slider[0].set_value(20).run()
    thicker = app.session_state["canvas-given"]
    assert [item["strokeWidth"] for item in thicker.drawing["objects"]] == [20, 20]
    _press(app, "Undo")
    undone = app.session_state["canvas-given"]
    assert len(undone.drawing["objects"]) == 1 and undone.drawing["edit"] == thicker.drawing["edit"] + 1
    _press(app, "Clear")
    assert app.session_state["canvas-given"].drawing["objects"] == []


def test_the_sheet_counts_as_changed_in_the_very_run_of_the_click() -> None:
    app = AppTest.from_function(sheet_app, default_timeout=SECONDS).run()
    draw(app, DIGITS[4])
    assert len(app.session_state["canvas-strokes"]) == 2
    _press(app, "Undo")
    assert len(app.session_state["canvas-strokes"]) == 1
    _press(app, "Clear")
    assert app.session_state["canvas-strokes"] == () and not app.exception
    assert next(button for button in app.button if button.label == "Undo").disabled  # nothing is left to undo


def test_the_last_drawing_is_none_before_the_first() -> None:
    app = AppTest.from_function(sheet_app, default_timeout=SECONDS).run()
    assert "last-drawing" not in app.session_state


def draw(app: AppTest, drawing: object) -> None:
    strokes = strokes_from_points(drawing)  # type: ignore[arg-type]
    raw = {"objects": canvas._objects(strokes, 16, "#0072b2")}
    app.session_state[canvas.KEY] = {"drawing": {"raw": raw, "data": None}}
    app.run()
    assert not app.exception


def _press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception

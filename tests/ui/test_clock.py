"""When a ticking part has the whole page drawn anew: as soon as its pace changes, but after the answer to a press."""

from streamlit.testing.v1 import AppTest


def page(now: float | None, *, pressed: bool) -> AppTest:
    """A part that was drawn at a pace of 0.5 s, looked at again when its pace is `now`; "anew" once the page is."""
    script = f"""
import streamlit as st
from mnist_lab.ui import clock, press

def draw():
    st.text("looked")

if st.session_state.get("once"):
    st.text("anew")
else:
    st.session_state["once"] = True
    st.session_state[press._ACTED] = {pressed}
    clock._look(draw, lambda: {now}, 0.5)
"""
    return AppTest.from_string(script).run()


def texts(at: AppTest) -> list[str]:
    assert not at.exception
    return [text.value for text in at.text]


def test_the_same_pace_changes_nothing() -> None:
    assert texts(page(0.5, pressed=False)) == ["looked"]


def test_another_pace_draws_the_page_anew() -> None:
    for now in (None, 0.25, 30.0):
        assert texts(page(now, pressed=False)) == ["anew"]


def test_the_answer_to_a_press_that_slows_the_clock_stands_there_first() -> None:
    assert texts(page(30.0, pressed=True)) == ["looked"]
    for now in (None, 0.25):  # nobody would come back, or too late
        assert texts(page(now, pressed=True)) == ["anew"]

"""A press that comes a second time, after the button has become another, goes nowhere."""

from streamlit.testing.v1 import AppTest


def switch_app() -> None:
    """A run that one button pauses and resumes."""
    import streamlit as st

    from mnist_lab.ui import press

    running = st.session_state.setdefault("running", True)

    def turn(to: bool) -> None:
        st.session_state["running"] = to
        st.session_state["turns"] = st.session_state.get("turns", 0) + 1

    label = "Pause" if running else "Resume"
    press.button(label, key="turn", about=label, on_click=turn, args=(not running,))


def test_the_same_press_twice_counts_once() -> None:
    at = AppTest.from_function(switch_app).run()
    pause = at.button[0]
    pause.click().run()
    assert at.button[0].label == "Resume" and at.session_state["turns"] == 1
    resume = at.button[0]
    at._run(widget_state=_pressed(pause.id))
    assert at.button[0].label == "Resume" and at.session_state["turns"] == 1
    resume.click().run()
    assert at.button[0].label == "Pause" and at.session_state["turns"] == 2


def _pressed(widget: str):  # type: ignore[no-untyped-def]
    from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

    return WidgetStates(widgets=[WidgetState(id=widget, trigger_value=True)])

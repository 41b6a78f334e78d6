"""Presets and clicks that set widgets which are not on the page yet, so that the link knows of them too.

wishes.fulfil()                                          first line of the fragment, before any widget
st.button(..., on_click=wishes.take, args=(values,))     values: key of a widget -> what it is to show
wishes.link()                                            last line: all widgets are drawn
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

_TAKEN, _AGAIN = "wishes:taken", "wishes:again"


def take(values: Mapping[str, object]) -> None:
    """Give widgets other values, before the run that follows; for `on_click`."""
    for key, value in values.items():
        st.session_state[key] = value
    st.session_state[_TAKEN] = values


def wish(values: Mapping[str, object]) -> None:
    """Give widgets that are drawn already other values: in a run of its own, which begins at once."""
    st.session_state[_AGAIN] = values
    st.rerun(scope="fragment")


def fulfil() -> None:
    """Set once more what was taken in the run before; to be called before any widget is drawn."""
    for key, value in st.session_state.pop(_AGAIN, {}).items():
        st.session_state[key] = value


def link() -> None:
    """Bring into the link what was set before its widget was drawn; to be called when all are drawn.

    Streamlit writes a value that a script sets into the URL only if the widget was on the page before: so once more.
    """
    values = st.session_state.pop(_TAKEN, None)
    if values is not None:
        st.session_state[_AGAIN] = values
        st.rerun()

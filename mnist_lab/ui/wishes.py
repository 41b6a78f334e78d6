"""Other values for widgets that are drawn already: what a click in a figure, or a preset for another part, asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import streamlit as st

from mnist_lab.ui.state import Panel

WISH: Final = "wish"
"""In the session: name of a widget -> the value it is to have in the next run."""
_LINK: Final = "wish-link"


def wish(values: Mapping[str, object], *, scope: Literal["app", "fragment"] = "fragment") -> None:
    """Give widgets that are drawn already another value: in a run of its own, which begins at once."""
    st.session_state[WISH] = values
    if "part" in values:
        st.session_state[_LINK] = values
    st.rerun(scope=scope)


def fulfil(panel: Panel) -> None:
    """Put what a click wished for into the widgets; to be called before any of them is drawn."""
    for name, value in st.session_state.pop(WISH, {}).items():
        st.session_state[panel.key(name)] = value


def take(panel: Panel, values: Mapping[str, object]) -> None:
    """Set widgets from a callback, also those that are not drawn at the moment."""
    for name, value in values.items():
        st.session_state[panel.key(name)] = value
    st.session_state[_LINK] = values


def link() -> None:
    """Bring widgets into the link that were set before they were drawn; to be called when all are drawn.

    Streamlit writes a value that a script sets into the URL only if the widget was on the page before.
    """
    values = st.session_state.pop(_LINK, None)
    if values is not None:
        st.session_state[WISH] = values
        st.rerun()

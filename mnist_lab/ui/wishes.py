"""Other values for widgets that are drawn already: what a click in a figure asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import streamlit as st

from mnist_lab.ui.state import Panel

WISH: Final = "wish"
"""In the session: name of a widget -> the value it is to have in the next run."""


def wish(values: Mapping[str, object], *, scope: Literal["app", "fragment"] = "fragment") -> None:
    """Give widgets that are drawn already another value: in a run of its own, which begins at once."""
    st.session_state[WISH] = values
    st.rerun(scope=scope)


def fulfil(panel: Panel) -> None:
    """Put what a click wished for into the widgets; to be called before any of them is drawn."""
    panel.put(st.session_state.pop(WISH, {}))

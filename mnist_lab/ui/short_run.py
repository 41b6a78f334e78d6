"""A training run that another lesson starts with one button: it goes to the visitor's shelf like any other."""

from __future__ import annotations

import streamlit as st

from mnist_lab.runs.pool import PoolFullError
from mnist_lab.runs.run import RunError
from mnist_lab.runs.settings import Settings
from mnist_lab.ui import press, runs


def start_button(label: str, settings: Settings, *, key: str) -> None:
    """Draw the button that starts a run of these settings, and under it why the last press could not."""
    front = runs.front()
    about, icon = front.run.id if front else "none", ":material/play_arrow:"  # another run in front, another button
    said = f"{key}-said"
    press.button(label, key=key, about=about, icon=icon, on_click=_start, args=(settings, said))
    if st.session_state.get(said):
        st.error(st.session_state[said])


def _start(settings: Settings, said: str) -> None:
    st.session_state[said] = ""
    try:
        runs.start(settings)
    except (RunError, PoolFullError, runs.ShelfFullError) as reason:
        st.session_state[said] = str(reason)

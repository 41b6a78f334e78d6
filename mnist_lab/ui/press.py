"""A button whose press counts once, for pages with fragments that run by a clock.

Where such a clock ticks at the moment of a press, Streamlit's page sends the press twice: with the clock's request and
with its own. The second one presses whatever the button has become meanwhile: Pause, and at once Resume. Here a button
says what it is about; when that changes it is another button, and the late press of the former one goes nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st


def button(label: str, *, key: str, about: object, on_click: Callable[..., None], **look: Any) -> None:
    """Draw a button.

    Parameters
    ----------
    label : str
        What stands on it.
    key : str
        Name of the place it stands in: the same whatever it is about.
    about : object
        What a press now would act on, as text: the state of a run, the number of a step.
    on_click : callable
        What a press does.
    look
        Further options of `st.button`.
    """
    with st.container(key=key, width="content"):
        st.button(label, key=f"{key}:{about}", on_click=on_click, **look)

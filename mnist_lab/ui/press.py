"""A button whose press counts once, for pages with fragments that run by a clock.

Where such a clock ticks at the moment of a press, Streamlit's page sends the press twice: with the clock's request and
with its own. The second one presses whatever the button has become meanwhile: Pause, and at once Resume. Here a button
says what it is about; when that changes it is another button, and the late press of the former one, which Streamlit
still hands over, is told from its own by what the place was last drawn for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

_DRAWN = "press-drawn"  # in the session: place -> what the button there is about now
_ACTED = "press-acted"  # in the session: a press has acted since it was last asked


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
    args = look.pop("args", ())
    drawn = st.session_state.setdefault(_DRAWN, {})
    drawn[key] = str(about)
    with st.container(key=f"press-{key}", width="content"):
        st.button(label, key=f"{key}:{about}", on_click=_pressed, args=(key, str(about), on_click, args), **look)


def just_acted() -> bool:
    """Return, once, whether what is drawn now answers a press."""
    return bool(st.session_state.pop(_ACTED, False))


def _pressed(key: str, about: str, on_click: Callable[..., None], args: tuple[Any, ...]) -> None:
    """Act once for each time the button was drawn for what it was pressed for."""
    drawn = st.session_state.get(_DRAWN, {})
    if drawn.get(key) == about:
        del drawn[key]
        st.session_state[_ACTED] = True
        on_click(*args)

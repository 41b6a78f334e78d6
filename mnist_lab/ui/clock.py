"""A part of the page that is drawn again and again while something goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import streamlit as st

from mnist_lab.ui import press

Pace: TypeAlias = Callable[[], float | None]
"""Returns the seconds between two looks, or None where nothing moves."""


def ticking(draw: Callable[[], None], pace: Pace) -> None:
    """Draw a part now, and again as often as `pace` says; when that changes, the whole page is drawn anew.

    The answer to a press that slows the clock, such as Pause, stands there first: the page follows at the next look.
    """
    every = pace()
    st.fragment(_look, run_every=every)(draw, pace, every)


def _look(draw: Callable[[], None], pace: Pace, every: float | None) -> None:
    draw()
    answers, now = press.just_acted(), pace()
    slower = every is not None and now is not None and now > every
    if now != every and not (answers and slower):
        st.rerun()

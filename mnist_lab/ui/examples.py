"""Without a pen: digits of the test set, which are in MNIST's form already, and four drawings to try."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_lab.digits.presets import PRESETS, Preset
from mnist_lab.ui import canvas, press
from mnist_lab.ui.digits import digits
from mnist_lab.ui.state import Panel

NONE = "none"
MOST = 1_000


@dataclass(frozen=True, eq=False)
class Example:
    """One image (28, 28) uint8 of the test set, what it shows, and the code that gives it."""

    image: NDArray[np.uint8]
    label: int
    code: str


def example(panel: Panel, *, drawn: bool) -> Example | None:
    """Draw the choice of a test digit; returns it, or None while the visitor draws: then there is ink, `drawn`."""
    key, turn = panel.key("example"), panel.key("nth")
    if drawn:
        st.session_state[key] = NONE
    digit = panel.select(
        "example",
        "No pen? Test digit",
        options=(NONE, *map(str, range(10))),
        default=NONE,
        format_func=lambda option: "–" if option == NONE else option,  # what it says is in the URL too
        on_change=_chosen,
        args=(turn,),
    )
    if digit == NONE:
        return None
    with st.container(key="no-pen", horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        now, icon = st.session_state.get(turn), ":material/skip_next:"
        press.button("Next", key="draw-next", about=now, icon=icon, on_click=_next, args=(turn,))
        number = panel.number(
            "nth",
            f"Which {digit} of the test set",
            low=1,
            high=MOST,
            default=1,
            width=130,
            label_visibility="collapsed",
        )
    labels = digits().test_labels
    places = np.flatnonzero(labels == int(digit))
    place = int(places[(number - 1) % len(places)])
    code = f"image = load().test_images[{place}]   # a {digit}"
    return Example(digits().test_images[place], int(digit), code)


def presets(panel: Panel) -> None:
    """Draw the buttons of the four drawings to try."""
    with st.container(key="presets", horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.caption("Try this", width="content")
        for preset in PRESETS:
            st.button(preset.name, on_click=_take, args=(preset, panel.key("pen")))


def reset(panel: Panel) -> None:
    """Draw the button that brings back an empty sheet and all first settings; to be drawn after the widgets."""
    if panel.reset():
        canvas.clear()
        st.rerun(scope="fragment")


def _take(preset: Preset, pen: str) -> None:
    st.session_state[pen] = preset.pen
    canvas.put(preset.strokes)


def _chosen(turn: str) -> None:
    st.session_state[turn] = 1
    canvas.clear()


def _next(turn: str) -> None:
    st.session_state[turn] = st.session_state[turn] % MOST + 1

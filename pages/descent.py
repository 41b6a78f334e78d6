"""Lesson "descent": descent step by step, optimisers raced, rate and momentum, mini-batches, a real landscape."""

import streamlit as st

from mnist_lab.ui import descent, descent_race, descent_real, frame, wishes
from mnist_lab.ui.state import Panel

PARTS = {
    "Step by step": descent.one,
    "Race": descent_race.racing,
    "Rate × momentum": descent_race.mapping,
    "Mini-batches": descent_real.batched,
    "The real landscape": descent_real.landscape,
}
panel = Panel("descent")


@st.fragment
def lesson() -> None:
    """Draw the chosen part; only that part is computed."""
    wishes.fulfil(panel)
    PARTS[panel.parts(tuple(PARTS))](panel)


frame.begin("descent")
descent.style()
lesson()
frame.end()

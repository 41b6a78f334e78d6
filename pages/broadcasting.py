"""Lesson "broadcasting": two arrays aligned, stretched and worked out cell by cell; what that costs, how fast it is."""

import streamlit as st

from mnist_lab.maths.elementwise import Elementwise
from mnist_lab.ui import broadcasting, digits, elementwise, frame
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.state import Panel

frame.begin("broadcasting")
panel = Panel("broadcasting")


@st.fragment
def lesson() -> None:
    """Draw the two arrays, their result and its code; run again after each change of a control and each click."""
    controls, picture = frame.sides()
    with controls:
        chosen = broadcasting.choose(panel, digits.digits())
        cell = broadcasting.cell_of(panel, chosen.found)
        broadcasting.presets(panel)
    with picture:
        broadcasting.picture(panel, chosen, cell)
    code_panel(cell.code if cell else chosen.found.code)
    if isinstance(chosen.found, Elementwise):
        elementwise.costs(chosen.found, cell)


@st.fragment
def loops() -> None:
    """Draw the race of a loop against compiled code."""
    elementwise.speed(panel)


lesson()
loops()
digits.notice()
frame.end()

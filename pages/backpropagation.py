"""Lesson "backpropagation": a formula as a graph, the same under TensorFlow's tape, a small network, the real one."""

import streamlit as st

from mnist_lab.ui import backpropagation, frame, tapes, wishes
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.state import Panel

GRAPH, TAPE = "A formula as a graph", "TensorFlow's tape"
panel = Panel("backpropagation")


def graph() -> None:
    """Draw a typed formula as a graph, and the same under the tape."""
    controls, picture = frame.sides()
    with controls:
        done = backpropagation.choose(panel)
        backpropagation.presets(panel, backpropagation.PRESETS)
    with picture:
        backpropagation.picture(done)
    ours, theirs = st.columns(2, gap="large")
    with ours:
        code_panel(done.code)
    with theirs:
        tapes.beside(done)


def tape() -> None:
    """Draw an example of the tape with TensorFlow's answer."""
    controls, picture = frame.sides()
    with controls:
        name, mended = tapes.choose(panel)
        panel.reset()
    code_panel(tapes.example(name, mended, picture))


PARTS = {GRAPH: graph, TAPE: tape}


@st.fragment
def lesson() -> None:
    """Draw the chosen part; run again after each change of a control."""
    wishes.fulfil()
    PARTS[backpropagation.choose_part(panel, tuple(PARTS))]()
    wishes.link()


frame.begin("backpropagation")
backpropagation.style()
lesson()
frame.end()

"""Lesson "backpropagation": a formula as a graph, the same under TensorFlow's tape, a small network, the real one."""

import streamlit as st

from mnist_lab.ui import backpropagation, digits, frame, small_network, tapes, weight_gradients
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.state import Panel

GRAPH, TAPE, SMALL = "A formula as a graph", "TensorFlow's tape", "A network by hand"
REAL = "784-512-10"
panel = Panel("backpropagation")


def graph() -> None:
    """Draw a typed formula as a graph, and the same under the tape."""
    controls, picture = frame.sides()
    with controls:
        done = backpropagation.choose(panel)
        panel.examples(backpropagation.PRESETS)
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
        panel.examples(tapes.PRESETS)
    code_panel(tapes.example(name, mended, picture))


def by_hand() -> None:
    """Draw the 2-3-1 network: forward, backward, update, new loss."""
    controls, picture = frame.sides()
    with controls:
        done = small_network.choose(panel)
        panel.examples(small_network.PRESETS)
    with picture:
        small_network.picture(done)
    small_network.table(done)
    code_panel(done.code)


def real() -> None:
    """Draw what one digit asks of each weight of the trained network."""
    controls, picture = frame.sides()
    with controls:
        found, unit = weight_gradients.choose(panel)
        panel.examples(weight_gradients.PRESETS)
        weight_gradients.check(found, unit)
    with picture:
        weight_gradients.picture(found, unit)
    code_panel(found.code)
    digits.notice()


PARTS = {GRAPH: graph, TAPE: tape, SMALL: by_hand, REAL: real}


@st.fragment
def lesson() -> None:
    """Draw the chosen part; run again after each change of a control."""
    PARTS[panel.parts(tuple(PARTS))]()


frame.begin("backpropagation")
backpropagation.style()
lesson()
frame.end()

"""Lesson "derivatives": secants that become the tangent, the error of a quotient over h, the gradient and its step."""

import streamlit as st

from mnist_lab.maths.difference_error import difference_error
from mnist_lab.ui import derivatives, frame, gradients
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.state import Panel

frame.begin("derivatives")
derivatives.style()
panel = Panel("derivatives")


@st.fragment
def one_variable() -> None:
    """Draw the curve, its code and the error over h; run again after each change of a control."""
    controls, picture = frame.sides()
    with controls:
        there, play = derivatives.choose(panel)
        panel.examples(derivatives.PRESETS)
    with picture:
        derivatives.picture(there, play)
    left, right = st.columns(2, gap="large")
    with left:
        code_panel(there.code)
    with right:
        code_panel(there.tape, title="With TensorFlow's tape")
    st.subheader("How small should h be?", anchor=False)
    with st.container(key="derivatives-error"):
        words, drawn = st.columns([1, 2], gap="medium")
    with words:
        found = difference_error(there.curve.text, there.x, derivatives.formula(panel))
        if found is not None:
            st.markdown(found.sentence)
    with drawn:
        derivatives.errors(found, there)
    if found is not None:
        code_panel(found.code, title="The measurement")


@st.fragment
def two_variables() -> None:
    """Draw the loss of two weights, its gradient and the step; run again after each change of a control."""
    st.subheader("Two weights: the gradient, and a step against it", anchor=False)
    with st.container(key="derivatives-weights"):
        controls, picture = st.columns([1, 2], gap="medium")
    with controls:
        around, taken = gradients.choose(panel)
        gradients.buttons(panel, taken)
        gradients.reading(around, taken)
    with picture:
        gradients.picture(around, taken)
    left, right = st.columns(2, gap="large")
    with left:
        code_panel(taken.code, title="The step")
    with right:
        code_panel(around.code, title="The direction")


one_variable()
two_variables()
frame.end()

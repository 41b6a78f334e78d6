"""Lesson "tensors": the ladder from rank 0 to rank 5, key attributes, dtypes, your own nested list."""

import streamlit as st

from mnist_lab.ui import digits, frame, tensors
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.state import Panel

frame.begin("tensors")
panel = Panel("tensors")


@st.fragment
def lesson() -> None:
    """Draw the tensor, its attributes and its code; run again after each change of a control."""
    controls, picture = frame.sides()
    with controls:
        tensor = tensors.choose(panel, digits.digits().train_images)
        channel = tensors.channel(panel, tensor)
        below = st.container()
    with picture:
        tensors.attributes(tensor)
        st.markdown(f"**{tensor.name.capitalize()}.** {tensor.step}")
        tensors.picture(tensor, channel=channel)
        st.markdown(tensor.sentence)
    with below:
        panel.examples(tensors.PRESETS, label="Try this, from the notebook")
    code_panel(tensor.code)


@st.fragment
def questions() -> None:
    """Draw what follows below the picture: questions to guess at, then dtypes at work."""
    tensors.predictions(panel)
    tensors.addition(panel)


lesson()
questions()
digits.notice()
frame.end()

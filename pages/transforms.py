"""Lesson "transforms": what a matrix does to the plane, played and dragged; order of steps; a digit turned."""

from functools import partial

import streamlit as st

from mnist_lab.ui import digits, frame, transform_orders, transforms
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.state import Panel

frame.begin("transforms")
transforms.style()
panel = Panel("transforms")


@st.fragment
def lesson() -> None:
    """Draw one map; run again after each change of a control, a dragged tip or a click on the plane."""
    controls, picture = frame.sides()
    words, code = st.columns(2, gap="large")
    with controls:
        shown, shows = transforms.choose(panel, words)
        panel.examples(transforms.PRESETS, take=partial(transforms.take, panel))
    with picture:
        transforms.picture(panel, shown, shows)
    with words:
        transforms.below(shown)
    with code:
        code_panel(shown.code)


lesson()
st.fragment(transform_orders.orders)(panel)
st.fragment(transform_orders.turned)()
digits.notice()
frame.end()

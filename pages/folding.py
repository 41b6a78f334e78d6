"""Lesson "folding": affine after affine is affine, ReLU folds the plane, and training finds the folds."""

from functools import partial

import streamlit as st

from mnist_lab.ui import folding, folding_network, frame
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.state import Panel

frame.begin("folding")
folding.style()
panel = Panel("folding")


@st.fragment
def stack() -> None:
    """Draw a stack of layers; run again after each change of a control."""
    controls, picture = frame.sides()
    words, code = st.columns(2, gap="large")
    with controls:
        shown, beside = folding.choose(panel)
        panel.examples(folding.PRESETS, take=partial(folding.take, panel))
    with picture:
        folding.picture(shown, beside)
    with words:
        folding.below(shown)
    with code:
        code_panel(shown.code)


stack()
folding_network.section(Panel("uncrumple"))
frame.end()

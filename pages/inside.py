"""Lesson "inside": one digit in one network; the forward pass, evidence, mistakes, robustness, damage, hidden space."""

import streamlit as st

from mnist_lab.ui import digits, frame, inside, inside_forward, inside_tests, readers, wishes
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.state import Panel

PARTS = {
    "Forward pass": inside_forward.forward,
    "Why": inside_forward.why,
    "Mistakes": inside_tests.mistakes,
    "Robustness": inside_tests.robust,
    "Break it": inside_tests.break_it,
    "Space": inside_tests.in_space,
}
panel = Panel("inside")


@st.fragment
def lesson() -> None:
    """Draw the digit, the network and the chosen part; only that part is computed."""
    wishes.fulfil(panel)
    part = panel.parts(tuple(PARTS))
    controls, picture = frame.sides()
    with controls:
        seen = inside.choose(panel)
        fields = st.container(key="inside-fields", gap="small")
    code = PARTS[part](panel, seen, fields=fields, picture=picture)
    with controls:
        panel.examples(inside.presets())
    code_panel(code, file_name="inside.py")
    readers.file_button(seen.reader)


frame.begin("inside")
inside.style()
lesson()
digits.notice()
frame.end()

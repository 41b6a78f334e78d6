"""Lesson "reshaping": cells that travel by reshape and by transpose, a digit in one line, a batch as rows."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mnist_lab.ui import digits, frame, reshaping
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.state import Panel

frame.begin("reshaping")
reshaping.style()
panel = Panel("reshaping")


@st.fragment
def lesson() -> None:
    """Draw the part that was chosen; run again after each change of a control."""
    controls, picture = frame.sides()
    with controls:
        part = panel.part("part", "What happens to x?", reshaping.PARTS)
    parts = dict(zip(reshaping.PARTS, (reshape, transpose, digit, batch), strict=True))
    parts[part](controls, picture)


def reshape(controls: DeltaGenerator, picture: DeltaGenerator) -> None:
    """Read x row by row, and cut what was read into other rows."""
    with controls:
        found = reshaping.choose_reshape(panel)
    with picture:
        reshaping.draw_reshape(found)
    left, right = st.columns(2, gap="large")
    with left:
        reshaping.reshape_strides(found)
    with right:
        code_panel(found.code)


def transpose(controls: DeltaGenerator, picture: DeltaGenerator) -> None:
    """Write the indices of x in another order, beside the reshape that gives the same shape."""
    with controls:
        both = reshaping.choose_transpose(panel)
    with picture:
        reshaping.draw_transpose(both)
    left, right = st.columns(2, gap="large")
    with left:
        reshaping.transpose_strides(both)
    with right:
        code_panel(both.code)


def digit(controls: DeltaGenerator, picture: DeltaGenerator) -> None:
    """Lay the rows of a digit one behind the other, and fold the line again."""
    with controls:
        found = reshaping.choose_digit(panel, digits.digits().train_images)
    with picture:
        reshaping.draw_digit(found)
    code_panel(found.code)


def batch(controls: DeltaGenerator, picture: DeltaGenerator) -> None:
    """Make rows of 784 of many digits; some ways mix them."""
    with controls:
        found = reshaping.choose_batch(panel, digits.digits().train_images)
    with picture:
        reshaping.draw_batch(found, coloured=panel.toggle("coloured", "Colour the ink by digit", default=True))
    code_panel(found.code)


lesson()
digits.notice()
frame.end()

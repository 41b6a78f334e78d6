"""Lesson "slicing": an index as text and as sliders, what it takes, its other spellings, and view or copy."""

import streamlit as st

from mnist_lab.figures import slicing as pictures
from mnist_lab.maths.painting import OwnCopy, sentence
from mnist_lab.maths.slicing import Indexing, index
from mnist_lab.maths.slicing_presets import PRESETS, with_all_digits
from mnist_lab.maths.slicing_words import memory_sentence, shape_sentence
from mnist_lab.ui import digits, frame, slicing
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.plot import show
from mnist_lab.ui.state import Panel

frame.begin("slicing")
slicing.style()
panel = Panel("slicing")
used = digits.digits()
images, labels = used.train_images, used.train_labels


def lesson() -> None:
    """Draw the lesson; run again after each change of the text or of a slider."""
    with st.container(key="expression"):
        field, shape = st.columns([5, 3], gap="medium", vertical_alignment="center")
    with field:
        text = panel.text(
            "index",
            "Index",
            default=PRESETS["Corner of 90"],
            check=lambda typed: index(typed, images.shape, labels),
            label_visibility="collapsed",
        )
    found = index(text, images.shape, labels)
    with shape:
        slicing.answer(found, panel)
    controls, picture = frame.sides()
    with controls:
        panel.presets({name: {"index": preset} for name, preset in PRESETS.items()})
        slicing.axes(found, panel)
        panel.reset()
    with picture:
        taken(found)
    left, right = st.columns(2, gap="large")
    with left:
        slicing.others(found, used, panel)
    with right:
        code_panel(found.code)
    st.subheader("View or copy?", anchor=False)
    view_or_copy(slicing.own(found, used, copied=panel.toggle("copied", "Call .copy() on the slice first")))


def taken(found: Indexing) -> None:
    """Draw what the index takes, what comes out, and what that says."""
    left, right = st.columns([8, 5], gap="small")
    with left:
        show(pictures.chosen_figure(found, images, labels), key="chosen", alt=pictures.chosen_text(found))
    with right:
        show(pictures.slice_figure(found, images), key="slice", alt=pictures.slice_text(found))
    with st.container(key="reading", gap="xsmall"):
        st.markdown(f"{shape_sentence(found)}{with_all_digits(found)}\n\n{memory_sentence(found)}")


def view_or_copy(mine: OwnCopy) -> None:
    """Draw the visitor's own copy and the slice of it, before and after painting."""
    words, digits_of_mine = st.columns(2, gap="large")
    with words:
        slicing.brush(mine)
        st.markdown(sentence(mine))
        code_panel(mine.code, title="What the brush does")
    left, right = digits_of_mine.columns([8, 5], gap="small")
    with left:
        show(pictures.own_figure(mine), key="mine", alt=pictures.own_text(mine))
    with right:
        show(pictures.own_slice_figure(mine), key="my-slice", alt=pictures.slice_text(mine.found))


st.fragment(lesson)()
digits.notice()
frame.end()

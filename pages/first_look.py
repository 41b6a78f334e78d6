"""Lesson "first_look": the first example in seven steps, each result as printed there and as computed here."""

import streamlit as st

from mnist_lab.ui import (
    digits,
    first_look,
    first_look_answers,
    first_look_data,
    first_look_fit,
    first_look_model,
    frame,
)
from mnist_lab.ui.state import Panel

DRAWN = dict(
    zip(
        first_look.STEPS,
        (
            first_look_data.data_step,
            first_look_model.model_step,
            first_look_model.compile_step,
            first_look_data.preprocess_step,
            first_look_fit.fit_step,
            first_look_answers.predict_step,
            first_look_answers.evaluate_step,
        ),
        strict=True,
    )
)

frame.begin("first_look")
first_look.style()
panel = Panel("first_look")


def lesson() -> None:
    """Draw the choice of the step and that step; run again after each change of a control."""
    with st.container(key="steps", horizontal=True, vertical_alignment="center", gap="small"):
        step, tools = first_look.step(panel), st.container(horizontal=True, gap="xsmall", width="content")
    DRAWN[step](panel)
    with tools:
        first_look.tools(panel)


st.fragment(lesson)()
digits.notice()
frame.end()

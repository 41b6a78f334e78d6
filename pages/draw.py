"""Lesson "draw": a sheet to draw on, the answer after each stroke, and how the network's image came to be."""

import streamlit as st

from mnist_lab.network.reading import Reader, Reading, read_drawing, read_image
from mnist_lab.ui import answer, canvas, digits, examples, frame, readers, visit
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.state import Panel

panel = Panel("draw")


def lesson(every: float | None) -> None:
    """Draw the lesson; run again after each stroke and, every so many seconds, while the chosen network trains."""
    with st.container(key="drawing"):
        left, right = st.columns([5, 11], gap="medium")
    with left:
        sheet, settings = st.container(key="paper", gap="xsmall"), st.container(key="settings", gap="xsmall")
    with sheet:
        paper, tools = st.container(), st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall")
    with tools:
        undo, clear = st.empty(), st.empty()
        pen = panel.slider("pen", "Pen width", low=2, high=40, default=16)
    with paper:
        strokes = canvas.sheet(pen=pen)
    with undo:
        canvas.undo_button()
    clear.button("Clear", icon=":material/delete:", on_click=canvas.clear, disabled=not strokes)
    with settings:
        examples.presets(panel)
        choices = st.columns(2, gap="small")
    with choices[0]:
        network = readers.reader()
    with choices[1]:
        example = examples.example(panel, drawn=bool(strokes))
    with tools:
        examples.reset(panel)
    if example is None:
        reading = read_drawing(strokes, network, pen=pen)
    else:
        reading = read_image(example.image, network, origin=example.code)
    with right:
        picture(reading, pen=pen, truth=None if example is None else example.label)
    below(reading, network)
    if readers.cadence() != every:
        st.rerun()


def picture(reading: Reading, *, pen: int, truth: int | None) -> None:
    """Draw the answer, the bars, the stages, and the question what was meant."""
    if reading.strokes and reading.digit is not None:
        canvas.remember(reading.image)
    with st.container(key="answer-and-bars"):
        words, bars = st.columns([2, 5], gap="small")
    with words:
        answer.answer(reading, truth=truth)
    with bars:
        answer.bars(reading)
    with st.container(key="stages"):
        answer.making(reading, pen=pen)
    visit.meant(reading)


def below(reading: Reading, network: Reader) -> None:
    """Draw what follows below the picture: the drawings of this visit, and the code."""
    visit.drawings()
    code_panel(reading.code, title="The code", file_name="read_digit.py")
    readers.file_button(network)


frame.begin("draw")
cadence = readers.cadence()
st.fragment(lesson, run_every=cadence)(cadence)
digits.notice()
frame.end()

"""Lesson "puzzle": what made the notebook's test loss of 18.4538? Suspects, experiments, the solution, the habit."""

import streamlit as st

from mnist_lab.figures.puzzle import map_figure, map_text
from mnist_lab.ui import digits, frame, puzzle, puzzle_live
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.plot import show
from mnist_lab.ui.state import Panel

frame.begin("puzzle")
puzzle.style()
panel = Panel("puzzle")


@st.fragment
def case(opened: bool) -> None:
    """Draw the accusation and its experiment; the page is drawn anew when the case opens or closes."""
    controls, picture = frame.sides()
    with controls:
        trial = puzzle.accuse(panel)
        puzzle.presets(panel)
        if puzzle.solved(panel) != opened:
            st.session_state["puzzle-opened"] = not opened
            st.rerun()
    with picture:
        show(map_figure(trial, puzzle.others(trial)), key="map", alt=map_text(trial))
        puzzle.clues(trial)
        puzzle.finding(trial)
    code_panel(trial.code)


@st.fragment
def solution() -> None:
    """Draw who did it, how long the model had been trained before, and how sure it is."""
    puzzle.solution()
    st.subheader("“Epoch 1/20” was not the first", anchor=False)
    puzzle.trained_before(panel)
    st.subheader("Mostly right, and far too sure", anchor=False)
    puzzle.confidence()


@st.fragment
def habit() -> None:
    """Draw what prevents it."""
    st.subheader("The habit that prevents it", anchor=False)
    puzzle.habit(panel)


opened = bool(st.session_state.get("puzzle-opened"))
case(opened)
if opened:
    solution()
    st.subheader("Run it yourself", anchor=False)
    puzzle_live.section(panel)
    habit()
else:
    st.caption("Catch the culprit, and the rest of the case opens here.")
digits.notice()
frame.end()

"""What follows below the picture of the lesson on broadcasting: what stretching costs, compiled code against a loop."""

from __future__ import annotations

import streamlit as st

from mnist_lab.figures.race import race_figure, race_text
from mnist_lab.maths.elementwise import Cell, Elementwise, Operand
from mnist_lab.maths.loops import LOOPS, SIZES, Race, race, race_code
from mnist_lab.maths.stretching import Stretched, stretched
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.plot import show
from mnist_lab.ui.state import Panel

_RACE = "broadcasting:race"


def costs(worked: Elementwise, cell: Cell | None) -> None:
    """Draw strides and bytes of what is stretched, and where NumPy finds the numbers of one cell."""
    st.subheader("What does a stretched array cost?", anchor=False)
    both = [
        (operand, stretched(_alone(worked, operand), worked.shape, head=worked.head))
        for operand in worked.operands
        if operand.lines
    ]
    grown = [found for _, found in both if found.zeros] or [found for _, found in both]
    words, lines = st.columns(2, gap="large")
    with words:
        with st.container(key="broadcasting-strides"):
            st.markdown(_table([found for _, found in both]))
        for found in grown:
            st.markdown(found.sentence)
            if cell is not None:
                st.markdown(
                    f"For `result[{', '.join(map(str, cell.index)) or '()'}]` it reads {found.address(cell.index)}."
                )
    with lines:
        code_panel(grown[0].code, title="Strides and bytes")


def _alone(worked: Elementwise, operand: Operand) -> Operand:
    """An array with all the lines it takes: random numbers depend on those drawn before."""
    lines = tuple(line for other in worked.operands for line in other.lines)
    return Operand(operand.name, operand.values, lines)


def _table(rows: list[Stretched]) -> str:
    """Each array before and after."""
    lines = ["| | shape | strides in bytes | bytes in memory |", "|---|---|---|---|"]
    for row in rows:
        lines.append(f"| `{row.name}` | `{row.shape}` | `{row.strides}` | {row.nbytes:,} |")
        if row.zeros:
            lines.append(f"| stretched | `{row.full}` | `{row.full_strides}` | the same {row.nbytes:,} |")
    return "\n".join(lines)


def speed(panel: Panel) -> None:
    """Draw the race: a loop in Python against NumPy's compiled line, measured at a press."""
    st.subheader("Why not a loop?", anchor=False)
    fields, answer = st.columns([1, 2], gap="medium")
    with fields:
        name = panel.choice("loop", "Loop", options=tuple(LOOPS), default="naive_add")
        cells = panel.scale("cells", "Cells", options=SIZES, default=10_000)
        pressed = st.button("Measure here and now", icon=":material/timer:", type="primary", key=panel.key("measure"))
    if pressed:
        st.session_state[_RACE] = race(name, cells)
    last: Race | None = st.session_state.get(_RACE)
    with answer:
        if last is not None and (last.name, last.cells) == (name, cells):
            show(race_figure(last), key="race", alt=race_text(last))
            st.markdown(last.sentence)
        else:
            st.markdown(f"Guess first: how many times as fast is `{LOOPS[name][1]}` as this loop over {cells:,} cells?")
    code_panel(race_code(name, cells), title="The loop and NumPy")

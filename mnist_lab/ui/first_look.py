"""What the seven steps share: the choice of a step, the notebook's cells with both results, the digits, the network."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

import streamlit as st

from mnist_lab.lessons import LESSONS
from mnist_lab.maths.first_look import Cell, Part
from mnist_lab.ui import digits
from mnist_lab.ui.state import Panel

STEPS: Final = ("1 data", "2 model", "3 compile", "4 preprocess", "5 fit", "6 predict", "7 evaluate")
"""In the order of the notebook. What the words on a button say is in the URL too, hence no format_func."""

PRESETS: Final[Mapping[str, Mapping[str, object]]] = {
    "Only sevens": {"step": STEPS[0], "class": "7", "wall": 0},
    "Layer as a function": {"step": STEPS[1], "layer": "Dense(512)", "unit": 160},
    "Ten sums and a softmax": {"step": STEPS[1], "layer": "Dense(10)", "output": 3},
    "Loss before training": {"step": STEPS[2], "weights": "random start"},
    "Five seeds after one epoch": {"step": STEPS[6], "epoch": 1},
}
"""What to look at first: name -> step and values."""

_STYLE = """<style>
.st-key-cells { font-size: .8rem; line-height: 1.35; }
.first-look-cell { padding: .26rem 0 .3rem; border-bottom: 1px solid rgba(128, 136, 148, .25); }
.first-look-cell code, .first-look-cell pre { margin: 0; padding: 0; background: none; border: 0; color: inherit;
  font-size: .73rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.first-look-cell pre { font-weight: 600; }
.first-look-cell pre span { display: block; padding-left: 2em; text-indent: -2em; }
.first-look-cell div { display: flex; flex-wrap: wrap; gap: .05rem .8rem; }
.first-look-cell i { font-style: normal; opacity: .65; margin-right: .3rem; }
.first-look-cell b.same { color: var(--lab-output); }
.first-look-cell b.other { color: var(--lab-loss); }
.st-key-cells p.first-look-why { margin: .3rem 0 0; opacity: .8; font-size: .76rem; line-height: 1.3; }
.st-key-first-look-reading p { font-size: .95rem; }
.st-key-sides [data-testid="stVerticalBlock"] { gap: .6rem; }
</style>"""


def style() -> None:
    """Put the style of this lesson into the page."""
    st.html(_STYLE)


def step(panel: Panel) -> str:
    """Draw the choice of the step; one of `STEPS`."""
    return panel.part("step", "Step", STEPS, label_visibility="collapsed")


def tools(panel: Panel) -> None:
    """Draw the presets, and the button that resets all but the step; to be drawn after the step's widgets."""
    with st.popover("Try this", icon=":material/lightbulb:"):
        for title, values in PRESETS.items():
            st.button(title, key=panel.key(f"preset-{title}"), on_click=panel.put, args=(values,), width="stretch")
    panel.reset()


def parts() -> tuple[Part, Part]:
    """Return the digits in use, to train and to test with."""
    used = digits.digits()
    return Part("train", used.train_images, used.train_labels), Part("test", used.test_images, used.test_labels)


def test_digit(panel: Panel) -> int:
    """Draw the field for the number of a test digit; the steps share it."""
    taken(panel, "digit")
    most = len(digits.digits().test_labels) - 1
    return panel.number("digit", "Test digit", low=0, high=most, default=0)


def taken(panel: Panel, name: str) -> None:
    """Give the widget `name` what was pointed at in a figure in the run before, before it is drawn."""
    pointed = st.session_state.pop(_pointed(panel, name), None)
    if pointed is not None:
        panel.put({name: pointed})


def point(panel: Panel, **values: object) -> None:
    """Set widgets to what was pointed at, and draw the step again."""
    for name, value in values.items():
        st.session_state[_pointed(panel, name)] = value
    st.rerun(scope="fragment")


def _pointed(panel: Panel, name: str) -> str:
    return f"{panel.key(name)}:pointed"


def cells(shown: Sequence[Cell]) -> None:
    """Draw the notebook's cells, each with what it printed there and what it gives here, and why the two differ."""
    reasons = list(dict.fromkeys(cell.why for cell in shown if cell.why))
    rows = "".join(_row(cell, reasons) for cell in shown)
    notes = "".join(f'<p class="first-look-why">≠{_raised(k)} {escape(why)}</p>' for k, why in enumerate(reasons, 1))
    with st.container(key="cells"):
        st.html(rows + notes)


def _row(cell: Cell, reasons: Sequence[str]) -> str:
    lines = "".join(f"<span>{escape(line)}</span>" for line in cell.code.splitlines())
    code, ours = f"<pre>{lines}</pre>", re.sub(r"\n {2,}", " ", cell.ours)
    if not cell.printed and not cell.ours:
        result = '<i>prints nothing</i><b class="same">= same here</b>'
    elif cell.equal:
        result = f'<code>{escape(cell.printed)}</code><b class="same">= same here</b>'
    elif not cell.ours:
        result = f"<span><i>notebook</i><code>{escape(cell.printed)}</code></span><span><i>here: not yet</i></span>"
    else:
        mark = _raised(reasons.index(cell.why) + 1) if cell.why else ""
        result = (
            f"<span><i>notebook</i><code>{escape(cell.printed)}</code></span>"
            f'<span><i>here</i><code>{escape(ours)}</code> <b class="other">≠{mark}</b></span>'
        )
    return f'<div class="first-look-cell">{code}<div>{result}</div></div>'


def _raised(number: int) -> str:
    return "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(number))


def reading(sentence: str) -> None:
    """Draw the sentence that reads the picture."""
    with st.container(key="first-look-reading"):
        st.markdown(sentence)


def link(lesson: str, label: str) -> None:
    """Draw a link to another lesson, where there is such a lesson."""
    for entry in LESSONS:
        if entry.name == lesson:
            st.page_link(f"pages/{lesson}.py", label=label, icon=entry.icon)

"""TensorFlow's tape beside our graph, and in examples: run in a worker, shown operation by operation."""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mnist_lab.maths.graph_passes import Passes
from mnist_lab.maths.tape_check import compared
from mnist_lab.maths.tapes import EXAMPLES, NOTEBOOK, TRAPS, code_of
from mnist_lab.runs.records import Taped
from mnist_lab.runs.tapes import TapeError, tape_of_example, tape_of_formula
from mnist_lab.ui import cache
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.state import Panel

_TICK: Final = 1.0  # seconds between two looks for a worker that is warming up
_UNSEEN: Final = ("ReadVariableOp", "VarHandleOp", "AssignVariableOp")
"""Making and reading a variable: TensorFlow reports the reading now and then only."""
_KINDS: Final = ("the notebook's examples", "traps")
PRESETS: Final = {
    "The notebook's [W, b]": {"examples": _KINDS[0], "cell": "A list, [W, b]"},
    "Why None?": {"examples": _KINDS[1], "trap": "watch forgotten", "mended": False},
    "Asked twice": {"examples": _KINDS[1], "trap": "used twice", "mended": False},
}
STYLE: Final = """<style>
.lab-tape { width: 100%; border-collapse: collapse; font-size: .88rem; margin: .1rem 0 .4rem; }
.lab-tape :is(td, th) { padding: .2rem .5rem; text-align: left; border-bottom: 1px solid rgba(128,136,148,.28);
  vertical-align: top; }
.lab-tape :is(td:last-child, code) { overflow-wrap: anywhere; }
.lab-tape td:first-child { opacity: .7; font-variant-numeric: tabular-nums; }
.lab-tape code { white-space: pre-wrap; font-size: .85rem; }
.lab-tape .on, .lab-tape .off { display: inline-block; padding: 0 .45rem; margin: .05rem .2rem .05rem 0;
  border-radius: .4rem; white-space: nowrap; }
.lab-tape .on { border: 1.5px solid var(--lab-accent); }
.lab-tape .off { border: 1.5px dashed rgba(128,136,148,.75); opacity: .8; }
.lab-whole :is(td, th) { padding: .06rem .5rem; }
.lab-whole :is(td, th):nth-child(2) { width: 60%; }
.lab-answers { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: .2rem 1rem; }
.lab-answers b { font-size: .9rem; }
.lab-wide { overflow-x: auto; }
.lab-numbers td { font-variant-numeric: tabular-nums; white-space: nowrap; }
.lab-answer { margin: 0 0 .3rem; padding: .35rem .6rem; border-left: 3px solid var(--lab-accent); white-space: pre-wrap;
  font-family: var(--st-code-font, monospace); font-size: .8rem; line-height: 1.35;
  overflow-wrap: anywhere; }
</style>"""


def beside(done: Passes) -> None:
    """Draw the same formula under TensorFlow's tape: lines, operations, and how far it is from our graph."""
    code_panel(done.tape, title="The same under TensorFlow's tape")
    _when_ready(lambda: _formula(done.text, tuple(done.at.items())), lambda taped: _compared(done, taped))


def choose(panel: Panel) -> tuple[str, bool]:
    """Draw the choice of an example; returns its name, and whether it is to be mended."""
    kind = panel.choice("examples", "Show", options=_KINDS, default=_KINDS[0])
    of_notebook = kind == _KINDS[0]
    if of_notebook:
        return panel.choice("cell", "Cell", options=tuple(NOTEBOOK), default=next(iter(NOTEBOOK))), False
    name = panel.choice("trap", "Trap", options=tuple(TRAPS), default=next(iter(TRAPS)))
    return name, panel.toggle("mended", "Mend it", default=False)


def example(name: str, mended: bool, picture: DeltaGenerator) -> str:
    """Draw an example with what TensorFlow did and answered; returns its code."""
    code, found = code_of(name, mended=mended), EXAMPLES[name]
    with picture:
        _when_ready(
            lambda: _example(name, mended),
            lambda taped: _told(code, taped, found.notebook),
            lambda: st.html(_table(code, Taped(()), plain=False)),
        )
        with st.container(key="backpropagation-reading"):
            st.markdown(found.because if mended and found.mended else found.why)
    return code


def _compared(done: Passes, taped: Taped) -> None:
    said = compared(done, taped.values, taped.gradients)
    st.markdown(said.sentence)
    st.html(_table(done.tape, taped, plain=True))


def _told(code: str, taped: Taped, notebook: str) -> None:
    """Draw the lines with their operations, and the answer; beside it what the notebook had."""
    st.html(_table(code, taped, plain=False))
    answers = [f'<div class="lab-answer">{_escaped(text)}</div>' for _, text in taped.printed]
    if taped.error:
        answers.append(f'<div class="lab-answer">{_escaped(taped.error)}</div>')
    said = f"<div><b>TensorFlow's answer, here and now</b>{''.join(answers)}</div>"
    if notebook:
        said += f'<div><b>The notebook printed</b><div class="lab-answer">{_escaped(notebook)}</div></div>'
    st.html(f'<div class="lab-answers">{said}</div>')


def _table(code: str, taped: Taped, *, plain: bool) -> str:
    """The lines of the code with the operations that each of them made TensorFlow carry out."""
    lines = code.splitlines()
    rows = []
    for number, line in enumerate(lines, start=1):
        chips = _chips(taped, number, asked="tape.gradient" in line)
        if not line.strip() or (plain and not chips):
            continue
        rows.append(f"<tr><td>{number}</td><td><code>{_escaped(line)}</code></td><td>{chips}</td></tr>")
    head = "<tr><th>line</th><th>code</th><th>operations, in order</th></tr>"
    legend = (
        '<tr><td></td><td colspan="2"><span class="on">written down by the tape</span>'
        '<span class="off">carried out, not written down</span></td></tr>'
    )
    look = "lab-tape" if plain else "lab-tape lab-whole"
    return f'<div class="lab-wide"><table class="{look}">{head}{"".join(rows)}{legend}</table></div>'


def _chips(taped: Taped, line: int, *, asked: bool) -> str:
    """The operations of a line; the many of a backward pass are counted."""
    there = [op for op in taped.operations if op.line == line and op.kind not in _UNSEEN]
    if asked and len(there) > 6:
        kinds = ", ".join(dict.fromkeys(op.kind for op in there))
        return f'<span title="{_escaped(kinds)}">{len(there)} operations of the backward pass</span>'
    return "".join(f'<span class="{"on" if op.recorded else "off"}">{_escaped(op.kind)}</span>' for op in there)


def _when_ready(
    ask: Callable[[], Taped | None], draw: Callable[[Taped], None], meanwhile: Callable[[], object] = lambda: None
) -> None:
    """Ask, and draw the answer; as long as no worker is ready, say so and look again each second."""
    waiting = cache.pool().workers is None
    st.fragment(_asked, run_every=_TICK if waiting else None)(ask, draw, meanwhile, waiting)


def _asked(
    ask: Callable[[], Taped | None], draw: Callable[[Taped], None], meanwhile: Callable[[], object], waiting: bool
) -> None:
    if waiting and cache.pool().workers is not None:
        st.rerun()  # one last time: nobody looks each second at what is there
    try:
        taped = ask()
    except TapeError as reason:
        st.warning(str(reason))
        return
    if taped is None:
        meanwhile()
        st.caption(f":material/hourglass_empty: TensorFlow: {cache.pool().message or 'warming up.'}")
    else:
        draw(taped)


class _Later(Exception):  # noqa: N818
    """No worker is ready yet: nothing to keep."""


def _formula(text: str, at: tuple[tuple[str, float], ...]) -> Taped | None:
    try:
        return _kept_formula(text, at)
    except _Later:
        return None


def _example(name: str, mended: bool) -> Taped | None:
    return tape_of_example(cache.pool(), name, mended=mended)


@lru_cache(maxsize=512)
def _kept_formula(text: str, at: tuple[tuple[str, float], ...]) -> Taped:
    taped = tape_of_formula(cache.pool(), text, dict(at))
    if taped is None:
        raise _Later
    return taped


def _escaped(text: Any) -> str:
    return html.escape(str(text)).replace("\n", "<br>") if "\n" in str(text) else html.escape(str(text))

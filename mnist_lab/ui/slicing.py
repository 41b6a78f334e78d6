"""The controls of an index: start, stop and step of each axis, other spellings, and the visitor's own copy."""

from __future__ import annotations

from typing import Any

import streamlit as st

from mnist_lab.digits.dataset import Digits
from mnist_lab.maths.index_axes import Axis
from mnist_lab.maths.index_syntax import IndexingError, read_index
from mnist_lab.maths.painting import OwnCopy, own_copy, painted
from mnist_lab.maths.slicing import Indexing
from mnist_lab.maths.slicing_words import NAMES, axis_sentences, slice_between, spellings, with_slice
from mnist_lab.ui.state import Panel

_STEPS = (*range(-8, 0), *range(1, 9))
_OWN = "slicing-own"
_STYLE = """<style>
.st-key-expression input { font-family: var(--st-code-font, monospace); font-size: 1.15rem; }
.st-key-expression code, .st-key-spellings button p { font-family: var(--st-code-font, monospace); }
.st-key-answer-shape code { font-size: 1.25rem; }
.st-key-slicing-presets button, .st-key-spellings button { min-height: 1.8rem; padding: .05rem .55rem; }
.st-key-slicing-presets button p, .st-key-spellings button p { font-size: .85rem; }
.st-key-slicing-presets [data-testid="stHorizontalBlock"] { row-gap: .35rem; }
[class*="st-key-slicing-row"] { gap: .1rem; }
[class*="st-key-slicing-row"] p { font-size: .92rem; font-variant-numeric: tabular-nums; }
.st-key-reading p { font-size: .95rem; margin: 0 0 .2rem; }
@media (max-width: 640px) {
  .st-key-expression input { font-size: .98rem; }
  .st-key-sides > [data-testid="stLayoutWrapper"] > [data-testid="stHorizontalBlock"]
    { flex-direction: column-reverse; }
  [class*="st-key-slicing-row"] [data-testid="stHorizontalBlock"] { flex-direction: row; flex-wrap: nowrap; }
  [class*="st-key-slicing-row"] [data-testid="stColumn"] { min-width: 0; }
}
</style>"""


def style() -> None:
    """Put the style of this lesson into the page."""
    st.html(_STYLE)


def answer(found: Indexing, panel: Panel) -> None:
    """Draw the shape of the result; after wrong input also which index it still belongs to."""
    with st.container(key="answer-shape", gap="xsmall"):
        st.markdown(f"shape **`{found.shape}`**")
        try:
            now = read_index(str(st.session_state.get(panel.key("index"), "")))
        except IndexingError:
            now = ()
        if now != found.entries:
            st.caption(f"still {_plain(found.text)}")


def axes(found: Indexing, panel: Panel) -> None:
    """Draw one row for each axis: its sentence, and sliders for what it takes. They write into the text field."""
    for axis, sentence in zip(found.axes, axis_sentences(found), strict=False):
        with st.container(key=f"slicing-row-{axis.number}"):
            st.markdown(_plain(sentence))
            _sliders(axis, found, panel)
    for sentence in axis_sentences(found)[len(found.axes) :]:
        with st.container(key="slicing-row-new"):
            st.markdown(_plain(sentence))


def _sliders(axis: Axis, found: Indexing, panel: Panel) -> None:
    """Draw start and stop as one slider with two handles, and the step."""
    low, high, step = axis.reach
    reach_key, step_key = f"slicing:reach-{axis.number}", f"slicing:step-{axis.number}"
    st.session_state[reach_key], st.session_state[step_key] = (low, high), step
    told: dict[str, Any] = {"on_change": _moved, "args": (found, axis.number, panel.key("index"))}
    many = NAMES[axis.number][1]
    wide, narrow = st.columns([5, 3], gap="small")
    with wide:
        st.slider(
            f"Start and stop of axis {axis.number}, {many}",
            0,
            max(axis.size, 1),
            key=reach_key,
            label_visibility="collapsed",
            **told,
        )
    with narrow:
        st.select_slider(
            f"Step of axis {axis.number}",
            sorted({*_STEPS, step}),
            key=step_key,
            format_func="step {}".format,
            label_visibility="collapsed",
            **told,
        )


def _moved(found: Indexing, number: int, text_key: str) -> None:
    """Write what the sliders of one axis say into the text."""
    low, high = st.session_state[f"slicing:reach-{number}"]
    step = st.session_state[f"slicing:step-{number}"]
    st.session_state[text_key] = with_slice(found, number, slice_between(low, high, step, found.source[number]))


def others(found: Indexing, digits: Digits, panel: Panel) -> None:
    """Draw the other spellings; a click puts one into the text field."""
    with st.container(key="spellings", gap="xsmall"):
        st.markdown("**The same slice, written differently**")
        for spelling in spellings(found, digits.train_labels):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                key = f"slicing-spelling-{spelling.note}"
                st.button(_plain(spelling.text), key=key, on_click=_put, args=(spelling.text, panel.key("index")))
                st.caption(spelling.note, width="content")


def _put(text: str, key: str) -> None:
    st.session_state[key] = text


def own(found: Indexing, digits: Digits, *, copied: bool) -> OwnCopy:
    """Return this visitor's own copy for the index on screen; another index or choice begins with a new one."""
    kept: OwnCopy | None = st.session_state.get(_OWN)
    if kept is None or (kept.text, kept.copied) != (found.text, copied) or kept.source != found.source:
        kept = own_copy(found, digits.train_images, digits.train_labels, copied=copied)
        st.session_state[_OWN] = kept
    return kept


def brush(mine: OwnCopy) -> None:
    """Draw the two buttons: paint, and a new copy."""
    nothing = mine.found.kind == "scalar" or mine.found.size == 0
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Paint my_slice white",
            icon=":material/format_paint:",
            type="primary",
            disabled=nothing or mine.painted,
            on_click=_paint,
        )
        st.button("New copy", icon=":material/refresh:", disabled=not mine.painted, on_click=_forget)


def _paint() -> None:
    kept: OwnCopy | None = st.session_state.get(_OWN)
    if kept is not None:
        st.session_state[_OWN] = painted(kept)


def _forget() -> None:
    st.session_state.pop(_OWN, None)


def _plain(text: str) -> str:
    """Escape what Markdown would take for its own."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#+-!|$~:=." else sign for sign in text)

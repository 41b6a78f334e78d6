"""The controls and the parts of the lesson on broadcasting."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_lab.digits.dataset import Digits
from mnist_lab.figures import broadcasting as pictures
from mnist_lab.figures import mean_digit
from mnist_lab.figures.alignment import alignment_figure, alignment_text
from mnist_lab.maths.broadcasting import BroadcastingError
from mnist_lab.maths.broadcasting_presets import PRESETS, RESET, SOURCES, STARTS
from mnist_lab.maths.elementwise import Cell, Elementwise, ElementwiseError, elementwise, read_cell
from mnist_lab.maths.mending import Mend, mends
from mnist_lab.maths.nested_lists import nested_tensor
from mnist_lab.maths.operands import Operands, digits_and_mean, random, typed
from mnist_lab.maths.operations import OPERATIONS
from mnist_lab.maths.refusals import Refusal, refusal
from mnist_lab.maths.shapes import ShapeError, read_shape
from mnist_lab.network.broadcasting import dense_layer
from mnist_lab.ui.plot import Playback, PlotEvent, show
from mnist_lab.ui.state import Panel, plain

IMAGES = 5
"""Rows of the Dense layer's output."""

_LAST, _CLICKED = "broadcasting:last", "broadcasting:clicked"
_STYLE = """<style>
.st-key-broadcasting-presets button { min-height: 1.8rem; padding: .05rem .55rem; }
.st-key-broadcasting-presets button p { font-size: .85rem; }
.st-key-broadcasting-presets [data-testid="stHorizontalBlock"] { row-gap: .35rem; }
.st-key-broadcasting-reading p { font-size: .95rem; margin: 0 0 .2rem; }
.st-key-broadcasting-source [role="radiogroup"] button { padding: .25rem .6rem; }
.st-key-broadcasting-operation [role="radiogroup"] button { padding: .25rem .42rem; min-width: 1.9rem; }
.st-key-broadcasting-strides :is(td, code) { white-space: nowrap; }
.st-key-broadcasting-strides :is(td, th) { padding: .3rem .35rem; }
.st-key-broadcasting-strides [data-testid="stMarkdownContainer"] { overflow-x: auto; }
[class*="st-key-broadcasting-mends"] { flex-wrap: nowrap; }
[class*="st-key-broadcasting-mends"] button { min-height: 1.8rem; padding: .05rem .5rem; }
[class*="st-key-broadcasting-mends"] button p { font-family: var(--st-code-font, monospace); font-size: .85rem; }
</style>"""


@dataclass(frozen=True, eq=False)
class Chosen:
    """What the controls say: where the arrays come from, and the operation on them or NumPy's refusal."""

    source: str
    found: Elementwise | Refusal
    operands: Operands


def choose(panel: Panel, used: Digits) -> Chosen:
    """Draw the controls; return what they say, or the last pair that could be worked out."""
    st.html(_STYLE)
    source = panel.choice("source", "Arrays", options=SOURCES, default="numbers")
    offered = tuple(name for name in OPERATIONS if source != "digits" or name != "relu")
    operation = panel.choice("operation", "Operation", options=offered, default="+")
    try:
        operands = _operands(panel, source, operation, used)
        chosen = Chosen(source, _found(operands, operation), operands)
    except (ShapeError, ElementwiseError) as reason:
        st.error(plain(str(reason)))
        last: Chosen | None = st.session_state.get(_LAST)
        return last or Chosen("numbers", _found(_first(), "+"), _first())
    st.session_state[_LAST] = chosen
    return chosen


def _first() -> Operands:
    return typed(STARTS["a"], STARTS["b"])


def _found(operands: Operands, operation: str) -> Elementwise | Refusal:
    """The operation on the two arrays, or NumPy's refusal."""
    try:
        return elementwise(operands.a, operands.b, operation, head=operands.head)
    except BroadcastingError:
        return refusal(operands.a, operands.b, operation, head=operands.head)


def _operands(panel: Panel, source: str, operation: str, used: Digits) -> Operands:
    """Draw the fields of one source; returns its arrays."""
    alone = operation == "relu"
    if source == "numbers":
        a = panel.text("a", "a =", default=STARTS["a"], check=partial(nested_tensor, name="a"))
        b = "0" if alone else panel.text("b", "b =", default=STARTS["b"], check=partial(nested_tensor, name="b"))
        return typed(a, b)
    if source == "shapes":
        left, right = st.columns(2, gap="small")
        with left:
            first = panel.text("first", "Shape of X", default=STARTS["first"], check=read_shape)
        with right:
            second = "()" if alone else panel.text("second", "Shape of y", default=STARTS["second"], check=read_shape)
        small = operation == "maximum"  # the notebook's names
        return random(read_shape(first), read_shape(second), names=("x", "y") if small else ("X", "y"))
    if source == "digits":
        high = len(used.train_images[:1000]) - mean_digit.COUNT
        first_digit = panel.slider("digit", "First digit", low=0, high=high, default=0)
        return digits_and_mean(used.train_images, _mean(used), first=first_digit, count=mean_digit.COUNT)
    high = len(used.test_images[:1000]) - IMAGES
    image = panel.slider("image", "First test image", low=0, high=high, default=0)
    return dense_layer(used.test_images, first=image, count=IMAGES)


@lru_cache(maxsize=1)
def _mean(used: Digits) -> NDArray[np.float64]:
    """The mean of all training digits, worked out once; it takes a moment."""
    mean: NDArray[np.float64] = used.train_images.mean(axis=0)
    mean.setflags(write=False)
    return mean


def presets(panel: Panel) -> None:
    """Draw the examples as buttons. They also set widgets that another source has, and that are not drawn now."""
    with st.container(key=panel.key("presets"), gap="xsmall"):
        st.caption("Try this, the first ones from the notebook")
        with st.container(horizontal=True, gap="xsmall"):
            for title, values in PRESETS.items():
                st.button(title, key=panel.key(f"preset-{title}"), on_click=panel.put, args=({"cell": "", **values},))
            look: dict[str, Any] = {"icon": ":material/restart_alt:", "type": "tertiary"}
            st.button("Reset", on_click=panel.put, args=({"cell": "", **RESET},), **look)


# -------------------------------------------------------------------------------------------------------- the picture


def cell_of(panel: Panel, found: Elementwise | Refusal) -> Cell | None:
    """Draw the field for one cell of the result, which a click fills in; None where it is empty or no cell."""
    clicked = st.session_state.pop(_CLICKED, None)
    if clicked is not None:
        st.session_state[panel.key("cell")] = clicked
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        text = panel.text(
            "cell", "One cell of the result", default="", check=str, placeholder="click one, or type 1, 2"
        )
        back = {"cell": ""}
        st.button(
            "Stretch again", icon=":material/replay:", on_click=panel.put, args=(back,), disabled=not text.strip()
        )
    if not text.strip() or isinstance(found, Refusal):
        return None
    try:
        return found.cell(read_cell(text, found.shape))
    except ElementwiseError as reason:
        st.caption(plain(str(reason)))
        return None


def picture(panel: Panel, chosen: Chosen, cell: Cell | None) -> None:
    """Draw the alignment, then the arrays: played, one cell of them, or side by side where they do not fit."""
    found = chosen.found
    show(alignment_figure(found.alignment), key="alignment", alt=alignment_text(found.alignment))
    if isinstance(found, Refusal) or not found.result.size:
        a, b, mark = found.a, found.b, "✗" if isinstance(found, Refusal) else ""
        show(pictures.apart_figure(a, b, mark=mark), key="cells", alt=pictures.apart_text(a, b))
    elif chosen.source == "digits":
        event = _shown(mean_digit.mean_figure(found, cell), mean_digit.mean_text(found))
        _click(None if event is None else mean_digit.clicked_pixel(event.x, event.y))
    else:
        figure = pictures.meeting_figure(found, cell) if cell else pictures.stretching_figure(found)
        event = _shown(figure, pictures.stretching_text(found))
        also = cell.index if cell else ()
        _click(None if event is None else pictures.clicked_index(found.shape, event.trace, event.index, also))
    reading(panel, chosen, cell)


def _shown(figure: Any, alt: str) -> PlotEvent | None:
    event = show(figure, key="cells", alt=alt, clicks=True, frames=Playback(autoplay=True))
    return event if event is not None and event.kind == "click" else None


def _click(index: tuple[int, ...] | None) -> None:
    """Put the index of a clicked cell into its field, which is above the picture: in a run of its own."""
    if index is not None:
        st.session_state[_CLICKED] = ", ".join(map(str, index)) or "()"
        st.rerun(scope="fragment")


def reading(panel: Panel, chosen: Chosen, cell: Cell | None) -> None:
    """Say what the picture shows; of a clash also what would mend it."""
    with st.container(key=panel.key("reading"), gap="xsmall"):
        if isinstance(chosen.found, Refusal):
            st.error(chosen.found.alignment.sentence)
            st.caption(f"In NumPy's words: {_escaped(chosen.found.message)}")
            _mends(panel, chosen, chosen.found)
        elif cell is not None:
            st.markdown(f"{cell.sentence}  \n{_escaped(cell.why)}")
        else:
            empty = "" if chosen.found.result.size else " The result has no cells: one of its lengths is 0."
            st.markdown(f"{chosen.found.sentence}{empty}")


def _mends(panel: Panel, chosen: Chosen, refused: Refusal) -> None:
    """Draw what would make the two fit; a click does it."""
    found = mends(refused.alignment)
    st.markdown("**What would mend it**" if found else "Neither a new axis nor another shape mends this.")
    for number, mend in enumerate(found):
        row = st.container(key=panel.key(f"mends-{number}"), horizontal=True, vertical_alignment="center", gap="small")
        values = _mended(chosen, refused, mend)
        row.button(_escaped(mend.expression), key=panel.key(f"mend-{number}"), on_click=panel.put, args=(values,))
        row.caption(mend.effect, width="stretch")


def _mended(chosen: Chosen, refused: Refusal, mend: Mend) -> dict[str, str]:
    """What the widgets must say for it: the numbers in their new shape, or their shape where they are too many."""
    shapes = [refused.a.shape, refused.b.shape]
    shapes[mend.side] = mend.shape
    as_shapes = {"source": "shapes", "first": str(shapes[0]), "second": str(shapes[1]), "cell": ""}
    if chosen.source == "shapes":
        return as_shapes
    changed = mend.of((refused.a, refused.b)[mend.side].values)
    text = repr(changed.tolist()).replace("inf", "1e999")
    try:
        nested_tensor(text)
    except ValueError:
        return as_shapes
    return {("a", "b")[mend.side]: text, "cell": ""}


def _escaped(text: str) -> str:
    """Escape what Markdown would take for its own."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#+-!|$~:" else sign for sign in text)

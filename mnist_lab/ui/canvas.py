"""The sheet to draw on, and the visitor's last drawing, which other pages use too.

The canvas is streamlit-drawable-canvas. Four of its ways are dealt with here, so that no page needs to know them:

- An invisible toolbar lies over its top 30 pixels: a stroke begun there is lost by touch, and a tap in its corner
  throws the drawing away. The canvas is made `STRIP` pixels taller than the sheet, and that strip is cut off: what
  is not visible cannot be touched either.
- It is emptied, or given other strokes, by another `initial_drawing` under the same key: it stays in the page, and
  nothing flickers. What it returns in that run is still the old drawing, therefore its state is set as well.
- It waits 0.2 s before it tells of a stroke; pressing its own "Update the app" button tells at once.
- Its ink keeps the colour and the width it was drawn with. Here all ink follows the page's theme and the pen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from mnist_lab.digits import paper
from mnist_lab.digits.paper import SHEET
from mnist_lab.digits.strokes import Strokes, StrokesError, strokes_from_canvas
from mnist_lab.figures import theme
from mnist_lab.network.weights import Array
from mnist_lab.ui import press

KEY = "canvas"
URL = "ink"
"""The parameter of the URL that holds the drawing."""

STRIP = 44
_EDGE = 1  # the canvas draws a line around itself; it is cut off too, the sheet has its own
SHIFT = np.array([_EDGE, STRIP])
LONGEST_LINK = 2_000
_GIVEN, _EDIT, _WISHED, _STROKES = "canvas-given", "canvas-edit", "canvas-wished", "canvas-strokes"
_LAST = "last-drawing"
_STYLE = f"""<style>
[data-testid="stLayoutWrapper"]:has(> .st-key-sheet-tidy) {{ display: none; }}
.st-key-sheet {{ position: relative; width: {SHEET + 2}px; height: {SHEET + 2}px; flex: none; overflow: hidden;
  touch-action: none;  border: 1px solid var(--st-border-color, #8884); border-radius: var(--st-base-radius, .5rem);
  background: color-mix(in srgb, var(--st-secondary-background-color) 55%, var(--st-background-color)); }}
.st-key-sheet > * {{ margin: -{STRIP}px 0 0 -{_EDGE}px; }}
.st-key-sheet > [data-testid="stLayoutWrapper"]:has(> .st-key-hint) {{ position: absolute; inset: 0; margin: auto;
  width: max-content; height: max-content; opacity: .45; pointer-events: none; transition: opacity .15s; }}
.st-key-sheet:hover > [data-testid="stLayoutWrapper"]:has(> .st-key-hint) {{ opacity: 0; }}
</style>"""

# The toolbar's buttons, though cut off, could be reached with the Tab key and heard by a screen reader; the canvas
# itself has no name. Both live in a shadow root, where no style sheet of ours reaches. The toolbar's first button tells
# the app of the drawing without a wait: it is pressed when the canvas, which listens at the document, knows the stroke.
_SCRIPT = """<script>
{ // a block of its own: the script runs again when the visitor comes back to the page
  const tidy = tries => {
    const root = document.querySelector('.st-key-sheet [data-testid="stBidiComponentIsolated"]')?.shadowRoot
    const paper = root?.querySelector('.upper-canvas')
    if (!paper) return tries && setTimeout(tidy, 50, tries - 1)
    const style = document.createElement('style')
    style.textContent = '.dc-toolbar { display: none !important }'
    root.append(style)
    const tell = () => root.querySelector('.dc-toolbar button')?.click()
    paper.addEventListener('mousedown', () => window.addEventListener('mouseup', tell, { once: true }))
    paper.addEventListener('touchstart', () => window.addEventListener('touchend', tell, { once: true }))
    paper.setAttribute('role', 'img')
    paper.setAttribute('aria-label', 'Sheet to draw a digit on. Without a pen, choose a digit of the test set below.')
  }
  tidy(600)
}
</script>"""


@dataclass(frozen=True)
class _Given:
    """What the canvas was told to begin with: look (pen, colour), number of the edit, and the drawing itself."""

    look: tuple[int, str]
    edit: int
    drawing: dict[str, Any]


def sheet(*, pen: int) -> Strokes:
    """Draw the sheet and return what is on it: strokes on whole pixels of the sheet, with no more points than needed.

    Parameters
    ----------
    pen : int
        Width of the pen in pixels; strokes that are there already get it too.
    """
    from streamlit_drawable_canvas import st_canvas  # it can be imported only where a server, or a test's one, runs

    st.html(_STYLE)
    with st.container(key="sheet-tidy"):
        st.html(_SCRIPT, unsafe_allow_javascript=True)
    _fulfil()
    given = _given(pen, _ink_colour())
    with st.container(key="sheet", gap=None):
        drawn = st_canvas(
            stroke_width=pen,
            stroke_color=_ink_colour(),
            width=SHEET + 2 * _EDGE,
            height=SHEET + STRIP + _EDGE,
            initial_drawing=given,
            key=KEY,
        )
        strokes = _strokes(drawn.json_data)
        if not strokes:
            with st.container(key="hint"):
                st.markdown("Write a digit here")
    st.session_state[_STROKES] = strokes
    _link(strokes)
    return strokes


def _strokes(json_data: dict[str, Any] | None) -> Strokes:
    """What the canvas says it holds, as strokes on the sheet."""
    return paper.simplified(tuple(stroke - SHIFT for stroke in strokes_from_canvas(json_data)))


def put(strokes: Strokes) -> None:
    """Replace what is on the sheet when it is drawn the next time: in this run, if called from a button's callback."""
    st.session_state[_WISHED] = strokes


def clear() -> None:
    """Take everything off the sheet."""
    put(())


def undo_button() -> None:
    """Draw the button that takes the last stroke off the sheet."""
    strokes = strokes_now()
    icon, rest = ":material/undo:", (strokes[:-1],)
    press.button("Undo", key="undo", about=len(strokes), icon=icon, on_click=put, args=rest, disabled=not strokes)


def strokes_now() -> Strokes:
    """What was on the sheet when it was last drawn."""
    strokes: Strokes = st.session_state.get(_STROKES, ())
    return strokes


def last_drawing() -> Array | None:
    """Return the visitor's last drawn digit, (28, 28), ink 0-1, made as MNIST was made; None before the first."""
    image: Array | None = st.session_state.get(_LAST)
    return image


def remember(image: Array) -> None:
    """Keep a drawn digit (28, 28), ink 0-1, as the last one."""
    st.session_state[_LAST] = image


def _fulfil() -> None:
    """Replace the drawing, if that was wished: in what the canvas will be told, and in what it says it holds."""
    wished: Strokes | None = st.session_state.pop(_WISHED, None)
    if wished is None:
        return
    st.session_state[_STROKES] = wished
    st.session_state[_EDIT] = st.session_state.get(_EDIT, 0) + 1
    if KEY in st.session_state:
        st.session_state[KEY]["drawing"] = {"raw": {"objects": _objects(wished, 1, theme.INPUT)}, "data": None}


def _given(pen: int, colour: str) -> dict[str, Any]:
    """What the canvas is told to begin with; it changes only when the sheet is to change without the pen."""
    if _STROKES not in st.session_state:
        st.session_state[_STROKES] = _linked()
    look, edit, begun = (pen, colour), st.session_state.get(_EDIT, 0), KEY in st.session_state
    given: _Given | None = st.session_state.get(_GIVEN)
    if given is None or (given.look, given.edit) != (look, edit) or not begun:
        given = _Given(look, edit, {"objects": _objects(strokes_now(), pen, colour), "edit": edit})
        st.session_state[_GIVEN] = given
    return given.drawing


def _ink_colour() -> str:
    """Ink is the input x: blue, in the shade that the page's theme gives it."""
    return theme.DARK[theme.INPUT] if st.context.theme.type == "dark" else theme.INPUT


def _objects(strokes: Strokes, pen: int, colour: str) -> list[dict[str, Any]]:
    """Strokes as the canvas knows them: paths of Fabric.js, moved down by the strip."""
    look = {"stroke": colour, "strokeWidth": pen, "fill": None, "strokeLineCap": "round", "strokeLineJoin": "round"}
    return [{"type": "Path", "path": _path(stroke + SHIFT), **look} for stroke in strokes]


def _path(stroke: np.ndarray[Any, np.dtype[np.float64]]) -> list[list[Any]]:
    (x, y), *rest = stroke.tolist()
    lines = [["L", *point] for point in rest] or [["L", x + 0.01, y]]  # a path of no length would not be drawn
    return [["M", x, y], *lines]


def _link(strokes: Strokes) -> None:
    """Put the drawing into the URL, if it is not too long for one."""
    text = paper.to_text(strokes)
    if not text or len(text) > LONGEST_LINK:
        st.query_params.pop(URL, None)
    elif st.query_params.get(URL) != text:
        st.query_params[URL] = text


def _linked() -> Strokes:
    """The drawing in the URL; none if there is none, or nonsense."""
    try:
        return paper.from_text(st.query_params.get(URL) or "")
    except StrokesError:
        return ()

"""The controls and the parts of the lesson on reshaping: reshape, transpose, one digit, a batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import streamlit as st

from mnist_lab.figures import flattening as digit_pictures
from mnist_lab.figures import reshaping as pictures
from mnist_lab.maths import reshaping_words as words
from mnist_lab.maths.array_syntax import typed_array
from mnist_lab.maths.flattening import RECIPES, Batch, Bytes, Flattening, batch, flatten
from mnist_lab.maths.reshaping import Rearranged, Transposition, reshape, transpose
from mnist_lab.ui.plot import Playback, show
from mnist_lab.ui.state import Panel

Found = TypeVar("Found")

PARTS: Final = ("reshape", "transpose", "digit", "batch")
"""What the words on a button say is in the URL too, hence no format_func."""

_X: Final = "[[0., 1.], [2., 3.], [4., 5.]]"
_BLOCKS: Final = "np.arange(24).reshape(2, 3, 4)"
_LARGE: Final = "np.zeros((300, 20))"
RESHAPES: Final[Mapping[str, Mapping[str, str]]] = {
    "(3, 2) to (6, 1)": {"x": _X, "shape": "(6, 1)"},
    "(6, 1) to (2, 3)": {"x": "[[0.], [1.], [2.], [3.], [4.], [5.]]", "shape": "(2, 3)"},
    "(3, 2) to (2, 3)": {"x": _X, "shape": "(2, 3)"},
    "What is −1?": {"x": _BLOCKS, "shape": "(4, -1)"},
    "Rank 3 to rank 4": {"x": _BLOCKS, "shape": "(2, 2, 3, 2)"},
    "It does not fit": {"x": _X, "shape": "(4, 2)"},
    "Needs a copy": {"x": "np.arange(6).reshape(3, 2).T", "shape": "(3, 2)"},
    "(300, 20) to (20, 300)": {"x": _LARGE, "shape": "(20, 300)"},
}
"""The first two are the notebook's."""
TRANSPOSES: Final[Mapping[str, Mapping[str, str]]] = {
    "(3, 2) to (2, 3)": {"x": _X, "axes": ""},
    "(300, 20) to (20, 300)": {"x": _LARGE, "axes": ""},
    "Three axes reversed": {"x": _BLOCKS, "axes": ""},
    "Last axis first": {"x": _BLOCKS, "axes": "(2, 0, 1)"},
    "Swap the last two": {"x": _BLOCKS, "axes": "(0, 2, 1)"},
    "A single row": {"x": "[[0, 1, 2, 3, 4, 5]]", "axes": ""},
}
"""The second is the notebook's."""

_SIZES: Final = {"10": 10, "100": 100, "1000": 1000, "all": 10**9}
_CELLS, _ROWS = Playback(seconds=0.75, autoplay=True), Playback(seconds=0.4, autoplay=True)
_STYLE = """<style>
.st-key-sides [data-testid="stTextInput"] input { font-family: var(--st-code-font, monospace); font-size: .95rem; }
.st-key-reshaping-presets button { min-height: 1.8rem; padding: .05rem .55rem; }
.st-key-reshaping-presets button p { font-size: .85rem; }
.st-key-reshaping-presets [data-testid="stHorizontalBlock"] { row-gap: .35rem; }
.st-key-reading p { font-size: .95rem; margin: 0 0 .2rem; }
.st-key-strides table { width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
.st-key-strides :is(td, th) { white-space: nowrap; padding: .3rem .5rem; }
.st-key-strides [data-testid="stMarkdownContainer"] { overflow-x: auto; }
@media (max-width: 640px) {
  .st-key-sides > [data-testid="stLayoutWrapper"] > [data-testid="stHorizontalBlock"]
    { flex-direction: column-reverse; }
}
</style>"""


def style() -> None:
    """Put the style of this lesson into the page."""
    st.html(_STYLE)


def choose_reshape(panel: Panel) -> Rearranged:
    """Draw the fields for x and its new shape; returns what they make, or the last that could be made."""
    x = _array(panel)
    shape = panel.text("shape", "New shape", default="(2, 3)", check=lambda typed: reshape(x, typed))
    found = _last_good("reshape", lambda: reshape(x, shape), lambda: reshape(_X, "(2, 3)"))
    _still(panel, found)
    panel.presets({name: {"part": "reshape", **values} for name, values in RESHAPES.items()})
    panel.reset()
    return found


def choose_transpose(panel: Panel) -> Transposition:
    """Draw the fields for x and its axes; returns what they make, or the last that could be made."""
    x = _array(panel)
    axes = panel.text(
        "axes",
        "Axes of x, in the order of the result",
        default="",
        check=lambda typed: transpose(x, typed),
        placeholder="nothing: all of them reversed",
    )
    both = _last_good("transpose", lambda: transpose(x, axes), lambda: transpose(_X, ""))
    _still(panel, both.transposed)
    panel.presets({name: {"part": "transpose", **values} for name, values in TRANSPOSES.items()})
    panel.reset()
    return both


def choose_digit(panel: Panel, images: Bytes) -> Flattening:
    """Draw the choice of a digit."""
    number = panel.slider("digit", "Digit number", low=0, high=min(len(images), 1000) - 1, default=7)
    panel.reset()
    return flatten(images, number)


def choose_batch(panel: Panel, images: Bytes) -> Batch:
    """Draw the choice of how many digits, and by which line they become rows."""
    size = panel.choice("n", "Digits in the batch", options=tuple(_SIZES), default="10")
    names = tuple(recipe.name for recipe in RECIPES)
    name = panel.select("recipe", "How x becomes rows of 784", options=names, default=names[0])
    recipe = RECIPES[names.index(name)]
    found = _batch(images, _SIZES[size], RECIPES.index(recipe), address=images.ctypes.data)
    st.code(f"y = {recipe.expression.format(n=found.n)}", language="python", wrap_lines=True)
    st.markdown(plain(found.why))
    panel.reset()
    return found


@st.cache_resource(max_entries=2 * len(_SIZES) * len(RECIPES), show_spinner=False)
def _batch(_images: Bytes, n: int, recipe: int, *, address: int) -> Batch:
    """Make the rows once for all visitors: of 60,000 digits a copy takes 0.6 s. `address` tells images apart."""
    return batch(_images, n, RECIPES[recipe])


def _array(panel: Panel) -> str:
    return panel.text("x", "x =", default=_X, check=typed_array)


def _last_good(part: str, made: Callable[[], Found], default: Callable[[], Found]) -> Found:
    """Return what the fields make, if they agree; else what they made when they last did. The picture stays."""
    key = f"reshaping:last-{part}"
    try:
        found = made()
    except ValueError:
        kept: Found | None = st.session_state.get(key)
        return kept if kept is not None else default()
    st.session_state[key] = found
    return found


def _still(panel: Panel, found: Rearranged) -> None:
    """Say which x the picture still shows, after wrong input."""
    field = "shape" if found.call.startswith("x.reshape") else "axes"
    typed = (str(st.session_state.get(panel.key(name), "")) for name in ("x", field))
    act: Callable[[str, str], object] = reshape if field == "shape" else transpose
    try:
        act(*typed)
    except ValueError:
        st.caption(f"The picture still shows {plain(found.call)}, x of shape {plain(str(found.x.shape))}.")


def draw_reshape(found: Rearranged) -> None:
    """Draw the cells on their way, and what that says."""
    show(pictures.reshape_figure(found), key="travel", alt=pictures.travel_text([found]), frames=_CELLS)
    _reading(found.worked, words.reading_sentence(found), pictures.left_out([found]))


def draw_transpose(both: Transposition) -> None:
    """Draw the cells on both ways, and what that says."""
    moves = [both.reshaped, both.transposed]
    show(pictures.transpose_figure(both), key="travel", alt=pictures.travel_text(moves), frames=_CELLS)
    _reading(words.transpose_sentence(both), pictures.left_out(moves))


def draw_digit(found: Flattening) -> None:
    """Draw the digit whose rows become one line, and what that says."""
    show(digit_pictures.digit_figure(found), key="digit", alt=digit_pictures.digit_text(found), frames=_ROWS)
    _reading(found.sentence)


def draw_batch(found: Batch, *, coloured: bool) -> None:
    """Draw the rows of the batch, and what they are made of."""
    figure = digit_pictures.batch_figure(found, coloured=coloured)
    show(figure, key="batch", alt=digit_pictures.batch_text(found))
    _reading(found.sentence)


def reshape_strides(found: Rearranged) -> None:
    """Draw the strides before and after, and whether that needed a copy."""
    rows = {"x": (found.x, None), f"y = {found.call}": (found.y, found.shared)}
    _strides(rows, words.memory_sentence(found))


def transpose_strides(both: Transposition) -> None:
    """Draw the strides of x, of both results and of the transpose read row by row, and which of them is a copy."""
    r, t = both.reshaped, both.transposed
    rows = {"x": (t.x, None), f"r = {r.call}": (r.y, r.shared), f"t = {t.call}": (t.y, t.shared)}
    _strides({**rows, "t.reshape(-1)": (both.flat, both.flat_shared)}, words.copies_sentence(both))


def _strides(rows: Mapping[str, tuple[Any, bool | None]], sentence: str) -> None:
    """Draw a table: what an array is called -> the array, and whether it shares the memory of x (None for x)."""
    lines = ["| | shape | strides | copied |", "|---|---|---|---|"]
    for name, (array, shared) in rows.items():
        copied = {None: "", True: "0 bytes, a view", False: f"**{array.nbytes:,} bytes**"}[shared]
        lines.append(f"| `{name}` | {array.shape} | {array.strides} | {copied} |")
    with st.container(key="strides", gap="xsmall"):
        st.markdown("**Strides: bytes from one position to the next, axis by axis**")
        st.markdown("\n".join(lines))
        st.markdown(plain(sentence))


def _reading(*sentences: str) -> None:
    with st.container(key="reading", gap="xsmall"):
        st.markdown(plain(" ".join(filter(None, sentences))))


def plain(text: str) -> str:
    """Escape what Markdown would take for its own."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#+-!|$~:=." else sign for sign in text)

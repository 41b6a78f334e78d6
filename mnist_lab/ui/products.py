"""The controls and the picture of a product: two arrays that are typed, four orders, one cell taken apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mnist_lab.figures.product_shapes import rule_figure, rule_text, shapes_figure
from mnist_lab.figures.products import Z, clash_figure, clash_text, product_figure, product_text
from mnist_lab.maths.product_orders import ORDERS, order_code, product_code
from mnist_lab.maths.product_shapes import ShapeRule, mends
from mnist_lab.maths.products import Cell, Ints, Product, named, product_array
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.plot import Playback, show
from mnist_lab.ui.state import Panel

_X, _W = "[[1, 2, 3], [4, 5, 6]]", "[[7, 8], [9, 10], [11, 12]]"
_X4 = "[[[[1,0,2],[0,1,1]],[[2,1,0],[1,1,1]]],[[[0,2,1],[1,0,0]],[[1,2,2],[0,0,1]]]]"
PRESETS: Final[dict[str, Mapping[str, object]]] = {
    "Vector · vector": {"x": "[1, 2, 3]", "W": "[4, 5, 6]"},
    "Matrix · vector": {"x": _X, "W": "[1, 0, -1]"},
    "Matrix · matrix": {"x": _X, "W": _W},
    "(a, b, c, d) · (d,)": {"x": _X4, "W": "[1, 2, 3]"},
    "(a, b, c, d) · (d, e)": {"x": _X4, "W": "[[1, 0], [0, 1], [1, 1]]"},
    "Other way round": {"x": _W, "W": _X},
    "Does not fit": {"x": _X, "W": "[[7, 8], [9, 10]]"},
}
"""The notebook's products, from the lowest rank to the highest; two matrices the other way round; a refused one."""

SHAPES: Final = "shapes"
WHOLE: Final = "all of z"
_CLICKED = "products:clicked"  # in the session: a cell that was clicked, on its way into the list of cells
_STYLE = """<style>
.st-key-products-x input, .st-key-products-W input { font-family: var(--st-code-font, monospace); }
.st-key-products-x label p { color: var(--lab-input); font-weight: 700; }
.st-key-products-W label p { color: var(--lab-weights); font-weight: 700; }
.st-key-products-presets button, .st-key-products-mends button { min-height: 1.8rem; padding: .05rem .55rem; }
.st-key-products-presets button p, .st-key-products-mends button p { font-size: .85rem; }
.st-key-products-presets [data-testid="stHorizontalBlock"] { row-gap: .35rem; }
.st-key-products-play button { min-height: 1.8rem; padding: .1rem .6rem; }
.st-key-products-reading p { margin: 0 0 .2rem; }
.st-key-arrow-x label p { color: var(--lab-input); font-weight: 700; }
.st-key-arrow-w label p { color: var(--lab-weights); font-weight: 700; }
[class*="st-key-products-sides"] .katex-display { margin: .2rem 0; }
@media (max-width: 640px) {
  [class*="st-key-products-sides"] > [data-testid="stLayoutWrapper"] > [data-testid="stHorizontalBlock"]
    { flex-direction: column-reverse; }
}
</style>"""


def style() -> None:
    """Put the style of this lesson into the page."""
    st.html(_STYLE)


def sides(name: str) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return (controls, picture) of a further part of the page; on a phone the picture comes first."""
    with st.container(key=f"products-sides-{name}"):
        controls, picture = st.columns([1, 2], gap="medium")
    return controls, picture


def arrays(panel: Panel) -> tuple[Ints, Ints]:
    """Draw the two fields; returns x and W, the last ones that would do."""
    x = panel.text("x", "x", default=_X, check=lambda typed: product_array(typed, name="x"))
    W = panel.text("W", "W", default=_W, check=lambda typed: product_array(typed, name="W"))
    return product_array(x, name="x"), product_array(W, name="W")


def clash(rule: ShapeRule, x: Ints, W: Ints, panel: Panel) -> None:
    """Draw what NumPy says to shapes that do not fit, which axis to change, and what would mend it in one click."""
    st.error(f"NumPy: `ValueError: {rule.numpy_error}`\n\n{rule.advice}")
    with st.container(key="products-mends", horizontal=True, gap="xsmall"):
        for mend in mends(x, W):
            values = {"x": str(mend.x.tolist()), "W": str(mend.W.tolist())}
            st.button(mend.line, key=panel.key(f"mend-{mend.line}"), on_click=_put, args=(panel, values))


def _put(panel: Panel, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        st.session_state[panel.key(name)] = value


def playing(product: Product | None, panel: Panel) -> tuple[str, float, Cell | None]:
    """Draw what is played, how fast, and which cell is taken apart; None: no cell, or no product to choose one of."""
    play = panel.choice("play", "Play", options=(*ORDERS, SHAPES), default=next(iter(ORDERS)))
    left, right = st.columns(2, gap="small")
    with left:
        seconds = panel.scale("speed", "Seconds a step", options=(0.3, 0.6, 0.9, 1.5, 3.0), default=0.9)
    with right:
        return play, seconds, None if product is None else _chosen_cell(product, panel)


def _chosen_cell(product: Product, panel: Panel) -> Cell | None:
    """Draw the list of cells; a click in the picture chooses in it too."""
    cells = {named("z", product.index(cell)): cell for cell in np.ndindex(product.flat.shape)}
    clicked = st.session_state.pop(_CLICKED, None)
    if clicked in cells:
        st.session_state[panel.key("cell")] = clicked
    chosen = panel.select("cell", "Take apart", options=(WHOLE, *cells), default=WHOLE)
    return cells.get(chosen)


def picture(product: Product, play: str, cell: Cell | None, *, seconds: float) -> None:
    """Draw the shape rule, and the product or the shapes with their player."""
    rule = product.rule
    show(rule_figure(rule), key="rule", alt=rule_text(rule))
    if play == SHAPES:
        show(shapes_figure(rule), key="shapes", alt=rule_text(rule), frames=Playback(seconds))
        return
    figure, said = product_figure(product, play, cell), product_text(product, cell)
    told = show(figure, key="product", alt=said, clicks=True, frames=Playback(seconds))
    if told is not None and told.kind == "click" and told.trace == Z and isinstance(told.index, int):
        place = divmod(min(max(told.index, 0), product.flat.size - 1), product.flat.shape[1])
        st.session_state[_CLICKED] = named("z", product.index(place))
        st.rerun(scope="fragment")
    with st.container(key="products-reading", gap="xsmall"):
        st.markdown(f"{rule.sentence} {product.sentence}")


def clash_picture(rule: ShapeRule, x: Ints, W: Ints, *, play: str, seconds: float) -> None:
    """Draw the shapes that do not fit, and the numbers that find no partner."""
    show(rule_figure(rule), key="rule", alt=rule_text(rule))
    if play == SHAPES:
        show(shapes_figure(rule), key="shapes", alt=rule_text(rule), frames=Playback(seconds))
    else:
        show(clash_figure(x, W), key="product", alt=clash_text(x, W))


def code(product: Product, play: str, cell: Cell | None) -> None:
    """Draw the lines that give the product, and those of the order that is played."""
    left, right = st.columns(2, gap="large")
    with left:
        code_panel(product_code(product, cell or (0, 0)))
    with right:
        order = next(iter(ORDERS)) if play == SHAPES else play
        code_panel(order_code(product, order), title=f"The loops, {order}")

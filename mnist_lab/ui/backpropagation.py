"""What all parts of the lesson "backpropagation" share, and its first part: a typed formula as a computation graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from mnist_lab.figures.boxes import HEIGHT
from mnist_lab.figures.graphs import graph_figure, graph_text, least_width
from mnist_lab.maths.graph_passes import Passes, passes
from mnist_lab.maths.graphs import VARIABLES, typed_graph
from mnist_lab.ui import tapes
from mnist_lab.ui.plot import show
from mnist_lab.ui.state import Panel, plain

CHAIN: Final = "sin(exp(tanh(x**2)))"
"""The notebook's y = f(g(h(j(x)))): j squares, h is tanh, g is exp, f is sin."""
TWICE: Final = "x * y + sin(x)"
UNIT: Final = "(relu(w * x + b) - t)**2"
SURPRISE: Final = "-log(sigmoid(w * x + b))"
START: Final = {"x": 2.0, "y": -3.0, "z": 1.0, "w": 0.5, "b": 1.0, "t": 1.0}
PRESETS: Final[Mapping[str, Mapping[str, object]]] = {
    "The notebook's fghj": {"formula": CHAIN, "x": 0.8},
    "Used twice": {"formula": TWICE, "x": 2.0, "y": -3.0},
    "One unit and its loss": {"formula": UNIT, "x": 2.0, "w": 0.5, "b": 1.0, "t": 1.0},
    "A unit that is off": {"formula": UNIT, "x": 2.0, "w": -1.0, "b": 1.0, "t": 1.0},
    "Surprise, −log(p)": {"formula": SURPRISE, "x": 2.0, "w": 0.5, "b": 1.0},
    "A square three times": {"formula": "((x**2)**2)**2 + x**2 * y", "x": 1.1, "y": 2.0},
}
_STYLE: Final = """<style>
[class*="st-key-backpropagation-presets"] button { min-height: 1.8rem; padding: .05rem .55rem; }
[class*="st-key-backpropagation-presets"] button p { font-size: .85rem; }
[class*="st-key-backpropagation-reading"] p { font-size: .95rem; line-height: 1.4; margin: 0;
  font-variant-numeric: tabular-nums; }
.st-key-backpropagation-formula input { font-family: var(--st-code-font, monospace); }
.st-key-backpropagation-leaves [data-testid="stSlider"] { margin-bottom: -.5rem; }
[data-testid="stLayoutWrapper"]:has(> .st-key-backpropagation-parts) { margin-top: -.4rem; }
</style>"""
# Two shades stay at the edges of the screen; two covers of paper lie over them at the edges of the picture.
_COVER: Final = "var(--st-background-color) 40%, transparent"
_SHADE: Final = "rgba(128, 136, 148, .5), transparent"
_TALL: Final = f"{HEIGHT}px no-repeat"
_MORE: Final = (
    f"background: linear-gradient(to right, {_COVER}) left top / 2rem {_TALL} local, "
    f"linear-gradient(to left, {_COVER}) right top / 2rem {_TALL} local, "
    f"linear-gradient(to right, {_SHADE}) left top / .5rem {_TALL} scroll, "
    f"linear-gradient(to left, {_SHADE}) right top / .5rem {_TALL} scroll;"
)
WHAT_WORKS: Final = (
    rf"{', '.join(VARIABLES)}, numbers, pi, e, \+ - \* / \*\*, sin cos tan exp log sqrt tanh relu sigmoid abs min max"
)


def style() -> None:
    """Put the style of this lesson into the page."""
    st.html(f"{_STYLE}<style>{wide('network', 560)}</style>")
    st.html(tapes.STYLE)


def choose(panel: Panel) -> Passes:
    """Draw the formula and a slider for each of its leaves; returns both passes."""
    text = panel.text("formula", "Formula", default=TWICE, check=typed_graph, help=WHAT_WORKS)
    leaves = typed_graph(text).leaves
    with st.container(key="backpropagation-leaves"):
        columns = st.columns(2, gap="small") if len(leaves) > 1 else [st.container()]
        at = {}
        for place, leaf in enumerate(leaves):
            with columns[place % len(columns)]:
                at[leaf] = panel.slider(leaf, leaf, low=-4.0, high=4.0, default=START[leaf], step=0.1)
    return passes(text, at)


def picture(done: Passes) -> None:
    """Draw the graph, and what it says. On a phone it is scrolled sideways, not squeezed."""
    st.html(f"<style>{wide('graph', least_width(done.graph))}</style>")
    with st.container(key="backpropagation-graph"):
        show(graph_figure(done), key="graph", alt=graph_text(done))
    with st.container(key="backpropagation-reading"):
        st.markdown(plain(done.sentence))


def wide(name: str, pixels: int) -> str:
    """The style by which a picture is scrolled sideways on a phone, and not squeezed; a shade where there is more."""
    key = f".st-key-backpropagation-{name}"
    plot = f"{key} .lab-figure {{ overflow-x: auto; {_MORE} }} {key} .lab-plot {{ min-width: {pixels}px; }}"
    player = f"{key} .lab-player {{ position: sticky; left: 0; }}"  # it stays where the thumb is
    return f"@media (max-width: 640px) {{ {plot} {player} }}"

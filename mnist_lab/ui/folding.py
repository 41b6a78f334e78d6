"""The stack of 2-D layers: its controls, what is read off it, its picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from mnist_lab.figures.folding import SHEET, SINGLE, stack_scene, stack_text
from mnist_lab.maths.affine import Affine, latex, written
from mnist_lab.maths.clouds import CLOUDS, cloud
from mnist_lab.maths.folding import ACTIVATIONS, MOST_LAYERS, NONE, Folding, folding, seeded
from mnist_lab.maths.folding_text import read_layer, written_layer
from mnist_lab.ui.facts import facts
from mnist_lab.ui.plane import Doing, show
from mnist_lab.ui.state import Panel

BY_SEED, TYPED = "seed", "typed"
SEED: Final = 4
"""Its first three layers keep much of the plane and crease it often."""

_TURN: Final = "[[0.71, -0.71], [0.71, 0.71]], [0, 0]"
PRESETS: Final[dict[str, Mapping[str, object]]] = {
    "Six layers, one map": {"activation": NONE, "layers": 6, "seed": 884, "beside": SINGLE},
    "One fold": {"layers": 1, "weights": TYPED, "layer-1": _TURN, "cloud": "corners"},
    "One crease parts the corners": {
        "layers": 1,
        "weights": TYPED,
        "layer-1": "[[1, 1], [-1, -1]], [0, 0]",
        "cloud": "corners",
    },
    "ReLU against one map": {"beside": SINGLE},
    "tanh bends": {"activation": "tanh", "layers": 2, "seed": 230},
    "sigmoid shrinks": {"activation": "sigmoid", "layers": 4},
}

_PLAYED: Final = "folding:played"
_START: Final[Mapping[str, object]] = {
    "activation": "relu",
    "layers": 3,
    "weights": BY_SEED,
    "seed": SEED,
    "cloud": "moons",
    "beside": SHEET,
}
_STYLE = """<style>
[class*="st-key-folding-presets"] button { min-height: 1.8rem; padding: .05rem .55rem; }
[class*="st-key-folding-presets"] button p { font-size: .85rem; }
[class*="st-key-folding-presets"] [data-testid="stHorizontalBlock"] { row-gap: .35rem; }
.st-key-folding-fields [data-baseweb="input"] { height: 2.1rem; }
.st-key-folding-fields input { font-size: .85rem; }
.st-key-folding-fields [data-testid="InputInstructions"] { display: none; }
.st-key-folding-formulas .katex { font-size: .95rem; }
.st-key-folding-formulas .katex-display { margin: .45rem 0; text-align: left; }
.st-key-folding-formulas .katex-display > .katex { text-align: left; }
.st-key-uncrumple-reading { min-height: 3.2rem; }
@media (max-width: 640px) {
  [class*="st-key-folding-pair"] [data-testid="stHorizontalBlock"] { flex-wrap: nowrap; }
  [class*="st-key-folding-pair"] [data-testid="stColumn"] { min-width: 0; }
  .st-key-folding-second > * > [data-testid="stHorizontalBlock"] { flex-direction: column-reverse; }
}
</style>"""


def style() -> None:
    """Put the style of this lesson into the page."""
    st.html(_STYLE)


def choose(panel: Panel) -> tuple[Folding, str]:
    """Draw the controls; returns the stack, and what is shown beside it."""
    activation = panel.choice("activation", "Activation", options=tuple(ACTIVATIONS), default="relu")
    layers = _layers(panel)
    with st.container(key="folding-pair-2"):
        left, right = st.columns(2, gap="small")
    with left:
        name = panel.select("cloud", "Points of two classes", options=tuple(CLOUDS), default="moons")
    with right:
        beside = panel.select("beside", "Beside it", options=(SHEET, SINGLE), default=SHEET)
    return folding(layers, activation, cloud(name, 75)), beside


def _layers(panel: Panel) -> tuple[Affine, ...]:
    """Draw how many layers there are and where their weights come from; returns them."""
    with st.container(key="folding-pair-1"):
        left, right = st.columns(2, gap="small")
    with left:
        count = panel.slider("layers", "Layers", low=1, high=MOST_LAYERS, default=3)
    with right:
        look = {"on_change": _copy, "args": (panel,)}
        source = panel.choice("weights", "W and b", options=(BY_SEED, TYPED), default=BY_SEED, **look)
    with st.container(key="folding-fields", gap="xsmall"):
        if source == BY_SEED:
            words = "Seed: W drawn as Keras draws it, b within 0.5"
            return seeded(panel.number("seed", words, low=0, high=9999, default=SEED), count)
        st.caption("Rows of W, then b, layer by layer")
        return tuple(_field(panel, number) for number in range(1, count + 1))


def _field(panel: Panel, number: int) -> Affine:
    """Draw the field of one layer; returns its layer."""
    name, label = f"layer-{number}", f"Layer {number}"
    default = written_layer(seeded(SEED, MOST_LAYERS)[number - 1])
    return read_layer(panel.text(name, label, default=default, check=read_layer, label_visibility="collapsed"))


def _copy(panel: Panel) -> None:
    """Where typing begins, the fields hold what was drawn from the seed."""
    if st.session_state.get(panel.key("weights")) != TYPED:
        return
    seed, count = (st.session_state.get(panel.key(name), _START[name]) for name in ("seed", "layers"))
    drawn = seeded(seed if isinstance(seed, int) else SEED, MOST_LAYERS)
    texts = {f"layer-{number}": written_layer(layer) for number, layer in enumerate(drawn, 1)}
    shown = [f"layer-{number}" for number in range(1, 1 + (count if isinstance(count, int) else MOST_LAYERS))]
    for name in texts.keys() - set(shown):
        st.session_state[panel.key(name)] = texts[name]  # for the slider to bring to light
    panel.put({name: texts[name] for name in shown})


def take(panel: Panel, values: Mapping[str, object]) -> None:
    """Set what an example names, the rest as in the beginning, and play."""
    given = {**_START, **values}
    if given["weights"] == TYPED:
        del given["seed"]  # not drawn then
    panel.put(given)
    st.session_state[_PLAYED] = st.session_state.get(_PLAYED, 0) + 1


def picture(shown: Folding, beside: str) -> None:
    """Draw what is read off the stack, the two planes, and what they say."""
    facts("folding-stack", _read_off(shown))
    play = f"{shown.activation} {len(shown.layers)} {beside} {st.session_state.get(_PLAYED, 0)}"
    scene = stack_scene(shown, beside)
    show(scene, key="folding-plane", alt=stack_text(shown, beside), doing=Doing(height=340, seconds=0.9, play=play))
    st.markdown(shown.sentence)


def _read_off(shown: Folding) -> dict[str, str]:
    if shown.activation == NONE:
        W = "; ".join(", ".join(written(value) for value in row) for row in shown.single.W.tolist())
        b = ", ".join(written(value) for value in shown.single.b.tolist())
        return {
            "collapsed to one W": rf"\[{W}\]",
            "and one b": rf"\[{b}\]",
            "largest difference": f"{shown.largest:.2g}",
        }
    read = {"linear pieces": str(len(shown.pieces)), "different maps": str(shown.maps)}
    off = {"best single map is off by": f"{shown.typical:.2g}", "at worst": f"{shown.largest:.2g}"}
    return (read if shown.pieces else {"linear pieces": "none: it bends everywhere"}) | off


def below(shown: Folding) -> None:
    """Write down every layer, and the single map."""
    f = {NONE: ""}.get(shown.activation, rf"\mathrm{{{shown.activation}}}")
    with st.container(key="folding-formulas", gap="xsmall"):
        st.markdown("**The layers, first to last**")
        for number, layer in enumerate(shown.layers, 1):
            inside = rf"{latex(layer.W)} \cdot {_before(number)} + {latex(layer.b[:, None])}"
            st.latex(rf"x_{number} = {f}\left({inside}\right)" if f else rf"x_{number} = {inside}")
        alone = shown.activation == NONE
        st.markdown("**All of them at once**" if alone else "**The best that a single W and b can do**")
        relation = "=" if alone else r"\approx"
        last = f"x_{len(shown.layers)} {relation} "
        st.latex(rf"{last}{latex(shown.single.W)} \cdot x + {latex(shown.single.b[:, None])}")


def _before(number: int) -> str:
    """What goes into layer `number`, from 1."""
    return f"x_{number - 1}" if number > 1 else "x"

"""What a dot product means: two arrows and their angle; a unit's weights laid over a digit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from mnist_lab.digits.dataset import Digits
from mnist_lab.figures.product_arrows import REACH, arrows_figure, arrows_text
from mnist_lab.figures.product_match import factors_figure, factors_text, sum_figure, sum_text
from mnist_lab.maths.product_arrows import Arrows
from mnist_lab.maths.product_match import LOOKED_AT, Floats, Match, scores
from mnist_lab.network.pretrained import pretrained
from mnist_lab.ui import products
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.plot import show
from mnist_lab.ui.state import Panel

ARROWS: Final[dict[str, Mapping[str, object]]] = {
    "Same way": {"x0": 4.0, "x1": 2.0, "w0": 2.0, "w1": 1.0},
    "Right angle": {"x0": -1.5, "x1": 3.0, "w0": 4.0, "w1": 2.0},
    "Opposite": {"x0": -3.0, "x1": -1.5, "w0": 4.0, "w1": 2.0},
}
UNIT = 204
"""To begin with: a unit that looks for a bar in the middle, beside the digit that it likes best."""

_WHAT: Final = (
    "A unit of the first layer holds one weight for each pixel. Its dot product with a digit says how well they match."
)


def arrows() -> None:
    """Draw two arrows that sliders move, the shadow, the angle, and the number they give."""
    st.subheader("What it means: angle and projection", anchor=False)
    panel = Panel("products-arrows")
    controls, picture = products.sides("arrows")
    with controls:
        above = st.container()
        x = _tip(panel, "x", (2.0, 4.0))
        w = _tip(panel, "w", (4.0, 1.0))
        pair = Arrows(x, w)
        with above:
            panel.presets(ARROWS)
        panel.reset("Reset the arrows")
    with picture:
        show(arrows_figure(pair), key="arrows", alt=arrows_text(pair))
        for formula in pair.formulas:
            st.latex(formula)
        st.markdown(pair.sentence)
    code_panel(pair.code, title="The code of the arrows")


def _tip(panel: Panel, name: str, default: tuple[float, float]) -> tuple[float, float]:
    """Draw the two components of an arrow."""
    with st.container(key=f"arrow-{name}", gap=None):
        across, up = (
            panel.slider(
                f"{name}{axis}",
                f"{name}[{axis}]",
                low=-float(REACH),
                high=float(REACH),
                default=default[axis],
                step=0.5,
            )
            for axis in (0, 1)
        )
    return across, up


def match(digits: Digits) -> None:
    """Draw a unit of the pretrained network against a digit of the test set."""
    st.subheader("What it means: a match", anchor=False)
    panel = Panel("products-match")
    layer = pretrained().layers[0]
    count = min(len(digits.test_labels), LOOKED_AT)
    controls, picture = products.sides("match")
    with controls:
        st.markdown(_WHAT)
        unit = panel.number("unit", "Unit of the pretrained network", low=0, high=layer.W.shape[1] - 1, default=UNIT)
        liked = int(scores(digits.test_images, layer.W[:, UNIT]).argmax())
        number = panel.number("digit", "Test digit", low=0, high=count - 1, default=liked)
        _extremes(panel, scores(digits.test_images, layer.W[:, unit]))
        panel.reset("Reset the match")
    label, image = int(digits.test_labels[number]), digits.test_images[number]
    found = Match(number, unit, label, image, layer.W[:, unit], float(layer.b[unit]))
    with picture:
        left, right = st.columns(2, gap="small")
        with left:
            show(factors_figure(found), key="factors", alt=factors_text(found))
        with right:
            show(sum_figure(found), key="sum", alt=sum_text(found))
        st.caption("Bars: each row of pixels, added up. Line: the running total, from the top row down.")
        st.markdown(found.sentence)
    code_panel(found.code, title="The code of the match")


def _extremes(panel: Panel, found: Floats) -> None:
    """Draw two buttons: the digit that this unit likes best, and the one it likes least."""
    with st.container(horizontal=True, gap="xsmall"):
        for words, place in (("Best match", int(found.argmax())), ("Worst match", int(found.argmin()))):
            st.button(words, key=panel.key(words), on_click=_choose, args=(panel.key("digit"), place))


def _choose(key: str, place: int) -> None:
    st.session_state[key] = place

"""The controls and the parts of the lesson on derivatives: one variable, and the error of a difference quotient."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from mnist_lab.figures.derivatives import HEIGHT, moving_figure, moving_text, tangent_figure, tangent_text
from mnist_lab.figures.difference_error import error_figure, error_text
from mnist_lab.maths.difference_error import FORMULAS, DifferenceError, Formula
from mnist_lab.maths.tangents import FUNCTIONS, HIGH, LOW, Tangent, curve, tangent
from mnist_lab.ui.plot import Playback, show
from mnist_lab.ui.state import Panel

OWN: Final = "your own"
_PLAYS: Final = ("h shrinks", "x moves")
_SIDES: Final = ("right", "left")
_NEXT: Final = "derivatives:next"  # in the session: where a click on the curve wants the point
_QUICK: Final = 0.12  # seconds from one place of the moving point to the next

_FIRST: Final = {"play": _PLAYS[0], "side": _SIDES[0]}
PRESETS: Final[Mapping[str, Mapping[str, object]]] = {
    "A smooth curve": {"function": FUNCTIONS[0], "x": -0.5, **_FIRST},
    "A kink": {"function": "abs(x)", "x": 0.0, **_FIRST},
    "A pole": {"function": "1 / x", "x": 0.5, **_FIRST},
    "No slope left": {"function": "sigmoid(x)", "x": 3.5, **_FIRST},
}
_STYLE: Final = """<style>
[class*="st-key-derivatives-presets"] button { min-height: 1.8rem; padding: .05rem .55rem; }
[class*="st-key-derivatives-presets"] button p { font-size: .85rem; }
.st-key-reading p, .st-key-step-reading p { font-size: .98rem; margin: 0; font-variant-numeric: tabular-nums; }
@media (max-width: 640px) {
  :is(.st-key-derivatives-error, .st-key-derivatives-weights) > [data-testid="stLayoutWrapper"]
    > [data-testid="stHorizontalBlock"] { flex-direction: column-reverse; }
}
</style>"""


def style() -> None:
    """Put the style of this lesson into the page."""
    st.html(_STYLE)


def choose(panel: Panel) -> tuple[Tangent, str]:
    """Draw the controls of the curve; returns the tangent at the point chosen, and what is to be played."""
    wanted = st.session_state.pop(_NEXT, None)
    if wanted is not None:
        st.session_state[panel.key("x")] = wanted
    text = panel.select("function", "f(x) =", options=(*FUNCTIONS, OWN), default=FUNCTIONS[0])
    if text == OWN:
        text = panel.text("f", "your own f(x) =", default="x * sin(x)", check=curve, help=_what_works())
    play = panel.choice("play", "Play", options=_PLAYS, default=_PLAYS[0])
    x = st.session_state.get(panel.key("x"), -0.5)
    side = _SIDES[0]
    if play == _PLAYS[0]:
        x = panel.slider("x", "Point x; or drag it in the picture", low=LOW, high=HIGH, default=-0.5, step=0.05)
        side = panel.choice("side", "Second point, x + h", options=_SIDES, default=_SIDES[0])
    else:
        st.caption("Drag the point, or move the bar under the picture: its slope draws the curve below.")
        x = x if isinstance(x, float) and LOW <= x <= HIGH else -0.5
    return tangent(text, round(x, 2) + 0.0, side=1 if side == "right" else -1), play


def _what_works() -> str:
    return r"x, numbers, pi, e, \+ - \* / \*\*, sin cos tan exp log sqrt tanh relu sigmoid abs min max"


def picture(there: Tangent, play: str) -> None:
    """Draw the curve with what is played, and what it says. Dragged, or by a click on the curve, the point moves."""
    if play == _PLAYS[0]:
        told = show(tangent_figure(there), key="curve", alt=tangent_text(there), clicks=True)
        wanted = told.x if told is not None and told.kind in ("click", "drag") else None
        if isinstance(wanted, int | float) and LOW <= wanted <= HIGH:
            st.session_state[_NEXT] = round(round(wanted / 0.05) * 0.05, 2)
            st.rerun(scope="fragment")
    else:
        text = there.curve.text
        show(
            moving_figure(text),
            key="curve",
            alt=moving_text(there.curve),
            height=HEIGHT,
            frames=Playback(_QUICK, autoplay=True),
        )
    with st.container(key="reading", gap="xsmall"):
        said = there.sentence if play == _PLAYS[0] else ""
        others = [place.sentence for place in there.curve.breaks[:3] if place is not there.broken]
        st.markdown(_plain(" ".join([said, *others]).strip() or "The curve is smooth: it has a tangent everywhere."))


def formula(panel: Panel) -> Formula:
    """Draw the choice of the difference quotient."""
    chosen = panel.choice("formula", "Difference quotient", options=FORMULAS, default="central")
    st.markdown({"central": "(f(x + h) − f(x − h)) / (2 h)", "forward": "(f(x + h) − f(x)) / h"}[chosen])
    return chosen


def errors(found: DifferenceError | None, there: Tangent) -> None:
    """Draw the error over h; where there is no derivative, say so."""
    if found is None:
        st.info(f"{_plain(there.sentence)} Move the point: without a derivative there is no error to measure.")
        return
    show(error_figure(found), key="error", alt=error_text(found))


def _plain(text: str) -> str:
    """Write a sentence with true minus signs, and escape what Markdown would take for its own."""
    return text.replace("-", "−").replace("*", r"\*").replace("_", r"\_")

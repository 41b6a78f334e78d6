"""The controls of one map, what is read off it, and what dragging and clicking mean."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mnist_lab.figures.transforms import IMAGE, POINTS, SHAPES, Show, transform_scene, transform_text
from mnist_lab.maths.affine import Affine, FlatError, latex, written
from mnist_lab.maths.transform_kinds import KINDS, Kind, Number
from mnist_lab.maths.transform_text import FARTHEST, MOST_POINTS, PointsError, read_points, written_points
from mnist_lab.maths.transform_tips import dragged
from mnist_lab.maths.transforms import Transform, transform
from mnist_lab.ui import digits
from mnist_lab.ui.facts import facts
from mnist_lab.ui.plane import Doing, Pointed, show
from mnist_lab.ui.state import Panel

TRUE, BLEND = "true motion", "entry by entry"
PRESETS: Final[dict[str, Mapping[str, object]]] = {
    "Translation": {"kind": "translation"},
    "Rotation": {"kind": "rotation", "theta": 90.0},
    "Scaling": {"kind": "scaling", "fx": 2.0, "fy": 0.5},
    "Mirror": {"kind": "reflection", "alpha": 90.0, "shape": "letter F"},
    "Half a turn, blended": {"kind": "rotation", "theta": 180.0, "motion": BLEND},
    "Flattened": {"kind": "linear", "W00": 2.0, "W01": 1.0, "W10": 1.0, "W11": 0.5},
    "A digit turns": {"kind": "rotation", "theta": -120.0, "shape": IMAGE},
}
"""The first three are the notebook's."""

_PLAYED, _CLICKED = "transforms:played", "transforms:clicked"
_STYLE = """<style>
.st-key-facts-transform { column-gap: .9rem; }
.st-key-transforms-presets button, [class*="st-key-transforms-step"] button
  { min-height: 1.8rem; padding: .05rem .55rem; }
.st-key-transforms-presets button p { font-size: .85rem; }
.st-key-transforms-presets [data-testid="stHorizontalBlock"] { row-gap: .35rem; }
.st-key-transforms-switches { column-gap: .8rem; flex-wrap: nowrap; }
.st-key-transforms-formula .katex { font-size: .88rem; }
.st-key-transforms-formula .katex-display { margin: .3rem 0 .5rem; }
@media (max-width: 640px) {
  [class*="st-key-transforms-row"] [data-testid="stHorizontalBlock"] { flex-wrap: nowrap; }
  [class*="st-key-transforms-row"] [data-testid="stColumn"] { min-width: 0; }
}
</style>"""


def style() -> None:
    """Put the style of this lesson into the page."""
    st.html(_STYLE)


def choose(panel: Panel, words: DeltaGenerator) -> tuple[Transform, Show]:
    """Draw the controls, and the field for the visitor's points into `words`; returns the map and what is shown."""
    kind = KINDS[panel.select("kind", "Map", options=tuple(KINDS), default="rotation")]
    values = _numbers(panel, kind)
    formula = st.container(key="transforms-formula")
    left, right = st.columns(2, gap="small")
    with left:
        shape = panel.select("shape", "What is moved", options=SHAPES, default="letter F")
        digit = _digit(panel) if shape in (POINTS, IMAGE) else 0
    with right:
        way = panel.select("motion", "In between", options=(TRUE, BLEND), default=TRUE)
    with st.container(key="transforms-switches", horizontal=True, gap="small"):
        trails = panel.toggle("trails", "Trails")
        lines = panel.toggle("directions", "Eigenvectors", default=True)
        back = panel.toggle("back", "Back")
    with words:
        points = read_points(_own_points(panel))
    shown = transform(kind.name, values, points, blend=way == BLEND, back=back)
    with formula:
        _formula(shown)
    return shown, Show(shape, trails, lines, digit)


def _numbers(panel: Panel, kind: Kind) -> dict[str, float]:
    """Draw one control for each number of the map: sliders, or fields in the shape of the matrix."""
    if len(kind.numbers) <= 2:
        return {number.name: _slider(panel, number) for number in kind.numbers}
    rows = [kind.numbers[:2], kind.numbers[2:4]]
    if len(kind.numbers) > 4:
        rows = [(*row, shift) for row, shift in zip(rows, kind.numbers[4:], strict=True)]
    values = {}
    for place, row in enumerate(rows):
        with st.container(key=f"transforms-row-{place}"):
            columns = st.columns(len(row), gap="small")
        for column, number in zip(columns, row, strict=True):
            with column:
                values[number.name] = _field(panel, number)
    return values


def _digit(panel: Panel) -> int:
    most = min(999, len(digits.digits().train_labels) - 1)
    look = {"format": "digit number %d", "label_visibility": "collapsed"}
    return panel.slider("digit", "Digit number", low=0, high=most, default=0, **look)


def _slider(panel: Panel, number: Number) -> float:
    sign = "%g°" if "degrees" in number.label else "%g"
    low, high = float(-number.most), float(number.most)
    step, default = float(number.step), float(number.default)
    return panel.slider(number.name, number.label, low=low, high=high, default=default, step=step, format=sign)


def _field(panel: Panel, number: Number) -> float:
    low, high = float(-number.most), float(number.most)
    look = {"step": number.step, "format": "%g"}
    return panel.number(number.name, number.label, low=low, high=high, default=float(number.default), **look)


def _own_points(panel: Panel) -> str:
    """Draw the field of the visitor's points. A click on the plane writes one more into it."""
    said = st.session_state.pop(_CLICKED, "")
    text = panel.text("points", "Your points: click on the plane, or type (x, y)", default="(1, 1)", check=read_points)
    if said:
        st.error(said)
    return text


def _formula(shown: Transform) -> None:
    """Write the notebook's formula and the same with the numbers of now."""
    W, b = latex(shown.there.W), latex(shown.there.b[:, None])
    x = r"\begin{bmatrix} x \\ y \end{bmatrix}"
    numbers = f"{b} + {x}" if shown.kind.name == "translation" else rf"{W} \cdot {x}"
    if shown.kind.name == "affine":
        numbers += f" + {b}"
    st.latex(rf"{shown.kind.formula} = {numbers}")


def picture(panel: Panel, shown: Transform, shows: Show) -> None:
    """Draw what is read off the matrix, and the plane."""
    _facts(shown)
    kind = shown.kind.name
    play = f"{kind} {shown.back} {shown.blend} {st.session_state.get(_PLAYED, 0)}"
    scene = transform_scene(shown, shows, digits.digits().train_images[shows.digit])
    show(
        scene,
        key="plane",
        alt=transform_text(shown, shows),
        doing=Doing(height=372, clicks=True, play=play),
        told=partial(_obey, panel, kind),
    )
    st.markdown(shown.sentence)


def _facts(shown: Transform) -> None:
    """What is read off the matrix, in one line."""
    there = shown.there
    found = shown.directions
    turn = f"complex: a turn by {written(float(np.degrees(found.turn)))}°"
    factors = ", ".join(f"× {written(factor)}" for factor in found.factors) or turn
    read_off = {
        "determinant = ± area": written(there.determinant),
        "orientation": shown.orientation,
        "rank": str(there.rank),
        "inverse": _inverse(there),
        "eigenvalues": factors,
    }
    facts("transform", read_off)


def _inverse(there: Affine) -> str:
    try:
        rows = there.inverse().W.tolist()
    except FlatError:
        return "none"
    inside = "; ".join(", ".join(written(value) for value in row) for row in rows)
    return rf"\[{inside}\]"


def below(shown: Transform) -> None:
    """Draw how each of the visitor's points moves, and why there is no way back where there is none."""
    if shown.back and shown.there.rank < 2:
        try:
            shown.there.inverse()
        except FlatError as reason:
            st.info(str(reason))
    for letter, line in zip("PQRSTUVWXYZA", shown.arithmetic, strict=False):
        st.markdown(f"**{letter}**&ensp;{line}")


def take(panel: Panel, values: Mapping[str, object]) -> None:
    """Set what an example names, the rest of the picture plain, and play."""
    panel.put({"motion": TRUE, "back": False, "shape": "letter F", **values})
    st.session_state[_PLAYED] = st.session_state.get(_PLAYED, 0) + 1


def _obey(panel: Panel, kind: str, event: Pointed) -> None:
    """A tip that was let go changes the numbers; a click is one more point."""
    if event.kind == "tip":
        for name, value in dragged(kind, event.name, event.x, event.y).items():
            st.session_state[panel.key(name)] = value
        return
    key = panel.key("points")
    try:
        points = read_points(str(st.session_state.get(key, "")))
        if len(points) >= MOST_POINTS:
            raise PointsError(f"{MOST_POINTS} points are enough: take one out of the field first.")
        far = np.clip([[event.x, event.y]], -FARTHEST, FARTHEST)
        st.session_state[key] = written_points(np.vstack([points, far]))
    except PointsError as reason:
        st.session_state[_CLICKED] = str(reason)

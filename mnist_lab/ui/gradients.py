"""The controls and the pictures of a loss of two weights, in the lesson on derivatives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import streamlit as st

from mnist_lab.figures import gradients as figures
from mnist_lab.maths.expression_text import written
from mnist_lab.maths.gradients import LOSSES, REACH, Directions, Step, directions, landscape, take_step
from mnist_lab.ui.plot import show
from mnist_lab.ui.state import Panel

OWN: Final = "your own"
STEPS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.0, 1.5, 2.0)
_NEXT: Final = "derivatives:next-weights"
_TRAIL: Final = "derivatives:trail"
_MOST: Final = 60  # places of the way that are kept

PRESETS: Final[Mapping[str, Mapping[str, object]]] = {
    "A short step": {"loss": "bowl", "w1": 1.5, "w2": 1.0, "step": 0.1},
    "Too long": {"loss": "narrow valley", "w1": 2.5, "w2": 0.6, "step": 1.0},
    "Saddle": {"loss": "saddle", "w1": 1.5, "w2": 0.1, "step": 0.3},
    "A corner": {"loss": "corners", "w1": 1.0, "w2": 0.0, "step": 0.3},
}


def choose(panel: Panel) -> tuple[Directions, Step]:
    """Draw the controls of the loss; returns its slopes at W_0 and the step from there."""
    wanted = st.session_state.pop(_NEXT, None)
    if wanted is not None:
        for name, value in zip(("w1", "w2"), wanted, strict=True):
            st.session_state[panel.key(name)] = value
    names = (*LOSSES, OWN)
    name = panel.select("loss", "Loss of two weights", options=names, default="bowl")
    text = LOSSES.get(name, "")
    if name == OWN:
        text = panel.text("formula2", "loss(w1, w2) =", default="sin(2*w1) * cos(w2) + w1**2 / 5", check=landscape)
    else:
        st.caption(f"loss = {text}".replace("*", r"\*"))
    look = {"step": 0.1, "format": "%.3f"}
    with st.container(horizontal=True, gap="small"):
        w1 = panel.number("w1", "w1 of W_0", low=-REACH, high=REACH, default=1.5, **look)
        w2 = panel.number("w2", "w2 of W_0", low=-REACH, high=REACH, default=1.0, **look)
    step = panel.scale("step", "step", options=STEPS, default=0.1)
    angle = panel.slider("angle", "Direction to ask about, in degrees", low=0, high=360, default=120, step=5)
    return directions(text, (w1, w2), float(angle)), take_step(text, (w1, w2), step)


def buttons(panel: Panel, taken: Step) -> None:
    """Draw the step, the way back, and the presets."""
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Take the step",
            icon=":material/south_east:",
            type="primary",
            disabled=not taken.inside or not taken.gradient.any(),
            on_click=_step,
            args=(panel, taken),
        )
        way = _way(taken)
        st.button("Back to the start", disabled=not way, on_click=_back, args=(panel, way[:1]))
    with st.container(key="derivatives-presets-weights", gap="xsmall"), st.container(horizontal=True, gap="xsmall"):
        for title, values in PRESETS.items():
            st.button(title, key=panel.key(f"preset-{title}"), on_click=panel.put, args=(values,))


def _way(taken: Step) -> list[tuple[float, float]]:
    """The places from which the steps so far led here; none after another loss or place was chosen."""
    kept = st.session_state.get(_TRAIL)
    place = tuple(float(part) for part in taken.W_0)
    if not kept or kept[0] != taken.expression or kept[1] != place:
        return []
    return list(kept[2])


def _step(panel: Panel, taken: Step) -> None:
    """Take the step: W_1 is the new W_0."""
    way = [*_way(taken), (float(taken.W_0[0]), float(taken.W_0[1]))][-_MOST:]
    end = float(taken.W_1[0]), float(taken.W_1[1])
    st.session_state[_TRAIL] = (taken.expression, end, way)
    panel.put({"w1": end[0], "w2": end[1]})


def _back(panel: Panel, first: list[tuple[float, float]]) -> None:
    if first:
        panel.put({"w1": first[0][0], "w2": first[0][1]})


def picture(around: Directions, taken: Step) -> None:
    """Draw surface and contours side by side, the slopes by angle and the step below them."""
    land = landscape(_text(taken))
    way = [np.array(place) for place in _way(taken)]
    surface, contour = figures.surface_figure(land, taken, way), figures.contour_figure(land, taken, around, way)
    left, right = st.columns(2, gap="small")
    with left:
        show(surface, key="surface", alt=figures.surface_text(land, taken))
    with right:
        told = show(contour, key="contour", alt=figures.contour_text(land, taken, around), clicks=True)
    left, right = st.columns(2, gap="small")
    with left:
        show(figures.angle_figure(around), key="angle", alt=figures.angle_text(around))
    with right:
        show(figures.along_figure(taken), key="along", alt=figures.along_text(taken))
    if told is not None and told.kind == "click":
        place = told.x, told.y
        if all(isinstance(part, int | float) and abs(part) <= REACH for part in place):
            st.session_state[_NEXT] = tuple(round(float(part), 2) for part in place)
            st.rerun(scope="fragment")


def _text(taken: Step) -> str:
    return written(taken.expression)


def reading(around: Directions, taken: Step) -> None:
    """Say what the pictures say; after steps also how many it were and what they came to."""
    way = _way(taken)
    with st.container(key="step-reading", gap="xsmall"):
        st.markdown(_plain(f"{around.sentence} {taken.sentence}"))
        if way:
            begin = take_step(_text(taken), way[0], taken.step).loss_0
            many = "1 step" if len(way) == 1 else f"{len(way)} steps"
            st.caption(f"{many} so far: loss {begin:.4g} → {taken.loss_0:.4g}")


def _plain(text: str) -> str:
    """Escape what Markdown would take for its own."""
    return text.replace("→ -", "→ −").replace("= -", "= −").replace("*", r"\*").replace("_", r"\_")

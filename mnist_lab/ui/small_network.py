"""The part of the lesson with a 2-3-1 network by hand: controls, picture, all 13 parameters as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import streamlit as st

from mnist_lab.figures.small_network import network_figure, network_text
from mnist_lab.maths.small_network import ACTIVATIONS, Round, one_round, trained
from mnist_lab.ui.plot import show
from mnist_lab.ui.state import Panel

MOST_UPDATES: Final = 30
PRESETS: Final[Mapping[str, Mapping[str, object]]] = {
    "From the start": {"x1": 1.0, "x2": 2.0, "truth": 1.0, "step": 0.05, "updates": 0, "activation": "tanh"},
    "Ten updates later": {"x1": 1.0, "x2": 2.0, "truth": 1.0, "step": 0.05, "updates": 10, "activation": "tanh"},
    "A unit that is off": {"x1": 1.0, "x2": 2.0, "truth": 1.0, "step": 0.05, "updates": 0, "activation": "relu"},
    "Too long a step": {"x1": 1.0, "x2": 2.0, "truth": 1.0, "step": 0.5, "updates": 1, "activation": "tanh"},
}


def choose(panel: Panel) -> Round:
    """Draw the controls; returns the round."""
    left, right = st.columns(2, gap="small")
    with left:
        x1 = panel.slider("x1", "input x1", low=-2.0, high=2.0, default=1.0, step=0.1)
        truth = panel.slider("truth", "truth y", low=-2.0, high=2.0, default=1.0, step=0.1)
    with right:
        x2 = panel.slider("x2", "input x2", low=-2.0, high=2.0, default=2.0, step=0.1)
        step = panel.scale("step", "step", options=(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0), default=0.05)
    activation = panel.choice("activation", "Activation of the hidden units", options=ACTIVATIONS, default="tanh")
    updates = panel.slider("updates", "Updates before this one", low=0, high=MOST_UPDATES, default=0)
    x = np.array([x1, x2])
    before, made = trained(x, truth, step=step, updates=updates, activation=activation)
    if made < updates:
        st.warning(
            f"After {made} updates the weights leave for infinity: the step is too long. Shown is the last one before."
        )
    elif updates < MOST_UPDATES:
        taken = ({"updates": updates + 1},)
        st.button("Take this update", icon=":material/south_east:", on_click=panel.put, args=taken)
    return one_round(x, truth, step=step, before=before, activation=activation)


def picture(done: Round) -> None:
    """Draw the network and what it says."""
    with st.container(key="backpropagation-network"):
        show(network_figure(done), key="network", alt=network_text(done))
    with st.container(key="backpropagation-reading"):
        st.markdown(done.sentence)


def table(done: Round) -> None:
    """Draw all 13 parameters: value, gradient, central difference, error, and the value after the update."""
    head = ("parameter", "value", "gradient", "central difference", "error", f"value − {done.step:g} × gradient")
    rows = []
    for name, array in done.before.arrays().items():
        for place in np.ndindex(array.shape):
            parts = (done.before, done.gradients, done.measured, done.after)
            now, ours, theirs, new = (float(part.arrays()[name][place]) for part in parts)
            label = f"{name}[{', '.join(map(str, place))}]"
            cells = (
                label,
                *(_number(v) for v in (now, ours, theirs)),
                f"{abs(ours - theirs):.1e}",
                _number(new),
            )
            rows.append("".join(f"<td>{cell}</td>" for cell in cells))
    titles = "".join(f"<th>{title}</th>" for title in head)
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    st.html(f'<div class="lab-wide"><table class="lab-tape lab-numbers"><tr>{titles}</tr>{body}</table></div>')


def _number(value: float) -> str:
    return f"{value + 0.0:.8f}".replace("-", "−")

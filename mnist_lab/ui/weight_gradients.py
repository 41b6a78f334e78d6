"""The part of the lesson with the real network: what one digit asks of each of its weights."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import streamlit as st

from mnist_lab.figures.weight_gradients import UNITS, gradients_figure, gradients_text
from mnist_lab.network.reading import shipped
from mnist_lab.network.subject import of_test_set
from mnist_lab.network.weight_gradients import WeightGradients, measured_slope, weight_gradients
from mnist_lab.ui import digits
from mnist_lab.ui.plot import show
from mnist_lab.ui.state import Panel

_CLICKED: Final = "backpropagation:clicked"  # in the session: a unit that was clicked, on its way into its field
LABEL: Final = "its label"
TRUTHS: Final = (LABEL, *map(str, range(10)))
RATES: Final = (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
PRESETS: Final = {
    "Read well: little to learn": {"nth": 0, "truth": LABEL, "loudest": True, "rate": 0.003},
    "Called a 2": {"nth": 0, "truth": "2", "loudest": True, "rate": 0.003},
    "Learned by heart": {"nth": 0, "truth": "2", "loudest": True, "rate": 0.03},
}


def choose(panel: Panel) -> tuple[WeightGradients, int]:
    """Draw the choice of a digit, of what it is called, of a step and of a unit; returns the gradients and the unit."""
    clicked = st.session_state.pop(_CLICKED, None)
    if clicked is not None:
        panel.put({"unit": clicked, "loudest": False})
    known = digits.digits()
    left, right = st.columns(2, gap="small")
    with left:
        number = panel.number("nth", "Test digit", low=0, high=len(known.test_images) - 1, default=0)
        rate = panel.scale("rate", "step", options=RATES, default=0.003)
    with right:
        called = panel.select("truth", "Called a", options=TRUTHS, default="2")
        loudest = panel.toggle("loudest", "The largest ∂z", default=True)
        unit = panel.number(
            "unit", "Unit", low=0, high=len(shipped().weights.layers[0].b) - 1, default=0, disabled=loudest
        )
    label = int(known.test_labels[number])
    found = _found(number, label if called == LABEL else int(called), rate)
    return found, found.loudest if loudest else unit


def picture(found: WeightGradients, unit: int) -> None:
    """Draw the wall and one unit enlarged; a click on an image enlarges that one."""
    told = show(gradients_figure(found, unit), key="gradients", alt=gradients_text(found, unit), clicks=True)
    with st.container(key="backpropagation-reading"):
        st.markdown(found.sentence)
    clicked = told.customdata if told is not None and told.kind == "click" and told.trace == UNITS else None
    if isinstance(clicked, int) and 0 <= clicked < len(found.d_z[0]):
        st.session_state[_CLICKED] = clicked
        st.rerun(scope="fragment")


def check(found: WeightGradients, unit: int) -> None:
    """Say what a central difference makes of the largest gradient of the unit."""
    pixel = int(abs(found.images[unit]).argmax())
    ours = float(found.images[unit, pixel])
    theirs = measured_slope(found.reader.weights, found.subject.x, found.truth, (pixel, unit))
    st.caption(
        f"Check: W[{pixel}, {unit}] by the chain rule {ours:.8g}, by a central difference {theirs:.8g}: "
        f"{abs(ours - theirs):.1e} apart."
    )


@lru_cache(maxsize=16)
def _found(number: int, truth: int, step: float) -> WeightGradients:
    known = digits.digits()
    subject = of_test_set(known.test_images, known.test_labels, number)
    return weight_gradients(shipped(), subject, truth=truth, step=step)

"""Steps 2 and 3: the network with the numbers in it, and what compile asks for."""

from __future__ import annotations

from typing import Final

import streamlit as st

from mnist_lab.figures import compiling as figures
from mnist_lab.figures.first_look_model import network_figure, network_text, unit_figure, unit_text
from mnist_lab.maths.compiling import COMPILE, steps
from mnist_lab.maths.first_look import Cell, parameters
from mnist_lab.network.first_answers import answered, by_loss
from mnist_lab.network.first_look import FRESH, TRAINED, known, unit
from mnist_lab.ui import digits, first_look, frame
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.plot import show
from mnist_lab.ui.state import Panel

SEQUENTIAL: Final = Cell(
    "model = tf.keras.Sequential(\n    [\n"
    '        tf.keras.layers.Dense(512, activation="relu"), \n'
    '        tf.keras.layers.Dense(10, activation="softmax")\n'
    "    ]\n)"
)
"""The notebook's cell; it prints nothing."""

LAYERS: Final = ("Dense(512)", "Dense(10)")
UNITS: Final = (512, 10)
ACTIVE: Final = 160
"""A hidden unit that is above 0 for two digits of three, the first test digits among them."""

GRADIENTS: Final = (0.001, 0.01, 0.1, 1.0, 10.0)


def model_step(panel: Panel) -> None:
    """Draw the network with a digit in it, and the card of one layer, opened at one unit."""
    controls, picture = frame.sides()
    for name in ("layer", "unit", "output"):
        first_look.taken(panel, name)
    with controls:
        left, right = st.columns(2, gap="small")
        with left:
            number = first_look.test_digit(panel)
        with right:
            name = panel.select("weights", "Weights", options=(TRAINED, FRESH), default=TRAINED)
        layer = LAYERS.index(panel.choice("layer", "Open a layer", options=LAYERS, default=LAYERS[0]))
        place = _unit(panel, layer)
        first_look.cells((SEQUENTIAL,))
    image = digits.digits().test_images[number]
    found, counts = unit(known(name), image, number=number, layer=layer, unit=place), parameters()
    with picture:
        figure = network_figure(found, image, counts)
        pressed = show(figure, key="first-look-network", alt=network_text(found, counts), clicks=True)
        last = "relu" if layer == 0 else "softmax"
        st.markdown(f":small[{counts.sentence}. Open: `output = {last}(dot(input, W) + b)`]")
        show(unit_figure(found), key="first-look-unit", alt=unit_text(found))
        first_look.reading(found.sentence)
    left, right = st.columns([3, 2], gap="large")
    with left:
        code_panel(found.code)
    with right:
        code_panel(counts.code, title="The count")
    match pressed.customdata if pressed is not None else None:
        case [0, int(chosen)] if 0 <= chosen < UNITS[0]:
            first_look.point(panel, layer=LAYERS[0], unit=chosen)
        case [1, int(chosen)] if 0 <= chosen < UNITS[1]:
            first_look.point(panel, layer=LAYERS[1], output=chosen)


def _unit(panel: Panel, layer: int) -> int:
    """Draw the choice of a unit: by number among the 512, or one of the ten."""
    if layer == 0:
        return panel.slider("unit", "Unit, or click on one", low=0, high=UNITS[0] - 1, default=ACTIVE)
    return panel.slider("output", "Unit, or click on one", low=0, high=UNITS[1] - 1, default=0)


def compile_step(panel: Panel) -> None:
    """Draw the loss of one digit by hand, the accuracy of some, and steps of the optimiser."""
    _, test = first_look.parts()
    controls, picture = frame.sides()
    with controls:
        left, right = st.columns(2, gap="small")
        with left:
            number = first_look.test_digit(panel)
        with right:
            name = panel.select("weights", "Weights", options=(TRAINED, FRESH), default=TRAINED)
        rate = panel.scale("gradient", "Gradient that RMSprop meets", options=GRADIENTS, default=10.0)
        order = by_loss(known(TRAINED), test.images, test.labels)
        panel.presets(
            {
                "The surest": {"digit": int(order[0])},
                "In between": {"digit": int(order[-len(order) // 50])},
                "Worst mistake": {"digit": int(order[-1])},
                "Before training": {"digit": number, "weights": FRESH},
            }
        )
        first_look.cells((COMPILE,))
    found, followed = answered(known(name), test.images, test.labels, number=number), steps(rate)
    with picture:
        figure = figures.loss_figure(test.images[number], found.probabilities, found.loss)
        show(figure, key="first-look-loss", alt=figures.loss_text(found.loss))
        first_look.reading(found.loss.sentence)
        left, right = st.columns(2, gap="small")
        with left:
            said = figures.accuracy_text(found.answers, found.labels)
            show(figures.accuracy_figure(found.answers, found.labels), key="first-look-accuracy", alt=said)
        with right:
            show(figures.steps_figure(followed), key="first-look-steps-of-w", alt=figures.steps_text(followed))
        st.markdown(f":small[{followed.sentence}]")
    left, right = st.columns(2, gap="large")
    with left:
        code_panel(found.code, title="Loss and accuracy")
    with right:
        code_panel(followed.code, title="Steps of the optimiser")

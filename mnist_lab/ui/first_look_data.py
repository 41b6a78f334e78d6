"""Steps 1 and 4: the digits as they come, and one of them on its way into the network."""

from __future__ import annotations

import streamlit as st

from mnist_lab.figures import first_look as figures
from mnist_lab.figures.arrays import array_figure, array_text
from mnist_lab.figures.preprocessing import preprocess_figure, preprocess_text
from mnist_lab.maths.first_look import Part, data, places
from mnist_lab.maths.preprocessing import preprocess
from mnist_lab.ui import first_look, frame
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.plot import show
from mnist_lab.ui.state import Panel

_ALL = "all"
_CLASSES = (_ALL, *map(str, range(10)))


def data_step(panel: Panel) -> None:
    """Draw the data: a wall to scroll and to filter, one digit as numbers, the counts, the notebook's questions."""
    train, test = first_look.parts()
    controls, picture = frame.sides()
    with controls:
        left, right = st.columns(2, gap="small")
        first_look.taken(panel, "class")
        first_look.taken(panel, "train")
        with left:
            chosen = panel.select("class", "Class", options=_CLASSES, default=_ALL)
        with right:
            number = panel.number("train", "Training digit", low=0, high=len(train.labels) - 1, default=0)
        step = data(train, test, number=number)
        first_look.cells(step.cells)
    wanted = None if chosen == _ALL else int(chosen)
    with picture:
        wall, digit = st.columns([10, 9], gap="small")
        with wall:
            _wall(panel, train, wanted)
        with digit:
            side = panel.choice("zoom", "Pixels a side: zoom in", options=figures.ZOOMS, default=14)
            view = figures.zoomed(train.images[number], side)
            figure = array_figure(view, height=300)
            show(figure, key="first-look-digit", alt=array_text(view, f"train_images[{number}]"))
        pressed = show(
            figures.counts_figure(train.labels, wanted),
            key="first-look-counts",
            alt=figures.counts_text(train.labels),
            clicks=True,
        )
        first_look.reading(step.sentence)
    code_panel(step.code)
    if pressed is not None and isinstance(pressed.customdata, int) and 0 <= pressed.customdata <= 9:
        first_look.point(panel, **{"class": str(pressed.customdata)})


def _wall(panel: Panel, train: Part, wanted: int | None) -> None:
    """Draw so many digits as hang on the wall at a time, and the slider that scrolls."""
    there = places(train.labels, wanted)
    last = max((len(there) - 1) // figures.ON_WALL, 1)
    page = panel.slider("wall", "Scroll the wall; click on a digit", low=0, high=last, default=0)
    numbers = there[page * figures.ON_WALL : (page + 1) * figures.ON_WALL]
    figure = figures.wall_figure(train.images, numbers, train.labels)
    said = figures.wall_text(numbers, train.labels)
    pressed = show(figure, key="first-look-wall", alt=said, height=300, clicks=True)
    if pressed is not None and isinstance(pressed.customdata, int) and 0 <= pressed.customdata < len(train.labels):
        first_look.point(panel, train=pressed.customdata)


def preprocess_step(panel: Panel) -> None:
    """Draw one digit on its way from (28, 28) uint8 to (784,) float32, played."""
    train, test = first_look.parts()
    controls, picture = frame.sides()
    with controls:
        number = first_look.test_digit(panel)
        found = preprocess(train, test, number=number)
        first_look.cells(found.step.cells)
    with picture:
        show(preprocess_figure(found), key="first-look-preprocess", alt=preprocess_text(found))
        first_look.reading(found.step.sentence)
    code_panel(found.step.code)

"""Steps 6 and 7: the first ten answers, and the whole test set with five seeds beside it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from mnist_lab.figures.first_look_answers import seeds_figure, seeds_text, ten_figure, ten_text
from mnist_lab.network.first_answers import evaluate, first_ten
from mnist_lab.network.first_look import TRAINED, Known, known
from mnist_lab.network.reading import Reader
from mnist_lab.network.seeds import seeds, spread_of
from mnist_lab.ui import first_look, frame, readers, runs
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.plot import show
from mnist_lab.ui.state import Panel

SHIPPED, MINE = "shipped", "my run"
_WHY: Final = "The shipped network also learned from pen drawings and from distorted digits."


def predict_step(panel: Panel) -> None:
    """Draw the answers to the first ten test digits."""
    _, test = first_look.parts()
    controls, picture = frame.sides()
    first_look.taken(panel, "of-ten")
    with controls:
        network = _network(panel)
        number = panel.slider("of-ten", "Digit, or click on a column", low=0, high=9, default=0)
        found = first_ten(network, test.images, test.labels, number=number)
        first_look.cells(found.step.cells)
    with picture:
        pressed = show(ten_figure(found, number), key="first-look-ten", alt=ten_text(found), clicks=True)
        first_look.reading(found.step.sentence)
    code_panel(found.step.code)
    _file(network)
    if pressed is not None and isinstance(pressed.x, int) and 0 <= pressed.x <= 9:
        first_look.point(panel, **{"of-ten": pressed.x})


def evaluate_step(panel: Panel) -> None:
    """Draw loss and accuracy over the test set, and how far five seeds lie apart."""
    _, test = first_look.parts()
    record = seeds()
    controls, picture = frame.sides()
    with controls:
        network = _network(panel)
        epoch = panel.slider("epoch", "Epoch of the five seeds", low=1, high=record.epochs, default=record.epochs)
        found = evaluate(network, test.images, test.labels)
        first_look.cells(found.step.cells)
        first_look.link("puzzle", "A loss of 18.45: the puzzle")
    apart = spread_of(record, epoch)
    with picture:
        show(seeds_figure(record, epoch, found), key="first-look-seeds", alt=seeds_text(record, epoch))
        first_look.reading(f"{found.step.sentence} {apart.sentence}")
    left, right = st.columns(2, gap="large")
    with left:
        code_panel(found.step.code, title="The evaluation")
        _file(network)
    with right:
        code_panel(apart.code, title="The five seeds")
        st.caption("Recorded on all of MNIST by `python -m mnist_lab.engine.seeds`, which trains all five again.")


def _network(panel: Panel) -> Known:
    """Draw the choice of who answers: the shipped network, or the run in front, also while it trains."""
    entry = runs.front()
    weights = entry.weights if entry else None
    chosen = panel.choice("network", "Network", options=(SHIPPED, MINE), default=SHIPPED)
    if chosen == MINE and (entry is None or weights is None):
        st.caption("There is no run of yours yet: fit one in step 5. The shipped network answers.")
    if chosen == SHIPPED or entry is None or weights is None:
        shipped = known(TRAINED)
        return Known(SHIPPED, shipped.weights, shipped.imports, shipped.line, _WHY)
    n = len(entry.run.digits.train_images)
    why = f"Your run ({entry.words}) learned from {n:,} digits, and from another random start."
    return Known(entry.name, weights, readers.IMPORTS, readers.LINE, why)


def _file(network: Known) -> None:
    """Offer the weights that the code loads, where they are the visitor's own."""
    if network.line == readers.LINE:
        readers.file_button(Reader(network.name, network.weights, network.imports, network.line))

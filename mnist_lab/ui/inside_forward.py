"""The forward pass with one unit taken apart, and the evidence for one answer against another."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mnist_lab.figures.inside import UNITS_TRACE, forward_figure, forward_text
from mnist_lab.figures.inside_unit import excited_text, unit_figure, unit_text, wall_figure
from mnist_lab.figures.inside_why import UNITS_TRACE as WHY_UNITS
from mnist_lab.figures.inside_why import pixels_figure, pixels_text, units_figure, units_text
from mnist_lab.network.evidence import evidence
from mnist_lab.network.insight import Insight, Unit, excited, unit
from mnist_lab.network.wording import signed
from mnist_lab.ui import digits, inside, wishes
from mnist_lab.ui.plot import PlotEvent, show
from mnist_lab.ui.state import Panel

VIEWS = ("the chosen unit", "softmax, term by term")
SECOND, TRUTH = "the second guess", "the label"
RIVALS = (SECOND, TRUTH, *map(str, range(10)))
_MOST_UNIT = 1023
_LOUDEST = "The unit that speaks most for the answer. Switch it off to choose one, or click one in the picture."
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def forward(panel: Panel, seen: Insight, *, fields: DeltaGenerator, picture: DeltaGenerator) -> str:
    """Draw the forward pass whole, and below it one unit or the softmax; returns the code."""
    with fields:
        view = panel.choice("view", "Below it", options=VIEWS, default=VIEWS[0])
        chosen = _unit(panel, seen)
        if view == VIEWS[0]:
            st.caption("The last row: test digits that excite it most.")
        else:
            st.caption(f"{seen.sentence} Each sum becomes e to its power, and these are divided by their total.")
    with picture:
        alt = forward_text(seen, chosen)
        told = show(forward_figure(seen, chosen), key="inside-network", alt=alt, clicks=True)
        if view == VIEWS[0]:
            _opened(seen, chosen)
        else:
            _softmax(seen)
    if told is not None:
        _open(told, seen)
    return chosen.code if view == VIEWS[0] else seen.code


def _unit(panel: Panel, seen: Insight) -> Unit:
    """Draw the choice of a unit; returns it, taken apart."""
    layer = 0
    if len(seen.hidden) > 1:
        layer = panel.choice("layer", "Hidden layer", options=tuple(range(1, len(seen.hidden) + 1)), default=1) - 1
    units = len(seen.hidden[layer])
    field, switch = st.columns(2, gap="small", vertical_alignment="bottom")
    with switch:
        follow = panel.toggle("follow", "The loudest", default=True, help=_LOUDEST)
    with field:  # drawn in any case: a click then finds it, and brings the unit into the link
        label = f"Unit, 0 to {units - 1}"
        number = panel.number("unit", label, low=0, high=_MOST_UNIT, default=0, disabled=follow)
    return unit(seen, _loudest(seen, layer) if follow else number, layer=layer)


def _loudest(seen: Insight, layer: int) -> int:
    """The unit whose activation, times what it adds to the answer's sum, is largest."""
    if layer == len(seen.hidden) - 1:
        return int((seen.hidden[layer] * seen.weights.layers[-1].W[:, seen.top]).argmax())
    return int(np.abs(seen.hidden[layer]).argmax())


def _open(told: PlotEvent, seen: Insight) -> None:
    """Open the unit that was clicked."""
    layer = told.trace - UNITS_TRACE
    if told.kind != "click" or not 0 <= layer < len(seen.hidden):
        return
    number = _number(told.customdata)
    if number is not None and number < len(seen.hidden[layer]):
        wishes.wish(_shown(seen, number, layer))


def _shown(seen: Insight, number: int, layer: int) -> dict[str, object]:
    """The widgets' values that show this unit of a hidden layer, from 0."""
    deep = {"layer": layer + 1} if len(seen.hidden) > 1 else {}  # with one hidden layer there is nothing to choose
    return {"unit": number, "follow": False, **deep}


def _number(customdata: Any) -> int | None:
    """The unit in what a browser sent; what comes from there may be anything."""
    pair = list(customdata.values()) if isinstance(customdata, dict) else customdata
    if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[1], int) and pair[1] >= 0:
        return pair[1]
    return None


def _opened(seen: Insight, chosen: Unit) -> None:
    """Draw the unit's sum, its weights and the digits that excite it; a click on a digit takes that one."""
    known = digits.digits()
    with st.container(key="inside-reading"):
        st.markdown(f"**Unit {chosen.number}:** {chosen.sentence}")
    show(unit_figure(chosen), key="inside-opened", alt=unit_text(chosen))
    values = inside.hidden(seen.reader, chosen.layer, train=False)[:, chosen.number]
    found = excited(values)
    words = [f"{value:.2f}" for value in found.values]
    figure = wall_figure(known.test_images[found.numbers], words, height=100)
    told = show(figure, key="inside-excited", alt=excited_text(found, known.test_labels), clicks=True)
    take_digit(told, found.numbers.tolist())


def take_digit(told: PlotEvent | None, numbers: list[int]) -> None:
    """Take the digit of a wall that was clicked."""
    if told is not None and told.kind == "click" and isinstance(told.index, int) and 0 <= told.index < len(numbers):
        wishes.wish({"source": inside.TEST, "nth": numbers[told.index]})


def _softmax(seen: Insight) -> None:
    """Draw softmax term by term, as a table."""
    top = float(seen.scores.max())
    rows = ["| class | sum s | s − max | e^(s − max) | ÷ total = probability |", "|:-:|--:|--:|--:|--:|"]
    for k in range(10):
        s, e, p = float(seen.scores[k]), float(seen.e[k]), float(seen.probabilities[k])
        cells = (f"{k}", signed(s, 3), signed(s - top, 3), _small(e), _small(p))
        rows.append("| " + " | ".join(f"**{cell}**" if k == seen.top else cell for cell in cells) + " |")
    total, share = float(seen.e.sum()), float(seen.probabilities.sum())
    rows.append(f"| total | | | {total:.6f} | {share:.6f} |")
    with st.container(key="inside-softmax"):
        st.markdown("\n".join(rows))


def _small(number: float) -> str:
    """Six digits where they say something, a power of ten where they do not."""
    if number >= 1e-4 or number == 0:
        return f"{number:.6f}"
    mantissa, power = f"{number:.2e}".split("e")
    return f"{mantissa}\u202f×\u202f10{str(int(power)).translate(_RAISED)}"


def why(panel: Panel, seen: Insight, *, fields: DeltaGenerator, picture: DeltaGenerator) -> str:
    """Draw the evidence for the answer against another class; returns the code."""
    with fields:
        chosen = panel.select("rival", f"Why {seen.top}, and not", options=RIVALS, default=SECOND)
        rival = {SECOND: seen.second, TRUTH: seen.truth}.get(chosen, int(chosen) if chosen.isdigit() else seen.second)
        if rival == seen.top:
            st.caption(f"{seen.top} is the answer itself; the second guess, {seen.second}, takes its place.")
            rival = seen.second
    found = evidence(seen, rival)
    with fields:
        if found.curved:
            st.caption(
                "This network's activation is curved, so that gradient × input does not account for all of the "
                "difference: the bar called bend is what is left."
            )
    with picture:
        with st.container(key="inside-reading"):
            st.markdown(found.sentence)
        pixels, units = st.columns([11, 14], gap="small")
        with pixels:
            show(pixels_figure(found), key="inside-pixels", alt=pixels_text(found))
        with units:
            told = show(units_figure(found), key="inside-why", alt=units_text(found), clicks=True)
    if told is not None and told.kind == "click" and told.trace == WHY_UNITS:
        number = told.customdata
        if isinstance(number, int) and 0 <= number < len(found.units):
            wishes.wish(_shown(seen, number, len(seen.hidden) - 1) | {"part": "Forward pass", "view": VIEWS[0]})
    return found.code

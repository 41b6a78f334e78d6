"""Two parts of the lesson on descent: the race of the optimisers, and the map of learning rate and momentum."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

import streamlit as st

from mnist_lab.figures import descent_race as figures
from mnist_lab.figures.descent import Track, map_figure, map_text
from mnist_lab.maths.descent import MOST_STEPS, descend
from mnist_lab.maths.descent_race import MOMENTA, Race, RateMap, best_rates, nearest, race, rate_map, rates_of
from mnist_lab.maths.descent_words import number, sentence
from mnist_lab.maths.losses import loss
from mnist_lab.maths.optimisers import OPTIMISERS
from mnist_lab.ui import frame, wishes
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.descent import (
    RATES,
    choose_loss,
    choose_start,
    clicked_start,
    plain,
    sign,
    speed,
)
from mnist_lab.ui.plot import PlotEvent, show
from mnist_lab.ui.state import Panel

_CHOICES: Final = ("best for each", "my own")
RACES: Final[Mapping[str, Mapping[str, object]]] = {
    "A valley": {"loss": "narrow valley", "w1": -2.5, "w2": 1.5, "rates": _CHOICES[0]},
    "Rosenbrock": {"loss": "Rosenbrock", "w1": -1.5, "w2": 2.5, "rates": _CHOICES[0]},
    "One rate for all": {"loss": "plateau", "w1": -2.0, "w2": 1.5, "rates": _CHOICES[1], "plain": 0.1, "adaptive": 0.1},
}
MAPS: Final[Mapping[str, Mapping[str, object]]] = {
    "A valley": {"loss": "narrow valley", "w1": -2.5, "w2": 1.5, "kind": "momentum"},
    "Nesterov": {"loss": "narrow valley", "w1": -2.5, "w2": 1.5, "kind": "nesterov"},
    "A plateau": {"loss": "plateau", "w1": -2.5, "w2": 1.5, "kind": "momentum"},
    "Rosenbrock": {"loss": "Rosenbrock", "w1": -1.5, "w2": 2.5, "kind": "momentum"},
}


def racing(panel: Panel) -> None:
    """Draw the race: five paths from one start, their losses, their formulas and the steps they took."""
    controls, picture = frame.sides()
    with controls:
        text = choose_loss(panel)
        start = choose_start(panel, text)
        with st.container(horizontal=True, gap="small"):
            momentum = panel.number("momentum", "Momentum", low=0.0, high=0.99, default=0.9, step=0.05)
            playback = speed(panel)
        rates = _rates(panel, text, start, momentum)
        panel.examples(RACES)
    found = race(text, start, rates, momentum=momentum)
    with picture:
        left, right = st.columns(2, gap="small")
        with left:
            drawn = map_figure(figures.tracks(found), arrow=False)
            told = show(drawn, key="descent-race", alt=figures.race_text(found), clicks=True, frames=playback)
        with right:
            show(figures.losses_figure(found), key="descent-losses", alt=figures.race_text(found))
        with st.container(key="descent-said-race", gap="xsmall"):
            st.markdown(plain(found.sentence))
            _table(found)
    code_panel(found.code)
    clicked_start(told, found.runs[0].loss.names)


def _rates(panel: Panel, text: str, start: tuple[float, ...], momentum: float) -> Mapping[str, float]:
    """Draw the choice of the learning rates."""
    chosen = panel.choice("rates", "Learning rates", options=_CHOICES, default=_CHOICES[0])
    if chosen == _CHOICES[0]:
        st.caption("Each with the one of 60 rates that needs the fewest steps from here.")
        return best_rates(text, start, momentum=momentum)
    plainly = panel.scale("plain", "Rate of SGD, momentum and Nesterov", options=RATES, default=0.1)
    adaptive = panel.scale("adaptive", "Rate of RMSprop and Adam", options=RATES, default=0.1)
    return {name: adaptive if optimiser.adapts else plainly for name, optimiser in OPTIMISERS.items()}


def _table(found: Race) -> None:
    """Draw the formulas of all, with rate, steps and last loss."""
    rows = ["<tr><th>optimiser</th><th>each step</th><th>rate</th><th>steps</th><th>loss</th></tr>"]
    for run, (mark, steps, last), track in zip(
        found.runs, figures.standings(found.runs), figures.tracks(found), strict=True
    ):
        lines = "<br>".join(escape(f"{line.name} = {line.code}") for line in run.optimiser.lines)
        name = f"{sign(mark, track.colour)} <b>{run.optimiser.title}</b><br>{run.optimiser.idea}"
        cells = (name, f"<code>{lines}</code>", number(run.rate), f"<b>{steps}</b>", last)
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    st.html(f'<table class="lab-ledger">{"".join(rows)}</table>')


def mapping(panel: Panel) -> None:
    """Draw the map of learning rate and momentum, and the path of the cell that was clicked."""
    controls, picture = frame.sides()
    with controls:
        text = choose_loss(panel)
        start = choose_start(panel, text)
        with st.container(horizontal=True, gap="small"):
            kinds = ("momentum", "nesterov")
            kind = panel.select("kind", "Optimiser", options=kinds, default="momentum", format_func=_title)
            playback = speed(panel)
        rates = tuple(float(rate) for rate in rates_of(loss(text), OPTIMISERS[kind]))
        cells = tuple(float(momentum) for momentum in MOMENTA)
        rate = panel.scale("cellrate", "Learning rate, or click on the map", options=rates, default=rates[36])
        momentum = panel.scale("cellmomentum", "Momentum", options=cells, default=cells[42])
        panel.examples(MAPS)
    found = rate_map(text, start, optimiser=kind)
    run = descend(text, start, optimiser=kind, rate=rate, momentum=momentum, steps=MOST_STEPS)
    with picture:
        left, right = st.columns(2, gap="small")
        with left:
            drawn = figures.rate_map_figure(found, rate, momentum)
            told = show(drawn, key="descent-rates", alt=figures.rate_map_text(found), clicks=True)
        with right:
            path = map_figure([Track(run)])
            begun = show(path, key="descent-cell", alt=map_text(run), clicks=True, frames=playback)
        with st.container(key="descent-said-map", gap="xsmall"):
            st.markdown(plain(found.sentence))
            st.markdown(f"**The cell**, rate {number(rate)}, momentum {number(momentum, 3)}: {plain(sentence(run))}")
    left, right = st.columns(2, gap="large")
    with left:
        code_panel(found.code, title="The map")
    with right:
        code_panel(run.code, title="The cell's path")
    _clicked_cell(told, found)
    clicked_start(begun, run.loss.names)


def _title(name: str) -> str:
    return OPTIMISERS[name].title


def _clicked_cell(told: PlotEvent | None, found: RateMap) -> None:
    """Take a click on the map as the cell to look at."""
    if told is None or told.kind != "click" or not isinstance(told.x, int | float):
        return
    if isinstance(told.y, int | float):
        rate, momentum = nearest(found.rates, 10.0**told.x), nearest(MOMENTA, told.y)
        wishes.wish({"cellrate": float(found.rates[rate]), "cellmomentum": float(MOMENTA[momentum])})

"""The controls that the parts of the lesson on descent share, and its first part: one optimiser, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any, Final

import streamlit as st

from mnist_lab.figures import descent as figures
from mnist_lab.figures import theme
from mnist_lab.maths.descent import Descent, descend
from mnist_lab.maths.descent_words import ledger, sentence
from mnist_lab.maths.gradients import REACH
from mnist_lab.maths.losses import LOSSES, loss
from mnist_lab.maths.optimisers import OPTIMISERS
from mnist_lab.ui import frame, wishes
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.plot import Playback, PlotEvent, show
from mnist_lab.ui.state import Panel

OWN: Final = "your own"
RATES: Final = (
    *(0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
    *(0.95, 1.0, 1.05, 1.2, 1.5, 1.8, 2.0, 2.2, 2.5, 3.0, 4.0),
)
STEPS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500)
SPEEDS: Final[Mapping[str, float]] = {"slow": 0.9, "normal": 0.4, "fast": 0.12}
_TOLD: Final = "descent-told"  # in the session: the run whose step is written out, and which

PRESETS: Final[Mapping[str, Mapping[str, object]]] = {
    "Just right": {"loss": "one weight: bowl", "w1": -2.5, "optimiser": "sgd", "rate": 0.3, "steps": 50},
    "Swings": {"loss": "narrow valley", "w1": -2.5, "w2": 1.5, "optimiser": "sgd", "rate": 0.95, "steps": 50},
    "Diverges": {"loss": "narrow valley", "w1": -2.5, "w2": 0.6, "optimiser": "sgd", "rate": 1.05, "steps": 50},
    "Two ends": {"loss": "one weight: two minima", "w1": 2.5, "optimiser": "sgd", "rate": 0.1, "steps": 50},
    "Saddle": {"loss": "saddle", "w1": 2.5, "w2": 0.001, "optimiser": "sgd", "rate": 0.2, "steps": 50},
}
_STYLE: Final = """<style>
.st-key-descent-presets button { min-height: 1.8rem; padding: .05rem .55rem; }
.st-key-descent-presets button p { font-size: .85rem; }
[class*="st-key-descent-said"] p { font-size: .98rem; margin: 0; font-variant-numeric: tabular-nums; }
.lab-ledger { width: 100%; margin-top: .4rem; border-collapse: collapse; font-size: .86rem;
  font-variant-numeric: tabular-nums; }
.lab-ledger :is(td, th) { padding: .12rem .5rem .12rem 0; border-bottom: 1px solid rgba(128, 136, 148, .25);
  text-align: left; font-weight: 400; vertical-align: top; }
.lab-ledger th { opacity: .75; }
.lab-ledger b { font-weight: 650; white-space: nowrap; }
.lab-ledger i { display: inline-block; width: .9em; font-style: normal; }
[data-testid="stLayoutWrapper"]:has(> .st-key-descent-parts) { margin-top: -.4rem; }
@media (max-width: 640px) {
  .st-key-sides > [data-testid="stLayoutWrapper"] > [data-testid="stHorizontalBlock"]
    { flex-direction: column-reverse; }
  .lab-ledger { font-size: .78rem; }
}
</style>"""


def style() -> None:
    """Put the style of this lesson into the page."""
    st.html(_STYLE)


# --------------------------------------------------------------------------------------------- what several parts share


def choose_loss(panel: Panel, *, two: bool = False) -> str:
    """Draw the choice of a loss; returns its formula. `two` leaves out those of one weight."""
    names = tuple(name for name in LOSSES if not (two and "one weight" in name))
    name = panel.select("loss", "Loss", options=(*names, OWN), default="narrow valley")
    if name == OWN:
        return panel.text("formula", "loss(w) or loss(w1, w2) =", default="sin(2*w1) * cos(w2) + w1**2 / 5", check=loss)
    st.caption(f"loss = {LOSSES[name]}".replace("*", r"\*"))
    return LOSSES[name]


def choose_start(panel: Panel, text: str) -> tuple[float, ...]:
    """Draw the fields for the start; it can be clicked in the picture as well.

    The second is drawn for one weight too: nothing moves when the loss changes.
    """
    names = loss(text).names
    look: dict[str, Any] = {"step": 0.1, "format": "%.3f", "low": -REACH, "high": REACH}
    with st.container(horizontal=True, gap="small"):
        first = panel.number("w1", f"Start {names[0]}", default=-2.5, **look)
        second = panel.number("w2", "Start w2", default=1.5, disabled=len(names) == 1, **look)
    return (first, second)[: len(names)]


def clicked_start(told: PlotEvent | None, names: tuple[str, ...]) -> None:
    """Take a click in the picture as the new start."""
    if told is None or told.kind != "click":
        return
    place = (told.x, told.y)[: len(names)]
    if all(isinstance(part, int | float) and abs(part) <= REACH for part in place):
        wishes.wish({key: round(float(part), 2) for key, part in zip(("w1", "w2"), place, strict=False)})


def speed(panel: Panel, *, tell: bool = False) -> Playback:
    """Draw the choice of a speed; `tell`: the page is to know at which step the player rests."""
    chosen = panel.select("speed", "Speed", options=tuple(SPEEDS), default="normal", width=110)
    return Playback(SPEEDS[chosen], tell=tell)


def sign(mark: str, colour: str) -> str:
    """Return a mark in the colour it has in the figure, on a light and on a dark page."""
    return f'<i style="color:light-dark({colour},{theme.DARK.get(colour, colour)})">{mark}</i>'


def plain(text: str) -> str:
    """Escape what Markdown would take for its own."""
    return text.replace("*", r"\*").replace("_", r"\_").replace("~", r"\~")


# ------------------------------------------------------------------------------------------------ one, step by step


def one(panel: Panel) -> None:
    """Draw one optimiser on one loss: its path, the course of its loss, one step term by term, the code."""
    controls, picture = frame.sides()
    with controls:
        text = choose_loss(panel)
        start = choose_start(panel, text)
        rate = panel.scale("rate", "Learning rate", options=RATES, default=0.3)
        kind, momentum = _optimiser(panel)
        with st.container(horizontal=True, gap="small"):
            steps = panel.select("steps", "Steps", options=STEPS, default=50, width=90)
            playback = speed(panel, tell=True)
        panel.examples(PRESETS)
    run = descend(text, start, optimiser=kind, rate=rate, momentum=momentum, steps=steps)
    with picture:
        _picture(run, playback)
    left, right = st.columns(2, gap="large")
    with left:
        code_panel(run.code)
    with right:
        code_panel(run.keras_code, title="With TensorFlow's optimiser")


def _optimiser(panel: Panel) -> tuple[str, float]:
    names = tuple(OPTIMISERS)
    with st.container(horizontal=True, gap="small"):
        kind = panel.select(
            "optimiser", "Optimiser", options=names, default="sgd", format_func=lambda n: OPTIMISERS[n].title
        )
        if "momentum" not in OPTIMISERS[kind].constants:
            return kind, 0.0
        return kind, panel.number("momentum", "Momentum", low=0.0, high=0.99, default=0.9, step=0.05)


def _picture(run: Descent, playback: Playback) -> None:
    """Draw the map with its player, the course beside it, and below the step that the player stands at."""
    left, right = st.columns(2, gap="small")
    with left:
        told = show(
            figures.map_figure([figures.Track(run)]),
            key="descent-map",
            alt=figures.map_text(run),
            clicks=True,
            frames=playback,
        )
    about = (run.loss.text, run.path[0].tobytes(), run.optimiser.name, run.rate, run.momentum, run.steps)
    if told is not None and told.kind == "frame" and isinstance(told.index, int):
        stops = figures.stops(run.steps)
        st.session_state[_TOLD] = (about, stops[min(max(told.index, 0), len(stops) - 1)])
    kept = st.session_state.get(_TOLD)
    step = kept[1] if kept and kept[0] == about else 0
    with right:
        show(figures.course_figure(run, step), key="descent-course", alt=figures.course_text(run))
    with st.container(key="descent-said", gap="xsmall"):
        st.markdown(plain(sentence(run)))
        if run.steps:
            _ledger(run, max(step, 1))
    clicked_start(told, run.loss.names)


def _ledger(run: Descent, step: int) -> None:
    """Write one step out: a line for each line of the update, a column for each weight."""
    columns = ledger(run, step)
    head = "".join(f"<th>{escape(name)}</th>" for name in run.loss.names)
    rows = [f"<tr><th>Step {step}, term by term</th>{head}</tr>"]
    for terms in zip(*columns, strict=True):
        first = terms[0]
        symbol = "w" if first.symbol in run.loss.names else first.symbol
        rule = "∂loss / ∂w" if first.symbol == "g" else first.rule
        cells = "".join(f"<td>{escape(term.numbers)} = <b>{term.result}</b></td>" for term in terms)
        rows.append(f"<tr><td><b>{symbol}</b> = {escape(rule)}</td>{cells}</tr>")
    st.html(f'<table class="lab-ledger">{"".join(rows)}</table>')

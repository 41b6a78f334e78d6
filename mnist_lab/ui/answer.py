"""The answer to a drawing: one large digit, the verdict, the sentence; the bars and the stages beside and below it."""

from __future__ import annotations

import streamlit as st

from mnist_lab.figures import answers
from mnist_lab.figures import digits as stages
from mnist_lab.network.reading import Reading
from mnist_lab.network.wording import WORDS
from mnist_lab.ui import plot

_ICONS = {"sure": "check_circle", "not sure": "help", "not a digit": "block", "too small": "zoom_in", "empty": "draw"}
_STYLE = """<style>
.st-key-answer { gap: .25rem; }
.st-key-answer > div:first-child p { font-size: 6.5rem; font-weight: 700; line-height: 1; margin: 0;
  color: var(--lab-output); font-variant-numeric: lining-nums; }
.st-key-answer:has(.lab-none) > div:first-child p { color: inherit; opacity: .35; }
.st-key-answer > div:nth-child(2) p { font-size: 1.1rem; font-weight: 600; }
.st-key-answer > div:nth-child(3) p { font-size: .95rem; line-height: 1.45; }
.st-key-stages { min-height: 280px; }
@media (min-width: 641px) { /* the player reaches under both figures */
  .st-key-stages [data-testid="stColumn"]:first-child { z-index: 1; }
  .st-key-stages :is([data-testid="stColumn"], [data-testid="stVerticalBlock"]), .st-key-draw-journey,
  .st-key-draw-journey div:not(.lab-plot, .lab-plot div) { overflow: visible !important; }
  .st-key-draw-journey .lab-player { width: calc(300% + 2rem); }
}
@media (hover: none) { .st-key-drawing .modebar-container { display: none; } }
.st-key-what-was-meant [data-testid="stButtonGroup"] > div { flex-wrap: wrap; }
.st-key-presets button { min-height: 1.9rem; padding: .1rem .6rem; }
.st-key-presets button p { font-size: .88rem; }

/* On a phone: the sheet, the answer, the picture, the question, and only then the settings. */
@media (max-width: 640px) {
  .st-key-drawing > [data-testid="stLayoutWrapper"] > [data-testid="stHorizontalBlock"] { flex-direction: column; }
  .st-key-drawing [data-testid="stColumn"]:has(> div > .st-key-paper, > div > * > .st-key-paper),
  .st-key-drawing [data-testid="stColumn"]:has(> div > * > .st-key-paper) > div { display: contents; }
  [data-testid="stLayoutWrapper"]:has(> .st-key-settings) { order: 9; }
  .st-key-answer { display: grid; grid-template-columns: auto 1fr; column-gap: 1.2rem; align-items: center; }
  .st-key-answer > div:first-child { grid-row: span 2; }
}
</style>"""


def answer(reading: Reading, *, truth: int | None = None) -> None:
    """Draw the answer: its first line is the digit alone, or `?`. `truth` is what an image of the test set shows."""
    st.html(_STYLE)
    with st.container(key="answer"):
        st.markdown("?" if reading.digit is None else str(reading.digit))
        st.markdown(f":material/{_ICONS[reading.verdict]}: {_verdict(reading)}")
        st.markdown(_labelled(reading, truth))
        if reading.digit is None:
            st.html('<span class="lab-none"></span>')


def bars(reading: Reading) -> None:
    """Draw the ten probabilities, twice for a drawing."""
    plot.show(answers.probabilities_figure(reading), key="draw-bars", alt=answers.probabilities_text(reading))


def making(reading: Reading, *, pen: int) -> None:
    """Draw how the network's image came to be."""
    way, pixels = st.columns([1, 2], gap="small")
    with way:
        plot.show(stages.journey_figure(reading, pen=pen), key="draw-journey", alt=stages.journey_text(reading))
    with pixels:
        plot.show(stages.stages_figure(reading), key="draw-stages", alt=stages.stages_text(reading))


def _verdict(reading: Reading) -> str:
    if reading.verdict == "not sure" and reading.second is not None:
        return f"not sure: perhaps {WORDS[reading.second]}"
    return {"empty": "draw a digit", "not a digit": "that is not a digit"}.get(reading.verdict, reading.verdict)


def _labelled(reading: Reading, truth: int | None) -> str:
    if truth is None:
        return reading.sentence
    outcome = "right" if reading.digit == truth else "wrong"
    return f"{reading.sentence} The label in the test set is {WORDS[truth]}: {outcome}."

"""The puzzle, run by the visitor: a training on images divided once or twice, in a worker, watched here."""

from __future__ import annotations

import streamlit as st

from mnist_lab.figures.puzzle import live_figure, live_text
from mnist_lab.maths.calibration import calibration
from mnist_lab.network.suspects import AS_TRAINED, nats, scores
from mnist_lab.runs.history import History
from mnist_lab.runs.reading import progress_words
from mnist_lab.runs.records import Snapshot
from mnist_lab.runs.settings import Settings
from mnist_lab.ui import clock, digits, plot, puzzle, runs, training_live
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.short_run import start_button
from mnist_lab.ui.state import Panel

TICK = 0.5
FEW, MANY = 60, 12
"""Epochs for the bundled 4,000 digits, and for all 60,000."""

RATE = 0.01
"""Ten times the notebook's: RMSprop of today's Keras takes small steps where gradients are as small as here."""

SOME = 1_000
"""Test digits that are asked while it trains."""

_TIMES = {"once": 1, "twice": 2}


def section(panel: Panel) -> None:
    """Draw the choice, the start button, and the run."""
    controls, picture = puzzle.sides("live")
    with controls:
        st.markdown(
            "Train the same network here, on images divided once or twice. Its test digits are divided once in any "
            "case, as in the notebook. Watch the two losses part."
        )
        times = panel.choice("times", "Divide the training images by 255", options=tuple(_TIMES), default="twice")
        settings = _settings(times)
        start_button("Train it here", settings, key="puzzle-start")
        few = len(digits.digits().train_images)
        st.caption(f"{settings.epochs} epochs of {few:,} digits, RMSprop, rate {RATE:g}.")
    with picture:
        clock.ticking(_watch, lambda: training_live.cadence(TICK))
    with puzzle.folded():
        code_panel(settings.code, title="The training, on its own", file_name="train_twice.py")


def _settings(times: str) -> Settings:
    many = len(digits.digits().train_images) >= 30_000
    return Settings(learning_rate=RATE, epochs=MANY if many else FEW, divisions=_TIMES[times])


def _watch() -> None:
    """Draw the run in front, again and again while it is alive."""
    entry = runs.front()
    snapshot = entry.look_at() if entry else None
    history = snapshot.history if snapshot else History()
    plot.show(live_figure(history), key="puzzle-live", alt=live_text(history))
    if entry is None or snapshot is None:
        waiting = runs.pool().message
        st.markdown(f":material/hourglass_empty: {waiting}" if waiting else "Press **Train it here**.")
    else:
        total = max(1, entry.run.settings.epochs * snapshot.batches_per_epoch)
        words = snapshot.message or progress_words(entry.run.settings, snapshot)
        st.progress(min(1.0, snapshot.step / total), words)
        st.markdown(_reading(entry.run.settings, snapshot))
        st.page_link(
            "pages/training.py",
            label="Watch it in “Train it live”",
            icon=":material/model_training:",
            query_params={runs.URL: entry.run.id},
        )


def _reading(settings: Settings, snapshot: Snapshot) -> str:
    """What the network says of the test digits divided once, and of the same digits prepared as in its training."""
    if snapshot.weights is None:
        return "The first batches are on their way."
    there = puzzle.known()
    some = slice(None, None, max(1, len(there.labels) // SOME))  # asked twice a second while it trains
    images, labels = there.images[some], there.labels[some]
    once = calibration(scores(snapshot.weights, images, 255.0), labels)
    said = f"{len(labels):,} test digits `/ 255`: loss **{nats(once.loss)}**, {once.accuracy:.1%} right."
    if settings.divisions == 1:
        return f"{said} They are prepared as its training images were."
    twice = calibration(scores(snapshot.weights, images, AS_TRAINED), labels)
    return f"{said} The same `/ 255 / 255`, as it was trained: loss **{nats(twice.loss)}**, {twice.accuracy:.1%} right."

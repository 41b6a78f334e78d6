"""Step 5: a short fit here and now, in a worker, beside the notebook's twenty epochs."""

from __future__ import annotations

from typing import Final

import streamlit as st

from mnist_lab.figures.training import CurvesView, curves_alt, curves_figure
from mnist_lab.maths.first_look import TRAIN, Cell
from mnist_lab.runs.epochs import epochs, printed_epochs
from mnist_lab.runs.history import History
from mnist_lab.runs.reading import progress_words
from mnist_lab.runs.settings import Settings
from mnist_lab.ui import clock, digits, first_look, frame, plot, runs, training_live
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.short_run import start_button
from mnist_lab.ui.state import Panel

TICK: Final = 0.5
MOST: Final = 5
_CODE = "model.fit(train_images, train_labels, epochs=20, batch_size=128)"
_UNDER_WAY: Final = "Each batch moves every weight and every bias a little; one epoch shows every digit once."
_BAR, _TIME = "[==============================]", "2s 4ms/step"


def fit_step(panel: Panel) -> None:
    """Draw the choice, the start button, the run, and the notebook's epochs beside its own."""
    controls, picture = frame.sides()
    with controls:
        left, right = st.columns(2, gap="small", vertical_alignment="bottom")
        with left:
            count = panel.number("epochs", "Epochs", low=1, high=MOST, default=2)
        with right:
            seed = panel.number("seed", "Seed", low=0, high=99, default=0)
        settings = Settings(epochs=count, seed=seed)
        start_button("Fit it here", settings, key="first-look-fit")
        st.fragment(_printed, run_every=_pace())(count)
    with picture:
        clock.ticking(lambda: _watch(count), _pace)
    code_panel(settings.code, title="The fit, on its own", file_name="fit.py")


def _pace() -> float | None:
    return training_live.cadence(TICK)


def _watch(count: int) -> None:
    """Draw the run in front, again and again while it is alive."""
    entry = runs.front()
    snapshot = entry.look_at() if entry else None
    history = snapshot.history if snapshot else History()
    plot.show(curves_figure(history, CurvesView()), key="first-look-curves", alt=curves_alt(history), height=340)
    if entry is None or snapshot is None:
        waiting = runs.pool().message
        st.progress(0.0, f":material/hourglass_empty: {waiting}" if waiting else "Ready: press **Fit it here**.")
        first_look.reading(f"The notebook fits for 20 epochs; here {count} show how it begins.")
    else:
        total = max(1, entry.run.settings.epochs * snapshot.batches_per_epoch)
        words = "" if snapshot.over else snapshot.message
        st.progress(min(1.0, snapshot.step / total), words or progress_words(entry.run.settings, snapshot))
        first_look.reading(snapshot.message if snapshot.over else _UNDER_WAY)
    first_look.link("training", "Twenty epochs, every knob: “Train it live”")


def _printed(count: int) -> None:
    """Draw the notebook's first epochs and what ours gave so far."""
    entry = runs.front()
    first_look.cells(_cells(entry, entry.look_at().history if entry else History(), count))


def _cells(entry: runs.Shelved | None, history: History, count: int) -> list[Cell]:
    """The notebook's first epochs, each with ours as soon as it is complete."""
    there = len(digits.digits().train_labels)
    size = entry.run.settings.batch_size if entry else 128
    n = len(entry.run.digits.train_images) if entry else there
    ours = epochs(history, digits=n, batch_size=size)
    fewer = f", {n:,} digits instead of {TRAIN:,}," if n != TRAIN else ""
    why = (
        f"Another random start{fewer} and the notebook's model was not new: it had been trained before this cell, so "
        "that its Epoch 1 begins low."
    )
    shown = []
    for epoch in printed_epochs()[: max(count, min(len(ours), MOST))]:
        done = ours[epoch.number - 1] if epoch.number <= len(ours) else None
        bar = f" {_BAR} - {_TIME}"
        name = f"{_CODE}\nEpoch 1/20" if epoch.number == 1 else f"Epoch {epoch.number}/20"
        printed = epoch.line.replace(" -", f"{bar} -", 1)
        shown.append(Cell(name, printed=printed, ours=done.line if done else "", why=why if done else ""))
    return shown

"""What one watches while a network trains: two fragments that tick only as long as a run is alive.

The first, several times a second, has the buttons, the progress and the curves. The second, once a second, has the
pictures: the mini-batch, the weights, the reader's own digit. Training goes on at its own pace in a worker.
"""

from __future__ import annotations

import os

import streamlit as st

from mnist_lab.figures.training import CurvesView, Overlay, curves_alt, curves_figure
from mnist_lab.runs.history import History
from mnist_lab.runs.notebook import printed
from mnist_lab.runs.reading import progress_words, reading
from mnist_lab.runs.records import Snapshot
from mnist_lab.runs.settings import Settings
from mnist_lab.ui import audience, clock, plot, runs, transport
from mnist_lab.ui.state import Panel

TICK = 0.25
"""Seconds between two looks at a run that trains, times the pace of the audience."""

LEAST = TICK if (os.cpu_count() or 1) > 2 else 2 * TICK
"""Seconds between them at least: a browser on the same two cores as the training has to share them with it."""

REST = 30.0
"""Seconds between two looks at a paused run: it ends when nobody has looked at it for ten minutes."""

SMOOTHINGS = (1, 5, 20, 50, 200)

_STEADY = """.st-key-reading { min-height: 10.6rem; }
@media (max-width: 640px) { .st-key-reading { min-height: 16rem; } }"""
"""Room for the longest reading: a sentence that grows must not push down what is below it."""

_STATES = {
    "waiting": ":material/hourglass_empty: In line",
    "starting": ":material/hourglass_empty: Starting",
    "running": ":material/play_arrow: Training",
    "paused": ":material/pause: Paused",
    "finished": ":material/check: Finished",
    "stopped": ":material/stop: Stopped",
    "diverged": ":material/warning: Diverged",
    "failed": ":material/error: Failed",
}


def cadence(slowest: float = 0.0) -> float | None:
    """Return the seconds between two looks, or None where nothing moves; `slowest` for pictures that need fewer.

    With many watching at once, both are stretched.
    """
    entry = runs.front()
    if entry is None or entry.run.ending is not None:
        return None if runs.pool().state == "ready" else max(0.5, slowest)
    if entry.run.snapshot().state == "paused":
        return REST
    return max(slowest, LEAST, audience.pace() * max(slowest / 2, TICK))


def watch(settings: Settings | None, panel: Panel) -> None:
    """Draw buttons, progress, curves and what they say, again and again while the run is alive."""
    st.html(f"<style>{_STEADY}</style>")
    clock.ticking(lambda: _watch(settings, panel), cadence)


def _watch(settings: Settings | None, panel: Panel) -> None:
    entry = runs.front()
    snapshot = entry.look_at() if entry is not None else None
    transport.buttons(settings, entry.run if entry else None, snapshot)
    if entry is None or snapshot is None:
        _idle(settings)
    else:
        _progress(entry.run.settings, snapshot)
    _curves(settings, entry, snapshot, panel)


def _idle(settings: Settings | None) -> None:
    """No run yet: say so, or what the workers are about."""
    waiting = runs.pool().message
    if waiting:
        st.progress(0.0, f":material/hourglass_empty: {waiting} You may press Start already.")
    elif settings is not None:
        epochs = f"{settings.epochs} epoch" + ("s" if settings.epochs > 1 else "")
        st.progress(0.0, f":material/circle: Ready: {epochs} with the settings beside this.")
    else:
        st.progress(0.0, ":material/circle: Waiting for settings that can be trained.")


def _progress(settings: Settings, snapshot: Snapshot) -> None:
    total = max(1, settings.epochs * snapshot.batches_per_epoch)
    words = snapshot.message if snapshot.state in {"starting", "waiting"} else progress_words(settings, snapshot)
    st.progress(min(1.0, snapshot.step / total), f"{_STATES[snapshot.state]}: {words}")


def _curves(settings: Settings | None, entry: runs.Shelved | None, snapshot: Snapshot | None, panel: Panel) -> None:
    place = st.container()
    view = _view(panel, entry.run.settings if entry else settings)
    history = snapshot.history if snapshot else History()
    with place:
        plot.show(curves_figure(history, view, _overlays(entry)), key="live-curves", alt=curves_alt(history))
    with st.container(key="reading"):
        st.markdown(_words(entry, snapshot))


def _view(panel: Panel, settings: Settings | None) -> CurvesView:
    with st.container(horizontal=True, gap="medium", vertical_alignment="center", key="curves-view"):
        log = panel.toggle("log", "Log scale")
        notebook = panel.toggle("notebook", "Notebook", default=True, help=printed(_engine(settings)).says)
        smoothing = panel.select(
            "smoothing",
            "Running mean",
            options=SMOOTHINGS,
            default=20,
            format_func=lambda batches: "raw values" if batches == 1 else f"mean of {batches} batches",
            label_visibility="collapsed",
            width=190,
        )
    return CurvesView(log=log, smoothing=smoothing, printed=printed(_engine(settings)) if notebook else None)


def _engine(settings: Settings | None) -> str:
    return settings.engine if settings is not None else "keras"


def _overlays(front: runs.Shelved | None) -> list[Overlay]:
    return [
        Overlay(runs.plain(entry.name), entry.run.snapshot().history, entry.look)
        for entry in runs.visitor_runs()
        if entry.overlaid and entry is not front
    ]


def _words(entry: runs.Shelved | None, snapshot: Snapshot | None) -> str:
    """Return what the picture says; first of all what went wrong."""
    if transport.said():
        return f":material/error: {transport.said()}"
    if entry is None or snapshot is None:
        lost = "This link names a run that the server does not have any more. " if runs.unknown() else ""
        return f"{lost}Press **Start** (space bar). The dotted curve is what the notebook printed."
    said = reading(entry.run.settings, snapshot)
    return f"{said}\n\n:small[:gray[{runs.plain(entry.name)}: {entry.words}]]"

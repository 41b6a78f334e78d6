"""Below the curves: the mini-batch, the first weights, the reader's own digit; once a second while a run is alive."""

from __future__ import annotations

import streamlit as st

from mnist_lab.figures.pictures import answer_figure, colour_limit, minibatch_figure, signed_figure
from mnist_lab.runs.records import Snapshot
from mnist_lab.runs.run import Run
from mnist_lab.ui import canvas, plot, runs, training_live

UNITS = 32
PERIOD = 1.0
HEIGHT = 210

_SIGNS = "Blue: ink here excites the unit; red: it calms it."
_SINCE = "Blue: grown since batch {}; red: shrunk."


def watch() -> None:
    """Draw the three pictures of the run in front, again and again while it is alive."""
    every = training_live.cadence(PERIOD)
    st.fragment(_watch, run_every=every)()


def _watch() -> None:
    entry = runs.front()
    if entry is None:
        return
    snapshot = entry.run.snapshot()
    batch, weights, digit = st.columns(3, gap="medium")
    with batch:
        _minibatch(entry.run, snapshot)
    with weights:
        _weights(entry, snapshot)
    with digit:
        _own_digit(entry, snapshot)


def _minibatch(run: Run, snapshot: Snapshot) -> None:
    st.markdown("**The batch** it has just learned from")
    shown = snapshot.minibatch
    if shown is None:
        st.skeleton(height=HEIGHT)
        return
    images, labels = run.digits.train_images[shown.indices], run.digits.train_labels[shown.indices]
    right = int((shown.predictions.argmax(axis=1) == labels).sum())
    alt = f"{len(labels)} digits of the batch with the answers given before the step: {right} right."
    plot.show(minibatch_figure(images, labels, shown.predictions), key="live-batch", alt=alt, height=HEIGHT)
    st.caption(f"{right} of these {len(labels)} answered right (✓) before the step.")


def _weights(entry: runs.Shelved, snapshot: Snapshot) -> None:
    place = st.container(horizontal=True, vertical_alignment="center")
    place.markdown("**Weights** W")
    change = place.toggle("change only", key="live-change", help="What training added to the weights it began with.")
    if snapshot.weights is None or entry.first is None:
        st.skeleton(height=HEIGHT)
        return
    since, begin = entry.first
    W = snapshot.weights.layers[0].W[:, :UNITS]
    shown = W - begin.layers[0].W[:, :UNITS] if change else W
    what = f"change of the weights since batch {since}" if change else "weights"
    alt = f"The {what} of {W.shape[1]} units, from {shown.min():.2g} to {shown.max():.2g}, as pictures of 28 by 28."
    name = "ΔW" if change else "W"
    plot.show(signed_figure(shown.T, limit=colour_limit(shown), name=name), key="live-weights", alt=alt, height=HEIGHT)
    units = f"{W.shape[1]} of {snapshot.weights.layers[0].W.shape[1]} units, 28×28 each."
    st.caption(f"{units} {_SINCE.format(since) if change else _SIGNS}")


def _own_digit(entry: runs.Shelved, snapshot: Snapshot) -> None:
    drawing = canvas.last_drawing()
    st.markdown("**Your digit**" if drawing is not None else "**A test digit**")
    if snapshot.weights is None:
        st.skeleton(height=HEIGHT)
        return
    image = drawing if drawing is not None else entry.run.digits.test_images[0] / 255
    probabilities = snapshot.weights.predict(image.reshape(1, -1))[0]
    best = int(probabilities.argmax())
    alt = f"The network so far reads this digit as {best}, with {probabilities[best]:.0%}."
    plot.show(answer_figure(image, probabilities), key="live-answer", alt=alt, height=HEIGHT)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        # A link, not st.switch_page: that refuses to leave a page whose settings are bound to the URL.
        query = {runs.URL: entry.run.id}
        with st.container(key="live-draw", width="content"):
            st.page_link("pages/draw.py", label="Draw with this network", icon=":material/draw:", query_params=query)
        if drawing is None:
            st.caption("Draw one, and it is used here.", width="content")

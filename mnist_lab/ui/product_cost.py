"""What a product costs: counted for the arrays on screen and for the first layer, and raced here and now."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Final

import streamlit as st

from mnist_lab.figures.product_cost import race_figure, race_text
from mnist_lab.maths.product_cost import BATCH, LAYER, SIZES, Race, layer_cost, race
from mnist_lab.runs.products import TimingError, tensorflow_seconds
from mnist_lab.ui import cache, press, products
from mnist_lab.ui.code import code_panel
from mnist_lab.ui.plot import show
from mnist_lab.ui.state import Panel

_PANEL: Final = "products-cost"
_RACE: Final = "products-race"  # in the session: what was measured last
_FAILED: Final = "products-race-failed"  # in the session: why TensorFlow could not be timed
_TICK: Final = 1.0  # seconds between two looks for a worker that is warming up
_one_at_a_time = threading.Lock()


def count() -> None:
    """Draw what the first layer of the notebook costs, for a batch that is chosen."""
    st.subheader("What it costs", anchor=False)
    left, right = st.columns([1, 2], gap="medium")
    with left:
        batch = Panel(_PANEL).scale("batch", "Batch", options=(1, 16, 32, 64, 128, 256, 512), default=BATCH)
    cost = layer_cost(batch)
    with right:
        st.markdown(cost.sentence)
        code_panel(cost.code, title="The count")


def timing() -> None:
    """Draw the race: a button, and what it measured. While TensorFlow is not ready it looks again each second."""
    measured: Race | None = st.session_state.get(_RACE)
    waiting = measured is not None and measured.tensorflow is None and _FAILED not in st.session_state
    st.fragment(_race, run_every=_TICK if waiting else None)(waiting)


def _race(waiting: bool) -> None:
    controls, picture = products.sides("race")
    with controls:
        n = Panel(_PANEL).scale("size", "Square matrices of side", options=SIZES, default=32)
        about, icon = f"{n}:{st.session_state.get(_RACE) is None}", ":material/timer:"
        press.button("Measure here and now", key="race", about=about, icon=icon, on_click=_measure, args=(n,))
        measured = _with_tensorflow(st.session_state.get(_RACE))
    now_waiting = measured is not None and measured.tensorflow is None and _FAILED not in st.session_state
    if now_waiting != waiting:
        st.rerun()  # begin, or stop, to look each second
    with picture:
        if measured is None:
            st.caption("Nothing measured yet. Guess first: how many times as fast as three loops is NumPy?")
        else:
            _bars(measured, waiting)
    if measured is not None:
        code_panel(measured.code, title="The race")


def _bars(measured: Race, waiting: bool) -> None:
    """Draw what was measured, and why TensorFlow is not among it yet."""
    show(race_figure(measured), key="race-bars", alt=race_text(measured))
    if waiting:
        st.caption(f":material/hourglass_empty: TensorFlow: {cache.pool().message or 'warming up.'}")
    if _FAILED in st.session_state:
        st.warning(st.session_state[_FAILED])
    st.markdown(measured.sentence)


def _measure(n: int) -> None:
    """Time loops and NumPy; one visitor at a time, because two at once would measure each other."""
    st.session_state.pop(_FAILED, None)
    with _one_at_a_time:
        st.session_state[_RACE] = race(n)


def _with_tensorflow(measured: Race | None) -> Race | None:
    """Add TensorFlow's times once a worker is ready."""
    if measured is None or measured.tensorflow is not None or _FAILED in st.session_state:
        return measured
    n = measured.n
    try:
        with st.spinner("Timing TensorFlow in the worker process"):
            times = tensorflow_seconds(cache.pool(), (n, n, n), (BATCH, *LAYER))
    except TimingError as reason:
        st.session_state[_FAILED] = str(reason)
        return measured
    if times is not None:
        measured = replace(measured, tensorflow=times[0], tensorflow_layer=times[1])
        st.session_state[_RACE] = measured
    return measured

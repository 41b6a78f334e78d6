"""Which network answers: the one shipped with the lab, or any of this visitor's runs, also one that still trains."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import streamlit as st

from mnist_lab.network.reading import Reader, shipped
from mnist_lab.network.weights import Weights, save_weights
from mnist_lab.ui import runs

SHIPPED, KEY, _LAST = "pretrained", "draw-network", "draw-network-last"
_HELP = "Which network answers. Your runs of the page Train it live are listed here, also while they train."
TICK = 1.0
"""Seconds between two answers of a network that trains; its weights arrive about as often."""

FILE = "network.npz"
IMPORTS = """\
from pathlib import Path

from mnist_lab.network.pretrained import likeness
from mnist_lab.network.weights import load_weights"""
LINE = f'weights = load_weights(Path("{FILE}"))'


def reader() -> Reader:
    """Draw the list of networks and return the chosen one as it is now."""
    entry = _chosen()
    if entry is None:
        return shipped()
    weights = entry.weights
    if weights is None:
        st.caption(f":material/hourglass_empty: {entry.name} has learned nothing yet; the pretrained network answers.")
        return shipped()
    st.caption(f"{entry.name}: {entry.words}")
    return Reader(entry.name, weights, IMPORTS, LINE)


def cadence() -> float | None:
    """Return the seconds between two answers, or None unless a run is chosen that still trains."""
    chosen = st.session_state.get(_LAST, SHIPPED)
    alive = any(entry.run.id == chosen and entry.run.ending is None for entry in runs.visitor_runs())
    return TICK if alive else None


def file_button(chosen: Reader) -> None:
    """Offer the weights that the code panel loads; nothing for the shipped network, which comes with the package."""
    if chosen.line == LINE:
        make = partial(_file, chosen.weights)
        st.download_button(FILE, make, file_name=FILE, icon=":material/download:", type="tertiary", on_click="ignore")


def _chosen() -> runs.Shelved | None:
    """Draw the list; None stands for the shipped network.

    The widget is not bound to the URL: Streamlit would write the name into it, and another session does not know that.
    A run is in the URL by its id, under the same parameter as on the page that trains it.
    """
    if KEY not in st.session_state:  # the visitor comes to this page, or comes back to it
        named = st.query_params.get(runs.URL)
        if named is not None:
            runs.adopt(named)
        st.session_state[KEY] = named or st.session_state.get(_LAST, SHIPPED)
    entries = {entry.run.id: entry for entry in runs.visitor_runs()}
    names = {SHIPPED: "pretrained", **{key: entry.name for key, entry in entries.items()}}
    if st.session_state[KEY] not in names:
        st.session_state[KEY] = SHIPPED
    chosen = st.selectbox(
        "Network", tuple(names), key=KEY, format_func=lambda option: names.get(option, option), help=_HELP
    )
    st.session_state[_LAST] = chosen
    _name_in_url(chosen if chosen in entries else None)
    return entries.get(chosen)


def _name_in_url(run_id: str | None) -> None:
    if run_id is None:
        st.query_params.pop(runs.URL, None)
    elif st.query_params.get(runs.URL) != run_id:
        st.query_params[runs.URL] = run_id


def _file(weights: Weights) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        save_weights(weights, path)
        return path.read_bytes()

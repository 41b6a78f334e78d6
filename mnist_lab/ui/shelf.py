"""The shelf: this visitor's runs side by side, to overlay, rename, download and remove."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from mnist_lab.figures import theme
from mnist_lab.network.weights import Weights, save_weights
from mnist_lab.runs.records import Snapshot
from mnist_lab.runs.run import RunError
from mnist_lab.ui import runs

TICK = 1.0
"""Seconds between two looks at a run that goes on."""

_MARKS = {"square": "■", "triangle-up": "▲", "cross": "✚", "star": "★", "pentagon": "⬟", "hexagon": "⬢"}


def section() -> None:
    """Draw a row for each run of this visit, the newest first."""
    entries = runs.visitor_runs()
    if not entries:
        return
    st.subheader("Your runs", anchor=False)
    for entry in entries:
        _row(entry, in_front=entry is runs.front())


def _words(entry: runs.Shelved) -> None:
    """Draw what the run was asked to do and how good it is; again and again while it goes on."""
    st.markdown(f"{entry.words}  \n:small[:gray[{final_words(entry.run.snapshot())}]]", width="stretch")


def final_words(snapshot: Snapshot) -> str:
    """Return how good a run is or was: held-out accuracy and loss, and how far it went."""
    held_out = snapshot.history.held_out
    if not len(held_out.step):
        return f"{snapshot.step} batches, {snapshot.state}"
    best = f"{held_out.accuracy[-1]:.1%} right, loss {held_out.loss[-1]:.3f}"
    return f"{best} on held-out digits after {snapshot.step} batches, {snapshot.state}"


def _row(entry: runs.Shelved, *, in_front: bool) -> None:
    snapshot, key = entry.run.snapshot(), entry.run.id
    with st.container(key=f"shelf-{key}", horizontal=True, gap="small", vertical_alignment="center"):
        st.html(_mark(entry), width=24)
        typed = st.text_input(
            "Name", entry.name, key=f"name-{key}", max_chars=runs.MOST_NAME, label_visibility="collapsed", width=150
        )
        runs.rename(entry, typed)
        st.fragment(_words, run_every=None if snapshot.over else TICK)(entry)
        if in_front:
            st.markdown(":small[in front]", width="content")
        else:
            entry.overlaid = st.toggle("Overlay", entry.overlaid, key=f"overlay-{key}")
            st.button("Show", key=f"show-{key}", on_click=runs.bring_to_front, args=(entry,))
        _downloads(entry, snapshot)
        remove = "Remove from the shelf; a run that goes on ends"
        st.button("", key=f"remove-{key}", icon=":material/delete:", help=remove, on_click=runs.remove, args=(entry,))


def _mark(entry: runs.Shelved) -> str:
    """Return the run's mark in its colour, as it stands in the curves; a dark page has the colour's twin."""
    colour = entry.look.colour
    style = f"color:light-dark({colour},{theme.DARK.get(colour, colour)});font-size:1.3rem"
    return f'<span style="{style}" aria-hidden="true">{_MARKS[entry.look.mark]}</span>'


def _downloads(entry: runs.Shelved, snapshot: Snapshot) -> None:
    """Offer the script at any time, the network once there are weights."""
    key, weights, name = entry.run.id, snapshot.weights, _file_name(entry.name)
    with st.popover("", icon=":material/download:", help="Download"):
        st.download_button(
            "Python script", entry.run.settings.code, f"{name}.py", "text/x-python", key=f"py-{key}", on_click="ignore"
        )
        if weights is None:
            st.caption("The network can be downloaded once it has trained for a second.")
            return
        st.download_button(
            "Weights (.npz)",
            lambda: npz(weights),
            f"{name}.npz",
            "application/zip",
            key=f"npz-{key}",
            on_click="ignore",
        )
        if snapshot.over and runs.pool().state == "ready":
            st.button("Make the .keras file", key=f"keras-{key}", on_click=_make_keras, args=(entry,))
        made = st.session_state.get(f"kerasfile-{key}")
        if isinstance(made, bytes):
            st.download_button("Keras model (.keras)", made, f"{name}.keras", key=f"kerasdown-{key}", on_click="ignore")
        elif made:
            st.error(made)


def npz(weights: Weights) -> bytes:
    """Return the file of the weights, as `save_weights` writes it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "weights.npz"
        save_weights(weights, path)
        return path.read_bytes()


def _make_keras(entry: runs.Shelved) -> None:
    try:
        st.session_state[f"kerasfile-{entry.run.id}"] = entry.run.keras_file()
    except RunError as reason:
        st.session_state[f"kerasfile-{entry.run.id}"] = str(reason)


def _file_name(name: str) -> str:
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name.lower())
    return plain.strip("-") or "run"

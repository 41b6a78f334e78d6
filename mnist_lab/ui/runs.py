"""This visitor's training runs: a shelf in the session, on top of the one pool of the server.

A visitor sees the runs on their own shelf, and nobody else's. The run in front is named in the URL by its unguessable
id, so that it is found again after a reload, which is a new session.
"""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from mnist_lab.figures.training import LOOKS, Look
from mnist_lab.network.weights import Weights
from mnist_lab.runs.pool import Pool
from mnist_lab.runs.reading import settings_words
from mnist_lab.runs.records import Snapshot
from mnist_lab.runs.run import Run
from mnist_lab.runs.settings import Settings
from mnist_lab.ui import cache

URL = "run"
"""The parameter of the URL that names the run in front."""

MOST_NAME = 40
_SHELF, _FRONT, _COUNT = "runs-shelf", "runs-front", "runs-count"


class ShelfFullError(RuntimeError):
    """The shelf holds as many runs as can be told apart."""


@dataclass
class Shelved:
    """A run on the visitor's shelf.

    Attributes
    ----------
    run : Run
    name : str
        The visitor may change it.
    look : Look
        Colour, dash and mark, its own among the runs on the shelf.
    overlaid : bool
        Whether its curves are laid over those of the run in front.
    first : (int, Weights) or None
        The first weights that were seen, and after how many batches: what has changed is seen against them.
    """

    run: Run
    name: str
    look: Look
    overlaid: bool = False
    first: tuple[int, Weights] | None = None

    @property
    def words(self) -> str:
        """The settings in one line."""
        return settings_words(self.run.settings)

    def look_at(self) -> Snapshot:
        """Return how the run looks now, and remember its first weights."""
        snapshot = self.run.snapshot()
        if self.first is None and snapshot.weights is not None:
            self.first = (snapshot.step, snapshot.weights)
        return snapshot

    @property
    def weights(self) -> Weights | None:
        """The network as it is now, also while it trains; None before its first second."""
        return self.run.snapshot().weights


def pool() -> Pool:
    """Return the one pool of this server."""
    return cache.pool()


def visitor_runs() -> tuple[Shelved, ...]:
    """Return this visitor's runs, the newest first: those under way, and those that are over."""
    return tuple(reversed(_shelf().values()))


def front() -> Shelved | None:
    """Return the run that the training page shows, or None. After a reload it is the one that the URL names."""
    named = st.query_params.get(URL)
    wanted = named or st.session_state.get(_FRONT)
    entry = _shelf().get(wanted or "") or (adopt(named) if named else None)
    if entry is not None:
        bring_to_front(entry)
    elif named is not None:
        st.session_state[_FRONT] = None
    return entry


def unknown() -> bool:
    """Say whether the URL names a run that this server does not know, or no longer."""
    named = st.query_params.get(URL)
    return named is not None and named not in _shelf() and pool().find(named) is None


def adopt(run_id: str) -> Shelved | None:
    """Return the run with this id, put on the shelf if it was not there: a reload is a new session with an empty shelf.

    None where the server does not know it, or the shelf is full.
    """
    known = _shelf().get(run_id)
    run = pool().find(run_id) if known is None else None
    return known or (_shelve(run) if run is not None and len(_shelf()) < len(LOOKS) else None)


def start(settings: Settings) -> Shelved:
    """Start a run, put it on the shelf and bring it to the front.

    Raises
    ------
    ShelfFullError
        If the shelf is full.
    PoolFullError
        If the server keeps as many runs as it can.
    """
    if len(_shelf()) >= len(LOOKS):
        raise ShelfFullError(f"Your shelf holds {len(LOOKS)} runs, as many as can be told apart. Remove one first.")
    entry = _shelve(pool().start(settings))
    bring_to_front(entry)
    return entry


def bring_to_front(entry: Shelved) -> None:
    """Show this run on the training page, and name it in the URL there."""
    st.session_state[_FRONT] = entry.run.id
    if st.query_params.get(URL) != entry.run.id:
        st.query_params[URL] = entry.run.id


def rename(entry: Shelved, name: str) -> None:
    """Give a run another name; an empty one is no name, and a long one is cut."""
    entry.name = " ".join(name.split())[:MOST_NAME] or entry.name


def remove(entry: Shelved) -> None:
    """Take a run off the shelf; if it goes on, it ends."""
    entry.run.stop("Stopped, as it was taken off the shelf.")
    _shelf().pop(entry.run.id, None)
    if st.session_state.get(_FRONT) == entry.run.id:
        st.session_state[_FRONT] = None
        st.query_params.pop(URL, None)


def plain(name: str) -> str:
    """Return a visitor's words so that Markdown and Plotly show them as they are."""
    return "".join(letter if letter.isalnum() or letter in " .,-" else f"&#{ord(letter)};" for letter in name)


def _shelf() -> dict[str, Shelved]:
    shelf: dict[str, Shelved] = st.session_state.setdefault(_SHELF, {})
    return shelf


def _shelve(run: Run) -> Shelved:
    taken = {entry.look for entry in _shelf().values()}
    look = next(look for look in LOOKS if look not in taken)
    number: Any = st.session_state.get(_COUNT, 0) + 1
    st.session_state[_COUNT] = number
    entry = Shelved(run, f"Run {number}", look)
    _shelf()[run.id] = entry
    return entry

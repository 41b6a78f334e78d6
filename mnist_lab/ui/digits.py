"""The digits that this server uses, and the line on a page that says which and offers to fetch all of them."""

import re
import threading
from functools import lru_cache
from typing import Any

import streamlit as st

from mnist_lab.digits import dataset, download
from mnist_lab.digits.dataset import Digits
from mnist_lab.digits.download import Download, Progress

_MINE = "digits-download"  # in the session: the download that this visitor started
_TICK = 0.3  # seconds between two looks at a download
_HELP = (
    "The file that Keras uses, into Keras's cache on the computer that runs this lab. MNIST is by Y. LeCun, C. Cortes "
    "and C. J. C. Burges; Keras states its licence as CC BY-SA 3.0."
)
_one_at_a_time = threading.Lock()


def digits() -> Digits:
    """Return the digits in use, loaded once for all visitors, and again when a better source has appeared.

    It may be called from any thread: it needs no visitor. Hence not `st.cache_resource`.

    Raises
    ------
    DigitsError
        If not even the bundled sample can be read.
    """
    with _one_at_a_time:
        return _load(dataset.stamp())


@lru_cache(maxsize=1)
def _load(_stamp: Any) -> Digits:
    return dataset.load()


def notice() -> None:
    """Say in one line which digits are in use, what is wrong with better ones, and offer to fetch all 70,000."""
    used = digits()
    with st.container(key="digits-notice", gap="xsmall"):
        for problem in used.source.problems:
            st.warning(_plain(problem), icon=":material/report:")
        if used.source.kind == "sample":
            working = _working() is not None
            st.fragment(_offer, run_every=_TICK if working else None)(used, working=working)
        else:
            st.caption(f"{_counts(used)}.")


def _offer(used: Digits, *, working: bool) -> None:
    """Draw the line, and a button or the download at work. `working` is what the page looked like before.

    The buttons act in callbacks: a press that is looked at in the run itself is lost where the clock interrupts it.
    """
    work = _working()
    if (work is not None) != working:
        st.rerun()  # begin to tick; or it is over: stop, and use the new digits wherever the page shows digits
    if work is not None:
        _draw_progress(work, work.snapshot())
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f"{_counts(used, 'bundled ')}.", width="content")
        look: dict[str, Any] = {"icon": ":material/download:", "type": "tertiary", "help": _HELP}
        st.button("Get all 70,000 digits (11 MB)", on_click=_begin, **look)
    mine: Download | None = st.session_state.get(_MINE)
    if mine is not None and mine.snapshot().state == "failed":
        st.warning(_plain(mine.snapshot().message), icon=":material/cloud_off:")
    elif mine is not None:
        st.caption(_plain(mine.snapshot().message))


def _begin() -> None:
    st.session_state[_MINE] = download.start()


def _draw_progress(work: Download, progress: Progress) -> None:
    """Draw how far it is. Everybody sees it, because it belongs to the server; who started it can cancel it."""
    words = {
        "connecting": "connecting …",
        "checking": "checking what arrived …",
    }.get(progress.state, f"{progress.received / 1e6:.1f} of {progress.total / 1e6:.1f} MB")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.progress(progress.fraction, text=f"Getting all 70,000 digits: {words}")
        if st.session_state.get(_MINE) is work:
            st.button("Cancel", icon=":material/close:", type="tertiary", on_click=work.cancel)


def _working() -> Download | None:
    """Return the download at work in this server."""
    work = download.latest()
    return work if work is not None and not work.snapshot().over else None


def _counts(used: Digits, kind: str = "") -> str:
    train, test = len(used.train_labels), len(used.test_labels)
    return f"{train + test:,} {kind}digits in use: {train:,} to train, {test:,} to test"


def _plain(text: str) -> str:
    """Escape what Markdown would take for its own in file names and in other people's messages."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-!|$~:])", r"\\\1", text)

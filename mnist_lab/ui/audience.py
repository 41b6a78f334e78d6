"""How many visitors watch something move: the more there are, the more slowly each picture is drawn anew.

One server draws for all of them. A class of thirty that watches gets one picture a second each, in time, instead of
four that come late and hold up everybody's clicks.
"""

import secrets
import threading
import time

import streamlit as st

RECENT_SECONDS = 4.0
PACES = ((4, 1.0), (9, 2.0))
"""Up to so many watchers, so many times the shortest interval; for more of them, four times."""

_ME = "audience-me"
_seen: dict[str, float] = {}
_lock = threading.Lock()


def pace() -> float:
    """Note that this visitor watches; return by how much the shortest interval must be stretched: 1, 2 or 4."""
    me: str = st.session_state.setdefault(_ME, secrets.token_hex(8))
    watching = noted(me, time.monotonic())
    return next((stretch for most, stretch in PACES if watching <= most), 4.0)


def noted(who: str, now: float) -> int:
    """Note that somebody watches now (seconds); return how many did within the last few seconds."""
    with _lock:
        _seen[who] = now
        for gone in [each for each, then in _seen.items() if now - then > RECENT_SECONDS]:
            del _seen[gone]
        return len(_seen)

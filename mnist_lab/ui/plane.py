"""Show a scene of the moving plane, and hand on what the visitor did with it.

The browser draws (`plane.js`) what Python worked out (`figures/plane.py`). A tip that is dragged is drawn at once; when
it is let go, its place comes here.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeGuard

import streamlit as st

from mnist_lab.figures.plane import Scene
from mnist_lab.ui import scripts

PLAYER_HEIGHT = 84
"""Pixels under the planes: buttons, scrubber and caption."""

_WAITING = '<div class="lab-plane" role="figure"><div class="lab-stage lab-waiting"></div></div>'


@dataclass(frozen=True)
class Pointed:
    """What the visitor did on the plane.

    Attributes
    ----------
    kind : str
        "tip": a tip was moved and let go; "click": a place was clicked.
    x, y : float
        The tip's column of the map, or the place.
    name : str
        Of the tip; empty for a click.
    """

    kind: str
    x: float
    y: float
    name: str = ""


@dataclass(frozen=True)
class Doing:
    """How a scene is shown.

    Attributes
    ----------
    height : int
        Pixels of the planes, without the player. Planes with a view of their own take less on a narrow page.
    seconds : float
        Length of one step.
    clicks : bool
        Hand on clicks.
    play : str
        When this changes, the motion is played from the start.
    """

    height: int = 400
    seconds: float = 1.2
    clicks: bool = False
    play: str = ""


def show(
    scene: Scene, *, key: str, alt: str, doing: Doing | None = None, told: Callable[[Pointed], None] | None = None
) -> None:
    """Draw the scene in place.

    Parameters
    ----------
    scene : Scene
    key : str
        Stays the same as long as the scene is to change in place.
    alt : str
        What the picture says, for a reader who cannot see it.
    doing : Doing, optional
    told : callable, optional
        Called before the page runs again with what the visitor did; it may set the values of widgets.

    Raises
    ------
    ValueError
        `alt` is empty.
    """
    if not alt.strip():
        raise ValueError(f"Plane {key!r} has no text alternative: say in `alt` what the picture shows.")
    if served() is None:
        st.warning("The moving picture needs a writable folder static/ beside app.py.")
        st.markdown(alt)
        return
    doing = doing or Doing()
    data = payload(scene, alt=alt, doing=doing, answered=st.session_state.get(f"{key}:answered", 0))
    _component()(key=key, data=data, height=doing.height + PLAYER_HEIGHT, on_event_change=lambda: _tell(key, told))


def payload(scene: Scene, *, alt: str, doing: Doing, answered: float = 0) -> bytes:
    """Return what one update sends to the browser. `answered` names the last event: its answer is always news."""
    sizes = {"height": doing.height, "player": PLAYER_HEIGHT}
    rest = {"alt": alt, **sizes, "seconds": doing.seconds, "clicks": doing.clicks, "play": doing.play}
    content = {**scene.data(), **rest, "answered": answered}
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def pointed(told: Any) -> Pointed | None:
    """Return the browser's message; what comes from a browser may be anything, so nonsense is nothing."""
    if not isinstance(told, dict) or told.get("kind") not in ("tip", "click"):
        return None
    x, y, name = told.get("x"), told.get("y"), told.get("name", "")
    if not (_real(x) and _real(y) and isinstance(name, str)):
        return None
    return Pointed(told["kind"], float(x), float(y), name)


def _real(value: Any) -> TypeGuard[float]:
    """Whether it is a number of a reasonable size."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -1e6 < value < 1e6


def _tell(key: str, told: Callable[[Pointed], None] | None) -> None:
    state = st.session_state.get(key)
    message = getattr(state, "event", None)
    event = pointed(message)
    if event is None or told is None:
        return
    st.session_state[f"{key}:answered"] = st.session_state.get(f"{key}:answered", 0) + 1
    told(event)


@cache
def _component() -> Any:
    """Return the component, registered once."""
    script = scripts.loader(served() or "")
    return st.components.v2.component("mnist_lab_plane", html=_WAITING, js=script, isolate_styles=False)


@cache
def served() -> str | None:
    """Put plane.js where the server hands it out; returns its address, None where that fails."""
    try:
        return scripts.module("plane.js") if scripts.serving() else None
    except OSError:
        return None

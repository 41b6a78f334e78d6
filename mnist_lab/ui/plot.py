"""Show a figure. Every figure of the app goes through `show`.

`st.plotly_chart` takes a figure out of the page and puts a new one in at every change: it flickers and loses the zoom.
Here the browser keeps the figure and `Plotly.react` changes it in place (`plot.js`). Plotly itself and `plot.js` are
copied to `static/` once and loaded from there (`scripts`).
"""

import base64
import json
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import plotly
import plotly.graph_objects as go
import streamlit as st
from plotly.utils import PlotlyJSONEncoder

from mnist_lab.figures import theme
from mnist_lab.figures.film import Film
from mnist_lab.ui import scripts

PLAYER_HEIGHT = 84
"""Pixels under a figure with frames: buttons, scrubber and caption."""

_SENT = frozenset({"i1", "u1", "i2", "u2", "i4", "u4", "f4", "f8"})  # arrays that browsers have too
_WAITING = '<div class="lab-figure" role="figure"><div class="lab-plot lab-waiting"></div></div>'


@dataclass(frozen=True)
class PlotEvent:
    """What the reader pointed at in a figure.

    Attributes
    ----------
    kind : str
        "click" or "hover"; "leave" when the pointer left all points; "frame" when the animation came to rest; "drag"
        for a new place of a point that is dragged along the trace marked as cursor.
    trace : int
        Number of the trace in the figure; -1 for "leave" and "frame".
    index : int or tuple of int
        Number of the point in its trace; (row, column) in a heat map; number of the frame.
    x, y, z : float, str or None
        Coordinates of the point.
    customdata : object
        What the builder attached to the point.
    """

    kind: str
    trace: int
    index: int | tuple[int, ...]
    x: Any = None
    y: Any = None
    z: Any = None
    customdata: Any = None


@dataclass(frozen=True)
class Playback:
    """How the frames of a figure are played.

    Attributes
    ----------
    seconds : float
        Length of one step.
    autoplay : bool
        Start by itself; never for readers who asked their system for reduced motion.
    tell : bool
        Hand a "frame" event to Python when the animation comes to rest (pause, step, scrub, end).
    """

    seconds: float = theme.SECONDS
    autoplay: bool = False
    tell: bool = False


def show(
    figure: go.Figure,
    *,
    key: str,
    alt: str,
    height: int | None = None,
    clicks: bool = False,
    hovers: bool = False,
    frames: Playback | None = None,
) -> PlotEvent | None:
    """Draw `figure` in place and return what the reader did with it since the last run, once.

    Parameters
    ----------
    figure : go.Figure
        The frames of a `Film` get a player underneath. float32 takes half the bytes. Points in a trace's
        `meta["handles"]` can be dragged.
    key : str
        Stays the same as long as the figure is to change in place.
    alt : str
        What the picture says, for a reader who cannot see it.
    height : int, optional
        Pixels, without the player; by default the figure's, or 420. Square cells on a narrow page take less.
    clicks, hovers : bool
        Hand clicks on points (or Enter at the cursor) and hovers to Python.
    frames : Playback, optional
        How to play the figure's frames.

    Raises
    ------
    ValueError
        `alt` is empty.
    """
    if not alt.strip():
        raise ValueError(f"Figure {key!r} has no text alternative: say in `alt` what the picture shows.")
    pixels = height or int(figure.layout.height or 420)
    if served() is None:
        _show_plain(figure, key=key, alt=alt, height=pixels)
        return None
    sizes = {"height": pixels, "player": PLAYER_HEIGHT}
    options = {"alt": alt, **sizes, "clicks": clicks, "hovers": hovers, "dark": theme.DARK}
    data = payload(figure, playback=asdict(frames or Playback()), **options)
    below = PLAYER_HEIGHT if isinstance(figure, Film) and figure.shots else 0
    result = _component()(key=key, data=data, height=pixels + below, on_event_change=lambda: None)
    return event(result.event)


def payload(figure: go.Figure, **options: object) -> bytes:
    """Return what one update sends to the browser: JSON in which number arrays are base64 of their bytes."""
    shots = figure.shots if isinstance(figure, Film) else ()
    frames = [{"name": None, "traces": None, **shot} for shot in shots]
    content = {"figure": figure.to_plotly_json(), "frames": frames, **options}
    return json.dumps(content, cls=_Encoder, separators=(",", ":"), ensure_ascii=False).encode()


class _Encoder(PlotlyJSONEncoder):  # type: ignore[misc]
    """Plotly's JSON, with its way to write an array of numbers as bytes: {"dtype", "bdata", "shape"}."""

    def default(self, o: Any) -> Any:
        if not isinstance(o, np.ndarray) or not o.ndim or not o.size:
            return super().default(o)
        numbers = o.astype(np.min_scalar_type(-abs(o).max() - 1)) if o.dtype.kind == "i" else o
        dtype = numbers.dtype.str.lstrip("<|")
        if dtype not in _SENT:
            return o.tolist()
        shape = {"shape": ", ".join(map(str, o.shape))} if o.ndim > 1 else {}
        return {"dtype": dtype, "bdata": base64.b64encode(numbers.tobytes()).decode(), **shape}


def event(told: Any) -> PlotEvent | None:
    """Return the browser's message as an event; what comes from a browser may be anything, so nonsense is no event."""
    if not isinstance(told, dict) or told.get("kind") not in ("click", "hover", "leave", "frame", "drag"):
        return None
    index, trace = told.get("index"), told.get("trace")
    place = tuple(index) if isinstance(index, list) else (index,)
    if not isinstance(trace, int) or not place or not all(isinstance(number, int) for number in place):
        return None
    rest = {name: told.get(name) for name in ("x", "y", "z", "customdata")}
    return PlotEvent(told["kind"], trace, place if isinstance(index, list) else place[0], **rest)


def _show_plain(figure: go.Figure, *, key: str, alt: str, height: int) -> None:
    """Draw without our component, where `static/` cannot be written: correct, but it flickers when it changes."""
    st.plotly_chart(figure, key=key, alt=alt, height=height, config={"displaylogo": False})


@cache
def _component() -> Any:
    """Return the component, registered once."""
    script = scripts.loader(*(served() or ("", "")))
    return st.components.v2.component("mnist_lab_plot", html=_WAITING, js=script, isolate_styles=False)


@cache
def served() -> tuple[str, str] | None:
    """Put plot.js and plotly.min.js where the server hands them out; returns their addresses, None where that fails."""
    if not scripts.serving():
        return None
    plotly_js = files("plotly").joinpath("package_data", "plotly.min.js")
    try:
        script = scripts.module("plot.js")
        library = scripts.placed("plotly.min.js", plotly_js.read_bytes(), version=plotly.__version__)
    except OSError:
        return None
    return script, library

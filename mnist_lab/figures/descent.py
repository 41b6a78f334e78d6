"""A loss as a curve or as contours with the paths of descents on it, played step by step; and what each step had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.film import Film
from mnist_lab.maths.descent import Descent
from mnist_lab.maths.descent_words import number, place, sentence
from mnist_lab.maths.gradients import REACH
from mnist_lab.maths.losses import Loss

Trace: TypeAlias = dict[str, Any]
Floats: TypeAlias = NDArray[np.float64]

HEIGHT: Final = 316
COURSE: Final = 400
_GREY: Final = theme.grey(0.95)
_TAIL: Final = 16  # steps of the way that are drawn bold behind the point
_DOT: Final = 0.005  # half a dot, as a share of the axis
_MOST: Final = 100  # frames of an animation
_OFF: Final = 3 * REACH  # places beyond the map are drawn no farther away than this
_LARGEST: Final = 1e30  # float32 goes no farther than 3e38


@dataclass(frozen=True)
class Track:
    """A path and how it is drawn."""

    run: Descent
    colour: str = theme.WEIGHTS
    symbol: str = "circle"
    dash: str = "solid"

    @property
    def points(self) -> Floats:
        """(n + 1, 2): where the steps are on the figure; one weight and its loss, or two weights."""
        run = self.run
        both = run.path if run.path.shape[1] == 2 else np.stack([run.path[:, 0], run.losses], axis=1)
        if run.path.shape[1] == 2:
            return np.clip(both, -_OFF, _OFF)
        low, high = window(run.loss)
        return np.clip(both, [-_OFF, low - 2 * (high - low)], [_OFF, high + 2 * (high - low)])


def stops(steps: int, most: int = _MOST) -> list[int]:
    """Return the steps that have a frame: all of them, or about `most` of many, with the first and the last.

    Examples
    --------
    >>> stops(3), len(stops(500)), stops(500)[-1]
    ([0, 1, 2, 3], 101, 500)
    """
    every = -(-steps // most) or 1
    return [*range(0, steps, every), steps] if steps else [0]


def map_figure(tracks: Sequence[Track], *, arrow: bool = True) -> go.Figure:
    """Draw the loss and the paths; in the frames a point goes along each of them.

    Parameters
    ----------
    tracks : sequence of Track
        One or more, all on the same loss.
    arrow : bool
        Draw the next step as an arrow too; for one track.
    """
    there = tracks[0].run.loss
    ground = _contours(there) if len(there.names) == 2 else _curve(there)
    paths = [part for track in tracks for part in (_thin(track), _dots(track))]
    still = [ground, *paths, _start(tracks[0])]
    longest = max(track.run.steps for track in tracks)
    shots = [
        (step, _moving(tracks, step, arrow=arrow)) for step in stops(longest, _MOST if len(tracks) == 1 else _MOST // 2)
    ]
    places = list(range(len(still), len(still) + len(shots[0][1])))
    frames = [
        {"name": _caption(tracks, step), "data": [_only_moved(part) for part in made], "traces": places}
        for step, made in shots
    ]
    return Film({"data": [*still, *shots[0][1]], "layout": _layout(there)}, frames)


def map_text(run: Descent) -> str:
    """The picture in words."""
    names = " and ".join(run.loss.names)
    return (
        f"The loss {run.loss.text} over {names}, and the path of {run.optimiser.title} from "
        f"{place(run.path[0])}, {run.steps} steps. {sentence(run)}"
    )


def course_figure(run: Descent, step: int) -> go.Figure:
    """Draw the loss over the steps and, below, stride times curvature with its limit; `step` is marked."""
    x = np.arange(run.steps + 1)
    losses = np.where(np.abs(run.losses) < _LARGEST, run.losses, np.nan)
    step = min(step, run.steps)
    look = {"mode": "lines+markers" if run.steps <= 60 else "lines", "marker": {"size": 4}}
    marker = {"mode": "markers", "marker": {"size": 11, "color": theme.WEIGHTS, "line": {"width": 1.5}}}
    said = "step %{x}<br>loss %{y:.4g}<extra></extra>"
    limit, top = run.limit, _top(run)
    traces = [
        _line(x, losses, {"color": theme.LOSS, "width": 2}) | look | {"hoverinfo": "all", "hovertemplate": said},
        _line([step], losses[[step]], {}) | marker,
        _line(x[1:], np.clip(run.products, -0.2 * limit, 1.5 * top), {"color": theme.TRUTH, "width": 2}, lower=True)
        | look,
        _line([0, max(run.steps, 1)], [limit, limit], {"color": theme.LOSS, "width": 2, "dash": "dash"}, lower=True),
    ]
    if step:
        traces.append(_line([step], np.clip(run.products[[step - 1]], -0.2 * limit, top), {}, lower=True) | marker)
    return go.Figure({"data": traces, "layout": _course_layout(run, losses, top)})


def course_text(run: Descent) -> str:
    """The two curves in words."""
    first, last = number(run.losses[0], 3), number(run.losses[-1], 3)
    largest = number(float(np.nanmax(run.products, initial=-np.inf)), 3) if np.isfinite(run.products).any() else "none"
    return (
        f"Loss over {run.steps} steps, from {first} to {last}; below it stride times curvature at each step, at most "
        f"{largest}, with the limit at {number(run.limit, 3)}."
    )


def window(there: Loss) -> tuple[float, float]:
    """Return the lowest and highest loss that the curve of one weight is drawn between."""
    low, high = float(np.nanmin(there.values)), float(np.nanmax(there.values))
    room = max(0.08 * (high - low), 0.1)
    return low - room, high + room


def log_axis(losses: Floats) -> bool:
    """Whether losses are better seen on a logarithmic axis: all above 0, and far apart."""
    known = losses[np.isfinite(losses)]
    return bool(known.size and known.min() > 0 and known.max() > 50 * known.min())


# ------------------------------------------------------------------------------------------------- what does not move


def relief(values: Floats) -> Floats:
    """Return heights for the shading: rings close at the bottom too, however high the walls are."""
    low = float(np.nanmin(values))
    usual = float(np.nanmedian(values)) - low
    shades: Floats = np.log1p((values - low) / (0.1 * usual if usual > 0 else 1.0))
    return shades


def _contours(there: Loss) -> Trace:
    w = there.w.astype(np.float32)
    return {
        **{"type": "contour", "x": w, "y": w, "z": relief(there.values).astype(np.float32)},
        "customdata": np.round(there.values, 6).astype(np.float32),
        **{"ncontours": 16, "showscale": False, "opacity": 0.55, "colorscale": theme.SEQUENTIAL},
        "line": {"width": 1, "color": _GREY},
        "hovertemplate": "w1 %{x:.2f}<br>w2 %{y:.2f}<br>loss %{customdata:.4g}<extra></extra>",
        "meta": {"cursor": True},
    }


def _curve(there: Loss) -> Trace:
    said = {"hoverinfo": "all", "hovertemplate": "w %{x:.2f}<br>loss %{y:.4g}<extra></extra>"}
    return _line(there.w, there.values, {"color": theme.LOSS, "width": 2.5}) | said | {"meta": {"cursor": True}}


def _thin(track: Track) -> Trace:
    """The whole path."""
    x, y = track.points.T
    return _line(x, y, {"color": track.colour, "width": 1, "dash": track.dash})


def _dots(track: Track) -> Trace:
    """A square for each step, all of them one area, which a browser draws in the time of two or three markers."""
    there = track.run.loss
    tall = np.ptp(window(there)) if len(there.names) == 1 else 2 * REACH
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (np.nan, np.nan)]) * [_DOT * 2 * REACH, _DOT * tall]
    x, y = (track.points[:, None] + corners).reshape(-1, 2).T
    return _line(x, y, {}) | {"mode": "none", "fill": "toself", "fillcolor": track.colour}


def _start(track: Track) -> Trace:
    x, y = track.points[0]
    look = {"color": theme.TRUTH, "size": 11, "symbol": "x-thin", "line": {"width": 3, "color": theme.TRUTH}}
    away = "top center" if track.points[min(1, track.run.steps)][1] <= y else "bottom center"
    words = {"text": ["start"], "textposition": away, "textfont": {"size": 12}}
    return _line([x], [y], {}) | {"mode": "markers+text", "marker": look, **words}


def _layout(there: Loss) -> dict[str, Any]:
    axis = {"range": [-REACH, REACH], "fixedrange": True, "zeroline": False, "dtick": 1, "showgrid": False}
    x, y = {**axis}, {**axis}
    if len(there.names) == 2:
        x |= {"title": {"text": "w1", "standoff": 4}, "constrain": "domain"}
        y |= {"title": {"text": "w2", "standoff": 2}, "scaleanchor": "x", "constrain": "domain"}
    else:
        x |= {"title": {"text": "w", "standoff": 4}}
        y = {"range": list(window(there)), "fixedrange": True, "zeroline": False, "nticks": 6}
        y |= {"title": {"text": "loss", "standoff": 2}}
    return {
        **{"template": theme.TEMPLATE, "height": HEIGHT, "margin": {"l": 40, "r": 6, "t": 6, "b": 38}},
        **{"showlegend": False, "dragmode": False, "hovermode": "closest", "xaxis": x, "yaxis": y},
    }


# ----------------------------------------------------------------------------------------------------- what moves


def _caption(tracks: Sequence[Track], step: int) -> str:
    if len(tracks) > 1:
        best = min(tracks, key=lambda track: track.run.losses[min(step, track.run.steps)])
        return f"Step {step}: lowest loss {number(best.run.losses[min(step, best.run.steps)], 3)}, " + (
            f"{best.run.optimiser.title}"
        )
    run = tracks[0].run
    return f"Step {step} of {run.steps}: {place(run.path[step])}, loss {number(run.losses[step], 3)}"


def _moving(tracks: Sequence[Track], step: int, *, arrow: bool) -> list[Trace]:
    """The step that is about to be taken; the last steps of each path, bold; the points, one for each path."""
    long = _TAIL if len(tracks) == 1 else _TAIL // 2
    traces = []
    for track in tracks:
        points, now = track.points, min(step, track.run.steps)
        tail = points[np.clip(np.arange(now - long, now + 1), 0, now)]
        dots = {"mode": "lines+markers", "marker": {"color": track.colour, "size": 5}}
        traces.append(_line(tail[:, 0], tail[:, 1], {"color": track.colour, "width": 3}) | dots)
        if arrow:
            ends = points[[now, min(now + 1, track.run.steps)]]
            traces.insert(-1, _line(ends[:, 0], ends[:, 1], {"color": theme.LOSS, "width": 2.5}))
    heads = np.array([track.points[min(step, track.run.steps)] for track in tracks])
    look = {"color": [track.colour for track in tracks], "symbol": [track.symbol for track in tracks], "size": 12}
    marks = {"mode": "markers", "marker": look | {"line": {"width": 1.5, "color": theme.TRUTH}}}
    return [*traces, _line(heads[:, 0], heads[:, 1], {}) | marks]


def _only_moved(trace: Trace) -> Trace:
    """What a frame has to say of a trace; its look stays."""
    return {name: trace[name] for name in ("type", "x", "y")}


# ------------------------------------------------------------------------------------------------ the course of a run


def _top(run: Descent) -> float:
    """The highest product that is drawn."""
    largest = float(np.nanmax(run.products, initial=0.0))
    return float(np.clip(1.15 * largest, 1.15 * run.limit, 3 * run.limit))


def _course_layout(run: Descent, losses: Floats, top: float) -> dict[str, Any]:
    words = {"xref": "paper", "yref": "paper", "showarrow": False, "xanchor": "left", "yanchor": "bottom", "x": 0}
    stride = "rate / √v" if run.optimiser.adapts else "rate"
    titles = [
        {**words, "y": 1.0, "text": "<b>loss</b>", "font": {"color": theme.LOSS}},
        {**words, "y": 0.41, "text": f"<b>{stride} × curvature</b>, limit {number(run.limit, 3)}"},
    ]
    axis = {"fixedrange": True, "zeroline": False}
    return {
        **{"template": theme.TEMPLATE, "height": COURSE, "margin": {"l": 46, "r": 8, "t": 22, "b": 38}},
        **{"showlegend": False, "dragmode": False, "annotations": titles},
        "xaxis": {**axis, "anchor": "y2", "title": {"text": "step", "standoff": 4}, "range": _steps_range(run)},
        "yaxis": {
            **axis,
            **{"domain": [0.53, 1], "nticks": 5, "exponentformat": "power"},
            "type": "log" if log_axis(losses) else "linear",
        },
        "yaxis2": {**axis, "domain": [0, 0.4], "nticks": 5, "range": [min(0.0, _lowest(run)), top], "anchor": "x"},
    }


def _steps_range(run: Descent) -> list[float]:
    return [-0.03 * max(run.steps, 1), 1.03 * max(run.steps, 1)]


def _lowest(run: Descent) -> float:
    return float(np.clip(np.nanmin(run.products, initial=0.0), -0.2 * run.limit, 0.0))


def _line(x: Any, y: Any, line: dict[str, Any], *, lower: bool = False) -> Trace:
    mode = {"mode": "lines", "line": line} if line else {}
    single = {"x": np.asarray(x, np.float32), "y": np.asarray(y, np.float32)}
    return {"type": "scatter", **single, "hoverinfo": "skip", **mode, **({"yaxis": "y2"} if lower else {})}

"""A race of optimisers, their losses over the steps; and how many steps each learning rate and momentum needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.descent import COURSE, Track, log_axis
from mnist_lab.maths.crowds import DIVERGED, ON_THE_WAY, STUCK
from mnist_lab.maths.descent import MOST_STEPS, Descent
from mnist_lab.maths.descent_race import MOMENTA, SIDE, Race, RateMap, nearest
from mnist_lab.maths.descent_words import number

_SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up", "star")
_DASHES: Final = ("solid", "dash", "dot", "dashdot", "longdash")
SIGNS: Final = ("●", "■", "◆", "▲", "★")
"""The symbols, as they are written."""
_LARGEST: Final = 1e30
_WORDS: Final = {ON_THE_WAY: f"not within {MOST_STEPS}", DIVERGED: "diverged", STUCK: "stuck where it is level"}
_FILLS: Final = {DIVERGED: theme.LOSS, ON_THE_WAY: theme.TRUTH, STUCK: theme.BIAS}
_LABELS: Final = {DIVERGED: "diverges", ON_THE_WAY: f"not within {MOST_STEPS} steps", STUCK: "stuck"}


def tracks(race: Race) -> list[Track]:
    """Return how the runs of a race are drawn: each with a colour, a symbol and a dash of its own."""
    look = zip(race.runs, theme.CATEGORICAL, _SYMBOLS, _DASHES, strict=False)
    return [Track(run, colour, symbol, dash) for run, colour, symbol, dash in look]


def losses_figure(race: Race) -> go.Figure:
    """Draw the loss of each run over its steps; large marks where runs converged."""
    traces: list[dict[str, Any]] = []
    for track in tracks(race):
        run = track.run
        y = np.where(np.abs(run.losses) < _LARGEST, run.losses, np.nan)
        line = {"color": track.colour, "width": 2.2, "dash": track.dash}
        traces.append(_line(np.arange(len(y)), y, run.optimiser.title) | {"mode": "lines", "line": line})
    there = [track for track in tracks(race) if track.run.ended == "converged"]
    looks = {"color": [track.colour for track in there], "symbol": [track.symbol for track in there]}
    marks = {"mode": "markers", "marker": {**looks, "size": 12, "line": {"width": 1.5}}, "showlegend": False}
    ends = _line([track.run.steps for track in there], [track.run.losses[-1] for track in there], "%{text}")
    traces.append(ends | marks | {"text": [track.run.optimiser.title for track in there]})
    every = np.concatenate([run.losses for run in race.runs])
    axis = {"fixedrange": True, "zeroline": False}
    layout = {
        **{"template": theme.TEMPLATE, "height": COURSE, "margin": {"l": 52, "r": 8, "t": 56, "b": 38}},
        **{"dragmode": False, "hovermode": "closest"},
        "legend": {"font": {"size": 12}, "y": 1.01},
        "xaxis": {**axis, "title": {"text": "step", "standoff": 4}},
        "yaxis": {**axis, "title": {"text": "loss", "standoff": 4}, "type": "log" if log_axis(every) else "linear"},
    }
    if layout["yaxis"]["type"] == "log":  # type: ignore[index]
        layout["yaxis"] |= {"exponentformat": "power", "range": _decades(every)}  # type: ignore[operator]
    return go.Figure({"data": traces, "layout": layout})


def race_text(race: Race) -> str:
    """The race in words."""
    first = race.runs[0]
    return f"{len(race.runs)} optimisers on the loss {first.loss.text} from one start. {race.sentence}"


def rate_map_figure(found: RateMap, rate: float, momentum: float) -> go.Figure:
    """Draw the steps needed by learning rate and momentum, with the limit as a dashed line and one cell marked."""
    logs = np.log10(found.rates)
    counts = found.counts
    steps = np.where(counts >= 0, counts, np.nan).astype(np.float32)
    scale = {
        "colorscale": theme.SEQUENTIAL,
        "reversescale": True,
        "zmin": 0,
        "zmax": float(np.nanmax(steps, initial=1)),
    }
    bar = {"title": {"text": "steps"}, "thickness": 10, "len": 0.75, "x": 1.01, "tickfont": {"size": 11}}
    heat = {"type": "heatmap", "x": logs, "y": MOMENTA, "z": steps, **scale, "colorbar": bar}
    heat |= _said(found, "%{z} steps") | {"meta": {"cursor": True}}
    traces = [heat, *(_region(found, logs, kind) for kind in _FILLS if (counts == kind).any())]
    border = np.log10(np.where(found.border > 0, found.border, np.nan))
    inside = (border >= logs[0]) & (border <= logs[-1])
    silent = {"hoverinfo": "skip", "hovertemplate": None}  # the cell below is what one points at
    edge = {"mode": "lines", "line": {"color": theme.TRUTH, "width": 2.5, "dash": "dash"}}
    traces.append(_line(np.where(inside, border, np.nan), MOMENTA, "limit") | edge | silent)
    mark = {"symbol": "circle-open", "size": 15, "color": theme.WEIGHTS, "line": {"width": 3}}
    place = [np.log10(found.rates[nearest(found.rates, rate)])], [MOMENTA[nearest(MOMENTA, momentum)]]
    traces.append(_line(*place, "chosen") | {"mode": "markers", "marker": mark} | silent)
    return go.Figure({"data": traces, "layout": _map_layout(found, logs)})


def rate_map_text(found: RateMap) -> str:
    """The map in words."""
    return (
        f"Steps that {found.optimiser.title} needs on the loss {found.loss.text}, for {SIDE} learning rates from "
        f"{number(found.rates[0])} to {number(found.rates[-1])} and {SIDE} momenta from 0 to {MOMENTA[-1]:.2f}. "
        f"{found.sentence}"
    )


def _region(found: RateMap, logs: NDArray[np.float64], kind: int) -> dict[str, Any]:
    """The cells without a number of steps, in a colour of their own."""
    fill = theme.tint(_FILLS[kind], 0.5 if kind == DIVERGED else 0.28)
    z = np.where(found.counts == kind, 1, np.nan).astype(np.float32)
    flat = {"colorscale": [(0, fill), (1, fill)], "showscale": False}
    return {"type": "heatmap", "x": logs, "y": MOMENTA, "z": z, **flat, **_said(found, _WORDS[kind])}


def _said(found: RateMap, words: str) -> dict[str, Any]:
    """What is said of a cell under the pointer; a cell without a number belongs to another trace."""
    rates = np.broadcast_to(found.rates.astype(np.float32), found.counts.shape)
    said = f"rate %{{customdata:.3g}}, momentum %{{y:.3f}}<br>{words}<extra></extra>"
    return {"customdata": rates, "hovertemplate": said, "hoverongaps": False}


def _map_layout(found: RateMap, logs: NDArray[np.float64]) -> dict[str, Any]:
    decades = np.arange(np.ceil(logs[0]), np.floor(logs[-1]) + 1)
    axis = {"fixedrange": True, "zeroline": False, "showgrid": False}
    return {
        **{"template": theme.TEMPLATE, "height": COURSE, "margin": {"l": 46, "r": 8, "t": 8, "b": 44}},
        **{"showlegend": False, "dragmode": False, "hovermode": "closest", "annotations": _named(found, logs)},
        "xaxis": {
            **axis,
            **{"title": {"text": "learning rate", "standoff": 4}, "tickvals": decades.tolist()},
            "ticktext": [number(10**decade, 2) for decade in decades],
        },
        "yaxis": {**axis, "title": {"text": "momentum", "standoff": 4}, "range": [-0.5 / SIDE, 1 - 0.5 / SIDE]},
    }


def _named(found: RateMap, logs: NDArray[np.float64]) -> list[dict[str, Any]]:
    """The name of each region that is large enough, where it is widest."""
    names = []
    for kind, label in _LABELS.items():
        there = found.counts == kind
        if there.sum() < 0.04 * there.size:
            continue
        row, column, depth = _innermost(there)
        turned = -90 if depth < 5 else 0
        where = {"x": logs[column], "y": MOMENTA[row], "showarrow": False, "textangle": turned}
        text = label if turned else label.replace(" steps", "<br>steps")
        names.append({**where, "text": text, "font": {"size": 12}})
    return names


def _innermost(there: NDArray[np.bool_]) -> tuple[int, int, int]:
    """Return a cell that is farthest from the edge of a region, and how many cells that is."""
    inside, depth = there, 0
    while True:
        framed = np.pad(inside, 1)
        smaller = framed[1:-1, 1:-1] & framed[:-2, 1:-1] & framed[2:, 1:-1] & framed[1:-1, :-2] & framed[1:-1, 2:]
        if not smaller.any():
            rows, columns = np.nonzero(inside)
            return int(rows[len(rows) // 2]), int(columns[len(rows) // 2]), depth
        inside, depth = smaller, depth + 1


def _decades(losses: NDArray[np.float64]) -> list[float]:
    """A range that shows the way down; what has exploded leaves it."""
    known = losses[np.isfinite(losses) & (losses > 0)]
    low, high = np.log10(known.min()), np.log10(known.max())
    return [float(max(low, -16)) - 0.3, float(min(high, np.log10(known[0]) + 3)) + 0.3]


def _line(x: Any, y: Any, name: str) -> dict[str, Any]:
    said = {"hovertemplate": f"{name}, step %{{x}}<br>loss %{{y:.4g}}<extra></extra>"}
    return {"type": "scatter", "x": np.asarray(x, np.float32), "y": np.asarray(y, np.float32), "name": name, **said}


def standings(runs: Sequence[Descent]) -> list[tuple[str, str, str]]:
    """Return sign, steps and last loss of each run, in words."""
    return [
        (
            sign,
            f"{run.steps}" if run.ended == "converged" else {"on the way": f"> {run.steps}"}.get(run.ended, run.ended),
            number(run.losses[-1], 3) if np.isfinite(run.losses[-1]) else "none",
        )
        for sign, run in zip(SIGNS, runs, strict=False)
    ]

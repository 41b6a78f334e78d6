"""The pictures of the puzzle: the map on which a suspect must reach the notebook's point, and the two records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from mnist_lab.figures import theme
from mnist_lab.maths.fingerprint import Fingerprint
from mnist_lab.network.suspects import PRINTED_ACCURACY, PRINTED_LOSS, Place, Trial, nats
from mnist_lab.network.weights import Array
from mnist_lab.runs.history import History

HEIGHT, RECORD_HEIGHT = 304, 300
_FEWEST = 0.005  # share of wrong answers at the left edge: 1,000 digits cannot tell less apart
_LOSSES = (0.07, 20_000)
_INFINITE = 9_000.0  # where a loss is drawn that no axis reaches
_FAR = 0.5  # share of wrong answers beyond which there is no room for a name on the right
_QUIET = theme.grey(0.75)
_Dict = dict[str, Any]


def map_figure(trial: Trial, others: Sequence[Trial] = ()) -> go.Figure:
    """Draw wrong answers against loss, both on logarithmic axes: the notebook's point, and what the suspect can reach.

    Parameters
    ----------
    trial : Trial
        The suspect in front: all its outcomes as a line, and the present one as a dot with two standard errors.
    others : Trials
        Suspects examined before, as quiet lines.
    """
    traces = [trace for other in others for trace in _path(other, quiet=True)]
    traces += [*_path(trial, quiet=False), _dot(trial), _printed()]
    log = {"type": "log", "showline": True}
    x = log | {"tickvals": [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1], "tickformat": ".0%", "title": _title("wrong answers")}
    y = log | {"tickvals": [0.1, 1, 10, 100, 1000, 10_000], "title": _title("loss (nats)")}
    layout = {
        "template": theme.TEMPLATE,
        "height": HEIGHT,
        "margin": {"l": 56, "r": 12, "t": 8, "b": 38},
        "xaxis": x | {"range": [np.log10(_FEWEST), np.log10(1.25)]},
        "yaxis": y
        | {
            "range": [float(np.log10(edge)) for edge in _LOSSES],
            "ticktext": ["0.1", "1", "10", "100", "1 000", "10 000"],
        },
        "annotations": [_printed_name()],
        "font": {"size": 12},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
    }
    return go.Figure({"data": traces, "layout": layout})


def map_text(trial: Trial) -> str:
    """The map in words."""
    return (
        f"Wrong answers against loss. {trial.suspect}, {trial.here}: {1 - trial.accuracy:.1%} wrong at a loss of "
        f"{nats(trial.loss)}; the notebook's point is {1 - PRINTED_ACCURACY:.1%} wrong at {PRINTED_LOSS}. "
        f"{'They agree.' if trial.fits else 'They do not agree in everything.'}"
    )


def _path(trial: Trial, *, quiet: bool) -> list[_Dict]:
    """All outcomes of a suspect: a line with a mark at each, the first and the last named."""
    there = [place for place in trial.path if np.isfinite(place.loss)]
    colour = _QUIET if quiet else theme.LOSS
    line: _Dict = {"color": colour, "width": 1.4 if quiet else 2.2, "dash": "dot" if quiet else "solid"}
    trace: _Dict = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [_shown(place) for place in there],
        "y": [place.loss for place in there],
        "line": line,
        "marker": {"size": 4 if quiet else 6, "color": colour},
        "text": [
            f"{trial.suspect}: {place.name}<br>{place.wrong:.1%} wrong, {nats(place.loss)} nats" for place in there
        ],
        "hoverinfo": "text",
    }
    return [trace, _names(trial, there, quiet=quiet)]


def _names(trial: Trial, there: Sequence[Place], *, quiet: bool) -> _Dict:
    """The suspect's name at a quiet line; at the line in front the names of its ends, each on the free side."""
    if quiet:
        end = max((place for place in there if place.wrong <= _FAR), key=_apart)
        ends, words = [end], [trial.suspect.lower()]
        sides = ["bottom left" if end.wrong < 1 - PRINTED_ACCURACY - 1e-3 else "bottom right"]
    else:
        ends = [there[0], there[-1]]
        words = ["" if place.name == trial.here else place.name for place in ends]  # the dot would cover it
        across = ends[1].wrong - ends[0].wrong
        sides = (
            ["bottom left", "bottom right"]
            if across > 0
            else ["bottom right", "top left" if across else "bottom right"]
        )
        sides = ["bottom center" if end.wrong > _FAR else side for end, side in zip(ends, sides, strict=True)]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [_shown(place) for place in ends],
        "y": [place.loss for place in ends],
        "text": words,
        "textposition": sides,
        "textfont": {"size": 12, "color": _QUIET if quiet else theme.LOSS},
        "hoverinfo": "skip",
    }


def _dot(trial: Trial) -> _Dict:
    """Where the suspect is now. An infinite loss is a triangle at the upper edge."""
    y = trial.loss if np.isfinite(trial.loss) else _INFINITE
    bars = {"color": theme.LOSS, "thickness": 1.4, "width": 5, "type": "data"}
    lower = min(trial.loss_error, 0.95 * y)  # a logarithmic axis has no place for 0
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [max(1 - trial.accuracy, _FEWEST)],
        "y": [y],
        "error_x": bars
        | {"array": [trial.accuracy_error], "arrayminus": [min(trial.accuracy_error, 0.95 * (1 - trial.accuracy))]},
        "error_y": bars | {"array": [trial.loss_error], "arrayminus": [lower]},
        "marker": {"size": 15, "color": theme.LOSS, "symbol": "circle" if np.isfinite(trial.loss) else "triangle-up"},
        "text": [f"{trial.here}: {1 - trial.accuracy:.1%} wrong, {nats(trial.loss)} nats"],
        "hoverinfo": "text",
    }


def _printed() -> _Dict:
    """The notebook's point."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [1 - PRINTED_ACCURACY],
        "y": [PRINTED_LOSS],
        "marker": {"size": 19, "color": theme.TRUTH, "symbol": "star-open", "line": {"width": 2.4}},
        "hovertext": [f"The notebook: {1 - PRINTED_ACCURACY:.1%} wrong, {PRINTED_LOSS} nats"],
        "hoverinfo": "text",
    }


def _printed_name() -> _Dict:
    """The words at the notebook's point, clear of the bars of a dot that lies on it."""
    where = {"x": float(np.log10(1 - PRINTED_ACCURACY)), "y": float(np.log10(PRINTED_LOSS)), "xanchor": "right"}
    look = {"font": {"size": 13, "color": theme.TRUTH}, "showarrow": False, "xshift": -12, "yshift": 18}
    return {"text": "the notebook", **where, **look}


def fingerprint_figure(laid: Fingerprint, once: Array) -> go.Figure:
    """Draw training losses by epoch: images divided twice, divided once, and the notebook's printed ones, shifted."""
    epochs = np.arange(1, len(laid.recorded) + 1, dtype=np.float32)
    shifted = np.arange(1, len(laid.printed) + 1, dtype=np.float32) + laid.before
    marks = {"symbol": "x-thin-open", "size": 8, "color": theme.TRUTH, "line": {"width": 2}}
    traces = [
        _line(epochs, np.asarray(laid.recorded, np.float32), "recorded, images / 255 / 255", theme.LOSS, "solid"),
        _line(epochs, once, "recorded, images / 255", theme.OUTPUT, "dash"),
        {
            "type": "scatter",
            "mode": "markers",
            "x": shifted,
            "y": laid.printed,
            "marker": marks,
            "name": "the notebook",
        },
    ]
    y = {"title": _title("training loss (nats)"), "range": [0, 0.62]}
    x = {"title": _title("epoch"), "range": [0.5, len(epochs) + 0.5]}
    return go.Figure({"data": traces, "layout": _record_layout(x, y)})


def fingerprint_text(laid: Fingerprint) -> str:
    """The two records in words."""
    return (
        f"Training loss by epoch, recorded on images divided twice, from {laid.recorded[0]:.2f} to "
        f"{laid.recorded[-1]:.3f}, and the notebook's {len(laid.printed)} printed losses from epoch {laid.before + 1} "
        f"on: {laid.difference:.3f} nats apart in the mean."
    )


def live_figure(history: History) -> go.Figure:
    """Draw the run of the visitor: loss on the batches, prepared as trained, and on test digits divided once."""
    held_out = history.held_out
    traces = [
        _line(history.step, history.loss, "training batches", theme.OUTPUT, "solid"),
        _line(held_out.step, held_out.loss, "test digits / 255", theme.LOSS, "solid"),
    ]
    traces[0]["line"]["width"] = 1.2
    y = {"type": "log", "title": _title("loss (nats)"), "range": [-2, 2.3], "tickvals": [0.01, 0.1, 1, 10, 100]}
    x = {"title": _title("batch"), "rangemode": "tozero"}
    return go.Figure({"data": traces, "layout": _record_layout(x, y)})


def live_text(history: History) -> str:
    """The run in words."""
    if not len(history.step) or not len(history.held_out.step):
        return "Loss of the batches and of the test digits: empty, nothing has been trained yet."
    return (
        f"After batch {history.step[-1]}: loss of the batch {history.loss[-1]:.3g} nats, of the test digits divided "
        f"by 255 once {history.held_out.loss[-1]:.3g}."
    )


def _line(x: np.ndarray[Any, Any], y: Array, name: str, colour: str, dash: str) -> _Dict:
    line = {"color": colour, "width": 2.4, "dash": dash}
    shown = {"x": np.asarray(x, np.float32), "y": np.asarray(y, np.float32)}
    return {"type": "scatter", "mode": "lines", "name": name, "line": line, **shown}


def _record_layout(x: _Dict, y: _Dict) -> _Dict:
    look = {"template": theme.TEMPLATE, "height": RECORD_HEIGHT, "font": {"size": 12}, "dragmode": False}
    return {**look, "margin": {"l": 52, "r": 8, "t": 26, "b": 38}, "xaxis": x, "yaxis": y, "hovermode": "x"}


def _apart(place: Place) -> float:
    """How far from the notebook's point, in decades; to the side counts more, where there is room for a name."""
    aside = abs(np.log10(_shown(place) / (1 - PRINTED_ACCURACY)))
    return float(4 * aside + abs(np.log10(place.loss / PRINTED_LOSS)))


def _shown(place: Place) -> float:
    return max(place.wrong, _FEWEST)


def _title(words: str) -> _Dict:
    return {"text": words, "standoff": 4, "font": {"size": 12}}

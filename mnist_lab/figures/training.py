"""The curves of training runs: loss above, accuracy below, one point a batch, held-out digits among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from mnist_lab.figures import theme
from mnist_lab.runs.curves import running_mean, thinned
from mnist_lab.runs.history import Floats, History, Ints
from mnist_lab.runs.notebook import PrintedCurve

HEIGHT = 372
"""Pixels: with header, buttons and progress it fits a projector of 720."""

LOSS_AXES, ACCURACY_AXES = {"xaxis": "x", "yaxis": "y"}, {"xaxis": "x", "yaxis": "y2"}


@dataclass(frozen=True)
class Look:
    """How one run is told from another: a colour, and for eyes that do not see it a dash and a mark."""

    colour: str
    dash: str
    mark: str


LOOKS = (
    Look("#0072b2", "dash", "square"),
    Look("#e69f00", "dot", "triangle-up"),
    Look("#882255", "dashdot", "cross"),
    Look("#56b4e9", "longdash", "star"),
    Look("#cc79a7", "longdashdot", "pentagon"),
    Look("#999933", "solid", "hexagon"),
)
"""For the runs on the shelf: none of the colours of loss and accuracy, which the run in front has."""


@dataclass(frozen=True)
class Overlay:
    """Another run of this visit, laid over the one in front."""

    name: str
    history: History
    look: Look


@dataclass(frozen=True)
class CurvesView:
    """How the reader wants the curves.

    Attributes
    ----------
    log : bool
        The loss on a logarithmic axis.
    smoothing : int
        Batches in the running mean; 1 for none. The raw values are drawn behind it in any case.
    printed : PrintedCurve, optional
        What the notebook printed, as a reference.
    """

    log: bool = False
    smoothing: int = 20
    printed: PrintedCurve | None = None


def curves_figure(history: History, view: CurvesView, overlays: Sequence[Overlay] = ()) -> go.Figure:
    """Draw loss and accuracy of one run against the batch, other runs and the notebook's numbers behind it."""
    traces = [] if view.printed is None else _reference(view.printed, _last_step(history, overlays))
    for overlay in overlays:
        traces += _overlay(overlay, view.smoothing)
    smoothing = max(1, view.smoothing // history.batches_per_point)
    traces += _batches(history, "loss", smoothing) + _batches(history, "accuracy", smoothing)
    traces += _held_out(history, "loss") + _held_out(history, "accuracy")
    return go.Figure({"data": traces, "layout": _layout(view)})


def curves_alt(history: History) -> str:
    """Return what the curves show, for a reader who cannot see them."""
    if not len(history.step):
        return "Loss and accuracy against the batch: empty, nothing has been trained yet."
    held_out = history.held_out
    said = f"Loss and accuracy against the batch, {history.step[-1]} batches so far. Loss of the last batch "
    said += f"{history.loss[-1]:.3g} nats, accuracy {history.accuracy[-1]:.0%}."
    if len(held_out.step):
        said += f" On held-out digits: loss {held_out.loss[-1]:.3g}, accuracy {held_out.accuracy[-1]:.1%}."
    return said


def _batches(history: History, what: str, smoothing: int) -> list[dict[str, Any]]:
    """One faint line through all batches, and the running mean over it."""
    values: Floats = getattr(history, what)
    colour, axes = _role(what)
    each = "each batch" if history.batches_per_point == 1 else f"means of {history.batches_per_point} batches"
    raw = _line(history.step, values, name=each, color=colour, width=1)
    first = {"showlegend": what == "loss", "legendgroup": "batch", "opacity": 0.45 if smoothing > 1 else 1, **axes}
    if smoothing <= 1:
        return [raw | first]
    calm = running_mean(values, smoothing)
    name = f"mean of {smoothing * history.batches_per_point} batches"
    mean = _line(history.step, calm, name=name, color=colour, width=2.5)
    return [raw | first, mean | {"showlegend": what == "loss", "legendgroup": "mean", **axes}]


def _held_out(history: History, what: str) -> list[dict[str, Any]]:
    """A line through all measurements on held-out digits; diamonds where all of these digits were measured."""
    held_out, axes = history.held_out, _role(what)[1]
    values: Floats = getattr(held_out, what)
    line = _line(held_out.step, values, name="held-out digits", color=theme.TRUTH, width=1.2)
    step, whole = thinned(held_out.step[held_out.whole], values[held_out.whole], buckets=12)
    marker = {"symbol": "diamond-open", "size": 8, "color": theme.TRUTH, "line": {"width": 1.6}}
    marks = {"type": "scatter", "mode": "markers", "x": _small(step), "y": whole, "marker": marker}
    group = {"legendgroup": "held-out", **axes}
    told = {"name": "held-out digits", "showlegend": what == "loss"}
    return [line | group | {"showlegend": False}, marks | group | told]


def _overlay(overlay: Overlay, smoothing: int) -> list[dict[str, Any]]:
    """The running mean of another run, and its held-out accuracy in its own mark."""
    history, look = overlay.history, overlay.look
    traces = []
    for what in ("loss", "accuracy"):
        calm = running_mean(getattr(history, what), max(1, smoothing // history.batches_per_point))
        line = _line(history.step, calm, name=overlay.name, color=look.colour, width=1.8)
        line["line"]["dash"] = look.dash
        traces.append(line | {"showlegend": what == "loss", "legendgroup": overlay.name, **_role(what)[1]})
    step, values = thinned(history.held_out.step, history.held_out.accuracy, buckets=20)
    marks = {"type": "scatter", "x": _small(step), "y": values, "name": overlay.name, "mode": "markers"}
    marker = {"symbol": look.mark, "size": 8, "color": look.colour}
    return [*traces, marks | {"marker": marker, "showlegend": False, "legendgroup": overlay.name, **ACCURACY_AXES}]


def _reference(printed: PrintedCurve, last_step: int) -> list[dict[str, Any]]:
    """The notebook's numbers as far as this run has come: they must not squeeze it into a corner. All, before a run."""
    near = printed.step <= (max(1.1 * last_step, 40) if last_step else printed.step[-1])
    marker = {"symbol": "x-thin-open", "size": 6, "color": theme.TRUTH}
    traces = []
    for what, values in (("loss", printed.loss), ("accuracy", printed.accuracy)):
        if not len(values):
            continue
        line = _line(printed.step[near], values[near], name="notebook, as printed", color=theme.TRUTH, width=1.2)
        line["line"]["dash"] = "dot"
        where = {"showlegend": what == "loss", "legendgroup": "notebook", **_role(what)[1]}
        traces.append(line | where | {"mode": "lines+markers", "marker": marker, "opacity": 0.75})
    return traces


def _line(step: Ints, values: Floats, *, name: str, color: str, width: float) -> dict[str, Any]:
    x, y = thinned(step, values)
    line = {"color": color, "width": width}
    return {"type": "scatter", "mode": "lines", "x": _small(x), "y": _plain(y), "name": name, "line": line}


def _layout(view: CurvesView) -> dict[str, Any]:
    loss = {
        "title": {"text": "loss (nats)", "standoff": 4, "font": {"size": 12}},
        "domain": [0.46, 1],
        "type": "log" if view.log else "linear",
    }
    # A logarithmic axis that went with the data would hide how far the loss fell: both start from the data instead.
    loss |= {"rangemode": "normal"} if view.log else {"rangemode": "tozero"}
    accuracy = {
        "title": {"text": "accuracy", "standoff": 4, "font": {"size": 12}},
        "domain": [0, 0.38],
        "range": [0, 1.03],
    }
    x = {"title": {"text": "batch", "standoff": 2, "font": {"size": 12}}, "anchor": "y2", "rangemode": "tozero"}
    return {
        "template": theme.TEMPLATE,
        "height": HEIGHT,
        "xaxis": x,
        "yaxis": loss,
        "yaxis2": accuracy | {"tickformat": ".0%", "anchor": "x", "tickvals": [0, 0.5, 0.8, 1]},
        "margin": {"l": 52, "r": 8, "t": 22, "b": 34},
        "hovermode": "x",
        "font": {"size": 12},
        "legend": {"font": {"size": 12}},
        "uirevision": f"log={view.log}",
    }


def _role(what: str) -> tuple[str, dict[str, str]]:
    return (theme.LOSS, LOSS_AXES) if what == "loss" else (theme.OUTPUT, ACCURACY_AXES)


def _last_step(history: History, overlays: Sequence[Overlay]) -> int:
    return max(int(run.step.max(initial=0)) for run in (history, *(overlay.history for overlay in overlays)))


def _small(step: Ints) -> np.ndarray[Any, np.dtype[Any]]:
    """Batch numbers in two bytes where they fit: this is sent several times a second."""
    return step.astype(np.uint16 if not len(step) or step[-1] < 2**16 else np.int32)


def _plain(values: Floats) -> Floats:
    """Values that left for infinity become gaps: no axis reaches them."""
    return np.where(np.isfinite(values), values, np.nan).astype(np.float32)

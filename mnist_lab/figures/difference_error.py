"""The error of a difference quotient over h, on logarithmic axes."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numpy as np
import plotly.graph_objects as go

from mnist_lab.figures import theme
from mnist_lab.maths.difference_error import DifferenceError, Errors, H

Trace: TypeAlias = dict[str, Any]

_LOOKS: Final = {
    "float32": {"color": theme.CATEGORICAL[9], "symbol": "square", "dash": "dot"},
    "float64": {"color": theme.LOSS, "symbol": "circle", "dash": "solid"},
}
_FLOOR: Final = 1e-17  # where an error of exactly 0 is drawn on a logarithmic axis


def error_figure(found: DifferenceError) -> go.Figure:
    """Draw the error over h, both on logarithmic axes, in float32 and float64, with each best h marked."""
    traces = [trace for one in found.measured for trace in _error_traces(one)]
    words = {"xref": "paper", "yref": "paper", "showarrow": False, "y": 1.0, "yanchor": "bottom"}
    sides = [
        {**words, "x": 0, "xanchor": "left", "text": "← h too small: round-off"},
        {**words, "x": 1, "xanchor": "right", "text": "h too large: truncation →"},
    ]
    power = {"type": "log", "exponentformat": "power", "fixedrange": True}
    layout = {
        "template": theme.TEMPLATE,
        "height": 360,
        "margin": {"l": 62, "r": 12, "t": 30, "b": 44},
        "showlegend": False,
        "dragmode": False,
        "annotations": sides,
        "xaxis": {**power, "title": {"text": "h"}, "range": [-16.4, 0.4], "dtick": 2},
        "yaxis": {**power, "title": {"text": "error of the quotient"}, "range": _powers(found), "nticks": 8},
    }
    return go.Figure({"data": traces, "layout": layout})


def error_text(found: DifferenceError) -> str:
    """The error's picture in words."""
    return f"The error of the {found.formula} difference over h, both on logarithmic axes. {found.sentence}"


def _powers(found: DifferenceError) -> list[float]:
    """The powers of ten between which all errors lie."""
    errors = np.concatenate([one.error for one in found.measured])
    known = errors[np.isfinite(errors) & (errors > 0)]
    largest = float(known.max()) if known.size else 1.0
    smallest = _FLOOR if (errors == 0).any() else float(known.min())
    return [np.log10(smallest) - 1.2, max(np.log10(largest), 0.0) + 0.5]


def _error_traces(one: Errors) -> list[Trace]:
    look = _LOOKS[one.dtype]
    zero = one.error == 0
    drawn = np.where(zero, _FLOOR, one.error)
    symbols = [f"{look['symbol']}{'-open' if nothing else ''}" for nothing in zero]
    said = [f"h = {h:.1e}<br>error {error:.2e}" for h, error in zip(H, one.error, strict=True)]
    best = H[one.best]
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": one.dtype,
        "x": H,
        "y": drawn,
        "line": {"color": look["color"], "width": 2, "dash": look["dash"]},
        "marker": {"color": look["color"], "size": 5, "symbol": symbols},
        "text": said,
        "hovertemplate": f"{one.dtype}<br>%{{text}}<extra></extra>",
    }
    mark = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [best],
        "y": [drawn[one.best]],
        "marker": {"symbol": "star", "size": 15, "color": look["color"], "line": {"width": 1, "color": theme.TRUTH}},
        "text": [f"<b>{one.dtype}</b>, best h {best:.0e}"],
        "textposition": "bottom center" if one.dtype == "float64" and best < 0.1 else "bottom left",
        "textfont": {"color": look["color"], "size": 13},
        "hoverinfo": "skip",
    }
    return [line, mark]

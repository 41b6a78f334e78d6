"""How sure a network is: the histogram of its confidence, the reliability curve, and the loss at every temperature."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from mnist_lab.figures import theme
from mnist_lab.maths.calibration import BINS, Calibration
from mnist_lab.network.overconfidence import Overconfidence

HEIGHT, TEMPERATURE_HEIGHT = 300, 150
ENOUGH = 10
"""Answers in a group from which on its share of right ones means something; smaller groups are open circles."""

_MIDDLES = (np.arange(BINS) + 0.5) / BINS
_Dict = dict[str, Any]


def confidence_figure(answers: Calibration) -> go.Figure:
    """Draw how many answers have which confidence, and beside it how many of each group are right."""
    n = int(answers.counts.sum())
    some = answers.counts > 0
    share = answers.counts / n
    names = [f"{g / BINS:.1f} to {(g + 1) / BINS:.1f}" for g in range(BINS)]
    bars = {
        "type": "bar",
        "x": _MIDDLES,
        "y": share,
        "width": 0.9 / BINS,
        "marker": {"color": theme.OUTPUT},
        "text": [f"{count:,}" if count else "" for count in answers.counts],
        "textposition": "outside",
        "cliponaxis": False,
        "hovertext": [f"{name}: {count:,} answers" for name, count in zip(names, answers.counts, strict=True)],
        "hoverinfo": "text",
    }
    diagonal = {"type": "scatter", "mode": "lines", "x": [0, 1], "y": [0, 1], "hoverinfo": "skip", **_SECOND}
    diagonal |= {"line": {"color": theme.TRUTH, "width": 1.2, "dash": "dot"}}
    curve = {
        "type": "scatter",
        "mode": "markers",
        "x": answers.mean_confidence[some],
        "y": answers.accuracies[some],
        "marker": {
            "color": theme.OUTPUT,
            "size": 7 + 14 * np.sqrt(share[some]),
            "symbol": ["circle" if count >= ENOUGH else "circle-open" for count in answers.counts[some]],
        },
        "text": [
            f"{count:,} answers, {sure:.1%} sure in the mean, {right:.1%} right"
            for count, sure, right in zip(
                answers.counts[some], answers.mean_confidence[some], answers.accuracies[some], strict=True
            )
        ],
        "hoverinfo": "text",
        "cliponaxis": False,
        **_SECOND,
    }
    gaps = _gaps(answers, answers.counts >= ENOUGH)
    return go.Figure({"data": [bars, diagonal, gaps, curve], "layout": _layout()})


def confidence_text(answers: Calibration) -> str:
    """The two pictures in words."""
    top = int(answers.counts[-1])
    return (
        f"Histogram of the largest probability: {top:,} of {answers.counts.sum():,} answers between 0.9 and 1. "
        f"Reliability: those are right in {answers.accuracies[-1]:.1%}, with {answers.mean_confidence[-1]:.1%} "
        f"confidence. Calibration error {answers.error:.3f}."
        if top
        else f"Histogram of the largest probability: none of {answers.counts.sum():,} answers between 0.9 and 1. "
        f"Calibration error {answers.error:.3f}."
    )


def temperature_figure(sure: Overconfidence) -> go.Figure:
    """Draw the loss at every temperature, the present one and the best."""
    line = {"color": theme.LOSS, "width": 2.2}
    curve = {"type": "scatter", "mode": "lines", "x": sure.temperatures, "y": sure.losses, "line": line}
    words = [f"T = {sure.answers.temperature:g}", f"best: {sure.best.temperature:.3g}"]
    places = {"x": [sure.answers.temperature, sure.best.temperature], "y": [sure.answers.loss, sure.best.loss]}
    marks = {
        "type": "scatter",
        "mode": "markers+text",
        **places,
        "text": words,
        "textposition": ["top right", "bottom center"],
        "textfont": {"size": 12},
        "marker": {"color": [theme.LOSS, theme.TRUTH], "symbol": ["circle", "diamond-open"], "size": [13, 11]},
        "cliponaxis": False,
    }
    low, high = float(min(sure.losses.min(), sure.best.loss)), float(sure.losses.max())
    x: _Dict = {"type": "log", "title": _title("temperature T"), "tickvals": [0.25, 1, 4, 16, 64, 255, 1024]}
    y: _Dict = {"type": "log", "title": _title("loss"), "range": [np.log10(low) - 0.55, np.log10(high) + 0.3]}
    y |= {"tickvals": [0.1, 0.3, 1, 3, 10, 100, 1000, 10_000]}
    layout = {"template": theme.TEMPLATE, "height": TEMPERATURE_HEIGHT, "showlegend": False, "dragmode": False}
    margin = {"l": 52, "r": 12, "t": 6, "b": 36}
    return go.Figure(
        {"data": [curve, marks], "layout": {**layout, "margin": margin, "font": {"size": 12}, "xaxis": x, "yaxis": y}}
    )


def temperature_text(sure: Overconfidence) -> str:
    """The curve in words."""
    return (
        f"Loss against temperature: {sure.answers.loss:.3g} nats at {sure.answers.temperature:g}, smallest at "
        f"{sure.best.temperature:.3g} with {sure.best.loss:.3g}."
    )


_SECOND: _Dict = {"xaxis": "x2", "yaxis": "y2"}


def _gaps(answers: Calibration, some: np.ndarray[Any, Any]) -> _Dict:
    """From each group's confidence down, or up, to its accuracy: what it claims too much, or too little."""
    x = np.repeat(answers.mean_confidence[some], 3)
    y = np.stack([answers.mean_confidence[some], answers.accuracies[some], np.full(int(some.sum()), np.nan)], axis=1)
    line = {"color": theme.LOSS, "width": 3}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y.ravel(), "line": line, "hoverinfo": "skip", **_SECOND}


def _layout() -> _Dict:
    axis = {"range": [0, 1.0], "tickvals": [0, 0.2, 0.4, 0.6, 0.8, 1]}
    return {
        "template": theme.TEMPLATE,
        "height": HEIGHT,
        "margin": {"l": 52, "r": 14, "t": 26, "b": 40},
        "xaxis": axis | {"domain": [0, 0.4], "title": _title("largest probability")},
        "yaxis": {"range": [0, 1.05], "tickformat": ".0%", "title": _title("share of answers")},
        "xaxis2": axis | {"domain": [0.62, 1], "title": _title("confidence"), "anchor": "y2"},
        "yaxis2": axis | {"anchor": "x2", "title": _title("share right")},
        "font": {"size": 12},
        "showlegend": False,
        "dragmode": False,
    }


def _title(words: str) -> _Dict:
    return {"text": words, "standoff": 4, "font": {"size": 12}}

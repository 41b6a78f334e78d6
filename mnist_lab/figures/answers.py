"""The ten probabilities of an answer, for the image the network sees and for the sheet only shrunk."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from mnist_lab.digits.normalise import SIDE, Pixels
from mnist_lab.figures import theme
from mnist_lab.figures.pixels import heatmap, on, square, text
from mnist_lab.network.reading import Reading
from mnist_lab.network.weights import Array
from mnist_lab.network.wording import percent

HEIGHT = 254
_PALE = 0.45
_QUIET = theme.grey(0.8)
_NOTHING = 0.0005  # below it, "0.0 %" is printed
_Dict = dict[str, Any]


def probabilities_figure(reading: Reading) -> go.Figure:
    """Ten bars for the image the network sees; beside them, for a drawing, ten for the sheet that was only shrunk."""
    seen = (reading.image, reading.probabilities)
    drawn = reading.normalised is not None
    traces, layout, title = _half(1, seen, title="centred" if drawn else "from the test set")
    traces[1]["marker"]["opacity"] = [1.0 if k == reading.digit else _PALE for k in range(10)]
    words = [title]
    if drawn:
        naive = seen if reading.naive is None else (reading.naive.image, reading.naive.probabilities)
        more, axes, title = _half(3, naive, title="only shrunk")
        traces, layout, words = traces + more, layout | axes, [*words, title]
    look = {"template": theme.TEMPLATE, "height": HEIGHT, "dragmode": False, "showlegend": False}
    margin = {"l": 1, "r": 1, "t": 2, "b": 2}
    return go.Figure({"data": traces, "layout": {**look, **layout, "margin": margin, "annotations": words}})


def probabilities_text(reading: Reading) -> str:
    """The bars in words, the largest first."""
    if reading.verdict == "empty":
        return "Ten bars of no length: the sheet is empty."
    told = f"Probabilities: {_listed(reading.probabilities)}."
    return (
        told if reading.naive is None else f"{told} Of the sheet only shrunk: {_listed(reading.naive.probabilities)}."
    )


def _listed(probabilities: Array) -> str:
    order = probabilities.argsort()[::-1]
    return ", ".join(f"{k}: {percent(float(probabilities[k]))}" for k in order[:3]) + ", the others less"


def _half(axis: int, given: tuple[Pixels, Array], *, title: str) -> tuple[list[_Dict], _Dict, _Dict]:
    """Traces, axes `axis` and `axis` + 1, and title of one half: the image on top, the ten bars under it."""
    image, probabilities = given
    left = 0.0 if axis == 1 else 0.53
    top = int(probabilities.argmax()) if probabilities.any() else None
    across = {"range": [0, 1.62], "domain": [left + 0.055, left + 0.47], "visible": False, "fixedrange": True}
    ticks = {"tickvals": list(range(10)), "ticktext": [f"<b>▸ {k}</b>" if k == top else str(k) for k in range(10)]}
    down = {"range": [9.6, -0.6], "domain": [0, 0.78], "showgrid": False, "zeroline": False, "fixedrange": True}
    layout = square(axis, (left, left + 0.13), (-0.5, SIDE - 0.5), up=(0.82, 1.0)) | {
        f"xaxis{axis + 1}": {**across, "anchor": f"y{axis + 1}"},
        f"yaxis{axis + 1}": {**down, **ticks, "tickfont": {"size": 13}, "automargin": False, "anchor": f"x{axis + 1}"},
    }
    words = text(title, left + 0.14, 0.91, xanchor="left", yanchor="middle", font={"size": 14})
    return [heatmap(image, axis), _bars(probabilities, axis + 1), _values(probabilities, axis + 1, top)], layout, words


def _bars(probabilities: Array, axis: int) -> _Dict:
    """Ten pale bars."""
    return {
        "type": "bar",
        "orientation": "h",
        "x": np.asarray(probabilities, np.float32),
        "y": list(range(10)),
        "width": 0.74,
        "marker": {"color": theme.OUTPUT, "opacity": [_PALE] * 10, "line": {"width": 0}},
        "customdata": [percent(float(p)) for p in probabilities],
        "hovertemplate": "%{y}: %{customdata}<extra></extra>",
        **on(axis),
    }


def _values(probabilities: Array, axis: int, top: int | None) -> _Dict:
    """The percentages in a column of their own, so that they line up."""
    texts = [percent(float(p)) for p in probabilities]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [1.6] * 10,
        "y": list(range(10)),
        "text": [f"<b>{words}</b>" if k == top else words for k, words in enumerate(texts)],
        "textposition": "middle left",
        "textfont": {"size": 12.5, "color": [_QUIET if p < _NOTHING else theme.OUTPUT for p in probabilities]},
        "hoverinfo": "skip",
        **on(axis),
    }

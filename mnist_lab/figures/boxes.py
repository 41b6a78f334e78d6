"""Boxes with words in them and lines between them, as traces that can be played: shared by the pictures of graphs."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numpy as np

from mnist_lab.figures import theme
from mnist_lab.figures.film import Film

Trace: TypeAlias = dict[str, Any]
Line: TypeAlias = tuple[list[float], list[float]]
"""(x, y) of the points of a line."""

GREY: Final = theme.grey(0.75)
HEIGHT: Final = 352
"""Pixels of such a picture: from one to the other nothing below it moves."""


def film(still: list[Trace], frames: list[tuple[str, float, list[Trace]]], layout: dict[str, Any]) -> Film:
    """Traces that stay, and frames: a caption, where on the x axis something works, and all traces that change.

    The first frame shows everything: there one may look anywhere.
    """
    traces = list(range(len(still), len(still) + len(frames[0][2])))
    shots: list[Trace] = [
        {"name": name, "data": changed(parts), "traces": traces, "focus": focus} for name, focus, parts in frames
    ]
    del shots[0]["focus"]
    return Film({"data": [*still, *frames[0][2]], "layout": layout}, shots)


def single(values: Any) -> Any:
    """Half the bytes."""
    return np.asarray(values, np.float32)


def changed(traces: list[Trace]) -> list[Trace]:
    """What of the traces differs from frame to frame: words stay where they are, lines and areas move."""
    return [
        {key: trace[key] for key in (("type", "text") if "text" in trace else ("type", "x", "y", "line"))}
        for trace in traces
    ]


def growing(several: list[Line], start: Line) -> list[Line]:
    """Lines that become more from frame to frame: after a dot at `start`, since an empty trace is not drawn anew."""
    return [([start[0][0]] * 2, [start[1][0]] * 2), *several]


def joined(several: list[Line]) -> Line:
    """Lines one after the other, with a gap after each."""
    x = [number for line in several for number in (*line[0], np.nan)]
    return x, [number for line in several for number in (*line[1], np.nan)]


def lines(several: list[Line], colour: str, width: float) -> Trace:
    """Lines of one look, in one trace."""
    x, y = joined(several)
    look = {"color": colour, "width": width}
    return {"type": "scatter", "mode": "lines", "x": single(x), "y": single(y), "line": look, "hoverinfo": "skip"}


def filled(several: list[Line], colour: str) -> Trace:
    """Areas of one colour."""
    return lines(several, theme.CLEAR, 0) | {"fill": "toself", "fillcolor": colour}


def points(x: Any, y: Any) -> Trace:
    """Places to point at."""
    return {"type": "scatter", "mode": "markers", "x": single(x), "y": single(y)}


def hover(texts: list[str], size: float) -> Trace:
    """What a place says when it is pointed at; it is not seen itself."""
    marker = {"size": size, "symbol": "square", "color": theme.CLEAR}
    return {"marker": marker, "hovertext": texts, "hoverinfo": "text"}


def words(x: Any, y: Any, texts: list[str], size: float, colour: Any) -> Trace:
    """Words in the middle of their places."""
    font = {"size": size, "color": colour}
    place = {"type": "scatter", "mode": "text", "x": single(x), "y": single(y)}
    return place | {"text": texts, "textfont": font, "hoverinfo": "skip"}

"""Square cells that move: the cells of one or more arrays in a few scenes, which the browser plays one after the other.

    before = Scene("6 cells in reading order", (Tiles(x, y, texts, fills, role=theme.INPUT, index=index, name="x"),))
    figure = tiles_figure((before, after), height=360)

A scene says where each cell is, what is printed in it and how it is filled. All scenes of a figure have the same arrays
with the same number of cells, so that a cell of one scene *is* the cell of the next and travels there. A cell that is
not there yet has an empty text and the fill `theme.CLEAR`. Places are counted in cells, to the right and downwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from mnist_lab.figures import theme
from mnist_lab.figures.film import Film

SIDE: Final = 0.92
"""Side of a square; the rest of 1 is the space to its neighbour."""

NOTHING: Final = "\u200b"
"""A text that is not there yet: an empty one is taken out of the picture, and the next one flies in from the corner."""

_ROOM = 0.35  # cells between the outermost cells and the edge of the figure
_WIDTH = 740  # pixels of a column of two thirds of the page, from which a figure gets its height
_LARGEST_CELL = 56  # pixels


@dataclass(frozen=True, eq=False)
class Tiles:
    """The n cells of one array.

    Attributes
    ----------
    x, y : (n,) float
        Centres, in cells, y downwards.
    texts : n str
        What is printed in them.
    fills : n str
        Their colours; `theme.tint(role, strength)` leaves the text readable on a light and on a dark page.
    role : str
        Colour of their borders: what the array is in the lesson.
    index : (n, rank) int
        Index of each cell in its array: for the hover, and for a click as `PlotEvent.customdata`.
    name : str
        What the array is called in the code.
    edges : n str, optional
        Colours of the borders one by one, where they differ from the role; `theme.CLEAR` for none.
    values : n str, optional
        What the hover says, where it differs from the texts: a number with more digits than fit into a cell.
    """

    x: ArrayLike
    y: ArrayLike
    texts: Sequence[str]
    fills: Sequence[str]
    _: KW_ONLY
    role: str
    index: ArrayLike
    name: str
    edges: Sequence[str] | None = None
    values: Sequence[str] | None = None


@dataclass(frozen=True, eq=False)
class Line:
    """A line through (k,) places x, y in cells, over the cells; `dash` as Plotly has it."""

    x: ArrayLike
    y: ArrayLike
    _: KW_ONLY
    colour: str = theme.TRUTH
    dash: str = "solid"


@dataclass(frozen=True)
class Word:
    """A word or a short formula with its middle at (x, y), in cells."""

    text: str
    x: float
    y: float
    _: KW_ONLY
    colour: str = theme.TRUTH


@dataclass(frozen=True)
class Scene:
    """One state of the picture; `caption` says what has just happened. Every scene of a figure has as many of each."""

    caption: str
    tiles: tuple[Tiles, ...]
    lines: tuple[Line, ...] = ()
    words: tuple[Word, ...] = ()


class ScenesError(ValueError):
    """The scenes of a figure do not show the same cells."""


def tiles_figure(scenes: Sequence[Scene], *, height: int | None = None, clicks: str = "") -> go.Figure:
    """Draw the first scene, with all of them as frames; one scene alone has no frames.

    Parameters
    ----------
    scenes : sequence of Scene
        At least one.
    height : int, optional
        Pixels; by default what the squares need in a column of two thirds of the page.
    clicks : str
        Name of the array in which the keyboard's cursor walks; by default the first one.

    Raises
    ------
    ScenesError
        A scene has other arrays, or another number of cells, lines or words, than the first.
    """
    counts = [_counts(scene) for scene in scenes]
    for number, count in enumerate(counts):
        if count != counts[0]:
            raise ScenesError(f"Scene {number} has {count}, scene 0 has {counts[0]}: a cell cannot appear or vanish.")
    left, right, top, bottom = _box(scenes)
    drawn = [_traces(scene) for scene in scenes]
    for same in zip(*drawn, strict=True):  # one array in all scenes
        longest = max(trace["meta"].get("longest", 1) for trace in same)
        for trace in same:
            trace["meta"] |= {"cursor": bool(clicks) and trace.get("name") == clicks, "longest": longest}
    cell = min(_LARGEST_CELL, _WIDTH / (right - left))
    bare = {"visible": False, "fixedrange": True, "constrain": "domain"}
    layout = {
        "template": theme.TEMPLATE,
        "height": height or int(np.clip((bottom - top) * cell + 8, 90, 430)),
        "margin": {"l": 4, "r": 4, "t": 4, "b": 4},
        "showlegend": False,
        "dragmode": False,
        "xaxis": bare | {"range": [left, right]},
        "yaxis": bare | {"range": [bottom, top], "scaleanchor": "x"},
    }
    return Film({"data": drawn[0], "layout": layout}, _frames(scenes, drawn))


def _frames(scenes: Sequence[Scene], drawn: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """One frame for each scene, without the places of arrays that never move."""
    numbers = list(range(len(drawn[0])))
    moving = [[_moving(trace) for trace in traces] for traces in drawn]
    for number in numbers:
        for axis in ("x", "y"):
            if all(traces[number][axis] == moving[0][number][axis] for traces in moving[1:]):
                for traces in moving:
                    del traces[number][axis]
    return [
        {"name": scene.caption, "data": traces, "traces": numbers} for scene, traces in zip(scenes, moving, strict=True)
    ]


def _counts(scene: Scene) -> tuple[tuple[tuple[str, int], ...], int, int]:
    """What must be the same in all scenes."""
    arrays = tuple((tiles.name, len(tiles.texts)) for tiles in scene.tiles)
    return arrays, len(scene.lines), len(scene.words)


def _box(scenes: Sequence[Scene]) -> tuple[float, float, float, float]:
    """Left, right, top and bottom of all that is ever drawn."""
    words = [(word.x, word.y) for scene in scenes for word in scene.words]
    cells = [(tiles.x, tiles.y) for scene in scenes for tiles in scene.tiles]
    lines = [(line.x, line.y) for scene in scenes for line in scene.lines]
    places = [np.array(place, float).reshape(2, -1) for place in (*words, *cells, *lines)]
    everything = np.concatenate([*places, np.zeros((2, 0))], axis=1)
    if not everything.size:
        return -1.0, 1.0, -1.0, 1.0
    left, top = np.nanmin(everything, axis=1) - 0.5 - _ROOM
    right, bottom = np.nanmax(everything, axis=1) + 0.5 + _ROOM
    return float(left), float(right), float(top), float(bottom)


def _traces(scene: Scene) -> list[dict[str, Any]]:
    return [*map(_cells, scene.tiles), *map(_line, scene.lines), *([_words(scene.words)] if scene.words else [])]


def _cells(tiles: Tiles) -> dict[str, Any]:
    """Squares with their texts. `meta.side` tells the browser their side in cells (`ui/plot.js`)."""
    index = np.asarray(tiles.index)
    rank = index.shape[1] if index.ndim == 2 else 0
    inside = ", ".join(f"%{{customdata[{axis}]}}" for axis in range(rank)) or "()"
    longest = max((len(text) - text.count(".") / 2 for text in tiles.texts), default=1)
    said = "text" if tiles.values is None else "hovertext"
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": tiles.name,
        "x": _short(tiles.x),
        "y": _short(tiles.y),
        "text": [text or NOTHING for text in tiles.texts],
        "customdata": index.reshape(len(tiles.texts), rank).tolist(),
        "marker": {
            "symbol": "square",
            "opacity": 1,
            "color": list(tiles.fills),
            "line": {"width": 1.5, "color": list(tiles.edges) if tiles.edges is not None else tiles.role},
        },
        **({} if tiles.values is None else {"hovertext": list(tiles.values)}),
        "hovertemplate": f"{tiles.name}[{inside}] = %{{{said}}}<extra></extra>",
        "cliponaxis": False,
        "meta": {"side": SIDE, "longest": max(longest, 1)},
    }


def _line(line: Line) -> dict[str, Any]:
    look = {"color": line.colour, "width": 2, "dash": line.dash}
    place = {"x": _short(line.x), "y": _short(line.y)}
    return {"type": "scatter", "mode": "lines", **place, "line": look, "hoverinfo": "skip", "meta": {}}


def _words(words: tuple[Word, ...]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "text",
        "x": [word.x for word in words],
        "y": [word.y for word in words],
        "text": [word.text or NOTHING for word in words],
        "textfont": {"color": [word.colour for word in words]},
        "hoverinfo": "skip",
        "cliponaxis": False,
        "meta": {"words": True},
    }


def _moving(trace: dict[str, Any]) -> dict[str, Any]:
    """What of a trace a scene can change: a frame need not send the rest again."""
    kept: dict[str, Any] = {name: trace[name] for name in ("type", "x", "y", "text", "textfont") if name in trace}
    if "marker" in trace:
        line = {"color": trace["marker"]["line"]["color"]}
        kept["marker"] = {"color": trace["marker"]["color"], "line": line}
    return kept


def _short(places: ArrayLike) -> list[float | None]:
    """Coordinates in as few characters as a thousandth of a cell needs; NaN breaks a line."""
    return [None if np.isnan(place) else round(float(place), 3) for place in np.asarray(places, float).ravel()]

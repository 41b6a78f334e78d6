"""One view for any array of rank 0 to 5: grids of cells, folded into rows and columns of grids (`array_layout`).

    view = array_view(x, dim=~chosen, names=("samples", "height", "width"))
    figure = array_figure(view)

Hover gives index and value, small arrays have their values printed, and a click hands the index to the page as
`PlotEvent.customdata`. NaN, inf and masked cells have marks of their own. `view.left_out` says what is not drawn.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.array_view import MARKS, ArrayView, Choice, array_text, array_view
from mnist_lab.figures.pixels import text

__all__ = ["ArrayView", "Choice", "array_figure", "array_text", "array_view"]

_FEWEST = (8, 3)  # a wall smaller than so many columns and rows is not stretched to the width of the page
_WIDTH, _LARGEST_CELL = 740, 52  # pixels; from these a figure gets its height
_TICKS: Final = 24  # positions along one side that are numbered one by one
_SEGMENTS: Final = 1500  # sides of cells along a line around a region; a longer one is left out, and a tint is enough
_DIMMED = theme.grey(0.72)


def array_figure(view: ArrayView, *, role: str = theme.INPUT, height: int | None = None) -> go.Figure:
    """Draw the view.

    Parameters
    ----------
    view : ArrayView
    role : str
        Colour of the array's part in the lesson (`theme.INPUT`, `WEIGHTS`, `BIAS`, `OUTPUT`): of lines around cells
        that are lit, and of the axes' names.
    height : int, optional
        Pixels; by default what squares in a column of two thirds of the page need.
    """
    empty = 0 in view.shape
    traces = [] if empty else [_cells(view), *_overlay(view, role), *_lines(view, role), *_marks(view)]
    layout = {
        "template": theme.TEMPLATE,
        "height": height or _height(view),
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "showlegend": False,
        "dragmode": False,
        "xaxis": _axis(view, across=True, role=role),
        "yaxis": _axis(view, across=False, role=role),
    }
    if empty:
        words = f"No cells: of the lengths {view.shape} one is 0, so there is nothing to draw."
        layout["annotations"] = [text(words, 0.5, 0.5)]
    return go.Figure({"data": traces, "layout": layout})


def _cells(view: ArrayView) -> dict[str, Any]:
    """The values as one heat map; with groups it is there for the hover only."""
    low, high = view.limits
    plain = not (view.grouped or view.texts is not None or view.scale == "ink")
    trace = {
        "type": "heatmap",
        "z": _two_lines(view, view.values, np.nan),
        "zmin": low,
        "zmax": high,
        "colorscale": [[0, theme.CLEAR], [1, theme.CLEAR]] if view.grouped else _scale(view),
        "showscale": plain and bool(np.isfinite(view.values).any()),
        "colorbar": {"thickness": 10, "outlinewidth": 0, "len": 0.9, "tickfont": {"size": 12}},
        "hoverongaps": False,
        **({"customdata": _two_lines(view, _index(view.layout.where), 0)} if view.shape else {}),
        "hovertemplate": f"{_bracketed(view)} = %{{z:{',d' if view.integer else '.6~g'}}}<extra></extra>",
        **_seams(view),
    }
    return trace if view.grouped or view.texts is None else trace | _printed(view)


def _scale(view: ArrayView) -> Any:
    if view.scale == "negative":  # the lowest value is the darkest, in the colour of what is below zero
        return [(place * 2, colour) for place, colour in theme.DIVERGING if place <= 0.5]
    return {"diverging": theme.DIVERGING, "ink": theme.INK}.get(view.scale, theme.SEQUENTIAL)


def _printed(view: ArrayView) -> dict[str, Any]:
    assert view.texts is not None
    return {"text": _two_lines(view, view.texts, " ").tolist(), "texttemplate": "%{text}"}


def _two_lines(view: ArrayView, wall: NDArray[Any], empty: object) -> NDArray[Any]:
    """Lay an empty line beside a wall of one line: the browser fits words to cells by the distance of two lines."""
    height, width = wall.shape[:2]
    if view.texts is None or (height == 1) == (width == 1):
        return wall
    padding = ((0, int(height == 1)), (0, int(width == 1)), (0, 0))[: wall.ndim]
    return np.pad(wall, padding, constant_values=empty)  # type: ignore[call-overload, no-any-return]


def _seams(view: ArrayView) -> dict[str, Any]:
    """A thin line between large cells; pixels of a digit stand side by side."""
    return {"xgap": 1.5, "ygap": 1.5} if view.texts is not None else {}


def _index(where: NDArray[np.int64]) -> NDArray[Any]:
    """The index of each cell in as few bytes as hold it; Plotly decodes up to three dimensions."""
    return np.maximum(where, 0).astype(np.min_scalar_type(max(where.max(initial=0), 0)))


def _bracketed(view: ArrayView) -> str:
    """The index as one writes it: [3, 14, 9]; [()] for a scalar."""
    return f"[{', '.join(f'%{{customdata[{axis}]}}' for axis in range(len(view.shape))) or '()'}]"


def _overlay(view: ArrayView, role: str) -> list[dict[str, Any]]:
    """What lies over the values: dimmed cells, lit cells where lines would be too many, and groups."""
    states = view.states.copy()
    if view.scale == "ink" and _few(view.lit):
        states[states == 2] = 0  # a line around them is enough, and leaves the pixels as they are
    if not states.any():
        return []
    colours = [theme.CLEAR, _DIMMED, theme.tint(role, 0.45), *theme.CATEGORICAL]
    steps = [[(number + side) / len(colours), colour] for number, colour in enumerate(colours) for side in (0, 1)]
    trace = {
        "type": "heatmap",
        "z": _two_lines(view, states, 0),
        "zmin": -0.5,
        "zmax": len(colours) - 0.5,
        "colorscale": steps,
    }
    trace |= {"showscale": False, "hoverinfo": "skip", **_seams(view)}
    return [trace | _printed(view) if view.grouped and view.texts is not None else trace]


def _lines(view: ArrayView, role: str) -> list[dict[str, Any]]:
    """Lines around the lit cells, solid, around the outlined ones, dotted, and faint around pictures in ink."""
    dotted = {"color": theme.TRUTH, "width": 2.5, "dash": "dot"}
    frame = {"color": theme.FAINT, "width": 1}
    inked = ~np.isnan(view.values) if view.scale == "ink" else np.zeros_like(view.lit)
    looks = ((inked, frame), (view.lit, {"color": role, "width": 3}), (view.outline, dotted))
    traces = []
    for mask, line in looks:
        if mask.any() and _few(mask):
            edges = _edges(mask)
            points = np.insert(edges.reshape(-1, 2, 2), 2, np.nan, axis=1).reshape(-1, 2).astype(np.float32)
            traces.append({"type": "scatter", "mode": "lines", "x": points[:, 0], "y": points[:, 1], "line": line})
    return [trace | {"hoverinfo": "skip"} for trace in traces]


def _few(mask: NDArray[np.bool_]) -> bool:
    """Whether a line around these cells is short enough to say more than a tint."""
    return int((np.diff(mask, axis=0)).sum() + np.diff(mask, axis=1).sum()) <= _SEGMENTS


def _edges(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(k, 4) x, y, x, y of the borders of a region, pieces in one line joined."""
    padded = np.pad(mask, 1)
    below = np.argwhere(padded[1:, 1:-1] != padded[:-1, 1:-1])
    beside = np.argwhere((padded[1:-1, 1:] != padded[1:-1, :-1]).T)
    level = [(start, row, end, row) for row, start, end in _runs(below)]
    upright = [(column, start, column, end) for column, start, end in _runs(beside)]
    return np.array([*level, *upright], float).reshape(-1, 4) - 0.5


def _runs(places: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """Join places (line, position), sorted, into (line, first, one past the last)."""
    if not len(places):
        return []
    new = np.any(np.diff(places, axis=0) != [0, 1], axis=1)
    starts, ends = np.flatnonzero(np.r_[True, new]), np.flatnonzero(np.r_[new, True])
    return [(int(places[a, 0]), int(places[a, 1]), int(places[b, 1]) + 1) for a, b in zip(starts, ends, strict=True)]


def _marks(view: ArrayView) -> list[dict[str, Any]]:
    """One trace for each kind of cell that has no number to colour; at least 3 pixels large."""
    size = float(np.clip(_cell(view) * 0.5, 3, 16))
    index = _index(view.layout.where)
    traces = []
    for kind, places in view.marks.items():
        row, column = places.astype(np.uint16).T
        look = {"mode": "markers", "marker": {"symbol": MARKS[kind], "size": size, "color": theme.LOSS}}
        hover = {
            "customdata": index[row, column] if view.shape else None,
            "hovertemplate": f"{_bracketed(view)} = {kind}<extra></extra>",
        }
        traces.append({"type": "scatter", "x": column, "y": row, **look, **hover})
    return traces


def _cell(view: ArrayView) -> float:
    """Pixels of one cell in a column of two thirds of the page."""
    return min(_LARGEST_CELL, _WIDTH / max(int(view.values.shape[1]), _FEWEST[0]))


def _height(view: ArrayView) -> int:
    return int(np.clip(max(view.values.shape[0], _FEWEST[1]) * _cell(view) + 70, 150, 430))


def _axis(view: ArrayView, *, across: bool, role: str) -> dict[str, Any]:
    """One side of the wall: its numbers where they fit, and which axes of the array run along it."""
    cells = view.values.shape[across]
    spare = 0.0 if across else max(_FEWEST[1] - cells, 0) / 2
    limits = [-0.5 - spare, cells - 0.5 + spare]
    axes = view.layout.across if across else view.layout.down
    title = (" in " if across else "<br>in ").join(_name(view, axis) for axis in axes[::-1])
    look = {"range": limits if across else limits[::-1], "showgrid": False, "zeroline": False, "fixedrange": True}
    look |= {"constrain": "domain", "title": {"text": title, "font": {"color": role, "size": 13}, "standoff": 6}}
    look |= {"tickfont": {"size": 12}, **_numbered(view, axes[-1] if axes else None, across=across)}
    if across:
        part = (
            min(max(cells, 1) / _FEWEST[0], 1) / 2
        )  # of the page, so that the numbers of the rows stand beside the cells
        return {**look, "domain": [0.5 - part, 0.5 + part], "side": "top", "anchor": "y", "tickangle": 0}
    return {**look, "scaleanchor": "x", "anchor": "x", "constraintoward": "top"}


def _name(view: ArrayView, axis: int) -> str:
    """ "axis 1, height (28)"."""
    meaning = f", {view.names[axis]}" if axis < len(view.names) else ""
    return f"axis {axis}{meaning} ({view.shape[axis]:,})"


def _numbered(view: ArrayView, axis: int | None, *, across: bool) -> dict[str, Any]:
    """Numbers of the innermost axis beside each cell; along a long side every so many, of the first grid only."""
    where = view.layout.where
    if axis is None or not where.size:
        return {"showticklabels": False}
    along = (where[..., axis].max(axis=0) if across else where[..., axis].max(axis=1)).tolist()
    if len(along) > _TICKS:
        first = along.index(-1) if -1 in along else len(along)
        apart = len(along) // (12 if across else 8)  # so that numbers beside small grids do not touch on a phone
        step = max(first // 4, apart, 1)
        ticks = list(range(0, first, step))
    else:
        ticks = [place for place, position in enumerate(along) if position >= 0]
    return {"tickvals": ticks, "ticktext": [str(along[place]) for place in ticks]}

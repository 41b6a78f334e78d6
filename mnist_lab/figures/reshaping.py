"""Cells that travel from x to what reshape and transpose make of it, along the reading path.

Up to `FEW` cells are squares with their numbers, which move one by one or a few at a time. More of them are drawn as
bars: all cells that stay side by side (`reshaping_bars`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import plotly.graph_objects as go

from mnist_lab.figures import theme
from mnist_lab.figures.array_cells import word
from mnist_lab.figures.pixels import text
from mnist_lab.figures.places import Places, Points, places, reading_path
from mnist_lab.figures.reshaping_bars import bars_figure, bars_left_out
from mnist_lab.figures.tiles import Line, Scene, Tiles, Word, tiles_figure
from mnist_lab.maths.reshaping import Rearranged, Transposition, memory
from mnist_lab.maths.reshaping_words import cell_words, listed

FEW: Final = 48
"""So many cells at most are drawn as squares with numbers."""
ONE_BY_ONE: Final = 12
"""So many cells at most travel one by one; also the most steps that more of them take."""

_APART, _BELOW = 1.6, 2.6  # cells between two arrays beside and below each other
_WIDTH, _HEIGHT = 640, 420  # pixels of the figure
_LEAST, _LEAST_OF_TWO = 2.4, 5.6  # cells that the name of an array needs; with the name of what was done
_STRIP = 16  # cells of a strip of memory, at most
_STRENGTH = 0.38


def reshape_figure(found: Rearranged) -> go.Figure:
    """Draw x on the left, y on the right, below them their memory; cells travel in reading order."""
    if found.x.size == 0:
        return _nothing(found)
    if found.x.size > FEW:
        return bars_figure([found], names="xy")
    panels = _panels([found.x.shape, found.y.shape])
    return _travel([found], panels, home=0, names="xy", said=lambda part: _reshape_caption(found, part))


def transpose_figure(both: Transposition) -> go.Figure:
    """Draw x in the middle; the same cells travel to the left by reshape and to the right by transpose."""
    moves = [both.reshaped, both.transposed]
    if both.transposed.x.size == 0:
        return _nothing(both.transposed)
    if both.transposed.x.size > FEW:
        return bars_figure(moves, names="rxt", home=1)
    shape = both.transposed.y.shape
    panels = _panels([shape, both.transposed.x.shape, shape])
    return _travel(moves, panels, home=1, names="rxt", said=lambda part: _transpose_caption(both, part))


def left_out(moves: Sequence[Rearranged]) -> str:
    """What is not drawn, as a sentence; empty where all of it is."""
    return bars_left_out(moves) if moves[0].x.size > FEW else ""


def travel_text(moves: Sequence[Rearranged]) -> str:
    """The picture in words."""
    shapes = " and ".join(f"{found.call}, shape {found.y.shape}" for found in moves)
    x = moves[0].x
    values = f", values {', '.join(word(value) for value in x.reshape(-1)[:12].tolist())}" if x.size else ""
    more = " and so on" if x.size > 12 else ""
    return f"The cells of x, shape {x.shape}{values}{more}, travel in the order in which x is read to {shapes}."


def _panels(shapes: Sequence[tuple[int, ...]]) -> list[tuple[Places, Points]]:
    """Put arrays side by side or below each other, whichever leaves the larger cells; returns each with its corner."""
    cells = [places(shape) for shape in shapes]
    rooms = np.array(
        [[max(array.width, _least(number, len(cells))), array.height] for number, array in enumerate(cells)]
    )
    beside = min(_WIDTH / (rooms[:, 0] + _APART).sum(), _HEIGHT / (rooms[:, 1].max() + 1))
    below = min(_WIDTH / rooms[:, 0].max(), _HEIGHT / (rooms[:, 1] + _BELOW).sum())
    corner, panels = np.zeros(2), []
    along, gap = (1, _BELOW) if below > beside else (0, _APART)
    for array, room in zip(cells, rooms, strict=True):
        spare = room - [array.width, array.height]
        spare[1 - along] = rooms[:, 1 - along].max() - (array.width, array.height)[1 - along]
        panels.append((array, corner + spare / 2))
        corner[along] += room[along] + gap
    return panels


def _least(number: int, panels: int) -> float:
    """Room for the name over an array: with three panels the outer ones also say what was done."""
    return _LEAST if panels == 2 or number == 1 else _LEAST_OF_TWO


def _travel(
    moves: Sequence[Rearranged],
    panels: list[tuple[Places, Points]],
    *,
    home: int,
    names: str,
    said: Callable[[range | None], str],
) -> go.Figure:
    """Make the scenes: all at home, then one part after the other gone."""
    parts = steps(moves)
    gone = [0, *(part.stop for part in parts)]
    static = _slots(panels, names, home), _lines(panels), _names(moves, panels, names, home)
    itself = _itself(moves[0], panels[home])
    strip, title = _strips(moves, panels) if len(moves) == 1 else ((), ())
    captions = [said(None), *map(said, parts)]
    scenes = []
    for done, caption in zip(gone, captions, strict=True):
        moving = [_cells(found, panels, home, target, done) for target, found in _targets(moves, home)]
        tiles = (*static[0], *strip, *moving, itself)
        scenes.append(Scene(caption, tiles, static[1], (*static[2], *title)))
    return tiles_figure(scenes)


def steps(moves: Sequence[Rearranged]) -> list[range]:
    """Cut the cells, in reading order, into those that travel together: one by one, by rows, or a twelfth at a time."""
    n = moves[0].x.size
    if n <= ONE_BY_ONE:
        return [range(cell, cell + 1) for cell in range(n)]
    shapes = [moves[0].y.shape, moves[0].x.shape] if len(moves) == 1 else [moves[0].x.shape]
    lengths = [shape[-1] for shape in shapes if shape and 2 <= n // shape[-1] <= ONE_BY_ONE]
    length = lengths[0] if lengths else -(-n // ONE_BY_ONE)
    return [range(start, min(start + length, n)) for start in range(0, n, length)]


def _targets(moves: Sequence[Rearranged], home: int) -> list[tuple[int, Rearranged]]:
    """Number of the panel that each move leads to."""
    free = [number for number in range(len(moves) + 1) if number != home]
    return list(zip(free, moves, strict=True))


def _cells(found: Rearranged, panels: list[tuple[Places, Points]], home: int, target: int, done: int) -> Tiles:
    """The cells that travel; the first `done` of them have arrived."""
    (here, corner), (there, other) = panels[home], panels[target]
    arrived = np.arange(found.x.size) < done
    number = np.ravel_multi_index(tuple(found.where.T), found.y.shape) if found.y.ndim else np.zeros(1, int)
    at = np.where(arrived[:, None], there.at[number] + other, here.at + corner)
    edges = [theme.OUTPUT if there else theme.INPUT for there in arrived]
    name = "xy"[1] if len(panels) == 2 else "rt"[target // 2]
    look = {"role": theme.OUTPUT, "index": found.where, "name": name, "edges": edges}
    return Tiles(at[:, 0], at[:, 1], _texts(found), colours(found), **look)  # type: ignore[arg-type]


def _itself(found: Rearranged, panel: tuple[Places, Points]) -> Tiles:
    """x itself, which stays what it was when its cells have left."""
    cells, corner = panel
    texts = _texts(found)
    at = cells.at + corner
    fills = [theme.CLEAR] * len(texts)
    return Tiles(at[:, 0], at[:, 1], texts, fills, role=theme.FAINT, index=found.index, name="x")


def _slots(panels: list[tuple[Places, Points]], names: str, home: int) -> tuple[Tiles, ...]:
    """Empty places for the cells that are to come."""
    slots = []
    for number, (cells, corner) in enumerate(panels):
        if number != home:
            at, n = cells.at + corner, len(cells.at)
            index = np.stack(np.unravel_index(np.arange(n), cells.shape), axis=-1) if cells.shape else np.zeros((n, 0))
            look = {"role": theme.FAINT, "index": index, "name": f"{names[number]} "}
            slots.append(Tiles(at[:, 0], at[:, 1], [""] * n, [theme.CLEAR] * n, **look))  # type: ignore[arg-type]
    return tuple(slots)


def _lines(panels: list[tuple[Places, Points]]) -> tuple[Line, ...]:
    """The reading path of each array."""
    lines = []
    for cells, corner in panels:
        along, jumps = reading_path(cells)
        for part, dash, colour in ((along, "solid", _PATH), (jumps, "dot", _JUMP)):
            lines.append(Line(part[:, 0] + corner[0], part[:, 1] + corner[1], colour=colour, dash=dash))
    return (*lines, _room_for_names(panels))


def _room_for_names(panels: list[tuple[Places, Points]]) -> Line:
    """An unseen line that keeps the edges of the figure away from the outer names."""
    middles = [corner[0] + (cells.width - 1) / 2 for cells, corner in panels]
    half = _least(0, len(panels)) / 2 - 0.5
    if len(panels) > 2:  # on a phone a name takes a third of the width, however many cells that is
        half = max(half, 0.3 * (middles[-1] - middles[0]))
    return Line([middles[0] - half, middles[-1] + half], [0, 0], colour=theme.CLEAR)


_PATH: Final = theme.grey(0.85)
_JUMP: Final = theme.grey(0.5)


def _names(moves: Sequence[Rearranged], panels: list[tuple[Places, Points]], names: str, home: int) -> tuple[Word, ...]:
    """Name and shape over each array."""
    verbs = {"r": "reshape: ", "t": "transpose: "}
    cell = _WIDTH / max(corner[0] + cells.width for cells, corner in panels)
    above = float(np.clip(0.5 + 15 / cell, 1, 1.6))  # a name is as high as 15 pixels, over however small cells
    words = []
    for number, ((cells, corner), name) in enumerate(zip(panels, names, strict=True)):
        colour = theme.INPUT if number == home else theme.OUTPUT
        middle = corner[0] + (cells.width - 1) / 2
        shape = f"({', '.join(map(str, cells.shape))}{',' if len(cells.shape) == 1 else ''})"
        words.append(Word(f"{verbs.get(name, '')}<b>{name}</b> {shape}", middle, corner[1] - above, colour=colour))
    return tuple(words)


def _strips(
    moves: Sequence[Rearranged], panels: list[tuple[Places, Points]]
) -> tuple[tuple[Tiles, ...], tuple[Word, ...]]:
    """The cells in the order in which they lie in memory: one strip for a view, two for a copy."""
    found = moves[0]
    n = found.x.size
    if not 1 < n <= _STRIP:
        return (), ()
    width = max(corner[0] + cells.width for cells, corner in panels)
    left = (width - n) / 2
    top = max(corner[1] + cells.height for cells, corner in panels) + 1.4
    one = "memory of x and y: nothing moves"
    arrays = (
        [(one, found.x, True)]
        if found.shared
        else [("memory of x", found.x, True), ("memory of y: a copy", found.y, False)]
    )
    strips, words = [], []
    for row, (title, array, before) in enumerate(arrays):
        order = memory(array)
        of_cell = order if before else order[_reading_number(found)]
        y = top + row * 2.1
        look = {"role": theme.INPUT if before else theme.OUTPUT, "index": np.zeros((n, 0)), "name": "memory"}
        strips.append(Tiles(left + of_cell, np.full(n, y), _texts(found), colours(found), **look))  # type: ignore[arg-type]
        words.append(Word(title, left + (n - 1) / 2, y - 0.95, colour=theme.TRUTH))
    return tuple(strips), tuple(words)


def _reading_number(found: Rearranged) -> np.ndarray:
    """For each cell of x its number in the reading order of y."""
    return np.ravel_multi_index(tuple(found.where.T), found.y.shape) if found.y.ndim else np.zeros(1, int)


def _nothing(found: Rearranged) -> go.Figure:
    """Say that there is nothing to draw."""
    words = text(f"No cells: in the shapes {found.x.shape} and {found.y.shape} one length is 0.", 0.5, 0.5)
    hidden = {"visible": False, "fixedrange": True}
    return theme.blank(height=200, xaxis=hidden, yaxis=hidden, dragmode=False, annotations=[words])


def _texts(found: Rearranged) -> list[str]:
    return [word(value) for value in found.x.reshape(-1).tolist()]


def colours(found: Rearranged) -> list[str]:
    """One colour a row of x; where x is a single row, one colour a row of y."""
    n, shape = found.x.size, found.x.shape
    length = shape[-1] if shape else 1
    if length == n:
        length = found.y.shape[-1] if found.y.shape else 1
    rows = np.arange(n) // max(length, 1)
    return [theme.tint(theme.CATEGORICAL[row % len(theme.CATEGORICAL)], _STRENGTH) for row in rows]


def _reshape_caption(found: Rearranged, part: range | None) -> str:
    if part is None:
        return f"x, shape {found.x.shape}, read row by row along the grey path"
    if len(part) == 1:
        return cell_words(found, part[0])
    first, last = (listed(tuple(map(int, found.where[cell]))) for cell in (part[0], part[-1]))
    return f"Cells number {part[0]} to {part[-1]} on the path become y[{first}] to y[{last}]"


def _transpose_caption(both: Transposition, part: range | None) -> str:
    if part is None:
        return "The same cells twice: reshape takes them to the left, transpose to the right"
    texts = []
    for cell in dict.fromkeys((part[0], part[-1])):
        x, r, t = (
            listed(tuple(map(int, index[cell])))
            for index in (both.reshaped.index, both.reshaped.where, both.transposed.where)
        )
        texts.append(f"x[{x}] becomes r[{r}] and t[{t}]")
    return "; up to ".join(texts)

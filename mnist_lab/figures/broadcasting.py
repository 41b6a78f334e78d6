"""Broadcasting played: the smaller array copies itself axis by axis until both have one shape; the result fills in.

figure = stretching_figure(worked)                     # from the two arrays as they are to the full result
figure = meeting_figure(worked, worked.cell((3, 7)))   # one cell: its two sources light up and fly to it
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import plotly.graph_objects as go

from mnist_lab.figures import theme
from mnist_lab.figures.stage import RESULT, ROLES, Stage, Step, lit, stage_of, value_fills
from mnist_lab.figures.tiles import Scene, Tiles, Word, tiles_figure
from mnist_lab.figures.walls import Wall, wall_of
from mnist_lab.maths.elementwise import Cell, Elementwise, Operand
from mnist_lab.maths.elementwise_words import number_text, short_text
from mnist_lab.maths.shapes import Shape

HEIGHT: Final = 296
APART_HEIGHT: Final = 190

_OVER = 0.95  # cells from the middle of the first cell up to the name of a wall
_SIDE_BY_SIDE = (15.0, 3.6)  # cells that a picture of a clash has room for, at least


def stretching_figure(worked: Elementwise) -> go.Figure:
    """Draw both arrays as they are; the frames stretch them axis by axis and fill in the result.

    A click on a cell hands over its number: `clicked_index` has its index in the result.

    Raises
    ------
    ValueError
        The result has no cells to draw.
    """
    if not worked.result.size:
        raise ValueError(f"A result of shape {worked.shape} has no cells: nothing can be played.")
    stage = stage_of(worked)
    scenes = [_scene(stage, (), _as_they_are(worked.operands), 0)]
    for number, step in enumerate(stage.steps, start=1):
        scenes.append(_scene(stage, stage.steps[:number], _copied(worked, step), 0))
    scenes += [_scene(stage, stage.steps, caption, filled) for caption, filled in _filling(stage)]
    return tiles_figure(scenes, height=HEIGHT, clicks="result")


def stretching_text(worked: Elementwise) -> str:
    """The played picture in words."""
    shapes = " and ".join(f"{operand.name} {operand.shape}" for operand in worked.operands)
    return f"Cells of {shapes} and of their result {worked.shape}. {plain(worked.sentence)}"


def _scene(stage: Stage, done: Sequence[Step], caption: str, filled: int) -> Scene:
    cells = [stage.cells(side, done) for side in (0, 1)]
    result = stage.result(filled)
    if filled == 1 < len(stage.wall.index):
        cells, result = [lit(tiles, 0) for tiles in cells], lit(result, 0)
    return Scene(caption, (*cells, result), words=stage.words(done))


def _as_they_are(operands: Sequence[Operand]) -> str:
    return f"{' and '.join(f'{_named(operand)} with shape {operand.shape}' for operand in operands)}, as they are"


def _named(operand: Operand) -> str:
    return operand.name if operand.lines else f"the number {operand.name}"


def _copied(worked: Elementwise, step: Step) -> str:
    side, axis = step
    operand, times = worked.operands[side], worked.shape[axis]
    if axis < len(worked.shape) - len(operand.shape):
        return f"{_named(operand)} has no axis {axis}: it gets one, and copies itself along it, {times} times"
    return f"{_named(operand)} has length 1 along axis {axis}: it copies itself along it, {times} times"


def _filling(stage: Stage) -> list[tuple[str, int]]:
    """Captions, and how many cells are filled: the first one, its line, all."""
    shape, index = stage.worked.shape, stage.wall.index
    steps = [(plain(stage.worked.cell(index[0].tolist()).sentence), 1)]
    line = int((index[:, :-1] == index[0, :-1]).all(axis=1).sum()) if shape else 1
    if 1 < line < len(index):
        steps.append((f"the next ones along axis {len(shape) - 1} in the same way", line))
    if len(index) > 1:
        total = math.prod(shape)
        drawn = "" if len(index) == total else f" ({len(index)} of them are drawn)"
        steps.append((f"all {total:,} cells of the result{drawn}. Click one of them", len(index)))
    return steps


def meeting_figure(worked: Elementwise, cell: Cell) -> go.Figure:
    """Draw the full result with one cell of it and its two sources lit; the frame lets the two fly to it."""
    stage = stage_of(worked, cell.index)
    number = int((stage.wall.index == np.array(cell.index, np.int64)).all(axis=1).argmax())
    full = [lit(tiles, number) for tiles in (*(stage.cells(side, stage.steps) for side in (0, 1)), stage.result(10**6))]
    words = stage.words(stage.steps)
    told = plain(cell.sentence)
    home = [_one(tiles, number) for tiles in full[:RESULT]]
    goal = _one(full[RESULT], number)
    met = [replace(tiles, x=goal.x, y=goal.y, texts=[""], fills=[theme.CLEAR]) for tiles in home]
    open_cell = ["?" if place == number else text for place, text in enumerate(full[RESULT].texts)]
    before = (*full[:RESULT], replace(full[RESULT], texts=open_cell))
    scenes = [
        Scene(f"{told.split(' = ')[0]} is made of the two bright cells", (*before, *home), words=words),
        Scene(told, (*full, *met), words=words),
    ]
    return tiles_figure(scenes, height=HEIGHT, clicks="result")


def _one(tiles: Tiles, number: int) -> Tiles:
    """One cell by itself."""
    at = slice(number, number + 1)
    return replace(
        tiles,
        x=np.asarray(tiles.x)[at],
        y=np.asarray(tiles.y)[at],
        texts=tiles.texts[at],
        fills=[theme.tint(tiles.role, 0.3)],
        index=np.asarray(tiles.index)[at],
        edges=(tiles.edges or ())[at],
        values=(tiles.values or ())[at],
    )


def clicked_index(shape: Shape, trace: int, number: object, also: Shape = ()) -> Shape | None:
    """Return the index in the result of the drawn cell with this number, on whichever wall; `also` is drawn too.

    The two cells that fly to another one, traces 3 and 4, are that one. A browser may send anything, and nonsense is
    no cell: None.
    """
    wall = wall_of(shape, also)
    if trace > RESULT:
        return also if number == 0 and trace <= RESULT + 2 and len(also) == len(shape) else None
    if not isinstance(number, int) or not 0 <= number < len(wall.index):
        return None
    return tuple(int(position) for position in wall.index[number])


def apart_figure(a: Operand, b: Operand, *, mark: str = "✗") -> go.Figure:
    """Draw two arrays that give no result, side by side; no sign but `mark` stands between them."""
    walls = [wall_of(operand.shape) for operand in (a, b)]
    width = max(3.0, *(wall.size[0] for wall in walls))
    tiles, words = [], [Word(f"<b>{mark}</b>", width + 0.3, 0, colour=theme.LOSS)]
    for number, (operand, wall) in enumerate(zip((a, b), walls, strict=True)):
        left = number * (width + 1.6)
        start = left + (width - wall.size[0]) / 2
        tiles.append(_still(operand, wall, start, ROLES[number]))
        words.append(Word(f"{operand.name} {operand.shape}", left + (width - 1) / 2, -_OVER, colour=ROLES[number]))
        words += [Word(dots.sign, dots.x + start, dots.y) for dots in wall.dots]
    spare = max(_SIDE_BY_SIDE[0] - 2 * width, 0) / 2
    words += [Word("", -spare, -_OVER), Word("", 2 * width + 0.6 + spare, _SIDE_BY_SIDE[1])]
    return tiles_figure([Scene("", tuple(tiles), words=tuple(words))], height=APART_HEIGHT)


def _still(operand: Operand, wall: Wall, left: float, role: str) -> Tiles:
    """One array as it is."""
    values = [operand.values[tuple(index)] for index in wall.index]
    return Tiles(
        wall.x + left,
        wall.y,
        [short_text(value) for value in values],
        value_fills(values, role),
        role=role,
        index=wall.index,
        name=operand.name,
        values=[number_text(value) for value in values],
    )


def apart_text(a: Operand, b: Operand) -> str:
    """Two arrays without a result, in words."""
    return f"Cells of {a.name} {a.shape} and of {b.name} {b.shape}, side by side. There is no cell of a result."


def plain(sentence: str) -> str:
    """A sentence without the marks of Markdown."""
    return sentence.replace("`", "").replace("**", "")

"""What the scenes of one element-wise operation share: two arrays and their result as cells on three walls.

The cells of a smaller array are there once for each cell of the result: stretched copies wait, unseen, where they are
copied from. Copies exist in the picture only; NumPy reads the same numbers again (`maths.stretching`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.tiles import NOTHING, Tiles, Word
from mnist_lab.figures.walls import Arrangement, Wall, arranged, wall_of
from mnist_lab.maths.broadcasting import source_index
from mnist_lab.maths.elementwise import Elementwise
from mnist_lab.maths.elementwise_words import number_text, short_text
from mnist_lab.maths.shapes import Shape

ROLES: Final = (theme.INPUT, theme.BIAS, theme.OUTPUT)
"""Of `a`, `b` and the result."""

RESULT: Final = 2
"""Number of the third wall."""

_FEWEST = (15.0, 4.6)  # a picture of fewer cells than these, across and down, is not blown up further
_OVER = 0.95  # cells from the middle of the first cell up to the name of a wall
_PALE, _STRONG, _LIT, _DIM = 0.1, 0.3, 0.6, 0.05

Step = tuple[int, int]
"""(number of an array, axis of the result): one array is stretched along one axis."""


@dataclass(frozen=True, eq=False)
class Stage:
    """One operation, the cells of it that are drawn, and where the walls stand."""

    worked: Elementwise
    wall: Wall
    place: Arrangement

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every stretching there is, the last axis first."""
        axes = range(len(self.worked.shape) - 1, -1, -1)
        return tuple((side, axis) for axis in axes for side in (0, 1) if self._copies(side, axis) != 1)

    def cells(self, number: int, done: Collection[Step]) -> Tiles:
        """Return the cells of one array, stretched along the axes that are done."""
        index = self.wall.index
        mine = [axis for side, axis in self.steps if side == number]
        waiting = [axis for axis in mine if (number, axis) not in done]
        here = (index[:, waiting] == 0).all(axis=1)
        first = (index[:, mine] == 0).all(axis=1)
        role, faint = ROLES[number], theme.tint(ROLES[number], 0.4)
        edges = [role if own else faint for own in first]
        tiles = self._tiles(number, edges)
        came_from = index.copy()
        came_from[:, waiting] = 0
        where = {tuple(at): place for place, at in enumerate(index.tolist())}
        at = [where[tuple(origin)] for origin in came_from.tolist()]
        return replace(hidden(tiles, here), x=np.asarray(tiles.x)[at], y=np.asarray(tiles.y)[at])

    def result(self, filled: int) -> Tiles:
        """Return the result: its first `filled` cells are there, the others are empty places."""
        tiles = self._tiles(RESULT, [ROLES[RESULT]] * len(self.wall.index))
        return hidden(tiles, np.arange(len(self.wall.index)) < filled, edge=theme.FAINT)

    def words(self, done: Collection[Step]) -> tuple[Word, ...]:
        """Names and shapes over the walls, the signs between them, and dots for what is left out."""
        middle = (self.wall.size[0] - 1) / 2
        names = [operand.name for operand in self.worked.operands]
        shapes = [f"{name} {self._now(number, done)}" for number, name in enumerate(names)]
        titles = zip((*shapes, f"result {self.worked.shape}"), self.place.walls, ROLES, strict=True)
        signs = zip((self.worked.operation.sign, "="), self.place.signs, strict=True)
        return (
            *(Word(title, x + middle, y - _OVER, colour=role) for title, (x, y), role in titles),
            *(Word(f"<b>{sign}</b>", x, y) for sign, (x, y) in signs),
            *self._dots(done),
            *self._margin(),
        )

    def _tiles(self, number: int, edges: list[str]) -> Tiles:
        """All cells of one array at their own places."""
        arrays = [(operand.values, operand.name) for operand in self.worked.operands]
        values, name = (*arrays, (self.worked.result, "result"))[number]
        x, y = self.place.walls[number]
        sources = [source_index(index, values.shape) for index in self.wall.index.tolist()]
        taken = [values[source] for source in sources]
        return Tiles(
            self.wall.x + x,
            self.wall.y + y,
            [short_text(value) for value in taken],
            value_fills(taken, ROLES[number]),
            role=ROLES[number],
            index=np.array(sources, np.int64).reshape(len(sources), values.ndim),
            name=name,
            edges=edges,
            values=[number_text(value) for value in taken],
        )

    def _copies(self, side: int, axis: int) -> int:
        return self.worked.alignment.pairs[axis].copies(side)

    def _now(self, side: int, done: Collection[Step]) -> Shape:
        """Shape of one array when some axes are stretched; a missing axis is there from its stretching on."""
        missing = len(self.worked.shape) - len(self.worked.operands[side].shape)
        lengths = [pair.lengths[side] for pair in self.worked.alignment.pairs]
        grown = [self.worked.shape[axis] if (side, axis) in done else length for axis, length in enumerate(lengths)]
        first = next((axis for axis in range(missing) if (side, axis) in done), missing)
        return tuple(grown[first:])

    def _dots(self, done: Collection[Step]) -> list[Word]:
        """Dots on each wall; there as soon as the cell behind them is."""
        words = []
        for number, (x, y) in enumerate(self.place.walls):
            waiting = [axis for side, axis in self.steps if side == number and (side, axis) not in done]
            for dots in self.wall.dots:
                there = not self.wall.index[dots.before, waiting].any()
                words.append(Word(dots.sign if there else NOTHING, dots.x + x, dots.y + y))
        return words

    def _margin(self) -> tuple[Word, Word]:
        """Two empty words that keep a picture of few cells from being blown up."""
        (width, height), walls = self.wall.size, self.place.walls
        right, bottom = max(x for x, _ in walls) + width, max(y for _, y in walls) + height
        across, down = max(_FEWEST[0] - right, 0) / 2, max(_FEWEST[1] - bottom, 0) / 2
        return Word("", -across, -_OVER - down), Word("", right - 1 + across, bottom - 1 + down)


def stage_of(worked: Elementwise, also: Shape = ()) -> Stage:
    """Choose and place the cells that are drawn, the one with index `also` among them."""
    wall = wall_of(worked.shape, also)
    return Stage(worked, wall, arranged(wall.size))


def hidden(tiles: Tiles, seen: NDArray[np.bool_], *, edge: str = theme.CLEAR) -> Tiles:
    """The same cells, only some of which are there yet."""
    fills = [fill if there else theme.CLEAR for fill, there in zip(tiles.fills, seen, strict=True)]
    texts = [text if there else "" for text, there in zip(tiles.texts, seen, strict=True)]
    edges = [own if there else edge for own, there in zip(tiles.edges or (), seen, strict=True)]
    return replace(tiles, fills=fills, texts=texts, edges=edges)


def lit(tiles: Tiles, number: int) -> Tiles:
    """The same cells, one of them bright and the others pale."""
    bright = np.arange(len(tiles.texts)) == number
    fills = [theme.tint(tiles.role, _LIT if one else _DIM) for one in bright]
    there = [fill if was != theme.CLEAR else was for fill, was in zip(fills, tiles.fills, strict=True)]
    edges = [tiles.role if one else edge for one, edge in zip(bright, tiles.edges or (), strict=True)]
    return replace(tiles, fills=there, edges=edges)


def value_fills(values: Sequence[Any], role: str) -> list[str]:
    """Stronger the further a value is from 0, so that a repeated row is seen to be the same row."""
    sizes = np.array([abs(float(value)) for value in values])
    sizes[~np.isfinite(sizes)] = 0
    top = sizes.max(initial=0) or 1.0
    return [theme.tint(role, round(_PALE + _STRONG * float(size / top), 3)) for size in sizes]

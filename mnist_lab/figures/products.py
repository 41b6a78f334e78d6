"""The dot product as a picture: x to the left, W above, z where the rows of the one and the columns of the other cross.

A click on a cell of z hands its number to the page. To the right stands what the present step adds; in its scenes the
picture plays one of four orders.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.tiles import Scene, Tiles, Word, tiles_figure
from mnist_lab.maths.product_orders import Lit, Step, cell_step, steps
from mnist_lab.maths.products import Cell, Ints, Product, named, signed

HEIGHT: Final = 352
Z: Final = 2
"""Number of the trace whose cells are those of z, row by row; the page reads clicks on it."""

_BETWEEN = 0.7  # cells between two arrays
_BLOCK = 0.3  # cells between two matrices of a stack
_LETTER = 7.4  # pixels of one letter of the products that are written out
_PHONE = 330  # pixels of the narrowest figure, on which they are to have room


class _Places(NamedTuple):
    """Where the rows and columns of the three arrays are, in cells."""

    rows: NDArray[np.floating]  # (m,) y of x and z
    inner_down: NDArray[np.floating]  # (n,) y of W
    inner_across: NDArray[np.floating]  # (n,) x of x
    columns: NDArray[np.floating]  # (p,) x of W and z
    added: NDArray[np.floating]  # (p,) x of what a step adds
    right: float  # where the products that are written out end


class _Grid(NamedTuple):
    """The cells of one array: its name and colour, where its rows and columns are, the index of each cell."""

    name: str
    role: str
    y: NDArray[np.floating]
    x: NDArray[np.floating]
    cells: list[tuple[int, ...]]


def product_figure(product: Product, order: str, cell: Cell | None = None) -> go.Figure:
    """Draw the whole product, with one cell taken apart if there is one; then, in frames, how it is made.

    Parameters
    ----------
    product : Product
    order : str
        One of `maths.product_orders.ORDERS`.
    cell : (int, int), optional
        Row and column of a cell of z.
    """
    whole = _whole(product) if cell is None else cell_step(product, cell)
    nothing = np.zeros(product.flat.shape, bool)
    begin = Step(f"z is empty; {order}:", *_unlit(product), nothing, product.flat * 0, product.flat * 0, nothing)
    places = _places(product)
    scenes = [_scene(product, step, places) for step in (whole, begin, *steps(product, order))]
    return tiles_figure(scenes, height=HEIGHT, clicks="z")


def clash_figure(x: Ints, W: Ints) -> go.Figure:
    """Draw two arrays whose inner axes differ: a row of x against a column of W, and the numbers without a partner."""
    product = Product(x, W)  # of which only rows and columns are asked for: there is no result
    n, rows_of_W = product.rows.shape[1], len(product.columns)
    places, paired = _places(product), min(n, rows_of_W)
    grids = _grids(product, places)
    lit_x, lit_W = _unlit(product)
    lit_x[0], lit_W[:, 0] = True, True
    alone_x, alone_W = lit_x.copy(), lit_W.copy()
    alone_x[0, :paired], alone_W[:paired, 0] = False, False
    tiles = (
        _marked(_cells(grids["x"], _numbers(product.rows), lit=lit_x), alone_x),
        _marked(_cells(grids["W"], _numbers(product.columns), lit=lit_W), alone_W),
    )
    said = f"{n} numbers in a row of x, {rows_of_W} in a column of W: ✗ has no partner"
    words = [*_names(places)[:2], Word("no z", places.columns.mean(), places.rows.mean(), colour=theme.LOSS)]
    return tiles_figure([Scene(said, tiles, words=tuple(words))], height=HEIGHT)


def product_text(product: Product, cell: Cell | None = None) -> str:
    """The picture in words."""
    shapes = f"x {product.x.shape} to the left, W {product.W.shape} above"
    where = f"z {product.result.shape} where rows and columns cross: {product.result.tolist()}."
    return f"{shapes}, {where}" + (f" Taken apart: {product.written(cell)}." if cell is not None else "")


def clash_text(x: Ints, W: Ints) -> str:
    """The picture of a clash in words."""
    return f"x {x.shape} to the left, W {W.shape} above, and no z: {x.shape[-1]} numbers meet {W.shape[0]}."


def _whole(product: Product) -> Step:
    """The product as it is, nothing lit."""
    caption = "z = x · W. Press play, or click a cell of z."
    flat, nothing = product.flat, np.zeros(product.flat.shape, bool)
    return Step(caption, *_unlit(product), nothing, flat * 0, flat, np.ones_like(nothing))


def _unlit(product: Product) -> tuple[Lit, Lit]:
    return np.zeros(product.rows.shape, bool), np.zeros(product.columns.shape, bool)


def _scene(product: Product, step: Step, places: _Places) -> Scene:
    """One step: the three arrays, what is added, and the products that are summed."""
    grids = _grids(product, places)
    tiles = (
        _cells(grids["x"], _numbers(product.rows), lit=step.x),
        _cells(grids["W"], _numbers(product.columns), lit=step.W),
        _cells(grids["z"], _numbers(step.totals, step.known), lit=step.z),
        _cells(grids["added"], _numbers(step.added, step.z), lit=step.z, there=step.z),
    )
    return Scene(
        step.caption, tiles, words=(*_names(places), *_blocks(product, places), *_terms(product, step, places))
    )


def _places(product: Product) -> _Places:
    (m, n), (rows_of_W, p) = product.rows.shape, product.columns.shape
    block = product.x.shape[-2] if product.x.ndim > 2 else m
    rows = np.arange(m) + np.arange(m) // block * _BLOCK
    columns = n + _BETWEEN + np.arange(p)
    rows = rows + rows_of_W + _BETWEEN
    letters = max(len(_written(*pair)) for k in range(min(n, rows_of_W)) for pair in _pairs(product, k))
    cell = min(HEIGHT / (rows[-1] + 3.4), (_PHONE - letters * _LETTER) / (columns[-1] + 2 * _BETWEEN + 1))  # pixels
    wide = max(p, letters * _LETTER / cell)
    added = columns[-1] + _BETWEEN + (wide + 1 - p + 1) / 2 + np.arange(p)
    return _Places(rows, np.arange(rows_of_W) * 1.0, np.arange(n) * 1.0, columns, added, added.mean() + wide / 2)


def _pairs(product: Product, k: int) -> list[tuple[int, int]]:
    """All that meets at position k of the inner axis."""
    return [(a, b) for a in product.rows[:, k].tolist() for b in product.columns[k].tolist()]


def _grids(product: Product, places: _Places) -> dict[str, _Grid]:
    """Name of an array -> where its cells stand and which they are."""
    of_x = [(*product.row(i), k) for i, k in np.ndindex(product.rows.shape)]
    of_W = [cell[: product.W.ndim] for cell in np.ndindex(product.columns.shape)]
    of_z = [product.index(cell) for cell in np.ndindex(len(product.rows), product.columns.shape[1])]
    return {
        "x": _Grid("x", theme.INPUT, places.rows, places.inner_across, of_x),
        "W": _Grid("W", theme.WEIGHTS, places.inner_down, places.columns, of_W),
        "z": _Grid("z", theme.OUTPUT, places.rows, places.columns, of_z),
        "added": _Grid("added", theme.OUTPUT, places.rows, places.added, of_z),
    }


def _cells(grid: _Grid, texts: Sequence[str], *, lit: Lit, there: Lit | None = None) -> Tiles:
    """The cells of an array; lit ones have a strong colour and a border, those that are not there are clear."""
    y, x = np.meshgrid(grid.y, grid.x, indexing="ij")
    masks = (lit.ravel().tolist(), (np.ones_like(lit) if there is None else there).ravel().tolist())
    looks = [_look(grid.role, *pair, printed=bool(text)) for text, *pair in zip(texts, *masks, strict=True)]
    fills, edges = zip(*looks, strict=True)
    index = np.array(grid.cells, int).reshape(len(texts), -1)
    return Tiles(x.ravel(), y.ravel(), texts, fills, role=grid.role, index=index, name=grid.name, edges=edges)


def _marked(tiles: Tiles, alone: Lit) -> Tiles:
    """The same cells, with a cross at those that have no partner."""
    marks = alone.ravel().tolist()
    texts = [f"{text} ✗" if mark else text for text, mark in zip(tiles.texts, marks, strict=True)]
    edges = [theme.LOSS if mark else edge for edge, mark in zip(tiles.edges or (), marks, strict=True)]
    fills = [theme.tint(theme.LOSS, 0.3) if mark else fill for fill, mark in zip(tiles.fills, marks, strict=True)]
    return replace(tiles, texts=texts, edges=edges, fills=fills)


def _look(role: str, lit: bool, there: bool, *, printed: bool) -> tuple[str, str]:
    """Fill and border of one cell."""
    if not there:
        return theme.CLEAR, theme.CLEAR
    if lit:
        return theme.tint(role, 0.45), role
    return (theme.tint(role, 0.12) if printed else theme.CLEAR), theme.tint(role, 0.3)


def _numbers(values: Ints, shown: Lit | None = None) -> list[str]:
    seen = np.ones(values.shape, bool) if shown is None else shown
    return [signed(value) if there else "" for value, there in zip(values.ravel().tolist(), seen.flat, strict=True)]


def _names(places: _Places) -> list[Word]:
    """The letters of the arrays, each beside its own."""
    bottom, top = places.rows[-1] + 0.85, -0.85
    return [
        Word("x", places.inner_across.mean(), bottom, colour=theme.INPUT),
        Word("W", places.columns.mean(), top, colour=theme.WEIGHTS),
        Word("z", places.columns.mean(), bottom, colour=theme.OUTPUT),
    ]


def _blocks(product: Product, places: _Places) -> list[Word]:
    """Which matrix of a stack begins where: `x[0, 1]`."""
    if product.x.ndim < 3:
        return []
    block = product.x.shape[-2]
    middles = places.rows.reshape(-1, block).mean(axis=1)
    starts = [product.row(i * block)[:-1] for i in range(len(middles))]
    return [Word(named("x", start), -1.8, y, colour=theme.INPUT) for start, y in zip(starts, middles, strict=True)]


def _terms(product: Product, step: Step, places: _Places) -> list[Word]:
    """The products of one cell, each beside the row of W that it takes; empty where a step is more than a cell."""
    x, middle = places.added.mean(), places.inner_down
    texts = [""] * len(middle)
    if step.cell is not None:
        pairs = zip(product.rows[step.cell[0]].tolist(), product.columns[:, step.cell[1]].tolist(), strict=True)
        used = step.W[:, step.cell[1]].tolist()
        texts = [_written(*pair) if taken else "" for pair, taken in zip(pairs, used, strict=True)]
    whole = step.cell is not None and bool(step.W[:, step.cell[1]].all())
    said = "" if not step.z.any() else ("sum" if whole else "this step adds")
    lit = places.added[step.z.any(axis=0)]
    words = [Word(text, x, y) for text, y in zip(texts, middle, strict=True)]
    room = Word("", places.right - 0.5, middle[0])  # a figure knows the middle of a word, not how long it is
    return [*words, room, Word(said, lit.mean() if lit.size else x, places.rows[-1] + 0.85, colour=theme.OUTPUT)]


def _written(a: int, b: int) -> str:
    """Return `4 × (−6) = −24`."""
    return f"{_factor(a)} × {_factor(b)} = {signed(a * b)}"


def _factor(number: int) -> str:
    return f"({signed(number)})" if number < 0 else str(number)

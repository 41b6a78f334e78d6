"""The dot product as a picture: x to the left, W above, z where the rows of the one and the columns of the other cross.

A click on a cell of z hands its number to the page. To the right stands what the present step adds; in its scenes the
picture plays one of four orders.
"""

from __future__ import annotations

from collections.abc import Sequence
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
_WIDE = 2.6  # cells that a product such as "−12 × −12 = 144" takes


class _Places(NamedTuple):
    """Where the rows and columns of the three arrays are, in cells."""

    rows: NDArray[np.floating]  # (m,) y of x and z
    inner_down: NDArray[np.floating]  # (n,) y of W
    inner_across: NDArray[np.floating]  # (n,) x of x
    columns: NDArray[np.floating]  # (p,) x of W and z
    added: NDArray[np.floating]  # (p,) x of what a step adds


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
    scenes = [_scene(product, step) for step in (whole, begin, *steps(product, order))]
    return tiles_figure(scenes, height=HEIGHT, clicks="z")


def clash_figure(x: Ints, W: Ints) -> go.Figure:
    """Draw two arrays whose inner axes differ: a row of x against a column of W, and the numbers without a partner."""
    product = Product(x, W)  # of which only rows and columns are asked for: there is no result
    m, n, p = len(product.rows), product.rows.shape[1], product.columns.shape[1]
    rows_of_W, paired = len(product.columns), min(n, len(product.columns))
    places = _places(product, m, p)
    lit_x, lit_W = np.zeros((m, n), bool), np.zeros((rows_of_W, p), bool)
    lit_x[0], lit_W[:, 0] = True, True
    alone_x, alone_W = lit_x.copy(), lit_W.copy()
    alone_x[0, :paired], alone_W[:paired, 0] = False, False
    tiles = (
        _array("x", product, product.rows, (places.rows, places.inner_across), lit=lit_x, alone=alone_x),
        _array("W", product, product.columns, (places.inner_down, places.columns), lit=lit_W, alone=alone_W),
    )
    said = f"{n} numbers in a row of x, {rows_of_W} in a column of W: ✗ has no partner"
    words = [*_names(places), Word("z ?", places.columns.mean(), places.rows.mean(), colour=theme.LOSS)]
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


def _scene(product: Product, step: Step) -> Scene:
    """One step: the three arrays, what is added, and the products that are summed."""
    places = _places(product, *step.totals.shape)
    index = [product.index(cell) for cell in np.ndindex(step.totals.shape)]
    z = _numbers(step.totals, step.known)
    added = _numbers(step.added, step.z)
    tiles = (
        _array("x", product, product.rows, (places.rows, places.inner_across), lit=step.x),
        _array("W", product, product.columns, (places.inner_down, places.columns), lit=step.W),
        _cells("z", (places.rows, places.columns), z, index=index, lit=step.z, there=np.ones_like(step.known)),
        _cells("added", (places.rows, places.added), added, index=index, lit=step.z, there=step.z),
    )
    return Scene(
        step.caption, tiles, words=(*_names(places), *_blocks(product, places), *_terms(product, step, places))
    )


def _places(product: Product, m: int, p: int) -> _Places:
    n, rows_of_W = product.rows.shape[1], len(product.columns)
    block = product.x.shape[-2] if product.x.ndim > 2 else m
    rows = np.arange(m) + np.arange(m) // block * _BLOCK
    columns = n + _BETWEEN + np.arange(p)
    wide = max(p, _WIDE)
    added = columns[-1] + 1 + _BETWEEN + (wide - p) / 2 + np.arange(p)
    return _Places(rows + rows_of_W + _BETWEEN, np.arange(rows_of_W) * 1.0, np.arange(n) * 1.0, columns, added)


def _array(
    name: str,
    product: Product,
    values: Ints,
    at: tuple[NDArray[np.floating], NDArray[np.floating]],
    *,
    lit: Lit,
    alone: Lit | None = None,
) -> Tiles:
    """The cells of x or of W."""
    if name == "x":
        index = [(*product.row(i), k) for i, k in np.ndindex(values.shape)]
    else:
        index = [cell[: product.W.ndim] for cell in np.ndindex(values.shape)]
    texts = _numbers(values, np.ones_like(lit))
    tiles = _cells(name, at, texts, index=index, lit=lit, there=np.ones_like(lit))
    if alone is None:
        return tiles
    marks = alone.ravel().tolist()
    texts = [f"{text} ✗" if mark else text for text, mark in zip(texts, marks, strict=True)]
    edges = [theme.LOSS if mark else edge for edge, mark in zip(tiles.edges or (), marks, strict=True)]
    fills = [theme.tint(theme.LOSS, 0.3) if mark else fill for fill, mark in zip(tiles.fills, marks, strict=True)]
    return Tiles(tiles.x, tiles.y, texts, fills, role=tiles.role, index=index, name=name, edges=edges)


_ROLE: Final = {"x": theme.INPUT, "W": theme.WEIGHTS, "z": theme.OUTPUT, "added": theme.OUTPUT}


def _cells(
    name: str,
    at: tuple[NDArray[np.floating], NDArray[np.floating]],
    texts: Sequence[str],
    *,
    index: Sequence[tuple[int, ...]],
    lit: Lit,
    there: Lit,
) -> Tiles:
    """Cells in a grid of rows and columns; lit ones have a strong colour and a border, those not there are clear."""
    y, x = np.meshgrid(*at, indexing="ij")
    role, masks = _ROLE[name], (lit.ravel().tolist(), there.ravel().tolist())
    looks = [_look(role, *pair, printed=bool(text)) for text, *pair in zip(texts, *masks, strict=True)]
    fills, edges = zip(*looks, strict=True)
    rank = len(index[0])
    places = np.array(index, int).reshape(len(texts), rank)
    return Tiles(x.ravel(), y.ravel(), texts, fills, role=role, index=places, name=name, edges=edges)


def _look(role: str, lit: bool, there: bool, *, printed: bool) -> tuple[str, str]:
    """Fill and border of one cell."""
    if not there:
        return theme.CLEAR, theme.CLEAR
    if lit:
        return theme.tint(role, 0.45), role
    return (theme.tint(role, 0.12) if printed else theme.CLEAR), theme.tint(role, 0.3)


def _numbers(values: Ints, shown: Lit) -> list[str]:
    return [signed(value) if seen else "" for value, seen in zip(values.ravel().tolist(), shown.flat, strict=True)]


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
    return [Word(named("x", start), -1.3, y, colour=theme.INPUT) for start, y in zip(starts, middles, strict=True)]


def _terms(product: Product, step: Step, places: _Places) -> list[Word]:
    """The products of one cell, each beside the row of W that it takes; empty where a step is more than a cell."""
    x, middle = places.added.mean(), places.inner_down
    texts = [""] * len(middle)
    if step.cell is not None:
        pairs = zip(product.rows[step.cell[0]].tolist(), product.columns[:, step.cell[1]].tolist(), strict=True)
        used = step.W[:, step.cell[1]].tolist()
        texts = [
            f"{_factor(a)} × {_factor(b)} = {signed(a * b)}" if u else "" for (a, b), u in zip(pairs, used, strict=True)
        ]
    said = "" if not step.z.any() else ("sum" if step.cell is not None else "this step adds")
    words = [Word(text, x, y) for text, y in zip(texts, middle, strict=True)]
    return [*words, Word(said, x, places.rows[-1] + 0.85, colour=theme.OUTPUT)]


def _factor(number: int) -> str:
    return f"({signed(number)})" if number < 0 else str(number)

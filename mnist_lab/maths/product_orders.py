"""Four orders in which the same products are made and added. The result is one, the way of looking at it is not.

row by column      z[i, j] = row i of x . column j of W         one cell after the other
column by column   z[:, j] = sum over k of x[:, k] * W[k, j]    a column of z is a mix of the columns of x
row by row         z[i, :] = sum over k of x[i, k] * W[k, :]    a row of z is a mix of the rows of W
outer products     z = sum over k of outer(x[:, k], W[k, :])    whole arrays, one on the other
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.product_shapes import ShapeRule
from mnist_lab.maths.products import Cell, Ints, Product, named, signed

Lit = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Step:
    """One step of an order.

    Attributes
    ----------
    caption : str
        What happens, with its numbers.
    x, W, z : (m, n), (n, p) and (m, p) bool
        The cells that take part.
    added : (m, p) int
        What this step adds to each cell of z.
    totals : (m, p) int
        z after this step.
    known : (m, p) bool
        The cells of z in which something stands by now.
    cell : (int, int) or None
        The one cell of z that this step works out, where it is one.
    """

    caption: str
    x: Lit
    W: Lit
    z: Lit
    added: Ints
    totals: Ints
    known: Lit
    cell: Cell | None = None


class _Part(NamedTuple):
    """Which rows i, inner positions k and columns j take part in a step, and what is said of it."""

    i: slice
    k: slice
    j: slice
    caption: str


def steps(product: Product, order: str) -> tuple[Step, ...]:
    """Return the steps of one of the `ORDERS`, first to last.

    Raises
    ------
    KeyError
        There is no such order.
    """
    totals = np.zeros_like(product.flat)
    known = np.zeros(totals.shape, bool)
    made = []
    for part in ORDERS[order].parts(product):
        added = np.zeros_like(totals)
        added[part.i, part.j] = product.rows[part.i, part.k] @ product.columns[part.k, part.j]
        totals, lit = totals + added, _lit(totals.shape, part.i, part.j)
        known = known | lit
        x, W = _lit(product.rows.shape, part.i, part.k), _lit(product.columns.shape, part.k, part.j)
        cell = (part.i.start, part.j.start) if lit.sum() == 1 else None
        made.append(Step(part.caption, x, W, lit, added, totals, known, cell))
    return tuple(made)


def cell_step(product: Product, cell: Cell) -> Step:
    """Return the whole product with one cell of it taken apart: its row, its column and what is added."""
    i, j = (slice(place, place + 1) for place in cell)
    lit = _lit(product.flat.shape, i, j)
    x, W = _lit(product.rows.shape, i, slice(None)), _lit(product.columns.shape, slice(None), j)
    added = np.where(lit, product.flat, 0)
    return Step(product.written(cell), x, W, lit, added, product.flat, np.ones_like(lit), cell)


def order_code(product: Product, order: str) -> str:
    """Return the loops of an order, with a print after each step that is played."""
    m, n, p = len(product.rows), *product.columns.shape
    matrices = product.x.ndim == product.W.ndim == 2
    x, W = ("x", "W") if matrices else ("rows", "columns")
    lines = ["import numpy as np", "", f"x = np.array({product.x.tolist()})", f"W = np.array({product.W.tolist()})"]
    if not matrices:
        lines += [f"rows = x.reshape({m}, {n})  # all rows of x", f"columns = W.reshape({n}, {p})  # all columns of W"]
    lines += ["", f"z = np.zeros(({m}, {p}), int)", *ORDERS[order].loops(x, W, (m, n, p))]
    if not matrices:
        lines.append(f"z = z.reshape({product.result.shape})")
    return "\n".join([*lines, "assert np.array_equal(z, np.dot(x, W))", ""])


def product_code(product: Product, cell: Cell) -> str:
    """Return the product in NumPy, and one cell of it worked out."""
    row, index = product.row(cell[0]), product.index(cell)
    column = f"W[:, {cell[1]}]" if product.W.ndim > 1 else "W"
    return f"""\
import numpy as np

x = np.array({product.x.tolist()})  # {product.x.shape}
W = np.array({product.W.tolist()})  # {product.W.shape}
z = np.dot(x, W)  # {product.result.shape}, the same as x @ W
print(z)

terms = {named("x", row)} * {column}  # {product.terms(cell).tolist()}
print(terms, terms.sum())  # {named("z", index)} = {int(product.flat[cell])}
"""


def clash_code(x: Ints, W: Ints) -> str:
    """Return the lines that NumPy refuses, where the shapes do not fit."""
    error = ShapeRule(x.shape, W.shape).numpy_error
    return f"""\
import numpy as np

x = np.array({x.tolist()})  # {x.shape}
W = np.array({W.tolist()})  # {W.shape}
np.dot(x, W)  # ValueError: {error}
"""


def _by_cell(product: Product) -> Iterator[_Part]:
    """One cell of z after the other; where z is one number, one product after the other."""
    m, p = product.flat.shape
    every = slice(0, len(product.columns))
    if m * p == 1:
        yield from _by_product(product)
        return
    for i in range(m):
        for j in range(p):
            yield _Part(slice(i, i + 1), every, slice(j, j + 1), product.written((i, j)))


def _by_product(product: Product) -> Iterator[_Part]:
    total, one = 0, slice(0, 1)
    for k, (a, b) in enumerate(zip(product.rows[0].tolist(), product.columns[:, 0].tolist(), strict=True)):
        before, total = total, total + a * b
        caption = f"{_times(a, b)} = {signed(a * b)}" + (f", and {signed(before)} makes {signed(total)}" if k else "")
        yield _Part(one, slice(k, k + 1), one, f"z: {caption}")


def _by_column(product: Product) -> Iterator[_Part]:
    n, p = product.columns.shape
    for j in range(p):
        made = "z" if product.W.ndim == 1 else f"Column {j} of z"
        for k in range(n):
            factor = int(product.columns[k, j])
            where = named("W", (k, j)[: product.W.ndim])
            verb = "begins with" if k == 0 else "add"
            caption = f"{made}: {verb} {signed(factor)} times {_column(product, k)} ({where} = {signed(factor)})"
            yield _Part(slice(0, len(product.rows)), slice(k, k + 1), slice(j, j + 1), caption)


def _by_row(product: Product) -> Iterator[_Part]:
    for i in range(len(product.rows)):
        place = product.row(i)
        made = f"Row {i} of z" if product.x.ndim == product.W.ndim == 2 else named("z", place)
        for k in range(len(product.columns)):
            factor = int(product.rows[i, k])
            where = named("x", (*place, k))
            verb = "begins with" if k == 0 else "add"
            caption = f"{made}: {verb} {signed(factor)} times {_row(product, k)} ({where} = {signed(factor)})"
            yield _Part(slice(i, i + 1), slice(k, k + 1), slice(0, product.columns.shape[1]), caption)


def _by_outer(product: Product) -> Iterator[_Part]:
    m, p = product.flat.shape
    if m * p == 1:
        yield from _by_product(product)
        return
    shape = product.result.shape
    for k in range(len(product.columns)):
        left, right = _column(product, k), _row(product, k)
        made = f"{left[0].upper() if product.x.ndim == 2 else left[0]}{left[1:]} times {right}"
        verb = "is a whole" if k == 0 else "is another"
        caption = f"{made} {verb} {shape} array" + (": add it" if k else "")
        yield _Part(slice(0, m), slice(k, k + 1), slice(0, p), caption)


def _column(product: Product, k: int) -> str:
    """What stands at position k of the last axis of x."""
    if product.x.ndim == 2:
        return f"column {k} of x"
    return f"x[{k}]" if product.x.ndim == 1 else f"x[..., {k}]"


def _row(product: Product, k: int) -> str:
    """What stands at position k of the first axis of W."""
    return f"row {k} of W" if product.W.ndim == 2 else f"W[{k}]"


def _cell_loops(x: str, W: str, lengths: tuple[int, int, int]) -> list[str]:
    m, n, p = lengths
    if m * p == 1:
        return [f"for k in range({n}):", f"    z[0, 0] += {x}[0, k] * {W}[k, 0]", "    print(z)"]
    loops = [f"for i in range({m}):", f"    for j in range({p}):", f"        for k in range({n}):"]
    return [*loops, f"            z[i, j] += {x}[i, k] * {W}[k, j]", "        print(z)"]


def _column_loops(x: str, W: str, lengths: tuple[int, int, int]) -> list[str]:
    loops = [f"for j in range({lengths[2]}):", f"    for k in range({lengths[1]}):"]
    return [*loops, f"        z[:, j] += {x}[:, k] * {W}[k, j]", "        print(z)"]


def _row_loops(x: str, W: str, lengths: tuple[int, int, int]) -> list[str]:
    loops = [f"for i in range({lengths[0]}):", f"    for k in range({lengths[1]}):"]
    return [*loops, f"        z[i, :] += {x}[i, k] * {W}[k, :]", "        print(z)"]


def _outer_loops(x: str, W: str, lengths: tuple[int, int, int]) -> list[str]:
    return [f"for k in range({lengths[1]}):", f"    z += np.outer({x}[:, k], {W}[k, :])", "    print(z)"]


@dataclass(frozen=True)
class _Order:
    """An order: its steps, and its loops as code."""

    parts: Callable[[Product], Iterator[_Part]]
    loops: Callable[[str, str, tuple[int, int, int]], list[str]]


ORDERS: Final = {
    "row by column": _Order(_by_cell, _cell_loops),
    "column by column": _Order(_by_column, _column_loops),
    "row by row": _Order(_by_row, _row_loops),
    "outer products": _Order(_by_outer, _outer_loops),
}


def _lit(shape: tuple[int, ...], *places: Any) -> Lit:
    mask = np.zeros(shape, bool)
    mask[places] = True
    return mask


def _times(a: int, b: int) -> str:
    return " × ".join(f"({signed(factor)})" if factor < 0 else str(factor) for factor in (a, b))

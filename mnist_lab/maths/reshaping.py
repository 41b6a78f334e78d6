"""Reshape and transpose: the same cells under other indices.

`x.reshape(shape)` keeps the order in which the cells are read, row by row, and cuts it into rows of another length;
`np.transpose(x, axes)` keeps the rows and writes their indices in another order. Both are done here with NumPy itself;
what the page says about strides, copies and places is read off its results.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.array_syntax import Array, TypedArray, typed_array
from mnist_lab.maths.shape_syntax import Shape, ShapeError, read_axes, read_shape

Index = NDArray[np.int64]

_SUGGESTED: Final = 6  # shapes that fit, named after one that does not


@dataclass(frozen=True, eq=False)
class Rearranged:
    """An array and what became of it.

    Attributes
    ----------
    source : TypedArray
        The array x as it was typed.
    call : str
        What was done with x, such as "x.reshape((2, 3))".
    y : array
        The result, from NumPy.
    where : (n, rank of y) int
        Index in y of each cell of x, the cells in the order in which x is read.
    worked : str
        How a -1 was worked out; "" without one.
    """

    source: TypedArray
    call: str
    y: Array = field(repr=False)
    where: Index = field(repr=False)
    worked: str = ""

    @property
    def x(self) -> Array:
        """The array as it was."""
        return self.source.x

    @property
    def index(self) -> Index:
        """(n, rank of x) index in x of each cell, in the order in which x is read."""
        return indices(self.x.shape)

    @property
    def shared(self) -> bool:
        """What `np.shares_memory(x, y)` says."""
        return bool(np.shares_memory(self.x, self.y))

    @property
    def copied(self) -> int:
        """Bytes that had to be copied."""
        return 0 if self.shared else int(self.y.nbytes)

    @property
    def code(self) -> str:
        """The lines that do it."""
        lines = [
            "import numpy as np",
            "",
            f"x = {self.source.code}",
            f"y = {self.call}",
            f"x.shape, y.shape # {self.x.shape}, {self.y.shape}",
            f"x.strides, y.strides # {self.x.strides}, {self.y.strides}",
            f"np.shares_memory(x, y) # {self.shared}",
        ]
        return aligned(lines)


@dataclass(frozen=True, eq=False)
class Transposition:
    """A transpose, beside the reshape that gives the same shape.

    Attributes
    ----------
    transposed, reshaped : Rearranged
        Both from the same x, both of the same shape.
    axes : tuple of int
        Axis k of the result is axis `axes[k]` of x.
    flat : array
        `transposed.y.reshape(-1)`: the transpose read row by row.
    """

    transposed: Rearranged
    reshaped: Rearranged
    axes: Shape
    flat: Array = field(repr=False)

    @property
    def elsewhere(self) -> int:
        """Cells that the two put into different places."""
        return int(np.any(self.transposed.where != self.reshaped.where, axis=1).sum())

    @property
    def flat_shared(self) -> bool:
        """Whether the transpose could be read row by row without a copy."""
        return bool(np.shares_memory(self.transposed.x, self.flat))

    @property
    def code(self) -> str:
        """The lines that do both, and ask which one needed a copy."""
        both = self.transposed.shared, self.reshaped.shared
        x, r, t = self.transposed.x, self.reshaped.y, self.transposed.y
        lines = [
            "import numpy as np",
            "",
            f"x = {self.transposed.source.code}",
            f"t = {self.transposed.call}",
            f"r = {self.reshaped.call}",
            f"x.shape, t.shape, r.shape # {x.shape}, {t.shape}, {r.shape}",
            f"x.strides, t.strides, r.strides # {x.strides}, {t.strides}, {r.strides}",
            f"np.shares_memory(x, t), np.shares_memory(x, r) # {both}",
            f"np.array_equal(t, r) # {np.array_equal(t, r)}",
            "flat = t.reshape(-1) # t, read row by row",
            f"np.shares_memory(x, flat) # {self.flat_shared}",
        ]
        return aligned(lines)


def reshape(array: str, shape: str) -> Rearranged:
    """Reshape a typed array to a typed shape.

    Raises
    ------
    ShapeError, NestedListError
        One of the two cannot be read, or the cells do not fit: then the message has both products.

    Examples
    --------
    >>> reshape("[[0., 1.], [2., 3.], [4., 5.]]", "(2, 3)").y
    array([[0., 1., 2.],
           [3., 4., 5.]])
    >>> reshape("np.arange(6)", "(-1, 2)").worked
    'What stands for −1? 6 cells ÷ 2 = 3. So the shape is (3, 2).'
    """
    return reshaped(typed_array(array), read_shape(shape))


def reshaped(source: TypedArray, target: Shape) -> Rearranged:
    """Reshape an array; `target` may hold one -1. Raises `ShapeError` where the cells do not fit."""
    worked = _fitting(source.x, target)
    return _rearranged(source, f"x.reshape({target})", lambda x: x.reshape(target), worked)


def transpose(array: str, axes: str) -> Transposition:
    """Transpose a typed array; `axes` is typed too, and empty for the reversed order.

    Raises
    ------
    ShapeError, NestedListError
        One of the two cannot be read, or not every axis is named once.

    Examples
    --------
    >>> both = transpose("np.zeros((300, 20))", "")
    >>> both.transposed.y.shape, both.transposed.y.strides, both.reshaped.y.strides
    ((20, 300), (8, 160), (2400, 8))
    """
    source = typed_array(array)
    given = read_axes(axes, source.x.ndim)
    call = "np.transpose(x)" if given is None else f"np.transpose(x, {given})"
    moved = _rearranged(source, call, lambda x: np.transpose(x, given))
    beside = reshaped(source, moved.y.shape)
    order = tuple(range(source.x.ndim))[::-1] if given is None else given
    return Transposition(moved, beside, order, moved.y.reshape(-1))


def indices(shape: Shape) -> Index:
    """Return the index (n, rank) of each cell of an array, read row by row.

    Examples
    --------
    >>> indices((2, 2)).tolist()
    [[0, 0], [0, 1], [1, 0], [1, 1]]
    """
    n = math.prod(shape)
    return np.stack(np.unravel_index(np.arange(n), shape), axis=-1) if shape else np.zeros((n, 0), np.int64)


def memory(x: Array) -> Index:
    """Return for each cell of x, in the order in which x is read, its place in memory, counted from 0.

    Examples
    --------
    >>> memory(np.arange(6).reshape(3, 2).T).tolist()
    [0, 2, 4, 1, 3, 5]
    """
    addresses = indices(x.shape) @ np.array(x.strides, np.int64)
    places: Index = np.unique(addresses, return_inverse=True)[1].reshape(-1)
    return places


def _rearranged(source: TypedArray, call: str, act: Callable[[Array], Array], worked: str = "") -> Rearranged:
    """Do it to x, and once more to the numbers of its cells, which shows where each of them went."""
    numbers = act(np.arange(source.x.size).reshape(source.x.shape))
    where = indices(numbers.shape)[np.argsort(numbers.reshape(-1), kind="stable")]
    return Rearranged(source, call, act(source.x), where, worked)


def _fitting(x: Array, target: Shape) -> str:
    """Check that the cells of x fill the target; returns how a -1 was worked out."""
    cells = x.size
    known = math.prod(length for length in target if length >= 0)
    if target.count(-1) > 1:
        raise ShapeError("Only one length can be −1: two unknown lengths have more than one answer.")
    if -1 not in target:
        if known != cells:
            raise ShapeError(_unequal(x.shape, target, known))
        return ""
    rest = _product([length for length in target if length >= 0], "({})")
    if known == 0:
        raise ShapeError(f"−1 has no answer here: the other lengths make {known}, and 0 times anything is 0.")
    if cells % known:
        left = cells % known
        fits = _suggestions(cells)
        raise ShapeError(
            f"What stands for −1? {cells} cells ÷ {rest} leaves {left} over: no whole number of times. "
            f"Shapes that fit: {fits}."
        )
    whole = tuple(cells // known if length == -1 else length for length in target)
    divided = f"{cells} cells ÷ {rest} = {cells // known}" if len(target) > 1 else f"all {cells} cells"
    return f"What stands for −1? {divided[0].upper() + divided[1:]}. So the shape is {whole}."


def _unequal(shape: Shape, target: Shape, wanted: int) -> str:
    """Say both products."""
    cells = math.prod(shape)
    cannot = "cannot fill" if wanted > cells else "do not fit into"
    many = f"{cells} cells" if cells != 1 else "1 cell"
    held = f"x has {_product(list(shape))} cells: " if len(shape) > 1 else ""
    if cells == 1:
        cannot = cannot.replace("do not", "does not")
    return f"{held}{many} {cannot} {_product(list(target))}. Shapes that fit: {_suggestions(cells)}."


def _product(lengths: list[int], form: str = "{}") -> str:
    """ "4 × 2 = 8"; a single length alone.

    Nothing multiplied is 1: that is why a scalar has one cell.
    """
    total = math.prod(lengths)
    return form.format(f"{' × '.join(map(str, lengths))} = {total}") if len(lengths) > 1 else str(total)


def _suggestions(cells: int) -> str:
    """Name a few shapes with so many cells: rank 2, the squarest first, then the flat one."""
    pairs = [(rows, cells // rows) for rows in range(1, math.isqrt(cells) + 1) if cells % rows == 0] if cells else []
    both = [pair for rows, columns in pairs[::-1] for pair in dict.fromkeys([(rows, columns), (columns, rows)])]
    return ", ".join(map(str, [*both[: _SUGGESTED - 1], (cells,)]))


def aligned(lines: list[str]) -> str:
    """Put the comments of a few lines of code below each other."""
    widest = max(len(line.partition(" # ")[0]) for line in lines if " # " in line)
    parts = [line.partition(" # ") for line in lines]
    return "\n".join(f"{code:<{widest}}  # {said}" if mark else code for code, mark, said in parts)

"""Element-wise operations: each cell of the result is made of one cell of `a` and one cell of `b`, by broadcasting.

    result[i] = a[i'] op b[i'']      i', i'': the index i without the axes an array lacks, 0 along axes of length 1

Source: the course notebook, "Element-wise operations" and "Broadcasting"; relu(a) is max(a, 0) as in "Layer as a
function", and so an operation of two arrays too: the 0 has the shape () and is stretched.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.broadcasting import Alignment, BroadcastingError, align, source_index
from mnist_lab.maths.elementwise_words import number_text, reading
from mnist_lab.maths.operations import OPERATIONS, Operation
from mnist_lab.maths.shapes import Shape, ShapeError, check_cells, read_shape

Values = NDArray[Any]


class ElementwiseError(ValueError):
    """NumPy has no such operation for these values; the message says why, and what would do."""


@dataclass(frozen=True, eq=False)
class Operand:
    """One of the two arrays.

    Attributes
    ----------
    name : str
        What it is called in the code.
    values : array
    lines : tuple of str
        The lines of code that make it, the last one with its shape as comment.
    """

    name: str
    values: Values
    lines: tuple[str, ...]

    @property
    def shape(self) -> Shape:
        """Length of each axis."""
        return self.values.shape


@dataclass(frozen=True, eq=False)
class Cell:
    """One cell of the result and the two it is made of; `sentence` writes the sum out, `why` explains the indices."""

    index: Shape
    sources: tuple[Shape, Shape]
    values: tuple[Any, Any]
    result: Any
    sentence: str
    why: str
    code: str


@dataclass(frozen=True, eq=False)
class Elementwise:
    """An operation on two arrays that fit.

    Attributes
    ----------
    a, b : Operand
    operation : Operation
    alignment : Alignment
    result : array
    head : tuple of str
        Lines of code before those of the operands.
    quiet : bool
        Whether NumPy would warn, of a division by zero say; then the code asks it not to.
    """

    a: Operand
    b: Operand
    operation: Operation
    alignment: Alignment
    result: Values = field(repr=False)
    head: tuple[str, ...] = ()
    quiet: bool = False

    @property
    def shape(self) -> Shape:
        """Of the result."""
        return self.result.shape

    @property
    def operands(self) -> tuple[Operand, Operand]:
        """Both arrays."""
        return self.a, self.b

    @cached_property
    def code(self) -> str:
        """Makes both arrays and `result`, and prints its shape and dtype."""
        line = f"result = {self.operation.written(self.a.name, self.b.name)}  # {self.shape}"
        work = ['with np.errstate(all="ignore"):  # no warnings', f"    {line}"] if self.quiet else [line]
        return written(self.head, self.operands, (*work, "print(result.shape, result.dtype)"))

    @property
    def sentence(self) -> str:
        """What meets what."""
        return reading(self.alignment, self.operation.name, math.prod(self.shape))

    def cell(self, index: Sequence[int]) -> Cell:
        """Return one cell of the result.

        Raises
        ------
        ElementwiseError
            The result has no such cell.
        """
        place = checked_cell(tuple(index), self.shape)
        sources = tuple(source_index(place, operand.shape) for operand in self.operands)
        values = tuple(operand.values[source] for operand, source in zip(self.operands, sources, strict=True))
        names = [_cell_name(operand, at) for operand, at in zip(self.operands, sources, strict=True)]
        own = f"result{_brackets(place)}"
        sign = "is" if self.operation.name == "greater" else "="
        worked = f"{self.operation.worked(*map(number_text, values))} {sign} **{number_text(self.result[place])}**"
        return Cell(
            index=place,
            sources=(sources[0], sources[1]),
            values=(values[0], values[1]),
            result=self.result[place],
            sentence=f"`{own}` = `{self.operation.written(*names)}` = {worked}",
            why=self._why(place),
            code=f"{self.code}print({', '.join((*names, own))})\n",
        )

    def _why(self, place: Shape) -> str:
        """Which parts of the index an array does not use."""
        said = []
        for operand in self.operands:
            missing = len(place) - len(operand.shape)
            own = source_index(place, operand.shape)
            first = [f"{axis}" for axis, length in enumerate(operand.shape) if length == 1 and place[missing + axis]]
            if missing and place and operand.lines:
                dropped = ", ".join(map(str, place[:missing]))
                said.append(f"{operand.name} has no axis for the {dropped}: it is dropped.")
            if place and not operand.lines:
                said.append(f"{operand.name} is a single number, the same for every cell.")
            if first:
                said.append(f"Along its axis {' and '.join(first)} {operand.name} has only position 0: {list(own)}.")
        return " ".join(said) or "Both have a cell at this very index."


def elementwise(a: Operand, b: Operand, operation: str, *, head: Sequence[str] = ()) -> Elementwise:
    """Apply an operation, a key of `OPERATIONS`, to two arrays; "relu" puts 0 in the place of `b`.

    Raises
    ------
    BroadcastingError
        The shapes do not fit.
    ElementwiseError
        NumPy has no such operation for truth values.
    ShapeError
        The result has more cells than this page works with.
    """
    chosen = OPERATIONS[operation]
    other = zero() if operation == "relu" else b
    alignment = align(a.shape, other.shape, names=(a.name, other.name))
    if alignment.shape is None:
        raise BroadcastingError(alignment.sentence)
    check_cells(alignment.shape, what="The result")
    result, quiet = _worked(chosen, a.values, other.values)
    return Elementwise(a, other, chosen, alignment, result, tuple(head), quiet)


def read_cell(text: str, shape: Shape) -> Shape:
    """Return the index that was typed, such as "1, 2" or "[1, 2]", of a cell of a result of this shape.

    Raises
    ------
    ElementwiseError
        It is no index, or the result has no such cell.
    """
    try:
        index = read_shape(text.strip().removeprefix("result"))
    except ShapeError:
        raise ElementwiseError(f"A cell is one position for each axis of {shape}, with commas between them.") from None
    return checked_cell(index, shape)


def checked_cell(index: Shape, shape: Shape) -> Shape:
    """Return the index of a cell that a result of this shape has.

    Raises
    ------
    ElementwiseError
        It has no such cell.
    """
    if len(index) != len(shape) or not all(0 <= i < n for i, n in zip(index, shape, strict=True)):
        raise ElementwiseError(f"result has the shape {shape}: it has no cell {list(index)}.")
    return index


def zero() -> Operand:
    """The 0 of relu: a number, which needs no line of code."""
    return Operand("0", np.asarray(0), ())


def _worked(operation: Operation, a: Values, b: Values) -> tuple[Values, bool]:
    """The result, and whether NumPy has something to warn of."""
    try:
        with np.errstate(all="raise"):
            return np.asarray(operation.ufunc(a, b)), False
    except FloatingPointError:
        with np.errstate(all="ignore"):
            return np.asarray(operation.ufunc(a, b)), True
    except TypeError:
        raise ElementwiseError(
            "NumPy does not subtract truth values: True − False has no meaning. Type 1 and 0, or choose greater."
        ) from None


def written(head: Sequence[str], operands: Sequence[Operand], work: Sequence[str]) -> str:
    """Put code together: imports, the lines that make the arrays, the work."""
    lines = [line for operand in operands for line in operand.lines]
    return "\n".join(["import numpy as np", *head, "", *lines, *work]) + "\n"


def _brackets(index: Shape) -> str:
    return f"[{', '.join(map(str, index)) or '()'}]"


def _cell_name(operand: Operand, index: Shape) -> str:
    return f"{operand.name}{_brackets(index)}" if operand.lines else operand.name

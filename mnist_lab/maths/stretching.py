"""Stretching costs nothing: the stretched array is the same memory, read again with strides of 0.

    address of a cell = sum of position x stride over the axes      a stride of 0: the next position is the same number

A stride is how many bytes lie between two neighbours along an axis. Source: NumPy's manual, `numpy.broadcast_to`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mnist_lab.maths.broadcasting import fitting
from mnist_lab.maths.elementwise import Operand
from mnist_lab.maths.shapes import Shape


@dataclass(frozen=True)
class Stretched:
    """One array before and after it was stretched.

    Attributes
    ----------
    name : str
    shape, strides : tuple of int
        Of the array as it is; strides in bytes.
    full, full_strides : tuple of int
        After stretching.
    nbytes, full_nbytes : int
        What it takes, and what a real copy of that shape would take.
    shared : bool
        What `np.shares_memory` says.
    code : str
        Prints all of it.
    """

    name: str
    shape: Shape
    strides: Shape
    full: Shape
    full_strides: Shape
    nbytes: int
    full_nbytes: int
    shared: bool
    code: str

    @property
    def saved(self) -> int:
        """Bytes that are not copied; 0 where nothing is read twice."""
        return max(self.full_nbytes - self.nbytes, 0)

    @property
    def zeros(self) -> tuple[int, ...]:
        """The axes along which no byte is moved."""
        return tuple(axis for axis, stride in enumerate(self.full_strides) if stride == 0 and self.full[axis] > 1)

    @property
    def sentence(self) -> str:
        """What stretching cost."""
        if not self.zeros:
            return f"`{self.name}` is not stretched: `{self.shape}`, {self.nbytes:,} bytes, strides `{self.strides}`."
        along = " and ".join(map(str, self.zeros))
        return (
            f"`{self.name}` stretched to `{self.full}` has strides `{self.full_strides}`: one step along axis {along} "
            f"moves 0 bytes, so the same numbers are read again. It takes {self.nbytes:,} bytes, not "
            f"{self.full_nbytes:,}: **{self.saved:,} bytes are not copied**."
        )

    def address(self, index: Sequence[int]) -> str:
        """Where NumPy finds one cell of the stretched array, worked out.

        Examples
        --------
        >>> stretched(Operand("y", np.zeros(10), ("y = np.zeros(10)",)), (32, 10)).address((3, 7))
        '3 × 0 + 7 × 8 = 56 bytes from the start of `y`'
        """
        terms = [f"{position} × {stride}" for position, stride in zip(index, self.full_strides, strict=True)]
        total = sum(position * stride for position, stride in zip(index, self.full_strides, strict=True))
        sums = f"{' + '.join(terms)} = {total}" if terms else "0"
        return f"{sums} bytes from the start of `{self.name}`"


def stretched(operand: Operand, shape: Shape, *, head: Sequence[str] = ()) -> Stretched:
    """Stretch an array to `shape`, as an operation does it.

    Raises
    ------
    BroadcastingError
        It cannot be stretched to this shape.
    """
    fitting(operand.shape, shape, names=(operand.name, "result"))
    full = np.broadcast_to(operand.values, shape)
    name = operand.name
    lines = ["import numpy as np", *head, "", *operand.lines, f"full = np.broadcast_to({name}, {shape})"]
    lines += [f"print({name}.strides, {name}.nbytes)", "print(full.strides, full.nbytes)  # bytes of a copy"]
    lines += [f"print(np.shares_memory({name}, full))"]
    return Stretched(
        name=name,
        shape=operand.shape,
        strides=operand.values.strides,
        full=shape,
        full_strides=full.strides,
        nbytes=operand.values.nbytes,
        full_nbytes=math.prod(shape) * operand.values.itemsize,
        shared=bool(np.shares_memory(operand.values, full)),
        code="\n".join(lines) + "\n",
    )

"""The operations on two numbers that the lesson on element-wise operations knows, and how each is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np


@dataclass(frozen=True)
class Operation:
    """An operation on two numbers, and so on two arrays.

    Attributes
    ----------
    name : str
        For the widget.
    ufunc : NumPy's function
    expression : str
        The line of code, with `{a}` and `{b}` for the arrays or the numbers.
    sign : str
        What stands between the two in the picture.
    """

    name: str
    ufunc: np.ufunc
    expression: str
    sign: str

    def written(self, a: str, b: str) -> str:
        """The operation on what is called `a` and `b`."""
        return self.expression.format(a=a, b=b)

    def worked(self, a: str, b: str) -> str:
        """The operation on two numbers, as it is written on paper; a negative second number in brackets."""
        between = f" {self.sign} " if len(self.sign) == 1 else ", "
        second = f"({b})" if b.startswith("−") and len(self.sign) == 1 else b
        return f"{a}{between}{second}" if len(self.sign) == 1 else f"maximum({a}{between}{second})"


OPERATIONS: Final = {
    operation.name: operation
    for operation in (
        Operation("+", np.add, "{a} + {b}", "+"),
        Operation("−", np.subtract, "{a} - {b}", "−"),
        Operation("×", np.multiply, "{a} * {b}", "×"),
        Operation("/", np.divide, "{a} / {b}", "/"),
        Operation("maximum", np.maximum, "np.maximum({a}, {b})", "max"),
        Operation("greater", np.greater, "{a} > {b}", ">"),
        Operation("relu", np.maximum, "np.maximum({a}, {b})", "max"),
    )
}

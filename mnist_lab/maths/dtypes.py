"""What a dtype can hold: the same addition in several dtypes, and where it wraps around.

uint8:  (a + b) mod 256        int8:  ((a + b + 128) mod 256) - 128
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

SUM_DTYPES: Final = ("uint8", "int8", "int16", "int32", "float16", "float32", "float64")


@dataclass(frozen=True)
class Sum:
    """The sum of two numbers in one dtype.

    Attributes
    ----------
    a, b : int
        As given.
    dtype : str
        Of both and of the result.
    result : float
        What the dtype makes of it.
    code : str
        Prints the result.
    """

    a: int
    b: int
    dtype: str
    result: float
    code: str

    @property
    def exact(self) -> bool:
        """Whether the dtype could hold the sum."""
        return self.result == self.a + self.b

    @property
    def sentence(self) -> str:
        """What happened, and why."""
        total, shown = self.a + self.b, f"{self.result:.10g}"
        if self.exact:
            return f"{self.a} + {self.b} = **{shown}** in {self.dtype}."
        if np.dtype(self.dtype).kind == "f":
            return f"{self.a} + {self.b} = **{shown}** in {self.dtype}: it has too few digits for {total}."
        limits = np.iinfo(self.dtype)
        steps = int(limits.max) - int(limits.min) + 1
        said = f"{self.a} + {self.b} = **{shown}** in {self.dtype}, not {total}: it holds {limits.min} to {limits.max}"
        around = f"{total} {'−' if total > 0 else '+'} {steps} = {shown}"
        return f"{said}, and what goes beyond wraps around by {steps:,}: {around}."


def add(a: int, b: int, dtype: str = "uint8") -> Sum:
    """Add two numbers in a dtype.

    Raises
    ------
    ValueError
        A number that the dtype cannot hold before anything is added.

    Examples
    --------
    >>> add(200, 100, "uint8").result
    44.0
    """
    kind = np.dtype(dtype)
    for number in (a, b):
        low, high = (np.iinfo(kind).min, np.iinfo(kind).max) if kind.kind in "iu" else (-1e4, 1e4)
        if not low <= number <= high:
            raise ValueError(f"{number} does not fit into {dtype}: it holds {low} to {high}.")
    total = np.array([a], dtype) + np.array([b], dtype)
    code = f'import numpy as np\n\na = np.array([{a}], "{dtype}")\nb = np.array([{b}], "{dtype}")\nprint(a + b)\n'
    return Sum(a, b, dtype, float(total[0]), code)

"""A shape that somebody typed: `(32, 10)`, `32, 10`, `32 x 10`, `(10,)`, `10` or `()`. Nothing in it is evaluated.

The text passes three gates: only digits, signs, commas and brackets; then `ast.literal_eval`, which knows literals
only; then whole numbers from 0 up, and no more cells than this page works with, counted before any array is made.
"""

from __future__ import annotations

import ast
import math
import re
from typing import Final

Shape = tuple[int, ...]
"""The length of each axis."""

LONGEST: Final = 60  # characters
MOST_AXES: Final = 5
MOST_CELLS: Final = 100_000
"""Cells of an array on this page; 800 kB in float64."""

_ALLOWED = re.compile(r"[0-9,()\[\] +-]*", re.ASCII)
_TIMES = re.compile(r"(?<=\d)\s*[x×*]\s*(?=\d)", re.ASCII)
_FORMS: Final = "A shape is the length of each axis, such as (32, 10), (10,) or ()"


class ShapeError(ValueError):
    """What was typed is no shape, or none of an array that fits here; the message says what would be."""


def read_shape(text: str) -> Shape:
    """Return the shape that was typed.

    Raises
    ------
    ShapeError
        For everything else, for more than five axes and for more than 100,000 cells.

    Examples
    --------
    >>> read_shape("(32, 10)"), read_shape("10"), read_shape("64 x 3 x 32 x 10"), read_shape("()")
    ((32, 10), (10,), (64, 3, 32, 10), ())
    """
    if len(text) > LONGEST:
        raise ShapeError(f"A shape has at most {LONGEST} characters here; this one has {len(text)}.")
    plain = _TIMES.sub(", ", text.strip())
    if not plain:
        raise ShapeError(f"Nothing typed. {_FORMS}; a single number has the shape ().")
    allowed = _ALLOWED.match(plain)
    rest = plain[allowed.end() :] if allowed is not None else plain
    if rest:
        raise ShapeError(f"{rest[0]!r} has no place in a shape. {_FORMS}.")
    shape = _lengths(plain)
    check_cells(shape)
    return shape


def _lengths(text: str) -> Shape:
    """Read the text as a Python literal, and hold it against what a shape may be."""
    try:
        literal = ast.literal_eval(text)
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError):
        raise ShapeError(f"This cannot be read as a shape. {_FORMS}.") from None
    lengths = tuple(literal) if isinstance(literal, tuple | list) else (literal,)
    for length in lengths:
        if type(length) is not int:
            raise ShapeError(f"The length of an axis is one number, and {length!r} is not. {_FORMS}.")
        if length < 0:
            raise ShapeError(f"No axis has the length {length}: lengths are 0, 1, 2 and so on.")
    if len(lengths) > MOST_AXES:
        raise ShapeError(f"{len(lengths)} axes are too many to draw: at most {MOST_AXES} here.")
    return lengths


def check_cells(shape: Shape, *, what: str = "An array") -> None:
    """Refuse a shape with more cells than this page works with.

    Raises
    ------
    ShapeError
        There are more than `MOST_CELLS`.
    """
    if max(shape, default=0) > MOST_CELLS or math.prod(shape) > MOST_CELLS:
        count = f"{math.prod(shape):,}" if max(shape) < 10**12 else "far too many"
        raise ShapeError(f"{what} of shape {_short(shape)} has {count} cells; at most {MOST_CELLS:,} here.")


def _short(shape: Shape) -> str:
    words = str(shape)
    return words if len(words) <= LONGEST else f"{words[:LONGEST]} …"

"""What an element-wise operation does, in words and numbers made from the values."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from mnist_lab.maths.broadcasting import Alignment
from mnist_lab.maths.shapes import Shape

_DONE: Final = {
    "+": ("is added to", "are added to"),
    "−": ("is subtracted from", "are subtracted from"),
    "×": ("multiplies", "multiply"),
    "/": ("divides", "divide"),
    "maximum": ("is compared with", "are compared with"),
    "greater": ("is compared with", "are compared with"),
    "relu": ("is compared with", "are compared with"),
}
_AFTER: Final = {
    "maximum": ": the larger number stays",
    "relu": ": whatever is below 0 becomes 0",
    "greater": ": True where the number of `{a}` is larger",
}


def number_text(value: Any) -> str:
    """A number as it is printed in a sentence: six digits that carry meaning, whole numbers in full.

    Examples
    --------
    >>> number_text(np.float64(0.1) + 0.2), number_text(-3), number_text(True)
    ('0.3', '−3', 'True')
    """
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, float | np.floating):
        return f"{float(value):.6g}".replace("-", "−")
    return str(value).replace("-", "−")


def short_text(value: Any) -> str:
    """A number as it fits into a small square: two decimals below 1, whole numbers up to four digits in full.

    Examples
    --------
    >>> short_text(0.5488135), short_text(1234), short_text(123456), short_text(True)
    ('0.55', '1234', '1e5', 'T')
    """
    if isinstance(value, bool | np.bool_):
        return "T" if value else "F"
    number = float(value)
    if not math.isfinite(number):
        return {math.inf: "∞", -math.inf: "−∞"}.get(number, "NaN")
    if number == int(number) and abs(number) < 10_000:
        return str(int(number)).replace("-", "−")
    size = abs(number)
    if size < 0.005 or size >= 9999.5:
        words = f"{number:.0e}".replace("e+0", "e").replace("e-0", "e-").replace("e+", "e")
    else:
        words = f"{number:.2f}" if size < 0.995 else f"{number:.1f}" if size < 9.95 else f"{number:.0f}"
    return words.replace("-", "−")


def reading(alignment: Alignment, operation: str, cells: int) -> str:
    """Say what meets what: "The 10 numbers of `y` are added to each of the 32 rows of `X`: 320 sums."

    Parameters
    ----------
    alignment : Alignment
        Of two shapes that fit.
    operation : str
        A key of `elementwise.OPERATIONS`.
    cells : int
        Of the result.
    """
    after = _AFTER.get(operation, "").format(a=alignment.names[0])
    repeated = [side for side in (0, 1) if _copies(alignment, side) != 1]
    if not repeated:
        return f"Nothing is stretched: {_met(alignment, cells)}{after}."
    if len(repeated) == 2:
        told = " and ".join(_stretched(alignment, side) for side in (0, 1))
        return f"Both are stretched: {told}. {cells:,} cells{after}."
    side = repeated[0]
    return f"{_repeated(alignment, side, operation)}{after}."


def _copies(alignment: Alignment, side: int) -> int:
    return math.prod(pair.copies(side) for pair in alignment.pairs)


def _met(alignment: Alignment, cells: int) -> str:
    one, other = alignment.names
    if cells == 1:
        return f"the one number of `{one}` meets the one of `{other}`"
    return f"each of the {cells:,} numbers of `{one}` meets the one of `{other}` at the same place"


def _stretched(alignment: Alignment, side: int) -> str:
    copies = [pair.copies(side) for pair in alignment.pairs]
    axes = [f"{times} times along axis {axis}" for axis, times in enumerate(copies) if times != 1]
    return f"`{alignment.names[side]}` {' and '.join(axes)}"


def _repeated(alignment: Alignment, side: int, operation: str) -> str:
    """One array is used again and again, the other is as it is."""
    shape, name = (alignment.a, alignment.b)[side], alignment.names[side]
    numbers = math.prod(shape)
    who = f"The number `{name}`" if not shape else f"The {_count(shape)} of `{name}`"
    if side == 1:
        verb = _DONE[operation][numbers != 1]
        return f"{who} {verb} {_target(alignment, side)}"
    return f"{who} {'meets' if numbers == 1 else 'meet'} {_target(alignment, side)}"


def _count(shape: Shape) -> str:
    lengths = [length for length in shape if length != 1]
    total = math.prod(shape)
    if len(lengths) > 1:
        return f"{' × '.join(f'{length:,}' for length in lengths)} numbers"
    return f"{total:,} numbers" if total != 1 else "1 number"


def _target(alignment: Alignment, side: int) -> str:
    """What the repeated array meets: each of so many rows, columns or parts of the other."""
    other = alignment.names[1 - side]
    stretched = [place for place, pair in enumerate(alignment.pairs) if pair.copies(side) != 1]
    rank = len(alignment.pairs)
    copies = _copies(alignment, side)
    if math.prod((alignment.a, alignment.b)[side]) == 1:
        return f"each of the {copies:,} numbers of `{other}`"
    what = _PARTS.get((rank, tuple(stretched)))
    if what is None:
        lengths = [alignment.pairs[place].copies(side) for place in stretched]
        product = f"{' × '.join(map(str, lengths))} = {copies:,}" if len(lengths) > 1 else f"{copies:,}"
        axes = f"ax{'e' if len(stretched) > 1 else 'i'}s {' and '.join(map(str, stretched))}"
        return f"`{other}` {product} times, once for each position along {axes}"
    return f"each of the {copies:,} {what} of `{other}`"


_PARTS: Final = {(2, (0,)): "rows", (2, (1,)): "columns", (3, (0,)): "grids", (3, (0, 1)): "rows", (4, (0, 1)): "grids"}

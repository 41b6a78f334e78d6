"""What would mend two shapes that clash: new axes of length 1, the transpose, another shape for the same numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from numpy.typing import NDArray

from mnist_lab.maths.broadcasting import Alignment, align
from mnist_lab.maths.shapes import MOST_AXES, MOST_CELLS, Shape

MOST: Final = 3
"""Proposals at a time."""

_CROSSED: Final = ", each with each"


@dataclass(frozen=True)
class Mend:
    """One change of one array after which the two fit.

    Attributes
    ----------
    side : int
        Which array is changed: 0 or 1.
    expression : str
        The change, such as `b[:, np.newaxis]`.
    shape, result : tuple of int
        Of the changed array, and of the result.
    meaning : str
        What that would mean, as half a sentence.
    """

    side: int
    expression: str
    shape: Shape
    result: Shape
    meaning: str

    @property
    def effect(self) -> str:
        """The shape after the change, what that means and what comes out."""
        return f"shape `{self.shape}`: {self.meaning}. Result `{self.result}`."

    @property
    def sentence(self) -> str:
        """The change and its effect."""
        return f"`{self.expression}` has {self.effect}"

    def of(self, values: NDArray[Any]) -> NDArray[Any]:
        """The array after the change."""
        return values.T if self.expression.endswith(".T") else values.reshape(self.shape)


def mends(alignment: Alignment, *, most: int = MOST) -> tuple[Mend, ...]:
    """Return what would make the two shapes fit, the smallest change first; nothing where they fit already.

    Examples
    --------
    >>> [mend.expression for mend in mends(align((3, 4), (3,)))]
    ['b[:, np.newaxis]', 'a.T', 'a[:, :, np.newaxis]']
    """
    if not alignment.clashes:
        return ()
    found = [mend for side in (1, 0) for mend in _of_side(alignment, side)]
    found.sort(key=lambda mend: (_strangeness(mend, alignment), 1 - mend.side))
    return tuple(found[:most])


def _strangeness(mend: Mend, alignment: Alignment) -> tuple[bool, int]:
    """Results of the other array's shape first, then few added axes."""
    given = (alignment.a, alignment.b)
    return mend.result != given[1 - mend.side], len(mend.shape) - len(given[mend.side])


def _of_side(alignment: Alignment, side: int) -> Iterator[Mend]:
    """All changes of one array that make it fit the other one."""
    shape, other = (alignment.a, alignment.b)[side], (alignment.a, alignment.b)[1 - side]
    name = alignment.names[side]
    seen = {shape}
    for changes in (_new_axes(name, shape), _turned(name, shape), _filled(name, shape, other)):
        fewest = MOST_AXES
        for expression, changed, meaning in changes:
            result = align(changed, other).shape
            if result is None or changed in seen or math.prod(result) > MOST_CELLS or len(changed) > fewest:
                continue
            seen.add(changed)
            fewest = len(changed)
            crossed = len(changed) > len(shape) and result != other
            yield Mend(side, expression, changed, result, f"{meaning}{_CROSSED if crossed else ''}")


def _new_axes(name: str, shape: Shape) -> Iterator[tuple[str, Shape, str]]:
    """Every way of putting axes of length 1 between and behind the axes there are; in front NumPy does it itself."""
    for rank in range(len(shape) + 1, MOST_AXES + 1):
        for kept in combinations(range(rank), len(shape)):
            if kept and kept[0] == 0:
                places = [axis in kept for axis in range(rank)]
                lengths = iter(shape)
                changed = tuple(next(lengths) if old else 1 for old in places)
                inside = ", ".join(":" if old else "np.newaxis" for old in places)
                added = rank - len(shape)
                yield f"{name}[{inside}]", changed, f"{'a new axis' if added == 1 else f'{added} new axes'} to stretch"


def _turned(name: str, shape: Shape) -> Iterator[tuple[str, Shape, str]]:
    if len(shape) > 1:
        yield f"{name}.T", shape[::-1], "its axes in reverse order"


def _filled(name: str, shape: Shape, other: Shape) -> Iterator[tuple[str, Shape, str]]:
    if math.prod(shape) == math.prod(other):
        yield f"{name}.reshape({other})", other, f"the same {math.prod(shape)} numbers in reading order"

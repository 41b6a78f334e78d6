"""Two shapes and whether they fit: aligned from the right, each pair of lengths kept, stretched or clashing.

    lengths a and b of an axis:  a == b  ->  a        a == 1  ->  b        b == 1  ->  a        else: an error

An axis that one of the two does not have counts as one of length 1. Source: the course notebook, "Broadcasting"; the
rule itself: NumPy's manual, "Broadcasting".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from mnist_lab.maths.shapes import Shape

Kind = Literal["kept", "stretched", "clash"]

RULE: Final = "Lengths must be equal, or one of them 1."


class BroadcastingError(ValueError):
    """Two shapes do not fit; the message names the axis, both lengths and the rule."""


@dataclass(frozen=True)
class Pair:
    """The two lengths of one axis.

    Attributes
    ----------
    axis : int
        Counted from the right: -1 is the last one.
    a, b : int or None
        The lengths; None where that array has no such axis.
    """

    axis: int
    a: int | None
    b: int | None

    @property
    def kind(self) -> Kind:
        """What becomes of them."""
        if self.a == self.b:
            return "kept"
        return "stretched" if {self.a, self.b} & {1, None} else "clash"

    @property
    def length(self) -> int | None:
        """Length of this axis in the result; None where they clash."""
        if self.kind == "clash":
            return None
        one, other = self.lengths
        return other if one == 1 else one

    @property
    def lengths(self) -> tuple[int, int]:
        """Both lengths, 1 for an axis that is not there."""
        return (1 if self.a is None else self.a), (1 if self.b is None else self.b)

    def copies(self, side: int) -> int:
        """How often the array on this side, 0 or 1, is repeated along this axis; 1 where it is left as it is."""
        if self.kind != "stretched" or self.length is None:
            return 1
        return self.length if self.lengths[side] == 1 else 1

    def sentence(self, names: tuple[str, str] = ("a", "b")) -> str:
        """What happens along this axis.

        Examples
        --------
        >>> Pair(-1, 3, 4).sentence()
        'axis -1: 3 against 4. Lengths must be equal, or one of them 1.'
        """
        if self.kind == "kept":
            return f"axis {self.axis}: {self.a} and {self.b} are equal, kept."
        if self.kind == "clash":
            return f"axis {self.axis}: {self.a} against {self.b}. {RULE}"
        side = 0 if self.lengths[0] == 1 and self.a != self.length else 1
        name, other = names[side], names[1 - side]
        given = (self.a, self.b)[side]
        if given is None and self.length == 1:
            return f"axis {self.axis}: {name} has none and gets one of length 1, like {other}'s."
        start = f"{name} has none and gets one of length 1" if given is None else f"the 1 of {name}"
        times = f"{self.length} time{'' if self.length == 1 else 's'}"
        return f"axis {self.axis}: {start}, stretched to {self.length}: repeated {times}."


@dataclass(frozen=True)
class Alignment:
    """Two shapes, aligned from the right.

    Attributes
    ----------
    a, b : tuple of int
        The shapes.
    pairs : tuple of Pair
        One for each axis of the longer shape, the leftmost first.
    names : (str, str)
        What the arrays are called.
    """

    a: Shape
    b: Shape
    pairs: tuple[Pair, ...]
    names: tuple[str, str] = ("a", "b")

    @property
    def clashes(self) -> tuple[Pair, ...]:
        """The axes whose lengths do not fit."""
        return tuple(pair for pair in self.pairs if pair.kind == "clash")

    @property
    def shape(self) -> Shape | None:
        """Shape of the result; None where the two do not fit."""
        lengths = tuple(pair.length for pair in self.pairs)
        return None if None in lengths else tuple(length for length in lengths if length is not None)

    @property
    def sentence(self) -> str:
        """What happens along each axis, or, where they clash, what is wrong, the last axis first as NumPy goes."""
        told = self.clashes or self.pairs
        said = " ".join(_capital(pair.sentence(self.names)) for pair in reversed(told))
        return said or "Two single numbers: no axis, nothing to align."

    @property
    def code(self) -> str:
        """Prints the shape of the result, or NumPy's refusal."""
        asked = f"np.broadcast_shapes({self.a}, {self.b})"
        if self.clashes:
            return f"import numpy as np\n\ntry:\n    {asked}\nexcept ValueError as error:\n    print(error)\n"
        return f"import numpy as np\n\nprint({asked})  # {self.shape}\n"


def align(a: Sequence[int], b: Sequence[int], *, names: tuple[str, str] = ("a", "b")) -> Alignment:
    """Align two shapes from the right.

    Examples
    --------
    >>> align((32, 10), (10,)).shape
    (32, 10)
    >>> [pair.kind for pair in align((64, 3, 32, 10), (32, 10)).pairs]
    ['stretched', 'stretched', 'kept', 'kept']
    """
    one, other = tuple(a), tuple(b)
    rank = max(len(one), len(other))
    pairs = tuple(Pair(axis, _length(one, axis), _length(other, axis)) for axis in range(-rank, 0))
    return Alignment(one, other, pairs, names)


def fitting(a: Sequence[int], b: Sequence[int], *, names: tuple[str, str] = ("a", "b")) -> Shape:
    """Return the shape of the result.

    Raises
    ------
    BroadcastingError
        The shapes do not fit.
    """
    alignment = align(a, b, names=names)
    if alignment.shape is None:
        raise BroadcastingError(alignment.sentence)
    return alignment.shape


def source_index(index: Sequence[int], shape: Shape) -> tuple[int, ...]:
    """Return which cell of an array of `shape` goes into cell `index` of the result.

    Axes that the array does not have are dropped from the left; along an axis of length 1 there is only position 0.

    Examples
    --------
    >>> source_index((3, 7), (10,)), source_index((3, 7), (32, 1))
    ((7,), (3, 0))
    """
    own = tuple(index)[len(index) - len(shape) :]
    return tuple(0 if length == 1 else int(position) for position, length in zip(own, shape, strict=True))


def _length(shape: Shape, axis: int) -> int | None:
    return shape[axis] if -axis <= len(shape) else None


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]

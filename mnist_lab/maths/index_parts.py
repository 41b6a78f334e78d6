"""What an index is made of: one record for each thing that may stand between two commas."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

Booleans = NDArray[np.bool_]
Labels = NDArray[np.integer[Any]]

_COMPARE: Final[dict[str, Callable[[Labels, int], Any]]] = {
    **{"==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le},
    **{">": operator.gt, ">=": operator.ge},
}
_FAR: Final = 2**62  # beyond every label: comparing with it or with a larger number is the same


@dataclass(frozen=True)
class Integer:
    """One position; its axis disappears."""

    value: int

    @property
    def text(self) -> str:
        """The number."""
        return str(self.value)


@dataclass(frozen=True)
class Slice:
    """`start:stop:step`; None is left out."""

    start: int | None = None
    stop: int | None = None
    step: int | None = None

    @property
    def text(self) -> str:
        """As it is written, in the shortest way."""
        start, stop, step = ("" if part is None else str(part) for part in (self.start, self.stop, self.step))
        return f"{start}:{stop}" + (f":{step}" if step else "")


@dataclass(frozen=True)
class Rest:
    """`...`: as many whole axes as are not written."""

    text: str = "..."


@dataclass(frozen=True)
class NewAxis:
    """`np.newaxis`, or None, which is the same: an axis of length 1."""

    text: str = "np.newaxis"


@dataclass(frozen=True)
class Compare:
    """`labels == 7`."""

    name: str
    sign: str
    number: int

    @property
    def text(self) -> str:
        """The comparison."""
        return f"{self.name} {self.sign} {self.number}"

    def of(self, labels: Labels) -> Booleans:
        """One True or False for each label (n,)."""
        number = min(max(self.number, -_FAR), _FAR)
        return np.asarray(_COMPARE[self.sign](labels.astype(np.int64), number))


@dataclass(frozen=True)
class Join:
    """`left & right` or `left | right`."""

    sign: str
    left: MaskTree
    right: MaskTree

    @property
    def text(self) -> str:
        """Both sides in brackets, which `&` and `|` need."""
        return f" {self.sign} ".join(f"({side.text})" for side in (self.left, self.right))

    def of(self, labels: Labels) -> Booleans:
        """One True or False for each label (n,)."""
        left, right = self.left.of(labels), self.right.of(labels)
        return left & right if self.sign == "&" else left | right


@dataclass(frozen=True)
class Not:
    """`~inner`."""

    inner: MaskTree

    @property
    def text(self) -> str:
        """`~` and the rest in brackets."""
        return f"~({self.inner.text})"

    def of(self, labels: Labels) -> Booleans:
        """One True or False for each label (n,)."""
        return ~self.inner.of(labels)


MaskTree = Compare | Join | Not


@dataclass(frozen=True)
class Mask:
    """A boolean mask: takes the positions where it is True."""

    tree: MaskTree

    @property
    def text(self) -> str:
        """The mask as it is written."""
        return self.tree.text


Entry = Integer | Slice | Rest | NewAxis | Mask
Kind = Literal["view", "copy", "scalar"]

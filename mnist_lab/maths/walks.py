"""Walks down a loss that go on side by side, so that the loss and its gradient are worked out once for all of them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TypeAlias, TypeVar

import numpy as np

from mnist_lab.maths.breaks import Floats
from mnist_lab.maths.losses import Loss

Found = TypeVar("Found")
Walk: TypeAlias = Generator[Floats, tuple[Floats, Floats], Found]
"""Yields the weights (n, d) where it stands, is sent loss (n,) and gradient (n, d) there, returns what it found."""


def side_by_side(there: Loss, walks: Sequence[Walk[Found]]) -> list[Found]:
    """Let all walks go to their end on one loss, a step at a time, and return what each of them found."""
    found: dict[int, Found] = {}
    with np.errstate(all="ignore"):
        stands = {number: next(walk) for number, walk in enumerate(walks)}
        while stands:
            losses, gradients = there.at_with_gradient(np.concatenate(list(stands.values())))
            end = 0
            for number, W in list(stands.items()):
                begin, end = end, end + len(W)
                try:
                    stands[number] = walks[number].send((losses[begin:end], gradients[begin:end]))
                except StopIteration as over:
                    found[number] = over.value
                    del stands[number]
    return [found[number] for number in range(len(walks))]

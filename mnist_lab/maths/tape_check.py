"""Our graph beside TensorFlow's tape: the largest difference between the two, over all nodes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from mnist_lab.maths.graph_passes import Passes, shown


@dataclass(frozen=True)
class Comparison:
    """How far the tape is from our graph.

    Attributes
    ----------
    value : float
        TensorFlow's result.
    difference : float
        The largest difference between two values or two gradients of a node; inf where only one is a number.
    where : str
        Where that is: "the gradient of x".
    ours, theirs : float
        The two numbers there.
    missing : tuple of str
        Nodes for which the tape knows no gradient: None.
    numbers : int
        How many were compared.
    """

    value: float
    difference: float
    where: str
    ours: float
    theirs: float
    missing: tuple[str, ...]
    numbers: int

    @property
    def sentence(self) -> str:
        """What the comparison says."""
        said = f"TensorFlow's result is {shown(self.value)}. Of {self.numbers} values and gradients "
        if math.isinf(self.difference):
            said += (
                f"one at least is a number on one side only: {self.where} is {shown(self.ours)} in our graph and "
                f"{shown(self.theirs)} for TensorFlow. Outside of a domain nothing is promised."
            )
        elif self.difference == 0:
            said += "each is the same to the last bit in our graph."
        else:
            said += f"the largest difference to our graph is {self.difference:.1e}, in {self.where}."
        if self.missing:
            said += f" For {', '.join(self.missing)} the tape answers None."
        return said


def compared(done: Passes, values: Sequence[float], gradients: Sequence[float | None]) -> Comparison:
    """Compare our passes with the values and gradients of the same nodes from a tape."""
    names = [node.name for node in done.graph.nodes]
    pairs = [(f"the value of {name}", a, b) for name, a, b in zip(names, done.values, values, strict=True)]
    pairs += [
        (f"the gradient of {name}", a, b)
        for name, a, b in zip(names, done.gradients, gradients, strict=True)
        if b is not None
    ]
    where, ours, theirs = max(pairs, key=lambda pair: _difference(pair[1], pair[2]))
    missing = tuple(name for name, gradient in zip(names, gradients, strict=True) if gradient is None)
    return Comparison(values[-1], _difference(ours, theirs), where, ours, theirs, missing, len(pairs))


def _difference(a: float, b: float) -> float:
    if a == b or (math.isnan(a) and math.isnan(b)):
        return 0.0
    return abs(a - b) if math.isfinite(a) and math.isfinite(b) else math.inf

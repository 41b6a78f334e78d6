"""Some maps, one after the other: their product, and what becomes of it in the opposite order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np

from mnist_lab.maths.affine import Affine, Floats, written
from mnist_lab.maths.transform_motion import Motion, Step, motion
from mnist_lab.maths.transform_shapes import LETTER
from mnist_lab.maths.transform_text import read_steps

_SAME = 1e-9


@dataclass(frozen=True, eq=False)
class Composition:
    """Steps in their order, and in the opposite one.

    Attributes
    ----------
    steps : tuple of Step
        In the order in which they are carried out.
    blend : bool
        Whether the motion goes entry by entry.
    """

    steps: tuple[Step, ...]
    blend: bool = False

    @property
    def forward(self) -> Affine:
        """All steps as one map: the last step's matrix stands on the left."""
        return product(self.steps)

    @property
    def reversed(self) -> Affine:
        """The steps in the opposite order as one map."""
        return product(self.steps[::-1])

    @property
    def motions(self) -> tuple[Motion, Motion]:
        """The frames in this order, and in the opposite one."""
        return motion(self.steps, blend=self.blend), motion(self.steps[::-1], blend=self.blend)

    @property
    def apart(self) -> float:
        """How far the two results are apart at most, over the corners of the letter F."""
        return float(np.hypot(*(self.forward(LETTER) - self.reversed(LETTER)).T).max())

    @property
    def same(self) -> bool:
        """Whether both orders are one and the same map."""
        return bool(np.abs(self.forward.matrix - self.reversed.matrix).max() <= _SAME)

    @property
    def sentence(self) -> str:
        """What the product is, and whether the order matters."""
        if len(self.steps) == 1:
            return "One step, one matrix. Add a second one to see whether the order matters."
        letters = [f"M_{number}" for number in range(len(self.steps), 0, -1)]
        read = f"One matrix does all {len(self.steps)} steps: {' · '.join(letters)}, read from the right."
        if self.same:
            return f"{read} Here the order does not matter: both products are the same."
        far = f"the same corner of the F ends up to {written(self.apart)} apart"
        return f"{read} The order matters: {far}. Both areas are {written(abs(self.forward.determinant))}."

    @property
    def code(self) -> str:
        """The lines that give the product in both orders and the distance."""
        lines = ["import numpy as np", ""]
        for number, step in enumerate(self.steps, 1):
            rows = ", ".join(repr(row) for row in homogeneous(step.there).round(12).tolist())
            lines.append(f"# {step.name}\nM_{number} = np.array([{rows}])  # (3, 3)")
        names = [f"M_{number}" for number in range(1, len(self.steps) + 1)]
        x, y = (repr(row) for row in LETTER.T.tolist())
        lines += [
            f"M = {' @ '.join(names[::-1])}  # (3, 3): the first step stands on the right",
            f"M_reversed = {' @ '.join(names)}",
            f"x = {x}",
            f"y = {y}",
            f"F = np.array([x, y, [1.0] * {len(LETTER)}])  # (3, {len(LETTER)}): corners of the letter",
            "apart = np.hypot(*(M @ F - M_reversed @ F)[:2]).max()",
        ]
        return "\n".join(lines)


def product(steps: tuple[Step, ...]) -> Affine:
    """Return the steps as one map."""
    return reduce(Affine.then, (step.there for step in steps))


def composition(text: str, *, blend: bool = False) -> Composition:
    """Return the steps that were typed.

    Raises
    ------
    StepsError
        The text is no list of one to five steps.

    Examples
    --------
    >>> composition("translation(1, 0), rotation(90)").forward.b.round(6).tolist()
    [0.0, 1.0]
    """
    return Composition(read_steps(text), blend)


def homogeneous(there: Affine) -> Floats:
    """(3, 3): the matrix, with what rounding left of zeros taken away for reading."""
    cleaned: Floats = np.where(np.abs(there.matrix) < _SAME, 0.0, there.matrix)
    return cleaned

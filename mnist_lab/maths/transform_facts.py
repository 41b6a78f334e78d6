"""What a matrix (2, 2) does to areas, to orientation and to directions, and how that is said."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from mnist_lab.maths.affine import FLAT, Affine, Floats, written

_SAME: Final = 1e-12  # squares of eigenvalues' differences below this, relative to W, count as none


@dataclass(frozen=True, eq=False)
class Directions:
    """The eigenvectors of W: the directions that only stretch.

    Attributes
    ----------
    factors : tuple of float
        By how much each of `vectors` stretches, the larger one first; empty where no direction stays.
    vectors : tuple of (2,)
        Unit vectors; one where only one direction stays, two where every direction does.
    everywhere : bool
        Whether every direction only stretches, by one and the same factor.
    turn, stretch : float
        Where no direction stays: the eigenvalues are stretch . (cos turn ± i sin turn); turn in radians.
    """

    factors: tuple[float, ...]
    vectors: tuple[Floats, ...]
    everywhere: bool = False
    turn: float = 0.0
    stretch: float = 1.0

    @property
    def sentence(self) -> str:
        """Which directions only stretch."""
        if not self.factors:
            return (
                f"Complex eigenvalues, {written(self.stretch)} · (cos {written(math.degrees(self.turn))}° ± i sin "
                f"{written(math.degrees(self.turn))}°): a rotation is in it, and no direction stays."
            )
        if self.everywhere:
            factor = self.factors[0]
            return "Every direction stays." if factor == 1 else f"Every direction only stretches, × {written(factor)}."
        said = [f"{angle(v)} × {written(factor)}" for v, factor in zip(self.vectors, self.factors, strict=True)]
        if len(said) == 1:
            return f"One direction only stretches: {said[0]}."
        return f"Two directions only stretch: {said[0]} and {said[1]}."


def angle(vector: Floats) -> str:
    """The direction of a line along `vector`, from 0° to below 180°."""
    degrees = math.degrees(math.atan2(vector[1], vector[0])) % 180
    return f"{written(0.0 if degrees > 179.995 else degrees)}°"


def directions(W: Floats) -> Directions:
    """Return the directions that W only stretches.

    The eigenvalues solve `s² - (a + d) s + (ad - bc) = 0`; what rounding leaves of equal ones counts as equal.

    Examples
    --------
    >>> directions(np.array([[2.0, 0.0], [0.0, 3.0]])).factors
    (3.0, 2.0)
    """
    (a, b), (c, d) = W.tolist()
    middle, half = (a + d) / 2, (a - d) / 2
    under = half * half + b * c  # the square of half the difference of the eigenvalues
    scale = max(float(np.abs(W).max()) ** 2, FLAT)
    if under < -_SAME * scale:
        root = math.sqrt(-under)
        return Directions((), (), turn=math.atan2(root, middle), stretch=math.hypot(middle, root))
    if abs(under) <= _SAME * scale:
        if np.abs(W - middle * np.eye(2)).max() <= math.sqrt(_SAME * scale):
            return Directions((middle, middle), (np.array([1.0, 0.0]), np.array([0.0, 1.0])), everywhere=True)
        return Directions((middle,), (_along(W, middle),))
    root = math.sqrt(under)
    factors = (middle + root, middle - root)
    return Directions(factors, tuple(_along(W, factor) for factor in factors))


def _along(W: Floats, factor: float) -> Floats:
    """A unit vector v with W . v = factor . v: at a right angle to a row of W - factor . I, the longer one."""
    rows = W - factor * np.eye(2)
    row = rows[int(np.argmax(np.hypot(rows[:, 0], rows[:, 1])))]
    v = np.array([-row[1], row[0]]) / math.hypot(*row.tolist())
    return v if (v[0], v[1]) > (0, 0) else -v


def orientation(there: Affine) -> str:
    """ "kept", "reversed", or "none" where the plane is flattened."""
    if there.rank < 2:
        return "none"
    return "kept" if there.determinant > 0 else "reversed"


def area_sentence(there: Affine) -> str:
    """What happens to areas and to orientation, or what the plane is flattened to."""
    if there.rank == 0:
        return "Everything lands on one point: area 0, rank 0, no way back."
    if there.rank == 1:
        return "The plane is flattened to a line: area 0, rank 1, no way back."
    times = f"The unit square's area, 1, becomes {written(abs(there.determinant))}"
    if there.determinant < 0:
        return f"{times}, and it is turned over: the determinant is {written(there.determinant)}, an F reads mirrored."
    return f"{times}: the determinant. Orientation is kept."


def fixed_point(there: Affine) -> Floats | None:
    """(2,): the one point that stays where it is, `(I - W) x = b`; None where there is none, or many."""
    left = np.eye(2) - there.W
    if np.linalg.matrix_rank(left, tol=1e-6) < 2:
        return None
    stays: Floats = np.linalg.solve(left, there.b).astype(float)
    return stays

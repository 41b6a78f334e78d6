"""Affine maps of the plane, `W . x + b`, and their 3x3 matrices in homogeneous coordinates.

    [ W  b ]   [ x ]   [ W . x + b ]
    [ 0  1 ] . [ 1 ] = [     1     ]

x counts to the right and y upwards, so that counter-clockwise is counter-clockwise on the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

FLAT: Final = 1e-9
"""A singular value below this counts as zero: the plane is flattened."""


class FlatError(ValueError):
    """A map that flattens the plane has no inverse; the message says why."""


@dataclass(frozen=True, eq=False)
class Affine:
    """The map x -> W . x + b.

    Attributes
    ----------
    W : (2, 2)
        Its columns are where (1, 0) and (0, 1) go, seen from where the origin goes.
    b : (2,)
        Where the origin goes.
    """

    W: Floats
    b: Floats

    def __call__(self, points: Floats) -> Floats:
        """Return where points (n, 2) go, (n, 2)."""
        moved: Floats = points @ self.W.T + self.b
        return moved

    @property
    def matrix(self) -> Floats:
        """(3, 3): the map in homogeneous coordinates."""
        M = np.eye(3)
        M[:2, :2], M[:2, 2] = self.W, self.b
        return M

    @property
    def determinant(self) -> float:
        """The signed area of the moved unit square: below zero where left and right are exchanged."""
        (a, b), (c, d) = self.W.tolist()
        return float(a * d - b * c)

    @property
    def rank(self) -> int:
        """2: the plane stays a plane; 1: it becomes a line; 0: a point."""
        return int(np.linalg.matrix_rank(self.W, tol=FLAT))

    def then(self, second: Affine) -> Affine:
        """Return the one map that does this one first and `second` after it: `second.matrix @ self.matrix`."""
        return Affine(second.W @ self.W, second.W @ self.b + second.b)

    def inverse(self) -> Affine:
        """Return the map that brings every point back.

        Raises
        ------
        FlatError
            The plane becomes a line or a point.
        """
        if self.rank < 2:
            what = "one point" if self.rank == 0 else "a line"
            raise FlatError(f"No way back: the whole plane lands on {what}, and many points share each place there.")
        back: Floats = np.linalg.inv(self.W).astype(float)
        return Affine(back, -back @ self.b)


def affine(W: ArrayLike, b: ArrayLike = (0, 0)) -> Affine:
    """Return the map x -> W . x + b of a nested list (2, 2) and a list (2,).

    Examples
    --------
    >>> affine([[2, 0], [0, 1]], [1, 0])(np.array([[1.0, 1.0]])).tolist()
    [[3.0, 1.0]]
    """
    return Affine(np.array(W, float).reshape(2, 2), np.array(b, float).reshape(2))


IDENTITY: Final = affine([[1, 0], [0, 1]])
"""What leaves everything where it is."""


def rotation(radians: float) -> Floats:
    """(2, 2): a counter-clockwise turn about the origin."""
    cos, sin = np.cos(radians), np.sin(radians)
    return np.array([[cos, -sin], [sin, cos]])


def written(value: float) -> str:
    """Return a number with at most two decimals and a real minus sign, never as minus zero.

    Examples
    --------
    >>> written(-0.7071), written(2.0), written(-1e-17)
    ('−0.71', '2', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "0") else text.replace("-", "−")


def place(point: ArrayLike) -> str:
    """Return a point as one writes it.

    Examples
    --------
    >>> place([1, -0.5])
    '(1, −0.5)'
    """
    x, y = np.asarray(point, float).tolist()
    return f"({written(x)}, {written(y)})"


def latex(matrix: Floats) -> str:
    r"""Return a matrix (rows, columns) in LaTeX, its numbers as `written` has them.

    Examples
    --------
    >>> print(latex(np.array([[1.0, -0.5]])))
    \begin{bmatrix} 1 & -0.5 \end{bmatrix}
    """
    lines = [" & ".join(written(value).replace("−", "-") for value in row) for row in matrix.tolist()]
    return r"\begin{bmatrix} " + r" \\ ".join(lines) + r" \end{bmatrix}"

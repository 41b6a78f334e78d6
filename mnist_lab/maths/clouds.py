"""Points of two classes that no straight line parts: moons, circles, spirals and crossed corners.

All are made with NumPy from a seed, and lie within 2 of the origin along each axis.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from mnist_lab.maths.affine import Floats
from mnist_lab.maths.source import source

WIDEST: Final = 2.0


@dataclass(frozen=True, eq=False)
class Cloud:
    """Points of two classes, first all of class 0, then all of class 1.

    Attributes
    ----------
    name : str
        One of `CLOUDS`.
    points : (2 n, 2)
    classes : (2 n,) int, 0 or 1
    code : str
        The lines that make `x` and `y`: the points, and their classes.
    """

    name: str
    points: Floats
    classes: np.ndarray[tuple[int], np.dtype[np.int64]]
    code: str


def moons(n: int, rng: np.random.Generator) -> Floats:
    """Return (2 n, 2): two half circles that reach into one another."""
    angle = np.linspace(0, np.pi, n)
    upper = np.column_stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25])
    return 1.1 * np.concatenate([upper, -upper]) + rng.normal(0, 0.09, (2 * n, 2))


def circles(n: int, rng: np.random.Generator) -> Floats:
    """Return (2 n, 2): a disc within a ring."""
    angle = rng.uniform(0, 2 * np.pi, 2 * n)
    radius = np.concatenate([0.75 * np.sqrt(rng.uniform(0, 1, n)), rng.uniform(1.2, 1.7, n)])
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def spirals(n: int, rng: np.random.Generator) -> Floats:
    """Return (2 n, 2): two arms that wind around one another."""
    angle = np.linspace(0.6, 2.2 * np.pi, n)
    arm = 0.26 * angle[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return np.concatenate([arm, -arm]) + rng.normal(0, 0.05, (2 * n, 2))


def corners(n: int, rng: np.random.Generator) -> Floats:
    """Return (2 n, 2): each class in two opposite corners, as in exclusive or."""
    sign = np.where(np.arange(2 * n) % 2, 1, -1)
    middle = np.column_stack([sign, np.where(np.arange(2 * n) < n, sign, -sign)])
    return middle + rng.uniform(-0.6, 0.6, (2 * n, 2))


CLOUDS: Final[dict[str, Callable[[int, np.random.Generator], Floats]]] = {
    "moons": moons,
    "circles": circles,
    "spirals": spirals,
    "corners": corners,
}


def cloud(name: str, n: int = 100, *, seed: int = 0) -> Cloud:
    """Return 2 n points of two classes.

    Parameters
    ----------
    name : str
        One of `CLOUDS`.
    n : int
        Points of one class.
    seed : int

    Raises
    ------
    KeyError
        There is no such cloud.

    Examples
    --------
    >>> cloud("moons", 3).classes.tolist()
    [0, 0, 0, 1, 1, 1]
    """
    points = CLOUDS[name](n, np.random.default_rng(seed)).clip(-WIDEST, WIDEST)
    code = "\n".join(
        [
            source(CLOUDS[name]),
            "",
            f"x = {name}({n}, np.random.default_rng({seed})).clip(-{WIDEST:g}, {WIDEST:g})  # ({2 * n}, 2)",
            f"y = np.repeat([0, 1], {n})  # the class of each",
        ]
    )
    return Cloud(name, points, np.repeat([0, 1], n), code)

"""What is moved: the grid and its square, a letter F, a house, a circle, and a digit's pixels as points.

Outlines are closed polygons, (n, 2); NaN separates lines that do not hang together.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.affine import Floats

PIXEL: Final = 0.1
"""How wide a digit's pixel is on the plane: 28 of them make 2.8."""

LETTER: Final[Floats] = np.array(
    [[0, 0], [0.4, 0], [0.4, 0.8], [1, 0.8], [1, 1.2], [0.4, 1.2], [0.4, 1.6], [1.2, 1.6], [1.2, 2], [0, 2], [0, 0]]
)
"""An F: no turn makes it look like its mirror image."""

HOUSE: Final[Floats] = np.array(
    [
        *([-1, 0], [1, 0], [1, 1.2], [0, 2], [-1, 1.2], [-1, 0]),
        *([np.nan, np.nan], [0.2, 0], [0.2, 0.8], [0.7, 0.8], [0.7, 0], [0.2, 0]),
        *([np.nan, np.nan], [-0.7, 0.5], [-0.2, 0.5], [-0.2, 0.95], [-0.7, 0.95], [-0.7, 0.5]),
    ]
)

CIRCLE: Final[Floats] = np.column_stack([np.cos(a := np.linspace(0, 2 * np.pi, 73)), np.sin(a)])
"""Radius 1, around the origin."""

SQUARE: Final[Floats] = np.array([[0.0, 0], [1, 0], [1, 1], [0, 1], [0, 0]])
"""The unit square."""

OUTLINES: Final = {"letter F": LETTER, "house": HOUSE, "circle": CIRCLE}


def grid(across: int, up: int) -> Floats:
    """Return the lines at whole numbers, from -across to across and from -up to up, (n, 2) with NaN between lines.

    Examples
    --------
    >>> grid(1, 0).shape
    (12, 2)
    """
    upright = [[[x, -up], [x, up], [np.nan, np.nan]] for x in range(-across, across + 1)]
    level = [[[-across, y], [across, y], [np.nan, np.nan]] for y in range(-up, up + 1)]
    return np.array([*upright, *level], float).reshape(-1, 2)


def digit_points(image: NDArray[np.uint8], *, most: int = 300) -> tuple[Floats, Floats]:
    """Return the inked pixels of a digit as points around the origin, and their ink.

    Parameters
    ----------
    image : (28, 28) uint8
        Rows count downwards; on the plane y counts upwards.
    most : int
        The darkest so many.

    Returns
    -------
    points : (n, 2)
    ink : (n,), above 0 to 1
    """
    rows, columns = np.nonzero(image)
    ink = image[rows, columns] / 255
    kept = np.sort(np.argsort(-ink, kind="stable")[:most])
    height, width = image.shape
    x, y = (columns - (width - 1) / 2) * PIXEL, ((height - 1) / 2 - rows) * PIXEL
    return np.column_stack([x, y])[kept], ink[kept]

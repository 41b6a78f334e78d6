"""The pieces of the plane in each of which a stack of ReLU layers is one affine map.

A unit of a ReLU layer lets through what is above 0 and folds the rest onto 0. The crease is where its weighted sum is
0: a straight line within each piece so far. So each piece is cut along the crease of each unit, layer by layer.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mnist_lab.maths.affine import Floats


def half(polygon: Floats, heights: Floats) -> Floats:
    """Return the part of a convex polygon (k, 2) where the height is not below 0; `heights` (k,) are the corners'."""
    kept = []
    for place in range(len(polygon)):
        p, q = polygon[place - 1], polygon[place]
        hp, hq = heights[place - 1], heights[place]
        if hp * hq < 0:
            kept.append(p + hp / (hp - hq) * (q - p))
        if hq >= 0:
            kept.append(q)
    return np.array(kept).reshape(-1, 2)


def area(polygon: Floats) -> float:
    """Return the area of a polygon (k, 2)."""
    (x, y), (u, v) = polygon.T, np.roll(polygon, -1, axis=0).T
    return float(abs(np.sum(x * v - u * y)) / 2)


def pieces(layers: Sequence[tuple[Floats, Floats]], window: Floats) -> list[tuple[Floats, Floats, Floats]]:
    """Return (polygon, A, c) for each piece of the window: in it the stack is x -> A @ x + c.

    Parameters
    ----------
    layers : sequence of (W, b)
        (2, 2) and (2,), each followed by ReLU.
    window : (k, 2)
        The corners of a convex polygon.
    """
    found = [(window, np.eye(2), np.zeros(2))]
    for W, b in layers:
        found = [(polygon, W @ A, W @ c + b) for polygon, A, c in found]
        for unit in range(2):
            found = [part for piece in found for part in creased(*piece, unit)]
    return found


def creased(polygon: Floats, A: Floats, c: Floats, unit: int) -> list[tuple[Floats, Floats, Floats]]:
    """Return the one or two parts of a piece on both sides of a unit's crease, after ReLU of that unit."""
    heights = (polygon @ A[unit] + c[unit]).round(12)
    parts = []
    for on, side in ((1, heights), (0, -heights)):
        part = half(polygon, side)
        if (side.max() > 0 and area(part) > 1e-9) or not (on or heights.any()):
            gate = np.where(np.arange(2) == unit, on, 1)  # relu: times 1 above the crease, times 0 below
            parts.append((part, gate[:, None] * A, gate * c))
    return parts

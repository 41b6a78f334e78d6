"""What a dragged tip means: from where the tip of a column of W, or of b, stands now to the numbers of the map."""

from __future__ import annotations

import math

from mnist_lab.maths.transform_kinds import KINDS

FIRST, SECOND, SHIFT = "first", "second", "shift"
"""The tips: of the first and of the second column of W, and of b."""


def dragged(kind: str, tip: str, x: float, y: float) -> dict[str, float]:
    """Return the numbers of the map that change when a tip stands at (x, y) now, within their bounds.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    tip : str
        FIRST, SECOND or SHIFT; one that this kind of map does not have changes nothing.
    x, y : float
        The column of W, or b.

    Examples
    --------
    >>> dragged("rotation", FIRST, 0.0, 1.0)
    {'theta': 90.0}
    >>> dragged("linear", SECOND, -1.5, 9.0)
    {'W01': -1.5, 'W11': 3.0}
    """
    meant = _meant(kind, tip, x, y)
    bounds = {number.name: number.most for number in KINDS[kind].numbers}
    return {name: min(max(round(value, 2), -bounds[name]), bounds[name]) + 0.0 for name, value in meant.items()}


def _meant(kind: str, tip: str, x: float, y: float) -> dict[str, float]:
    """The numbers, unbounded."""
    if tip == SHIFT:
        return {"translation": {"h": x, "v": y}, "affine": {"b0": x, "b1": y}}.get(kind, {})
    if tip not in (FIRST, SECOND) or kind == "translation":
        return {}
    first = tip == FIRST
    angle = math.degrees(math.atan2(y, x))
    ways = {
        "rotation": {"theta": _upright(angle if first else angle - 90)},
        "reflection": {"alpha": _upright(angle if first else angle + 90) / 2},
        "scaling": {"fx": x} if first else {"fy": y},
        "shear": {"ky": y} if first else {"kx": x},
    }
    free = {"W00": x, "W10": y} if first else {"W01": x, "W11": y}
    return ways.get(kind, free)


def _upright(degrees: float) -> float:
    """The same angle in whole degrees above -180 and up to 180."""
    whole = round(degrees) % 360
    return float(whole - 360 if whole > 180 else whole)

"""Pen strokes: from the JSON of a drawing canvas to plain lists of points.

A stroke is what the pen drew between touching the paper and leaving it. It is kept as its points, not as pixels:
points can be scaled, moved and drawn again with any pen without losing anything, and that is what `normalise` needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Stroke = NDArray[np.float64]
"""(points, 2): x to the right, y down, in the units of the canvas."""

Strokes = tuple[Stroke, ...]

MAX_POINTS = 20_000
"""More points than an hour of scribbling gives; what comes after them is not read."""

STEPS_PER_CURVE = 4
"""A quadratic curve between two mouse events is a few pixels long: four straight pieces follow it to 0.1 px."""


class StrokesError(ValueError):
    """The drawing cannot be read as strokes."""


def strokes_from_points(drawing: Iterable[Iterable[Sequence[float]]]) -> Strokes:
    """Strokes from nested lists of points, `[[[x, y], ...], ...]`, one list a stroke.

    Raises
    ------
    StrokesError
        If a stroke is not a list of finite (x, y) pairs.

    Examples
    --------
    >>> [stroke.shape for stroke in strokes_from_points([[[0, 0], [3, 4]], [[9, 9]]])]
    [(2, 2), (1, 2)]
    """
    strokes = []
    for points in drawing:
        try:
            stroke = np.asarray(points, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise StrokesError(f"A stroke is a list of points [x, y]; this one is not: {error}.") from error
        if stroke.size == 0:
            continue
        if stroke.ndim != 2 or stroke.shape[1] != 2:
            raise StrokesError(f"A stroke has shape (points, 2), x and y of each point; this one has {stroke.shape}.")
        if not np.isfinite(stroke).all():
            raise StrokesError("A point of a stroke is not a finite number.")
        strokes.append(stroke)
    return tuple(strokes)


def strokes_from_canvas(json_data: dict[str, Any] | None) -> Strokes:
    """Strokes from what the canvas returns: its `objects` of type `path`, flattened to points.

    A path is a list of commands as in SVG: `M x y` puts the pen down, `L x y` draws a line, `Q cx cy x y` a quadratic
    curve, `C` a cubic one, `Z` closes. Anything else on the canvas is not pen ink and is left out. The drawing comes
    from a browser, so nothing in it is trusted: what cannot be read is skipped, and reading stops at `MAX_POINTS`.

    Examples
    --------
    >>> strokes_from_canvas({"objects": [{"type": "Path", "path": [["M", 1, 2], ["L", 5, 2]]}]})[0].tolist()
    [[1.0, 2.0], [5.0, 2.0]]
    """
    objects = json_data.get("objects") if isinstance(json_data, dict) else None
    strokes: list[Stroke] = []
    points = 0
    for item in objects if isinstance(objects, list) else ():
        if not (isinstance(item, dict) and isinstance(item.get("path"), list)):
            continue
        # Fabric's spelling before version 6, and since; the type may be anything, and a set would ask for its hash.
        if item.get("type") not in ("path", "Path"):
            continue
        for stroke in _flatten(item["path"][:MAX_POINTS]):
            if points >= MAX_POINTS:
                return tuple(strokes)
            strokes.append(stroke[: MAX_POINTS - points])
            points += len(strokes[-1])
    return tuple(strokes)


def _flatten(commands: list[Any]) -> list[Stroke]:
    """The strokes of one path: a new one begins at every `M`."""
    strokes: list[list[NDArray[np.float64]]] = []
    for command in commands:
        letter, control = _read(command)
        if letter == "M" and control is not None:
            strokes.append([control[:1]])
        elif strokes and letter == "Z":
            strokes[-1].append(strokes[-1][0][:1])
        elif strokes and control is not None:
            strokes[-1].append(_curve(np.vstack([strokes[-1][-1][-1:], control])))
    return [np.vstack(pieces) for pieces in strokes]


def _read(command: Any) -> tuple[str, NDArray[np.float64] | None]:
    """One path command as its letter and its points (k, 2); None where the points cannot be read."""
    if not (isinstance(command, list) and command and isinstance(command[0], str)):
        return "", None
    letter, numbers = command[0].upper(), command[1:]
    if len(numbers) != {"M": 2, "L": 2, "Q": 4, "C": 6}.get(letter):
        return letter, None
    if not all(isinstance(number, (int, float)) and abs(number) < 1e6 for number in numbers):
        return letter, None  # NaN fails the comparison too
    return letter, np.asarray(numbers, dtype=np.float64).reshape(-1, 2)


def _curve(control: NDArray[np.float64]) -> Stroke:
    """Points along the Bezier curve with these control points (k, 2), without its first: 1 for a line, else 4.

    De Casteljau: interpolate between neighbours until one point is left.
    """
    if len(control) == 2:
        return control[1:]
    t = np.arange(1, STEPS_PER_CURVE + 1)[:, None, None] / STEPS_PER_CURVE  # (steps, 1, 1)
    points = np.broadcast_to(control, (STEPS_PER_CURVE, *control.shape))  # (steps, k, 2)
    while points.shape[1] > 1:
        points = (1 - t) * points[:, :-1] + t * points[:, 1:]
    return points[:, 0]

"""The sheet that the reader draws on: 280x280 pixels, ten a side for each pixel of MNIST's image.

What the pen left on it is a handful of strokes. They are kept with no more points than their shape needs, so that the
code beside the picture, the link to a drawing and the file of drawings all hold the very points the network's image is
made of.
"""

from __future__ import annotations

import re

import numpy as np
from PIL import Image, ImageDraw

from mnist_lab.digits.normalise import Pixels
from mnist_lab.digits.strokes import Stroke, Strokes, StrokesError, strokes_from_points

SHEET = 280

TOLERANCE = 0.7
"""Pixels of the sheet by which a simplified stroke may leave the drawn one: 0.05 pixels of the network's image."""

MAX_POINTS = 4_000

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_ZERO = 1024
_FARTHEST = 300  # pixels that a pen may leave the sheet by
_STROKE = re.compile(r"(?:[A-Za-z0-9_-]{4})+")


def simplified(strokes: Strokes, *, tolerance: float = TOLERANCE) -> Strokes:
    """The same drawing with as few points as its shape needs, each on a whole pixel.

    Keep the two ends; if a point between them is farther than `tolerance` from the straight line, keep the farthest and
    treat both parts in the same way (Ramer 1972; Douglas, Peucker 1973). A stroke that is on whole pixels already stays
    as it is, so that doing it twice changes nothing.

    Examples
    --------
    >>> line = np.array([[0, 0], [10, 0.2], [20, 0], [20, 30]])
    >>> simplified((line,))[0].tolist()
    [[0.0, 0.0], [20.0, 0.0], [20.0, 30.0]]
    """
    keep = 1 + sum(map(len, strokes)) // MAX_POINTS
    thinned = (np.vstack([stroke[:-1:keep], stroke[-1:]]) for stroke in strokes if len(stroke))
    return tuple(
        stroke if (stroke == np.round(stroke)).all() else np.round(stroke[_corners(stroke, tolerance)])
        for stroke in thinned
    )


def canvas_ink(strokes: Strokes, *, pen: float, side: int = SHEET) -> Pixels:
    """The sheet as a picture (side, side), ink 0 or 1, drawn with a round pen `pen` pixels wide."""
    sheet = Image.new("1", (side, side))
    brush = ImageDraw.Draw(sheet)
    for stroke in strokes:
        points = [(float(x), float(y)) for x, y in stroke]
        brush.line(points, fill=1, width=max(1, round(pen)), joint="curve")
        for x, y in (points[0], points[-1]):
            brush.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), fill=1)
    return np.asarray(sheet, np.float32)


def extent(strokes: Strokes) -> tuple[float, float]:
    """(width, height) in pixels of the sheet, from the middle of the pen to the middle of the pen; (0, 0) if empty."""
    if not strokes:
        return 0.0, 0.0
    width, height = np.ptp(np.concatenate(strokes), axis=0)
    return float(width), float(height)


def to_text(strokes: Strokes) -> str:
    """The drawing as text for a link: four letters a point, a full stop between strokes; whole pixels.

    Examples
    --------
    >>> to_text((np.array([[0, 0], [5, 280]]),))
    'QAQAQFUY'
    """
    return ".".join("".join(map(_letters, stroke.ravel())) for stroke in strokes)


def from_text(text: str) -> Strokes:
    """What `to_text` wrote.

    Raises
    ------
    StrokesError
        If the text is something else.

    Examples
    --------
    >>> from_text("QAQAQFUY")[0].tolist()
    [[0.0, 0.0], [5.0, 280.0]]
    """
    parts = text.split(".")
    if len(text) > 4 * MAX_POINTS or not all(_STROKE.fullmatch(part) for part in parts):
        raise StrokesError("A drawing in a link has four of A-Z a-z 0-9 - _ a point and full stops between strokes.")
    digits = [np.array([_ALPHABET.index(letter) for letter in part]).reshape(-1, 2, 2) for part in parts]
    strokes = [stroke[..., 0] * 64 + stroke[..., 1] - _ZERO for stroke in digits]
    if any(stroke.min() < -_FARTHEST or stroke.max() > SHEET + _FARTHEST for stroke in strokes):
        raise StrokesError(f"A drawing in a link lies on the sheet of {SHEET} pixels; this one is elsewhere.")
    return strokes_from_points([stroke.tolist() for stroke in strokes])


def _letters(coordinate: float) -> str:
    number = _ZERO + int(np.clip(round(coordinate), -_FARTHEST, SHEET + _FARTHEST))
    return _ALPHABET[number // 64] + _ALPHABET[number % 64]


def _corners(stroke: Stroke, tolerance: float) -> list[int]:
    """Which points of the stroke to keep."""
    kept, open_parts = {0, len(stroke) - 1}, [(0, len(stroke) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        if last - first < 2:
            continue
        distance = _distance(stroke[first + 1 : last], stroke[first], stroke[last])
        farthest = first + 1 + int(distance.argmax())
        if distance.max() > tolerance:
            kept.add(farthest)
            open_parts += [(first, farthest), (farthest, last)]
    return sorted(kept)


def _distance(points: Stroke, start: Stroke, end: Stroke) -> Stroke:
    """(n,): how far each point (n, 2) lies from the straight piece between start and end (2,)."""
    along = end - start
    length2 = max(float(along @ along), 1e-12)
    t = np.clip((points - start) @ along / length2, 0, 1)[:, None]
    distance: Stroke = np.hypot(*(points - start - t * along).T)
    return distance

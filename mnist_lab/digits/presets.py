"""Four drawings to try: each shows one thing that goes wrong when a drawing is not made into MNIST's form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mnist_lab.digits.strokes import Stroke, Strokes, strokes_from_points


@dataclass(frozen=True, eq=False)
class Preset:
    """A drawing on the sheet of 280 pixels: its name on the button, its pen's width in pixels, what it is (or None)."""

    name: str
    pen: int
    strokes: Strokes
    label: int | None


def _smooth(*strokes: list[tuple[float, float]]) -> Strokes:
    """Strokes through these points, rounded as a hand rounds them: curves between the middles of the pieces."""
    return strokes_from_points([_rounded(np.array(points, float)).tolist() for points in strokes])


def _rounded(points: Stroke) -> Stroke:
    middles = (points[:-1] + points[1:]) / 2
    t = np.linspace(0, 1, 5)[:, None]
    curves = [
        (1 - t) ** 2 * start + 2 * t * (1 - t) * corner + t**2 * end
        for start, corner, end in zip(middles, points[1:-1], middles[1:], strict=False)
    ]
    smooth: Stroke = np.round(np.vstack([points[:1], *curves, points[-1:]]))
    return smooth


CORNER_SEVEN = Preset(
    "A 7 in a corner",
    16,
    strokes_from_points(
        [[[188, 182], [206, 181], [224, 181], [243, 179], [236, 197], [227, 219], [221, 238], [217, 256]]]
    ),
    7,
)

TINY_FOUR = Preset(
    "A tiny 4",
    5,
    strokes_from_points(
        [[[121, 118], [117, 129], [112, 139], [123, 140], [138, 139]], [[131, 119], [130, 135], [128, 155]]]
    ),
    4,
)

EUROPEAN_ONE = Preset(
    "A European 1",
    16,
    strokes_from_points([[(92, 128), (110, 106), (130, 79), (146, 55), (147, 98), (146, 150), (146, 226)]]),
    1,
)

SCRIBBLE = Preset(
    "A scribble",
    12,
    _smooth(
        [(60, 90), (120, 200), (110, 60), (190, 210), (150, 50), (230, 170), (70, 150), (220, 90), (90, 220), (200, 60),
         (60, 120), (170, 230), (140, 90), (80, 190), (240, 140)],
    ),
    None,
)  # fmt: skip

PRESETS = (CORNER_SEVEN, TINY_FOUR, EUROPEAN_ONE, SCRIBBLE)

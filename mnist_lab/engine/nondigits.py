"""Drawings that are not digits: letters, shapes and scribbles, as strokes. What the doubting network learns to refuse.

Letters are the single-stroke fonts that A. V. Hershey digitised for the U.S. National Bureau of Standards (1967), as
the package Hershey-Fonts ships them (needed only to make the network, not to use it). Letters that a person writes
like a digit are left out. Shapes and scribbles are drawn here, at random.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from mnist_lab.digits.strokes import Stroke, Strokes

Random = np.random.Generator

LIKE_DIGITS = frozenset("OoQDIlZzSsBbqgGy")
LETTERS = "".join(sorted(set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz&@?%$#") - LIKE_DIGITS))
FONTS = ("futural", "futuram", "cursive", "rowmans", "rowmand", "timesr", "timesi", "gothgbt", "scriptc")
UNSEEN_FONTS = ("scripts", "timesib", "gothitt")
"""Kept for the test: their letters are never trained on."""


def letters(fonts: tuple[str, ...]) -> Iterator[Strokes]:
    """Every letter of every font, once; y down."""
    from HersheyFonts import HersheyFonts  # type: ignore[import-untyped,import-not-found,unused-ignore]

    for name in fonts:
        font = HersheyFonts()
        font.load_default_font(name)
        for letter in LETTERS:
            strokes = tuple(np.array(points, float) for points in map(list, font.strokes_for_text(letter)) if points)
            if sum(map(len, strokes)) > 3:
                yield strokes


def varied(strokes: Strokes, random: Random) -> Strokes:
    """The same drawing by another hand: turned, slanted, stretched, and shaken by a slow tremble."""
    turn, slant, wide = (
        np.deg2rad(random.uniform(-20, 20)),
        random.uniform(-0.35, 0.35),
        np.exp(random.uniform(-0.35, 0.35)),
    )
    A = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ np.array([[wide, slant], [0, 1]])
    size = np.ptp(np.concatenate(strokes), axis=0).max()
    tremble = random.normal(0, 0.04 * size, (2, 2))
    return tuple(
        stroke @ A.T + np.sin(stroke / size * random.uniform(3, 9) + random.uniform(0, 6)) @ tremble
        for stroke in strokes
    )


def tangle(random: Random) -> Strokes:
    """A smooth curve that wanders: a few random waves in x and in y."""
    t = np.linspace(0, 2 * np.pi, 150)
    waves = np.arange(1, random.integers(6, 13))

    def wander() -> NDArray[np.float64]:
        phase = random.uniform(0, 6, (len(waves), 1))
        return (random.normal(size=len(waves)) / np.sqrt(waves)) @ np.cos(np.outer(waves, t) + phase)

    return tuple(
        np.stack([wander(), wander()], axis=1) + random.normal(0, 0.7, 2) for _ in range(random.integers(1, 3))
    )


def zigzag(random: Random) -> Strokes:
    """To and fro, as one blackens a field."""
    k = random.integers(5, 18)
    across = np.where(np.arange(k) % 2, 1.0, -1.0) * random.uniform(0.6, 1.0, k)
    return (
        _turned(np.stack([across, np.linspace(-1, 1, k) * random.uniform(0.4, 1.4)], axis=1), random.uniform(0, np.pi)),
    )


def spiral(random: Random) -> Strokes:
    """Two and a half turns or more: fewer could be meant as a digit."""
    turns = random.uniform(2.5, 6)
    angle = np.linspace(0, 2 * np.pi * turns, 200) * random.choice([-1, 1])
    return (np.stack([np.cos(angle), np.sin(angle)], axis=1) * np.linspace(0.1, 1, 200)[:, None],)


def bars(random: Random) -> Strokes:
    """One lying line, or two to five lines side by side in any direction."""
    k = int(random.integers(1, 6))
    turn = random.uniform(-0.35, 0.35) + (0 if k == 1 else random.choice([0, np.pi / 2]))
    return tuple(
        _turned(np.array([[-1, y], [1, y + random.normal(0, 0.05)]]), turn) for y in (np.arange(k) - (k - 1) / 2) * 0.5
    )


def cross(random: Random) -> Strokes:
    """Two to four lines through one point: plus, times, asterisk."""
    k = int(random.integers(2, 5))
    start = random.uniform(0, np.pi)
    return tuple(
        _turned(np.array([[-1.0, 0], [1.0, 0]]) * random.uniform(0.7, 1), start + np.pi * i / k) for i in range(k)
    )


def polygon(random: Random) -> Strokes:
    """Triangle, square, pentagon, or a star of five to seven points; corners are sharp, so that it is no round 0."""
    if random.random() < 0.5:
        k, radius = int(random.integers(3, 6)), np.ones(1)
    else:
        k, radius = 2 * int(random.integers(5, 8)), np.array([1, random.uniform(0.3, 0.5)])
    angle = 2 * np.pi * np.arange(k + 1) / k + random.uniform(0, 6)
    around = np.resize(radius, k + 1)[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return (np.vstack([around[:-1], around[:1]]),)


def grid(random: Random) -> Strokes:
    """Lines crossing lines."""
    lines, k = [], int(random.integers(2, 5))
    for place in np.linspace(-0.6, 0.6, k):
        lines += [np.array([[-1, place], [1, place]]), np.array([[place, -1], [place, 1]])]
    return tuple(_turned(line, random.uniform(-0.2, 0.2)) for line in lines)


def dots(random: Random) -> Strokes:
    """Short dashes strewn about."""
    return tuple(
        place + random.normal(0, 0.12, (2, 2)) for place in random.uniform(-1, 1, (random.integers(3, 12), 1, 2))
    )


def heart(random: Random) -> Strokes:
    """The curve x = 16 sin^3 t, y = 13 cos t - 5 cos 2t - 2 cos 3t - cos 4t, upside up."""
    t = np.linspace(0, 2 * np.pi, 80) + random.uniform(-0.2, 0.2)
    return (
        np.stack(
            [16 * np.sin(t) ** 3, -13 * np.cos(t) + 5 * np.cos(2 * t) + 2 * np.cos(3 * t) + np.cos(4 * t)], axis=1
        ),
    )


def face(random: Random) -> Strokes:
    """A circle with two eyes and a mouth."""
    t = np.linspace(0, 2 * np.pi, 50)
    circle = np.stack([np.cos(t), np.sin(t)], axis=1)
    eyes = [np.array([[x, -0.3], [x, -0.2]]) * random.uniform(0.8, 1.2) for x in (-0.35, 0.35)]
    return (circle, *eyes, circle[5:20] * random.uniform(0.4, 0.6))


def arrow(random: Random) -> Strokes:
    """A shaft and a head."""
    turn = random.uniform(0, 2 * np.pi)
    shaft, head = np.array([[-1.0, 0], [1, 0]]), np.array([[0.4, -0.5], [1, 0], [0.4, 0.5]])
    return _turned(shaft, turn), _turned(head, turn)


def wave(random: Random) -> Strokes:
    """Two to five waves of a line."""
    x = np.linspace(0, 1, 80)
    height = random.uniform(0.06, 0.25)
    return (np.stack([x, height * np.sin(2 * np.pi * random.uniform(2, 5) * x)], axis=1),)


def jumble(random: Random) -> Strokes:
    """Straight pieces between seven to twelve random points."""
    return (random.uniform(-1, 1, (int(random.integers(7, 13)), 2)),)


def house(random: Random) -> Strokes:
    """A square under a roof."""
    wall, roof = random.uniform(0.8, 1.6), random.uniform(0.5, 1)
    square = np.array([[-1, 0], [-1, wall], [1, wall], [1, 0], [-1, 0.0]])
    return square, np.array([[-1, 0], [0, -roof], [1, 0]])


def fish(random: Random) -> Strokes:
    """A lying loop whose ends cross behind it."""
    t = np.linspace(0.75, 2 * np.pi - 0.75, 50)
    return (np.stack([-np.cos(t) * 1.4, np.sin(t) * random.uniform(0.5, 0.8) * np.sign(np.cos(t / 2) + 2)], axis=1),
            np.array([[-1.0, -0.5], [-1.8, 0.6], [-1.8, -0.6], [-1.0, 0.5]]))  # fmt: skip


def flower(random: Random) -> Strokes:
    """The rose r = 1 + cos(k t) / 2 with five to eight petals."""
    t = np.linspace(0, 2 * np.pi, 150)
    r = 1 + random.uniform(0.3, 0.6) * np.cos(random.integers(5, 9) * t)
    return (np.stack([r * np.cos(t), r * np.sin(t)], axis=1),)


Shape = Callable[[Random], Strokes]
SHAPES: tuple[Shape, ...] = (
    *(tangle, tangle, tangle, zigzag, zigzag, jumble, spiral, bars, cross, polygon),
    *(grid, dots, heart, face, arrow, wave),
)
UNSEEN_SHAPES: tuple[Shape, ...] = (house, fish, flower)
"""Kept for the test: shapes of these kinds are never trained on."""


def pair(left: Strokes, right: Strokes) -> Strokes:
    """Two drawings side by side, as when somebody writes 42: each of height 1, a fifth of that between them."""

    def upright(strokes: Strokes, start: float) -> Strokes:
        points = np.concatenate(strokes)
        low, height = points.min(axis=0), max(float(np.ptp(points[:, 1])), 1e-9)
        return tuple((stroke - low) / height + [start, 0] for stroke in strokes)

    first = upright(left, 0)
    return first + upright(right, float(np.concatenate(first)[:, 0].max()) + 0.2)


def _turned(points: Stroke, angle: float) -> Stroke:
    turned: Stroke = points @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return turned

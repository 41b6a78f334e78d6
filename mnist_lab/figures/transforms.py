"""What a map does to the plane, as a scene for the moving plane."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.plane import Layer, Maps, Plane, Scene, Tip
from mnist_lab.maths.affine import Affine, FlatError, Floats, place, written
from mnist_lab.maths.resampling import resampled
from mnist_lab.maths.transform_facts import fixed_point
from mnist_lab.maths.transform_motion import FRAMES, Motion
from mnist_lab.maths.transform_orders import Composition
from mnist_lab.maths.transform_shapes import LETTER, OUTLINES, PIXEL, SQUARE, digit_points, grid
from mnist_lab.maths.transforms import Transform

POINTS, IMAGE, NOTHING = "digit as points", "digit as image", "nothing but the grid"
SHAPES: Final = (*OUTLINES, POINTS, IMAGE, NOTHING)
SHEET: Final = (60, 104)
"""Pixels of the sheet that a digit moves on: as much of the plane as can be seen, and no more than can be sent."""

_SHEETS = 21  # of the frames of an image
_STILL, _MOVES = grid(12, 8), grid(9, 6)
_TRAILS = 12
_NAMED = 2  # steps that the title of a plane has room for
_AXES = np.array([[-12, 0], [12, 0], [np.nan, np.nan], [0, -8], [0, 8]])


@dataclass(frozen=True)
class Show:
    """What is shown beside the grid.

    Attributes
    ----------
    shape : str
        One of `SHAPES`.
    trails : bool
        The ways of a few points.
    directions : bool
        The eigenvectors.
    digit : int
        Which of the training digits, for the shapes that are one.
    """

    shape: str = "letter F"
    trails: bool = False
    directions: bool = False
    digit: int = 0


def transform_scene(shown: Transform, show: Show, image: NDArray[np.uint8]) -> Scene:
    """Draw the map: the grid, its square, the shape before and after, the columns of W and b with their tips.

    Parameters
    ----------
    shown : Transform
    show : Show
    image : (28, 28) uint8
        The digit, for the shapes that are one.
    """
    motion = shown.motion
    layers = [
        *_ground(),
        *_shape(show, image, motion),
        *(_trails(show, image) if show.trails else ()),
        *(_directions(shown) if show.directions else ()),
        *_own_points(shown.points),
        *_arrows(shown),
    ]
    plane = Plane("", tuple(layers), () if shown.back else _tips(shown))
    return Scene((plane,), {"map": Maps(motion.maps)}, motion.captions, motion.stops)


def transform_text(shown: Transform, show: Show) -> str:
    """Say what the picture shows."""
    return f"The plane under a {shown.kind.title.lower()}, with {show.shape}. {shown.sentence}"


def orders_scene(both: Composition) -> Scene:
    """Draw the steps in their order beside the steps in the opposite order, with the difference marked."""
    motions = both.motions
    names = [" then ".join(step.name for step in steps) for steps in (both.steps, both.steps[::-1])]
    if len(both.steps) > _NAMED:
        names = ["In this order", "In the opposite order"]  # more names would cover the letter
    ends = (both.forward(LETTER), both.reversed(LETTER))
    tracks = {f"map{number}": Maps(motion.maps) for number, motion in enumerate(motions)}
    planes = tuple(
        Plane(name, (*_ground(f"map{number}"), *_difference(both, ends, number), *_letter(f"map{number}")))
        for number, name in enumerate(names)
    )
    captions = _captions(both)
    return Scene(planes, tracks, captions, motions[0].stops, reach=_reach(motions))


def orders_text(both: Composition) -> str:
    """Say what the two planes show."""
    return f"Left {', then '.join(step.name for step in both.steps)}; right the opposite order. {both.sentence}"


def _reach(motions: tuple[Motion, Motion]) -> tuple[float, float]:
    """So far from the origin that the letter stays in the picture on its whole way, within reason."""
    places = [np.abs(LETTER @ maps[:, :2].T + maps[:, 2]).max() for motion in motions for maps in motion.maps]
    far = float(np.clip(max(places) + 0.4, 3.0, 9.0))
    return far, far


def _captions(both: Composition) -> tuple[str, ...]:
    """For each frame which step is under way on the left and on the right."""
    count = len(both.steps)
    captions = ["Before: nothing has moved."]
    for number, (left, right) in enumerate(zip(both.steps, both.steps[::-1], strict=True), 1):
        pair = left.name if left.name == right.name else f"{left.name} | {right.name}"
        captions += [f"Step {number} of {count}: {pair}"] * FRAMES
    same = "Both orders end in the same place." if both.same else f"Done: {written(both.apart)} apart at most."
    return (*captions[:-1], same if count > 1 else captions[-1])


def _ground(track: str = "map") -> tuple[Layer, ...]:
    """The grid as it was, the grid as it moves, and its unit square."""
    return (
        Layer("lines", "grid before", _STILL, theme.FAINT, look={"width": 1}),
        Layer("lines", "axes", _AXES, theme.TRUTH, look={"width": 1, "alpha": 0.6}),
        Layer("lines", "grid", _MOVES, theme.INPUT, track, look={"width": 1.2, "alpha": 0.45}),
        Layer("lines", "unit square", SQUARE, theme.WEIGHTS, track, look=_filled(theme.WEIGHTS, 0.2, 1.5)),
    )


def _filled(colour: str, strength: float, width: float) -> dict[str, Any]:
    return {"fill": colour, "filling": strength, "width": width}


def _letter(track: str = "map") -> tuple[Layer, ...]:
    return _outline("letter F", LETTER, track)


def _outline(name: str, outline: Floats, track: str) -> tuple[Layer, ...]:
    return (
        Layer("lines", f"{name} before", outline, theme.INPUT, look={"width": 1.5, "dash": True}),
        Layer("lines", name, outline, theme.OUTPUT, track, look=_filled(theme.OUTPUT, 0.3, 2.5)),
    )


def _shape(show: Show, image: NDArray[np.uint8], motion: Motion) -> tuple[Layer, ...]:
    """The thing that moves, and where it was."""
    if show.shape in OUTLINES:
        return _outline(show.shape, OUTLINES[show.shape], "map")
    if show.shape == POINTS:
        points, ink = digit_points(image)
        look = {"size": 7, "hover": True}
        return (Layer("points", "pixel", points, theme.OUTPUT, "map", strength=0.25 + 0.75 * ink, look=look),)
    return (_sheet(image, motion),) if show.shape == IMAGE else ()


def _sheet(image: NDArray[np.uint8], motion: Motion) -> Layer:
    """The digit resampled through the inverse map, in some of the frames; empty in one that flattens it."""
    chosen = np.linspace(0, len(motion.maps) - 1, _SHEETS).round().astype(int)
    sheets = np.zeros((len(chosen), *SHEET), np.uint8)
    for sheet, frame in zip(sheets, chosen, strict=True):
        there = Affine(motion.maps[frame, :, :2], motion.maps[frame, :, 2])
        try:
            sheet[:] = resampled(image, there, SHEET).round()
        except FlatError:
            continue
    half = np.array(SHEET[::-1]) * PIXEL / 2
    return Layer("sheet", "pixels", np.array([-half, half]), theme.OUTPUT, "map", sheets=sheets)


def _trails(show: Show, image: NDArray[np.uint8]) -> tuple[Layer, ...]:
    """A few points of the shape that leave their way behind."""
    if show.shape in OUTLINES:
        outline = OUTLINES[show.shape]
        points = outline[np.isfinite(outline).all(axis=1)]
    else:
        points = digit_points(image)[0] if show.shape != NOTHING else np.array([[1.0, 1], [-1, 1], [2, 0], [0, -2]])
    some = points[np.unique(np.linspace(0, len(points) - 1, _TRAILS).round().astype(int))]
    look = {"size": 3, "trail": True}
    return (Layer("points", "trail", some, theme.OUTPUT, "map", look=look),)


def _directions(shown: Transform) -> tuple[Layer, ...]:
    """Lines along the eigenvectors, through the point that stays, with the factor where no tip has its name."""
    found = shown.directions
    stays = fixed_point(shown.there)
    through = stays if stays is not None and np.abs(stays).max() < 4 else np.zeros(2)
    layers = []
    for vector, factor in zip(found.vectors, found.factors, strict=True):
        line = np.array([through - 12 * vector, through + 12 * vector])
        label = max(([through + far * vector] for far in (2.6, -2.6)), key=partial(_apart, shown.there))
        layers.append(Layer("lines", "direction", line, theme.TRUTH, look={"width": 2, "dash": True}))
        layers.append(
            Layer(
                "points", "direction", np.array(label), theme.TRUTH, labels=(f"× {written(factor)}",), look={"size": 0}
            )
        )
    return tuple(layers)


def _apart(there: Affine, label: list[Floats]) -> bool:
    """Whether a label is far enough from the tips of W's columns and of b; of two that are, the first is taken."""
    tips = there(np.array([[1.0, 0], [0, 1], [0, 0]]))
    return bool(np.hypot(*(tips - label[0]).T).min() > 0.9)


def _own_points(points: Floats) -> tuple[Layer, ...]:
    """The visitor's points: a hollow ring where each was, a mark where it is."""
    if not len(points):
        return ()
    names = tuple("PQRSTUVWXYZA"[: len(points)])
    return (
        Layer("points", "before", points, theme.INPUT, look={"size": 10, "hollow": True}),
        Layer("points", "point", points, theme.OUTPUT, "map", labels=names, look={"size": 10, "hover": True}),
    )


def _arrows(shown: Transform) -> tuple[Layer, ...]:
    """The columns of W from where the origin goes, and b from the origin."""
    ends = np.array([[0.0, 0], [1, 0], [0, 0], [0, 1]])
    look = {"width": 3}
    columns = Layer("arrows", "columns of W", ends, theme.WEIGHTS, "map", labels=("W[:, 0]", "W[:, 1]"), look=look)
    if not (shown.there.b.any() or shown.kind.name in ("translation", "affine")):
        return (columns,)
    # Both ends of b move: its tail stays on the origin, its tip goes where the origin goes.
    return (
        Layer("arrows", "b", np.zeros((2, 2)), theme.BIAS, "map", labels=("b",), look=look | {"rooted": True}),
        columns,
    )


def _tips(shown: Transform) -> tuple[Tip, ...]:
    """The tips that change a number of this kind of map, each held to what that kind can do."""
    W, b = shown.there.W, shown.there.b
    names = (("first", "first column"), ("second", "second column"))
    both = tuple(
        Tip(name, f"Tip of the {words} of W, at {place(W[:, column])}", column, theme.WEIGHTS)
        for column, (name, words) in enumerate(names)
    )
    shift = Tip("shift", f"Tip of b, at {place(b)}", 2, theme.BIAS)
    held: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "rotation": ({"turns": 1}, {"turns": -1}),
        "reflection": ({"turns": -1}, {"turns": 1}),
        "scaling": ({"along": (1, 0)}, {"along": (0, 1)}),
        "shear": ({"along": (0, 1)}, {"along": (1, 0)}),
    }
    if shown.kind.name == "translation":
        return (shift,)
    if shown.kind.name in held:
        return tuple(replace(tip, **way) for tip, way in zip(both, held[shown.kind.name], strict=True))
    return (*both, shift) if shown.kind.name == "affine" else both


def _difference(both: Composition, ends: tuple[Floats, Floats], number: int) -> tuple[Layer, ...]:
    """Where the F of the other order ends, and the corner that is farthest from the one here."""
    if both.same:
        return ()
    here, other = ends[number], ends[1 - number]
    farthest = int(np.hypot(*(here - other).T).argmax())
    line = np.array([here[farthest], other[farthest]])
    words = (f"{written(both.apart)} apart",)
    return (
        Layer("lines", "the other order", other, theme.LOSS, look={"width": 2, "dash": True}),
        Layer("lines", "distance", line, theme.LOSS, look={"width": 2.5, "ending": True}),
        Layer("points", "ends", line, theme.LOSS, look={"size": 7, "ending": True}),
        Layer("points", "apart", line.mean(axis=0)[None], theme.LOSS, labels=words, look={"size": 0, "ending": True}),
    )

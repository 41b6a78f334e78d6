"""A stack of 2-D layers as a scene for the moving plane: the sheet, what the stack makes of it, one map beside."""

from __future__ import annotations

from typing import Final

import numpy as np

from mnist_lab.figures import theme
from mnist_lab.figures.plane import Keys, Layer, Plane, Scene
from mnist_lab.maths.affine import Floats, place
from mnist_lab.maths.clouds import WIDEST
from mnist_lab.maths.folding import NONE, WINDOW, Folding
from mnist_lab.maths.folding_motion import Flow, flow, single_flow
from mnist_lab.maths.folding_pieces import area

SHEET, SINGLE = "the sheet before", "one affine map"
CLASSES: Final = (theme.CATEGORICAL[0], theme.CATEGORICAL[1])
"""Class 0: blue discs; class 1: orange squares."""

_AXES = np.array([[-99, 0], [99, 0], [np.nan, np.nan], [0, -99], [0, 99]])
_CLOSED = [0, 1, 2, 3, 0]
_FARTHEST = 6.0  # from the origin, of what can be seen
_EDGES = 3.2  # so far from the origin the sheet's own corners are worth being seen
_NUMBERED = 0.3, 1.0  # area of a piece that is large enough for its number: on the sheet, and where it moves
_ERRORS = 24  # points at which the difference to the single map is drawn


def stack_scene(shown: Folding, beside: str, *, dots: bool = True) -> Scene:
    """Draw the way through a stack, beside the sheet as it was or beside the single map.

    Parameters
    ----------
    shown : Folding
    beside : str
        `SHEET` or `SINGLE`.
    dots : bool
        Whether the points of the two classes are drawn.
    """
    way = flow(shown)
    tracks: dict[str, Keys] = {}
    corners = shown(WINDOW).clip(-_EDGES, _EDGES)
    seen = _seen(np.vstack([WINDOW, corners, _most(way.places(shown.cloud.points))]))
    stack = Plane(_title(shown), (*_ground(), *_moving("stack", shown, way, tracks, dots=dots)), view=seen)
    if beside == SINGLE:
        alone = single_flow(shown, way)
        layers = (*_ground(), *_moving("single", shown, alone, tracks, dots=dots), *_difference(shown))
        title = "One W and one b" if shown.activation == NONE else "The best single W and b"
        planes = (stack, Plane(title, layers, view=seen))
    else:
        title = "The sheet and its creases" if len(shown.pieces) > 1 else "The sheet"
        planes = (Plane(title, (*_ground(), *_parts(shown, dots)), view=_seen(WINDOW)), stack)
    return Scene(planes, tracks, way.captions, way.stops)


def stack_text(shown: Folding, beside: str) -> str:
    """Say what the picture shows."""
    corners = ", ".join(place(corner) for corner in shown(WINDOW))
    other = SHEET if beside == SHEET else "the single map"
    return (
        f"The plane with its grid and two classes of points ({shown.cloud.name}) goes through the stack; beside it "
        f"{other}. The corners of the sheet come out at {corners}. {shown.sentence.replace('**', '')}"
    )


def sheet_grid(half: float = WIDEST, *, lines: int = 9, points: int = 17) -> Floats:
    """Return a grid whose lines can bend: each of its lines has many points, and NaN stands between lines."""
    side = np.linspace(-half, half, lines)
    along = np.append(np.linspace(-half, half, points), np.nan)
    fixed = np.repeat(side[:, None], points + 1, axis=1)
    fixed[:, -1] = np.nan
    free = np.tile(along, (lines, 1))
    upright, level = np.stack([fixed, free], axis=-1), np.stack([free, fixed], axis=-1)
    return np.concatenate([upright, level]).reshape(-1, 2)


_GRID: Final = sheet_grid()
_EDGE: Final = np.concatenate(
    [np.linspace(WINDOW[corner - 4], WINDOW[corner - 3], 32, endpoint=False) for corner in range(4)] + [WINDOW[:1]]
)
"""The edge of the sheet, with so many points that it can bend."""


def _title(shown: Folding) -> str:
    count = len(shown.layers)
    layers = "1 layer" if count == 1 else f"{count} layers"
    return f"{layers}, {'no activation' if shown.activation == NONE else shown.activation}"


def _ground() -> tuple[Layer, ...]:
    """The axes, and the window that stays."""
    return (
        Layer("lines", "axes", _AXES, theme.TRUTH, look={"width": 1, "alpha": 0.5}),
        Layer("lines", "window", WINDOW[_CLOSED], theme.TRUTH, look={"width": 1, "alpha": 0.5, "dash": True}),
    )


def _moving(track: str, shown: Folding, way: Flow, tracks: dict[str, Keys], *, dots: bool) -> tuple[Layer, ...]:
    """What goes along the way; each layer's track is put into `tracks`."""
    layers = []
    for number, layer in enumerate(_parts(shown, dots, numbered=_NUMBERED[1])):
        name = f"{track}{number}"
        tracks[name] = Keys(way.places(layer.points), way.frames)
        layers.append(_on(layer, name))
    return tuple(layers)


def _on(layer: Layer, track: str) -> Layer:
    return Layer(**{**vars(layer), "track": track})


def _parts(shown: Folding, dots: bool, *, numbered: float = _NUMBERED[0]) -> tuple[Layer, ...]:
    """The sheet before the first layer: its pieces, its grid, its points."""
    dotted = _dots(shown) if dots else ()
    return (*_pieces(shown), _grid(), *dotted, *_numbers(shown, numbered))


def _grid() -> Layer:
    return Layer("lines", "grid", _GRID, theme.INPUT, look={"width": 1.1, "alpha": 0.5})


def _pieces(shown: Folding) -> tuple[Layer, ...]:
    """Each piece in a colour; a piece stays a polygon all the way, since each step is affine within it."""
    if len(shown.pieces) < 2:
        look = {"fill": theme.INPUT, "filling": 0.12, "width": 2}
        return (Layer("lines", "edge", _EDGE, theme.INPUT, look=look),)
    layers = []
    for number, piece in enumerate(shown.pieces):
        colour = theme.CATEGORICAL[number % len(theme.CATEGORICAL)]
        closed = np.vstack([piece.polygon, piece.polygon[:1]])
        look = {"fill": colour, "filling": 0.32, "width": 1.6}
        layers.append(Layer("lines", f"piece {number + 1}", closed, colour, look=look))
    return tuple(layers)


def _numbers(shown: Folding, least: float) -> tuple[Layer, ...]:
    """The number of each piece that is large enough, at its middle."""
    pieces = list(enumerate(shown.pieces, 1)) if len(shown.pieces) > 1 else []
    large = [(str(number), piece.polygon.mean(axis=0)) for number, piece in pieces if area(piece.polygon) >= least]
    if not large:
        return ()
    words, middles = zip(*large, strict=True)
    return (Layer("points", "piece", np.array(middles), theme.TRUTH, labels=words, look={"size": 0}),)


def _dots(shown: Folding) -> tuple[Layer, ...]:
    look = {"size": 6, "hover": True}
    return (Layer("points", "point", shown.cloud.points, CLASSES, classes=shown.cloud.classes, look=look),)


def _difference(shown: Folding) -> tuple[Layer, ...]:
    """From where the single map puts some points to where the stack puts them; nothing where that is rounding."""
    if shown.activation == NONE:
        return ()
    some = shown.cloud.points[:: max(1, len(shown.cloud.points) // _ERRORS)]
    ends = np.stack([shown.single(some), shown(some), np.full_like(some, np.nan)], axis=1).reshape(-1, 2)
    return (Layer("lines", "off", ends, theme.LOSS, look={"width": 1.5, "ending": True}),)


def _seen(places: Floats) -> tuple[float, float, float, float]:
    """A view in which all places (..., 2) are, within reason."""
    inside = places.reshape(-1, 2).clip(-_FARTHEST, _FARTHEST)
    low, high = inside.min(axis=0), inside.max(axis=0)
    x, y = ((low + high) / 2).tolist()
    reach = float((high - low).max()) / 2 + 0.2
    return x, y, reach, reach


def _most(places: Floats) -> Floats:
    """(2, 2): lower left and upper right corner of a box with nearly all of the places (..., 2)."""
    corners: Floats = np.quantile(places.reshape(-1, 2), (0.01, 0.99), axis=0)
    return corners

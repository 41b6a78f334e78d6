"""The planes of a network that uncrumples points, side by side, over its training: a scene for the moving plane."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.folding import CLASSES, sheet_grid
from mnist_lab.figures.plane import Keys, Layer, Plane, Scene
from mnist_lab.maths.affine import Floats
from mnist_lab.maths.clouds import WIDEST, Cloud
from mnist_lab.network.folding import Moment, Uncrumpling

MOST_MOMENTS: Final = 24
"""Moments of a film: what lies between them is left out, so that it can be sent."""

_GRID: Final = sheet_grid(lines=7, points=13)
_PIXELS = 32
_SHADE = 110  # of 255, where the network is sure
_SIDE = np.linspace(-WIDEST, WIDEST, _PIXELS + 1)[:-1] + WIDEST / _PIXELS
_MIDDLES: Final = np.stack(np.meshgrid(_SIDE, _SIDE[::-1]), axis=-1).reshape(-1, 2)  # rows count downwards
_FIRST = "What goes in"
_SEEN = (0.0, 0.0, WIDEST + 0.1, WIDEST + 0.1)


def film_of(moments: Sequence[Moment]) -> tuple[Moment, ...]:
    """Return at most `MOST_MOMENTS` moments, evenly chosen; the first and the last are among them."""
    chosen = np.linspace(0, len(moments) - 1, min(len(moments), MOST_MOMENTS)).round().astype(int)
    return tuple(moments[place] for place in chosen)


def film_scene(film: Sequence[Moment]) -> Scene:
    """Draw every plane of the network; a frame is a moment of training.

    Parameters
    ----------
    film : one to `MOST_MOMENTS` Moment
        Of one training, in their order.
    """
    points = film[0].settings.points
    frames = tuple(range(len(film)))
    dots = [moment.planes(points.points) for moment in film]
    grids = [moment.planes(_GRID) for moment in film]
    tracks: dict[str, Keys] = {}
    planes = [Plane(_FIRST, (*_shades(film), _grid(None), *_dots(points, None)), view=_SEEN)]
    for number in range(1, len(dots[0])):
        for name, places in (("grid", grids), ("dots", dots)):
            tracks[f"{name}{number}"] = Keys(np.array([place[number] for place in places]), frames)
        layers = (_axes(), _grid(f"grid{number}"), *_dots(points, f"dots{number}"))
        view = _view(np.array([place[number] for place in dots]))
        planes.append(Plane(f"After fold {number}", layers, view=view))
    tracks["line"] = Keys(np.array([_line(moment) for moment in film]), frames)
    last = planes[-1]
    title = f"{last.title}, and the line"
    planes[-1] = Plane(title, (*last.layers, _border(tracks["line"].places[0])), view=last.view)
    captions = [_caption(moment) for moment in film]
    return Scene(tuple(planes), tracks, captions, (0, len(film) - 1) if len(film) > 1 else (0,))


def still_scene(settings: Uncrumpling) -> Scene:
    """Draw the points before anything is trained, and the planes that wait for them."""
    waiting = [Plane(f"After fold {number}", (_axes(),), view=_SEEN) for number in range(1, settings.folds + 1)]
    first = Plane(_FIRST, (_axes(), _grid(None), *_dots(settings.points, None)), view=_SEEN)
    return Scene((first, *waiting), {}, ("Nothing is trained yet.",), (0,))


def film_text(film: Sequence[Moment]) -> str:
    """Say what the planes show."""
    now = film[-1]
    folds = now.settings.folds
    planes = "its plane" if folds == 1 else f"its {folds} planes, one after each fold"
    return (
        f"Two classes of points ({now.settings.cloud}) as they go into the network, and {planes}. "
        f"{_caption(film[0])}. {_caption(now)}."
    )


def _caption(moment: Moment) -> str:
    return f"Step {moment.step}: {moment.accuracy:.1%} right, loss {moment.loss:.3f} nats"


def _axes() -> Layer:
    cross = np.array([[-999, 0], [999, 0], [np.nan, np.nan], [0, -999], [0, 999]])
    return Layer("lines", "axes", cross, theme.TRUTH, look={"width": 1, "alpha": 0.35})


def _grid(track: str | None) -> Layer:
    return Layer("lines", "grid", _GRID, theme.INPUT, track, look={"width": 1, "alpha": 0.45})


def _dots(points: Cloud, track: str | None) -> tuple[Layer, ...]:
    look = {"size": 6, "hover": True}
    return (Layer("points", "point", points.points, CLASSES, track, classes=points.classes, look=look),)


def _shades(film: Sequence[Moment]) -> tuple[Layer, ...]:
    """The sheet in the colour of the class that the network says there, the fainter the less sure it is."""
    sure = np.array([np.tanh(moment.logits(_MIDDLES) / 2) for moment in film])  # 2 p - 1: -1 is class 0, 1 is class 1
    corners = np.array([[-WIDEST, -WIDEST], [WIDEST, WIDEST]])
    layers = []
    for sign, colour in ((-1, CLASSES[0]), (1, CLASSES[1])):
        alpha: NDArray[np.uint8] = (_SHADE * (sign * sure).clip(0)).round().astype(np.uint8)
        sheets = alpha.reshape(len(film), _PIXELS, _PIXELS)
        layers.append(Layer("sheet", "what the network says", corners, colour, sheets=sheets))
    return tuple(layers)


def _line(moment: Moment) -> Floats:
    """(2, 2): two places far out on the line where the last unit gives 0."""
    w, b = moment.weights[-2][:, 0].astype(float), float(moment.weights[-1][0])
    size = max(float(w @ w), 1e-12)
    along = np.array([-w[1], w[0]]) / np.sqrt(size)
    foot = -b * w / size
    return np.array([foot - 200 * along, foot + 200 * along]).clip(-1e4, 1e4)


def _border(places: Floats) -> Layer:
    return Layer("lines", "border", places, theme.OUTPUT, "line", look={"width": 3})


def _view(places: Floats) -> tuple[float, float, float, float]:
    """Nearly all points of all moments."""
    low, high = np.quantile(places.reshape(-1, 2), (0.005, 0.995), axis=0)
    x, y = ((low + high) / 2).tolist()
    reach = max(float((high - low).max()) * 0.56, 0.1)
    return x, y, reach, reach

"""The moving plane: layers of lines, points and arrows, and how they move, as plain data for `ui/plane.js`.

    track = Maps(motion.maps)  # one affine map a frame; or Keys(...): the places of each point
    layers = (Layer("lines", "grid", grid(9, 6), theme.OUTPUT, track="map"), ...)
    scene = Scene((Plane("before and after", layers),), {"map": track}, captions, stops)

A layer without a track stands still. The browser multiplies the points of a layer by the matrix of the frame, or takes
the places of the keys, and mixes neighbouring frames linearly; it works out nothing else. Colours are the light page's;
the browser exchanges them for their twins in the dark. Counter-clockwise is counter-clockwise on the screen.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from mnist_lab.figures import theme

BUDGET: Final = 500_000
"""Bytes that one scene may take."""

MARKS: Final = ("disc", "square", "triangle", "cross")
"""The mark of class 0, 1, ... : colour is never the only cue."""

Numbers = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Maps:
    """One affine map for each frame: `maps` (frames, 2, 3) is [W | b]."""

    maps: Numbers

    def data(self) -> dict[str, Any]:
        """For the browser."""
        return {"maps": packed(self.maps), "frames": len(self.maps)}


@dataclass(frozen=True, eq=False)
class Keys:
    """Where each point of a layer is in some frames; in between it goes straight.

    Attributes
    ----------
    places : (keys, n, 2)
    frames : tuple of int
        The frame of each key, from 0 upwards.
    """

    places: Numbers
    frames: tuple[int, ...]

    def data(self) -> dict[str, Any]:
        """For the browser."""
        return {"places": packed(self.places), "at": list(self.frames)}


@dataclass(frozen=True, eq=False)
class Layer:
    """One thing on the plane.

    Attributes
    ----------
    kind : "lines", "points", "arrows" or "sheet"
        Lines with NaN between them; arrows from each even point to the next; a sheet of pixels.
    name : str
        What it is, for the hover.
    points : (n, 2)
        Where it is before; for a sheet its two corners, lower left and upper right.
    colour : str or sequence of str
        A colour of the theme, or one for each class.
    track : str, optional
        The track that moves it.
    classes : (n,) int, optional
        Class of each point: its colour and its mark.
    strength : (n,) 0-1, optional
        How opaque each point is.
    labels : sequence of str
        Words at the end of each arrow, or at the first points.
    sheets : (frames, height, width) uint8, optional
        Pixels of a sheet for some frames, spread evenly over all of them.
    look : dict
        `width`, `size` (pixels), `dash` (bool), `fill` (colour), `hover` (bool), `trail` (bool).
    """

    kind: Literal["lines", "points", "arrows", "sheet"]
    name: str
    points: Numbers
    colour: str | Sequence[str]
    track: str | None = None
    classes: Numbers | None = None
    strength: Numbers | None = None
    labels: Sequence[str] = ()
    sheets: Numbers | None = None
    look: Mapping[str, Any] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """For the browser."""
        colours = [self.colour] if isinstance(self.colour, str) else list(self.colour)
        given: dict[str, Any] = {
            "kind": self.kind,
            "name": self.name,
            "points": packed(self.points),
            "colours": colours,
        }
        given |= {"track": self.track, "labels": list(self.labels), **self.look}
        if self.classes is not None:
            given["classes"] = self.classes.tolist()
        if self.strength is not None:
            given["strength"] = np.round(self.strength, 2).tolist()
        if self.sheets is not None:
            pixels = np.ascontiguousarray(self.sheets, np.uint8)
            given["sheets"] = {"shape": list(pixels.shape), "bytes": base64.b64encode(pixels.tobytes()).decode()}
        return given


@dataclass(frozen=True)
class Tip:
    """The end of an arrow that can be dragged, or moved with the arrow keys.

    Attributes
    ----------
    name : str
        Handed to Python with the new place.
    label : str
        For a screen reader.
    column : int
        Which column of the last map of `track` follows it: 0 and 1 of W, 2 is b.
    colour : str
    along : (dx, dy), optional
        The only direction in which it moves; free by default.
    turns : int
        1 or -1: it stays at its distance 1 and the other column of W turns along, to its left or to its right.
    track : str
    """

    name: str
    label: str
    column: int
    colour: str
    along: tuple[float, float] | None = None
    turns: int = 0
    track: str = "map"

    def data(self) -> dict[str, Any]:
        """For the browser."""
        along = None if self.along is None else list(self.along)
        rest = {"column": self.column, "colour": self.colour, "turns": self.turns, "track": self.track}
        return {"name": self.name, "label": self.label, "along": along, **rest}


@dataclass(frozen=True, eq=False)
class Plane:
    """One plane of a scene.

    Attributes
    ----------
    title : str
        Empty for none.
    layers : tuple of Layer
        What lies on it, from the bottom up.
    tips : tuple of Tip
    view : (x, y, right, up), optional
        The place in its middle, and how far one sees from there at least; by default the origin and the scene's reach.
    """

    title: str
    layers: tuple[Layer, ...]
    tips: tuple[Tip, ...] = ()
    view: tuple[float, float, float, float] | None = None

    def data(self) -> dict[str, Any]:
        """For the browser."""
        layers = [layer.data() for layer in self.layers]
        view = None if self.view is None else list(self.view)
        return {"title": self.title, "layers": layers, "tips": [tip.data() for tip in self.tips], "view": view}


@dataclass(frozen=True, eq=False)
class Scene:
    """Planes side by side that move together.

    Attributes
    ----------
    planes : tuple of Plane
    tracks : dict
        Name -> how what belongs to it moves.
    captions : sequence of str
        What each frame says; as many as there are frames.
    stops : tuple of int
        The frames at the ends of steps, the first one 0.
    reach : (float, float)
        At least so far from the origin to the right and upwards can be seen.
    """

    planes: tuple[Plane, ...]
    tracks: Mapping[str, Maps | Keys]
    captions: Sequence[str]
    stops: tuple[int, ...]
    reach: tuple[float, float] = (5.2, 3.0)

    def data(self) -> dict[str, Any]:
        """For the browser: plain lists, and arrays as base64 of float32."""
        tracks = {name: track.data() for name, track in self.tracks.items()}
        planes = [plane.data() for plane in self.planes]
        rest = {"captions": list(self.captions), "stops": list(self.stops), "reach": list(self.reach)}
        return {"planes": planes, "tracks": tracks, **rest, "dark": theme.DARK}


def packed(numbers: Numbers) -> str:
    """Return numbers as base64 of float32, little-endian, row by row."""
    return base64.b64encode(np.ascontiguousarray(numbers, "<f4").tobytes()).decode()


def unpacked(text: str) -> NDArray[np.float32]:
    """Return what `packed` packed, flat."""
    return np.frombuffer(base64.b64decode(text), "<f4")

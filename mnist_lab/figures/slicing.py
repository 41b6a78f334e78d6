"""Digits on a contact sheet: what an index takes is bright, the rest is dimmed; and beside it what comes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.pixels import square, text
from mnist_lab.figures.sheet import SIZES, Place, Wall, hang, labelled, shown
from mnist_lab.maths.index_parts import Labels
from mnist_lab.maths.painting import OwnCopy
from mnist_lab.maths.slicing import Indexing

Bytes = NDArray[np.uint8]

HEIGHT: Final = 416
MOST: Final = 64
"""Pictures on one sheet."""
SOURCE_ASPECT, RESULT_ASPECT = 0.98, 0.62  # width over height of the two sheets on a wide screen
_THIN = 2  # so few rows or columns are hard to see
_TITLE = 26  # pixels over the sheet
_DIM, _BRIGHT = 1, 102  # of 255: where the dimmed and the bright pixels begin; 0 is the page
_SCALE: Final = (
    (0.0, theme.CLEAR),
    (0.5 / 255, theme.CLEAR),
    (0.5 / 255, theme.grey(0.13)),
    ((_BRIGHT - 0.5) / 255, theme.grey(0.7)),
    ((_BRIGHT - 0.5) / 255, theme.INK[0][1]),
    (1.0, theme.INK[1][1]),
)


def chosen_figure(found: Indexing, images: Bytes, labels: Labels, *, most: int = MOST, title: str = "") -> go.Figure:
    """Draw digits of the array, images (n, 28, 28): the chosen pixels bright and outlined, all others dimmed.

    Chosen digits stand among their neighbours; where there are more than `most`, the first and the last are shown.
    """
    thin = min(len(axis.positions) for axis in found.axes[1:]) <= _THIN
    places = shown(found, min(most, SIZES[1]) if thin else most)  # a single row of pixels wants large digits
    inside = np.zeros(images.shape[1:], bool)
    rows, columns = (np.asarray(axis.positions, np.intp) for axis in found.axes[1:])
    inside[np.ix_(rows, columns)] = True
    numbers = [place.number for place in places]
    pixels = images[np.maximum(numbers, 0)]
    lit = np.array([place.chosen for place in places])[:, None, None] & inside
    tiles = np.where(lit, _levels(pixels, _BRIGHT, 255), _levels(pixels, _DIM, _BRIGHT - 1))
    tiles[np.less(numbers, 0)] = 0
    wall = hang(tiles, SOURCE_ASPECT, label=True)
    traces = [_heatmap(wall.pixels), _outline(wall, places, found), _dots(wall, numbers)]
    traces += [_numbers(wall, places, chosen=chosen) for chosen in (True, False)]
    traces.append(_hover(wall, [_told(place, labels) for place in places]))
    return _sheet(traces, wall, title or f"train_images: {_count(places, len(images))}")


def slice_figure(found: Indexing, images: Bytes, *, most: int = MOST) -> go.Figure:
    """Draw what comes out, in its own order: the first and the last pictures of `my_slice`."""
    count = len(found.axes[0].positions)
    numbers = first_and_last(count, most)
    taken = np.asarray(found.axes[0].positions, np.intp)[[number for number in numbers if number >= 0]]
    rows, columns = (np.asarray(axis.positions, np.intp) for axis in found.axes[1:])
    return part_figure(found, images[taken][:, rows][:, :, columns], numbers)


def part_figure(found: Indexing, part: Bytes, numbers: Sequence[int], *, name: str = "my_slice") -> go.Figure:
    """Draw pictures (k, h, w) of a slice; `numbers` are their places in it, -1 where some are left out."""
    if part.size == 0:
        return _nothing(found)
    upright = part.swapaxes(1, 2) if found.axes[1].stays and not found.axes[2].stays else part  # one axis is a row
    tiles = np.zeros((len(numbers), *upright.shape[1:]), np.uint8)
    tiles[np.greater_equal(numbers, 0)] = _levels(upright, _BRIGHT, 255)
    many = found.axes[0].stays
    wall = hang(tiles, RESULT_ASPECT, label=many and tiles.shape[1] > 1)
    places = [Place(number, chosen=True) for number in numbers]
    traces = [_heatmap(wall.pixels), _dots(wall, numbers), _frames(wall, numbers)]
    if tiles.shape[1:] == (1, 1):
        traces.append(_values(wall, upright[:, 0, 0], numbers))
    elif many:
        traces += [_numbers(wall, places, chosen=True)] if tiles.shape[1] > 1 else []
        traces.append(_hover(wall, [_origin(found, number, name) for number in numbers]))
    return _sheet(traces, wall, name + (f": {_count(places, len(found.axes[0].positions))}" if many else ""))


def first_and_last(count: int, most: int) -> list[int]:
    """Return the places to show of so many: all, or the first and the last with -1 for those between."""
    if count <= most:
        return list(range(count))
    head = most * 2 // 3
    return [*range(head), -1, *range(count - (most - head - 1), count)]


def chosen_text(found: Indexing) -> str:
    """The sheet in words."""
    rows, columns = (len(axis.positions) for axis in found.axes[1:])
    count = len(found.axes[0].positions)
    return (
        f"A contact sheet of digits. {count:,} of {found.source[0]:,} digits {'is' if count == 1 else 'are'} chosen, "
        f"and of each {rows} by {columns} pixels: they are bright and outlined, all others are dimmed."
    )


def slice_text(found: Indexing) -> str:
    """What comes out, in words."""
    return f"The slice itself, an array of shape {found.shape}, as pictures in its own order."


def own_figure(own: OwnCopy) -> go.Figure:
    """Draw the visitor's own digits as they are now."""
    title = f"mine, {len(own.mine)} digits"
    return chosen_figure(own.found, own.mine, own.labels, most=25, title=title)


def own_text(own: OwnCopy) -> str:
    """The visitor's own digits in words."""
    state = f"{own.changed:,} of their pixels were changed by painting" if own.painted else "nothing was painted yet"
    return f"Your own copy of {len(own.mine)} digits; {state}."


def own_slice_figure(own: OwnCopy) -> go.Figure:
    """Draw the slice of the visitor's own digits as it is now."""
    numbers = first_and_last(len(own.found.axes[0].positions), 25)
    pictures = own.pictures[[number for number in numbers if number >= 0]]
    return part_figure(own.found, pictures, numbers)


def _levels(pixels: Bytes, low: int, high: int) -> Bytes:
    """Pixels 0-255 squeezed into low to high."""
    return (low + pixels.astype(np.uint16) * (high - low) // 255).astype(np.uint8)


def _heatmap(z: Bytes) -> dict[str, Any]:
    look = {"zmin": 0, "zmax": 255, "colorscale": _SCALE, "showscale": False, "hoverinfo": "skip"}
    return {"type": "heatmap", "z": z, **look}


def _outline(wall: Wall, places: Sequence[Place], found: Indexing) -> dict[str, Any]:
    """One line with gaps around the chosen part of each chosen digit."""
    (top, bottom, _), (left, right, _) = (axis.reach for axis in found.axes[1:])
    box = np.array([[left, top], [right, top], [right, bottom], [left, bottom], [left, top], [np.nan, np.nan]]) - 0.5
    apart = (np.array([right - left, bottom - top]) <= _THIN) * 1.2  # a line on the pixels would hide them
    box += np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1], [0, 0]]) * apart
    corners = wall.corners[[place.chosen for place in places]] if found.size else wall.corners[:0]
    points = (corners[:, None, :] + box).reshape(-1, 2).astype(np.float32)
    line = {"color": theme.INPUT, "width": 2}
    return {"type": "scatter", "mode": "lines", "x": points[:, 0], "y": points[:, 1], "line": line, "hoverinfo": "skip"}


def _frames(wall: Wall, numbers: Sequence[int]) -> dict[str, Any]:
    """A faint line around each picture, so that a white one is seen on a white page."""
    height, width = wall.tile
    box = np.array([[0, 0], [width, 0], [width, height], [0, height], [0, 0], [np.nan, np.nan]]) - 0.5
    corners = wall.corners[np.greater_equal(numbers, 0)] if min(wall.tile) > 1 else wall.corners[:0]
    points = (corners[:, None, :] + box).reshape(-1, 2).astype(np.float32)
    line = {"color": theme.grey(0.6), "width": 1}
    return {"type": "scatter", "mode": "lines", "x": points[:, 0], "y": points[:, 1], "line": line, "hoverinfo": "skip"}


def _numbers(wall: Wall, places: Sequence[Place], *, chosen: bool) -> dict[str, Any]:
    """The number of each digit over it, as far as there is room, bold where it is chosen."""
    numbers = labelled(wall, ["" if place.number < 0 else str(place.number) for place in places])
    named = [entry for entry in zip(places, wall.corners, numbers, strict=True) if entry[0].chosen == chosen]
    words = [f"<b>{number}</b>" if chosen and number else number for *_, number in named]
    font = {"size": 11, "color": theme.INPUT} if chosen else {"size": 11, "color": theme.grey(0.95)}
    return _texts([corner for _, corner, _ in named], words, font, dx=-0.5, dy=-0.5, position="top right")


def _dots(wall: Wall, numbers: Sequence[int]) -> dict[str, Any]:
    """Three dots where pictures are left out."""
    corners = wall.corners[np.less(numbers, 0)]
    height, width = wall.tile
    font = {"size": 20, "color": theme.grey(0.95)}
    shift = {"dx": (width - 1) / 2, "dy": (height - 1) / 2, "position": "middle center"}
    return _texts(list(corners), ["⋯"] * len(corners), font, **shift)


def _values(wall: Wall, values: Bytes, numbers: Sequence[int]) -> dict[str, Any]:
    """The value of each pixel in its cell."""
    given = iter(values.tolist())
    words = ["" if number < 0 else str(next(given)) for number in numbers]
    colours = ["#000000" if word and int(word) > 127 else "#ffffff" for word in words]
    return _texts(list(wall.corners), words, {"size": 12, "color": colours}, dx=0, dy=0, position="middle center")


def _texts(corners: Sequence[Any], words: list[str], font: dict[str, Any], **shift: Any) -> dict[str, Any]:
    places = np.array(corners, np.float32).reshape(-1, 2)
    where = {"x": places[:, 0] + shift["dx"], "y": places[:, 1] + shift["dy"], "textposition": shift["position"]}
    return {"type": "scatter", "mode": "text", "text": words, "textfont": font, "hoverinfo": "skip", **where}


def _hover(wall: Wall, words: list[str]) -> dict[str, Any]:
    """Invisible marks in the middle of the pictures, which carry what is said about them."""
    middle = (wall.corners + (np.array(wall.tile[::-1]) - 1) / 2).astype(np.float32)
    look = {"mode": "markers", "marker": {"size": 22, "opacity": 0}, "hovertemplate": "%{text}<extra></extra>"}
    return {"type": "scatter", "x": middle[:, 0], "y": middle[:, 1], "text": words, **look}


def _told(place: Place, labels: Labels) -> str:
    if place.number < 0:
        return "digits are left out here"
    name = f"train_images[{place.number}]<br>train_labels[{place.number}] = {labels[place.number]}"
    return f"{name}<br>{'chosen' if place.chosen else 'not chosen'}"


def _origin(found: Indexing, number: int, name: str) -> str:
    if number < 0:
        return "pictures are left out here"
    return f"{name}[{number}] comes from<br>train_images[{int(found.axes[0].positions[number])}]"


def _count(places: Sequence[Place], all_of_them: int) -> str:
    """How many are shown, said where some are not."""
    there = sum(place.number >= 0 for place in places)
    return f"{there:,} of {all_of_them:,} shown" if there < all_of_them else f"all {all_of_them:,} shown"


def _nothing(found: Indexing) -> go.Figure:
    words = text(f"Empty: of the lengths {found.shape}<br>one is 0.", 0.5, 0.5, xanchor="center", yanchor="middle")
    title = text("my_slice", 0, 1, xanchor="left", yanchor="bottom", font={"size": 13})
    hidden = {"visible": False, "fixedrange": True}
    return go.Figure({"layout": _layout() | {"xaxis": hidden, "yaxis": hidden, "annotations": [title, words]}})


def _sheet(traces: list[dict[str, Any]], wall: Wall, title: str) -> go.Figure:
    height, width = wall.pixels.shape
    axes = square(1, (0, 1), (-2, width))
    axes["xaxis"] |= {"showline": False, "constraintoward": "left"}
    axes["yaxis"] |= {"showline": False, "range": [height, -1], "constraintoward": "top"}
    words = text(title, 0, 1, xanchor="left", yanchor="bottom", font={"size": 13})
    return go.Figure({"data": traces, "layout": _layout() | axes | {"annotations": [words]}})


def _layout() -> dict[str, Any]:
    margin = {"l": 2, "r": 2, "t": _TITLE, "b": 2}
    return {"template": theme.TEMPLATE, "height": HEIGHT, "margin": margin, "dragmode": False, "showlegend": False}

"""The tensors of the ladder: their numbers in the array view, where a pixel or a row comes from, colours as seen."""

from __future__ import annotations

from typing import Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.arrays import ArrayView, Choice, array_figure, array_view
from mnist_lab.figures.film import Film
from mnist_lab.figures.png import png_address
from mnist_lab.maths.tensors import Tensor

_ROWS = 24  # vectors of 784 features that are drawn
_STRETCHED = 12  # a wall so many times as wide as high is drawn with high cells

CHANNELS: Final = ("red", "green", "blue")

RGB = NDArray[np.uint8]
"""(..., height, width, 3)"""


def tensor_view(tensor: Tensor, *, channel: int = 0) -> ArrayView:
    """Return what is drawn of a tensor: digits in ink, channels as pictures of their own, of a film one channel."""
    look: Choice = {"names": tensor.axes, "convert": tensor.converted, "ink": tensor.source.dtype == np.uint8}
    if tensor.axes[-1:] == ("channels",):
        last = tensor.ndim - 1
        look |= {"grid": (last - 2, last - 1)}
        colour_image = tensor.ndim == 4 and tensor.shape[last] == len(CHANNELS)
        look |= {"order": (0, last)} if colour_image else {"sliders": {last: min(channel, tensor.shape[last] - 1)}}
    if tensor.axes[-1:] == ("features",) and tensor.ndim == 2:
        look |= {"shown": {0: range(min(len(tensor.source), _ROWS)), 1: range(tensor.shape[1])}}
    return array_view(tensor.source, **look)


def tensor_figure(view: ArrayView, tensor: Tensor) -> go.Figure:
    """Draw a tensor; colour images also as the eye sees them, above their three channels."""
    figure = array_figure(view)
    if view.values.shape[1] > _STRETCHED * view.values.shape[0] > _STRETCHED:
        figure.update_yaxes(scaleanchor=None, tickvals=list(range(0, view.values.shape[0], 6)), ticktext=None)
        figure.update_layout(height=300)
    if not _colour_images(tensor):
        return figure
    side, n = tensor.shape[1] + 1, len(CHANNELS)
    seen = {"source": png_address(_side_by_side(tensor.source)), "type": "image", "y0": -side, "hoverinfo": "skip"}
    names = {"tickvals": [(row - 1) * side + side // 2 for row in range(n + 1)], "ticktext": ["x", *CHANNELS]}
    layout = figure.to_dict()["layout"]
    layout["yaxis"] |= {"range": [n * side - 1.5, -side - 0.5], "showticklabels": True, **names}
    return go.Figure({"data": [*figure.to_dict()["data"], seen], "layout": layout | {"height": 440}})


def film_figure(tensor: Tensor) -> go.Figure:
    """Draw the films of a video (n, frames, height, width, 3) side by side; each step of the player is one frame."""
    count = tensor.shape[1]
    pictures = [_side_by_side(tensor.source[:, frame]) for frame in range(count)]
    height, width = pictures[0].shape[:2]
    bare = {"visible": False, "fixedrange": True, "constrain": "domain"}
    layout = {
        "template": theme.TEMPLATE,
        "height": 96,
        "margin": {"l": 8, "r": 8, "t": 4, "b": 4},
        "xaxis": bare | {"range": [-0.5, width - 0.5]},
        "yaxis": bare | {"range": [height - 0.5, -0.5], "scaleanchor": "x"},
        "dragmode": False,
    }
    images = [{"type": "image", "source": png_address(picture), "hoverinfo": "skip"} for picture in pictures]
    frames = [
        {"name": f"x[:, {frame}]: frame {frame} of every film", "data": [image], "traces": [0]}
        for frame, image in enumerate(images)
    ]
    return Film({"data": images[:1], "layout": layout}, frames)


def origin_figure(tensor: Tensor) -> go.Figure:
    """Draw the digit that a pixel or a row comes from, with a line around it.

    Raises
    ------
    ValueError
        The tensor is not part of a digit.
    """
    if tensor.whole is None:
        raise ValueError(f"{tensor.name!r} does not come from one digit: only a pixel or a row does.")
    taken = np.zeros(tensor.whole.shape, bool)
    taken[tensor.place] = True
    view = array_view(tensor.whole, highlight=taken, ink=True, names=("rows", "columns"))
    return array_figure(view, role=theme.WEIGHTS, height=250)


def _colour_images(tensor: Tensor) -> bool:
    return tensor.ndim == 4 and tensor.axes[-1] == "channels" and tensor.shape[-1] == len(CHANNELS)


def _side_by_side(images: RGB) -> RGB:
    """Hang (n, height, width, 3) in a row (height, n (width + 1) - 1, 4): a column of nothing between two pictures."""
    opaque = np.concatenate([images, np.full((*images.shape[:3], 1), 255, np.uint8)], axis=-1)
    spaced = np.pad(opaque, ((0, 0), (0, 0), (0, 1), (0, 0)))
    row: RGB = np.concatenate(list(spaced), axis=1)[:, :-1]
    return row

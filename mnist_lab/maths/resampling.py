"""An image under an affine map, resampled through the inverse: each new pixel asks where its ink comes from.

Sending each old pixel to its new place would leave holes where the map stretches, and pile up where it shrinks. So it
is done the other way: for the middle of each new pixel the inverse map gives a place in the old image, mostly between
four pixels, and their inks are mixed by distance (bilinear). Outside of the image there is no ink.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.affine import Affine, Floats
from mnist_lab.maths.transform_shapes import PIXEL


def resampled(image: NDArray[Any], there: Affine, shape: tuple[int, int] = (28, 28)) -> Floats:
    """Return the image under the map, on a sheet of pixels around the origin.

    Parameters
    ----------
    image : (h, w)
        Its middle lies on the origin, a pixel is `PIXEL` wide, rows count downwards.
    there : Affine
    shape : (int, int)
        Height and width of the sheet, in pixels.

    Returns
    -------
    (height, width), in the units of `image`

    Raises
    ------
    FlatError
        The map has no inverse.
    """
    old = there.inverse()(centres(shape))
    columns = old[:, 0] / PIXEL + (image.shape[1] - 1) / 2
    rows = (image.shape[0] - 1) / 2 - old[:, 1] / PIXEL
    return _mixed(np.asarray(image, float), rows, columns).reshape(shape)


@cache
def centres(shape: tuple[int, int]) -> Floats:
    """(height * width, 2): the middles of a sheet's pixels on the plane, row by row."""
    height, width = shape
    x = (np.arange(width) - (width - 1) / 2) * PIXEL
    y = ((height - 1) / 2 - np.arange(height)) * PIXEL
    middles = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    middles.setflags(write=False)  # one for all visitors
    return middles


def _mixed(image: Floats, rows: Floats, columns: Floats) -> Floats:
    """Bilinear values at places (n,), 0 outside; a rim of one empty pixel makes the edge fade like the rest."""
    padded = np.pad(image, 1)
    height, width = padded.shape
    r, c = np.clip(rows + 1, 0, height - 1), np.clip(columns + 1, 0, width - 1)
    up, left = np.minimum(r.astype(int), height - 2), np.minimum(c.astype(int), width - 2)
    down, right = r - up, c - left
    above = (1 - right) * padded[up, left] + right * padded[up, left + 1]
    below = (1 - right) * padded[up + 1, left] + right * padded[up + 1, left + 1]
    mixed: Floats = (1 - down) * above + down * below
    return mixed

"""From a drawing to a 28x28 image made the way MNIST was made.

MNIST's digits were cut out, scaled to fit a box of 20x20 pixels with their aspect ratio kept, got grey levels from the
anti-aliasing of that scaling, and were put into a field of 28x28 so that their centre of mass lies in its middle
(LeCun, Cortes, Burges: The MNIST database of handwritten digits). A network trained on MNIST has never seen a digit in
a corner or one of half the size; a drawing that skips these steps is a different kind of picture to it.

Strokes are better than pixels here: they are scaled first and drawn afterwards, with one pen, so that a small digit
drawn with a thin pen and a large one drawn with a thick pen become the same image.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mnist_lab.digits.strokes import Stroke, Strokes

Pixels = NDArray[np.float32]
"""An image: (height, width), ink from 0 (paper) to 1 (full)."""

SIDE = 28
BOX = 20
PEN = 2.4
"""Width of the pen in pixels of the 20x20 box: with it, pen drawings carry as much ink as MNIST's digits on average."""

MIDDLE = 14.5
"""Where the mass of MNIST's digits lies, measured from the image's edge: the middle of pixel 14, not the edge before it
(mean over the training set: row 14.496, column 14.504, spread +-0.29 as whole pixels allow)."""

INK = 0.15
"""From this level on a pixel of a picture counts as ink when its box is sought."""

MAX_SEGMENTS = 400


@dataclass(frozen=True)
class Normalised:
    """A drawing on its way into MNIST's form, each stage kept so that it can be shown.

    Attributes
    ----------
    box : (20, 20), ink 0-1
        The digit scaled into the box, aspect kept, its shorter side in the middle.
    mass : (row, column)
        The centre of mass of `box`, in pixels from its upper left corner (the middle of a pixel is at .5).
    offset : (row, column)
        Where the box's upper left corner lies in the image, so that `offset + mass` comes to `MIDDLE`.
    image : (28, 28), ink 0-1
        What the network sees. All zero for an empty drawing.
    """

    box: Pixels
    mass: tuple[float, float]
    offset: tuple[int, int]
    image: Pixels


def normalise_strokes(strokes: Strokes, *, pen: float = PEN) -> Normalised:
    """The drawing made of these strokes in MNIST's form, drawn with a round pen of `pen` pixels of the box.

    Scale: `s = (20 - pen) / max(width, height)` of the points, so that the ink just fits the box. A drawing without
    extent (a dot) is drawn as a dot.
    """
    return _centred(draw(scale_to_box(strokes, pen=pen), pen=pen))


def normalise_pixels(ink: NDArray[np.floating] | NDArray[np.uint8]) -> Normalised:
    """A picture (height, width) of ink in MNIST's form; uint8 is read as 0-255, floats as 0-1.

    For drawings whose strokes are not known. The pen's width cannot be changed here: it is scaled with the rest.
    """
    picture = _ink(ink)
    rows, columns = np.nonzero(picture >= INK)
    if rows.size == 0:
        return _centred(np.zeros((BOX, BOX), np.float32))
    cut = picture[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    scale = BOX / max(cut.shape)
    height, width = (max(1, round(side * scale)) for side in cut.shape)
    small = _resized(cut, height, width)
    box = np.zeros((BOX, BOX), np.float32)
    top, left = (BOX - height) // 2, (BOX - width) // 2
    box[top : top + height, left : left + width] = small
    return _centred(box)


def shrink(ink: NDArray[np.floating] | NDArray[np.uint8]) -> Pixels:
    """The whole picture scaled to 28x28 as it stands: what a demo without normalisation feeds to the network."""
    return _resized(_ink(ink), SIDE, SIDE)


def scale_to_box(strokes: Strokes, *, pen: float = PEN) -> Strokes:
    """The strokes in pixels of the 20x20 box, aspect kept, half a pen away from its edges, centred in it."""
    if not strokes:
        return ()
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    extent = float((high - low).max())
    middle = (low + high) / 2
    # Divided first: 18 pixels by the smallest extents there are would be more than the largest number.
    return tuple((stroke - middle) / (extent or 1.0) * (BOX - pen) + BOX / 2 for stroke in strokes)


def draw(strokes: Strokes, *, pen: float, side: int = BOX) -> Pixels:
    """A (side, side) image of strokes given in its pixels, drawn with a round pen, anti-aliased.

    The ink of a pixel is `clip(pen / 2 + 1/2 - d, 0, 1)`, with d the distance of its middle to the nearest stroke: full
    inside, none outside, and falling over the one pixel that the edge crosses.
    """
    start, end = _segments(strokes)
    if not len(start):
        return np.zeros((side, side), np.float32)
    middle = np.arange(side) + 0.5
    pixels = np.stack(np.meshgrid(middle, middle), axis=-1).reshape(-1, 1, 2)  # (side*side, 1, 2) as x, y
    along = end - start  # (segments, 2)
    length2 = np.maximum((along**2).sum(axis=1), 1e-12)
    t = np.clip(((pixels - start) * along).sum(axis=2) / length2, 0, 1)  # nearest point of each segment
    distance = np.hypot(*np.moveaxis(pixels - start - t[..., None] * along, 2, 0)).min(axis=1)
    image: Pixels = np.clip(pen / 2 + 0.5 - distance, 0, 1).reshape(side, side).astype(np.float32)
    return image


def centre_of_mass(image: Pixels) -> tuple[float, float]:
    """Mean position of the ink, (row, column), in pixels from the upper left corner; the middle where there is none.

    Examples
    --------
    >>> centre_of_mass(np.eye(2, dtype=np.float32))
    (1.0, 1.0)
    """
    total = float(image.sum())
    if total == 0:
        return image.shape[0] / 2, image.shape[1] / 2
    row = float(image.sum(axis=1) @ (np.arange(image.shape[0]) + 0.5)) / total
    column = float(image.sum(axis=0) @ (np.arange(image.shape[1]) + 0.5)) / total
    return row, column


def _centred(box: Pixels) -> Normalised:
    """The box in its 28x28 field, moved by whole pixels so that its mass comes nearest to the middle."""
    mass = centre_of_mass(box)
    row, column = (int(np.clip(round(MIDDLE - m), 0, SIDE - BOX)) for m in mass)
    image = np.zeros((SIDE, SIDE), np.float32)
    image[row : row + BOX, column : column + BOX] = box
    return Normalised(box, mass, (row, column), image)


def _segments(strokes: Strokes) -> tuple[Stroke, Stroke]:
    """Start and end of every straight piece, each (segments, 2); a dot is a piece of length 0.

    Of very long drawings every k-th point is kept, so that there are at most about `MAX_SEGMENTS`.
    """
    keep = 1 + sum(map(len, strokes)) // MAX_SEGMENTS
    thinned = [np.vstack([stroke[:-1:keep], stroke[-1:]]) for stroke in strokes]
    starts = [stroke[:-1] if len(stroke) > 1 else stroke for stroke in thinned]
    ends = [stroke[1:] if len(stroke) > 1 else stroke for stroke in thinned]
    empty = np.empty((0, 2))
    return np.concatenate([empty, *starts]), np.concatenate([empty, *ends])


def _ink(picture: NDArray[np.floating] | NDArray[np.uint8]) -> Pixels:
    if picture.ndim != 2 or 0 in picture.shape:
        raise ValueError(
            f"A picture of ink has two axes, height and width, none of length 0; this one has {picture.shape}."
        )
    ink = picture.astype(np.float32) / (255 if picture.dtype == np.uint8 else 1)
    return np.clip(np.nan_to_num(ink), 0, 1)


def _resized(ink: Pixels, height: int, width: int) -> Pixels:
    """Scaled with anti-aliasing: every pixel is a weighted mean of those it covers."""
    return np.asarray(Image.fromarray(ink, mode="F").resize((width, height), Image.Resampling.BILINEAR), np.float32)

"""What a tensor is: the ladder from rank 0 to rank 5, and real data of every rank, all of it made of MNIST's digits.

    ndim = number of axes,  size = product of the lengths,  nbytes = size x itemsize

The samples axis comes first: `x[i]` is always one sample. Source: the course notebook, "Data representation for neural
networks: Tensors" and "Real-world example of data tensors".
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Images = NDArray[np.uint8]
"""(n, 28, 28) pixels, 0 to 255."""

DTYPES: Final = ("uint8", "int32", "float16", "float32", "float64")
"""What the digits can be turned into; with fractions they become 0 to 1, as in the notebook."""

BATCH: Final = 18
FILMS: Final = 2
FRAMES: Final = 5
COLOURS: Final = ((255, 96, 64), (80, 200, 120), (90, 160, 255), (250, 200, 60))
"""Red, green and blue of the coloured digits, 0 to 255."""

_ROW: Final = 14
_HEAD = """import numpy as np
from mnist_lab.digits.dataset import load

train_images = load().train_images  # {shape} uint8
"""
_COLOUR = "colours = np.array({colours})  # (n, 3): red, green, blue\n"
_TAIL = "print(x.ndim, x.shape, x.dtype, x.size, x.nbytes)\n"


@dataclass(frozen=True, eq=False)
class Tensor:
    """One tensor, what its axes mean, and the code that makes it.

    Attributes
    ----------
    name : str
        What it is, such as "one digit".
    source : array
        Its values before the change of dtype, which would cost 190 MB for all digits: `converted` makes it for a few.
    dtype : str
        Its dtype.
    axes : tuple of str
        What each axis counts.
    step : str
        What is new against the rank below, as a sentence.
    code : str
        Makes it as `x` and prints its key attributes.
    whole, place : array and tuple of int, optional
        The digit that a pixel or a row comes from, and its index there.
    """

    name: str
    source: NDArray[Any]
    dtype: str
    axes: tuple[str, ...]
    step: str
    code: str
    whole: NDArray[Any] | None = None
    place: tuple[int, ...] = ()

    @property
    def shape(self) -> tuple[int, ...]:
        """Length of each axis."""
        return self.source.shape

    @property
    def ndim(self) -> int:
        """Number of axes, the rank."""
        return self.source.ndim

    @property
    def size(self) -> int:
        """Number of values."""
        return self.source.size

    @property
    def nbytes(self) -> int:
        """Bytes of memory the values take."""
        return self.size * np.dtype(self.dtype).itemsize

    def converted(self, values: NDArray[Any]) -> NDArray[Any]:
        """Some of the values of `source`, in this tensor's dtype; pixels become 0 to 1 where it has fractions."""
        changed = values.astype(self.dtype)
        fraction = values.dtype == np.uint8 and changed.dtype.kind == "f"
        return np.divide(changed, 255, dtype=changed.dtype) if fraction else changed

    @property
    def sentence(self) -> str:
        """Its shape and its memory, read aloud."""
        itemsize = np.dtype(self.dtype).itemsize
        bytes_each = f"{itemsize} byte{'s' if itemsize > 1 else ''}"
        if not self.ndim:
            return f"`x` has no axis and the shape `()`: one value of {bytes_each}. It needs no index."
        lengths = zip(self.axes, self.shape, strict=True)
        counted = ", ".join(f"axis {axis} has {n:,} ({what})" for axis, (what, n) in enumerate(lengths))
        product = " × ".join(f"{n:,}" for n in self.shape)
        values = f"{product} = {self.size:,} values" if self.ndim > 1 else f"{self.size:,} values"
        axes = f"{self.ndim} ax{'e' if self.ndim > 1 else 'i'}s"
        return f"`x` has {axes}: {counted}. {values} of {bytes_each} make {self.nbytes:,} bytes."


def ladder(train_images: Images, rank: int, *, digit: int = 0, dtype: str = "uint8") -> Tensor:
    """Return the tensor of this rank on the ladder, made of the training digits.

    Parameters
    ----------
    train_images : (n, 28, 28) uint8
    rank : int
        0 a pixel, 1 a row, 2 a digit, 3 a batch, 4 colour images, 5 a video.
    digit : int
        Number of the (first) digit.
    dtype : str
        One of `DTYPES`.

    Raises
    ------
    ValueError
        No such rank, or not enough digits from `digit` on.
    """
    if not 0 <= rank < len(_LADDER):
        raise ValueError(f"Rank {rank} is not on the ladder: it goes from 0 to {len(_LADDER) - 1}.")
    if not 0 <= digit <= len(train_images) - BATCH:
        raise ValueError(f"Digit {digit} does not do: a batch of {BATCH} begins at 0 to {len(train_images) - BATCH}.")
    return _finished(_LADDER[rank](train_images, digit), train_images, dtype)


def real_data(train_images: Images, kind: str, *, dtype: str = "uint8") -> Tensor:
    """Return all training digits (or a few, in colour) as one of the notebook's kinds of data, `KINDS`.

    Raises
    ------
    ValueError
        No such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"There is no kind of data called {kind!r}; there are {', '.join(KINDS)}.")
    return _finished(KINDS[kind](train_images, 0), train_images, dtype)


def _finished(tensor: Tensor, train_images: Images, dtype: str) -> Tensor:
    """Add dtype and the lines of code around those that are this tensor's own."""
    fraction = np.dtype(dtype).kind == "f"
    change = "" if dtype == "uint8" else f'x = x.astype("{dtype}"){" / 255" if fraction else ""}\n'
    head = _HEAD.format(shape=train_images.shape)
    used = COLOURS[: tensor.shape[0]] if tensor.ndim else ()
    colours = _COLOUR.format(colours=list(used)) if "colours" in tensor.code else ""
    return replace(tensor, dtype=dtype, code=head + colours + tensor.code + change + _TAIL)


def _made(name: str, source: NDArray[Any], axes: tuple[str, ...], *, step: str, code: str) -> Tensor:
    return Tensor(name, source, "uint8", axes, step, code)


def _pixel(images: Images, digit: int) -> Tensor:
    column = int(images[digit, _ROW].argmax())
    step = "A scalar: one pixel, one number. No axis, so nothing to count along."
    code = f"x = train_images[{digit}, {_ROW}, {column}]  # () the brightest pixel of row {_ROW}\n"
    pixel = _made("one pixel", np.asarray(images[digit, _ROW, column]), (), step=step, code=code)
    return replace(pixel, whole=images[digit], place=(_ROW, column))


def _row(images: Images, digit: int) -> Tensor:
    step = "New: **axis 0, columns**. A vector: the pixels of one row, side by side."
    code = f"x = train_images[{digit}, {_ROW}]  # (28,)\n"
    row = _made("one row of pixels", images[digit, _ROW], ("columns",), step=step, code=code)
    return replace(row, whole=images[digit], place=(_ROW,))


def _digit(images: Images, digit: int) -> Tensor:
    step = "New: **axis 0, rows**. A matrix: 28 such rows, one below the other, are a digit."
    code = f"x = train_images[{digit}]  # (28, 28)\n"
    return _made("one digit", images[digit], ("rows", "columns"), step=step, code=code)


def _batch(images: Images, digit: int) -> Tensor:
    step = "New: **axis 0, samples**. Many digits in one array; `x[i]` is digit number i. Samples come first, always."
    code = f"x = train_images[{digit}:{digit + BATCH}]  # ({BATCH}, 28, 28)\n"
    return _made(
        "a batch of digits", images[digit : digit + BATCH], ("samples", "rows", "columns"), step=step, code=code
    )


def _colour(images: Images, digit: int) -> Tensor:
    n = len(COLOURS)
    x = (images[digit : digit + n, :, :, None] / 255 * np.array(COLOURS)[:, None, None, :]).astype(np.uint8)
    step = "New: **axis 3, channels**. A pixel is no longer one number but three: red, green and blue."
    code = f"""grey = train_images[{digit}:{digit + n}, :, :, None] / 255  # ({n}, 28, 28, 1)
x = (grey * colours[:, None, None, :]).astype(np.uint8)  # ({n}, 28, 28, 3)
"""
    return _made("colour images", x, ("samples", "height", "width", "channels"), step=step, code=code)


def _video(images: Images, digit: int) -> Tensor:
    n = FILMS
    moves = [np.roll(images[digit : digit + n], 2 * frame - FRAMES + 1, axis=2) for frame in range(FRAMES)]
    x = (np.stack(moves, axis=1)[..., None] / 255 * np.array(COLOURS[:n])[:, None, None, None, :]).astype(np.uint8)
    step = "New: **axis 1, frames**. Each sample is a film whose digit moves right, two pixels a frame."
    code = f"""grey = train_images[{digit}:{digit + n}] / 255
moved = np.stack([np.roll(grey, 2 * frame - {FRAMES - 1}, axis=2) for frame in range({FRAMES})], axis=1)
x = (moved[..., None] * colours[:, None, None, None, :]).astype(np.uint8)  # ({n}, {FRAMES}, 28, 28, 3)
"""
    return _made("a video", x, ("samples", "frames", "height", "width", "channels"), step=step, code=code)


def _vectors(images: Images, _: int) -> Tensor:
    n, pixels = len(images), math.prod(images.shape[1:])
    step = "**(samples, features)**: each digit is one row of 784 numbers, as the Dense layer wants it."
    code = f"x = train_images.reshape(({n}, 28 * 28))  # ({n}, {pixels})\n"
    return _made("vector data", images.reshape(n, pixels), ("samples", "features"), step=step, code=code)


def _sequences(images: Images, _: int) -> Tensor:
    step = "**(samples, timesteps, features)**: a digit read from top to bottom, one row at each time step."
    code = f"x = train_images  # {images.shape}\n"
    return _made("sequences", images, ("samples", "timesteps", "features"), step=step, code=code)


def _images(images: Images, _: int) -> Tensor:
    step = "**(samples, height, width, channels)**: grey pictures have one channel."
    code = f"x = train_images[..., np.newaxis]  # {(*images.shape, 1)}\n"
    return _made("images", images[..., None], ("samples", "height", "width", "channels"), step=step, code=code)


def _all(images: Images, _: int) -> Tensor:
    step = "**(samples, rows, columns)**: the training digits as they are loaded."
    code = f"x = train_images  # {images.shape}\n"
    return _made("all training digits", images, ("samples", "rows", "columns"), step=step, code=code)


_LADDER: Final[tuple[Callable[[Images, int], Tensor], ...]] = (_pixel, _row, _digit, _batch, _colour, _video)

KINDS: Final[dict[str, Callable[[Images, int], Tensor]]] = {
    "digits": _all,
    "vectors": _vectors,
    "sequences": _sequences,
    "images": _images,
    "video": _video,
}
"""The notebook's real-world data tensors, and the digits as loaded."""

"""What a network says to one drawing: ten probabilities, a verdict, a sentence, and the code that gives the same.

Four questions are asked in this order, and the first "no" is the verdict: is there ink? Is there enough of it? Does it
look like a digit at all? Is the network sure which one?
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mnist_lab.digits.normalise import Normalised, Pixels, normalise_strokes, shrink
from mnist_lab.digits.paper import SHEET, canvas_ink, extent
from mnist_lab.digits.strokes import Strokes
from mnist_lab.network.pretrained import likeness, pretrained
from mnist_lab.network.weights import Array, Weights
from mnist_lab.network.wording import EMPTY, LIKELY, SENTENCES, SMALLEST, SURE, Facts


@dataclass(frozen=True, eq=False)
class Reader:
    """A network that answers.

    Attributes
    ----------
    name : str
        For the page: "pretrained network".
    weights : Weights
        784 inputs, 10 probabilities.
    imports, line : str
        The code that gives these weights, the last line `weights = ...`; it imports `likeness` too.
    """

    name: str
    weights: Weights
    imports: str
    line: str


@dataclass(frozen=True, eq=False)
class Naive:
    """The sheet just scaled to 28x28, as it stands: image (28, 28) ink 0-1, and the answer (10,) to it."""

    image: Pixels
    probabilities: Array


@dataclass(frozen=True, eq=False)
class Reading:
    """The answer to one drawing or one image of the test set, and everything on the way to it.

    Attributes
    ----------
    verdict : "empty", "too small", "not a digit", "not sure" or "sure"
        The first question answered with no; "sure" if there is none.
    digit, second : int or None
        The two most probable digits; None if the verdict says that there is no digit.
    probabilities : (10,)
        Of each digit; they sum to 1. All zero for an empty sheet.
    likeness : float
        How much the image looks like any digit, 0-1.
    image : (28, 28), ink 0-1
        What the network saw.
    strokes, normalised, naive
        How a drawing came to be this image, and the answer without it; empty and None for an image of the test set.
    sentence : str
        The answer in words.
    code : str
        Python that gives `image`, `likeness`, `probabilities` and `naive` as `x`, `like`, `y_pred` and `y_naive`.
    """

    verdict: str
    digit: int | None
    second: int | None
    probabilities: Array
    likeness: float
    image: Pixels
    sentence: str
    code: str = field(repr=False)
    strokes: Strokes = ()
    normalised: Normalised | None = None
    naive: Naive | None = None

    @property
    def top(self) -> int:
        """The most probable digit, whatever the verdict."""
        return int(self.probabilities.argmax())


def shipped() -> Reader:
    """The network that comes with the lab."""
    imported = "from mnist_lab.network.pretrained import likeness, pretrained"
    return Reader("pretrained network", pretrained(), imported, "weights = pretrained()")


def read_drawing(strokes: Strokes, reader: Reader, *, pen: float, side: int = SHEET) -> Reading:
    """The answer to a drawing on a sheet of `side` pixels, drawn with a pen `pen` pixels wide."""
    normalised = normalise_strokes(strokes)
    code = _drawing_code(strokes, reader, pen=pen, side=side)
    if not strokes:
        nothing = np.zeros(10, np.float32)
        return Reading("empty", None, None, nothing, 0.0, normalised.image, EMPTY, code, (), normalised)
    naive_image = shrink(canvas_ink(strokes, pen=pen, side=side))
    naive = Naive(naive_image, _answer(reader.weights, naive_image))
    return _reading(normalised.image, reader, code, strokes=strokes, normalised=normalised, naive=naive)


def read_image(image: NDArray[np.uint8], reader: Reader, *, origin: str) -> Reading:
    """The answer to an image (28, 28) 0-255 that is in MNIST's form already; `origin` is code, `image = ...`."""
    code = _image_code(origin, reader)
    return _reading(image.astype(np.float32) / np.float32(255), reader, code)


def _reading(
    image: Pixels,
    reader: Reader,
    code: str,
    *,
    strokes: Strokes = (),
    normalised: Normalised | None = None,
    naive: Naive | None = None,
) -> Reading:
    probabilities = _answer(reader.weights, image)
    like = float(likeness(image.reshape(1, 784))[0])
    second, top = (int(k) for k in probabilities.argsort()[-2:])
    verdict = _verdict(strokes, like, float(probabilities[top]))
    facts = Facts(extent(strokes), like, probabilities, None if naive is None else naive.probabilities)
    there_is_one = verdict in {"sure", "not sure"}
    return Reading(
        verdict,
        top if there_is_one else None,
        second if there_is_one else None,
        probabilities,
        like,
        image,
        SENTENCES[verdict](facts),
        code,
        strokes,
        normalised,
        naive,
    )


def _verdict(strokes: Strokes, like: float, top: float) -> str:
    if strokes and max(extent(strokes)) < SMALLEST:
        return "too small"
    if like < LIKELY:
        return "not a digit"
    return "sure" if top >= SURE else "not sure"


def _answer(weights: Weights, image: Pixels) -> Array:
    """(10,): the probabilities for one image (28, 28)."""
    answer: Array = weights.predict(image.reshape(1, 784))[0]
    return answer


# --------------------------------------------------------------------------------------------------------- as code


def _drawing_code(strokes: Strokes, reader: Reader, *, pen: float, side: int) -> str:
    lines = ("[" + ", ".join(f"[{x:g}, {y:g}]" for x, y in stroke) + "]," for stroke in strokes)
    points = "[\n" + "\n".join(_wrapped(line) for line in lines) + "\n]" if strokes else "[]"
    return f"""\
from mnist_lab.digits.normalise import normalise_strokes, shrink
from mnist_lab.digits.paper import canvas_ink, extent
from mnist_lab.digits.strokes import strokes_from_points
{reader.imports}

{reader.line}
strokes = strokes_from_points({points})

x = normalise_strokes(strokes).image.reshape(1, 784)   # 20x20 box, mass in the middle of 28x28
y_pred = weights.predict(x)[0]                         # (10,) probabilities; sure from {SURE} on
like = likeness(x)[0]                                  # a digit from {LIKELY} on
width, height = extent(strokes)                        # {SMALLEST} or more, one of them

naive = shrink(canvas_ink(strokes, pen={pen:g}, side={side}))
y_naive = weights.predict(naive.reshape(1, 784))[0]    # the same ink, only shrunk
"""


def _image_code(origin: str, reader: Reader) -> str:
    return f"""\
from mnist_lab.digits.dataset import load
{reader.imports}

{reader.line}
{origin}

x = image.reshape(1, 784).astype("float32") / 255      # already in MNIST's form
y_pred = weights.predict(x)[0]                         # (10,) probabilities; sure from {SURE} on
like = likeness(x)[0]                                  # a digit from {LIKELY} on
"""


def _wrapped(line: str) -> str:
    """Points in lines of at most 110 letters, without tearing one apart."""
    torn = textwrap.wrap(line.replace(", ", ",\0").replace("],\0", "], "), 106, break_long_words=False)
    return textwrap.indent("\n".join(torn), "    ").replace("\0", " ")

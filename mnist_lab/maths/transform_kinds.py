"""The kinds of maps that the lesson names, with the numbers each is made of, its formula and its lines of code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from mnist_lab.maths.affine import Affine, Floats, affine, rotation

Numbers = Mapping[str, float]


@dataclass(frozen=True)
class Number:
    """One number that a kind of map is made of.

    Attributes
    ----------
    name : str
        As in the code, and in the URL.
    label : str
        As the notebook calls it.
    most : float
        It goes from `-most` to `most`.
    default, step : float
    """

    name: str
    label: str
    most: float
    default: float
    step: float = 0.05


@dataclass(frozen=True)
class Kind:
    """A kind of map.

    Attributes
    ----------
    name, title : str
        As in a list of steps, and for the page.
    numbers : tuple of Number
    build : callable
        The numbers, by name -> the map.
    formula : str
        The notebook's formula, in LaTeX.
    lines : str
        Python that gives W and b; the names of the numbers in braces.
    turns : bool
        Whether its motion is a turn by exactly its angle.
    slides : bool
        Whether in its motion each entry grows evenly: a shear slides, it does not turn.
    """

    name: str
    title: str
    numbers: tuple[Number, ...]
    build: Callable[[Numbers], Affine]
    formula: str
    lines: str
    turns: bool = False
    slides: bool = False


def _reflection(given: Numbers) -> Floats:
    twice = 2 * np.radians(given["alpha"])
    return np.array([[np.cos(twice), np.sin(twice)], [np.sin(twice), -np.cos(twice)]])


def _free(given: Numbers) -> list[list[float]]:
    return [[given["W00"], given["W01"]], [given["W10"], given["W11"]]]


_NO_B = "b = np.zeros(2)  # (2,)"
_H, _V = Number("h", "horizontal factor", 4, 1.5), Number("v", "vertical factor", 2.5, 1)
_W = (
    *(Number("W00", "W[0, 0]", 3, 2), Number("W01", "W[0, 1]", 3, 1)),
    *(Number("W10", "W[1, 0]", 3, 0.5), Number("W11", "W[1, 1]", 3, 1)),
)
_W_LINE = "W = np.array([[{W00}, {W01}], [{W10}, {W11}]])  # (2, 2)"

_ALL = (
    Kind(
        "translation",
        "Translation",
        (_H, _V),
        lambda given: affine(np.eye(2), [given["h"], given["v"]]),
        r"\begin{bmatrix} \text{horizontal factor} \\ \text{vertical factor} \end{bmatrix}"
        r" + \begin{bmatrix} x \\ y \end{bmatrix}",
        "W = np.eye(2)  # (2, 2)\nb = np.array([{h}, {v}])  # (2,): horizontal factor, vertical factor",
        slides=True,
    ),
    Kind(
        "rotation",
        "Rotation",
        (Number("theta", "theta, in degrees", 360, 60, 1),),
        lambda given: affine(rotation(np.radians(given["theta"]))),
        r"\begin{bmatrix} \cos\theta & -\sin\theta \\ \sin\theta & \cos\theta \end{bmatrix}"
        r" \cdot \begin{bmatrix} x \\ y \end{bmatrix}",
        "theta = np.radians({theta})\n"
        "cos, sin = np.cos(theta), np.sin(theta)\nW = np.array([[cos, -sin], [sin, cos]])  # (2, 2)\n" + _NO_B,
        turns=True,
    ),
    Kind(
        "scaling",
        "Scaling",
        (Number("fx", "factor_x", 3, 2), Number("fy", "factor_y", 3, 0.5)),
        lambda given: affine(np.diag([given["fx"], given["fy"]])),
        r"\begin{bmatrix} factor_x & 0 \\ 0 & factor_y \end{bmatrix} \cdot \begin{bmatrix} x \\ y \end{bmatrix}",
        "factor_x, factor_y = {fx}, {fy}\nW = np.array([[factor_x, 0], [0, factor_y]])  # (2, 2)\n" + _NO_B,
    ),
    Kind(
        "shear",
        "Shear",
        (Number("kx", "shear_x", 3, 1), Number("ky", "shear_y", 3, 0)),
        lambda given: affine([[1, given["kx"]], [given["ky"], 1]]),
        r"\begin{bmatrix} 1 & shear_x \\ shear_y & 1 \end{bmatrix} \cdot \begin{bmatrix} x \\ y \end{bmatrix}",
        "shear_x, shear_y = {kx}, {ky}\nW = np.array([[1, shear_x], [shear_y, 1]])  # (2, 2)\n" + _NO_B,
        slides=True,
    ),
    Kind(
        "reflection",
        "Reflection",
        (Number("alpha", "alpha, angle of the mirror, in degrees", 180, 90, 0.5),),
        lambda given: affine(_reflection(given)),
        r"\begin{bmatrix} \cos 2\alpha & \sin 2\alpha \\ \sin 2\alpha & -\cos 2\alpha \end{bmatrix}"
        r" \cdot \begin{bmatrix} x \\ y \end{bmatrix}",
        "twice = 2 * np.radians({alpha})\n"
        "cos, sin = np.cos(twice), np.sin(twice)\nW = np.array([[cos, sin], [sin, -cos]])  # (2, 2)\n" + _NO_B,
    ),
    Kind(
        "linear",
        "Linear transform",
        _W,
        lambda given: affine(_free(given)),
        r"W \cdot x",
        f"{_W_LINE}\n{_NO_B}",
    ),
    Kind(
        "affine",
        "Affine transform",
        (*_W, Number("b0", "b[0]", 4, 1), Number("b1", "b[1]", 2.5, 0)),
        lambda given: affine(_free(given), [given["b0"], given["b1"]]),
        r"W \cdot x + b",
        f"{_W_LINE}\nb = np.array([{{b0}}, {{b1}}])  # (2,)",
    ),
)

KINDS: Final = {kind.name: kind for kind in _ALL}
"""Name -> kind, in the notebook's order; shear and reflection are linear transforms with a name of their own."""

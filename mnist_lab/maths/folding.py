"""A stack of 2-D Dense layers, `activation(W . x + b)` again and again: what it does to the plane.

Without an activation, affine after affine is affine: `W2 . (W1 . x + b1) + b2 = (W2 . W1) . x + (W2 . b1 + b2)`. With
ReLU it is affine in pieces, and with tanh or sigmoid nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import Final

import numpy as np

from mnist_lab.maths.affine import IDENTITY, Affine, Floats, affine
from mnist_lab.maths.clouds import WIDEST, Cloud
from mnist_lab.maths.folding_code import stack_code
from mnist_lab.maths.folding_pieces import area, pieces

MOST_LAYERS: Final = 6
NONE: Final = "none"
ACTIVATIONS: Final[dict[str, Callable[[Floats], Floats]]] = {
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    NONE: lambda z: z,
}
WINDOW: Final[Floats] = WIDEST * np.array([[-1.0, -1], [1, -1], [1, 1], [-1, 1]])
"""Corners of the piece of the plane that goes in; everything counted and compared is within it."""
SAMPLE: Final[Floats] = np.stack(np.meshgrid(*[np.linspace(-WIDEST, WIDEST, 41)] * 2), axis=-1).reshape(-1, 2)
"""(1681, 2): points spread evenly over the window."""
EXACT: Final = 1e-9


@dataclass(frozen=True, eq=False)
class Piece:
    """A convex piece of the window, corners (k, 2), in which the stack is the one map `there`."""

    polygon: Floats
    there: Affine


@dataclass(frozen=True, eq=False)
class Folding:
    """A stack, and everything the page says about it.

    Attributes
    ----------
    layers : one to six Affine
        W and b of each layer.
    activation : str
        Of every layer, one of `ACTIVATIONS`.
    cloud : Cloud
        Points of two classes that go through it.
    """

    layers: tuple[Affine, ...]
    activation: str
    cloud: Cloud = field(repr=False)

    def __call__(self, points: Floats) -> Floats:
        """Return where points (n, 2) come out, (n, 2)."""
        return self.after(points)[-1]

    def after(self, points: Floats) -> list[Floats]:
        """Return where points (n, 2) are before the first layer, and after each layer."""
        places = [points]
        for layer in self.layers:
            places.append(ACTIVATIONS[self.activation](layer(places[-1])))
        return places

    @cached_property
    def single(self) -> Affine:
        """The one map nearest to the stack: its collapse without activation, else the best in least squares."""
        if self.activation == NONE:
            return reduce(Affine.then, self.layers, IDENTITY)
        homogeneous = np.column_stack([SAMPLE, np.ones(len(SAMPLE))])
        Wb: Floats = np.linalg.lstsq(homogeneous, self(SAMPLE), rcond=None)[0].astype(
            float
        )  # (3, 2): W transposed, then b
        return Affine(Wb[:2].T, Wb[2])

    @cached_property
    def distances(self) -> Floats:
        """(1681,): how far the stack and the single map are apart at each point of `SAMPLE`."""
        return np.asarray(np.hypot(*(self(SAMPLE) - self.single(SAMPLE)).T))

    @property
    def largest(self) -> float:
        """The largest of the distances."""
        return float(self.distances.max())

    @property
    def typical(self) -> float:
        """The root of the mean squared distance: the residual of the fit."""
        return float(np.sqrt(np.mean(self.distances**2)))

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces of the window in each of which the stack is one affine map, the largest first.

        None where the stack bends everywhere.
        """
        if self.activation != "relu":
            whole = Piece(WINDOW, self.single)
            return (whole,) if self.activation == NONE else ()
        found = pieces([(layer.W, layer.b) for layer in self.layers], WINDOW)
        found.sort(key=lambda piece: -area(piece[0]))
        return tuple(Piece(polygon, Affine(A, c)) for polygon, A, c in found)

    @property
    def maps(self) -> int:
        """How many different affine maps the pieces have: neighbours may share one."""
        return len({(*piece.there.W.ravel().round(9) + 0.0, *piece.there.b.round(9) + 0.0) for piece in self.pieces})

    @property
    def sentence(self) -> str:
        """What became of the plane."""
        count = len(self.layers)
        stack = "One layer" if count == 1 else f"{count} layers"
        if self.activation == NONE:
            return (
                f"{stack} without activation: one W and one b do the same: "
                f"largest difference at {len(SAMPLE):,} points **{self.largest:.2g}**, which is rounding. "
                "Depth alone adds nothing."
            )
        if self.activation == "relu":
            return f"{stack} with ReLU: {self._pieces_words} {self._fit_words}"
        return f"{stack} with {self.activation}: straight lines bend, everywhere. {self._fit_words}"

    @property
    def _pieces_words(self) -> str:
        count = len(self.pieces)
        if count == 1:
            return "no crease crosses this window; it stays one piece."
        if self.maps == 1:
            return f"{count} pieces, and all have the same map."
        same = "no two alike" if self.maps == count else f"{self.maps} of them different"
        return f"the window is creased into **{count} pieces**, each moved by one affine map, {same}."

    @property
    def _fit_words(self) -> str:
        if self.largest < EXACT:
            return "Within this window a single affine map does the same."
        return (
            f"No single affine map does that: the best one is off by {self.typical:.2g} "
            f"(root mean square), {self.largest:.2g} at worst."
        )

    @property
    def code(self) -> str:
        """The lines that give every number on screen."""
        return stack_code([(layer.W, layer.b) for layer in self.layers], self.activation)


def seeded(seed: int, count: int) -> tuple[Affine, ...]:
    """Return layers drawn at random.

    W as Keras draws it for Dense(2) on two inputs (Glorot uniform: evenly within the root of 6 / (2 + 2)); b, which
    Keras starts at 0, within 0.5. Two decimals, so that what is written is what is used.

    Parameters
    ----------
    seed : int
    count : int
        More layers begin with the same ones.
    """
    rng = np.random.default_rng(seed)
    limit = np.sqrt(6 / (2 + 2))
    pairs = [(rng.uniform(-limit, limit, (2, 2)), rng.uniform(-0.5, 0.5, 2)) for _ in range(count)]
    return tuple(affine(W.round(2) + 0.0, b.round(2) + 0.0) for W, b in pairs)  # + 0.0: no minus zero


def folding(layers: Sequence[Affine], activation: str, cloud: Cloud) -> Folding:
    """Return the stack of these layers.

    Raises
    ------
    ValueError
        Not one to six layers.
    KeyError
        No such activation.
    """
    if not 1 <= len(layers) <= MOST_LAYERS:
        raise ValueError(f"A stack here has 1 to {MOST_LAYERS} layers; this one has {len(layers)}.")
    if activation not in ACTIVATIONS:
        raise KeyError(f"No activation is called {activation!r}; there are {', '.join(ACTIVATIONS)}.")
    return Folding(tuple(layers), activation, cloud)

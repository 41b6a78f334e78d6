"""How the plane goes through a stack: `W . x`, then `+ b`, then the activation, layer by layer, frame by frame.

`W . x` moves as in the lesson on transforms: it turns and stretches, by its polar decomposition. A point then goes a
curved way, and is given by places so near to one another that going straight between them is as good. `+ b` and the
activation move each point straight to where it belongs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from mnist_lab.maths.affine import IDENTITY, Affine, Floats, affine
from mnist_lab.maths.folding import ACTIVATIONS, NONE, Folding
from mnist_lab.maths.transform_motion import Step, between, polar

FRAMES: Final = 12
"""Frames of one step; the browser draws what lies between two of them."""

LONGEST_TURN: Final = math.radians(36)
"""Between two places a point turns by no more than this."""

_WORDS: Final = {
    "relu": "relu, what is below 0 is pressed onto 0",
    "tanh": "tanh, everything between −1 and 1",
    "sigmoid": "sigmoid, everything between 0 and 1",
}


@dataclass(frozen=True, eq=False)
class Key:
    """Where the plane is in one frame: `move` takes a point from where it was in the key number `since`."""

    frame: int
    since: int
    move: Callable[[Floats], Floats]


@dataclass(frozen=True, eq=False)
class Flow:
    """The way through a stack.

    Attributes
    ----------
    keys : tuple of Key
        The first is frame 0, where nothing has moved.
    captions : tuple of str
        One for each frame.
    stops : tuple of int
        The frames at the ends of steps; the first is 0.
    """

    keys: tuple[Key, ...]
    captions: tuple[str, ...]
    stops: tuple[int, ...]

    @property
    def frames(self) -> tuple[int, ...]:
        """The frames of the keys."""
        return tuple(key.frame for key in self.keys)

    def places(self, points: Floats) -> Floats:
        """Return (keys, n, 2): where points (n, 2) are in each of `frames`."""
        found = [points]
        for key in self.keys[1:]:
            found.append(key.move(found[key.since]))
        return np.array(found)


_START: Final = Key(0, 0, IDENTITY)


def flow(shown: Folding) -> Flow:
    """Return the way through a stack: the steps of its layers, each of `FRAMES` frames."""
    keys, captions, stops = [_START], ["Before the first layer."], [0]
    count = len(shown.layers)
    for number, layer in enumerate(shown.layers, 1):
        name = f"Layer {number} of {count}" if count > 1 else "The layer"
        keys += _turning(layer, stops[-1], FRAMES, len(keys) - 1)
        stops += [stops[-1] + FRAMES, stops[-1] + 2 * FRAMES]
        keys.append(Key(stops[-1], len(keys) - 1, affine(IDENTITY.W, layer.b)))
        words = [f"{name}: W · x", f"{name}: + b"]
        if shown.activation != NONE:
            stops.append(stops[-1] + FRAMES)
            keys.append(Key(stops[-1], len(keys) - 1, ACTIVATIONS[shown.activation]))
            words.append(f"{name}: {_WORDS[shown.activation]}")
        captions += [said for said in words for _ in range(FRAMES)]
    return Flow(tuple(keys), tuple(captions), tuple(stops))


def single_flow(shown: Folding, beside: Flow) -> Flow:
    """Return the way through the single map of a stack, in as many frames as the stack takes."""
    last = beside.stops[-1]
    half = last // 2
    keys = [_START, *_turning(shown.single, 0, half, 0)]
    keys.append(Key(last, len(keys) - 1, affine(IDENTITY.W, shown.single.b)))
    return Flow(tuple(keys), beside.captions, (0, half, last))


def _turning(layer: Affine, frame: int, frames: int, since: int) -> list[Key]:
    """The keys of `W . x`: as many as its turn needs."""
    step = Step("", affine(layer.W))
    count = max(1, min(frames, math.ceil(abs(polar(layer.W)[0]) / LONGEST_TURN - 1e-9)))
    ahead = sorted({round(frames * part / count) for part in range(1, count + 1)})
    return [Key(frame + there, since, between(step, there / frames)) for there in ahead]

"""How a map is reached from where nothing has moved: frame by frame, as the eye would have it move.

Every W has a polar decomposition `W = R(turn) . S` with a rotation R and a symmetric S that stretches along two
directions at right angles. The motion turns and stretches evenly:

    W(t) = R(t turn) . ((1 - t) I + t S),    b(t) = t b,    0 <= t <= 1

A rotation thus turns and keeps all lengths on the way. The entry-wise blend `(1 - t) I + t W` does not: half way
through half a turn it shrinks everything to one point. Source: N. Higham, Functions of Matrices, chapter 8.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from mnist_lab.maths.affine import FLAT, IDENTITY, Affine, Floats, rotation, written

FRAMES: Final = 60
"""Frames of one step; the browser draws what lies between two of them."""


@dataclass(frozen=True, eq=False)
class Step:
    """One map, with how it moves.

    Attributes
    ----------
    name : str
        For captions: "rotation(90)".
    there : Affine
    turn : float or None
        Radians it turns on its way; None: as its polar decomposition says. A rotation by 270° is the same map as one
        by -90°, but another motion.
    slides : bool
        Whether each entry grows evenly, as in a shear or a translation.
    """

    name: str
    there: Affine
    turn: float | None = None
    slides: bool = False


@dataclass(frozen=True, eq=False)
class Motion:
    """All frames of some steps, one after the other.

    Attributes
    ----------
    maps : (frames, 2, 3)
        [W | b] of each frame; the first is "nothing has moved", frame `stops[k]` is the exact map after k steps.
    captions : tuple of str
        One for each frame.
    stops : tuple of int
        The frames in which a step is through; the first is 0.
    """

    maps: Floats
    captions: tuple[str, ...]
    stops: tuple[int, ...]

    @property
    def last(self) -> Affine:
        """The map of the last frame."""
        return Affine(self.maps[-1, :, :2], self.maps[-1, :, 2])


def polar(W: Floats) -> tuple[float, Floats]:
    """Return (turn, S) with `W = R(turn) . S`, turn in radians and S (2, 2) symmetric.

    Where W keeps orientation, S stretches by factors above zero: the polar decomposition. Where W reverses it, one
    factor of S is below zero: the plane is turned over, and on the way it is once seen from its edge. Then two turns
    will do, half a turn apart; it is the smaller one.

    Examples
    --------
    >>> turn, S = polar(np.array([[0.0, -2.0], [2.0, 0.0]]))
    >>> round(np.degrees(turn)), S.round(6).tolist()
    (90, [[2.0, 0.0], [0.0, 2.0]])
    """
    (a, b), (c, d) = W.tolist()
    across, along = c - b, a + d
    no_turn = math.hypot(across, along) <= FLAT * float(np.abs(W).max())  # symmetric already, but for rounding
    turn = 0.0 if no_turn else math.atan2(across, along)
    if a * d - b * c < -FLAT and abs(turn) > math.pi / 2:
        turn -= math.copysign(math.pi, turn)
    S: Floats = rotation(-turn) @ W
    return turn, S


def between(step: Step, t: float, *, blend: bool = False) -> Affine:
    """Return the map at the time t, 0 to 1; at 0 and 1 exactly the identity and the step's own map.

    Parameters
    ----------
    step : Step
    t : float
    blend : bool
        Entry by entry instead of the true motion.
    """
    if t in (0, 1):
        return step.there if t else IDENTITY
    W, b = step.there.W, t * step.there.b
    if blend or step.slides:
        return Affine((1 - t) * np.eye(2) + t * W, b)
    turn, S = polar(W) if step.turn is None else (step.turn, rotation(-step.turn) @ W)
    return Affine(rotation(t * turn) @ ((1 - t) * np.eye(2) + t * S), b)


def motion(steps: Sequence[Step], *, blend: bool = False) -> Motion:
    """Return the frames of the steps, each played after the one before it."""
    maps, captions, stops = [IDENTITY], ["Before: nothing has moved."], [0]
    before = IDENTITY
    for number, step in enumerate(steps, 1):
        prefix = f"Step {number} of {len(steps)}, {step.name}" if len(steps) > 1 else step.name.capitalize()
        for frame in range(1, FRAMES + 1):
            now = before.then(between(step, frame / FRAMES, blend=blend))
            maps.append(now)
            captions.append(f"{prefix}: {_far(frame)}; area of the square {written(abs(now.determinant))}.")
        before = maps[-1]
        stops.append(len(maps) - 1)
    frames = np.array([np.column_stack([now.W, now.b]) for now in maps])
    return Motion(frames, tuple(captions), tuple(stops))


def _far(frame: int) -> str:
    return "done" if frame == FRAMES else f"{100 * frame / FRAMES:.0f} % of the way"


def back_and_forth(step: Step) -> tuple[Step, Step]:
    """Return the step, and the one that plays it back.

    Raises
    ------
    FlatError
        There is no way back.
    """
    turn = None if step.turn is None else -step.turn
    return step, Step("its inverse", step.there.inverse(), turn, step.slides)

"""What one map does to the plane: its matrix, what it does to areas and directions, its motion, and its code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from mnist_lab.maths.affine import FLAT, Affine, Floats, place, written
from mnist_lab.maths.transform_facts import Directions, area_sentence, directions, orientation
from mnist_lab.maths.transform_kinds import KINDS, Kind
from mnist_lab.maths.transform_motion import Motion, Step, back_and_forth, motion

NO_POINTS: Floats = np.empty((0, 2))


@dataclass(frozen=True, eq=False)
class Transform:
    """One map of the plane, and everything the page says about it.

    Attributes
    ----------
    kind : Kind
    values : dict
        The numbers it is made of, by name; angles in degrees.
    there : Affine
    points : (n, 2)
        The visitor's points.
    blend : bool
        Whether the motion goes entry by entry.
    back : bool
        Whether its inverse is played after it.
    """

    kind: Kind
    values: Mapping[str, float]
    there: Affine
    points: Floats = field(repr=False)
    blend: bool = False
    back: bool = False

    @property
    def step(self) -> Step:
        """The map and how it moves."""
        turn = float(np.radians(self.values["theta"])) if self.kind.turns else None
        return Step(self.kind.title.lower(), self.there, turn, self.kind.slides)

    @property
    def motion(self) -> Motion:
        """All frames."""
        steps = back_and_forth(self.step) if self.back and self.there.rank == 2 else (self.step,)
        return motion(steps, blend=self.blend)

    @property
    def directions(self) -> Directions:
        """The eigenvectors."""
        return directions(self.there.W)

    @property
    def orientation(self) -> str:
        """ "kept", "reversed" or "none"."""
        return orientation(self.there)

    @property
    def moved(self) -> Floats:
        """(n, 2): where the visitor's points go."""
        return self.there(self.points)

    @property
    def sentence(self) -> str:
        """What the columns are, what happens to areas, and which directions stay."""
        first, second = self.there.W.T
        shifted = f", then everything moves by b = {place(self.there.b)}" if self.there.b.any() else ""
        return (
            f"(1, 0) lands on the first column of W, {place(first)}, and (0, 1) on the second, {place(second)}"
            f"{shifted}. {area_sentence(self.there)} {self.directions.sentence}"
        )

    @property
    def arithmetic(self) -> tuple[str, ...]:
        """How each of the visitor's points moves, number by number."""
        return tuple(_worked(self.there, point) for point in self.points)

    @property
    def code(self) -> str:
        """The lines that give every number on screen."""
        numbers = {name: repr(value) for name, value in self.values.items()}
        lines = ["import numpy as np", "", self.kind.lines.format(**numbers)]
        lines += [
            "M = np.array([[*W[0], b[0]], [*W[1], b[1]], [0, 0, 1]])  # (3, 3), homogeneous",
            "area = np.linalg.det(W)  # below zero: turned over",
            "rank = np.linalg.matrix_rank(W, tol=1e-9)",
            "factors, directions = np.linalg.eig(W)  # directions in the columns",
        ]
        if self.there.rank == 2:
            lines += ["M_back = np.linalg.inv(M)"]
        if len(self.points):
            written_points = ", ".join(f"[{x!r}, {y!r}]" for x, y in self.points.tolist())
            lines += [f"points = np.array([{written_points}]).T  # (2, n)", "moved = W @ points + b[:, None]"]
        return "\n".join([*lines, "", _motion_code(self)])


def transform(kind: str, values: Mapping[str, float], points: Floats = NO_POINTS, **motion: bool) -> Transform:
    """Return the map of this kind with these numbers.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    values : dict
        Name of a number -> value; what is missing has its default.
    points : (n, 2)
        Points to move.
    motion
        `blend` and `back` of `Transform`.

    Raises
    ------
    KeyError
        There is no such kind.

    Examples
    --------
    >>> transform("scaling", {"fx": 2, "fy": 3}).there.determinant
    6.0
    """
    chosen = KINDS[kind]
    numbers = {number.name: values.get(number.name, number.default) for number in chosen.numbers}
    return Transform(chosen, numbers, chosen.build(numbers), points, **motion)


def _worked(there: Affine, point: Floats) -> str:
    """(1, 2) → (2 · 1 + 0 · 2 + 0, 0 · 1 + 1 · 2 + 0) = (2, 2)."""
    (x, y), moved = point.tolist(), there(point[None])[0]
    rows = (
        f"{written(first)} · {written(x)} + {written(second)} · {written(y)} + {written(shift)}"
        for (first, second), shift in zip(there.W.tolist(), there.b.tolist(), strict=True)
    )
    return f"{place(point)} → ({', '.join(rows)}) = {place(moved)}"


def _motion_code(shown: Transform) -> str:
    """How a frame comes about: `W_t` and `b_t` at the time t, half way here."""
    lines = ["t = 0.5  # 0 before, 1 after; half way here", "b_t = t * b"]
    if shown.blend or shown.kind.slides:
        return "\n".join([*lines, "W_t = (1 - t) * np.eye(2) + t * W"])
    if shown.kind.turns:
        turn = ["turn = theta"]
    else:
        turn = [
            "across, along = W[1, 0] - W[0, 1], W[0, 0] + W[1, 1]",
            "no_turn = np.hypot(across, along) <= 1e-9 * np.abs(W).max()  # symmetric: it only stretches",
            "turn = 0.0 if no_turn else np.arctan2(across, along)  # polar decomposition: W = R(turn) @ S",
        ]
        if shown.there.determinant < -FLAT:
            turn += ["turn -= np.pi * np.sign(turn) * (abs(turn) > np.pi / 2)  # turned over: the smaller of two turns"]
    return "\n".join(
        [
            *lines,
            "R = lambda a: np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])",
            *turn,
            "S = R(-turn) @ W",
            "W_t = R(t * turn) @ ((1 - t) * np.eye(2) + t * S)",
        ]
    )

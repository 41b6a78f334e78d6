"""The drawings of one visit: what each was meant to be, what the network said, and the files they are taken home in."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mnist_lab.digits.normalise import Pixels
from mnist_lab.digits.strokes import Strokes


@dataclass(frozen=True, eq=False)
class Entry:
    """One drawing with its label.

    Attributes
    ----------
    strokes : Strokes
        In pixels of the sheet.
    image : (28, 28), ink 0-1
        What the network saw.
    meant : int
        The digit the visitor meant.
    said : int or None
        The digit the network said; None where it said that there is none.
    """

    strokes: Strokes
    image: Pixels
    meant: int
    said: int | None

    @property
    def right(self) -> bool:
        """Whether the network said what was meant."""
        return self.said == self.meant


def noted(entries: tuple[Entry, ...], entry: Entry) -> tuple[Entry, ...]:
    """The list with one more entry; a drawing that is in it already gets the new label instead of a second place."""
    others = tuple(other for other in entries if not _same(other.strokes, entry.strokes))
    return (*others, entry)


def score(entries: Sequence[Entry]) -> str:
    """How many of the answers were right, in words.

    Examples
    --------
    >>> score(())
    'No drawing noted yet.'
    """
    if not entries:
        return "No drawing noted yet."
    return f"{sum(entry.right for entry in entries)} of {len(entries)} right"


def npz_file(entries: Sequence[Entry]) -> bytes:
    """An npz without pickle: images (n, 28, 28) uint8, labels (n,) uint8, said (n,) int8, strokes (n,) JSON text.

    `said` is -1 where the network saw no digit.
    """
    file = io.BytesIO()
    np.savez_compressed(
        file,
        images=np.array([np.round(255 * entry.image) for entry in entries], np.uint8).reshape(-1, 28, 28),
        labels=np.array([entry.meant for entry in entries], np.uint8),
        said=np.array([-1 if entry.said is None else entry.said for entry in entries], np.int8),
        strokes=np.array([json.dumps(_points(entry.strokes)) for entry in entries], np.str_),
    )
    return file.getvalue()


def json_lines(entries: Sequence[Entry], *, writer: str = "visitor") -> str:
    """One drawing a line, as `digits.drawings.load_drawings` reads it: `{"label": 7, "strokes": ...}`."""
    lines = ({"label": entry.meant, "writer": writer, "strokes": _points(entry.strokes)} for entry in entries)
    return "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)


def _points(strokes: Strokes) -> list[list[list[float]]]:
    return [[[_short(x), _short(y)] for x, y in stroke] for stroke in strokes]


def _short(number: float) -> float:
    return int(number) if float(number).is_integer() else float(number)


def _same(a: Strokes, b: Strokes) -> bool:
    return len(a) == len(b) and all(np.array_equal(p, q) for p, q in zip(a, b, strict=True))

"""Collections of drawn digits: read from JSON Lines or UNIPEN files, each drawing with its label and its writer.

The pen drawings this project learns from are UCI's Pen-Based Recognition of Handwritten Digits (Alpaydin and Alimoglu,
1998, licence CC BY 4.0): 44 writers on a pressure-sensitive tablet, 30 of them in `pendigits-orig.tra`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mnist_lab.digits.strokes import Strokes, StrokesError, strokes_from_points


class DrawingsError(ValueError):
    """A file is not a collection of drawings."""


@dataclass(frozen=True)
class Drawing:
    """One drawn digit: its strokes (y down), what it was meant to be (0-9), and who drew it."""

    strokes: Strokes
    label: int
    writer: str


def load_drawings(path: Path) -> tuple[Drawing, ...]:
    """All drawings of a file: UNIPEN if its name ends in .tra or .tes, JSON Lines otherwise.

    A line of JSON is `{"label": 7, "writer": "a name", "strokes": [[[x, y], ...], ...]}`, y down; the writer may be
    missing.

    Raises
    ------
    DrawingsError
        If a drawing cannot be read; the message names the file and the line.
    """
    with path.open(encoding="utf-8", errors="replace") as lines:
        return tuple((_unipen if path.suffix in {".tra", ".tes"} else _json_lines)(lines, path.name))


def _json_lines(lines: Iterable[str], name: str) -> Iterator[Drawing]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                entry = json.loads(line)
                yield _drawing(entry["strokes"], int(entry["label"]), str(entry.get("writer", "unknown")))
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise DrawingsError(
                    f"{name}, line {number}: not a drawing with a label and strokes ({error})."
                ) from error


def _unipen(lines: Iterable[str], name: str) -> Iterator[Drawing]:
    """`.SEGMENT DIGIT ... "8"` begins a digit, `.COMMENT 8 12 224` names label, writer and number, `.PEN_DOWN` a
    stroke.

    The tablet counts y upwards; a drawing here counts it down.
    """
    label, writer = -1, "unknown"
    strokes: list[list[list[float]]] = []
    for number, line in enumerate(lines, start=1):
        words = line.split()
        if line.startswith(".SEGMENT"):
            if strokes:
                yield _drawing(strokes, label, writer)
            meant = re.search(r'"(\d)"', line)
            if meant is None:
                raise DrawingsError(f"{name}, line {number}: a segment without a digit in quotes.")
            label, writer, strokes = int(meant[1]), "unknown", []
        elif line.startswith(".COMMENT") and len(words) == 4 and words[2].isdigit():
            writer = f"tr{int(words[2]):02d}"
        elif line.startswith(".PEN_DOWN"):
            strokes.append([])
        elif strokes and len(words) == 2 and not line.startswith("."):
            strokes[-1].append([float(words[0]), -float(words[1])])
    if strokes:
        yield _drawing(strokes, label, writer)


def _drawing(strokes: list[list[list[float]]], label: int, writer: str) -> Drawing:
    if not 0 <= label <= 9:
        raise StrokesError(f"A label is a digit from 0 to 9, not {label}.")
    return Drawing(strokes_from_points(strokes), label, writer)

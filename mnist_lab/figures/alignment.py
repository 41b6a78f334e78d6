"""Two shapes aligned from the right: one box for each length, and below them the shape of the result.

      axis   0 (-2)     1 (-1)
            stretched   kept
         X  [  32  ]   [ 10 ]
         y  [– → 32]   [ 10 ]
    result  [  32  ]   [ 10 ]

Axes are counted from the left, as in an index, and from the right, as broadcasting does.
"""

from __future__ import annotations

from typing import Any, Final

import plotly.graph_objects as go

from mnist_lab.figures import theme
from mnist_lab.maths.broadcasting import Alignment, Pair

HEIGHT: Final = 138

_FEWEST: Final = 4  # columns that there is room for, so that one axis does not fill the page
_LABEL: Final = 1.1  # width of the names at the left, in columns
_ROWS: Final = (50.0, 83.0, 120.0)  # pixels from the top to the middle of the boxes of a, b and the result
_HALF: Final = (0.44, 13.0)  # half a box: in columns, in pixels
_ROLES: Final = (theme.INPUT, theme.BIAS, theme.OUTPUT)
_VERDICTS: Final = {"kept": "kept", "stretched": "stretched", "clash": "✗ clash"}


def alignment_figure(alignment: Alignment) -> go.Figure:
    """Draw the lengths of both shapes in columns, aligned from the right, and what becomes of each pair."""
    columns = max(len(alignment.pairs), _FEWEST)
    boxes: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    start = (columns - len(alignment.pairs)) / 2
    for place, pair in enumerate(alignment.pairs):
        x = start + place + 0.5
        colour = theme.LOSS if pair.kind == "clash" else theme.TRUTH
        words.append(_word(f"{place} (−{-pair.axis})", x, 10))
        words.append(_word(_VERDICTS[pair.kind], x, 27, colour=colour, size=12))
        for row, (length, said) in enumerate(_lengths(pair)):
            boxes.append(_box(x, row, pair, missing=length is None))
            words.append(_word(f"<b>{said}</b>", x, _ROWS[row], colour=colour if pair.kind == "clash" else _ROLES[row]))
    words += _labels(alignment, start - 0.15)
    line = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 101.5, "y1": 101.5, "line": {"color": theme.FAINT}}
    bare = {"visible": False, "fixedrange": True}
    layout = {
        "template": theme.TEMPLATE,
        "height": HEIGHT,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "xaxis": bare | {"range": [-_LABEL, columns]},
        "yaxis": bare | {"range": [HEIGHT, 0]},
        "dragmode": False,
        "shapes": [*boxes, line],
        "annotations": words,
    }
    return go.Figure({"data": [{"type": "scatter", "x": [], "y": [], "hoverinfo": "skip"}], "layout": layout})


def alignment_text(alignment: Alignment) -> str:
    """The two shapes and each pair, in words."""
    one, other = alignment.names
    end = "They do not fit." if alignment.shape is None else f"The result has shape {alignment.shape}."
    return f"{one} {alignment.a} above {other} {alignment.b}, aligned from the right. {alignment.sentence} {end}"


def _lengths(pair: Pair) -> tuple[tuple[int | None, str], ...]:
    """The length of a, of b and of the result, and what stands in its box."""
    given = []
    for side, length in enumerate((pair.a, pair.b)):
        start = "–" if length is None else str(length)
        stretched = pair.kind == "stretched" and (length is None or pair.copies(side) != 1)
        given.append((length, f"{start} → {pair.length}" if stretched else start))
    result = "✗" if pair.length is None else str(pair.length)
    return (*given, (pair.length, result))


def _box(x: float, row: int, pair: Pair, *, missing: bool) -> dict[str, Any]:
    """A box: empty where there is no such axis, dotted where it is stretched, in the colour of an error in a clash."""
    clash = pair.kind == "clash"
    role = theme.LOSS if clash else _ROLES[row]
    stretched = row < 2 and (missing or pair.copies(row) != 1)
    across, down = _HALF
    return {
        "type": "rect",
        **{"x0": x - across, "x1": x + across, "y0": _ROWS[row] - down, "y1": _ROWS[row] + down},
        "fillcolor": theme.CLEAR if missing and not clash else theme.tint(role, 0.08 if stretched else 0.22),
        "line": {"color": role, "width": 1.5, "dash": "dot" if missing or stretched else "solid"},
        "layer": "below",
    }


def _labels(alignment: Alignment, x: float) -> list[dict[str, Any]]:
    """Names before the boxes, each in its colour."""
    refused = alignment.shape is None
    said = ("axis", *alignment.names, "no result" if refused else "result")
    colours = (theme.TRUTH, *_ROLES[:2], theme.LOSS if refused else theme.OUTPUT)
    rows = zip(said, (10.0, *_ROWS), colours, strict=True)
    return [_word(words, x, y, colour=colour, xanchor="right") for words, y, colour in rows]


def _word(words: str, x: float, y: float, *, colour: str = theme.TRUTH, size: int = 13, **look: str) -> dict[str, Any]:
    return {"text": words, "x": x, "y": y, "showarrow": False, "font": {"color": colour, "size": size}, **look}

"""The test set as a whole: the confusion matrix with recall and precision at its edges."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from mnist_lab.figures import theme
from mnist_lab.network.mistakes import Exam

CELLS_TRACE = 0


def confusion_figure(result: Exam, cell: tuple[int, int] | None) -> go.Figure:
    """Draw the counts, row the label and column the answer; `cell`, if any, is outlined. Only mistakes are coloured."""
    wrong = result.counts - np.diag(result.counts.diagonal())
    layout = {
        "template": theme.TEMPLATE,
        "height": 372,
        "margin": {"l": 34, "r": 2, "t": 40, "b": 4},
        "showlegend": False,
        "dragmode": False,
        "xaxis": _axis(["<b>recall</b>"], "answer", theme.OUTPUT) | {"side": "top", "range": [-0.5, 11.1]},
        "yaxis": _axis(["<b>prec.</b>"], "label", theme.TRUTH) | {"range": [10.6, -0.5]},
    }
    cells = {
        "type": "heatmap",
        "z": np.log1p(wrong).astype(np.float32),
        "customdata": result.counts.astype(np.uint16),
        "colorscale": theme.SEQUENTIAL,
        "zmin": 0,
        "zmax": max(float(np.log1p(wrong.max())), 1e-9) * 2.2,  # so that the printed number stays readable
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
        "hovertemplate": "label %{y}, answer %{x}: %{customdata} digits<extra>click to see them</extra>",
    }
    return go.Figure({"data": [cells, _counts(result), *_edges(result), _outline(cell)], "layout": layout})


def confusion_text(result: Exam) -> str:
    """The matrix in words."""
    lowest, hard = int(np.nanargmin(result.recall)), int(np.nanargmin(result.precision))
    return (
        f"Confusion matrix of {result.counts.sum():,} test digits. {result.sentence} Lowest recall: {lowest}, "
        f"{result.recall[lowest]:.1%}; lowest precision: {hard}, {result.precision[hard]:.1%}."
    )


def _axis(more: list[str], title: str, colour: str) -> dict[str, Any]:
    return {
        "tickvals": list(range(11)),
        "ticktext": [*map(str, range(10)), *more],
        "tickfont": {"size": 11},
        "title": {"text": title, "font": {"size": 12, "color": colour}, "standoff": 2},
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "tickangle": 0,
    }


def _counts(result: Exam) -> dict[str, Any]:
    rows, columns = np.nonzero(result.counts)
    words = [
        f"<b>{n}</b>" if r == c else str(n) for r, c, n in zip(rows, columns, result.counts[rows, columns], strict=True)
    ]
    colours = [theme.OUTPUT if r == c else theme.TRUTH for r, c in zip(rows, columns, strict=True)]
    return _text(columns.tolist(), rows.tolist(), words) | {"textfont": {"size": 11, "color": colours}}


def _edges(result: Exam) -> list[dict[str, Any]]:
    """Recall at the end of each row, precision under each column."""
    return [
        _text([10.25] * 10, list(range(10)), [_share(value) for value in result.recall]),
        _text(list(range(10)), [10.05] * 10, [_share(value) for value in result.precision]),
    ]


def _share(value: float) -> str:
    """Per cent; a whole hundred without its decimal, which ten of them have no room for on a phone."""
    return "–" if np.isnan(value) else "100" if value == 1 else f"{100 * value:.1f}"


def _text(x: list[Any], y: list[Any], words: list[str]) -> dict[str, Any]:
    place = {"x": x, "y": y, "text": words, "textfont": {"size": 10.5}}
    return {"type": "scatter", "mode": "text", "hoverinfo": "skip", **place}


def _outline(cell: tuple[int, int] | None) -> dict[str, Any]:
    row, column = cell or (-9, -9)  # out of sight
    x = np.array([-0.5, 0.5, 0.5, -0.5, -0.5]) + column
    y = np.array([-0.5, -0.5, 0.5, 0.5, -0.5]) + row
    line = {"color": theme.LOSS if row != column else theme.OUTPUT, "width": 3}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip"}

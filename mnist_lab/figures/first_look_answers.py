"""The first ten answers side by side, and five trainings that differ in their seed alone."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.pixels import text
from mnist_lab.network.first_answers import NOTEBOOK_ACCURACY, NOTEBOOK_LOSS, Answers, Evaluation
from mnist_lab.network.seeds import Seeds

TEN_HEIGHT, SEEDS_HEIGHT = 430, 372
_SIDE, _GAP = 28, 4
_STEP = _SIDE + _GAP
_UNTIL = 0.79  # of the height, from below, for the table
_SMALL = 5e-4


def ten_figure(answers: Answers, number: int) -> go.Figure:
    """Draw ten digits in a row, their ten probabilities under each, the highest framed; digit `number` stands out."""
    count = len(answers.images)
    wall = np.zeros((_SIDE, count * _STEP), np.uint8)
    for place, image in enumerate(np.maximum(answers.images, 1)):
        wall[:, place * _STEP + _GAP // 2 : place * _STEP + _GAP // 2 + _SIDE] = image
    spread = [[1 / 255 + 254 / 255 * at, colour] for at, colour in theme.INK]
    ink = {"type": "heatmap", "z": wall, "zmin": 0, "zmax": 255, "showscale": False, "hoverinfo": "skip"}
    ink |= {"colorscale": [[0, theme.CLEAR], [1 / 255, theme.CLEAR], *spread]}
    traces = [ink | {"xaxis": "x2", "yaxis": "y2"}, _table(answers), *_frames(answers, number)]
    still = {"fixedrange": True, "showgrid": False, "zeroline": False}
    top, truth = answers.probabilities.argmax(axis=1), answers.labels
    under = [f"<b>{k}</b><br>{'✓' if k == label else '✗'}<br>{label}" for k, label in zip(top, truth, strict=True)]
    layout = {
        "template": theme.TEMPLATE,
        "height": TEN_HEIGHT,
        "margin": {"l": 76, "r": 4, "t": 2, "b": 58},
        "xaxis": {"range": [-0.5, count - 0.5], "tickvals": list(range(count)), "ticktext": under, **still,
                  "tickfont": {"size": 12.5}, "tickangle": 0, "automargin": False},
        "yaxis": {"range": [9.5, -0.5], "domain": [0, _UNTIL], "tickvals": list(range(10)), **still,
                  "automargin": False, "title": {"text": "class", "standoff": 4, "font": {"size": 13}}},
        "xaxis2": {"range": [-0.5, count * _STEP - 0.5], "visible": False, "anchor": "y2", **still},
        "yaxis2": {"range": [_SIDE - 0.5, -0.5], "domain": [_UNTIL + 0.02, 1], "visible": False, "anchor": "x2",
                   **still, "scaleanchor": "x2", "constrain": "domain"},
        "annotations": [text(words, -0.02, at, xanchor="right", yanchor="middle", font={"size": 12, "color": colour})
                        for words, at, colour in (("argmax", -0.035, theme.OUTPUT), ("truth", -0.118, theme.TRUTH))],
        "showlegend": False,
        "dragmode": False,
    }  # fmt: skip
    return go.Figure({"data": traces, "layout": layout})


def ten_text(answers: Answers) -> str:
    """The ten answers in words."""
    top = answers.probabilities.argmax(axis=1)
    each = ", ".join(f"{k} for a {label}" for k, label in zip(top, answers.labels, strict=True))
    return f"The first ten test digits with their ten probabilities each. Highest: {each}."


def _table(answers: Answers) -> dict[str, Any]:
    """Ten columns of ten probabilities, with the numbers in them."""
    p = answers.probabilities.T.astype(np.float32)
    count = p.shape[1]
    return {
        "type": "heatmap",
        "z": p,
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, theme.CLEAR], [1, theme.tint(theme.OUTPUT, 0.6)]],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "text": [[_short(value) for value in row] for row in p],
        "texttemplate": "%{text}",
        "textfont": {"color": theme.TRUTH},
        "customdata": [list(range(count)) for _ in range(10)],
        "hovertemplate": "digit %{x}, class %{y}: %{z:.3g}<extra></extra>",
        "meta": {"cursor": True},
    }


def _short(p: float) -> str:
    """A probability in a small cell: "0.998", "2e-5".

    Examples
    --------
    >>> _short(0.25), _short(0.0000213), _short(1e-12)
    ('0.250', '2e-5', '1e-12')
    """
    return f"{p:.3f}" if p >= _SMALL else f"{p:.0e}".replace("e-0", "e-")


def _frames(answers: Answers, number: int) -> list[dict[str, Any]]:
    """A frame around the highest cell of each column, and one around the chosen column."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for place, row in enumerate(answers.probabilities.argmax(axis=1)):
        xs += [place - 0.47, place + 0.47, place + 0.47, place - 0.47, place - 0.47, None]
        ys += [row - 0.47, row - 0.47, row + 0.47, row + 0.47, row - 0.47, None]
    column = ([number + d for d in (-0.5, 0.5, 0.5, -0.5, -0.5)], [-0.5, -0.5, 9.5, 9.5, -0.5])
    look = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "cliponaxis": False}
    return [
        look | {"x": xs, "y": ys, "line": {"color": theme.OUTPUT, "width": 2.5}},
        look | {"x": column[0], "y": column[1], "line": {"color": theme.TRUTH, "width": 2, "dash": "dot"}},
    ]


_PANELS: Final = (("accuracy", "test_accuracy", 0.0, 0.43), ("loss", "test_loss", 0.57, 1.0))


def seeds_figure(record: Seeds, epoch: int, ours: Evaluation) -> go.Figure:
    """Draw test accuracy and test loss of each seed, epoch by epoch, beside the notebook's and our own."""
    steps = np.arange(1, record.epochs + 1)
    traces: list[dict[str, Any]] = []
    for axis, (name, column, _, _) in enumerate(_PANELS, start=1):
        place = {"xaxis": f"x{axis}", "yaxis": f"y{axis}"} if axis > 1 else {}
        values: NDArray[np.float32] = getattr(record, column)
        legend = {"showlegend": axis == 1}
        for k, seed in enumerate(record.seeds):
            line = {"color": theme.OUTPUT if axis == 1 else theme.LOSS, "width": 1.2}
            marks = {"size": [9 if step == epoch else 3 for step in steps], "symbol": _MARKS[k % len(_MARKS)]}
            traces.append(
                {"type": "scatter", "mode": "lines+markers", "x": steps, "y": values[k], "line": line, "opacity": 0.8,
                 "marker": marks, "name": f"seed {seed}", **place, "showlegend": False,
                 "hovertemplate": f"seed {seed}, epoch %{{x}}: {name} %{{y:.4f}}<extra></extra>"}
            )  # fmt: skip
        level = NOTEBOOK_ACCURACY if axis == 1 else NOTEBOOK_LOSS
        mine = ours.accuracy if axis == 1 else ours.loss
        traces += [
            _level(steps, level, "notebook, as printed", theme.TRUTH, "dot") | place | legend,
            _level(steps, mine, "this network, here", theme.INPUT, "dash") | place | legend,
        ]
    return go.Figure({"data": traces, "layout": _seeds_layout(record)})


_MARKS: Final = ("circle", "square", "diamond", "triangle-up", "cross")


def seeds_text(record: Seeds, epoch: int) -> str:
    """The five trainings in words."""
    accuracies = ", ".join(f"{value:.4f}" for value in record.test_accuracy[:, epoch - 1])
    nats = ", ".join(f"{value:.4f}" for value in record.test_loss[:, epoch - 1])
    return (
        f"{len(record.seeds)} trainings over {record.epochs} epochs. Test accuracy after epoch {epoch}: {accuracies}. "
        f"Test loss: {nats}. The notebook's: {NOTEBOOK_ACCURACY} and {NOTEBOOK_LOSS}."
    )


def _level(steps: NDArray[np.int64], value: float, name: str, colour: str, dash: str) -> dict[str, Any]:
    ends = [int(steps[0]), int(steps[-1])]
    look = {"type": "scatter", "mode": "lines", "line": {"color": colour, "width": 2, "dash": dash}}
    return {**look, "x": ends, "y": [value, value], "name": name, "hovertemplate": f"{name}: %{{y:.4f}}<extra></extra>"}


def _seeds_layout(record: Seeds) -> dict[str, Any]:
    axes: dict[str, Any] = {}
    for axis, (name, _, left, right) in enumerate(_PANELS, start=1):
        suffix = "" if axis == 1 else str(axis)
        title = {"text": "epoch", "standoff": 4, "font": {"size": 13}}
        axes[f"xaxis{suffix}"] = {"domain": [left, right], "anchor": f"y{suffix}", "title": title, "fixedrange": True,
                                  "range": [0.4, record.epochs + 0.6]}  # fmt: skip
        axes[f"yaxis{suffix}"] = {
            "anchor": f"x{suffix}",
            "title": {"text": f"test {name}", "font": {"size": 13}},
            "fixedrange": True,
        }
    axes["yaxis2"] |= {"type": "log", "tickvals": [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20],
                       "title": {"text": "test loss, nats", "font": {"size": 13}}}  # fmt: skip
    look = {"template": theme.TEMPLATE, "height": SEEDS_HEIGHT, "margin": {"l": 8, "r": 8, "t": 30, "b": 40}}
    return {**look, **axes, "dragmode": False, "uirevision": "seeds"}

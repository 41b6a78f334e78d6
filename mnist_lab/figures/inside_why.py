"""Why this answer and not that one: pixels and units as evidence, each running up to the same difference."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.inside import NEGATIVE, POSITIVE
from mnist_lab.figures.inside_unit import signed
from mnist_lab.figures.pixels import on, square, text
from mnist_lab.network import wording as words
from mnist_lab.network.evidence import Evidence

MOST = 7
"""Units shown one by one on each side; the others are added up."""

UNITS_TRACE = 0
"""The bars of `units_figure`; customdata is the unit, -1 for a sum of several."""

_TITLE = {"xanchor": "center", "yanchor": "bottom", "font": {"size": 12}}

Step = tuple[str, float, int]
"""What a bar is called, its length, and the unit it belongs to (-1 for a sum of several)."""


def unit_steps(found: Evidence) -> list[Step]:
    """The bars of the units: the strongest for, the others for, the strongest against, the others, and the biases."""
    steps: list[Step] = []
    for sign, word in ((1, "for"), (-1, "against")):
        ones = np.flatnonzero(found.units * sign > 0)
        order = ones[np.argsort(-np.abs(found.units[ones]), kind="stable")]
        steps += [(f"unit {number}", float(found.units[number]), int(number)) for number in order[:MOST]]
        if len(order) > MOST:
            steps.append((f"{len(order) - MOST} others {word}", float(found.units[order[MOST:]].sum()), -1))
    return [*steps, ("bias", found.unit_bias, -1)]


def pixel_steps(found: Evidence) -> list[Step]:
    """The bars of the pixels: those for, those against, all biases; and the rest, where an activation is curved."""
    pixels = found.pixels
    steps = [
        ("pixels for", float(pixels[pixels > 0].sum()), -1),
        ("pixels against", float(pixels[pixels < 0].sum()), -1),
    ]
    steps.append(("biases", found.pixel_biases, -1))
    return [*steps, *([("bend", found.rest, -1)] if found.curved else [])]


def pixels_figure(found: Evidence) -> go.Figure:
    """Draw pixel evidence as a picture, and under it its sums as bars that begin where the one before ended."""
    steps = pixel_steps(found)
    whole = found.pixel_sum + (found.rest if found.curved else 0)
    titles = [("pixel by pixel: gradient × input", 1.005), (f"adds up to {_exactly(whole)}", 0.265)]
    layout = _layout() | {
        **square(1, (0.0, 1.0), (-0.5, 27.5), up=(0.34, 1.0)),
        **_stairs(2, steps, found, across=(0.36, 1.0), up=(0.0, 0.26)),
        "annotations": [text(said, 0.5, up, **_TITLE) for said, up in titles],
    }
    return go.Figure({"data": [signed(found.pixels, 1, name="evidence"), _bars(steps, found, 2)], "layout": layout})


def units_figure(found: Evidence) -> go.Figure:
    """Draw the units' evidence as bars that begin where the one before ended."""
    steps = unit_steps(found)
    layout = _layout() | {
        **_stairs(1, steps, found, across=(0.3, 1.0), up=(0.0, 1.0)),
        "annotations": [text(f"unit by unit: adds up to {_exactly(found.unit_sum)}", 0.55, 1.005, **_TITLE)],
    }
    return go.Figure({"data": [_bars(steps, found, 1)], "layout": layout})


def _layout() -> dict[str, Any]:
    look = {"height": 452, "margin": {"l": 4, "r": 8, "t": 22, "b": 4}, "showlegend": False, "dragmode": False}
    return {"template": theme.TEMPLATE, **look}


def _exactly(value: float) -> str:
    return words.signed(value, 4)


def pixels_text(found: Evidence) -> str:
    """The pixels' part in words."""
    parts = ", ".join(f"{name} {value:+.2f}" for name, value, _ in pixel_steps(found))
    return (
        f"Evidence of the pixels for {found.answer} against {found.rival}: {parts}; pixels and biases come to "
        f"{found.pixel_sum:+.4f}, and the difference of the sums is {found.difference:+.4f}."
    )


def units_text(found: Evidence) -> str:
    """The units' part in words."""
    parts = ", ".join(f"{name} {value:+.2f}" for name, value, _ in unit_steps(found)[:3])
    return (
        f"Evidence of the units for {found.answer} against {found.rival}: {parts}, and so on, together "
        f"{found.unit_sum:+.4f}; the difference of the sums is {found.difference:+.4f}."
    )


def _bars(steps: list[Step], found: Evidence, axis: int) -> dict[str, Any]:
    lengths = np.array([length for _, length, _ in steps])
    ends = np.cumsum(lengths)
    colours = [POSITIVE if length >= 0 else NEGATIVE for length in lengths]
    return {
        "type": "bar",
        "orientation": "h",
        "base": [*(ends - lengths).tolist(), 0.0],
        "x": [*lengths.tolist(), found.difference],
        "y": list(range(len(steps) + 1)),
        "width": 0.72,
        "customdata": [*(unit for *_, unit in steps), -1],
        "text": [words.signed(length) for length in [*lengths, found.difference]],
        "textposition": "outside",
        "textfont": {"size": 11},
        "cliponaxis": False,
        "marker": {"color": [*colours, theme.OUTPUT]},
        "hovertemplate": "%{text}<extra></extra>",
        **on(axis),
    }


def _stairs(
    axis: int, steps: list[Step], found: Evidence, *, across: tuple[float, float], up: tuple[float, float]
) -> dict[str, Any]:
    """The axes of one stair of bars; its last bar is the difference."""
    low, high = _reach(np.array([length for _, length, _ in steps]), found.difference)
    names = [*(name for name, *_ in steps), f"<b>{found.answer} − {found.rival}</b>"]
    ticks = {"tickvals": list(range(len(names))), "ticktext": names, "tickfont": {"size": 11}, "automargin": False}
    zero = {"zeroline": True, "zerolinewidth": 1, "showticklabels": False, "showgrid": False, "fixedrange": True}
    number = "" if axis == 1 else str(axis)
    return {
        f"xaxis{number}": {"range": [low, high], "domain": list(across), "anchor": f"y{number}", **zero},
        f"yaxis{number}": {
            "range": [len(names) - 0.4, -0.6],
            "domain": list(up),
            "anchor": f"x{number}",
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            **ticks,
        },
    }


def _reach(lengths: NDArray[np.float64], difference: float) -> tuple[float, float]:
    """From where to where the bars go, with room for the numbers beside them."""
    ends = np.concatenate([[0.0, difference], np.cumsum(lengths)])
    room = 0.3 * (float(ends.max() - ends.min()) or 1.0)
    return float(ends.min()) - room, float(ends.max()) + room

"""A curve with the secants that become its tangent, or with its moving tangent, and its derivative's curve below."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, TypeAlias

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.film import Film
from mnist_lab.figures.tiles import NOTHING
from mnist_lab.maths.derivatives import differentiate
from mnist_lab.maths.tangents import HIGH, LOW, Curve, Secant, Tangent, curve, tangent

Trace: TypeAlias = dict[str, Any]
Floats: TypeAlias = NDArray[np.float64]

HEIGHT: Final = 396
_SECANT: Final = theme.CATEGORICAL[9]
_STOPS: Final = 49  # places of the moving point
_BESIDE: Final = (-2e-6, 0.0, 2e-6)  # of a break: the ends of the line on both sides, and the gap between them


def tangent_figure(there: Tangent) -> go.Figure:
    """Draw the curve with the point and its derivative's curve; the frames are the secants on their way."""
    return _framed(there.curve, _shrinking(there, _lower(there.curve)), drawn=True)


@lru_cache(maxsize=32)
def moving_figure(text: str) -> go.Figure:
    """Draw the curve of a formula; in its frames the point moves along, and its slope draws the derivative's curve."""
    drawn = curve(text)
    return _framed(drawn, _moving(drawn, _lower(drawn)), drawn=False)


def _framed(curve: Curve, frames: list[tuple[str, list[Trace]]], *, drawn: bool) -> go.Figure:
    upper, lower = window(curve, curve.y), _lower(curve)
    still, moving = _still(curve, upper, lower, drawn=drawn), frames[0][1]
    places = list(range(len(still), len(still) + len(moving)))
    made = [{"name": name, "data": traces, "traces": places} for name, traces in frames]
    layout = _layout(curve, upper, lower)
    return Film({"data": [*still, *moving], "layout": layout}, made)


def _lower(curve: Curve) -> tuple[float, float]:
    return window(curve, curve.slope)


def tangent_text(there: Tangent) -> str:
    """The picture in words."""
    return f"The curve of f(x) = {there.curve.text} and below it the curve of its slope. {there.sentence}"


def moving_text(curve: Curve) -> str:
    """The picture with the moving point in words."""
    broken = " ".join(place.sentence for place in curve.breaks[:6])
    return (
        f"A point moves along the curve of f(x) = {curve.text}; below, its slope draws the derivative. {broken}".strip()
    )


def window(curve: Curve, values: Floats) -> tuple[float, float]:
    """Return the lowest and the highest value to draw; beside a pole the largest are left out."""
    known = values[np.isfinite(values)]
    if not known.size:
        return -1.0, 1.0
    wild = any(place.kind in ("pole", "upright") or np.isinf(place.left + place.right) for place in curve.breaks)
    low, high = np.percentile(known, (7, 93) if wild else (0, 100))
    room = max(0.12 * (high - low), 0.25)
    return float(low - room), float(high + room)


# ------------------------------------------------------------------------------------------------- what does not move


def _still(curve: Curve, upper: tuple[float, float], lower: tuple[float, float], *, drawn: bool) -> list[Trace]:
    """The curve, its derivative, and the places where it breaks."""
    told = np.stack([curve.y, curve.slope], -1)
    said = "x %{x:.3g}<br>f %{customdata[0]:.4g}<br>slope %{customdata[1]:.4g}<extra></extra>"
    line = {"color": theme.OUTPUT, "width": 3}
    first = _line(curve.x, _cut(curve.y, upper), line) | {"customdata": told, "hovertemplate": said}
    first |= {"hoverinfo": "all", "meta": {"cursor": True}}
    thin = {"color": theme.grey(0.9), "width": 1.5}
    at, slopes = (curve.x, curve.slope) if drawn else (curve.x[:0], curve.slope[:0])
    slope = _line(at, _cut(slopes, lower), thin, second=True)
    dots = _line(at[::3], _cut(slopes[::3], lower), {}, second=True)
    return [
        first,
        slope,
        dots | {"mode": "markers", "marker": _coloured(slopes[::3], lower)},
        _poles(curve, upper),
        _breaks(curve, upper),
    ]


def _poles(curve: Curve, upper: tuple[float, float]) -> Trace:
    """An upright dashed line at each pole, which the curve does not cross."""
    places = [place.x for place in curve.breaks if place.kind == "pole"]
    x = np.repeat(np.array(places, np.float64), 3)
    y = np.tile([*upper, np.nan], len(places))
    return _line(x, y, {"color": theme.grey(0.7), "width": 1, "dash": "dash"})


def _breaks(curve: Curve, upper: tuple[float, float]) -> Trace:
    """A diamond at each break, with its kind beside it."""
    x = np.array([place.x for place in curve.breaks], np.float64)
    beside = [curve.y[np.abs(curve.x - place) < 1e-5] for place in x]
    known = [part[np.isfinite(part)] for part in beside]
    y = np.array([part[-1] if part.size else np.nan for part in known], np.float64)
    pole = np.array([place.kind == "pole" for place in curve.breaks], bool)
    y = np.where(pole | ~np.isfinite(y), upper[0] + 0.06 * (upper[1] - upper[0]), y)
    look = {"symbol": "diamond-open", "size": 10, "color": theme.TRUTH, "line": {"width": 2}}
    words = {
        "text": [f" {place.kind}" for place in curve.breaks],
        "textposition": ["top right" if high else "bottom right" for high in pole],
    }
    return _line(x, y, {}) | {"mode": "markers+text", "marker": look, **words, "textfont": {"size": 12}}


def _layout(curve: Curve, upper: tuple[float, float], lower: tuple[float, float]) -> dict[str, Any]:
    words = {"xref": "paper", "yref": "paper", "showarrow": False, "xanchor": "left", "yanchor": "bottom"}
    titles = [
        {**words, "x": 0, "y": 1.0, "text": f"<b>f(x) = {curve.text}</b>", "font": {"color": theme.OUTPUT}},
        {**words, "x": 0, "y": 0.375, "text": "<b>f′(x)</b>, the slope (blue: rises, red: falls)"},
    ]
    return {
        "template": theme.TEMPLATE,
        "height": HEIGHT,
        "margin": {"l": 44, "r": 10, "t": 26, "b": 24},
        "showlegend": False,
        "hovermode": "x",
        "dragmode": False,
        "annotations": titles,
        "xaxis": {"range": [LOW, HIGH], "anchor": "y2", "fixedrange": True, "dtick": 1, "zeroline": False},
        "yaxis": {"range": list(upper), "domain": [0.46, 1], "fixedrange": True, "nticks": 6},
        "yaxis2": {"range": list(lower), "domain": [0, 0.36], "fixedrange": True, "nticks": 5, "anchor": "x"},
    }


# ----------------------------------------------------------------------------------------------------- what moves


def _shrinking(there: Tangent, lower: tuple[float, float]) -> list[tuple[str, list[Trace]]]:
    """One frame for each secant, then what they come to; without a value at x only the place."""
    frames = [(_said(there, secant), _secant_traces(there, secant, lower)) for secant in there.secants]
    if there.broken is None and np.isfinite(there.slope):
        limit = Secant(1.0, there.y + there.slope, there.slope)
        name = f"h → 0: the secant has become the tangent, slope f′({there.x:.4g}) = {there.slope:.6g}"
        frames.append((name.replace("-", "−"), _secant_traces(there, limit, lower, limit=True)))
    elif there.secants:
        frames.append((there.sentence.replace("slope -", "slope −"), _half_tangents(there, lower)))
    return frames or [(there.sentence, _secant_traces(there, None, lower))]


def _said(there: Tangent, secant: Secant) -> str:
    sign = "+" if secant.h > 0 else "−"
    far = f"{there.x:g} {sign} {abs(secant.h):g}"
    return f"h = {secant.h:g}: slope (f({far}) − f({there.x:g})) / h = {secant.slope:.6g}".replace("-", "−")


def _secant_traces(
    there: Tangent, secant: Secant | None, lower: tuple[float, float], *, limit: bool = False
) -> list[Trace]:
    """The tangent so far unknown, the triangle, the secant, its two points, and its slope in the panel below."""
    x, y = there.x, there.y
    h, slope = (secant.h, secant.slope) if secant is not None else (np.nan, np.nan)
    far, end = x + h, y + h * slope
    line = {"color": theme.TRUTH if limit else _SECANT, "width": 3 if limit else 2.5}
    marks = {"color": [theme.INPUT, theme.CLEAR if limit else _SECANT], "size": 11}
    met = x if limit else far  # where the second point is
    words = [
        "",
        f"h = {h:.3g}" if not limit else "run 1",
        f"\u2002{'rise ' if limit else ''}{end - y:.3g}\u2002".replace("-", "−"),
        "",
    ]
    wide = abs(h) >= 0.2
    texts = [word if wide and word else NOTHING for word in words]
    places = [x, x + h / 2, far, far], [y, y, y + (end - y) / 2, end]
    below = "bottom center" if end >= y else "top center"
    aside = "middle right" if h > 0 else "middle left"
    position = {"textposition": ["top center", below, aside, "top center"], "textfont": {"size": 12}}
    return [
        _line([x, far, far, x], [y, y, end, y], {"width": 0})
        | {"fill": "toself", "fillcolor": slope_colour(slope, lower)},
        _line([x, far], [y, y], {"color": theme.INPUT, "width": 2.5}),
        _line([far, far], [y, end], {"color": theme.OUTPUT, "width": 2.5}),
        _line([LOW, HIGH], [y + (LOW - x) * slope, y + (HIGH - x) * slope], line),
        _line([x, met], [y, y if limit else end], {})
        | {"mode": "markers", "marker": marks, "meta": {"handles": ["tell", "frame"]}},
        _line(*places, {}) | {"mode": "text", "text": texts, **position},
        _line([x, x], _cut(np.array([there.slope, slope]), lower), {}, second=True)
        | {
            "mode": "markers",
            "marker": {"color": [theme.INPUT, line["color"]], "size": 11, "symbol": ["circle", "diamond"]},
        },
    ]


def _half_tangents(there: Tangent, lower: tuple[float, float]) -> list[Trace]:
    """At a kink: the two slopes, each drawn on its own side; nothing where a slope grows without bound, or is none."""
    traces = _secant_traces(there, None, lower)
    slopes = (there.broken.left, there.broken.right) if there.broken is not None else (np.nan, np.nan)
    left, right = (slope if np.isfinite(slope) else np.nan for slope in slopes)
    ends = [there.y + (LOW - there.x) * left, there.y, there.y + (HIGH - there.x) * right]
    traces[3] = _line([LOW, there.x, HIGH], ends, {"color": theme.TRUTH, "width": 2, "dash": "dash"})
    traces[4] |= {"x": _single([there.x] * 2), "y": _single([there.y] * 2)}
    traces[4]["marker"]["color"][1] = theme.CLEAR
    both = {"color": theme.TRUTH, "size": 11, "symbol": "circle-open", "line": {"width": 2}}
    traces[6] |= {"y": _single(_cut(np.array([left, right]), lower)), "marker": both}
    return traces


def _moving(curve: Curve, lower: tuple[float, float]) -> list[tuple[str, list[Trace]]]:
    """One frame for each place of the point; its slope draws the curve below."""
    frames = []
    for x in np.linspace(LOW, HIGH, _STOPS):
        there = tangent(curve.text, float(x))
        slope = (
            f"slope {there.slope:.4g}".replace("-", "−") if np.isfinite(there.slope) else there.sentence.split(": ")[-1]
        )
        name = f"x = {x:.4g}: {slope}".replace("x = -", "x = −")
        frames.append((name, _moving_traces(there, lower)))
    return frames


@lru_cache(maxsize=8)
def _visited(text: str) -> tuple[Floats, Floats]:
    """Where the moving point draws the derivative, and its values there: nan at each break."""
    found = curve(text)
    beside = [place.x + shift for place in found.breaks for shift in _BESIDE]
    stops = np.union1d(np.linspace(LOW, HIGH, 2 * _STOPS - 1), beside)
    slopes = np.asarray(differentiate(found.expression, {"x": stops}).slopes["x"], np.float64)
    broken = np.isin(stops, [place.x for place in found.breaks])
    return stops, np.where(broken | ~np.isfinite(slopes), np.nan, slopes)


def _moving_traces(there: Tangent, lower: tuple[float, float]) -> list[Trace]:
    x, y, slope, curve = there.x, there.y, there.slope, there.curve
    stops, slopes = _visited(curve.text)
    gone = stops <= x + 1e-9
    visited_x, visited = np.where(gone, stops, x), np.where(gone, slopes, slopes[gone][-1])
    run, rise = x + 1, y + slope
    black = {"color": theme.TRUTH, "width": 3}
    blue = {"mode": "markers", "marker": {"color": theme.INPUT, "size": 11}}
    fill = {"fill": "toself", "fillcolor": slope_colour(slope, lower)}
    words = {"mode": "text", "text": [f"{slope:.2g}".replace("-", "−")], "textposition": "middle right"}
    drawn = {"color": theme.grey(0.95), "width": 3}
    return [
        _line([x, run, run, x], [y, y, rise, y], {"width": 0}) | fill,
        _line([x, run], [y, y], {"color": theme.INPUT, "width": 2.5}),
        _line([run, run], [y, rise], {"color": theme.OUTPUT, "width": 2.5}),
        _line([x - 1.2, x + 1.2], [y - 1.2 * slope, y + 1.2 * slope], black),
        _line([x], [y], {}) | blue | {"meta": {"handles": ["frame"]}},
        _line([run], [y + slope / 2], {}) | words | {"textfont": {"size": 12}},
        _line(visited_x, _cut(visited, lower), drawn, second=True)
        | {"mode": "lines+markers", "marker": _coloured(slopes, lower)},
        _line([x], _cut(np.array([slope]), lower), {}, second=True) | blue,
    ]


def _coloured(slopes: Floats, limits: tuple[float, float]) -> dict[str, Any]:
    """Dots in the colour of the slope."""
    reach = max(map(abs, limits))
    scale = {"cmin": -reach, "cmax": reach, "colorscale": theme.DIVERGING}
    return {"color": _single(slopes), "size": 6, **scale, "line": {"width": 0.5, "color": theme.grey(0.9)}}


def slope_colour(slope: float, limits: tuple[float, float]) -> str:
    """Return the colour of a slope as a thin fill: blue rises, red falls, the stronger the steeper."""
    if not np.isfinite(slope):
        return theme.CLEAR
    strength = min(abs(slope) / max(*map(abs, limits), 1e-9), 1.0)
    return theme.tint(theme.DIVERGING[-1][1] if slope >= 0 else theme.DIVERGING[0][1], round(0.12 + 0.38 * strength, 2))


def _line(x: Any, y: Any, line: dict[str, Any], *, second: bool = False) -> Trace:
    """A line without hover, in the upper or the lower panel."""
    place = {"yaxis": "y2"} if second else {}
    mode = {"mode": "lines", "line": line} if line else {}
    return {"type": "scatter", "x": _single(x), "y": _single(y), "hoverinfo": "skip", **mode, **place}


def _single(values: Any) -> NDArray[np.float32]:
    with np.errstate(over="ignore"):  # what is too large for it lies far outside the picture, and is not drawn
        return np.asarray(values, np.float32)


def _cut(values: Floats, limits: tuple[float, float]) -> Floats:
    """Values far outside the panel, moved to where they are just as invisible: a line still leaves the panel."""
    tall = limits[1] - limits[0]
    cut: Floats = np.clip(values, limits[0] - 2 * tall, limits[1] + 2 * tall)
    return cut

"""The shape rule as a picture: each axis a cell with its length. Inner axes meet and vanish, outer ones stay."""

from __future__ import annotations

from typing import Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_lab.figures import theme
from mnist_lab.figures.tiles import Line, Scene, Tiles, Word, tiles_figure
from mnist_lab.maths.product_shapes import Shape, ShapeRule

Places = NDArray[np.floating]
"""(k,) where the cells of the k axes of an array are, in cells to the right."""

STRIP_HEIGHT: Final = 92
HEIGHT: Final = 352

_APART = 2.1  # cells between the axes of two arrays


def rule_figure(rule: ShapeRule) -> go.Figure:
    """Draw the rule in one line: the axes of x, those of W, and those that are left; the inner two under a bracket."""
    n, m = len(rule.x), len(rule.W)
    x_at, W_at = _row(0, n), _row(n - 1 + _APART, m)
    z_at = _row(W_at[-1] + _APART + 0.5, len(rule.outer))
    ends = np.array([x_at[-1], x_at[-1], W_at[0], W_at[0]])
    look = theme.TRUTH if rule.fits else theme.LOSS
    bracket = Line(ends, np.array([-0.55, -0.8, -0.8, -0.55]), colour=look)
    told = f"{rule.inner[0]} = {rule.inner[1]}: they vanish" if rule.fits else f"{rule.inner[0]} ≠ {rule.inner[1]} ✗"
    left = _axes("x.shape", x_at, rule.x, inner=n - 1, fits=rule.fits)
    right = _axes("W.shape", W_at, rule.W, inner=0, fits=rule.fits)
    words = [Word(told, float(ends.mean()), -1.15, colour=look), Word("x", -1.0, 0, colour=theme.INPUT)]
    words += [Word("· W", (x_at[-1] + W_at[0]) / 2, 0, colour=theme.WEIGHTS)]
    answer = "→ z" if rule.fits else "→ no z"
    words += [Word(answer, W_at[-1] + 1.25, 0, colour=theme.OUTPUT if rule.fits else theme.LOSS)]
    if rule.fits and not rule.outer:
        words.append(Word("( )  one number", W_at[-1] + _APART + 1.9, 0, colour=theme.OUTPUT))
    tiles = (left, right, _left_over(rule, z_at)) if rule.fits else (left, right)
    return tiles_figure([Scene("", tiles, (bracket,), tuple(words))], height=STRIP_HEIGHT)


def shapes_figure(rule: ShapeRule) -> go.Figure:
    """Play the rule: the inner axes travel to each other and vanish, then the outer ones close up; a clash stops it."""
    n, m = len(rule.x), len(rule.W)
    x_at, W_at = _row(0, n), _row(n - 1 + 2.4, m)
    met_x, met_W = x_at + 0.6, W_at - 0.6
    scenes = [
        _moment(rule, f"x has the shape {rule.x}, W has {rule.W}", (x_at, W_at), state="inner"),
        _moment(
            rule,
            f"Axis {n - 1} of x meets axis 0 of W: {rule.inner[0]} and {rule.inner[1]}",
            (met_x, met_W),
            state="inner",
        ),
    ]
    if not rule.fits:
        scenes.append(
            _moment(rule, f"{rule.inner[0]} is not {rule.inner[1]}: there is no product", (x_at, W_at), state="clash")
        )
        return tiles_figure(scenes, height=HEIGHT)
    middle = (met_x[-1] + met_W[0]) / 2
    gone = (np.append(met_x[:-1], middle), np.append(middle, met_W[1:]))
    scenes.append(_moment(rule, "Equal: they are summed over and vanish", gone, state="gone"))
    start = middle - len(rule.outer) / 2 + 0.5
    closed = (np.append(start + _row(0, n - 1), middle), np.append(middle, start + n - 1 + _row(0, m - 1)))
    left = f"The outer ones stay: z has the shape {rule.outer}" + ("" if rule.outer else ", one number")
    scenes.append(_moment(rule, left, closed, state="left"))
    return tiles_figure(scenes, height=HEIGHT)


def rule_text(rule: ShapeRule) -> str:
    """The picture in words."""
    if rule.fits:
        return rule.sentence.replace("`", "")
    return (
        f"x has the shape {rule.x} and W {rule.W}: {rule.inner[0]} and {rule.inner[1]} differ, so there is no product."
    )


def _moment(rule: ShapeRule, caption: str, at: tuple[Places, Places], *, state: str) -> Scene:
    """One scene of the rule; `state` is what has become of the inner axes: "inner", "gone", "left" or "clash"."""
    left = _axes("x.shape", at[0], rule.x, inner=len(rule.x) - 1, fits=state != "clash", gone=state in ("gone", "left"))
    right = _axes("W.shape", at[1], rule.W, inner=0, fits=state != "clash", gone=state in ("gone", "left"))
    over = state == "left"
    x_at, W_at = np.mean(at[0]), np.mean(at[1])
    words = (
        Word("" if over else "x", float(x_at), 1.0, colour=theme.INPUT),
        Word("" if over else "W", float(W_at), 1.0, colour=theme.WEIGHTS),
        Word("z" if over and rule.outer else "", _middle(at), 1.0, colour=theme.OUTPUT),
        Word("one number" if over and not rule.outer else "", _middle(at), 0, colour=theme.OUTPUT),
    )
    return Scene(caption, (left, right), words=words)


def _middle(at: tuple[Places, Places]) -> float:
    """The middle of the outer axes, those that are left."""
    places = [*at[0][:-1], *at[1][1:]]
    return float(np.mean(places)) if places else float((at[0][-1] + at[1][0]) / 2)


def _row(start: float, count: int) -> Places:
    return start + np.arange(count, dtype=float)


def _axes(name: str, at: Places, shape: Shape, *, inner: int, fits: bool, gone: bool = False) -> Tiles:
    """The axes of one array as cells; the inner one is grey, vermilion where it clashes, clear once it has vanished."""
    role = theme.INPUT if name == "x.shape" else theme.WEIGHTS
    colours = [(theme.TRUTH if fits else theme.LOSS) if axis == inner else role for axis in range(len(shape))]
    fills = [theme.tint(colour, 0.25) for colour in colours]
    texts = [str(length) for length in shape]
    if gone:
        fills[inner] = colours[inner] = theme.CLEAR
        texts[inner] = ""
    index = np.arange(len(shape))[:, None]
    return Tiles(at, np.zeros(len(shape)), texts, fills, role=role, index=index, name=name, edges=colours)


def _left_over(rule: ShapeRule, at: Places) -> Tiles:
    """The axes of z, bordered by the colour of the array they come from."""
    edges = [theme.INPUT] * (len(rule.x) - 1) + [theme.WEIGHTS] * (len(rule.W) - 1)
    texts = [str(length) for length in rule.outer]
    fills = [theme.tint(theme.OUTPUT, 0.25)] * len(texts)
    index = np.arange(len(texts))[:, None]
    return Tiles(at, np.zeros(len(texts)), texts, fills, role=theme.OUTPUT, index=index, name="z.shape", edges=edges)

"""What is drawn of an array: which cells, their values, marks, colours and words. `arrays` makes the figure of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypedDict, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mnist_lab.figures.array_cells import limits_of, numbers_and_marks, precise, states, taken, texts, there
from mnist_lab.figures.array_layout import Layout, infer_layout

MOST_AXES: Final = 5
MAX_CELLS: Final = 29_000
"""Cells on one wall, gaps included: 32 digits of 28x28."""

BUDGET: Final = 285_000
"""Bytes that the arrays of one figure may take in base64; the rest of a figure takes about 10 kB."""

PRINTED: Final = 400
"""Values are printed in up to this many cells; the browser leaves out what does not fit."""

MARKS: Final = {"NaN": "x", "inf": "triangle-up", "-inf": "triangle-down", "masked": "square-x-open"}
"""What is not a number to colour, and its mark."""


@dataclass(frozen=True, eq=False)
class ArrayView:
    """What is on the wall. All arrays of shape (height, width) are the wall's; `layout.where` leads back to the index.

    Attributes
    ----------
    shape : tuple of int
        Of the array.
    layout : Layout
        Where each cell stands.
    values : (height, width) float32 or float64
        NaN in gaps, and where there is a mark.
    marks : dict of (k, 2) int
        Row and column on the wall of each NaN, inf, -inf and masked cell.
    states : (height, width) uint8
        0 plain, 1 dimmed, 2 highlighted and in no group, 3 and above: group 0 and above.
    lit, outline : (height, width) bool
        Cells with a solid, and with a dotted, line around their region.
    grouped : bool
        Whether groups give the colours.
    texts : (height, width) str, or None
        The values, where they are printed.
    limits : (float, float)
        The values that have the palest and the darkest colour.
    scale : "sequential", "negative", "diverging" or "ink"
    integer : bool
        Whether the values are whole numbers.
    names : tuple of str
        What each axis means; empty where nothing was said.
    """

    shape: tuple[int, ...]
    layout: Layout
    values: NDArray[np.floating]
    marks: dict[str, NDArray[np.int64]]
    states: NDArray[np.uint8]
    lit: NDArray[np.bool_]
    outline: NDArray[np.bool_]
    grouped: bool
    texts: NDArray[np.str_] | None
    limits: tuple[float, float]
    scale: Literal["sequential", "negative", "diverging", "ink"]
    integer: bool
    names: tuple[str, ...]

    @property
    def left_out(self) -> str:
        """What is not drawn, as a sentence; empty where all of it is."""
        parts = [
            f"{len(kept):,} of {length:,} along axis {axis}"
            for axis, (kept, length) in enumerate(zip(self.layout.shown, self.shape, strict=True))
            if len(kept) < length
        ]
        total = int(np.prod(self.shape, dtype=object))
        drawn = int(np.prod([len(kept) for kept in self.layout.shown], dtype=object))
        return f"Drawn: {', '.join(parts)}, {drawn:,} of {total:,} values." if parts else ""


class Choice(TypedDict, total=False):
    """What of an array is drawn, and how; all of it optional.

    Attributes
    ----------
    highlight, dim, outline : masks that broadcast to the array's shape
        Cells to light up, to fade, and to draw a line around.
    groups : whole numbers that broadcast to the array's shape
        Cells of the same group have the same colour (ten colours in turn) in place of a colour for the value; -1: none.
    sliders : mapping of axis to position
        Axes of which one position is shown; the page draws a slider for each.
    shown : mapping of axis to positions
        Which positions of an axis to show, such as `{0: range(10, 42)}`; by default as many as fit.
    grid : (int, int)
        Axes that make the grid, such as (1, 2) for images with channels last; by default the last two.
    order : tuple of int
        The other axes, the one that repeats the grid across first, then down, and so on; by default the nearest first.
    names : tuple of str
        What each axis means.
    limits : (float, float)
        Values of the palest and the darkest colour, so that colours keep their meaning while something moves.
    ink : bool
        Colour pixels as MNIST does: 0 black, the highest (255 or 1) white.
    convert : function of an array
        Applied to the values that are drawn, and to no others: 60,000 digits need not become floats to draw 27.
    max_cells : int
        Draw no more than about so many; `MAX_CELLS`.
    """

    highlight: ArrayLike | None
    dim: ArrayLike | None
    outline: ArrayLike | None
    groups: ArrayLike | None
    sliders: Mapping[int, int] | None
    shown: Mapping[int, Sequence[int]] | None
    grid: tuple[int, int] | None
    order: tuple[int, ...] | None
    names: tuple[str, ...]
    limits: tuple[float, float] | None
    ink: bool
    convert: Callable[[NDArray[Any]], NDArray[Any]]
    max_cells: int


def array_view(array: ArrayLike, **choice: Unpack[Choice]) -> ArrayView:
    """Choose what of an array is drawn, and where.

    Parameters
    ----------
    array : array of numbers or truth values, rank 0 to 5
        A masked array keeps its mask.
    **choice
        See `Choice`.

    Raises
    ------
    ValueError
        More than five axes, or not numbers.
    """
    x = _numbers(array)
    layout = _fitting(x, choice)
    cells = there(layout)
    at = tuple(np.moveaxis(layout.where[cells], -1, 0))
    drawn = choice.get("convert", np.asanyarray)(x[at] if x.ndim else x.reshape(1))
    numbers, marks = numbers_and_marks(drawn, cells)
    low, high, scale = limits_of(drawn, choice.get("limits"), ink=choice.get("ink", False))
    lit, outline, groups = choice.get("highlight"), choice.get("outline"), choice.get("groups")
    return ArrayView(
        shape=x.shape,
        layout=layout,
        values=numbers,
        marks=marks,
        states=states(x.shape, at, cells, highlight=lit, dim=choice.get("dim"), groups=groups),
        lit=taken(lit, x.shape, at, cells, False).astype(bool),
        outline=taken(outline, x.shape, at, cells, False).astype(bool),
        grouped=groups is not None,
        texts=texts(drawn, cells) if cells.sum() <= PRINTED else None,
        limits=(low, high),
        scale=scale,
        integer=drawn.dtype.kind in "bui",
        names=choice.get("names", ()),
    )


def array_text(view: ArrayView, name: str = "The array") -> str:
    """Say what the view shows, for a reader who cannot see it.

    Examples
    --------
    >>> array_text(array_view([[5, 78], [6, 79]]), "x")
    'x has rank 2 and shape (2, 2). Values drawn: 5 to 79.'
    """
    said = f"{name} has rank {len(view.shape)} and shape {view.shape}."
    finite = view.values[np.isfinite(view.values)]
    if finite.size:
        said += f" Values drawn: {finite.min():.6g} to {finite.max():.6g}."
    for kind, places in view.marks.items():
        said += f" {kind}: {len(places):,} cell{'s' if len(places) != 1 else ''}."
    return " ".join(filter(None, (said, view.left_out)))


def _numbers(array: ArrayLike) -> Any:
    x = array if isinstance(array, np.ma.MaskedArray) else np.asarray(array)
    if x.dtype.kind not in "buif":
        raise ValueError(f"An array of {x.dtype} cannot be drawn: cells are numbers or truth values.")
    if x.ndim > MOST_AXES:
        raise ValueError(f"An array of rank {x.ndim} cannot be drawn: at most {MOST_AXES} axes fit on a page.")
    return x


def _fitting(x: Any, choice: Choice) -> Layout:
    """The largest layout whose arrays travel within the budget; marks cost more than plain cells."""
    room = choice.get("max_cells", MAX_CELLS)
    number = precise(choice.get("convert", np.asanyarray)(x.flat[:1]))
    while True:
        layout = infer_layout(
            x.shape,
            room=room,
            shown=choice.get("shown"),
            fixed=choice.get("sliders"),
            grid=choice.get("grid"),
            order=choice.get("order"),
        )
        cells = there(layout)
        width = np.min_scalar_type(max(layout.where.max(initial=0), 0)).itemsize * x.ndim
        cost = cells.size * (number.itemsize + width + 1)
        if (cost * 4 / 3 > BUDGET / 2 and x.dtype.kind == "f") or isinstance(x, np.ma.MaskedArray):
            drawn = x[tuple(np.moveaxis(layout.where[cells], -1, 0))]
            cost += int((~np.isfinite(np.ma.filled(drawn.astype(float), np.nan))).sum()) * (4 + width)
        if cost * 4 / 3 <= BUDGET or room <= 1:
            return layout
        room = min(int(room * 0.8), cells.size)

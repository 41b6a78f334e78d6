"""The cells of an array on the wall of a layout: their values, marks, masks, words and the range of their colours."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mnist_lab.figures.array_layout import Layout

_PLAIN, _DIM, _LIT, _GROUP = 0, 1, 2, 3


def there(layout: Layout) -> NDArray[np.bool_]:
    """Where the wall has a cell, and not a gap."""
    if layout.where.shape[-1] == 0:
        return np.ones(layout.where.shape[:2], bool)
    cells: NDArray[np.bool_] = layout.where[..., 0] >= 0
    return cells


def precise(x: Any) -> np.dtype[Any]:
    """float32 where it holds the values well enough to show them, else float64."""
    if (x.dtype.kind in "bu" and x.dtype.itemsize <= 2) or x.dtype in (np.int8, np.int16, np.float16, np.float32):
        return np.dtype(np.float32)
    return np.dtype(np.float64)


def numbers_and_marks(drawn: Any, there: NDArray[np.bool_]) -> tuple[NDArray[np.floating], dict[str, Any]]:
    """Split what was drawn, in the order of the wall, into numbers to colour and places of marks."""
    flat = np.ma.getdata(drawn).astype(precise(drawn))
    hidden = np.ma.getmaskarray(drawn) if isinstance(drawn, np.ma.MaskedArray) else np.zeros(flat.shape, bool)
    kinds = {"NaN": np.isnan(flat), "inf": flat == np.inf, "-inf": flat == -np.inf}
    kinds = {kind: mask & ~hidden for kind, mask in kinds.items()} | {"masked": hidden}
    places = np.argwhere(there)
    marks = {kind: places[mask] for kind, mask in kinds.items() if mask.any()}
    values = np.full(there.shape, np.nan, flat.dtype)
    values[there] = np.where(hidden | ~np.isfinite(flat), np.nan, flat)
    return values, marks


def limits_of(drawn: Any, given: tuple[float, float] | None, *, ink: bool) -> tuple[float, float, Any]:
    """The range of the colours and the scale: one sign from zero, two signs with zero in the middle."""
    flat = np.ma.filled(drawn.astype(float), np.nan)
    finite = flat[np.isfinite(flat)]
    low, high = given or (float(finite.min(initial=0)), float(finite.max(initial=0)))
    if ink:
        return 0.0, 1.0 if drawn.dtype.kind == "f" else 255.0, "ink"
    if low < 0 < high:
        furthest = max(-low, high)
        return -furthest, furthest, "diverging"
    if low < 0:
        return low, 0.0, "negative"
    return 0.0, high or 1.0, "sequential"


def taken(mask: ArrayLike | None, shape: tuple[int, ...], at: Any, there: NDArray[np.bool_], empty: Any) -> Any:
    """Put a mask of the array's shape on the wall; `empty` where there is none."""
    wall = np.full(there.shape, empty, np.int64)
    if mask is not None:
        spread = np.broadcast_to(np.asarray(mask), shape)
        wall[there] = spread[at] if shape else spread.reshape(1)
    return wall


def states(
    shape: tuple[int, ...],
    at: Any,
    there: NDArray[np.bool_],
    *,
    highlight: ArrayLike | None,
    dim: ArrayLike | None,
    groups: ArrayLike | None,
) -> NDArray[np.uint8]:
    """One number a cell; to be dimmed is stronger than a group, and a group than to be lit."""
    group = taken(groups, shape, at, there, -1)
    lit = taken(highlight, shape, at, there, False).astype(bool)
    states = np.where(group >= 0, _GROUP + group % 10, np.where(lit, _LIT, _PLAIN))
    states[taken(dim, shape, at, there, False).astype(bool)] = _DIM
    return states.astype(np.uint8)


def texts(drawn: Any, there: NDArray[np.bool_]) -> NDArray[np.str_]:
    """The values as they are printed in the cells; empty in gaps and where there is a mark."""
    wall = np.full(there.shape, "", dtype="<U24")
    words = [word(value) for value in np.ma.getdata(drawn).tolist()]
    wall[there] = np.where(np.ma.getmaskarray(drawn), "", words) if isinstance(drawn, np.ma.MaskedArray) else words
    return wall


def word(value: Any) -> str:
    """Three digits that carry meaning, whole numbers in full."""
    if isinstance(value, float):
        return f"{value:.3g}".replace("-", "−") if np.isfinite(value) else ""
    return str(value).replace("-", "−")

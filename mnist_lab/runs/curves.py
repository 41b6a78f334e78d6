"""Long curves made short enough to draw, and noisy ones calm enough to read; what is left out is never hidden."""

from __future__ import annotations

import numpy as np

from mnist_lab.runs.history import Floats, Ints

BUCKETS = 256
"""A picture of some 600 pixels: two points, the least and the greatest, for each bucket."""


def thinned(step: Ints, values: Floats, *, buckets: int = BUCKETS) -> tuple[Ints, Floats]:
    """Return at most `2 * buckets` points of a curve, in order, with the least and the greatest of every bucket kept.

    A bucket is a power of two of neighbouring points, counted from the start: while a curve grows, what has been drawn
    stays as it is until the buckets double. The first and the last point are always among those returned.

    Parameters
    ----------
    step : (n,) int
    values : (n,) float

    Examples
    --------
    >>> step, values = thinned(np.arange(8), np.array([0, 9, 1, 1, 1, -5, 1, 2], np.float32), buckets=2)
    >>> step.tolist(), values.tolist()
    ([0, 1, 5, 7], [0.0, 9.0, -5.0, 2.0])
    """
    count = len(step)
    if count <= 2 * buckets:
        return step, values
    size = 2 ** int(np.ceil(np.log2(count / (buckets - 1))))
    padded = np.full(-(-count // size) * size, np.nan)
    padded[:count] = values
    rows = padded.reshape(-1, size)
    starts = np.arange(0, len(padded), size)
    # A NaN would win both searches and hide the curve around it; the last point keeps the one that ends a run.
    least = np.where(np.isfinite(rows), rows, np.inf).argmin(axis=1) + starts
    greatest = np.where(np.isfinite(rows), rows, -np.inf).argmax(axis=1) + starts
    kept = np.unique(np.concatenate([[0], least, greatest, [count - 1]]))
    return step[kept], values[kept]


def running_mean(values: Floats, batches: int) -> Floats:
    """Return, at each point, the mean of it and the `batches - 1` before it; fewer at the beginning.

    Parameters
    ----------
    values : (n,) float
    batches : int, 1 or more
        1 leaves the values as they are.

    Examples
    --------
    >>> running_mean(np.array([1, 3, 5, 7], np.float32), 2).tolist()
    [1.0, 2.0, 4.0, 6.0]
    """
    if batches <= 1 or not len(values):
        return values
    sums = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    upto = np.arange(1, len(values) + 1)
    begin = np.maximum(upto - batches, 0)
    means: Floats = ((sums[upto] - sums[begin]) / (upto - begin)).astype(np.float32)
    return means

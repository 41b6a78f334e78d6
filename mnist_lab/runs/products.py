"""Ask a worker how long TensorFlow takes for a product of matrices."""

from __future__ import annotations

from mnist_lab.runs.actor import matmul_seconds
from mnist_lab.runs.pool import Pool


class TimingError(RuntimeError):
    """TensorFlow could not be timed; the sentence says why."""


def tensorflow_seconds(pool: Pool, *shapes: tuple[int, int, int]) -> tuple[float, ...] | None:
    """Return the seconds for one product of each shape (m, n, p), timed in a worker; None while none is ready.

    Raises
    ------
    TimingError
        A worker was there, but it gave no answer.
    """
    workers = pool.workers
    if workers is None:
        return None
    try:
        return tuple(float(workers.call(matmul_seconds, shape)) for shape in shapes)
    except Exception as error:  # it was lost meanwhile, or is too busy: the page must hear of it
        raise TimingError(f"The worker gave no time for TensorFlow: {error}") from None

"""Ask a worker what TensorFlow's tape does: with a formula, or with an example."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mnist_lab.runs.actor import taped_example, taped_formula
from mnist_lab.runs.pool import Pool
from mnist_lab.runs.records import Taped


class TapeError(RuntimeError):
    """TensorFlow's tape could not be asked; the sentence says why."""


def tape_of_formula(pool: Pool, text: str, at: Mapping[str, float]) -> Taped | None:
    """Return what the tape does with a typed formula; None while no worker is ready.

    Raises
    ------
    TapeError
        A worker was there, but it gave no answer.
    """
    return _asked(pool, taped_formula, text, dict(at))


def tape_of_example(pool: Pool, name: str, *, mended: bool = False) -> Taped | None:
    """Return what the tape does with an example of `maths.tapes`; None while no worker is ready; errors as above."""
    return _asked(pool, taped_example, name, mended)


def _asked(pool: Pool, function: Any, *arguments: object) -> Taped | None:
    workers = pool.workers
    if workers is None:
        return None
    try:
        taped: Taped = workers.call(function, *arguments)
        return taped
    except Exception as error:  # it was lost meanwhile, or is too busy: the page must hear of it
        raise TapeError(f"The worker gave no answer: {error}") from None

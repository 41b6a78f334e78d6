"""What lives in a worker: a trainer as a Dask actor. The engine is named by a string, and imported there alone."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, TypeVar

from mnist_lab.network.folding import TrainingState, Uncrumpling
from mnist_lab.runs.records import UNINTERRUPTED, Chunk, Digits, Floats, SlowStep, Taped, TrainerState
from mnist_lab.runs.settings import ENGINES, Settings, notebook

T = TypeVar("T")


class EngineError(RuntimeError):
    """The engine could not do what it was asked; the sentence is its own."""


class TrainerActor:
    """One run's trainer. Its methods are called from the web server, one after the other, but for `cut_short`."""

    def __init__(self, settings: Settings, digits: Digits, state: TrainerState | None = None) -> None:
        self._trainer = plainly(lambda: _engine("trainer").Trainer(settings, digits, state))

    def advance(self, batches: int, with_state: bool = False, command: int = UNINTERRUPTED) -> Chunk:
        """Train so many batches, unless a later command comes."""
        chunk: Chunk = plainly(lambda: self._trainer.advance(batches, with_state=with_state, command=command))
        return chunk

    async def cut_short(self, command: int) -> None:
        """Let calls from before this command end after the batch they are at.

        It is a coroutine, which Dask runs beside the thread of the other methods.
        """
        self._trainer.cut_short(command)

    def slow_step(self) -> tuple[SlowStep, Chunk]:
        """Train one batch and tell every number of it."""
        told: tuple[SlowStep, Chunk] = plainly(self._trainer.slow_step)
        return told


def warm(digits: Digits) -> None:
    """Import TensorFlow and take the first step of the notebook's two networks: the next ones start at once."""
    for engine in ENGINES:
        TrainerActor(notebook(engine), digits).advance(1)


def keras_file(settings: Settings, weights: tuple[Floats, ...]) -> bytes:
    """Return the `.keras` file of a trained network."""
    file: bytes = plainly(lambda: _engine("export").keras_file(settings, weights))
    return file


def matmul_seconds(shape: tuple[int, int, int]) -> float:
    """Return the seconds that TensorFlow takes for a product of (m, n) and (n, p) matrices; `shape` is (m, n, p)."""
    seconds: float = plainly(lambda: _engine("products").matmul_seconds(*shape))
    return seconds


def taped_formula(text: str, at: dict[str, float]) -> Taped:
    """Return what TensorFlow's tape does with a typed formula, its variables at these values."""
    taped: Taped = plainly(lambda: _engine("tape").taped_formula(text, at))
    return taped


def taped_example(name: str, mended: bool) -> Taped:
    """Return what TensorFlow's tape does with an example of the lesson, as it is or mended."""
    taped: Taped = plainly(lambda: _engine("tape").taped_example(name, mended))
    return taped


def uncrumpled(settings: Uncrumpling, state: TrainingState | None, steps: int) -> TrainingState:
    """Return the state of a small network of the plane after so many steps more; None begins."""
    after: TrainingState = plainly(lambda: _engine("folding").trained(settings, state, steps))
    return after


def plainly(work: Callable[[], T]) -> T:
    """Do the work; what it raises is told in plain words.

    TensorFlow's own errors must not travel: unpacking one would import TensorFlow in the web server.
    """
    try:
        return work()
    except Exception as error:
        raise EngineError(f"{type(error).__name__}: {error}") from None


def _engine(module: str) -> Any:
    return importlib.import_module(f"mnist_lab.engine.{module}")

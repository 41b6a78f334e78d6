"""The small network that uncrumples points, trained in a worker while a page watches.

A thread of the web server asks a worker for some steps at a time and keeps every moment that comes back. Nothing stays
in the worker, so a worker that is lost costs one question more. The thread holds no object of the web framework.
"""

from __future__ import annotations

import threading
import time
from typing import Any, Final

from mnist_lab.network.folding import MOST_STEPS, Moment, TrainingState, Uncrumpling
from mnist_lab.runs.actor import uncrumpled
from mnist_lab.runs.pool import LOOK_SECONDS, Pool

EVERY: Final = 10
"""Steps between two moments."""

PACES: Final = ((300, 0.1), (MOST_STEPS, 0.03))
"""Up to so many steps, at least so many seconds between two moments: it could be faster, but nobody would see it."""

AT_WORK: Final = 4
"""Such trainings at a time; the others wait."""

PATIENCE: Final = 120.0
"""Seconds that a training waits for a worker."""

_places = threading.BoundedSemaphore(AT_WORK)


class UncrumplingRun:
    """One training, from its first weights until the classes are apart, or `MOST_STEPS` steps are done.

    Attributes
    ----------
    settings : Uncrumpling
    moments : tuple of Moment
        One every `EVERY` steps, the first weights included; it grows until the training is over.
    """

    def __init__(self, settings: Uncrumpling, pool: Pool) -> None:
        self.settings = settings
        self.moments: tuple[Moment, ...] = ()
        self._pool = pool
        self._problem = ""
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._train, name="uncrumpling", daemon=True)
        self._thread.start()

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return not self._thread.is_alive()

    @property
    def message(self) -> str:
        """Why it has not begun, or why it could not go on; empty when all is well."""
        if self._problem or self.over:
            return self._problem
        return "" if self.moments else self._pool.message or "Waiting for a place in the worker."

    def stop(self) -> None:
        """End it; what has been trained stays."""
        self._stopped.set()

    def wait(self, seconds: float) -> bool:
        """Wait until it is over, at most so long; say whether it is."""
        self._thread.join(seconds)
        return self.over

    def _train(self) -> None:
        with _places:
            state: TrainingState | None = None
            lost = 0
            while not (self._stopped.is_set() or self._done()):
                if not self._pool.wait_until_ready(PATIENCE):
                    self._problem = f"The worker could not train: {self._pool.message or 'none is ready.'}"
                    return
                began = time.monotonic()
                try:
                    state = self._ask(state)
                except Exception as error:  # the worker may be lost, and another one on its way
                    lost += 1
                    if lost > 2:
                        self._problem = f"The worker could not train: {error}"
                        return
                    self._stopped.wait(2 * LOOK_SECONDS)  # by then the pool has seen that it is lost
                    continue
                self.moments = (*self.moments, Moment(self.settings, state.step, state.weights))
                self._stopped.wait(max(0.0, _pace(state.step) - (time.monotonic() - began)))

    def _done(self) -> bool:
        return bool(self.moments) and (self.moments[-1].apart or self.moments[-1].step >= MOST_STEPS)

    def _ask(self, state: TrainingState | None) -> TrainingState:
        """Let a worker train the next steps."""
        workers: Any = self._pool.workers
        answer: TrainingState = workers.call(uncrumpled, self.settings, state, EVERY)
        return answer


def _pace(step: int) -> float:
    return next((seconds for most, seconds in PACES if step <= most), 0.0)

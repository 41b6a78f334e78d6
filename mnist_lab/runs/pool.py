"""The pool: one for the whole web server. It finds workers, keeps them warm, and knows all runs by their ids."""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from mnist_lab.runs.line import Line
from mnist_lab.runs.records import Digits
from mnist_lab.runs.run import Run
from mnist_lab.runs.settings import Settings

if TYPE_CHECKING:
    from mnist_lab.runs.workers import Workers

AT_WORK = 4
"""Runs that train at a time; more would make each of them slower than one wants to watch."""

KEPT = 48
"""Runs kept in memory, over or not: each a few megabytes of weights and history."""

UNSEEN_SECONDS = 600.0
"""A run that nobody has looked at for so long ends."""

RETRY_SECONDS = 5.0
LOOK_SECONDS = 0.2


class PoolFullError(RuntimeError):
    """There are as many runs as the server keeps."""


class Pool:
    """Trains in worker processes. The constructor returns at once; workers are found and warmed in the background.

    Parameters
    ----------
    digits : () -> Digits
        Where the digits come from. Asked again for each run, so that a larger set is used once it is there.
    clock : () -> float
        Seconds; for tests of what happens after ten minutes.

    Attributes
    ----------
    state : "starting", "warming up", "ready", "lost", "unreachable" or "closed"
        What the workers do.
    message : str
        The same as a sentence for the reader; empty when all is well.
    """

    def __init__(self, digits: Callable[[], Digits], *, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.changed = threading.Condition()
        self.line = Line(AT_WORK, self.changed)
        self._digits = digits
        self._runs: dict[str, Run] = {}
        self._workers: Workers | None = None
        self._connected: Workers | None = None
        self._state, self._message = "starting", "Starting a worker process."
        threading.Thread(target=self._keep_workers, name="pool", daemon=True).start()

    @property
    def state(self) -> str:
        """What the workers do."""
        return self._state

    @property
    def message(self) -> str:
        """What the workers do, as a sentence; empty when they are ready."""
        return self._message

    @property
    def workers(self) -> Workers | None:
        """The workers, once they are warm."""
        return self._workers

    def start(self, settings: Settings) -> Run:
        """Start a run. It begins at once, or waits for the workers or for its turn, and says so.

        Raises
        ------
        PoolFullError
            If the server keeps as many runs as it can, and all of them go on.
        """
        run = Run(settings, self._digits(), self)
        with self.changed:
            if self._state == "closed":
                raise PoolFullError("The server is closing.")
            self._make_room()
            self._runs[run.id] = run
        threading.Thread(target=_drive, args=(run,), name=f"run {run.id[:6]}", daemon=True).start()
        return run

    def find(self, run_id: str) -> Run | None:
        """Return the run with this id, or None."""
        with self.changed:
            return self._runs.get(run_id)

    def wait_until_ready(self, seconds: float) -> bool:
        """Wait for warm workers, at most so long; say whether they are there."""
        with self.changed:
            return self.changed.wait_for(lambda: self._state == "ready", seconds)

    def end_unseen(self) -> None:
        """End every run that nobody has looked at for ten minutes."""
        now = self.clock()
        with self.changed:
            unseen = [r for r in self._runs.values() if r.ending is None and now - r.last_seen > UNSEEN_SECONDS]
        for run in unseen:
            run.stop("Ended, as nobody had looked at it for ten minutes. Its network is kept as it was.")

    def close(self) -> None:
        """End all runs and the worker."""
        atexit.unregister(self.close)
        self._show("closed", "The server is closing.", None)
        with self.changed:
            runs, connected = list(self._runs.values()), self._connected
        for run in runs:
            run.stop("Ended with the server.")
        if connected is not None:
            connected.close()

    def _make_room(self) -> None:
        """Forget the run that has been over and unseen the longest, if there are too many."""
        over = sorted((r for r in self._runs.values() if r.ending is not None), key=lambda r: r.last_seen)
        if len(self._runs) < KEPT:
            return
        if not over:
            raise PoolFullError(f"{KEPT} runs are under way or in line already. Stop one of yours, or try again later.")
        del self._runs[over[0].id]

    def _keep_workers(self) -> None:
        """Connect, warm, watch; and again if the workers are lost."""
        import mnist_lab.runs.workers  # noqa: F401  a second of importing that no visitor waits for

        atexit.register(self.close)  # after that import: Dask's own clearing up, registered by it, comes after ours
        while self._state != "closed":
            try:
                self._connect()
                self._watch()
            except Exception as error:  # the page must hear of it, and the next attempt may do better
                self._show("unreachable", f"{error} Next attempt in {RETRY_SECONDS:.0f} s.", None)
                self._wait(RETRY_SECONDS)
        if self._connected is not None:
            self._connected.close()  # the pool may have been closed while these were being connected

    def _connect(self) -> None:
        from mnist_lab.runs.workers import connect

        workers = connect()
        with self.changed:
            self._connected = workers
        self._show("warming up", "Warming up TensorFlow, about 5 s.", None)
        try:
            workers.warm(self._digits())
        except BaseException:
            workers.close()
            raise
        self._show("ready", "", workers)

    def _watch(self) -> None:
        """Return when the workers are lost; end unseen runs meanwhile."""
        workers = self._workers
        while workers is not None and workers.addresses() and self._state == "ready":
            self._wait(LOOK_SECONDS)
            self.end_unseen()
        if workers is not None and self._state == "ready":
            self._show("lost", "The worker process was lost; a new one is being started.", None)
            workers.close()

    def _wait(self, seconds: float) -> None:
        with self.changed:
            self.changed.wait_for(lambda: self._state == "closed", seconds)

    def _show(self, state: str, message: str, workers: Workers | None) -> None:
        with self.changed:
            if self._state != "closed":
                self._state, self._message, self._workers = state, message, workers
            self.changed.notify_all()


def _drive(run: Run) -> None:
    from mnist_lab.runs.driver import Driver

    Driver(run).drive()

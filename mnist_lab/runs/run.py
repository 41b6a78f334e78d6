"""One run of training as the web server sees it: start, pause, step, stop, and what it looks like now."""

from __future__ import annotations

import secrets
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Protocol

from mnist_lab.runs.actor import keras_file
from mnist_lab.runs.line import Line
from mnist_lab.runs.progress import Progress
from mnist_lab.runs.records import Chunk, Digits, Ending, SlowStep, Snapshot
from mnist_lab.runs.settings import Settings

if TYPE_CHECKING:
    from mnist_lab.runs.workers import Workers

OBEY_SECONDS = 2.0
"""A command waits so long to be obeyed, so that the page that gave it shows what it did; mostly it takes 0.05 s."""

SLOW_STEP_SECONDS = 30.0


class RunError(RuntimeError):
    """The run cannot do this now; the sentence says why."""


class Office(Protocol):
    """What a run needs of the pool it belongs to."""

    changed: threading.Condition
    line: Line
    clock: Callable[[], float]

    @property
    def workers(self) -> Workers | None: ...  # noqa: D102

    @property
    def message(self) -> str: ...  # noqa: D102


class Run:
    """A run that one thread drives and any number of pages watch and steer.

    Attributes
    ----------
    id : str
        Unguessable: whoever knows it may watch and steer the run.
    settings : Settings
        What is trained.
    digits : Digits
        What it is trained with; `Snapshot.minibatch.indices` point into its train_images.
    """

    def __init__(self, settings: Settings, digits: Digits, office: Office) -> None:
        self.id = secrets.token_urlsafe(16)
        self.settings = settings
        self.digits = digits
        self.last_seen = office.clock()
        self.progress = Progress(settings, len(digits.train_images))
        self.office = office
        self.wish = "run"  # or "pause", "stop"
        self.command = 0  # how often it was told to leave what it is at
        self.cut_short: Callable[[int], None] = lambda command: None  # the driver knows whom to tell
        self.orders: deque[tuple[str, Future[SlowStep | Chunk]]] = deque()
        self.ending: Ending | None = None
        self.stop_reason = ""
        self._state = "starting"
        self._message = ""

    def pause(self) -> None:
        """Stop for a while. The run gives its place to the next in line."""
        self._ask("pause")

    def resume(self) -> None:
        """Go on, after those who wait in line already."""
        self._ask("run")

    def stop(self, reason: str = "Stopped. The network keeps what it has learned so far.") -> None:
        """End the run for good; its history and its weights stay."""
        with self.office.changed:
            if self.ending is None:
                self.stop_reason = reason
                self._interrupt("stop")
                self.office.changed.wait_for(lambda: self.ending is not None, OBEY_SECONDS)

    def step(self) -> None:
        """Train one batch, and pause.

        Raises
        ------
        RunError
            If the run is over.
        """
        self._order("step", OBEY_SECONDS)

    def slow_step(self) -> SlowStep:
        """Train one batch, tell every number of it, and pause.

        Raises
        ------
        RunError
            If the run is over, or no worker could do it in time.
        """
        result = self._order("slow step", SLOW_STEP_SECONDS)
        if not isinstance(result, SlowStep):
            raise RunError("The step could not be taken yet: " + (self.office.message or "the worker is busy."))
        return result

    def snapshot(self) -> Snapshot:
        """Return how the run looks now, and note that somebody looks."""
        self.last_seen = self.office.clock()
        with self.office.changed:
            state, message = self._state, self._message
            place = self.office.line.place(self)
        if state == "waiting":
            message = f"Number {place} in line: {self.office.line.places} runs train at a time."
        elif state == "starting":
            message = self.office.message or message or "Building the network."
        return self.progress.snapshot(state, message, place)

    def wait(self, wished: Callable[[Snapshot], bool], seconds: float) -> Snapshot:
        """Wait until a snapshot is as wished, at most so long; return the last one."""
        with self.office.changed:
            self.office.changed.wait_for(lambda: wished(self.snapshot()), seconds)
            return self.snapshot()

    def keras_file(self) -> bytes:
        """Return the network as a `.keras` file, made in a worker.

        Raises
        ------
        RunError
            If nothing has been trained yet, or no worker is there.
        """
        saved, workers = self.progress.saved, self.office.workers
        if saved is None:
            raise RunError("There is nothing to save yet: the run has not trained a batch.")
        if workers is None:
            raise RunError("The file is made by a worker, and none is ready: " + self.office.message)
        file: bytes = workers.call(keras_file, self.settings, saved.weights)
        return file

    def take(self, chunk: Chunk) -> None:
        """Take in what a chunk of batches did (for the thread that drives it)."""
        self.progress.take(chunk)
        with self.office.changed:
            self.office.changed.notify_all()

    def show(self, state: str, message: str = "") -> None:
        """Say what the run does now (for the thread that drives it)."""
        with self.office.changed:
            self._state, self._message = state, message
            self.office.changed.notify_all()

    def end(self, ending: Ending) -> None:
        """End the run for good (for the thread that drives it)."""
        with self.office.changed:
            self.ending = ending
            self.office.line.leave(self)
            kind = "finished" if ending.kind in {"target", "patience"} else ending.kind
            self.show(kind, ending.sentence)
            for _, answer in self.orders:
                answer.set_exception(RunError("The run is over: " + ending.sentence))
            self.orders.clear()
        self.progress.release()

    def _ask(self, wish: str) -> None:
        with self.office.changed:
            if self.ending is not None or self.wish == wish:
                return
            self._interrupt(wish)
            settled = {"pause": ("paused",), "run": ("running", "waiting", "starting")}[wish]
            self.office.changed.wait_for(lambda: self._state in settled or self.ending is not None, OBEY_SECONDS)

    def _interrupt(self, wish: str) -> None:
        """Wish something else than what the run is at, which ends after its batch."""
        self.wish = wish
        self.command += 1
        self.cut_short(self.command)
        self.office.changed.notify_all()

    def _order(self, kind: str, seconds: float) -> SlowStep | Chunk | None:
        with self.office.changed:
            if self.ending is not None:
                raise RunError("The run is over: " + self.ending.sentence)
            answer: Future[SlowStep | Chunk] = Future()
            self.orders.append((kind, answer))
            self._interrupt("pause")
        try:
            return answer.result(timeout=seconds)
        except TimeoutError:
            return None

"""The thread that drives a run: it hires a trainer, keeps it busy, obeys the page, and replaces a trainer that is lost.

It holds no object of the web framework, so that a run outlives the page that started it.
"""

from __future__ import annotations

import math
import time
from collections import deque
from concurrent.futures import Future
from typing import Any

from mnist_lab.runs.actor import EngineError
from mnist_lab.runs.records import Chunk, Ending, SlowStep
from mnist_lab.runs.run import Run
from mnist_lab.runs.settings import between_looks, until_look
from mnist_lab.runs.workers import Trainee, Workers

CHUNK_SECONDS = 0.25
"""Seconds of training that a run asks for at a time: what one wants to wait for news."""

LATENCY = 0.10
"""Where runs share a worker, a command waits for the chunks of the others: at most so many seconds of training."""

SAVE_SECONDS = 1.0
"""A run's state comes to the web server so often; less often for large networks, a second for each 8 MB."""

POLL_SECONDS = 0.25
LOSS_SECONDS = 5.0
"""A worker whose answer fails has so long to turn out dead; after it, the answer is the engine's own failure."""


class LostError(RuntimeError):
    """The trainer's worker is gone."""


class StoppedError(RuntimeError):
    """The run was stopped while it waited for a worker."""


class Driver:
    """Drives one run to its end."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._office = run.office
        self._workers: Workers | None = None
        self._trainee: Trainee | None = None
        self._lost: Workers | None = None
        self._early: list[Chunk] = []
        self._batches = 1
        self._note = ""
        run.cut_short = self._cut_short

    def drive(self) -> None:
        """Do what the run is asked to do until it is over."""
        try:
            while self._run.ending is None:
                self._do_next()
        except Exception as error:  # whatever it is, the page must hear of it
            self._run.end(Ending("failed", f"The run cannot go on: {error}"))
        finally:
            self._dismiss()

    def _do_next(self) -> None:
        task, answer = self._next_task()
        try:
            if task == "stop":
                self._save_and_stop()
            elif task == "run":
                self._train()
            else:
                self._take_single_step(task, answer)
        except LostError:
            self._fall_back()
            if answer is not None:
                with self._office.changed:
                    self._run.orders.appendleft((task, answer))
        except StoppedError:
            if answer is not None:
                answer.set_result(None)

    def _next_task(self) -> tuple[str, Future[Any] | None]:
        """Wait until there is something to do: "stop", "run", or a single step with whoever waits for its answer."""
        run, office = self._run, self._office
        with office.changed:
            while True:
                if run.wish == "stop":
                    return "stop", None
                if run.orders:
                    return run.orders.popleft()
                if run.wish == "pause":
                    office.line.leave(run)
                    run.progress.rest()
                    run.show("paused", self._note)
                elif office.line.join(run) == 0:
                    return "run", None
                else:
                    run.show("waiting")
                office.changed.wait()

    def _train(self) -> None:
        """Keep the trainer busy until the run is asked for something else, or over."""
        trainee = self._trainer()
        self._run.show("running", self._note)
        under_way: deque[tuple[Any, int, bool]] = deque()  # calls, with their batches, and whether the state comes too
        while self._goes_on() or under_way:
            # Alone at work, the next call is sent while the last is read; others keep the worker busy otherwise.
            ahead = 2 if self._office.line.at_work == 1 else 1
            while len(under_way) < ahead:
                command = self._run.command  # before the wish is looked at: a later one cuts the call short
                if not self._goes_on():
                    break
                batches = self._up_to_a_look(self._run.progress.step + sum(count for _, count, _ in under_way))
                with_state = self._wants_state() and not any(comes for _, _, comes in under_way)
                under_way.append((trainee.actor.advance(batches, with_state, command), batches, with_state))
            if under_way:
                self._take_in_order(self._answer(under_way.popleft()[0]))
        if self._run.wish == "pause" and self._run.ending is None and self._workers is self._office.workers:
            self._take(self._answer(trainee.actor.advance(0, True)))  # what is at rest is saved

    def _cut_short(self, command: int) -> None:
        trainee = self._trainee
        if trainee is not None:
            trainee.cut_short(command)

    def _goes_on(self) -> bool:
        run = self._run
        return run.wish == "run" and not run.orders and run.ending is None and self._workers is self._office.workers

    def _up_to_a_look(self, step: int) -> int:
        """How many batches to ask for after `step`: about as many as there is time for, in even parts up to a look."""
        per_epoch = self._run.progress.batches_per_epoch
        until = until_look(step % per_epoch, per_epoch)
        if self._batches < until:
            return math.ceil(until / round(until / self._batches))
        apart = between_looks(per_epoch)
        return until + (self._batches - until) // apart * apart

    def _take_in_order(self, chunk: Chunk) -> None:
        """Take a chunk once all before it have come: two calls under way may reach the worker in either order."""
        self._early = sorted([*self._early, chunk], key=lambda early: early.first_step)
        while self._early and self._early[0].first_step <= self._run.progress.step + 1:
            self._take(self._early.pop(0))

    def _take(self, chunk: Chunk) -> None:
        self._run.take(chunk)
        trained = len(chunk.values)
        if trained:
            at_work = self._office.line.at_work
            seconds = LATENCY / at_work if at_work > 1 else CHUNK_SECONDS
            self._batches = max(1, min(2 * self._batches, int(trained * seconds / max(chunk.seconds, 1e-4))))
        if chunk.ending is not None and self._run.ending is None:
            self._run.end(chunk.ending)

    def _take_single_step(self, kind: str, answer: Future[Any] | None) -> None:
        trainee = self._trainer()
        if kind == "slow step":
            slow: SlowStep
            slow, chunk = self._answer(trainee.actor.slow_step())
            result: SlowStep | Chunk = slow
        else:
            result = chunk = self._answer(trainee.actor.advance(1, True))
        self._take(chunk)
        if self._run.ending is None:
            self._run.progress.rest()
            self._run.show("paused", self._note)
        if answer is not None:
            answer.set_result(result)

    def _save_and_stop(self) -> None:
        """Bring the weights home as they are at the last batch, then end."""
        if self._trainee is not None and self._workers is self._office.workers:
            try:
                self._run.take(self._answer(self._trainee.actor.advance(0, True)))
            except LostError:
                self._run.progress.fall_back()
        self._run.end(Ending("stopped", self._run.stop_reason))

    def _trainer(self) -> Trainee:
        """Return the run's trainer; hire one, at the last saved state, where it has none."""
        if self._trainee is not None:
            if self._workers is not self._office.workers:
                raise LostError  # while the run was paused, or the worker had already been replaced
            return self._trainee
        workers = self._wait_for_workers()
        try:
            self._trainee = workers.hire(self._run.settings, self._run.digits, self._run.progress.saved)
        except EngineError:
            raise
        except Exception as error:  # Dask reports a worker lost on the way in a dozen ways
            if self._seems_lost(workers):
                raise LostError from error
            raise
        self._workers = workers
        return self._trainee

    def _wait_for_workers(self) -> Workers:
        run, office = self._run, self._office
        with office.changed:
            run.show("starting", self._note)
            while office.workers is None or office.workers is self._lost:
                if run.wish == "stop":
                    raise StoppedError
                office.changed.wait()
            return office.workers

    def _answer(self, call: Any) -> Any:
        """Return what a call to the trainer gives; raise LostError if its worker is gone."""
        assert self._trainee is not None and self._workers is not None
        while True:
            try:
                return call.result(timeout=POLL_SECONDS)
            except TimeoutError:
                if not self._workers.alive(self._trainee.address):
                    raise LostError from None
            except EngineError:
                raise
            except Exception as error:  # a broken connection comes as several kinds
                if self._seems_lost(self._workers):
                    raise LostError from error
                raise

    def _seems_lost(self, workers: Workers) -> bool:
        """Say whether a worker is gone, or goes within a moment: its connections break before its process has ended."""
        deadline = time.monotonic() + LOSS_SECONDS
        with self._office.changed:
            while time.monotonic() < deadline:
                lost = self._office.workers is not workers
                if lost or (self._trainee is not None and not workers.alive(self._trainee.address)):
                    return True
                self._office.changed.wait(POLL_SECONDS)
        return False

    def _fall_back(self) -> None:
        self._early = []
        if self._trainee is None:
            return  # it was lost before it trained anything; what was said of the last one still holds
        if self._workers is not None and not self._workers.addresses():
            self._lost = self._workers  # the pool may not know yet
        self._trainee = None
        lost_at = self._run.progress.step
        lost = self._run.progress.fall_back()
        again = f"{lost} batches are trained again" if lost else "nothing was lost"
        where = f"from batch {lost_at - lost}" if lost_at > lost else "from the beginning"
        self._note = f"The worker was lost at batch {lost_at}. Another goes on {where}: {again}."

    def _wants_state(self) -> bool:
        progress = self._run.progress
        arrays = (*progress.saved.weights, *progress.saved.optimizer) if progress.saved else ()
        megabytes = math.fsum(array.nbytes for array in arrays) / 1e6
        return time.perf_counter() - progress.saved_at > max(SAVE_SECONDS, megabytes / 8)

    def _dismiss(self) -> None:
        if self._trainee is not None and self._workers is not None:
            self._workers.dismiss(self._trainee)
        self._trainee = None

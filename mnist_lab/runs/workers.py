"""Where training happens: one worker process of our own on this machine, or the workers of a Dask cluster."""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from distributed import Client, Future, LocalCluster
from distributed.actor import Actor

from mnist_lab.runs.actor import TrainerActor, warm
from mnist_lab.runs.records import Digits, TrainerState, TrainingDigits
from mnist_lab.runs.settings import Settings

CONNECT_SECONDS = 8
START_SECONDS = 60
REPOSITORY = Path(__file__).resolve().parents[2]


class WorkersError(RuntimeError):
    """There is no worker to be had; the sentence says why and what to do."""


@dataclass(frozen=True)
class Trainee:
    """A trainer in a worker: where it is, and the handle to call it by. Cancelling `_future` ends it."""

    address: str
    actor: Actor
    _future: Future[Any]

    def cut_short(self, command: int) -> None:
        """Let calls from before this command end after the batch they are at; does not wait."""
        with contextlib.suppress(Exception):  # the worker may be gone: whoever waits for the call will hear of it
            self.actor.cut_short(command)


class Workers:
    """Workers that are connected: what both kinds of place have in common."""

    client: Client

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sent: dict[tuple[str, int], tuple[Digits, Future[Any]]] = {}
        self._hired: dict[str, int] = {}

    def addresses(self) -> tuple[str, ...]:
        """Return the workers that are there now."""
        raise NotImplementedError

    def alive(self, address: str) -> bool:
        """Say whether a worker is still there."""
        return address in self.addresses()

    def address(self) -> str:
        """Return the worker with the fewest trainers.

        Raises
        ------
        WorkersError
            If there is none.
        """
        addresses = self.addresses()
        if not addresses:
            raise WorkersError("No worker is connected.")
        return min(addresses, key=lambda address: self._hired.get(address, 0))

    def hire(self, settings: Settings, digits: Digits, state: TrainerState | None = None) -> Trainee:
        """Return a new trainer in a worker; blocks until it is built."""
        address = self.address()
        self._hired[address] = self._hired.get(address, 0) + 1
        arguments = (settings, self.digits_on(address, digits), state)
        future = self.client.submit(TrainerActor, *arguments, actor=True, **self._there(address))
        with self.client.as_current():
            actor: Any = future.result(timeout=START_SECONDS)  # a handle to the TrainerActor
            return Trainee(address, actor, future)

    def dismiss(self, trainee: Trainee) -> None:
        """Let a trainer go, with its memory."""
        self._hired[trainee.address] = max(0, self._hired.get(trainee.address, 0) - 1)
        with contextlib.suppress(Exception):  # the worker may be gone already
            self.client.cancel([trainee._future])  # a release would wait for each past call to be garbage collected

    def call(self, function: Any, *arguments: object) -> Any:
        """Call a function in a worker and return what it gives."""
        return self.client.submit(function, *arguments, **self._there(self.address())).result(timeout=START_SECONDS)

    def warm(self, digits: Digits) -> None:
        """Let every worker import TensorFlow and take a first step."""
        works = [
            self.client.submit(warm, self.digits_on(address, digits), **self._there(address))
            for address in self.addresses()
        ]
        for work in works:
            work.result(timeout=START_SECONDS)

    def digits_on(self, address: str, digits: Digits) -> Future[Any]:
        """Return the digits as they stand in a worker; they are sent there on the first call only."""
        with self._lock:
            known = self._sent.get((address, id(digits)))
            if known is not None and known[1].status in ("pending", "finished"):  # not lost with its worker
                return known[1]
            arrays = TrainingDigits(digits.train_images, digits.train_labels, digits.test_images, digits.test_labels)
            future: Future[Any] = self.client.scatter(arrays, workers=[address], hash=False)
            self._sent[(address, id(digits))] = (digits, future)  # the digits too, so that their id stays theirs
            return future

    def close(self) -> None:
        """Let go of everything."""
        with contextlib.suppress(Exception):
            self.client.close(timeout=2)

    @staticmethod
    def _there(address: str) -> dict[str, Any]:
        return {"workers": [address], "allow_other_workers": False, "pure": False, "retries": 0}


class LocalWorkers(Workers):
    """One worker process on this machine, with a scheduler in this one."""

    def __init__(self) -> None:
        super().__init__()
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # a lost worker is told on the page, in words
        quiet = {"dashboard": False, "dashboard_address": "127.0.0.1:0"}
        self._cluster = LocalCluster(
            n_workers=0,
            processes=False,
            protocol="tcp",
            host="127.0.0.1",
            dashboard_address=None,
            scheduler_kwargs=quiet,
        )
        self.client = Client(self._cluster, direct_to_workers=True)
        self._process = _worker_process(self._cluster.scheduler_address)
        try:
            self.client.wait_for_workers(1, timeout=START_SECONDS)
        except TimeoutError as error:
            self.close()
            raise WorkersError(f"The worker process did not report within {START_SECONDS} s.") from error
        (self._address,) = _names(self.client)

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The worker process."""
        return self._process

    def addresses(self) -> tuple[str, ...]:
        """Return the one worker, if its process runs."""
        return (self._address,) if self._process.poll() is None else ()

    def close(self) -> None:
        """End the worker and the scheduler."""
        with contextlib.suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]
        self._process.kill()
        self._process.wait()
        super().close()
        with contextlib.suppress(Exception):
            self._cluster.close(timeout=2)


class RemoteWorkers(Workers):
    """The workers of a Dask cluster, reached through its scheduler; its machines need this app's packages and files."""

    def __init__(self, scheduler: str) -> None:
        super().__init__()
        try:
            self.client = Client(scheduler, timeout=CONNECT_SECONDS)
        except (OSError, ValueError, TimeoutError) as error:
            advice = "Start it (dask scheduler), correct MNIST_LAB_SCHEDULER, or unset it to train on this machine"
            raise WorkersError(f"No Dask scheduler answers at {scheduler}. {advice}.") from error
        if not self.addresses():
            self.close()
            advice = f"Start one in this app's folder: dask worker {scheduler} --no-nanny"
            raise WorkersError(f"The Dask scheduler at {scheduler} has no workers. {advice}")

    def addresses(self) -> tuple[str, ...]:
        """Return the cluster's workers, as its scheduler sees them; none once it cannot be asked any more."""
        try:
            return _names(self.client)
        except Exception:  # a scheduler that is gone, and a client that another thread closes, say so in many ways
            return ()


def connect() -> Workers:
    """Return the workers of the cluster that MNIST_LAB_SCHEDULER names, or of this machine.

    Raises
    ------
    WorkersError
        If there is none to be had.
    """
    scheduler = os.environ.get("MNIST_LAB_SCHEDULER")
    return RemoteWorkers(scheduler) if scheduler else LocalWorkers()


def _names(client: Client) -> tuple[str, ...]:
    """Return the addresses of all workers, asked afresh: `scheduler_info` lists five, and none after its own clock."""
    return tuple(client.nthreads())


def _worker_process(scheduler: str) -> subprocess.Popen[bytes]:
    """Start a worker that ends with us; multiprocessing would run the entry script once more in the child."""
    environment = {name: value for name, value in os.environ.items() if name != "MALLOC_TRIM_THRESHOLD_"}
    environment["PYTHONPATH"] = os.pathsep.join([str(REPOSITORY), *filter(None, [environment.get("PYTHONPATH")])])
    command = [sys.executable, "-m", "mnist_lab.runs.worker", scheduler]
    return subprocess.Popen(command, stdin=subprocess.PIPE, env=environment, start_new_session=True)

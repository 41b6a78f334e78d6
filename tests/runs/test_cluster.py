"""A Dask cluster instead of a process of our own: found, used, lost, and missing."""

import socket
import subprocess
import sys
from collections.abc import Iterator

import dask
import numpy as np
import pytest
from distributed import Client, LocalCluster

from mnist_lab.runs.pool import Pool
from mnist_lab.runs.settings import Settings
from mnist_lab.runs.workers import RemoteWorkers
from tests.conftest import ROOT
from tests.runs.conftest import ENDLESS, WARM_SECONDS, wait_for


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def cluster(monkeypatch) -> Iterator[list[subprocess.Popen[bytes]]]:
    """A scheduler and two workers, started as a school would: scheduler first, then the others."""
    address = f"tcp://127.0.0.1:{free_port()}"
    dask = [sys.executable, "-m", "dask"]
    port = ["--host", "127.0.0.1", "--port", address.rsplit(":", 1)[1], "--no-dashboard", "--dashboard-address", ":0"]
    worker = ["worker", address, "--no-nanny", "--nthreads", "2", "--no-dashboard"]
    commands = [[*dask, "scheduler", *port], [*dask, *worker], [*dask, *worker]]
    processes = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for command in commands
    ]
    monkeypatch.setenv("MNIST_LAB_SCHEDULER", address)
    yield processes
    for process in processes:
        process.kill()
        process.wait()


def test_a_scheduler_that_does_not_answer_is_told_and_nothing_breaks(monkeypatch, digits):
    monkeypatch.setenv("MNIST_LAB_SCHEDULER", f"tcp://127.0.0.1:{free_port()}")
    monkeypatch.setattr("mnist_lab.runs.workers.CONNECT_SECONDS", 1)
    pool = Pool(lambda: digits)
    try:
        run = pool.start(ENDLESS)
        seen = wait_for(run, lambda s: "No Dask scheduler answers at tcp://127.0.0.1:" in s.message)
        assert seen.state == "starting" and "unset it to train on this machine" in seen.message
        assert pool.state == "unreachable"
    finally:
        pool.close()
    assert run.snapshot().over


def test_the_workers_of_a_cluster_are_known_at_every_moment_and_none_once_it_is_let_go():
    often = {"distributed.client.scheduler-info-interval": "1ms"}  # the client's own look, which asks for no worker
    with (
        dask.config.set(often),
        LocalCluster(n_workers=6, threads_per_worker=1, processes=False, dashboard_address=None) as cluster,
    ):
        workers = RemoteWorkers(cluster.scheduler_address)
        assert {len(workers.addresses()) for _ in range(200)} == {6}
        workers.close()
        assert workers.addresses() == ()


@pytest.mark.slow
def test_runs_on_a_cluster_get_their_digits_from_the_server_once(cluster, digits, monkeypatch):
    sent: list[str] = []
    scatter = Client.scatter

    def counted(self, data, workers, **look):
        sent.extend(workers)
        return scatter(self, data, workers=workers, **look)

    monkeypatch.setattr(Client, "scatter", counted)
    pool = Pool(lambda: digits)
    try:
        assert pool.wait_until_ready(WARM_SECONDS), pool.message
        settings = Settings(hidden=(16,), epochs=1)
        ends = [wait_for(run, lambda s: s.over) for run in [pool.start(settings) for _ in range(3)]]
        assert [end.state for end in ends] == ["finished"] * 3, [end.message for end in ends]
        np.testing.assert_allclose(ends[0].history.loss, ends[1].history.loss, atol=1e-5)
        assert len(sent) == len(set(sent)) <= 2

        run = pool.start(ENDLESS)
        wait_for(run, lambda s: s.step > 20 and s.weights is not None)
        for process in cluster[1:]:  # all workers of the cluster go
            process.kill()
        seen = wait_for(run, lambda s: s.state == "starting")
        assert "The worker was lost at batch" in seen.message or "worker" in pool.message
        run.stop()
        assert run.snapshot().state == "stopped" and run.snapshot().weights is not None
    finally:
        pool.close()

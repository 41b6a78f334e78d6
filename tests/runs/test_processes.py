"""No process outlives the web server, however that ends; and TensorFlow never comes into it."""

import signal
import subprocess
import sys
from functools import partial

import psutil
import pytest

from tests.conftest import ROOT


def serve(*arguments: str) -> tuple[subprocess.Popen[str], psutil.Process, bool]:
    """Start a server; it, its worker, and whether TensorFlow is in it.

    Tests may themselves run in the background of a shell, which has them and their children ignore Ctrl-C.
    """
    command = [sys.executable, "-W", "error::ResourceWarning", "-m", "tests.runs.server", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    heeding = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    server = subprocess.Popen(command, cwd=ROOT, preexec_fn=heeding, **pipes)  # noqa: PLW1509 - no thread runs yet
    line = server.stdout.readline()
    assert line, server.stderr.read()
    worker, tensorflow = line.split()
    return server, psutil.Process(int(worker)), tensorflow == "1"


SLOWER = [pytest.param(ending, marks=pytest.mark.slow) for ending in (signal.SIGTERM, signal.SIGKILL)]


@pytest.mark.parametrize("ending", [signal.SIGINT, *SLOWER])
def test_the_worker_ends_with_the_server(ending):
    server, worker, tensorflow = serve()
    assert worker.is_running() and not tensorflow
    assert worker.nice() > psutil.Process(server.pid).nice()  # the page comes before the training
    server.send_signal(ending)
    server.communicate(timeout=30)
    worker.wait(timeout=30)  # raises if it lives on
    assert not worker.is_running()


@pytest.mark.slow
def test_a_server_that_comes_to_its_end_ends_quietly():
    server, worker, _ = serve("leave")
    _, errors = server.communicate(timeout=30)
    worker.wait(timeout=30)
    assert server.returncode == 0
    assert "Traceback" not in errors

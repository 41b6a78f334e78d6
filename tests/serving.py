"""Start the real app on a free port, with an environment of its own, and visit it as a browser's WebSocket does."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

ROOT = Path(__file__).resolve().parents[1]
_START_SECONDS = 90  # a machine of two cores that is busy with other things


@dataclass(frozen=True)
class Server:
    """A running app.

    Attributes
    ----------
    url : str
        Address without a slash at its end.
    process : subprocess.Popen
        The web server.
    log : Path
        What it printed.
    seconds : float
        From the start of the process to the first healthy answer.
    """

    url: str
    process: "subprocess.Popen[bytes]"
    log: Path
    seconds: float

    @property
    def text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def running(
    folder: Path, *, app: Path = ROOT / "app.py", env: Mapping[str, str | None] | None = None
) -> Iterator[Server]:
    """Serve `app` as `streamlit run` does, until the block is left; `folder` is its home and holds its log.

    `env` is laid over this process's environment without the settings of the app itself; None removes a variable.
    """
    port, log = _free_port(), folder / "server.log"
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MNIST_LAB_", "STREAMLIT_"))}
    given = {**clean, "HOME": str(folder), **(env or {})}
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true"]
    with log.open("wb") as out:
        began = time.monotonic()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={name: value for name, value in given.items() if value is not None},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        _await_health(process, port, log)
        yield Server(f"http://127.0.0.1:{port}", process, log, time.monotonic() - began)
    finally:
        _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_health(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with {process.returncode}:\n{log.read_text(errors='replace')}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
                if answer.read() == b"ok":
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)  # nothing to wait on: the port is not open yet
    raise RuntimeError(f"The server did not answer within {_START_SECONDS} s:\n{log.read_text(errors='replace')}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(20)


def visit(server: Server, page: str = "", *, seconds: float = 60) -> list[ForwardMsg]:
    """Open `page` (a lesson's name; "" is home) and return every message until its script is through."""
    address = server.url.replace("http", "ws", 1) + "/_stcore/stream"
    got: list[ForwardMsg] = []
    deadline = time.monotonic() + seconds
    streamlit = Subprotocol("streamlit")
    with connect(address, subprotocols=[streamlit], max_size=None, origin=Origin(server.url)) as socket_:
        hello = BackMsg()
        hello.rerun_script.page_name = page
        socket_.send(hello.SerializeToString())
        while not got or got[-1].WhichOneof("type") != "script_finished":
            message = ForwardMsg()
            message.ParseFromString(socket_.recv(timeout=max(0.1, deadline - time.monotonic()), decode=False))
            got.append(message)
    return got


def exceptions(messages: list[ForwardMsg]) -> list[str]:
    """Return what went wrong in a script, as the page shows it."""
    elements = [message.delta.new_element for message in messages if message.WhichOneof("type") == "delta"]
    return [element.exception.message for element in elements if element.WhichOneof("type") == "exception"]

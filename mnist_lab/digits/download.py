"""Fetch the 70,000 digits: the very file that Keras uses, into Keras's own cache, in the background.

A download never leaves half a file: pooch writes to a temporary file, compares the sha256 checksum and only then moves
it into place. Pages and the command line look at immutable snapshots. Nothing here knows of Streamlit.
"""

import os
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import pooch
import requests

from mnist_lab.digits.dataset import keras_cache

State = Literal["connecting", "downloading", "checking", "done", "failed", "cancelled"]

PATIENCE: Final = 7.0  # seconds without a byte, the first included, until a download gives up: told within 10 s
LONGEST: Final = 900.0  # seconds that a whole download may take
CHUNK: Final = 4096  # bytes; small, so that a slow line still shows progress
UNCHANGED: Final = "Nothing was changed."


@dataclass(frozen=True)
class Remote:
    """A file on the internet: its address, the sha256 checksum it must have, and its size in bytes."""

    url: str
    sha256: str
    size: int


# Address and checksum as in keras.datasets.mnist
MNIST: Final = Remote(
    url="https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
    sha256="731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
    size=11_490_434,
)


@dataclass(frozen=True)
class Progress:
    """What a download looks like at one moment: its state, bytes received and expected, and the result in words."""

    state: State
    received: int
    total: int
    message: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in ("done", "failed", "cancelled")

    @property
    def fraction(self) -> float:
        """Received part, 0 to 1."""
        return min(self.received / self.total, 1.0)


class DownloadEndedError(Exception):
    """Raised inside the transfer when somebody cancelled, or when nobody waits for it any longer."""


class Download:
    """One download, at work from the moment it is made.

    Two threads: one transfers, the other gives up when no byte arrives for `patience` seconds. The second is needed
    because the look-up of a name obeys no time-out, and each address of a name has one of its own.

    Parameters
    ----------
    remote : what to fetch.
    path : where to; by default Keras's cache. A file there with the right checksum is kept, any other is replaced.
    patience, longest : seconds without a byte, and altogether, after which it fails.
    """

    def __init__(
        self,
        remote: Remote = MNIST,
        path: Path | None = None,
        *,
        patience: float = PATIENCE,
        longest: float = LONGEST,
    ) -> None:
        self.remote = remote
        self.path = path or keras_cache()
        self._patience = patience
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._progress = Progress("connecting", 0, remote.size)
        self._last_byte = time.monotonic()
        self._deadline = self._last_byte + longest
        self._transfer_thread = threading.Thread(target=self._run, name="mnist-download", daemon=True)
        self._transfer_thread.start()
        threading.Thread(target=self._watch, name="mnist-download-watch", daemon=True).start()

    def snapshot(self) -> Progress:
        """Return what it looks like now."""
        return self._progress

    def cancel(self) -> None:
        """End it at once. A file that has arrived whole and is being checked is kept."""
        self._give_up("cancelled", f"The download was cancelled. {UNCHANGED}")

    def wait(self, seconds: float | None = None) -> Progress:
        """Wait until it is over, or for some seconds, and return what it looks like then."""
        self._over.wait(seconds)
        return self.snapshot()

    def settle(self, seconds: float) -> bool:
        """Wait until the transfer has removed its temporary file; False where that takes longer."""
        self._transfer_thread.join(seconds)
        return not self._transfer_thread.is_alive()

    def _run(self) -> None:
        try:
            pooch.get_logger().setLevel("WARNING")  # it announces each download on the terminal
            pooch.retrieve(
                self.remote.url,
                known_hash=f"sha256:{self.remote.sha256}",
                fname=self.path.name,
                path=self.path.parent,
                downloader=self._transfer,
            )
        except DownloadEndedError:
            pass
        except Exception as error:  # whatever went wrong, the page must hear of it
            self._end("failed", f"{self._reason(error)} {UNCHANGED}")
        else:
            self._end("done", f"All digits are in {self.path}.")

    def _transfer(self, url: str, output_file: str, _pooch: Any) -> None:
        """Write the file at `url` to `output_file`, a temporary one: the form of downloader that pooch calls."""
        with requests.get(url, stream=True, timeout=self._patience) as response:
            response.raise_for_status()
            with open(output_file, "wb") as file:
                for chunk in response.iter_content(CHUNK):
                    self._arrived(len(chunk))
                    file.write(chunk)
        os.chmod(output_file, 0o644)  # a temporary file is its owner's alone, and a cache may be a school's
        self._move_on(state="checking")

    def _arrived(self, count: int) -> None:
        received = self._progress.received + count
        if received > self.remote.size:
            raise ValueError("longer than the file should be")
        self._last_byte = time.monotonic()
        self._move_on(state="downloading", received=received)

    def _move_on(self, **changes: Any) -> None:
        with self._lock:
            if self._progress.over:
                raise DownloadEndedError
            self._progress = replace(self._progress, **changes)

    def _end(self, state: State, message: str) -> None:
        with self._lock:
            if not self._progress.over:
                self._progress = replace(self._progress, state=state, message=message)
            self._over.set()

    def _give_up(self, state: State, message: str) -> None:
        """End it from outside, but never while the whole file is being checked and moved into place."""
        with self._lock:
            if self._progress.state in ("connecting", "downloading"):
                self._progress = replace(self._progress, state=state, message=message)
                self._over.set()

    def _watch(self) -> None:
        while True:
            seconds = min(self._last_byte + self._patience, self._deadline) - time.monotonic()
            if self._progress.state == "checking":
                seconds = self._patience  # reading a file back from a slow disk is no reason to give up
            elif seconds <= 0:
                self._give_up("failed", f"{self._silence()} {UNCHANGED}")
            if self._over.wait(max(seconds, 0)):
                return

    def _silence(self) -> str:
        """The reason to give up: too slow, stopped in the middle, or never begun."""
        if time.monotonic() >= self._deadline:
            return f"The download took too long: {self._so_far()}."
        if self._progress.state == "downloading":
            return f"The download stood still for {self._patience:g} s, after {self._so_far()}."
        return self._no_internet()

    def _reason(self, error: Exception) -> str:
        """Put what went wrong into words, and what would do."""
        if isinstance(error, requests.HTTPError) and error.response is not None:
            return f"{self._host()} answered {error.response.status_code} ({error.response.reason}). Try again later."
        if isinstance(error, requests.RequestException):
            broken = f"The connection broke off after {self._so_far()}. Try again."
            return broken if self._progress.received else self._no_internet()
        if isinstance(error, OSError):
            return f"{self.path} could not be written: {error.strerror or error}."
        return (
            "What arrived is not MNIST: its length or its checksum (sha256) is another one. Some networks answer with "
            "a sign-in page instead: open any web page in the browser first, then try again."
        )

    def _no_internet(self) -> str:
        return f"No internet connection: {self._host()} could not be reached."

    def _host(self) -> str:
        return urlsplit(self.remote.url).hostname or self.remote.url

    def _so_far(self) -> str:
        return f"{self._progress.received / 1e6:.1f} of {self._progress.total / 1e6:.1f} MB"


_gate = threading.Lock()
_latest: Download | None = None


def start(remote: Remote = MNIST) -> Download:
    """Start the download into Keras's cache, or return the one at work: there is never more than one in a server."""
    global _latest  # noqa: PLW0603 - it belongs to the server, not to a visitor
    with _gate:
        if _latest is None or _latest.snapshot().over:
            _latest = Download(remote)
        return _latest


def latest() -> Download | None:
    """Return the download at work, or else the last one, if there was any since the server started."""
    return _latest

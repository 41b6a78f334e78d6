"""A web server on this machine with every fault that a download can meet."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from mnist_lab.digits.download import Remote

FILE = bytes(range(256)) * 1600  # 409,600 bytes, 100 chunks
HALF = len(FILE) // 2


class Web(ThreadingHTTPServer):
    """Serves a file under the name of a fault: /whole, /half-then-silence, ... ``go_on`` ends every silence."""

    daemon_threads = True

    def __init__(self, file: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.file = file
        self.go_on = threading.Event()
        self.half_sent = threading.Event()
        self.requests = 0

    def remote(self, fault: str) -> Remote:
        """The address of the file under that fault, with its checksum and size."""
        url = f"http://127.0.0.1:{self.server_address[1]}/{fault}"
        return Remote(url, hashlib.sha256(self.file).hexdigest(), len(self.file))

    def handle_error(self, *_: Any) -> None:
        """Clients that hang up are part of these tests."""


class _Answer(BaseHTTPRequestHandler):
    server: Web

    def do_GET(self) -> None:
        self.server.requests += 1
        getattr(self, self.path.strip("/").replace("-", "_"))()

    def log_message(self, *_: Any) -> None:
        """Keep the test's output clean."""

    def begin(self, length: int, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def send(self, data: bytes) -> None:
        self.wfile.write(data)
        self.wfile.flush()

    def whole(self) -> None:
        file = self.server.file
        self.begin(len(file))
        self.send(file)

    def half_then_silence(self) -> None:
        file = self.server.file
        self.begin(len(file))
        self.send(file[: len(file) // 2])
        self.server.half_sent.set()
        self.server.go_on.wait(20)
        self.send(file[len(file) // 2 :])

    def half_then_hang_up(self) -> None:
        file = self.server.file
        self.begin(len(file))
        self.send(file[: len(file) // 2])

    def silence(self) -> None:
        self.server.go_on.wait(20)

    def drips(self) -> None:
        file = self.server.file
        self.begin(len(file))
        for start in range(0, len(file), 4096):
            self.send(file[start : start + 4096])
            if self.server.go_on.wait(0.1):
                return

    def sign_in_page(self) -> None:
        page = b"<html>Please sign in</html>"
        self.begin(len(page))
        self.send(page)

    def one_bit_wrong(self) -> None:
        file = self.server.file
        self.begin(len(file))
        self.send(file[:-1] + bytes([file[-1] ^ 1]))

    def without_end(self) -> None:
        file = self.server.file
        self.send_response(200)
        self.end_headers()
        while not self.server.go_on.is_set():
            self.send(file)

    def missing(self) -> None:
        self.begin(0, status=404)


@contextmanager
def serving(file: bytes = FILE) -> Iterator[Web]:
    """Run the server for the length of a `with` block."""
    web = Web(file)
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield web
    finally:
        web.go_on.set()
        web.shutdown()
        thread.join()
        web.server_close()

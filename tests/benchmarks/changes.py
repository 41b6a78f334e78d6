"""From a change of a control to the drawn figure, in Chromium: what the benchmarks of the lessons share.

On a busy machine the wall time says more about the neighbours than about the page; the processor time of server and
renderer, added, is what a machine with nothing else to do would need.
"""

import os
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Locator, Page, sync_playwright

from tests.browser.conftest import launched, settle
from tests.serving import Server, running

CHANGES = 20
WATCH = """selector => {
  const plot = document.querySelector(selector)
  window.drawn = new Promise(done => plot.once('plotly_afterplot', () => done(performance.now())))
  document.activeElement.addEventListener('keydown', () => (window.began = performance.now()), { once: true })
}"""


@contextmanager
def browsing() -> Iterator[tuple[Page, Server]]:
    """The app, just started, with the digits that MNIST_LAB_DATA names, and a page at 1280x720."""
    env = {"MNIST_LAB_DATA": os.environ.get("MNIST_LAB_DATA")}
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), env=env) as server,
        sync_playwright() as playwright,
    ):
        browser = launched(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.set_default_timeout(120_000)
        yield page, server
        browser.close()


def typed(box: Locator, text: str, *, figure: str = ".js-plotly-plot") -> float:
    """Type something else; returns the milliseconds from Enter to the drawn figure."""
    box.fill(text)
    box.page.evaluate(WATCH, figure)
    return pressed(box.page, "Enter")


def pressed(page: Page, key: str) -> float:
    """Press a key while the page watches a figure; returns the milliseconds until that is drawn."""
    page.keyboard.press(key)
    took = float(page.evaluate("window.drawn.then(end => end - window.began)"))
    settle(page)
    return took


def report(page: Page, server: Server, change: Callable[[int], float], *, name: str = "wall") -> None:
    """Make 20 changes, after one that warms up, and print what they took."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    change(0)
    before = _server_seconds(server), _renderer_seconds(session)
    times = [change(turn) for turn in range(1, CHANGES + 1)]
    spent = _server_seconds(server) - before[0], _renderer_seconds(session) - before[1]
    each = [seconds / CHANGES * 1000 for seconds in spent]
    load = os.getloadavg()[0]
    print(f"{name}: median {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms, load {load:.1f}")
    print(f"processor a change: server {each[0]:.0f} ms, browser {each[1]:.0f} ms")


def _server_seconds(server: Server) -> float:
    """Processor time of the web server so far."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _renderer_seconds(session: CDPSession) -> float:
    """Processor time of the page's own thread so far."""
    metrics: list[dict[str, Any]] = session.send("Performance.getMetrics")["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == "ProcessTime"))

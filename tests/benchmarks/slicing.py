"""From a change of the index to the drawn figure, in Chromium: 20 changes, wall time and the processor time of both.

    python -m tests.benchmarks.slicing

On a busy machine the wall time says more about the neighbours than about the page; the processor time of server and
renderer, added, is what a machine with nothing else to do would need.
"""

import os
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.browser.conftest import chromium, open_page, settle
from tests.serving import Server, running

CHANGES = 20
_WATCH = """() => {
  const plot = document.querySelector('.js-plotly-plot')
  window.drawn = new Promise(done => plot.once('plotly_afterplot', () => done(performance.now())))
  document.activeElement.addEventListener('keydown', () => (window.began = performance.now()), { once: true })
}"""


def server_seconds(server: Server) -> float:
    """Processor time of the web server so far."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def renderer_seconds(session: CDPSession) -> float:
    """Processor time of the page's own thread so far."""
    metrics: list[dict[str, Any]] = session.send("Performance.getMetrics")["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == "ProcessTime"))


def change(page: Page, turn: int) -> float:
    """Type another index; returns the milliseconds from Enter to the drawn sheet."""
    box = page.get_by_label("Index", exact=True)
    box.fill(f"train_images[{turn}:{turn * 4 + 5}, {turn % 14}:, ::{turn % 3 + 1}]")
    page.evaluate(_WATCH)
    box.press("Enter")
    took = float(page.evaluate("window.drawn.then(end => end - window.began)"))
    settle(page)
    return took


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.set_default_timeout(120_000)
        open_page(page, server, "slicing")
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        change(page, 30)  # the first one warms up
        before = server_seconds(server), renderer_seconds(session)
        times = [change(page, turn) for turn in range(CHANGES)]
        spent = server_seconds(server) - before[0], renderer_seconds(session) - before[1]
        browser.close()
    each = [seconds / CHANGES * 1000 for seconds in spent]
    print(f"wall: median {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms, load {os.getloadavg()[0]:.1f}")
    print(f"processor a change: server {each[0]:.0f} ms, browser {each[1]:.0f} ms (all four figures and the widgets)")


if __name__ == "__main__":
    main()

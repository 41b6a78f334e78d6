"""From a changed shape to the drawn figure, in Chromium: 20 changes; and how smoothly the cells travel.

    python -m tests.benchmarks.reshaping

Wall time and the processor time of server and renderer, as in `tests.benchmarks.slicing`; then frames a second, by
`requestAnimationFrame`, while six cells, 600 bars and the rows of a digit travel at 1280x720.
"""

import os
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.slicing import CHANGES, renderer_seconds, server_seconds
from tests.browser.conftest import chromium, open_page, settle
from tests.browser.test_reshaping import _FINISHED, _RATE
from tests.serving import Server, running

SHAPES = ("(4, 6)", "(2, 12)", "(2, 2, 6)", "(24,)", "(3, 8)")
PLAYED = {
    "6 cells": "",
    "24 cells, both ways": "?reshaping-part=transpose&reshaping-x=np.arange(24).reshape(2,3,4)",
    "300 bars, both ways": "?reshaping-part=transpose&reshaping-x=np.zeros((300,20))",
    "a digit": "?reshaping-part=digit",
}
# Frames of the old figure are drawn too: the new one is there when the words for it are.
_WATCH = """shape => {
  const plot = document.querySelector('.js-plotly-plot')
  const there = () => plot.closest('.lab-figure').getAttribute('aria-label').endsWith(`, shape ${shape}.`)
  window.drawn = new Promise(done => plot.on('plotly_afterplot', () => there() && done(performance.now())))
  document.activeElement.addEventListener('keydown', () => (window.began = performance.now()), { once: true })
}"""


def change(page: Page, turn: int) -> float:
    """Type another shape; returns the milliseconds from Enter to the drawn figure."""
    box = page.get_by_label("New shape", exact=True)
    box.fill(SHAPES[turn % len(SHAPES)])
    page.evaluate(_WATCH, SHAPES[turn % len(SHAPES)])
    box.press("Enter")
    took = float(page.evaluate("window.drawn.then(end => end - window.began)"))
    settle(page)
    return took


def smoothness(page: Page, server: Server) -> None:
    """Print the frames a second while each picture is played."""
    for name, query in PLAYED.items():
        open_page(page, server, f"reshaping{query}")
        page.wait_for_function(_FINISHED)
        page.get_by_role("button", name="Play").click()
        print(f"{name}: {page.evaluate(_RATE, 3):.0f} frames a second, load {os.getloadavg()[0]:.1f}")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.set_default_timeout(120_000)
        open_page(page, server, "reshaping?reshaping-x=np.arange(24)&reshaping-shape=(6,4)")
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        change(page, 0)  # the first one warms up
        before = server_seconds(server), renderer_seconds(session)
        times = [change(page, turn) for turn in range(1, CHANGES + 1)]
        spent = server_seconds(server) - before[0], renderer_seconds(session) - before[1]
        load = os.getloadavg()[0]
        each = [seconds / CHANGES * 1000 for seconds in spent]
        print(f"wall: median {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms, load {load:.1f}")
        print(f"processor a change: server {each[0]:.0f} ms, browser {each[1]:.0f} ms (with the animation that begins)")
        smoothness(page, server)
        browser.close()


if __name__ == "__main__":
    main()

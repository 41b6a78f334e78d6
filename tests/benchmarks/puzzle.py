"""From a moved slider to the drawn figure, in Chromium: the scale in the case, and the temperature; 20 changes each.

python -m tests.benchmarks.puzzle
"""

import os
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.slicing import renderer_seconds, server_seconds
from tests.browser.conftest import chromium, open_page, settle
from tests.serving import running

CHANGES = 20
_WATCH = """name => {
  const plot = document.querySelector(`.st-key-${name} .js-plotly-plot`)
  window.drawn = new Promise(done => plot.once('plotly_afterplot', () => done(performance.now())))
  document.activeElement.addEventListener('keydown', () => (window.began = performance.now()), { once: true })
}"""


def change(page: Page, slider: str, figure: str, turn: int) -> float:
    """Move a slider by one; returns the milliseconds from the key to the drawn figure."""
    page.locator(f".st-key-{slider} input[type=range]").focus()
    page.evaluate(_WATCH, figure)
    page.keyboard.press("ArrowRight" if turn // 5 % 2 == 0 else "ArrowLeft")
    took = float(page.evaluate("window.drawn.then(end => end - window.began)"))
    settle(page)
    return took


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.set_default_timeout(120_000)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        open_page(page, server, "puzzle?puzzle-suspect=Different+scaling&puzzle-solved=true")
        for slider, figure in (("puzzle-factor", "map"), ("puzzle-sure-temperature", "sure")):
            change(page, slider, figure, 0)  # the first one warms up
            before = server_seconds(server), renderer_seconds(session)
            times = [change(page, slider, figure, turn) for turn in range(1, CHANGES + 1)]
            spent = server_seconds(server) - before[0], renderer_seconds(session) - before[1]
            each = [seconds / CHANGES * 1000 for seconds in spent]
            worst, load = max(times), os.getloadavg()[0]
            print(f"{slider}: median {statistics.median(times):.0f} ms, slowest {worst:.0f} ms, load {load:.1f}")
            print(f"  processor a change: server {each[0]:.0f} ms, browser {each[1]:.0f} ms")
        browser.close()


if __name__ == "__main__":
    main()

"""From a moved slider to the drawn figure, in Chromium: the scale in the case, and the temperature; 20 changes each.

python -m tests.benchmarks.puzzle
"""

import os
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

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
    page.locator(f".st-key-{slider} [role=slider]").focus()
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
        open_page(page, server, "puzzle?puzzle-suspect=Different+scaling&puzzle-solved=true")
        for slider, figure in (("puzzle-factor", "map"), ("puzzle-sure-temperature", "sure")):
            change(page, slider, figure, 0)  # the first one warms up
            times = [change(page, slider, figure, turn) for turn in range(1, CHANGES + 1)]
            worst, load = max(times), os.getloadavg()[0]
            print(f"{slider}: median {statistics.median(times):.0f} ms, slowest {worst:.0f} ms, load {load:.1f}")
        browser.close()


if __name__ == "__main__":
    main()

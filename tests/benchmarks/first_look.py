"""From a change to the drawn figure in four of the steps, in Chromium; 20 changes each.

python -m tests.benchmarks.first_look
"""

import os
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import chromium, open_page, settle
from tests.serving import running

CHANGES = 20
CASES = (  # step, label of the number that is changed, figure that must be drawn anew
    ("1+data", "Training digit", "first-look-digit"),
    ("2+model", "Test digit", "first-look-unit"),
    ("3+compile", "Test digit", "first-look-loss"),
    ("4+preprocess", "Test digit", "first-look-preprocess"),
)
_WATCH = """name => {
  const plot = document.querySelector(`.st-key-${name} .js-plotly-plot`)
  window.drawn = new Promise(done => plot.once('plotly_afterplot', () => done(performance.now())))
  document.activeElement.addEventListener('keydown', () => (window.began = performance.now()), { once: true })
}"""


def change(page: Page, label: str, figure: str, turn: int) -> float:
    """Type another number; returns the milliseconds from Enter to the drawn figure."""
    field = page.get_by_label(label, exact=True)
    field.fill(str(3 * turn + 1))
    page.evaluate(_WATCH, figure)
    field.press("Enter")
    took = float(page.evaluate("window.drawn.then(end => end - window.began)"))
    settle(page)
    return took


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.set_default_timeout(120_000)
        for step, label, figure in CASES:
            open_page(page, server, f"first_look?first_look-step={step}")
            page.wait_for_selector(f".st-key-{figure} .main-svg", state="attached")
            change(page, label, figure, 0)  # the first one warms up
            times = [change(page, label, figure, turn) for turn in range(1, CHANGES + 1)]
            worst, load = max(times), os.getloadavg()[0]
            print(f"{step}: median {statistics.median(times):.0f} ms, slowest {worst:.0f} ms, load {load:.1f}")
        browser.close()


if __name__ == "__main__":
    main()

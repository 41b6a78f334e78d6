"""From another digit, and from another damage, to everything drawn, in Chromium: 20 changes of each part, wall time.

    python -m tests.benchmarks.inside

With all of MNIST (`MNIST_LAB_DATA`) a damaged network is tried on 10,000 test digits at each change.
"""

import os
import statistics
import tempfile
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import chromium, open_page, settle
from tests.serving import running

CHANGES = 20
PARTS = {
    "Forward pass": "inside-opened",
    "Why": "inside-why",
    "Robustness": "inside-strip",
    "Break it": "inside-damage",
    "Space": "inside-near",
}
"""Part of the page -> the figure that comes last."""

_WATCH = """key => {
  const plot = document.querySelector(`.st-key-${key} .js-plotly-plot`)
  window.drawn = new Promise(done => plot.once('plotly_afterplot', () => done(performance.now())))
  document.activeElement.addEventListener('keydown', () => (window.began = performance.now()), { once: true })
}"""


def digit(page: Page, turn: int, last: str) -> float:
    """Choose another digit; returns the milliseconds from Enter to the last figure drawn."""
    box = page.get_by_label("Number, 0 to", exact=False)
    box.fill(str(7 * turn + 1))
    return _timed(page, "Enter", last)


def damage(page: Page, _turn: int, last: str) -> float:
    """Silence one per cent more of the units."""
    page.get_by_role("slider", name="Silent units, %").focus()
    return _timed(page, "ArrowRight", last)


def _timed(page: Page, key: str, last: str) -> float:
    page.evaluate(_WATCH, last)
    page.keyboard.press(key)
    took = float(page.evaluate("window.drawn.then(end => end - window.began)"))
    settle(page)
    return took


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for part, last in PARTS.items():
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            page.set_default_timeout(120_000)
            open_page(page, server, f"inside?inside-part={quote(part)}")
            for name, change in (("digit", digit), *([("damage", damage)] if part == "Break it" else [])):
                change(page, 30, last)  # the first one warms up
                times = [change(page, turn, last) for turn in range(CHANGES)]
                said = f"median {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms"
                print(f"{part}, another {name}: {said}, load {os.getloadavg()[0]:.1f}")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()

"""From a changed shape to the drawn figure, in Chromium: 20 changes; and how smoothly the cells travel.

    python -m tests.benchmarks.reshaping

Wall time and processor time as in `tests.benchmarks.changes`; then frames a second, by
`requestAnimationFrame`, while six cells, 600 bars and the rows of a digit travel at 1280x720.
"""

import os

from playwright.sync_api import Page

from tests.benchmarks.changes import browsing, pressed, report
from tests.browser.conftest import open_page
from tests.browser.test_reshaping import _FINISHED
from tests.serving import Server

SHAPES = ("(4, 6)", "(2, 12)", "(2, 2, 6)", "(24,)", "(3, 8)")
PLAYED = {
    "6 cells": "",
    "24 cells, both ways": "?reshaping-part=transpose&reshaping-x=np.arange(24).reshape(2,3,4)",
    "300 bars, both ways": "?reshaping-part=transpose&reshaping-x=np.zeros((300,20))",
    "a digit": "?reshaping-part=digit",
}
_RATE = """seconds => new Promise(done => {
  let frames = 0
  const began = performance.now()
  const tick = now => {
    frames += 1
    if (now - began < seconds * 1000) requestAnimationFrame(tick)
    else done(frames / ((now - began) / 1000))
  }
  requestAnimationFrame(tick)
})"""
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
    return pressed(page, "Enter")


def smoothness(page: Page, server: Server) -> None:
    """Print the frames a second while each picture is played."""
    for name, query in PLAYED.items():
        open_page(page, server, f"reshaping{query}")
        page.wait_for_function(_FINISHED)
        page.get_by_role("button", name="Play").click()
        print(f"{name}: {page.evaluate(_RATE, 3):.0f} frames a second, load {os.getloadavg()[0]:.1f}")


def main() -> None:
    """Measure and print."""
    with browsing() as (page, server):
        open_page(page, server, "reshaping?reshaping-x=np.arange(24)&reshaping-shape=(6,4)")
        report(page, server, lambda turn: change(page, turn))
        smoothness(page, server)


if __name__ == "__main__":
    main()

"""From a moved slider of the lesson on descent to the drawn figure, in Chromium, part by part; the map by itself.

python -m tests.benchmarks.descent

20 changes each. The map is 60 x 60 cells of 500 steps: its time is that of the processor, the best of three.
"""

import time
from collections.abc import Callable

from playwright.sync_api import Page

from mnist_lab.maths.descent_race import rate_map
from mnist_lab.maths.losses import LOSSES
from tests.benchmarks.changes import WATCH, browsing, pressed, report, typed
from tests.browser.conftest import open_page, settle

PARTS = {
    "Step by step": ("Learning rate", "descent-map"),
    "Race": ("Start w1", "descent-losses"),
    "Rate × momentum": ("Start w1", "descent-rates"),
    "Mini-batches": ("Start w", "descent-batches"),
    "The real landscape": ("Moment of the training", "descent-landscape"),
}
"""Part of the page -> the control that is moved, and the figure that is waited for."""

_FRAMES = """() => new Promise(done => {
  const began = performance.now(), times = []
  const look = now => {
    times.push(now)
    const playing = document.querySelector('.st-key-descent-map button[aria-label=Pause]')
    if (playing || times.length < 30) requestAnimationFrame(look)
    else done(times.length / (now - began) * 1000)
  }
  document.querySelector('.st-key-descent-map button[aria-label=Play]').click()
  requestAnimationFrame(look)
})"""


def change(page: Page, label: str, key: str) -> Callable[[int], float]:
    """Return what moves a slider to and fro, or types other numbers into a field."""
    figure = f".st-key-{key} .js-plotly-plot"

    def number(turn: int) -> float:
        return typed(page.get_by_role("spinbutton", name=label).first, f"{-2.4 + 0.07 * turn:.3f}", figure=figure)

    def slider(turn: int) -> float:
        page.get_by_role("slider", name=label).first.focus()
        page.evaluate(WATCH, figure)
        return pressed(page, "ArrowLeft" if turn % 2 else "ArrowRight")

    return number if label.startswith("Start") else slider


def main() -> None:
    """Measure and print."""
    for name in ("narrow valley", "Rosenbrock", "plateau", "two minima"):
        spent = []
        for turn in range(3):
            began = time.process_time()
            rate_map(LOSSES[name], (-2.5, 1.5 + 1e-6 * turn))
            spent.append(time.process_time() - began)
        print(f"map of {name}, 60 x 60 cells, 500 steps: {min(spent):.2f} s")
    with browsing() as (page, server):
        for part, (label, key) in PARTS.items():
            open_page(page, server, f"descent?descent-part={part}")
            page.wait_for_selector(f".st-key-{key} .js-plotly-plot")
            settle(page)
            report(page, server, change(page, label, key), name=part)
        open_page(page, server, "descent?descent-speed=fast")
        page.wait_for_selector(".st-key-descent-map button[aria-label=Play]")
        print(f"the path while it is played: {page.evaluate(_FRAMES):.0f} pictures a second")


if __name__ == "__main__":
    main()

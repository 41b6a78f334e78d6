"""From a moved slider to the drawn figure, in Chromium: 20 changes of the point and 20 of the angle; the animations.

python -m tests.benchmarks.derivatives
"""

from functools import partial

from playwright.sync_api import Page

from tests.benchmarks.changes import WATCH, browsing, pressed, report
from tests.browser.conftest import open_page

SLIDERS = {"Point x": "curve", "Direction to ask about": "contour"}
"""Name of the slider -> the figure that it changes."""

_FRAMES = """() => new Promise(done => {
  const began = performance.now(), times = []
  const look = now => {
    times.push(now)
    const playing = document.querySelector('.st-key-curve button[aria-label=Pause]')
    if (playing || times.length < 30) requestAnimationFrame(look)
    else done({ frames: times.length, seconds: (now - began) / 1000 })
  }
  document.querySelector('.st-key-curve button[aria-label=Play]').click()
  requestAnimationFrame(look)
})"""


def change(page: Page, slider: str, figure: str, _turn: int) -> float:
    """Move a slider by one; returns the milliseconds from the key to the drawn figure."""
    page.get_by_role("slider", name=slider).first.focus()
    page.evaluate(WATCH, f".st-key-{figure} .js-plotly-plot")
    return pressed(page, "ArrowRight")


def smoothness(page: Page) -> float:
    """Play the animation; returns the pictures that the browser showed a second."""
    page.wait_for_selector(".st-key-curve button[aria-label=Play]")
    seen = page.evaluate(_FRAMES)
    return float(seen["frames"] / seen["seconds"])


def main() -> None:
    """Measure and print."""
    with browsing() as (page, server):
        open_page(page, server, "derivatives")
        for slider, figure in SLIDERS.items():
            report(page, server, partial(change, page, slider, figure), name=slider)
        print(f"h shrinks: {smoothness(page):.0f} pictures a second")
        open_page(page, server, "derivatives?derivatives-play=x moves")
        print(f"x moves: {smoothness(page):.0f} pictures a second")


if __name__ == "__main__":
    main()

"""From a moved slider to the drawn figure, in Chromium: 20 changes of the point and 20 of the step; the animations.

    python -m tests.benchmarks.derivatives

On a busy machine the wall time says more about the neighbours than about the page; the processor time of server and
renderer, added, is what a machine with nothing else to do would need.
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
SLIDERS = {"the point": ("Point x", "curve"), "the angle": ("Direction to ask about", "contour")}
_WATCH = """key => {
  const plot = document.querySelector(`.st-key-${key} .js-plotly-plot`)
  window.drawn = new Promise(done => plot.once('plotly_afterplot', () => done(performance.now())))
  document.activeElement.addEventListener('keydown', () => (window.began = performance.now()), { once: true })
}"""
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


def changes(page: Page, label: str, key: str) -> list[float]:
    """Move a slider by its arrow key; returns the milliseconds from each press to the drawn figure."""
    times = []
    slider = page.get_by_role("slider", name=label).first
    for _ in range(CHANGES):
        slider.focus()
        page.evaluate(_WATCH, key)
        page.keyboard.press("ArrowRight")
        times.append(float(page.evaluate("window.drawn.then(end => end - window.began)")))
        settle(page)
    return times


def smoothness(page: Page) -> float:
    """Play the animation; returns the pictures that the browser showed a second."""
    page.wait_for_selector(".st-key-curve button[aria-label=Play]", timeout=120_000)
    seen = page.evaluate(_FRAMES)
    return float(seen["frames"] / seen["seconds"])


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.set_default_timeout(120_000)
        open_page(page, server, "derivatives")
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        for name, (label, key) in SLIDERS.items():
            before = server_seconds(server), renderer_seconds(session)
            times = changes(page, label, key)
            after = server_seconds(server), renderer_seconds(session)
            each = [(now - then) / CHANGES * 1000 for now, then in zip(after, before, strict=True)]
            print(f"{name}: wall median {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms; ", end="")
            print(
                f"processor a change: server {each[0]:.0f} ms, browser {each[1]:.0f} ms (load {os.getloadavg()[0]:.1f})"
            )
        print(f"h shrinks: {smoothness(page):.0f} pictures a second")
        open_page(page, server, "derivatives?derivatives-play=x moves")
        print(f"x moves: {smoothness(page):.0f} pictures a second")
        browser.close()


if __name__ == "__main__":
    main()

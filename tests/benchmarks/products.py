"""From a change of an array to the drawn product, in Chromium: 20 changes; and how smoothly its steps are played.

python -m tests.benchmarks.products
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
_WATCH = """() => {
  const plot = [...document.querySelectorAll('.js-plotly-plot')].find(p => p.data.some(t => t.name === 'z'))
  window.drawn = new Promise(done => plot.once('plotly_afterplot', () => done(performance.now())))
  document.activeElement.addEventListener('keydown', () => (window.began = performance.now()), { once: true })
}"""
_FRAMES = """seconds => new Promise(done => {
  const times = []
  const tick = now => {
    times.push(now)
    if (now - times[0] < seconds * 1000) requestAnimationFrame(tick)
    else done((times.length - 1) / (now - times[0]) * 1000)
  }
  requestAnimationFrame(tick)
})"""


def change(page: Page, turn: int) -> float:
    """Type another W; returns the milliseconds from Enter to the drawn product."""
    box = page.get_by_label("W", exact=True)
    box.fill(f"[[{turn}, 8], [9, {turn % 7}], [11, 12]]")
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
        open_page(page, server, "products")
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        change(page, 30)  # the first one warms up
        before = server_seconds(server), renderer_seconds(session)
        times = [change(page, turn) for turn in range(CHANGES)]
        spent = server_seconds(server) - before[0], renderer_seconds(session) - before[1]
        page.get_by_role("button", name="Play", exact=True).first.click()
        rate = float(page.evaluate(_FRAMES, 4))
        browser.close()
    each = [seconds / CHANGES * 1000 for seconds in spent]
    print(f"wall: median {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms, load {os.getloadavg()[0]:.1f}")
    print(f"processor a change: server {each[0]:.0f} ms, browser {each[1]:.0f} ms")
    print(f"playing: {rate:.0f} frames a second")


if __name__ == "__main__":
    main()

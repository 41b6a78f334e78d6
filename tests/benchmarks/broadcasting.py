"""From a typed shape to the drawn arrays, in Chromium: 20 changes; and how smoothly the stretching is played.

    python -m tests.benchmarks.broadcasting

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
PLAYS = {
    "X + y": "broadcasting-source=shapes",
    "rank 4": "broadcasting-source=shapes&broadcasting-first=(64,3,32,10)&broadcasting-second=(32,10)",
    "digits": "broadcasting-source=digits&broadcasting-operation=−",
}
_WATCH = """() => {
  const plot = document.querySelector('.st-key-cells .js-plotly-plot')
  window.drawn = new Promise(done => plot.once('plotly_afterplot', () => done(performance.now())))
  document.activeElement.addEventListener('keydown', () => (window.began = performance.now()), { once: true })
}"""
_FRAMES = """() => new Promise(done => {
  const began = performance.now(), times = []
  const look = now => {
    times.push(now)
    const playing = document.querySelector('.st-key-cells button[aria-label=Pause]')
    if (playing || times.length < 30) requestAnimationFrame(look)
    else done({ frames: times.length, seconds: (now - began) / 1000 })
  }
  document.querySelector('.st-key-cells button[aria-label=Play]').click()
  requestAnimationFrame(look)
})"""


def change(page: Page, turn: int) -> float:
    """Type another shape; returns the milliseconds from Enter to the drawn arrays."""
    box = page.get_by_label("Shape of X", exact=True)
    box.fill(f"({turn % 7 + 2}, {turn + 3}, 10)")
    page.evaluate(_WATCH)
    box.press("Enter")
    took = float(page.evaluate("window.drawn.then(end => end - window.began)"))
    settle(page)
    return took


def smoothness(page: Page) -> float:
    """Play the animation from its start; returns the pictures that the browser showed a second."""
    page.wait_for_selector(".st-key-cells button[aria-label=Play]")  # it has played by itself and come to its end
    seen = page.evaluate(_FRAMES)
    return float(seen["frames"] / seen["seconds"])


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.set_default_timeout(120_000)
        open_page(page, server, "broadcasting?broadcasting-source=shapes")
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        change(page, 30)  # the first one warms up
        before = server_seconds(server), renderer_seconds(session)
        times = [change(page, turn) for turn in range(CHANGES)]
        spent = server_seconds(server) - before[0], renderer_seconds(session) - before[1]
        smooth = {}
        for name, link in PLAYS.items():
            open_page(page, server, f"broadcasting?{link}")
            smooth[name] = smoothness(page)
        browser.close()
    each = [seconds / CHANGES * 1000 for seconds in spent]
    print(f"wall: median {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms, load {os.getloadavg()[0]:.1f}")
    print(f"processor a change: server {each[0]:.0f} ms, browser {each[1]:.0f} ms, animation and widgets included")
    print("played: " + ", ".join(f"{name} {rate:.0f} pictures a second" for name, rate in smooth.items()))


if __name__ == "__main__":
    main()

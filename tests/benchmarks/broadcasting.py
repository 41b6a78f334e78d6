"""From a typed shape to the drawn arrays, in Chromium: 20 changes; and how smoothly the stretching is played.

python -m tests.benchmarks.broadcasting
"""

from playwright.sync_api import Page

from tests.benchmarks.changes import browsing, report, typed
from tests.browser.conftest import open_page

_CELLS = ".st-key-cells .js-plotly-plot"
PLAYS = {
    "X + y": "broadcasting-source=shapes",
    "rank 4": "broadcasting-source=shapes&broadcasting-first=(64,3,32,10)&broadcasting-second=(32,10)",
    "digits": "broadcasting-source=digits&broadcasting-operation=−",
}
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


def smoothness(page: Page) -> float:
    """Play the animation from its start; returns the pictures that the browser showed a second."""
    page.wait_for_selector(".st-key-cells button[aria-label=Play]")  # it has played by itself and come to its end
    seen = page.evaluate(_FRAMES)
    return float(seen["frames"] / seen["seconds"])


def main() -> None:
    """Measure and print."""
    with browsing() as (page, server):
        open_page(page, server, "broadcasting?broadcasting-source=shapes")
        box = page.get_by_label("Shape of X", exact=True)
        report(page, server, lambda k: typed(box, f"({k % 7 + 2}, {k + 3}, 10)", figure=_CELLS))
        for name, link in PLAYS.items():
            open_page(page, server, f"broadcasting?{link}")
            print(f"{name}: {smoothness(page):.0f} pictures a second")


if __name__ == "__main__":
    main()

"""From a change of an array to the drawn product, in Chromium: 20 changes; and how smoothly its steps are played.

python -m tests.benchmarks.products
"""

from tests.benchmarks.changes import browsing, report, typed
from tests.browser.conftest import open_page

_PRODUCT = ".st-key-product .js-plotly-plot"
_FRAMES = """seconds => new Promise(done => {
  const times = []
  const tick = now => {
    times.push(now)
    if (now - times[0] < seconds * 1000) requestAnimationFrame(tick)
    else done((times.length - 1) / (now - times[0]) * 1000)
  }
  requestAnimationFrame(tick)
})"""


def main() -> None:
    """Measure and print."""
    with browsing() as (page, server):
        open_page(page, server, "products")
        box = page.get_by_label("W", exact=True)
        report(page, server, lambda k: typed(box, f"[[{k}, 8], [9, {k % 7}], [11, 12]]", figure=_PRODUCT))
        page.get_by_role("button", name="Play", exact=True).first.click()
        print(f"playing: {page.evaluate(_FRAMES, 4):.0f} frames a second")


if __name__ == "__main__":
    main()

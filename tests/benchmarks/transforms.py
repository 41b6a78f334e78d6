"""The moving plane in Chromium: frames a second, how soon a dragged tip is drawn, and a slider's way to the picture.

    python -m tests.benchmarks.transforms

Played: the grid, its square and 300 points of a digit with some trails, in a loop, 1280x720. Dragged: from a pointer
event to the end of the painting that follows it, in the browser. Slid: from the arrow key to the painting with Python's
new map.

A busy machine gives no page 60 frames a second: hence the count of an idle page beside it, and the time a frame costs.
"""

import os
import statistics
from itertools import pairwise

from playwright.sync_api import Page

from mnist_lab.digits.dataset import load
from mnist_lab.figures.transforms import SHAPES, Show, transform_scene
from mnist_lab.maths.transforms import transform
from mnist_lab.ui.plane import Doing, payload
from tests.benchmarks.changes import CHANGES, browsing
from tests.browser.conftest import open_page, settle

SECONDS = 4
# A picture is painted where the plane's canvas is cleared; the next task comes when that painting is through.
PAINTS = """
window.paints = []
const clear = CanvasRenderingContext2D.prototype.clearRect
CanvasRenderingContext2D.prototype.clearRect = function (...box) {
  clear.apply(this, box)
  if (this.canvas !== document.querySelector('.lab-plane canvas')) return
  const began = performance.now()
  Promise.resolve().then(() => {
    const now = performance.now()
    window.paints.push([now, now - began])
    window.painted?.(now)
  })
}
"""


IDLE = """seconds => new Promise(done => {
  const began = performance.now()
  let count = 0
  const tick = now => (now - began > 1000 * seconds ? done(count / seconds) : (count++, requestAnimationFrame(tick)))
  requestAnimationFrame(tick)
})"""


def played(page: Page) -> tuple[int, float, float]:
    """Return frames painted a second, the longest time between two of them, and how long painting takes, in ms."""
    player = page.locator(".lab-player").first
    player.get_by_role("button", name="Loop").click()
    player.get_by_role("button", name="Play").click()
    page.wait_for_timeout(1000)
    page.evaluate("window.paints.length = 0")
    page.wait_for_timeout(SECONDS * 1000)
    paints = page.evaluate("window.paints")
    player.get_by_role("button", name="Pause").click()
    times, costs = zip(*paints, strict=True)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    return round(1000 * len(gaps) / (times[-1] - times[0])), max(gaps), statistics.median(costs)


def dragged(page: Page) -> list[float]:
    """Return milliseconds from each pointer event on a held tip to the end of the next painting."""
    page.evaluate("""() => {
      window.waits = []
      document.querySelector('.lab-tip').addEventListener('pointermove', event => {
        const began = event.timeStamp
        window.painted = now => { window.waits.push(now - began); window.painted = null }
      }, { capture: true })
    }""")
    box = page.locator(".lab-tip").first.bounding_box()
    assert box is not None
    x, y = box["x"] + 14, box["y"] + 14
    page.mouse.move(x, y)
    page.mouse.down()
    for turn in range(60):
        page.mouse.move(x - 3 * turn, y - 2 * (turn % 9))
        page.wait_for_timeout(20)
    page.mouse.up()
    settle(page)
    return [float(wait) for wait in page.evaluate("window.waits")]


def slid(page: Page) -> list[float]:
    """Return milliseconds from an arrow key on the slider to the painting with the new map."""
    slider = page.get_by_role("slider", name="theta")
    times = []
    for _ in range(CHANGES):
        settle(page)
        page.wait_for_timeout(200)
        slider.focus()
        page.evaluate("""() => {
          document.activeElement.addEventListener('keydown', () => (window.began = performance.now()), { once: true })
          window.drawn = new Promise(done => (window.painted = now => { window.painted = null; done(now) }))
        }""")
        slider.press("ArrowRight")
        times.append(float(page.evaluate("window.drawn.then(now => now - window.began)")))
    return times


def main() -> None:
    """Measure and print."""
    image = load().train_images[0]
    for shape in SHAPES:
        scene = transform_scene(transform("affine", {}, back=True), Show(shape, True, True), image)
        print(f"payload, {shape}, trails, played back too: {len(payload(scene, alt='x', doing=Doing())) / 1000:.0f} kB")
    with browsing() as (page, server):
        page.add_init_script(PAINTS)
        # The digit with the most ink has 300 points; a link brings them, and the trails of some.
        most = max(range(1000), key=lambda place: int((load().train_images[place] > 0).sum()))
        query = f"?transforms-shape=digit+as+points&transforms-digit={most}&transforms-trails=true"
        open_page(page, server, f"transforms{query}")
        page.wait_for_timeout(3000)
        idle = page.evaluate(IDLE, SECONDS)
        frames, longest, cost = played(page)
        waits = sorted(dragged(page))
        times = slid(page)
    busy = f"load {os.getloadavg()[0]:.1f}"
    print(f"played: {frames} frames a second of {idle:.0f} that this machine gives an idle page now ({busy})")
    print(f"painting one frame: median {cost:.1f} ms; longest time between two {longest:.0f} ms")
    print(f"dragged: median {statistics.median(waits):.1f} ms, slowest of {len(waits)} {waits[-1]:.1f} ms")
    print(f"slid: median {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms from key to picture")


if __name__ == "__main__":
    main()

"""How long after a stroke the bars have changed: `python -m tests.benchmarks.drawing [--strokes 20]`.

Two measurements. In Chromium: from the mouse button's release to the changed bars in the page, one stroke after the
other on an emptied sheet. In Python: our own share, from the canvas's JSON to the answer, and what building and sending
the three figures adds.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from mnist_lab.digits.paper import simplified
from mnist_lab.digits.strokes import strokes_from_canvas
from mnist_lab.figures import answers
from mnist_lab.figures import digits as stages
from mnist_lab.network.reading import read_drawing, shipped
from mnist_lab.ui import plot
from tests import serving
from tests.browser.conftest import launched, open_page
from tests.drawings import DIGITS, Points

WATCH = """() => {
  window.changed = 0
  const bars = document.querySelector('.st-key-draw-bars .lab-figure')
  const all = { attributes: true, subtree: true, childList: true }
  new MutationObserver(() => { window.changed ||= performance.now() }).observe(bars, all)
  document.addEventListener('pointerup', () => { window.released = performance.now(); window.changed = 0 }, true)
}"""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.drawing", description=__doc__.splitlines()[0])
    parser.add_argument("--strokes", type=int, default=20)
    count = parser.parse_args(arguments).strokes
    own_share()
    with (
        tempfile.TemporaryDirectory() as folder,
        serving.running(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        browser = launched(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.set_default_timeout(60_000)
        open_page(page, server, "draw")
        page.get_by_role("img", name="Sheet to draw a digit on").wait_for()
        page.evaluate(WATCH)
        times = [one_stroke(page, DIGITS[number % 10][0]) for number in range(count + 1)][1:]  # the first one warms up
        browser.close()
    spread = f"from {min(times):.0f} to {max(times):.0f}"
    print(f"mouse-up to changed bars: median of {count}: {statistics.median(times):.0f} ms ({spread})")


def one_stroke(page: Page, stroke: Points) -> float:
    """Milliseconds from the release of the mouse button to the first change of the bars; the sheet is empty again."""
    box = page.locator(".st-key-sheet").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + stroke[0][0], box["y"] + stroke[0][1])
    page.mouse.down()
    for x, y in stroke[1:]:
        page.mouse.move(box["x"] + x, box["y"] + y, steps=3)
    page.mouse.up()
    page.wait_for_function("window.changed > 0")
    taken = float(page.evaluate("window.changed - window.released"))
    page.wait_for_function("document.querySelector('.st-key-answer p').innerText !== '?'")
    page.get_by_role("button", name="Clear").click()
    page.wait_for_function("document.querySelector('.st-key-answer p').innerText === '?'")
    page.wait_for_timeout(300)  # until the emptied canvas has told so, which is a change of its own
    return taken


def own_share() -> None:
    """Print what a stroke costs in Python."""
    reader = shipped()
    raw = {"objects": [{"type": "Path", "path": _path(stroke)} for stroke in DIGITS[8]]}

    def normalise_and_predict() -> None:
        read_drawing(simplified(strokes_from_canvas(raw)), reader, pen=16)

    reading = read_drawing(simplified(strokes_from_canvas(raw)), reader, pen=16)

    def figures() -> None:
        for figure in (
            stages.journey_figure(reading, pen=16),
            stages.stages_figure(reading),
            answers.probabilities_figure(reading),
        ):
            plot.payload(figure)

    ours, drawn = milliseconds(normalise_and_predict), milliseconds(figures)
    print(f"normalise and predict: {ours:.1f} ms; three figures: {drawn:.1f} ms")


def milliseconds(work: Callable[[], None], *, repeats: int = 40) -> float:
    """The median time of one call."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def _path(stroke: Points) -> list[list[object]]:
    """A path of curves as Fabric makes it from a mouse: through the middles between the places the mouse was at."""
    dense = [
        (a[0] + t / 8 * (b[0] - a[0]), a[1] + t / 8 * (b[1] - a[1])) for a, b in pairwise(stroke) for t in range(8)
    ]
    curves: list[list[object]] = [["Q", *a, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2] for a, b in pairwise(dense)]
    return [["M", *dense[0]], *curves]


if __name__ == "__main__":
    main()

"""From another digit, another damage or a cell of the confusion matrix to everything drawn, in Chromium: 20 each.

    python -m tests.benchmarks.inside

With all of MNIST (`MNIST_LAB_DATA`) a damaged network is tried on 10,000 test digits at each change.
"""

from functools import partial
from urllib.parse import quote

from playwright.sync_api import Page

from tests.benchmarks.changes import WATCH, browsing, pressed, report, typed
from tests.browser.conftest import open_page, settle
from tests.browser.test_inside import AT

PARTS = {
    "Forward pass": "inside-opened",
    "Why": "inside-why",
    "Robustness": "inside-strip",
    "Break it": "inside-damage",
    "Space": "inside-near",
}
"""Part of the page -> the figure that comes last."""


def another_digit(page: Page, figure: str, turn: int) -> float:
    """Choose another digit; returns the milliseconds from Enter to the last figure drawn."""
    return typed(page.get_by_label("Number, 0 to", exact=False), str(7 * turn + 1), figure=figure)


def more_damage(page: Page, figure: str, _turn: int) -> float:
    """Silence one per cent more of the units."""
    page.get_by_role("slider", name="Silent units, %").focus()
    page.evaluate(WATCH, figure)
    return pressed(page, "ArrowRight")


def another_cell(page: Page, turn: int) -> float:
    """Click another cell of the confusion matrix, one with digits; returns the milliseconds to the drawn wall.

    The clock starts when the button goes down, and stops at the first drawing of the wall after that.
    """
    cells = page.evaluate(FULL)
    row, column = cells[turn % len(cells)]
    across, down = page.evaluate(AT, ["inside-confusion", column, row])
    page.mouse.move(across - 2, down)
    page.mouse.move(across, down)
    page.evaluate(CLOCK)
    page.mouse.click(across, down)
    took = float(page.evaluate("window.drawn.then(end => end - window.began)"))
    settle(page)
    return took


FULL = """() => {
  const { x, y } = document.querySelector('.st-key-inside-confusion .js-plotly-plot').data.find(d => d.mode === 'text')
  return Array.from(x, (column, at) => [y[at], column])
}"""
"""Row and column of each cell with digits in it."""

CLOCK = """() => {
  const plot = document.querySelector('.st-key-inside-wall .js-plotly-plot')
  window.drawn = new Promise(done => plot.once('plotly_afterplot', () => done(performance.now())))
  addEventListener('mousedown', () => (window.began = performance.now()), { once: true, capture: true })
}"""


def main() -> None:
    """Measure and print."""
    with browsing() as (page, server):
        for part, last in PARTS.items():
            figure = f".st-key-{last} .js-plotly-plot"
            open_page(page, server, f"inside?inside-part={quote(part)}")
            page.wait_for_selector(f"{figure} .main-svg", state="attached")
            report(page, server, partial(another_digit, page, figure), name=f"{part}, another digit")
            if part == "Break it":  # from 30 % on: a few silent units may change nothing that is drawn
                open_page(page, server, f"inside?inside-part={quote(part)}&inside-share=30")
                page.wait_for_selector(f"{figure} .main-svg", state="attached")
                report(page, server, partial(more_damage, page, figure), name=f"{part}, more damage")
        open_page(page, server, "inside?inside-part=Mistakes")
        page.wait_for_selector(".st-key-inside-wall .main-svg", state="attached")
        report(page, server, partial(another_cell, page), name="Mistakes, another cell")


if __name__ == "__main__":
    main()

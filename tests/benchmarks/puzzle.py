"""From a moved slider to the drawn figure, in Chromium: the scale in the case, and the temperature; 20 changes each.

python -m tests.benchmarks.puzzle
"""

from functools import partial

from playwright.sync_api import Page

from tests.benchmarks.changes import WATCH, browsing, pressed, report
from tests.browser.conftest import open_page

SLIDERS = (("puzzle-factor", "map"), ("puzzle-sure-temperature", "sure"))


def change(page: Page, slider: str, figure: str, turn: int) -> float:
    """Move a slider by one; returns the milliseconds from the key to the drawn figure."""
    page.locator(f".st-key-{slider} input[type=range]").focus()
    page.evaluate(WATCH, f".st-key-{figure} .js-plotly-plot")
    return pressed(page, "ArrowRight" if turn // 5 % 2 == 0 else "ArrowLeft")


def main() -> None:
    """Measure and print."""
    with browsing() as (page, server):
        open_page(page, server, "puzzle?puzzle-suspect=Different+scaling&puzzle-solved=true")
        for slider, figure in SLIDERS:
            report(page, server, partial(change, page, slider, figure), name=slider)


if __name__ == "__main__":
    main()

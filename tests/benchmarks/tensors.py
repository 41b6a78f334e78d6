"""From a change to the drawn figure on three shelves of the lesson, in Chromium; 20 changes each.

python -m tests.benchmarks.tensors
"""

from functools import partial

from playwright.sync_api import Page

from tests.benchmarks.changes import WATCH, browsing, pressed, report, typed
from tests.browser.conftest import open_page

FIGURE = ".st-key-tensor .js-plotly-plot"


def another_digit(page: Page, _turn: int) -> float:
    """Move the slider of the digit by one; returns the milliseconds from the key to the drawn figure."""
    page.get_by_role("slider", name="Digit number").focus()
    page.evaluate(WATCH, FIGURE)
    return pressed(page, "ArrowRight")


def another_list(page: Page, turn: int) -> float:
    """Type another nested list; returns the milliseconds from Enter to the drawn figure."""
    return typed(page.get_by_label("x =", exact=True), str([[turn] * (1 + turn % 5)] * 3), figure=FIGURE)


CASES = (  # what follows the page's name in the address, what is changed
    ("rank=2", another_digit),
    ("rank=3", another_digit),
    ("rank=5", another_digit),
    ("shelf=your+own", another_list),
)


def main() -> None:
    """Measure and print."""
    with browsing() as (page, server):
        for link, change in CASES:
            open_page(page, server, f"tensors?tensors-{link}")
            page.wait_for_selector(f"{FIGURE} .main-svg", state="attached")
            report(page, server, partial(change, page), name=link)


if __name__ == "__main__":
    main()

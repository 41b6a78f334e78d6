"""From a change to the drawn figure in four of the steps, in Chromium; 20 changes each.

python -m tests.benchmarks.first_look
"""

from functools import partial

from playwright.sync_api import Page

from tests.benchmarks.changes import browsing, report, typed
from tests.browser.conftest import open_page

CASES = (  # step, label of the number that is changed, figure that must be drawn anew
    ("1+data", "Training digit", "first-look-digit"),
    ("2+model", "Test digit", "first-look-unit"),
    ("3+compile", "Test digit", "first-look-loss"),
    ("4+preprocess", "Test digit", "first-look-preprocess"),
)


def change(page: Page, label: str, figure: str, turn: int) -> float:
    """Type another number; returns the milliseconds from Enter to the drawn figure."""
    return typed(page.get_by_label(label, exact=True), str(3 * turn + 1), figure=f".st-key-{figure} .js-plotly-plot")


def main() -> None:
    """Measure and print."""
    with browsing() as (page, server):
        for step, label, figure in CASES:
            open_page(page, server, f"first_look?first_look-step={step}")
            page.wait_for_selector(f".st-key-{figure} .main-svg", state="attached")
            report(page, server, partial(change, page, label, figure), name=step)


if __name__ == "__main__":
    main()

"""How long the house keeps its visitors waiting: `python -m tests.benchmarks.pages [--times 20]`.

Measured in Chromium, against the real server: from the start of the server's process until the home page is drawn, and
from a click in the menu until the other page is drawn, its script through and its figures painted. The last line is
`start 2.10 s, page to page 0.31 s`, the second figure a median.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from mnist_lab.lessons import LESSONS
from tests import serving
from tests.browser.conftest import launched, settle


def walk(page: Page, times: int) -> list[float]:
    """Seconds from the click to the drawn page, going round the menu."""
    places = [("MNIST Lab", "MNIST Lab"), *((lesson.title, lesson.title) for lesson in LESSONS)]
    taken = []
    for turn in range(times + len(places)):
        link, heading = places[(turn + 1) % len(places)]
        began = time.perf_counter()
        page.locator(".st-key-menu a", has_text=link).click()
        page.get_by_role("heading", name=heading, exact=True).wait_for()
        settle(page)
        taken.append(time.perf_counter() - began)
    return taken[len(places) :]  # the first round loads what the browser keeps from then on


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=20, help="changes of page to take the median of")
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = launched(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        began = time.perf_counter()
        with serving.running(Path(folder)) as server:
            page.goto(server.url)
            page.locator(".st-key-first-step").wait_for()
            start = time.perf_counter() - began
            settle(page)
            taken = walk(page, times)
        browser.close()
    print(f"healthy after {server.seconds:.2f} s; page to page from {min(taken):.2f} to {max(taken):.2f} s")
    print(f"start {start:.2f} s, page to page {statistics.median(taken):.2f} s")


if __name__ == "__main__":
    main()

"""Take the README's picture from the running app: `python -m tests.browser.screenshot`."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests import serving
from tests.browser.conftest import SLOW, launched, open_page, settle
from tests.browser.test_draw import draw, says
from tests.drawings import DIGITS

PICTURE = serving.ROOT / "mnist_lab" / "assets" / "screenshot.png"


def main() -> None:
    """Open the lesson "draw", draw a seven with the mouse, wait for the answer, take the picture."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving.running(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        browser = launched(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.set_default_timeout(SLOW)
        open_page(page, server, "draw")
        page.get_by_role("img", name="Sheet to draw a digit on").wait_for()
        draw(page, DIGITS[7])
        says(page, "7")
        settle(page)
        page.mouse.move(0, 0)
        page.screenshot(path=PICTURE, animations="disabled")
        browser.close()
    print(PICTURE)


if __name__ == "__main__":
    main()

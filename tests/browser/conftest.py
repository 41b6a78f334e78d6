"""Chromium in front of the real app. A missing browser skips these tests for a user and fails them in .ci/run."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)

from tests import serving
from tests.serving import Server

HERE = Path(__file__).parent
SLOW = 60_000  # milliseconds a page may take on two busy cores before a test gives up
expect.set_options(timeout=SLOW / 2)

# Streamlit looks for itself below the page's own address first: /draw/_stcore/health is not there, /_stcore/health is.
EXPECTED_404 = ("/_stcore/health", "/_stcore/host-config")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def chromium() -> str | None:
    """Return the installed Chromium or Chrome, if there is one; best the one without any window, which costs least."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
    return next((found for found in map(shutil.which, names) if found), None)


def launched(playwright: Playwright) -> Browser:
    """Start Chromium without a window; SystemExit where there is none."""
    path = chromium()
    if path is None:
        raise SystemExit("needs Chromium on the PATH")
    return playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium without a window."""
    if chromium() is None:
        reason = "needs Chromium: apt-get install chromium, or put chromium or google-chrome on the PATH"
        if os.environ.get("MNIST_LAB_CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        opened = launched(playwright)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, started once for all tests that do not mind what others did before."""
    with serving.running(tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Server]:
    """The app, just started: nobody has opened a page yet."""
    with serving.running(tmp_path) as started:
        yield started


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages as visitors of their own: `visitor(width=390, height=844, color_scheme="dark")`.

    Whatever such a page complains about on its console, and each request to another machine, fails the test.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def arrive(*, width: int = 1280, height: int = 720, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
        context.set_default_timeout(SLOW)
        contexts.append(context)
        page = context.new_page()
        _listen(page, troubles)
        return page

    yield arrive
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture(scope="session")
def laptop(browser: Browser) -> BrowserContext:
    """A browser at 1280x720 that keeps what it has loaded: half the time of a test is a first visit otherwise."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.set_default_timeout(SLOW)
    return context


@pytest.fixture
def page(laptop: BrowserContext) -> Iterator[Page]:
    """A new tab at 1280x720, of a visitor of its own: nothing but files is kept from the tab before."""
    troubles: list[str] = []
    tab = laptop.new_page()
    _listen(tab, troubles)
    yield tab
    for open_tab in laptop.pages:
        open_tab.close()
    laptop.clear_cookies()
    assert troubles == []


def _listen(page: Page, troubles: list[str]) -> None:
    def console(message: ConsoleMessage) -> None:
        expected = message.location.get("url", "").endswith(EXPECTED_404)
        if message.type in ("error", "assert") and not expected:
            troubles.append(f"console: {message.text} ({message.location.get('url')})")

    def request(asked: Request) -> None:
        parts = urlsplit(asked.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in ("127.0.0.1", "localhost"):
            troubles.append(f"asked another machine: {asked.url}")

    page.on("console", console)
    page.on("pageerror", lambda error: troubles.append(f"page error: {error}"))
    page.on("request", request)


DRAWN = """() => !document.querySelector('[data-testid="stSkeleton"], .lab-waiting')
    && !document.querySelector('[data-testid="stBidiComponentRegular"]:empty')"""
"""No placeholder of Streamlit's is left, nor one of ours, and each component of ours has its content."""


def settle(page: Page) -> None:
    """Wait until the script is through and every figure is drawn."""
    app = '[data-testid="stApp"][data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'
    page.wait_for_selector(app, state="attached")
    page.wait_for_function(DRAWN)


def open_page(page: Page, server: Server, path: str = "") -> Page:
    """Open `path` ("", "draw", "draw?x=1") and wait until it is drawn."""
    page.goto(f"{server.url}/{path}")
    page.wait_for_selector(".st-key-footer")
    settle(page)
    return page

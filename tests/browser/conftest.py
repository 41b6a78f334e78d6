"""Chromium in front of the real app. A missing browser skips these tests for a user and fails them in .ci/run."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
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


@contextmanager
def without_trouble(page: Page) -> Iterator[None]:
    """Fail for whatever the page complains about on its console, and for each request to another machine."""
    troubles: list[str] = []

    def console(message: ConsoleMessage) -> None:
        expected = message.location.get("url", "").endswith(EXPECTED_404)
        if message.type in ("error", "assert") and not expected:
            troubles.append(f"console: {message.text} ({message.location.get('url')})")

    def request(asked: Request) -> None:
        parts = urlsplit(asked.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in ("127.0.0.1", "localhost"):
            troubles.append(f"asked another machine: {asked.url}")

    def error(raised: Error) -> None:
        troubles.append(f"page error: {raised}")

    listeners: dict[Any, Callable[..., None]] = {"console": console, "pageerror": error, "request": request}
    for event, listener in listeners.items():
        page.on(event, listener)
    try:
        yield
    finally:
        for event, listener in listeners.items():
            page.remove_listener(event, listener)
    assert troubles == []


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages as visitors of their own, in a browser that has loaded nothing yet: `visitor(has_touch=True)`."""
    with ExitStack() as leaving:

        def arrive(*, width: int = 1280, height: int = 720, **options: object) -> Page:
            context = browser.new_context(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
            leaving.callback(context.close)
            context.set_default_timeout(SLOW)
            page = context.new_page()
            leaving.enter_context(without_trouble(page))
            return page

        yield arrive


@pytest.fixture(scope="session")
def laptop(browser: Browser) -> BrowserContext:
    """A browser that keeps what it has loaded."""
    context = browser.new_context()
    context.set_default_timeout(SLOW)
    return context


@pytest.fixture
def page(laptop: BrowserContext) -> Iterator[Page]:
    """A tab at 1280x720, of a visitor of its own.

    It is the same tab for one test after the other: it has compiled the scripts, which is half the time of a test.
    """
    tab = laptop.pages[0] if laptop.pages else laptop.new_page()
    seen_on(tab)
    try:
        with without_trouble(tab):
            yield tab
    finally:
        _leave(laptop)


def seen_on(
    page: Page,
    *,
    width: int = 1280,
    height: int = 720,
    color_scheme: Literal["light", "dark"] = "light",
    reduced_motion: Literal["reduce", "no-preference"] = "no-preference",
) -> Page:
    """Make a tab as wide and as dark as that, and for a reader who wants as much motion."""
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=color_scheme, reduced_motion=reduced_motion)
    return page


def _leave(context: BrowserContext) -> None:
    """Let the visitor of a tab go with all that a browser knows of him but files."""
    context.clear_cookies()
    tab, *others = context.pages
    for other in others:
        other.close()
    try:
        tab.unroute_all(behavior="ignoreErrors")
        if tab.url.startswith("http"):
            tab.evaluate("localStorage.clear(); sessionStorage.clear()")
        tab.goto("about:blank")
    except Error:  # a test has failed so badly that its tab is of no use
        tab.close()


DRAWN = """() => !document.querySelector('[data-testid="stSkeleton"], .lab-waiting, .lab-figure[aria-busy]')
    && !document.querySelector('[data-testid="stBidiComponentRegular"]:empty')"""
"""No placeholder of Streamlit's is left, nor one of ours; each component of ours has its content, the newest."""


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

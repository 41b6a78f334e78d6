"""The download in a real browser: the bar moves by itself, the digits switch over, and no internet is told in time."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from mnist_lab.digits.download import Remote
from tests.digits.mnist_files import save_npz
from tests.digits.web import Web
from tests.digits.web import serving as serving_files
from tests.serving import ROOT, running

pytestmark = pytest.mark.browser

APP = ROOT / "tests" / "ui" / "digits_app.py"
BUTTON = "Get all 70,000 digits (11 MB)"
LATER = 30_000  # ms after which a test has failed


@contextmanager
def notice(page: Page, remote: Remote, folder: Path) -> Iterator[None]:
    """The notice on the page, its file at `remote`, Keras's cache in `folder`."""
    env = {
        "PYTHONPATH": str(ROOT),
        "KERAS_HOME": str(folder / "keras"),
        "TEST_REMOTE": f"{remote.url} {remote.sha256} {remote.size}",
        "NO_PROXY": "*",
        "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",  # as in the app's own settings, which this folder lacks
    }
    with running(folder, app=APP, env=env) as server:
        page.goto(server.url)
        expect(page.get_by_text("source sample")).to_be_visible(timeout=LATER)
        expect(page.get_by_text("5,000 bundled digits in use: 4,000 to train, 1,000 to test.")).to_be_visible()
        yield


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    with serving_files(save_npz(tmp_path / "small.npz").read_bytes()) as web:
        yield web


def test_the_bar_appears_and_the_digits_switch_over_by_themselves(page: Page, web: Web, tmp_path: Path) -> None:
    with notice(page, web.remote("half-then-silence"), tmp_path):
        page.get_by_role("button", name=BUTTON).click()
        expect(page.get_by_text(re.compile("Getting all 70,000 digits"))).to_be_visible(timeout=LATER)
        expect(page.get_by_role("button", name="Cancel")).to_be_visible()
        web.go_on.set()
        expect(page.get_by_text("source keras")).to_be_visible(timeout=LATER)
        expect(page.get_by_text("30 digits in use: 20 to train, 10 to test.")).to_be_visible()
        expect(page.get_by_role("button", name=BUTTON)).to_have_count(0)
        expect(page.get_by_text(re.compile("Getting all"))).to_have_count(0)


def test_cancel_brings_the_button_back(page: Page, web: Web, tmp_path: Path) -> None:
    with notice(page, web.remote("half-then-silence"), tmp_path):
        page.get_by_role("button", name=BUTTON).click()
        page.get_by_role("button", name="Cancel").click(timeout=LATER)
        expect(page.get_by_text("The download was cancelled. Nothing was changed.")).to_be_visible(timeout=LATER)
        expect(page.get_by_role("button", name=BUTTON)).to_be_visible()
        assert not list((tmp_path / "keras").rglob("mnist.npz"))


@pytest.mark.parametrize("fault", ["no such name", pytest.param("silence", marks=pytest.mark.slow)])
def test_without_internet_it_is_told_within_ten_seconds(page: Page, web: Web, tmp_path: Path, fault: str) -> None:
    nowhere = Remote("https://mnist.invalid/mnist.npz", "0" * 64, 1)  # .invalid never exists (RFC 2606)
    remote = nowhere if fault == "no such name" else web.remote(fault)
    with notice(page, remote, tmp_path):
        begun = time.monotonic()
        page.get_by_role("button", name=BUTTON).click()
        expect(page.get_by_text(re.compile(r"^No internet connection: .* Nothing was changed\."))).to_be_visible(
            timeout=LATER
        )
        assert time.monotonic() - begun < 10
        expect(page.get_by_text("source sample")).to_be_visible()
        expect(page.get_by_role("button", name=BUTTON)).to_be_visible()
        assert not list((tmp_path / "keras").rglob("*npz"))

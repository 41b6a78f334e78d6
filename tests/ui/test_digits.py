"""The line about the digits: what it says, what the button does, what a visitor sees of somebody else's download."""

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from mnist_lab.digits import download
from mnist_lab.ui import digits
from tests.digits.mnist_files import save_npz
from tests.digits.web import Web, serving

APP = Path(__file__).with_name("digits_app.py")
BUTTON = "Get all 70,000 digits (11 MB)"
SOON, LATER = 1.0, 20.0


@pytest.fixture(autouse=True)
def keras_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A server just started: no digits but the bundled ones, and no download yet."""
    home = tmp_path / "keras"
    monkeypatch.setenv("KERAS_HOME", str(home))
    monkeypatch.delenv("MNIST_LAB_DATA", raising=False)
    monkeypatch.setattr(download, "_latest", None)
    return home


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """A server with a small mnist.npz of 20 + 10 digits."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving(save_npz(tmp_path / "small.npz").read_bytes()) as web:
        yield web


def visitor() -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=LATER).run()
    assert not page.exception
    return page


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def click(page: AppTest, label: str) -> AppTest:
    page.button[labels(page).index(label)].click().run()
    assert not page.exception
    return page


def captions(page: AppTest) -> list[str]:
    return [caption.value for caption in page.caption]


def fetch_from(web: Web, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    start = partial(download.Download, web.remote(fault), patience=SOON)

    def start_and_remember() -> download.Download:
        work = start()
        monkeypatch.setattr(download, "_latest", work)
        return work

    monkeypatch.setattr(download, "start", start_and_remember)


def finish() -> download.Progress:
    work = download.latest()
    assert work is not None
    return work.wait(LATER)


# -- the line ----------------------------------------------------------------------------------------------------------


def test_with_the_sample_one_line_and_the_button() -> None:
    page = visitor()
    assert captions(page) == ["5,000 bundled digits in use: 4,000 to train, 1,000 to test."]
    assert labels(page) == [BUTTON]
    assert "CC BY-SA 3.0" in page.button[0].help
    assert not page.warning


def test_with_own_digits_a_caption_and_no_button(keras_home: Path) -> None:
    save_npz(keras_home / "datasets" / "mnist.npz")
    page = visitor()
    assert captions(page) == ["30 digits in use: 20 to train, 10 to test."]
    assert labels(page) == []


def test_a_broken_file_is_named_on_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "my_*digits*.npz"
    path.write_bytes(b"not a zip")
    monkeypatch.setenv("MNIST_LAB_DATA", str(path))
    page = visitor()
    assert len(page.warning) == 1
    shown = page.warning[0].value.replace("\\", "")
    assert f"MNIST_LAB_DATA names {path}, which cannot be used: it is damaged" in shown
    assert r"my\_\*digits\*" in page.warning[0].value  # Markdown takes nothing of the name for its own
    assert labels(page) == [BUTTON]


# -- the button --------------------------------------------------------------------------------------------------------


def test_the_download_switches_the_digits_over(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch_from(web, "half-then-silence", monkeypatch)
    page = click(visitor(), BUTTON)
    assert labels(page) == ["Cancel"]
    assert page.get("progress")[0].proto.text.startswith("Getting all 70,000 digits: ")
    web.go_on.set()
    assert finish().state == "done"
    page.run()
    assert page.markdown[0].value == "source keras"
    assert captions(page) == ["30 digits in use: 20 to train, 10 to test."]
    assert labels(page) == []
    assert not page.get("progress")


def test_a_failure_is_told_in_place_and_can_be_tried_again(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch_from(web, "silence", monkeypatch)
    page = click(visitor(), BUTTON)
    assert finish().state == "failed"
    page.run()
    assert page.warning[0].value.replace("\\", "") == (
        "No internet connection: 127.0.0.1 could not be reached. Nothing was changed."
    )
    assert captions(page) == ["5,000 bundled digits in use: 4,000 to train, 1,000 to test."]
    fetch_from(web, "whole", monkeypatch)
    click(page, BUTTON)
    assert finish().state == "done"
    page.run()
    assert page.markdown[0].value == "source keras"
    assert not page.warning


def test_who_started_it_can_cancel_it(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch_from(web, "half-then-silence", monkeypatch)
    page = click(click(visitor(), BUTTON), "Cancel")
    assert finish().state == "cancelled"
    assert labels(page) == [BUTTON]
    assert captions(page)[1].replace("\\", "") == "The download was cancelled. Nothing was changed."


def test_others_see_it_go_on_but_neither_cancel_nor_blame(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch_from(web, "half-then-silence", monkeypatch)
    click(visitor(), BUTTON)
    other = visitor()
    assert len(other.get("progress")) == 1
    assert labels(other) == []
    assert finish().state == "failed"  # nothing came for a second
    other.run()
    assert labels(other) == [BUTTON]
    assert not other.warning


# -- the digits themselves ---------------------------------------------------------------------------------------------


def test_all_visitors_share_one_copy() -> None:
    assert digits.digits() is digits.digits()


def test_digits_may_be_asked_for_without_a_visitor() -> None:
    got: list[object] = []
    thread = threading.Thread(target=lambda: got.append(digits.digits()))
    thread.start()
    thread.join(LATER)
    assert got == [digits.digits()]


def test_a_file_that_appears_from_elsewhere_is_used_at_once(keras_home: Path) -> None:
    assert digits.digits().source.kind == "sample"
    path = save_npz(keras_home / "datasets" / "mnist.npz")
    assert digits.digits().source.kind == "keras"
    path.unlink()
    assert digits.digits().source.kind == "sample"

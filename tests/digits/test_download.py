"""The download against a server on this machine: every fault leaves the cache as it was."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from functools import partial
from pathlib import Path
from typing import Any

import pooch
import pytest

from mnist_lab.digits import __main__ as command
from mnist_lab.digits import download
from mnist_lab.digits.download import MNIST, Download, Progress, Remote
from tests.digits.mnist_files import save_npz
from tests.digits.web import FILE, HALF, Web, serving

SOON = 1.0  # seconds of patience in these tests; less fails on a busy machine
LATER = 20.0  # seconds after which a test has failed


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving() as web:
        yield web


@pytest.fixture
def path(keras_home: Path) -> Path:
    return keras_home / "datasets" / "mnist.npz"


def files(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir())


def wait_for_half(work: Download) -> None:
    while work.snapshot().received < HALF - download.CHUNK:
        assert not work.wait(0.01).over


# -- success -----------------------------------------------------------------------------------------------------------


def test_a_download_ends_with_the_whole_file_in_keras_cache(web: Web, path: Path) -> None:
    work = Download(web.remote("whole"))
    progress = work.wait(LATER)
    assert progress == Progress("done", len(FILE), len(FILE), f"All digits are in {path}.")
    assert progress.over
    assert progress.fraction == 1
    assert path.read_bytes() == FILE
    assert files(path) == ["mnist.npz"]
    assert path.stat().st_mode & 0o044 == 0o044  # others may read it


def test_progress_is_seen_on_the_way(web: Web, path: Path) -> None:
    work = Download(web.remote("half-then-silence"))
    wait_for_half(work)
    progress = work.snapshot()
    assert progress.state == "downloading"
    assert progress.fraction == pytest.approx(0.5, abs=0.05)
    assert not path.exists()  # nothing under its name before it is whole
    with pytest.raises(FrozenInstanceError):
        progress.received = 0  # type: ignore[misc]
    web.go_on.set()
    assert work.wait(LATER).state == "done"
    assert progress.state == "downloading"


def test_a_broken_file_in_the_cache_is_replaced(web: Web, path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(FILE[:1000])
    assert Download(web.remote("whole")).wait(LATER).state == "done"
    assert path.read_bytes() == FILE


def test_a_whole_file_in_the_cache_is_kept(web: Web, path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(FILE)
    assert Download(web.remote("whole")).wait(LATER).state == "done"
    assert web.requests == 0


def test_it_fetches_what_keras_fetches() -> None:
    assert (
        Remote(
            "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
            "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
            11_490_434,
        )
        == MNIST
    )


def test_the_full_file_has_that_checksum_and_size(full_mnist: Path) -> None:
    assert pooch.file_hash(str(full_mnist)) == MNIST.sha256
    assert full_mnist.stat().st_size == MNIST.size


# -- failure -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("half-then-silence", "The download stood still for 1 s, after 0.2 of 0.4 MB. Nothing was changed."),
        ("half-then-hang-up", "The connection broke off after 0.2 of 0.4 MB. Try again. Nothing was changed."),
        ("silence", "No internet connection: 127.0.0.1 could not be reached. Nothing was changed."),
        ("sign-in-page", "What arrived is not MNIST: its length or its checksum (sha256) is another one."),
        ("one-bit-wrong", "What arrived is not MNIST"),
        ("without-end", "What arrived is not MNIST"),
        ("missing", "127.0.0.1 answered 404 (Not Found). Try again later. Nothing was changed."),
    ],
)
@pytest.mark.parametrize("before", [None, b"what was there before"])
def test_a_fault_is_told_and_changes_nothing(
    web: Web, path: Path, fault: str, words: str, before: bytes | None
) -> None:
    if before is not None:
        path.parent.mkdir(parents=True)
        path.write_bytes(before)
    work = Download(web.remote(fault), patience=SOON)
    progress = work.wait(LATER)
    assert progress.state == "failed"
    assert progress.message.startswith(words)
    web.go_on.set()
    assert work.settle(LATER)
    assert files(path) == ([] if before is None else ["mnist.npz"])
    assert before is None or path.read_bytes() == before
    assert work.snapshot() is progress  # what came late changed nothing


def test_a_closed_port_is_no_internet(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.socket() as closed:  # bound, but nobody listens
        closed.bind(("127.0.0.1", 0))
        remote = Remote(f"http://127.0.0.1:{closed.getsockname()[1]}/mnist.npz", MNIST.sha256, MNIST.size)
        progress = Download(remote, patience=SOON).wait(LATER)
    assert progress.message == "No internet connection: 127.0.0.1 could not be reached. Nothing was changed."


def test_a_name_server_that_never_answers_is_not_waited_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, answer = threading.Event(), threading.Event()

    def silent(*_: Any, **__: Any) -> Any:
        asked.set()
        answer.wait(LATER)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    work = Download(Remote("http://mnist.invalid/mnist.npz", MNIST.sha256, MNIST.size), patience=SOON)
    progress = work.wait(LATER)
    assert asked.is_set()
    assert not answer.is_set()
    assert progress.message == "No internet connection: mnist.invalid could not be reached. Nothing was changed."
    answer.set()
    assert work.settle(LATER)


def test_the_real_patience_keeps_the_promise_of_ten_seconds() -> None:
    assert download.PATIENCE <= 8  # the page looks every 0.3 s, and draws


def test_a_line_that_only_drips_ends_some_day(web: Web, path: Path) -> None:
    progress = Download(web.remote("drips"), longest=0.5).wait(LATER)
    assert progress.message.startswith("The download took too long: 0.0 of 0.4 MB.")


def test_a_cache_that_cannot_be_written_is_named(web: Web, keras_home: Path) -> None:
    keras_home.write_text("a file where a folder should be")
    progress = Download(web.remote("whole")).wait(LATER)
    assert progress.state == "failed"
    assert progress.message.startswith(f"{keras_home / 'datasets' / 'mnist.npz'} could not be written: ")


# -- cancel, and one at a time -----------------------------------------------------------------------------------------


def test_cancel_is_obeyed_at_once_and_leaves_nothing(web: Web, path: Path) -> None:
    work = Download(web.remote("half-then-silence"))
    wait_for_half(work)
    work.cancel()
    progress = work.snapshot()
    assert (progress.state, progress.message) == ("cancelled", "The download was cancelled. Nothing was changed.")
    web.go_on.set()
    assert work.settle(LATER)
    assert files(path) == []
    assert work.snapshot() is progress


def test_cancel_after_the_last_byte_comes_too_late(web: Web, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = threading.Event()
    work: list[Download] = []
    check = pooch.core.hash_matches

    def cancel_then_check(*arguments: Any, **named: Any) -> bool:
        assert started.wait(LATER)
        assert work[0].snapshot().state == "checking"
        work[0].cancel()
        return bool(check(*arguments, **named))

    monkeypatch.setattr(pooch.core, "hash_matches", cancel_then_check)
    work.append(Download(web.remote("whole")))
    started.set()
    assert work[0].wait(LATER).state == "done"
    work[0].cancel()
    assert work[0].snapshot().state == "done"
    assert path.read_bytes() == FILE


def test_there_is_never_more_than_one(web: Web, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "_latest", None)
    assert download.latest() is None
    first = download.start(web.remote("half-then-silence"))
    assert download.start(web.remote("whole")) is first
    assert download.latest() is first
    first.cancel()
    second = download.start(web.remote("whole"))
    assert second is not first
    assert second.wait(LATER).state == "done"
    assert download.latest() is second
    web.go_on.set()
    assert first.settle(LATER)


# -- from the shell ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fault", "code"), [("whole", 0), ("missing", 1)])
def test_the_command_downloads(
    web: Web, path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fault: str, code: int
) -> None:
    monkeypatch.setattr(download, "start", partial(Download, web.remote(fault)))
    assert command.main(["download"]) == code
    out, err = capsys.readouterr()
    assert out.startswith(f"{web.remote(fault).url}\n-> {path}\n")
    assert (f"All digits are in {path}." in out) == (code == 0)
    assert ("answered 404" in err) == (code == 1)
    assert path.exists() == (code == 0)


def test_the_command_shows_progress_on_a_terminal(
    web: Web, path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr(download, "start", partial(Download, web.remote("half-then-silence"), patience=1))
    assert command.main(["download"]) == 1
    assert "  0.2 of 0.4 MB" in capsys.readouterr().out


def test_ctrl_c_cancels_and_leaves_nothing(
    web: Web, path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(work: Download) -> None:
        wait_for_half(work)
        threading.Thread(target=web.go_on.set).start()
        raise KeyboardInterrupt

    monkeypatch.setattr(download, "start", partial(Download, web.remote("half-then-silence")))
    monkeypatch.setattr(command, "_print_progress", interrupt)
    assert command.main(["download"]) == 130
    assert "The download was cancelled." in capsys.readouterr().err
    assert files(path) == []


def test_the_command_tells_which_digits_are_in_use(
    keras_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([]) == 0
    assert capsys.readouterr().out.endswith("mnist-sample.npz\n(bundled with the lab)\n")
    save_npz(keras_home / "datasets" / "mnist.npz")
    monkeypatch.setenv("MNIST_LAB_DATA", "nowhere")
    assert command.main(["show"]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("20 digits to train, 10 to test: ")
    assert out.endswith("(in Keras's cache)\n")
    assert err == "MNIST_LAB_DATA names nowhere, which cannot be used: there is no such file or folder.\n"

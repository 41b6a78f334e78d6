"""Train it live in Chromium: steer a run, leave it, reload it, lose its worker; zoom kept, page still."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import open_page, settle
from tests.serving import Server

LONG = "training?training-hidden=512,+256&training-batch=4&training-epochs=100"
MINUTE = 60_000
CURVES = ".st-key-live-curves .lab-plot"


def press(page: Page, name: str) -> None:
    page.locator(f".st-key-press-training-{name} button").first.click()


def progress(page: Page, words: str) -> None:
    """Wait until the line at the progress bar says so."""
    expect(page.locator('[data-testid="stProgress"]').first).to_contain_text(re.compile(words), timeout=MINUTE)


STEPS = f"(document.querySelector('{CURVES}')?._fullData ?? []).flatMap(trace => Array.from(trace.x ?? []))"
"""All batch numbers that are drawn."""


def batches(page: Page) -> int:
    """Return the last batch that is drawn."""
    return int(page.evaluate(f"Math.max(0, ...{STEPS})"))


def grown(page: Page, beyond: int) -> None:
    """Wait until the curves go beyond a batch."""
    page.wait_for_function(f"Math.max(0, ...{STEPS}) > {beyond}", timeout=MINUTE)


def begin(page: Page, server: Server, path: str = LONG) -> Page:
    """Open the page without the notebook's curve, which is not this run's, and start."""
    open_page(page, server, path + ("&" if "?" in path else "?") + "training-notebook=false")
    press(page, "play")
    progress(page, "Training: epoch")
    grown(page, 5)
    return page


@pytest.fixture
def training(page: Page, server: Server) -> Any:
    """A page whose run is under way; it is stopped when the test is over."""
    yield begin(page, server)
    if page.url.startswith(server.url):
        stop = page.locator(".st-key-press-training-stop button")
        if stop.count() and stop.is_enabled():
            stop.click()
            progress(page, "Stopped")


def test_train_pause_step_resume_stop(training: Page) -> None:
    press(training, "play")
    progress(training, "Paused")
    settle(training)
    at = batches(training)
    press(training, "step")
    grown(training, at)
    settle(training)
    assert batches(training) == at + 1
    press(training, "play")
    progress(training, "Training")
    grown(training, at + 20)
    press(training, "stop")
    progress(training, "Stopped")
    expect(training.locator(".st-key-reading")).to_contain_text("held-out digits are right")


@pytest.mark.slow
def test_one_button_becomes_the_other_without_both_being_seen(training: Page) -> None:
    training.evaluate("""() => {
        window.most = 0; window.ever = new Set()
        const look = () => {
            const there = [...document.querySelectorAll('.st-key-press-training-play button')]
            const seen = there.filter(button => button.getClientRects().length)
            window.most = Math.max(window.most, seen.length)
            seen.forEach(button => window.ever.add(button.innerText.match(/Pause|Resume/)?.[0]))
            requestAnimationFrame(look)
        }
        look()
    }""")
    for words in ("Paused", "Training", "Paused"):
        press(training, "play")
        progress(training, words)
        settle(training)
    assert training.evaluate("[...window.ever].sort()") == ["Pause", "Resume"]
    assert training.evaluate("window.most") == 1


@pytest.mark.slow
def test_by_keyboard(training: Page) -> None:
    training.locator("h1").click()
    training.keyboard.press("Space")
    progress(training, "Paused")
    settle(training)
    at = batches(training)
    training.keyboard.press("ArrowRight")
    grown(training, at)
    settle(training)
    assert batches(training) == at + 1
    training.keyboard.press("Space")
    progress(training, "Training")


@pytest.mark.slow
def test_keys_do_nothing_while_one_types(training: Page) -> None:
    training.locator(".st-key-training-hidden input").click()
    training.keyboard.type("n n")
    training.wait_for_timeout(300)  # nothing happens, and nothing can be awaited
    progress(training, "Training")


@pytest.mark.slow
def test_zoom_is_kept_and_the_figure_stays_itself(training: Page) -> None:
    training.evaluate(f"document.querySelector('{CURVES}').mine = true")
    box = training.locator(f"{CURVES} .xy .drag.nsewdrag, {CURVES} .nsewdrag").first.bounding_box()
    assert box is not None
    x, y = box["x"], box["y"] + box["height"] / 2
    training.mouse.move(x + 0.2 * box["width"], y)
    training.mouse.down()
    training.mouse.move(x + 0.6 * box["width"], y, steps=4)
    training.mouse.up()
    zoomed = training.evaluate(f"document.querySelector('{CURVES}')._fullLayout.xaxis.range")
    grown(training, batches(training) + 200)
    assert training.evaluate(f"document.querySelector('{CURVES}')._fullLayout.xaxis.range") == pytest.approx(zoomed)
    assert training.evaluate(f"document.querySelector('{CURVES}').mine")


@pytest.mark.slow
def test_the_page_does_not_jump_and_nothing_is_drawn_anew(training: Page) -> None:
    training.wait_for_selector(".st-key-live-answer .lab-plot svg")
    settle(training)
    watch = """() => {
      window.seen = { tops: new Set(), blank: 0, frames: 0 }
      const look = () => {
        const { top } = document.querySelector('.st-key-slow-motion').getBoundingClientRect()
        window.seen.tops.add(Math.round(top)); window.seen.frames += 1
        if (!document.querySelector('.st-key-live-curves .lab-plot svg .trace')) window.seen.blank += 1
        requestAnimationFrame(look)
      }
      document.querySelector('[data-testid="stMain"]').scrollTo(0, 300)
      setTimeout(look, 300)
    }"""
    training.evaluate(watch)
    training.wait_for_timeout(500)
    at = batches(training)
    grown(training, at + 300)
    training.wait_for_function("window.seen.frames > 10")
    seen = training.evaluate("({ tops: [...window.seen.tops], blank: window.seen.blank })")
    assert seen["blank"] == 0
    assert len(seen["tops"]) == 1, seen


@pytest.mark.slow
def test_leave_and_return(training: Page) -> None:
    at = batches(training)
    menu = training.locator(".st-key-menu")
    menu.get_by_role("link", name="Draw a digit").click()
    expect(training.locator("h1")).to_have_text("Draw a digit")
    menu.get_by_role("link", name="Train it live").click()
    training.wait_for_selector(CURVES)
    grown(training, at)
    progress(training, "Training")


@pytest.mark.slow
def test_reload_finds_the_run_going(training: Page) -> None:
    at = batches(training)
    training.reload()
    training.wait_for_selector(CURVES)
    progress(training, "Training")
    grown(training, at)


@pytest.mark.slow
def test_a_second_visitor_does_not_see_it(training: Page, visitor: Callable[..., Page], server: Server) -> None:
    other = open_page(visitor(), server, "training")
    expect(other.locator(".st-key-press-training-play")).to_contain_text("Start")
    assert other.get_by_text("Your runs").count() == 0
    assert "run=" in training.url and "run=" not in other.url


@pytest.mark.slow
def test_a_step_too_far_diverges_and_says_so(page: Page, server: Server) -> None:
    open_page(page, server, "training")
    page.get_by_role("button", name="A step too far").click()
    settle(page)
    press(page, "play")
    progress(page, "Diverged")
    expect(page.locator(".st-key-reading")).to_contain_text("Try a learning rate of")


def test_draw_with_the_network_of_a_run(page: Page, server: Server) -> None:
    open_page(page, server, "training?training-epochs=2&training-hidden=64")
    press(page, "play")
    progress(page, "Finished")
    page.locator(".st-key-live-draw a").click()
    expect(page.locator("h1")).to_have_text("Draw a digit", timeout=MINUTE)
    expect(page.get_by_role("combobox", name="Network")).to_have_value("Run 1", timeout=MINUTE)


@pytest.mark.slow
def test_on_a_phone_the_picture_comes_first(visitor: Callable[..., Page], server: Server) -> None:
    phone = open_page(visitor(width=390, height=844, has_touch=True), server, "training")
    curves = phone.locator(CURVES).bounding_box()
    settings = phone.locator(".st-key-training-engine").bounding_box()
    assert curves is not None and settings is not None
    assert curves["y"] + curves["height"] < 844 and settings["y"] > curves["y"]
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.slow
def test_a_projector_shows_controls_progress_and_curves_at_once(training: Page) -> None:
    for selector in (".st-key-training-engine", ".st-key-training-epochs", '[data-testid="stProgress"]', CURVES):
        box = training.locator(selector).first.bounding_box()
        assert box is not None and box["y"] >= 0 and box["y"] + box["height"] <= 720, selector


def worker_pids(server: Server) -> list[int]:
    """Return the processes of workers that this server started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            command = (folder / "cmdline").read_text()
        except (OSError, ValueError):
            continue  # it has ended meanwhile
        if parent == server.process.pid and "mnist_lab.runs.worker" in command:
            found.append(int(folder.name))
    return found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the worker's process in /proc")
def test_a_worker_killed_in_the_middle_is_told_and_the_run_goes_on(page: Page, fresh_server: Server) -> None:
    import os
    import signal

    begin(page, fresh_server)
    at = batches(page)
    (pid,) = worker_pids(fresh_server)
    os.kill(pid, signal.SIGKILL)
    expect(page.locator(".st-key-reading")).to_contain_text("The worker was lost at batch", timeout=2 * MINUTE)
    progress(page, "Training")
    grown(page, at + 50)
    page.goto("about:blank")  # its own server goes away before the page does

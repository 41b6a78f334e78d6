"""What it costs a run to be watched: `python -m tests.benchmarks.watching [--rounds 5] [--seconds 6]`.

One run in the real server; windows of watching, as the page does it by WebSocket, alternate with windows in which the
only visitor has gone. With --browser also: how long pause and stop take in Chromium from the click to the page that
says so (medians of ten). The last line is read by tools:

    watched/unwatched 0.97
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests import serving
from tests.benchmarks.clients import Client, tick, visiting
from tests.browser.conftest import launched, open_page
from tests.conftest import mnist_file
from tests.serving import Server

LONG = "training-epochs=100"
OBEYED = """words => new Promise(done => {
  const bar = document.querySelector('[data-testid="stProgress"]').parentElement.parentElement
  const look = () => bar.innerText.includes(words) && done(performance.now() - window.pressed)
  new MutationObserver(look).observe(bar, { subtree: true, childList: true, characterData: true })
  look()
})"""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.watching", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--browser", action="store_true")
    asked = parser.parse_args(arguments)
    data = mnist_file()
    env = {"MNIST_LAB_DATA": str(data)} if data else {}
    print("60,000 training digits" if data else "the sample's 4,000 training digits: set MNIST_LAB_DATA for all")
    with tempfile.TemporaryDirectory() as folder, serving.running(Path(folder), env=env) as server:
        if asked.browser:
            obeyed(server)
        asyncio.run(compare(server, asked.rounds, asked.seconds))


async def compare(server: Server, rounds: int, seconds: float) -> None:
    """Print the speeds of watched and unwatched windows, and their ratio."""
    query = await started(server)
    watched, alone, answers, sent = [], [], [], 0
    for _ in range(rounds):
        async with visiting(server, "training", query) as client:
            begin = mark(client)
            answers += await tick(client, seconds)
            end = mark(client)
            sent += client.received
        await asyncio.sleep(seconds)
        async with visiting(server, "training", query) as client:
            back = mark(client)
        watched.append(speed(begin, end))
        alone.append(speed(end, back))
    each = sent / max(1, len(answers)) / 1e3
    print(f"{len(answers)} answers, median {1e3 * statistics.median(answers):.0f} ms, {each:.1f} kB each")
    print(f"batches a second: watched {words(watched)}, unwatched {words(alone)}")
    async with visiting(server, "training", query) as client:
        await client.press("training-stop")
    print(f"watched/unwatched {statistics.median(watched) / statistics.median(alone):.2f}")


async def started(server: Server) -> str:
    """Start a long run; return the URL parameters under which it is found again, once it is at full speed."""
    async with visiting(server, "training", LONG) as client:
        await client.press("training-play")
        await client.ask()
        while client.step < 200:
            await tick(client, 1)
        return client.query


def mark(client: Client) -> tuple[float, int]:
    """Return when the client last saw the run, and at which batch it was."""
    return client.seen, client.step


def speed(begin: tuple[float, int], end: tuple[float, int]) -> float:
    """Batches a second between two marks."""
    return (end[1] - begin[1]) / (end[0] - begin[0])


def words(speeds: list[float]) -> str:
    return f"{statistics.median(speeds):.0f} ({min(speeds):.0f} to {max(speeds):.0f})"


def obeyed(server: Server, times: int = 10) -> None:
    """Print how long pause and stop take, from the click to the page that says so."""
    with sync_playwright() as playwright:
        browser = launched(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.set_default_timeout(120_000)
        open_page(page, server, f"training?{LONG}")
        page.evaluate("document.addEventListener('pointerdown', () => { window.pressed = performance.now() }, true)")
        paused, stopped = [], []
        for _ in range(times):
            click(page, "play", "Training")
            time.sleep(0.5)  # in the midst of it, wherever that is
            paused.append(click(page, "play", "Paused"))
            click(page, "play", "Training")
            stopped.append(click(page, "stop", "Stopped"))
            page.locator('[class*="st-key-remove-"] button').first.click()  # the shelf holds six
            page.wait_for_function("!document.querySelector('[class*=\"st-key-remove-\"]')")
        browser.close()
    print(f"pause obeyed after {statistics.median(paused):.0f} ms, stop after {statistics.median(stopped):.0f} ms")


def click(page: Page, name: str, words: str) -> float:
    """Press a button; return the milliseconds until the progress line says `words`."""
    page.locator(f".st-key-press-training-{name} button").first.click()
    return float(page.evaluate(OBEYED, words))


if __name__ == "__main__":
    main()

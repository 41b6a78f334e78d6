"""A class at once: `python -m tests.benchmarks.visitors [--visitors 30] [--seconds 20]`, all on this machine.

Half of them draw a digit every two seconds, half watch one of four runs that train. Each speaks the WebSocket of a
page. At most 60 visitors and 120 seconds. The last line is read by tools:

    visitors 30 median 0.05 s 95 % 0.21 s lost 0
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests import serving
from tests.benchmarks.clients import Client, tick, visiting
from tests.drawings import DIGITS
from tests.serving import Server

RUNS = 4
STROKE_SECONDS = 2.0
LONG = "training-epochs=100&training-batch=4"
STRIP = 44


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.visitors", description=__doc__)
    parser.add_argument("--visitors", type=int, choices=range(2, 61), default=30, metavar="2..60")
    parser.add_argument("--seconds", type=float, default=20.0)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, serving.running(Path(folder)) as server:
        asyncio.run(lesson(server, asked.visitors, min(asked.seconds, 120.0)))


async def lesson(server: Server, visitors: int, seconds: float) -> None:
    """Let them all come, and print how they were served."""
    queries = [await begun(server) for _ in range(RUNS)]
    before = megabytes(server)
    watchers = [watch(server, queries[number % RUNS], seconds) for number in range(visitors // 2)]
    drawers = [draw(server, number, seconds) for number in range(visitors - visitors // 2)]
    results = await asyncio.gather(*watchers, *drawers, return_exceptions=True)
    broken = [result for result in results if isinstance(result, BaseException)]
    answers = sorted(answer for result in results if isinstance(result, list) for answer in result)
    for trouble in broken:
        print(f"lost: {trouble!r}")
    each = (megabytes(server) - before) / visitors
    print(f"{len(answers)} answers in {seconds:.0f} s, the slowest {answers[-1]:.2f} s; {each:.1f} MB a visitor")
    high = answers[int(0.95 * len(answers))]
    print(f"visitors {visitors} median {statistics.median(answers):.2f} s 95 % {high:.2f} s lost {len(broken)}")


async def begun(server: Server) -> str:
    """Start a run and return the URL parameters under which it is found."""
    async with visiting(server, "training", LONG) as client:
        await client.press("training-play")
        await client.ask()
        while client.step < 1:
            await tick(client, 1)
        return client.query


async def watch(server: Server, query: str, seconds: float) -> list[float]:
    """Watch a run."""
    await asyncio.sleep(random.uniform(0, 1))
    async with visiting(server, "training", query) as client:
        answers = await tick(client, seconds)
        return checked(client, answers)


async def draw(server: Server, number: int, seconds: float) -> list[float]:
    """Draw digit after digit, one stroke at a time."""
    await asyncio.sleep(random.uniform(0, STROKE_SECONDS))
    answers = []
    async with visiting(server, "draw") as client:
        canvas = client.widget("canvas")
        for turn in range(int(seconds / STROKE_SECONDS)):
            state = json.dumps({"drawing": {"raw": drawing((number + turn) % 10), "data": None}})
            answers.append(await client.ask(state=WidgetState(id=canvas, json_value=state)))
            await asyncio.sleep(STROKE_SECONDS)
        return checked(client, answers)


def drawing(digit: int) -> dict[str, object]:
    """Return what the canvas tells of a drawn digit."""
    paths = [[["M" if not at else "L", x, y + STRIP] for at, (x, y) in enumerate(stroke)] for stroke in DIGITS[digit]]
    return {"objects": [{"type": "path", "path": path, "strokeWidth": 16} for path in paths], "background": ""}


def checked(client: Client, answers: list[float]) -> list[float]:
    """Return the answers, or raise what the page complained about."""
    if client.errors:
        raise RuntimeError(client.errors[0])
    return answers


def megabytes(server: Server) -> float:
    """Memory that the web server has in use, in MB."""
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1e3


if __name__ == "__main__":
    main()

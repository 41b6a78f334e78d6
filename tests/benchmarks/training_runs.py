"""Training through a Dask worker against training in process, and four runs at once against one."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

from mnist_lab.runs.pool import AT_WORK, Pool
from mnist_lab.runs.run import Run
from tests.benchmarks.training import LONG, full_digits, medians, our_epoch

SECONDS = 6.0
"""How long the speed of some runs is watched in each round."""


@contextmanager
def warm_pool() -> Iterator[Pool]:
    """Yield a pool whose worker is warm."""
    digits = full_digits()
    pool = Pool(lambda: digits)
    try:
        if not pool.wait_until_ready(300):
            raise SystemExit(pool.message)
        yield pool
    finally:
        pool.close()


def first_point(pool: Pool) -> float:
    """Return the seconds from the start of a run to its first point."""
    began = time.perf_counter()
    run = pool.start(LONG)
    run.wait(lambda seen: seen.step > 0, 60)
    seconds = time.perf_counter() - began
    run.stop()
    return seconds


def obeyed(run: Run) -> float:
    """Return the seconds from a pause to a run that is paused."""
    run.resume()
    at = run.snapshot().step
    run.wait(lambda seen: seen.step > at + 40, 60)
    began = time.perf_counter()
    run.pause()
    return time.perf_counter() - began


def through_a_worker(rounds: int) -> None:
    """Compare an epoch through a worker with one in this process; they take turns."""
    with warm_pool() as pool:
        run = pool.start(LONG)
        run.pause()

        def epoch() -> float:
            """Train an epoch and a little, and return the seconds of the epoch, from its first point to its last."""
            at = run.snapshot().step
            run.resume()
            first, began = run.wait(lambda seen: seen.step > at, 60).step, time.perf_counter()
            last = run.wait(lambda seen: seen.step >= first + run.progress.batches_per_epoch, 600).step
            seconds = time.perf_counter() - began
            run.pause()
            return seconds * run.progress.batches_per_epoch / (last - first)

        in_process = our_epoch(run.digits)  # type: ignore[arg-type]
        taken = medians(rounds, {"in process": in_process, "worker": epoch})
        pauses = [obeyed(run) for _ in range(20)]
        run.stop()
        starts = [first_point(pool) for _ in range(5)]
    print(f"pause obeyed: median {statistics.median(pauses):.3f} s, slowest {max(pauses):.3f} s")
    print(f"start to first point: median {statistics.median(starts):.2f} s, slowest {max(starts):.2f} s")
    print(f"worker/in process {taken['worker'] / taken['in process']:.2f}")


def batches_per_second(runs: list[Run]) -> float:
    """Return what these runs train together, while the others rest."""
    for run in runs:
        run.resume()
    for run in runs:
        at = run.snapshot().step
        run.wait(lambda seen, at=at: seen.step > at, 60)  # type: ignore[misc]
    before, began = sum(run.snapshot().step for run in runs), time.perf_counter()
    runs[0].wait(lambda seen: time.perf_counter() - began > SECONDS, 2 * SECONDS)
    trained, seconds = sum(run.snapshot().step for run in runs) - before, time.perf_counter() - began
    for run in runs:
        run.pause()
    return trained / seconds


def four_at_once(rounds: int) -> None:
    """Compare the speed of four runs at once with that of one alone, and see that a fifth waits."""
    with warm_pool() as pool:
        runs = [pool.start(LONG) for _ in range(AT_WORK)]
        for run in runs:
            run.wait(lambda seen: seen.step > 0, 60)
        fifth = pool.start(LONG)
        waiting = fifth.wait(lambda seen: seen.state == "waiting", 60)
        print(f"fifth: {waiting.state}, {waiting.message}")
        fifth.stop()
        for run in runs:
            run.pause()
        one, four = [], []
        for _ in range(rounds):
            one.append(batches_per_second(runs[:1]))
            four.append(batches_per_second(runs))
            print(f"one {one[-1]:.0f} batches/s  four {four[-1]:.0f} batches/s", flush=True)
        steps = [run.snapshot().step for run in runs]
    print(f"batches of the four: {steps}")
    print(f"four/one {statistics.median(four) / statistics.median(one):.2f}")

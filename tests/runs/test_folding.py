"""A network of the plane trained in a real worker: its moments, its end, stopped, lost, and no worker at all."""

import os
import signal
from types import SimpleNamespace

import pytest

from mnist_lab.network.folding import MOST_STEPS, Uncrumpling
from mnist_lab.runs import folding
from mnist_lab.runs.folding import EVERY, UncrumplingRun
from mnist_lab.runs.pool import Pool


def test_it_trains_until_the_classes_are_apart(pool: Pool) -> None:
    run = UncrumplingRun(Uncrumpling("corners", "relu"), pool)
    assert run.wait(60) and run.message == ""
    assert [moment.step for moment in run.moments] == [EVERY * place for place in range(len(run.moments))]
    assert run.moments[-1].apart and not run.moments[0].apart
    assert run.moments[-1].step < MOST_STEPS


def test_without_activation_it_ends_after_its_steps(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "MOST_STEPS", 40)
    run = UncrumplingRun(Uncrumpling("circles", "none"), pool)
    assert run.wait(60)
    assert run.moments[-1].step == 40 and run.moments[-1].accuracy < 0.7


def test_it_is_stopped_and_keeps_what_it_has(pool: Pool) -> None:
    run = UncrumplingRun(Uncrumpling("circles", "none"), pool)
    while not run.moments and not run.over:
        run.wait(0.02)
    run.stop()
    assert run.wait(10) and run.moments and run.moments[-1].step < MOST_STEPS


def test_a_worker_that_fails_is_told(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "uncrumpled", _broken)
    run = UncrumplingRun(Uncrumpling(), pool)
    assert run.wait(60)
    assert run.message.startswith("The worker could not train: ") and not run.moments


def _broken(*_: object) -> None:
    raise ValueError("no paper")


def test_no_worker_is_waited_for_and_told() -> None:
    pool = SimpleNamespace(wait_until_ready=lambda seconds: False, message="The worker process was lost.")
    run = UncrumplingRun(Uncrumpling(), pool)  # type: ignore[arg-type]
    assert run.wait(10) and "The worker process was lost." in run.message


@pytest.mark.slow
def test_a_lost_worker_costs_one_question_more(pool: Pool) -> None:
    run = UncrumplingRun(Uncrumpling("circles"), pool)
    while len(run.moments) < 3 and not run.over:
        run.wait(0.02)
    os.kill(pool.workers.process.pid, signal.SIGKILL)  # type: ignore[union-attr]
    assert run.wait(180) and run.message == ""
    assert run.moments[-1].apart
    assert [moment.step for moment in run.moments] == [EVERY * place for place in range(len(run.moments))]

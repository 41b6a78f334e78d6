"""Many runs at once are the single runs; the map against the closed limit; the race and the best rates."""

from typing import Any

import numpy as np
import pytest

from mnist_lab.maths.crowds import DIVERGED, ON_THE_WAY, STUCK, run_many
from mnist_lab.maths.descent import descend
from mnist_lab.maths.descent_race import (
    MOMENTA,
    best_rates,
    nearest,
    race,
    rate_map,
    rates_of,
)
from mnist_lab.maths.descent_words import kind
from mnist_lab.maths.losses import LOSSES, loss
from mnist_lab.maths.optimisers import OPTIMISERS

VALLEY, START = LOSSES["narrow valley"], (-2.5, 1.5)


@pytest.mark.parametrize("name", OPTIMISERS)
@pytest.mark.parametrize("title", ["narrow valley", "saddle", "plateau", "one weight: flat spot", "one weight: bowl"])
def test_each_of_many_is_the_run_by_itself(title: str, name: str) -> None:
    there, optimiser = loss(LOSSES[title]), OPTIMISERS[name]
    random = np.random.default_rng(1)
    rate, momentum = random.uniform(0.05, 2.5, 8), random.uniform(0, 0.95, 8)
    start = (2.5, 1.5)[: len(there.names)]
    many = run_many(there, optimiser, np.tile(start, (8, 1)), rate=rate, momentum=momentum)
    for count, end, one, memory in zip(many.counts, many.ends, rate, momentum, strict=True):
        run = descend(LOSSES[title], start, optimiser=name, rate=float(one), momentum=float(memory), steps=500)
        said = {"converged": run.steps, "diverged": DIVERGED, "on the way": ON_THE_WAY}[run.ended]
        level = run.ended == "converged" and kind(run) in ("saddle", "stands still")
        assert count == (STUCK if level else said)
        if run.ended == "converged":  # what swings for ever swings apart: arrays round otherwise than numbers
            np.testing.assert_allclose(end, run.path[-1], atol=1e-6)


def test_no_run_at_all() -> None:
    there, none = loss(VALLEY), np.empty(0)
    many = run_many(there, OPTIMISERS["sgd"], np.empty((0, 2)), rate=none, momentum=none)
    assert many.counts.shape == (0,) and many.ends.shape == (0, 2)


@pytest.mark.parametrize("name", ["momentum", "nesterov"])
def test_on_a_valley_the_map_diverges_beyond_the_limit(name: str) -> None:
    found = rate_map(VALLEY, START, optimiser=name)
    assert found.curvature == pytest.approx(2, rel=1e-6)
    border = found.border
    for row in range(0, 60, 7):
        beyond = found.rates > 1.06 * border[row]
        within = found.rates < 0.94 * border[row]
        assert (found.counts[row][beyond] == DIVERGED).all()
        assert (found.counts[row][within] != DIVERGED).all()


def test_the_map_says_its_best_and_its_code_gives_it() -> None:
    found = rate_map(VALLEY, START)
    assert found.best is not None
    rate, momentum, steps = found.best
    assert f"Fastest: {steps} steps, at rate {rate:.4g}" in found.sentence
    assert descend(VALLEY, START, optimiser="momentum", rate=rate, momentum=momentum, steps=500).steps == steps
    assert found.cell(rate, momentum) == steps
    names: dict[str, Any] = {}
    exec(compile(found.code, "page", "exec"), names)
    np.testing.assert_array_equal(names["counts"], found.counts)
    none = rate_map(LOSSES["saddle"], (1.5, 0.5))
    assert none.best is None and "No rate and no momentum" in none.sentence and np.isnan(none.border).all()


def test_a_flat_spot_above_the_bottom_is_no_success() -> None:
    found = rate_map(LOSSES["one weight: flat spot"], (2.5,))
    assert found.best is not None
    rate, momentum, _ = found.best
    run = descend(found.loss.text, (2.5,), optimiser="momentum", rate=rate, momentum=momentum, steps=500)
    assert run.path[-1] == pytest.approx(-2, abs=0.01)  # w**4 / 32 + w**3 / 12 is lowest at -2, and level at 0
    assert found.curvature == pytest.approx(0.5, abs=0.01)


def test_a_saddle_met_head_on_is_no_success() -> None:
    counts = rate_map(LOSSES["saddle"], (1.5, 0.0)).counts
    assert (counts == STUCK).any() and not (counts >= 0).any()


@pytest.mark.parametrize("name", LOSSES)
def test_the_rates_suit_the_loss(name: str) -> None:
    rates = rates_of(loss(LOSSES[name]), OPTIMISERS["momentum"])
    assert len(rates) == 60 and (np.diff(rates) > 0).all() and rates[0] > 0
    assert nearest(rates, float(rates[17])) == 17 and nearest(MOMENTA, 0.9) == 54


@pytest.mark.parametrize("name", OPTIMISERS)
def test_the_best_rate_is_the_fastest_of_all(name: str) -> None:
    rate = best_rates(VALLEY, START, momentum=0.5)[name]
    ours = descend(VALLEY, START, optimiser=name, rate=rate, momentum=0.5, steps=500)
    assert ours.ended == "converged"
    for other in rates_of(loss(VALLEY), OPTIMISERS[name])[::6]:
        run = descend(VALLEY, START, optimiser=name, rate=float(other), momentum=0.5, steps=500)
        assert run.ended != "converged" or run.steps >= ours.steps


def test_where_none_converges_the_lowest_is_the_best() -> None:
    rate = best_rates(LOSSES["Rosenbrock"], (-1.5, 2.5), momentum=0.0)["sgd"]
    run = descend(LOSSES["Rosenbrock"], (-1.5, 2.5), rate=rate, steps=500)
    assert run.ended == "on the way" and run.losses[-1] < 0.2 * run.losses[0]


def test_the_race_is_told_in_order_and_its_code_runs_it(capsys: pytest.CaptureFixture[str]) -> None:
    found = race(VALLEY, START, dict.fromkeys(OPTIMISERS, 0.3), momentum=0.5)
    steps = [run.steps for run in found.order if run.ended == "converged"]
    assert steps == sorted(steps) and len(steps) >= 3
    assert found.sentence.startswith(f"There: {found.order[0].optimiser.title} after {steps[0]} steps")
    exec(compile(found.code, "page", "exec"), {})
    told = [line.rsplit(" ", 2) for line in capsys.readouterr().out.splitlines()]
    assert [(int(line[1]), float(line[2])) for line in told] == [
        (run.steps, float(run.losses[-1])) for run in found.runs
    ]
    nobody = race(LOSSES["Rosenbrock"], START, dict.fromkeys(OPTIMISERS, 1e-4), momentum=0.9)
    assert nobody.sentence.startswith("Nobody has arrived")

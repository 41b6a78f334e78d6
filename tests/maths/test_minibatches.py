"""The noise of a batch's gradient by hand and against every batch there is; fits against least squares."""

import itertools

import numpy as np
import pytest

from mnist_lab.maths import minibatches
from mnist_lab.maths.minibatches import (
    EXAMPLES,
    MEASURED,
    SIZES,
    Fit,
    Problem,
    cost_sentence,
    fit,
    noise,
    size_name,
    with_products,
)


def problem(name: str, seed: int = 0) -> Problem:
    random = np.random.default_rng(seed)
    x = random.standard_normal(EXAMPLES)
    y = 0.7 * x + 0.3 * random.standard_normal(EXAMPLES)
    return Problem(name, x, y if name == "line" else (y > 0.2).astype(float))


def test_the_formula_is_exact_for_all_batches_of_two_of_five() -> None:
    g = np.random.default_rng(0).standard_normal((5, 3))
    whole = g.mean(axis=0)
    pairs = [g[list(pair)].mean(axis=0) for pair in itertools.combinations(range(5), 2)]
    mean = np.mean([np.sum((pair - whole) ** 2) for pair in pairs])
    scatter = np.mean(np.sum((g - whole) ** 2, axis=1))
    assert mean == pytest.approx(scatter / 2 * (5 - 2) / (5 - 1))


@pytest.mark.parametrize("name", ["line", "logistic"])
def test_what_is_measured_is_what_the_formula_says(name: str) -> None:
    g = problem(name).gradients(np.array([-1.0, 1.0]))
    found = noise(g)
    assert found.measured[-1] < 1e-6 and found.expected[-1] == 0  # all of them: no noise
    np.testing.assert_allclose(found.measured[:-1], found.expected[:-1], rtol=0.25)
    assert found.cosine[-1] == pytest.approx(1) and (np.diff(found.cosine) > -0.02).all()
    assert "times the true gradient's length" in found.sentence


def test_the_noise_is_that_of_gradients_really_drawn() -> None:
    g = problem("line").gradients(np.array([-1.0, 1.0]))
    whole, random, size = g.mean(axis=0), np.random.default_rng(5), 16
    drawn = [g[random.permutation(EXAMPLES)[:size]].mean(axis=0) - whole for _ in range(2000)]
    ours = noise(g).expected[MEASURED.index(size)]
    assert np.sqrt(np.mean(np.sum(np.square(drawn), axis=1))) / np.hypot(*whole) == pytest.approx(ours, rel=0.05)


def test_only_the_products_of_the_gradients_count() -> None:
    g = np.random.default_rng(2).standard_normal((EXAMPLES, 3)) + 0.5
    np.testing.assert_allclose((shorter := with_products(g @ g.T)) @ shorter.T, g @ g.T, atol=1e-9)
    np.testing.assert_allclose(noise(shorter).measured, noise(g).measured, atol=1e-9)
    np.testing.assert_allclose(noise(shorter).cosine, noise(g).cosine, atol=1e-9)


@pytest.mark.parametrize("name", ["line", "logistic"])
def test_gradients_against_central_differences(name: str) -> None:
    there, W, h = problem(name), np.array([0.3, -0.4]), 1e-6
    central = [(there.loss(W + step) - there.loss(W - step)) / (2 * h) for step in np.eye(2) * h]
    np.testing.assert_allclose(there.gradients(W).mean(axis=0), central, rtol=1e-6)
    assert there.loss(np.zeros((3, 4, 2))).shape == (3, 4)


def test_all_at_once_finds_the_line_of_least_squares() -> None:
    there = problem("line")
    found = fit(there, (-2.0, 2.0), EXAMPLES, rate=0.3, epochs=60)
    slope, bias = np.polyfit(there.x, there.y, 1)
    np.testing.assert_allclose(found.path[-1], [slope, bias], atol=1e-6)
    assert (found.updates, len(found.path), found.seen[-1]) == (1, 61, 60 * EXAMPLES)


def test_small_batches_walk_far_and_arrive_early() -> None:
    fits = [fit(problem("line"), (-2.0, 2.0), size, rate=0.05, epochs=1) for size in SIZES]
    assert [one.updates for one in fits] == [512, 32, 4, 1]
    assert all(len(one.path) == one.updates + 1 for one in fits)
    detours = [one.walked / one.away for one in fits]
    assert detours[-1] == pytest.approx(1) and detours[0] > 2 and detours == sorted(detours, reverse=True)
    assert all(one.seconds > 0 for one in fits)
    assert fits[0].losses[-1] < fits[-1].losses[-1]
    assert "512 gradients for each; but 512 updates took" in cost_sentence(fits)


def test_every_epoch_sees_every_example_once() -> None:
    for size in SIZES:
        epoch = minibatches.batches(EXAMPLES, size, np.random.default_rng(0))
        assert sorted(np.concatenate(epoch).tolist()) == list(range(EXAMPLES))
    assert [size_name(size) for size in SIZES] == ["1", "16", "128", "all 512"]


def test_a_fit_that_explodes_is_still_told() -> None:
    nothing = np.empty((0, 0))
    lost = Fit(1, nothing, np.zeros(1), np.array([np.nan]), 512, 0.1, 1.0, 1.0)
    found = Fit(512, nothing, np.zeros(1), np.array([0.5]), 1, 0.001, 1.0, 1.0)
    assert "Lowest loss at the end: batches of all 512" in cost_sentence([lost, found])

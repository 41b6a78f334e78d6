"""Thinned curves keep every peak; smoothed ones are plain means."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_lab.runs.curves import running_mean, thinned


@given(st.integers(0, 3000), st.integers(2, 64), st.integers(0, 9))
def test_thinning_keeps_ends_and_extremes(count: int, buckets: int, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=count).astype(np.float32)
    step, kept = thinned(np.arange(1, count + 1), values, buckets=buckets)
    assert len(kept) <= max(2 * buckets + 4, 0)
    assert (np.diff(step) > 0).all()
    if count:
        assert (kept.min(), kept.max()) == (values.min(), values.max())
        assert (step[0], step[-1]) == (1, count)
        assert (kept == values[step - 1]).all()  # real values, none made up


def test_what_has_been_drawn_stays_while_the_curve_grows() -> None:
    values = np.random.default_rng(0).normal(size=4000).astype(np.float32)
    early, _ = thinned(np.arange(3000), values[:3000], buckets=64)
    late, _ = thinned(np.arange(4000), values, buckets=64)  # 64 batches a bucket in both
    assert set(early[early < 2900]) <= set(late)


def test_a_run_that_left_for_infinity_shows_what_came_before() -> None:
    values = np.concatenate([np.arange(1000, dtype=np.float32), [np.nan]]).astype(np.float32)
    step, kept = thinned(np.arange(1001), values, buckets=16)
    assert np.isnan(kept[-1]) and step[-1] == 1000
    assert np.nanmax(kept) == 999


@given(st.lists(st.floats(-100, 100, width=32), max_size=60), st.integers(1, 30))
def test_running_mean_is_the_mean_of_the_last_values(values: list[float], batches: int) -> None:
    array = np.array(values, np.float32)
    expected = [np.mean(array[max(0, i - batches + 1) : i + 1], dtype=np.float64) for i in range(len(array))]
    assert running_mean(array, batches) == pytest.approx(expected, abs=1e-4)


def test_no_smoothing_leaves_the_values_alone() -> None:
    values = np.array([1, 5, 2], np.float32)
    assert running_mean(values, 1) is values

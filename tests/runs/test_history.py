"""The recorder: nothing lost while it is short, honest averages when it is long."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_lab.runs.history import Recorder


def row(step: int) -> list[float]:
    return [float(step), step / 1000, 2.0 * step]


def fill(recorder: Recorder, sizes: list[int]) -> int:
    step = 0
    for size in sizes:
        values = np.array([row(step + 1 + i) for i in range(size)], np.float32).reshape(-1, 3)
        recorder.batches(step + 1, values)
        step += size
    return step


def test_each_batch_is_a_point():
    recorder = Recorder()
    fill(recorder, [1, 0, 3])
    history = recorder.history()
    assert history.step.tolist() == [1, 2, 3, 4]
    assert history.loss.tolist() == [1, 2, 3, 4]
    assert history.gradient_norm.tolist() == [2, 4, 6, 8]
    assert history.batches_per_point == 1


def test_a_long_history_is_averaged_two_by_two():
    recorder = Recorder(max_points=4)
    fill(recorder, [5])
    # five points are one too many: (1, 2) and (3, 4) become 1.5 and 3.5; 5 waits for 6
    history = recorder.history()
    assert history.batches_per_point == 2
    assert history.loss.tolist() == [1.5, 3.5]
    assert history.step.tolist() == [2, 4]
    recorder.batches(6, np.array([row(6)], np.float32))
    assert recorder.history().loss.tolist() == [1.5, 3.5, 5.5]


@given(st.lists(st.integers(0, 9), max_size=30), st.integers(2, 9))
def test_the_mean_of_the_points_is_the_mean_of_their_batches(sizes, max_points):
    recorder = Recorder(max_points)
    batches = fill(recorder, sizes)
    history = recorder.history()
    assert len(history.step) <= max_points
    covered = len(history.step) * history.batches_per_point
    assert covered <= batches < covered + history.batches_per_point or covered == batches
    assert history.step.tolist() == [history.batches_per_point * (i + 1) for i in range(len(history.step))]
    if covered:
        assert history.loss.mean() == pytest.approx((1 + covered) / 2)


def test_a_history_does_not_change_afterwards():
    recorder = Recorder()
    fill(recorder, [3])
    history = recorder.history()
    recorder.batches(4, np.array([row(4)], np.float32))
    assert len(history.loss) == 3
    with pytest.raises(ValueError, match="read-only"):
        history.loss[0] = 0


def test_what_came_after_a_step_can_be_forgotten():
    recorder = Recorder()
    fill(recorder, [6])
    recorder.held_out(4, 0.5, 0.9, 100)
    recorder.held_out(6, 0.4, 0.95, 1000)
    recorder.forget_after(4)
    history = recorder.history()
    assert history.step.tolist() == [1, 2, 3, 4]
    assert history.held_out.step.tolist() == [4]


def test_whole_measurements_are_those_on_the_most_digits():
    recorder = Recorder()
    for step, digits in ((20, 500), (30, 1000), (50, 500)):
        recorder.held_out(step, 0.1, 0.9, digits)
    assert recorder.history().held_out.whole.tolist() == [False, True, False]


def test_many_measurements_keep_all_of_the_whole_ones():
    recorder = Recorder(max_points=8)
    for step in range(1, 101):
        recorder.held_out(step, 0.1, 0.9, 1000 if step % 20 == 0 else 500)
    kept = recorder.history().held_out
    assert kept.step[kept.whole].tolist() == [20, 40, 60, 80, 100]
    assert len(kept.step) <= 8 + 5

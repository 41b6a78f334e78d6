"""TensorFlow timed in a worker: an answer, none while none is ready, the reason when it fails."""

import pytest

from mnist_lab.runs.pool import Pool
from mnist_lab.runs.products import TimingError, tensorflow_seconds


def test_a_warm_worker_times_each_shape(pool: Pool) -> None:
    times = tensorflow_seconds(pool, (8, 8, 8), (128, 784, 512))
    assert times is not None and len(times) == 2
    assert 0 < times[0] < times[1]  # 512 multiplications against 51 million


def test_no_worker_is_no_time(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_workers", None)
    assert tensorflow_seconds(pool, (8, 8, 8)) is None


def test_a_worker_that_cannot_is_told(pool: Pool) -> None:
    with pytest.raises(TimingError, match="The worker gave no time for TensorFlow: "):
        tensorflow_seconds(pool, (-1, 8, 8))

"""One pool for all tests of a session: a worker process with TensorFlow takes seconds to start."""

from collections.abc import Callable, Iterator

import pytest

from mnist_lab.runs.pool import Pool
from mnist_lab.runs.records import Snapshot, TrainingDigits
from mnist_lab.runs.run import Run
from mnist_lab.runs.settings import Settings
from tests.engine.conftest import some_digits

WARM_SECONDS = 120
ENDLESS = Settings(hidden=(32,), batch_size=16, epochs=100)
"""Too long to end by itself within a test."""


@pytest.fixture(scope="session")
def digits() -> TrainingDigits:
    """4,000 digits to train with: the bundled sample."""
    return some_digits(4000, 1000)


@pytest.fixture(scope="session")
def pool(digits: TrainingDigits) -> Iterator[Pool]:
    """A warm pool of a worker on this machine."""
    made = Pool(lambda: digits)
    assert made.wait_until_ready(WARM_SECONDS), made.message
    yield made
    made.close()


@pytest.fixture
def start(pool: Pool) -> Iterator[Callable[..., Run]]:
    """Start runs that are stopped when the test is over."""
    begun: list[Run] = []

    def begin(settings: Settings = ENDLESS) -> Run:
        begun.append(pool.start(settings))
        return begun[-1]

    yield begin
    for run in begun:
        run.stop()


def wait_for(run: Run, wished: Callable[[Snapshot], bool], seconds: float = 60) -> Snapshot:
    """Wait until a snapshot of the run is as wished; the test fails where it never is."""
    seen = run.wait(wished, seconds)
    assert wished(seen), f"still {seen.state}: {seen.message}"
    return seen

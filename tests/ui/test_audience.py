"""The pace follows those who watch now, and forgets those who have gone."""

from collections.abc import Iterator

import pytest

from mnist_lab.ui import audience


@pytest.fixture(autouse=True)
def nobody() -> Iterator[None]:
    audience._seen.clear()
    yield
    audience._seen.clear()


def test_each_watcher_counts_once() -> None:
    assert [audience.noted(who, now) for now, who in enumerate(["anna", "ben", "anna"])] == [1, 2, 2]


def test_whoever_has_not_looked_for_a_while_has_gone() -> None:
    audience.noted("anna", 0.0)
    assert audience.noted("ben", audience.RECENT_SECONDS + 0.1) == 1

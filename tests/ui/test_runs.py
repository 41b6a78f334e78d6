"""A visitor's shelf: their runs and nobody else's, found again by the id in the URL."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mnist_lab.runs.pool import Pool
from mnist_lab.runs.settings import Settings
from mnist_lab.ui import runs
from tests.pool import warm_pool

ENDLESS = Settings(hidden=(8,), batch_size=16, epochs=100)
SECONDS = 60


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    made = warm_pool()
    yield made


def script() -> None:
    import streamlit as st

    st.session_state["answer"] = st.session_state["work"]()


class Visitor:
    """One session; `ask` carries out work in it, as a page would."""

    def __init__(self, run_id: str | None = None) -> None:
        self.at = AppTest.from_function(script, default_timeout=SECONDS)
        if run_id is not None:
            self.at.query_params[runs.URL] = run_id

    def ask(self, work: Callable[[], Any]) -> Any:
        self.at.session_state["work"] = work
        self.at.run()
        assert not self.at.exception, self.at.exception
        return self.at.session_state["answer"]

    def start(self, settings: Settings = ENDLESS) -> runs.Shelved:
        entry = self.ask(lambda: runs.start(settings))
        assert isinstance(entry, runs.Shelved)
        return entry

    def names(self) -> list[str]:
        return self.ask(lambda: [entry.name for entry in runs.visitor_runs()])

    def leave(self) -> None:
        self.ask(lambda: [runs.remove(entry) for entry in runs.visitor_runs()])


@pytest.fixture
def visitor(pool: Pool) -> Iterator[Callable[..., Visitor]]:
    came: list[Visitor] = []

    def arrive(run_id: str | None = None) -> Visitor:
        came.append(Visitor(run_id))
        return came[-1]

    yield arrive
    for visitor in came:
        visitor.leave()


def test_a_started_run_is_in_front_and_named_in_the_url(visitor: Callable[..., Visitor]) -> None:
    anna = visitor()
    entry = anna.start()
    assert anna.ask(runs.front) is entry
    assert anna.at.query_params[runs.URL] in (entry.run.id, [entry.run.id])


def test_nobody_sees_the_runs_of_another(visitor: Callable[..., Visitor]) -> None:
    anna, ben = visitor(), visitor()
    anna.start()
    assert anna.names() == ["Run 1"]
    assert ben.names() == []
    assert ben.ask(runs.front) is None


def test_a_reload_finds_the_run_by_its_id(visitor: Callable[..., Visitor]) -> None:
    entry = visitor().start()
    reloaded = visitor(entry.run.id)
    assert reloaded.ask(runs.front).run is entry.run
    assert len(reloaded.names()) == 1


@pytest.mark.parametrize("nonsense", ["", "x", "../..", "%00", "<script>", "a" * 5000])
def test_an_id_that_nobody_knows_is_no_run(visitor: Callable[..., Visitor], nonsense: str) -> None:
    lost = visitor(nonsense)
    assert lost.ask(runs.front) is None
    assert lost.ask(runs.unknown)


def test_the_newest_stands_first_and_each_looks_different(visitor: Callable[..., Visitor]) -> None:
    anna = visitor()
    first, second = anna.start(), anna.start()
    assert anna.names() == ["Run 2", "Run 1"]
    assert first.look != second.look


def test_a_full_shelf_says_what_to_do(visitor: Callable[..., Visitor]) -> None:
    anna = visitor()
    for _ in range(6):
        anna.start().run.stop()

    def one_more() -> str:
        with pytest.raises(runs.ShelfFullError) as refused:
            runs.start(ENDLESS)
        return str(refused.value)

    assert "Remove one first" in anna.ask(one_more)
    anna.ask(lambda: runs.remove(runs.visitor_runs()[3]))
    assert len({entry.look for entry in [anna.start(), *anna.ask(runs.visitor_runs)]}) == 6


def test_a_removed_run_ends_and_leaves_the_url(visitor: Callable[..., Visitor]) -> None:
    anna = visitor()
    entry = anna.start()
    anna.ask(lambda: runs.remove(entry))
    assert entry.run.snapshot().state == "stopped"
    assert anna.ask(runs.front) is None
    assert runs.URL not in anna.at.query_params


@pytest.mark.parametrize(
    ("typed", "kept"), [("big net", "big net"), ("  a   b ", "a b"), ("", "Run 1"), ("x" * 99, "x" * 40)]
)
def test_names_are_tidied(visitor: Callable[..., Visitor], typed: str, kept: str) -> None:
    anna = visitor()
    entry = anna.start()
    anna.ask(lambda: runs.rename(entry, typed))
    assert anna.names() == [kept]


def test_a_name_cannot_be_markup() -> None:
    assert "<" not in runs.plain("<b>**x**[y](z)") and "*" not in runs.plain("**x**") and runs.plain("Run 1") == "Run 1"


def test_weights_come_while_it_trains_and_the_first_are_kept(visitor: Callable[..., Visitor]) -> None:
    anna = visitor()
    entry = anna.start()
    seen = entry.run.wait(lambda snapshot: snapshot.weights is not None, SECONDS)
    assert seen.weights is not None and entry.weights is not None
    entry.look_at()
    first = entry.first
    entry.run.wait(lambda snapshot: snapshot.step > seen.step + 50, SECONDS)
    entry.look_at()
    assert entry.first is first is not None

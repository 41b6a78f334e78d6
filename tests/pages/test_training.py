"""The page Train it live, in one process with the real pool: every command, every state, nonsense in the URL."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mnist_lab.runs.pool import Pool
from mnist_lab.runs.records import Snapshot
from mnist_lab.runs.run import Run
from mnist_lab.runs.settings import Settings
from tests.pool import warm_pool
from tests.serving import ROOT

SECONDS = 60
ENDLESS = {"training-hidden": "8", "training-batch": "16", "training-epochs": "100"}


@pytest.fixture(scope="module")
def pool() -> Pool:
    return warm_pool()


@pytest.fixture
def page(pool: Pool) -> Iterator[Callable[..., AppTest]]:
    """Open the page as a visitor of one's own; all of their runs end with the test."""
    opened: list[AppTest] = []

    def open_page(**query: str) -> AppTest:
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS).run()
        for name, value in query.items():
            at.query_params[name] = value
        opened.append(at.switch_page("pages/training.py").run())
        assert not at.exception, at.exception
        return at

    yield open_page
    for at in opened:
        for entry in at.session_state.get("runs-shelf", {}).values():
            entry.run.stop()


def button(at: AppTest, key: str) -> Any:
    """The button in that place, whatever it is about."""
    return next(found for found in at.button if str(found.key).split(":")[0] == key)


def press(at: AppTest, name: str) -> AppTest:
    button(at, f"training-{name}").click().run()
    assert not at.exception, at.exception
    return at


def run_of(at: AppTest) -> Run:
    return at.session_state["runs-shelf"][at.session_state["runs-front"]].run


def until(at: AppTest, wished: Callable[[Snapshot], bool]) -> Snapshot:
    """Wait until the run is as wished, then draw the page again, as its ticking fragment does."""
    seen = run_of(at).wait(wished, SECONDS)
    assert wished(seen), f"still {seen.state}: {seen.message}"
    at.run()
    assert not at.exception, at.exception
    return seen


def progress(at: AppTest) -> str:
    return at.get("progress")[0].proto.text


def said(at: AppTest) -> str:
    return " ".join(text.value for text in at.main.markdown)


def test_before_the_first_start(page: Callable[..., AppTest]) -> None:
    at = page()
    assert button(at, "training-play").label == "Start"
    assert button(at, "training-stop").disabled and button(at, "training-anew").disabled
    assert "Ready: 20 epochs" in progress(at)
    assert "Press **Start**" in said(at)


def test_the_code_is_that_of_the_settings_on_screen(page: Callable[..., AppTest]) -> None:
    at = page()
    assert at.code[0].value.strip() == Settings().code.strip()
    at.selectbox(key="training-optimizer").set_value("sgd").run()
    assert at.code[0].value.strip() == Settings(optimizer="sgd").code.strip()


PRESETS = {
    "Notebook by hand": Settings(engine="scratch", optimizer="sgd", epochs=10),
    "8 units": Settings(hidden=(8,)),
    "Tiny batches": Settings(optimizer="sgd", learning_rate=0.03, batch_size=4, epochs=3),
    "Notebook": Settings(),
}


@pytest.mark.parametrize(("name", "settings"), PRESETS.items())
def test_presets(page: Callable[..., AppTest], name: str, settings: Settings) -> None:
    at = page(**{"training-seed": "5"})
    press(at, f"preset-{name}")
    assert at.code[0].value.strip() == settings.code.strip()


def test_the_url_brings_all_settings(page: Callable[..., AppTest]) -> None:
    """A parameter holds an option as it is written on the page."""
    given = {"engine": "From scratch", "hidden": "64, 32", "activation": "tanh", "optimizer": "adam", "batch": "32"}
    given |= {"rate": "0.003", "epochs": "3", "seed": "7", "target": "97%", "patience": "2"}
    at = page(**{f"training-{name}": value for name, value in given.items()})
    asked = Settings("scratch", (64, 32), "tanh", "adam", 0.003, 32, 3, 7, 0.97, 2)
    assert at.code[0].value.strip() == asked.code.strip()


NAMES = ("engine", "activation", "optimizer", "batch", "rate", "epochs", "seed", "target", "patience", "smoothing")
NONSENSE = ("", "nonsense", "-1", "1e999", "nan", "512; import os", "<script>alert(1)</script>", "9" * 400)


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_in_every_parameter_gives_the_notebook(page: Callable[..., AppTest], nonsense: str) -> None:
    at = page(**{f"training-{name}": nonsense for name in NAMES}, run=nonsense)
    assert at.code[0].value.strip() == Settings().code.strip()


@pytest.mark.parametrize("typed", ["nonsense", "0", "9999", "1, 2, 3", "-5", "5.5", "²", ""])
def test_wrong_hidden_units_are_told_beside_the_field(page: Callable[..., AppTest], typed: str) -> None:
    at = page()
    at.text_input(key="training-hidden").set_value(typed).run()
    assert not at.exception
    assert re.search(r"hidden", at.error[0].value, re.IGNORECASE)
    assert at.code[0].value.strip() == Settings().code.strip()  # the last that would do


def test_start_pause_step_resume_stop(page: Callable[..., AppTest]) -> None:
    at = press(page(**ENDLESS), "play")
    until(at, lambda snapshot: snapshot.step > 20)
    assert "Training: epoch" in progress(at) and button(at, "training-play").label == "Pause"
    press(at, "play")
    paused = run_of(at).snapshot()
    assert paused.state == "paused" and "Paused" in progress(at)
    press(at, "step")
    assert run_of(at).snapshot().step == paused.step + 1
    press(at, "play")
    until(at, lambda snapshot: snapshot.step > paused.step + 20)
    press(at, "stop")
    assert run_of(at).snapshot().state == "stopped"
    assert "Stopped" in progress(at) and "keeps what it has learned" in said(at)


def test_step_without_a_run_takes_the_very_first_batch(page: Callable[..., AppTest]) -> None:
    at = press(page(**ENDLESS), "step")
    assert run_of(at).snapshot().step == 1
    assert run_of(at).snapshot().state == "paused"


def test_restart_takes_the_settings_on_screen(page: Callable[..., AppTest]) -> None:
    at = press(page(**ENDLESS), "play")
    old = run_of(at)
    at.selectbox(key="training-activation").set_value("tanh").run()
    press(at, "anew")
    assert old.snapshot().state == "stopped"
    assert run_of(at) is not old and run_of(at).settings.activation == "tanh"


def test_a_finished_run_is_read_and_can_be_taken_home(page: Callable[..., AppTest]) -> None:
    at = press(page(**{"training-hidden": "32", "training-epochs": "1"}), "play")
    until(at, lambda snapshot: snapshot.over)
    assert "Finished" in progress(at)
    assert "1 epoch done:" in said(at) and "of the held-out digits are right" in said(at)
    labels = [button.proto.label for button in at.get("download_button")]
    assert {"Python script", "Weights (.npz)"} <= set(labels)
    at.button(key=f"keras-{run_of(at).id}").click().run()
    assert "Keras model (.keras)" in [button.proto.label for button in at.get("download_button")]


def test_a_step_too_far_diverges_and_says_why(page: Callable[..., AppTest]) -> None:
    at = press(page(), "preset-A step too far")
    press(at, "play")
    until(at, lambda snapshot: snapshot.over)
    assert "Diverged" in progress(at)
    assert re.search(r"Diverged at batch \d+: .*Try a learning rate of", said(at))


def test_a_fifth_run_waits_and_says_so(page: Callable[..., AppTest], pool: Pool) -> None:
    others = [pool.start(Settings(hidden=(8,), batch_size=16, epochs=100)) for _ in range(4)]
    try:
        for run in others:
            run.wait(lambda snapshot: snapshot.state == "running", SECONDS)
        at = press(page(**ENDLESS), "play")
        until(at, lambda snapshot: snapshot.state == "waiting")
        assert "In line: Number 1 in line" in progress(at)
    finally:
        for run in others:
            run.stop()
    until(at, lambda snapshot: snapshot.step > 0)


def test_one_step_in_slow_motion(page: Callable[..., AppTest]) -> None:
    at = press(page(**ENDLESS), "step")
    button(at, "slow-take").click().run()
    assert not at.exception
    assert "Batch 2: `images_batch` (16, 784)" in said(at)
    button(at, "slow-play").click().run()  # hold it
    for part in ("Forward", "Loss", "Gradients", "Update", "New loss"):
        button(at, "slow-next").click().run()
        assert not at.exception
        assert f"{part}: " in said(at)
    assert button(at, "slow-next").disabled
    assert run_of(at).snapshot().step == 2  # the step was really taken


def test_the_shelf_names_overlays_and_removes(page: Callable[..., AppTest]) -> None:
    at = press(page(**ENDLESS), "play")
    first = run_of(at)
    press(at, "stop")
    press(at, "play")
    at.text_input(key=f"name-{first.id}").set_value("eight <units>").run()
    at.toggle(key=f"overlay-{first.id}").set_value(True).run()
    assert not at.exception
    shelf = at.session_state["runs-shelf"]
    assert shelf[first.id].name == "eight <units>" and shelf[first.id].overlaid
    at.button(key=f"show-{first.id}").click().run()
    assert run_of(at) is first
    at.button(key=f"remove-{first.id}").click().run()
    assert not at.exception and first.id not in at.session_state["runs-shelf"]


def test_a_run_that_the_server_does_not_know_is_said_to_be_gone(page: Callable[..., AppTest]) -> None:
    assert "a run that the server does not have any more" in said(page(run="AAAAAAAAAAAAAAAAAAAAAA"))


def test_another_visitor_sees_nothing_of_it(page: Callable[..., AppTest]) -> None:
    press(page(**ENDLESS), "play")
    other = page()
    assert button(other, "training-play").label == "Start"
    assert "Your runs" not in [heading.value for heading in other.subheader]


def test_leaving_and_coming_back_finds_the_run_going(page: Callable[..., AppTest]) -> None:
    at = press(page(**ENDLESS), "play")
    before = until(at, lambda snapshot: snapshot.step > 5)
    at.switch_page("app.py").run()
    at.switch_page("pages/training.py").run()
    assert run_of(at).snapshot().step >= before.step
    assert button(at, "training-play").label == "Pause"

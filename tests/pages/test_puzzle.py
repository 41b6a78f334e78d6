"""The page: every suspect, the verdicts, what opens when the case is solved, nonsense in the URL, a live run."""

import re
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from mnist_lab.network.suspects import SUSPECTS
from mnist_lab.ui.puzzle import PRESETS, SURE_PRESETS
from tests.opening import open_lesson
from tests.pool import warm_pool

SECTIONS = [
    "“Epoch 1/20” was not the first",
    "Mostly right, and far too sure",
    "One wrong answer, in numbers",
    "Run it yourself",
    "The habit that prevents it",
]


def opened(**parameters: str) -> AppTest:
    return open_lesson("puzzle", {f"puzzle-{name.replace('_', '-')}": value for name, value in parameters.items()})


def said(at: AppTest) -> str:
    return "\n".join(text.value for text in [*at.main.markdown, *at.main.caption])


def clues(at: AppTest) -> dict[str, tuple[str, bool]]:
    """Name of a clue -> what came out here, and whether it agrees."""
    found = re.findall(r"^\| ([\w\[\] ]+) \| [^|]+ \| ([^|]+) \| (.*) \|$", said(at), re.MULTILINE)
    return {name: (here, "check" in sign) for name, here, sign in found if name != "clue"}


def pressed(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception, at.exception
    return at


@pytest.mark.parametrize("suspect", SUSPECTS)
def test_every_suspect_has_a_prediction_an_experiment_and_its_code(suspect: str) -> None:
    at = opened(suspect=suspect)
    assert "If " in said(at) and "**Open.**" in said(at)  # nobody is cleared before something was tried
    assert set(clues(at)) == {"test loss", "test accuracy", "largest of predictions[0]", "last training loss"}
    assert at.main.code[0].value.endswith("print(loss, accuracy)")
    assert [heading.value for heading in at.main.subheader] == []


def test_nobody_is_caught_but_different_scaling_at_255_and_that_opens_the_case() -> None:
    at = opened(suspect="Different scaling")
    assert "**Open.**" in said(at)
    at.select_slider(key="puzzle-factor").set_value(255.0).run()
    assert not at.exception
    assert "**Caught.** **Every clue agrees.**" in said(at)
    assert all(agrees for _, agrees in clues(at).values())
    assert [heading.value for heading in at.main.subheader] == SECTIONS
    at.select_slider(key="puzzle-factor").set_value(1.0).run()
    assert [heading.value for heading in at.main.subheader] == []


def test_a_link_reproduces_the_solved_case() -> None:
    at = opened(suspect="Different scaling", factor="255", network="32", before="11", runs="3", sure_factor="64")
    assert "been trained 11 epochs before" in said(at) and "No whole number of epochs fits better" in said(at)
    assert "Run 3 times" in said(at)
    assert "/ 255 / 255 * 64" in "".join(code.value for code in at.main.code)


def test_nonsense_in_a_link_counts_as_the_default() -> None:
    at = opened(suspect="The butler", factor="1e999", epoch="-3", share="nan", solved="perhaps", before="99", runs="x")
    assert "**own digits**" in said(at)


def test_the_switch_shows_the_solution_and_hides_it_again() -> None:
    at = opened(solved="true")
    assert [heading.value for heading in at.main.subheader] == SECTIONS
    assert "**The solution: different scaling.**" in said(at)
    at.toggle(key="puzzle-solved").set_value(False).run()
    assert "Catch the culprit" in said(at)
    assert not at.main.subheader


@pytest.mark.parametrize("preset", PRESETS)
def test_a_first_look_changes_the_suspect_and_solves_nothing(preset: str) -> None:
    at = pressed(opened(), f"puzzle-preset-{preset}")
    assert at.button_group(key="puzzle-suspect").value == PRESETS[preset]["suspect"]
    assert "**Caught.**" not in said(at)


def test_who_has_been_examined_stays_on_the_board_until_reset() -> None:
    at = opened()
    assert "Cleared so far: nobody; 4 of 5 not examined yet." in said(at)
    at.button_group(key="puzzle-whose").set_value("trained on").run()
    assert "Cleared so far: overfitting; 4 of 5 not examined yet." in said(at)
    at.button_group(key="puzzle-suspect").set_value("Wrong labels").run()
    at.select_slider(key="puzzle-share").set_value(5).run()
    assert "Cleared so far: overfitting, wrong labels; 3 of 5 not examined yet." in said(at)
    next(button for button in at.button if button.label == "Reset").click().run()
    assert "Cleared so far: nobody; 4 of 5 not examined yet." in said(at)


@pytest.mark.parametrize("preset", SURE_PRESETS)
def test_a_preset_of_the_confidence_leaves_the_case_as_it_is(preset: str) -> None:
    at = opened(suspect="Wrong labels", share="5", solved="true")
    pressed(at, f"puzzle-sure-preset-{preset}")
    assert at.button_group(key="puzzle-suspect").value == "Wrong labels"
    assert "Mean confidence" in said(at)


def test_the_temperature_mends_the_loss_and_not_the_answers() -> None:
    at = opened(solved="true")
    assert "The loss is 16.1 nats" in said(at) or "The loss is 18" in said(at)
    right = re.findall(r"right ([\d.]+%)", said(at))
    at.select_slider(key="puzzle-sure-temperature").set_value(170.0).run()
    assert "The loss is 0.15" in said(at)
    assert re.findall(r"right ([\d.]+%)", said(at)) == right


def test_the_habit_refuses_prepared_images() -> None:
    at = opened(solved="true", runs="0")
    assert "It takes them." in said(at)
    at.slider(key="puzzle-runs").set_value(2).run()
    assert "these are float32: were they prepared before?" in said(at)


@pytest.fixture
def live() -> Iterator[AppTest]:
    warm_pool()
    at = opened(solved="true")
    yield at
    for entry in at.session_state["runs-shelf"].values() if "runs-shelf" in at.session_state else ():
        entry.run.stop()


@pytest.mark.slow
def test_a_live_run_on_images_divided_twice_is_sure_of_what_is_divided_once(live: AppTest) -> None:
    button = next(found for found in live.button if str(found.key).startswith("puzzle-start"))
    button.click().run()
    assert not live.exception, live.exception
    run = live.session_state["runs-shelf"][live.session_state["runs-front"]].run
    assert run.settings.divisions == 2
    run.wait(lambda snapshot: snapshot.step > 900 and snapshot.weights is not None, 60)
    run.pause()
    live.run()
    once, twice = (float(loss) for loss in re.findall(r"loss \*\*([\d.]+)\*\*", said(live)))
    assert once > 10 and twice < 1

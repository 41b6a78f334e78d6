"""Lesson "descent": each part by its widgets, presets, links and typed losses, right and wrong."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mnist_lab.maths.descent import descend
from mnist_lab.maths.descent_words import ledger, sentence
from mnist_lab.maths.losses import LOSSES
from mnist_lab.maths.optimisers import OPTIMISERS
from mnist_lab.ui import descent
from tests.serving import ROOT


def opened(**parameters: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    for name, value in parameters.items():
        at.query_params[f"descent-{name}"] = value
    return checked(at.switch_page("pages/descent.py").run())


def checked(at: AppTest) -> AppTest:
    assert not at.exception
    return at


def words(at: AppTest) -> str:
    return "\n".join(element.value.replace("\\", "") for element in at.markdown)


def press(at: AppTest, label: str) -> AppTest:
    next(button for button in at.button if button.label == label).click()
    return checked(at.run())


def table(at: AppTest) -> str:
    return "\n".join(str(part.proto.body) for part in at.get("html"))


def test_it_starts_in_a_valley_with_a_step_written_out() -> None:
    at = opened()
    run = descend(LOSSES["narrow valley"], (-2.5, 1.5), rate=0.3, steps=50)
    assert sentence(run) in words(at)
    assert at.code[0].value == run.code and at.code[1].value == run.keras_code
    assert all(term.numbers in table(at) for terms in ledger(run, 1) for term in terms)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("optimiser", ["sgd", "adam"])
def test_every_loss_of_the_list(name: str, optimiser: str) -> None:
    at = opened(loss=name, optimiser=OPTIMISERS[optimiser].title, rate="0.1", steps="20")
    run = descend(LOSSES[name], (-2.5, 1.5), optimiser=optimiser, rate=0.1, steps=20)
    assert sentence(run) in words(at)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_momentum_is_asked_for_where_there_is_one(optimiser: str) -> None:
    at = opened(optimiser=OPTIMISERS[optimiser].title)
    has = "momentum" in OPTIMISERS[optimiser].constants
    assert any(field.label == "Momentum" for field in at.number_input) is has


def test_a_typed_loss_and_nonsense_typed_after_it() -> None:
    at = opened(loss=descent.OWN)
    checked(at.text_input(key="descent-formula").set_value("w^4 / 4 - w").run())
    before = at.code[0].value
    assert "read_expression(\"w**4 / 4 - w\", ('w',))" in before and not at.error
    for nonsense, phrase in {
        "w + w1": "not of w and of others",
        "2w": "a product is written 2 * w",
        "__import__('os')": "has no place",
        "log(-1 - w**2)": "no value anywhere",
        "": "Nothing typed",
    }.items():
        checked(at.text_input(key="descent-formula").set_value(nonsense).run())
        assert phrase in at.error[0].value.replace("\\", "")
        assert at.code[0].value == before


@pytest.mark.parametrize("title", descent.PRESETS)
def test_presets(title: str) -> None:
    at = press(opened(loss="plateau", optimiser="Adam"), title)
    values: Any = descent.PRESETS[title]
    start = (values["w1"], values.get("w2", 1.5))
    run = descend(LOSSES[values["loss"]], start, rate=values["rate"], steps=values["steps"])
    assert sentence(run) in words(at)


def test_a_click_moves_the_start() -> None:
    at = opened()
    at.session_state["wish"] = {"w1": 1.25, "w2": -0.5}
    checked(at.run())
    assert sentence(descend(LOSSES["narrow valley"], (1.25, -0.5), rate=0.3, steps=50)) in words(at)


def test_nonsense_in_the_link_counts_as_the_default() -> None:
    at = opened(rate="7", steps="-3", w1="1e9", optimiser="newton", loss="hill", part="nowhere")
    assert sentence(descend(LOSSES["narrow valley"], (-2.5, 1.5), rate=0.3, steps=50)) in words(at)

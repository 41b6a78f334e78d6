"""Lesson "descent": each part by its widgets, presets, links and typed losses, right and wrong."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mnist_lab.maths.descent import descend
from mnist_lab.maths.descent_race import MOMENTA, best_rates, race, rate_map
from mnist_lab.maths.descent_words import ledger, sentence
from mnist_lab.maths.losses import LOSSES
from mnist_lab.maths.optimisers import OPTIMISERS
from mnist_lab.network.landscape_words import TITLES, reading, when
from mnist_lab.ui import descent, descent_race, descent_real
from tests.opening import checked, open_lesson


def opened(**parameters: str) -> AppTest:
    return open_lesson("descent", {f"descent-{name}": value for name, value in parameters.items()})


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


# ------------------------------------------------------------------------------------------------------ other parts

VALLEY, START = LOSSES["narrow valley"], (-2.5, 1.5)


def test_the_race_is_run_with_the_best_rates_and_with_ones_own() -> None:
    at = opened(part="Race")
    best = best_rates(VALLEY, START, momentum=0.9)
    assert race(VALLEY, START, best, momentum=0.9).sentence in words(at)
    assert all(
        line.name in table(at) and optimiser.idea in table(at)
        for optimiser in OPTIMISERS.values()
        for line in optimiser.lines
    )
    at = opened(part="Race", rates="my own", plain="0.2", adaptive="0.05", momentum="0.5")
    own = {name: 0.05 if optimiser.adapts else 0.2 for name, optimiser in OPTIMISERS.items()}
    assert race(VALLEY, START, own, momentum=0.5).sentence in words(at)


def test_the_map_and_the_path_of_a_cell() -> None:
    at = opened(part="Rate × momentum")
    found = rate_map(VALLEY, START)
    rate, momentum = float(found.rates[36]), float(MOMENTA[42])
    run = descend(VALLEY, START, optimiser="momentum", rate=rate, momentum=momentum, steps=500)
    assert found.sentence in words(at) and sentence(run) in words(at)
    at.session_state["wish"] = {"cellrate": float(found.rates[20]), "cellmomentum": float(MOMENTA[54])}
    checked(at.run())
    run = descend(VALLEY, START, optimiser="momentum", rate=float(found.rates[20]), momentum=0.9, steps=500)
    assert sentence(run) in words(at)
    assert [panel.value for panel in at.code] == [found.code, run.code]


@pytest.mark.parametrize("choice", ["a line", "1 or 7"])
def test_batches_on_real_numbers(choice: str) -> None:
    at = opened(part="Mini-batches", fit=choice)
    assert "512 updates took" in words(at) and "way walked" in table(at) and "all 512" in table(at)
    assert at.number_input(key="descent-fitw").value == -2.0


def test_batches_on_the_network() -> None:
    at = opened(part="Mini-batches", fit="the network", netrate="0.02")
    assert "512 updates took" in words(at) and "rate=0.02, epochs=1" in at.code[0].value


@pytest.mark.parametrize("kind", TITLES)
def test_the_landscape_at_each_moment(kind: str) -> None:
    for index, batch in enumerate((0, 10, 100, 469, 2345)):
        at = opened(part="The real landscape", training=TITLES[kind], moment=when(batch))
        assert reading(kind, index).sentence in words(at)
        assert at.code[0].value == reading(kind, index).code


@pytest.mark.parametrize(
    ("part", "choices"),
    [
        ("Race", descent_race.RACES),
        ("Rate × momentum", descent_race.MAPS),
        ("Mini-batches", descent_real.BATCHES),
        ("The real landscape", descent_real.LANDSCAPES),
    ],
)
def test_presets_of_the_other_parts(part: str, choices: dict[str, dict[str, object]]) -> None:
    at = opened(part=part)
    for title, values in choices.items():
        press(at, title)
        for name, value in values.items():
            assert at.session_state[f"descent-{name}"] == value, (title, name)


def test_a_click_that_is_none_changes_nothing() -> None:
    from mnist_lab.ui.plot import PlotEvent

    found = rate_map(VALLEY, START)
    for told in (
        None,
        PlotEvent("frame", -1, 3),
        PlotEvent("click", 0, 3, x="a", y=0.5),
        PlotEvent("click", 0, 3, x=0.1),
    ):
        descent_race._clicked_cell(told, found)
        descent.clicked_start(told, ("w1", "w2"))
    descent.clicked_start(PlotEvent("click", 0, 3, x=99.0, y=0.5), ("w1", "w2"))

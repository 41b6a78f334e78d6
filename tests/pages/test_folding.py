"""Lesson "folding": the stack by seed, typed and by preset; its facts are its code's; link, reset, wrong weights."""

import contextlib
import io
import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mnist_lab.maths.folding import seeded
from mnist_lab.maths.folding_text import written_layer
from mnist_lab.ui.folding import PRESETS
from tests.opening import checked, open_lesson
from tests.pool import warm_pool


def opened(**parameters: str) -> AppTest:
    return open_lesson("folding", {name.replace("_", "-"): value for name, value in parameters.items()})


def words(at: AppTest) -> str:
    return "\n".join(element.value.replace("\\", "") for element in at.markdown)


def codes(at: AppTest, place: int = 0) -> dict[str, Any]:
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(at.code[place].value, names)
    return names


def plane(at: AppTest, place: int = 0) -> Any:
    sent = [json.loads(component.proto.bytes) for component in at.get("bidi_component") if component.proto.bytes]
    return [content for content in sent if "planes" in content][place]


def test_it_starts_with_three_layers_of_relu() -> None:
    at = opened()
    names = codes(at)
    assert len(names["layers"]) == 3
    assert f"**{len(names['found'])} pieces**" in words(at) and f"off by {names['typical']:.2g}" in words(at)
    assert [given["title"] for given in plane(at)["planes"]] == ["The sheet and its creases", "3 layers, relu"]
    assert not at.error


def test_without_activation_the_collapse_is_printed_and_played() -> None:
    at = opened(folding_activation="none", folding_beside="one affine map")
    names = codes(at)
    assert f"**{names['largest']:.2g}**" in words(at) and names["largest"] < 1e-13
    (a, b), (c, d) = names["W_all"].round(2).tolist()
    assert f"[{a:g}, {b:g}; {c:g}, {d:g}]".replace("-", "−") in words(at)
    assert plane(at)["planes"][1]["title"] == "One W and one b"


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_shown_and_played(name: str) -> None:
    at = opened()
    before = plane(at)["play"]
    checked(at.button(key=f"folding-preset-{name}").click().run())
    assert plane(at)["play"] != before
    for key, value in PRESETS[name].items():
        assert at.session_state[f"folding-{key}"] == value
    assert not at.error


def test_typing_begins_with_what_the_seed_drew_and_a_wrong_weight_gets_the_reason() -> None:
    at = opened(folding_seed="11", folding_layers="2")
    checked(at.button_group(key="folding-weights").set_value("typed").run())
    drawn = [written_layer(layer) for layer in seeded(11, 2)]
    assert [field.value for field in at.text_input] == drawn
    before = plane(at)["tracks"]
    checked(at.text_input(key="folding-layer-2").set_value("[[1, 2], [3]], [0, 0]").run())
    assert "a row of W is two numbers" in at.error[0].value
    assert plane(at)["tracks"] == before  # the last good picture stays
    checked(at.text_input(key="folding-layer-2").set_value("[[1, 0], [0, 1]], [0, 0.5]").run())
    assert not at.error and codes(at)["layers"][1][1].tolist() == [0, 0.5]


def test_a_link_reproduces_the_screen_and_nonsense_in_it_is_survived() -> None:
    at = opened(folding_activation="tanh", folding_layers="5", folding_seed="9", folding_cloud="spirals")
    assert "5 layers with tanh" in words(at) and plane(at)["planes"][1]["title"] == "5 layers, tanh"
    at = opened(folding_activation="swish", folding_layers="99", folding_seed="1e999", folding_cloud="'")
    assert "3 layers with ReLU" in words(at)
    at = opened(folding_weights="typed", folding_layer_1="9**9**9")
    assert at.error and "3 layers with ReLU" in words(at)


def test_reset_brings_back_the_start() -> None:
    at = opened(folding_activation="none", folding_layers="6")
    next(button for button in at.button if button.label == "Reset").click()
    checked(at.run())
    assert "3 layers with ReLU" in words(at)


def trained(at: AppTest) -> AppTest:
    """Wait until the network of the page has been trained, and run the page again."""
    assert at.session_state["uncrumple:run"].wait(120)
    return checked(at.run())


def test_a_network_is_trained_and_its_film_shown() -> None:
    warm_pool()
    at = opened(uncrumple_cloud="corners", uncrumple_activation="relu")
    assert plane(at, 1)["captions"] == ["Nothing is trained yet."]
    next(button for button in at.button if button.label == "Train it").click()
    at = trained(checked(at.run()))
    assert "the classes have come apart" in words(at) and "**100.0%**" in words(at)
    run = at.session_state["uncrumple:run"]
    shown = plane(at, 1)
    assert len(shown["planes"]) == 3 and len(shown["captions"]) == len(run.moments)
    assert shown["captions"][-1].startswith(f"Step {run.moments[-1].step}: 100.0% right")
    assert "corners, relu, 2 → 8 → 2 → 8 → 2 → 1" in words(at)
    assert 'activation="relu"' in at.code[1].value and "corners(100" in at.code[1].value


@pytest.mark.slow
def test_without_activation_it_stays_where_it_is_and_the_page_says_where() -> None:
    warm_pool()
    at = opened()
    checked(at.button(key="uncrumple-preset-No activation").click().run())
    at = trained(at)
    now = at.session_state["uncrumple:run"].moments[-1]
    assert f"it stays at **{now.accuracy:.1%}**" in words(at) and now.accuracy < 0.95
    assert "one affine map" in words(at)
    checked(at.number_input(key="uncrumple-seed").set_value(7).run())
    assert "Press **Train it** for the settings beside this." in words(at)


def test_it_is_stopped() -> None:
    warm_pool()
    at = opened(uncrumple_activation="none")
    next(button for button in at.button if button.label == "Train it").click()
    checked(at.run())
    next(button for button in at.button if button.label == "Stop").click()
    checked(at.run())
    assert at.session_state["uncrumple:run"].wait(10)
    assert len(at.session_state["uncrumple:run"].moments) < 151  # 1,500 steps have one more


def test_a_link_to_a_network_and_nonsense_in_it() -> None:
    at = opened(uncrumple_cloud="spirals", uncrumple_width="16", uncrumple_folds="3")
    assert "spirals(100" in at.code[1].value and at.code[1].value.count("Dense(16") == 3
    at = opened(uncrumple_cloud="stars", uncrumple_width="1000000", uncrumple_folds="-1", uncrumple_seed="x")
    assert "moons(100" in at.code[1].value and at.code[1].value.count("Dense(8") == 2


def reopened(at: AppTest) -> AppTest:
    """The page as its link brings it."""
    return opened(**{name.replace("-", "_"): value for name, value in at.query_params.items()})


def test_what_a_preset_types_is_in_the_link() -> None:
    at = opened()
    checked(at.button(key="folding-preset-One crease parts the corners").click().run())
    assert at.query_params["folding-layer-1"] == "[[1, 1], [-1, -1]], [0, 0]"
    again = reopened(at)
    assert again.code[0].value == at.code[0].value
    checked(at.button(key="folding-preset-Six layers, one map").click().run())  # its seed's field appears only now
    assert reopened(at).code[0].value == at.code[0].value
    checked(at.button_group(key="folding-weights").set_value("typed").run())  # this choice the browser writes itself
    assert at.query_params["folding-layer-6"] == written_layer(seeded(884, 6)[5])

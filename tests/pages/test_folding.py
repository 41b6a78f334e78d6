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
from tests.serving import ROOT


def opened(**parameters: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    for name, value in parameters.items():
        at.query_params[name.replace("_", "-")] = value
    return checked(at.switch_page("pages/folding.py").run())


def checked(at: AppTest) -> AppTest:
    assert not at.exception
    return at


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

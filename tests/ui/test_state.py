"""Widgets in the URL: nonsense becomes the default, presets and reset set everything, links reproduce the screen."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

DEFAULTS = {"layers": 2, "rate": 0.01, "engine": "keras", "size": 32, "seed": 7, "fresh": True, "slice": "0:3"}


def page() -> None:
    """A page with one widget of each kind; runs inside AppTest, so it imports what it needs."""
    import streamlit as st

    from mnist_lab.ui.state import Panel

    def sliced(text: str) -> None:
        if ":" not in text:
            raise ValueError(f"{text!r} has no colon. A slice is start:stop.")

    panel = Panel("demo")
    values = {
        "layers": panel.slider("layers", "Layers", low=1, high=4, default=2),
        "rate": panel.scale("rate", "Learning rate", options=(0.1, 0.01, 0.001), default=0.01),
        "engine": panel.select("engine", "Engine", options=("keras", "scratch"), default="keras"),
        "size": panel.choice("size", "Batch", options=(32, 128), default=32),
        "seed": panel.number("seed", "Seed", low=0, high=99, default=7),
        "fresh": panel.toggle("fresh", "Fresh", default=True),
        "slice": panel.text("slice", "Slice", default="0:3", check=sliced),
    }
    panel.presets({"Quick": {"layers": 1, "rate": 0.1}, "Large": {"layers": 4, "size": 128}})
    panel.reset()
    st.session_state["seen"] = values


def turned() -> None:
    """A page with one widget or the other, and a button that turns it over."""
    import streamlit as st

    from mnist_lab.ui.state import Panel

    panel = Panel("demo")
    st.button("Turn", on_click=panel.put, args=({"side": "back", "number": 5, "on": False},))
    if panel.choice("side", "Side", options=("front", "back"), default="front") == "back":
        st.session_state["seen"] = panel.number("number", "N", low=0, high=9, default=0), panel.toggle("on", "On")


def opened(**parameters: str) -> AppTest:
    at = AppTest.from_function(page)
    for name, value in parameters.items():
        at.query_params[f"demo-{name}"] = value
    return at.run()


def seen(at: AppTest) -> dict[str, Any]:
    assert not at.exception
    return dict(at.session_state["seen"])


def test_the_widgets_start_with_their_defaults() -> None:
    assert seen(opened()) == DEFAULTS


def test_a_link_reproduces_the_screen() -> None:
    at = opened(layers="3", rate="0.1", engine="scratch", size="128", seed="42", fresh="false", slice="2:9")
    assert seen(at) == {
        **{"layers": 3, "rate": 0.1, "engine": "scratch", "size": 128},
        **{"seed": 42, "fresh": False, "slice": "2:9"},
    }


NONSENSE = [
    "",
    "nan",
    "-5",
    "1e400",
    "999999999999999999999",
    "[1,2]",
    "'; drop table",
    "☃",
    "None",
    "\x00",
    "a" * 9000,
]


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_in_every_parameter_is_the_default(text: str) -> None:
    values = seen(opened(**dict.fromkeys(DEFAULTS, text)))
    assert values == DEFAULTS


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(sorted(DEFAULTS)), st.text(max_size=12)))
def test_whatever_the_url_says_the_values_keep_their_rules(parameters: dict[str, str]) -> None:
    values = seen(opened(**parameters))
    assert 1 <= values["layers"] <= 4
    assert 0 <= values["seed"] <= 99
    assert values["rate"] in (0.1, 0.01, 0.001)
    assert values["engine"] in ("keras", "scratch")
    assert values["size"] in (32, 128)
    assert isinstance(values["fresh"], bool)
    assert ":" in values["slice"]


def test_a_preset_sets_what_it_names_and_the_rest_to_its_default() -> None:
    at = opened(engine="scratch", layers="3")
    at.button(key="demo-preset-Quick").click().run()
    assert seen(at) == {**DEFAULTS, "layers": 1, "rate": 0.1}


def test_reset_gives_every_default_back() -> None:
    at = opened(layers="3", rate="0.1", engine="scratch", size="128", seed="42", fresh="false", slice="2:9")
    next(button for button in at.button if button.label == "Reset").click().run()
    assert seen(at) == DEFAULTS


def test_text_that_will_not_do_gets_the_reason_and_leaves_the_last_good_value() -> None:
    at = opened()
    at.text_input(key="demo-slice").set_value("4:6").run()
    at.text_input(key="demo-slice").set_value("46").run()
    assert seen(at)["slice"] == "4:6"
    assert [error.value for error in at.error] == ["'46' has no colon. A slice is start:stop."]


def echo() -> None:
    from mnist_lab.ui.state import Panel

    def refused(text: str) -> None:
        if text:
            raise ValueError(text)

    Panel("demo").text("said", "Said", default="", check=refused)


@pytest.mark.parametrize(
    ("said", "markdown"),
    [
        ("a product such as 28*28, or 4*7*28", r"a product such as 28\*28, or 4\*7\*28"),
        ("`x` and __import__ and ~1 and ~2", r"\`x\` and \__import_\_ and \~1 and \~2"),
        ("train_images has no $1, $2 and <b>", r"train_images has no \$1, \$2 and \<b>"),
        (":red[x] :material/home: start:stop.", r"\:red[x] \:material/home: start:stop."),
    ],
)
def test_a_message_is_shown_letter_by_letter(said: str, markdown: str) -> None:
    at = AppTest.from_function(echo).run()
    at.text_input(key="demo-said").set_value(said).run()
    assert [error.value for error in at.error] == [markdown]


def wrong_preset() -> None:
    from mnist_lab.ui.state import Panel

    panel = Panel("demo")
    panel.slider("layers", "Layers", low=1, high=4, default=2)
    panel.presets({"Broken": {"layers": 9}})


def test_a_preset_that_breaks_a_rule_says_so() -> None:
    at = AppTest.from_function(wrong_preset).run()
    assert at.exception[0].message == "Preset 'Broken' sets layers to 9; widgets drawn so far: layers."


def test_a_widget_that_appears_with_the_value_it_is_given_is_in_the_link_too() -> None:
    at = AppTest.from_function(turned).run()
    at.button[0].click().run()
    assert not at.exception
    assert at.session_state["seen"] == (5, False)
    assert [str(at.query_params[f"demo-{name}"]) for name in ("number", "on")] == ["5", "false"]
    at.button[0].click().run()  # now they are there: the browser writes their parameters
    assert not at.exception and at.session_state["seen"] == (5, False)

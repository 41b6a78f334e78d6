"""Lesson "transforms": kinds and their numbers, presets, points, steps, link, reset; the code gives what is shown."""

import json
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_lab.digits.dataset import load
from mnist_lab.maths.transform_kinds import KINDS
from mnist_lab.ui.transform_orders import PRESETS as ORDERS
from mnist_lab.ui.transforms import PRESETS
from tests.opening import checked, open_lesson


def opened(**parameters: str) -> AppTest:
    return open_lesson("transforms", {name.replace("_", "-"): value for name, value in parameters.items()})


def words(at: AppTest) -> str:
    return "\n".join(element.value.replace("\\", "") for element in at.markdown)


def codes(at: AppTest, place: int = 0) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(at.code[place].value, names)
    return names


def planes(at: AppTest) -> list[Any]:
    sent = [json.loads(component.proto.bytes) for component in at.get("bidi_component") if component.proto.bytes]
    return [content for content in sent if "planes" in content]


def test_it_starts_with_a_rotation_and_two_orders() -> None:
    at = opened()
    assert at.selectbox(key="transforms-kind").value == "rotation"
    assert at.slider(key="transforms-theta").value == 60
    first, orders = planes(at)
    assert len(first["planes"]) == 1 and len(orders["planes"]) == 2
    assert "complex: a turn by 60°" in words(at) and "The order matters" in words(at)
    assert "The network reads three" in words(at)
    assert not at.error


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_the_notebooks_names_and_its_code_gives_the_facts(kind: str) -> None:
    at = checked(opened(transforms_kind=kind).run())
    labels = {widget.label for widget in (*at.slider, *at.number_input)}
    assert {number.label for number in KINDS[kind].numbers} <= labels
    names = codes(at)
    assert f"**{round(float(names['area']), 2):g}**".replace("-", "−") in words(at)
    np.testing.assert_allclose(names["moved"].T, np.array([[1.0, 1]]) @ names["W"].T + names["b"])


def test_a_slider_moves_the_picture() -> None:
    at = opened(transforms_kind="scaling")
    checked(at.slider(key="transforms-fx").set_value(-1.0).run())
    assert "mirrored" in words(at) and "**reversed**" in words(at)
    assert "(1, 0) lands on the first column of W, (−1, 0)" in planes(at)[0]["alt"]


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_shown_and_played(name: str) -> None:
    at = opened()
    before = planes(at)[0]["play"]
    checked(at.button(key=f"transforms-preset-{name}").click().run())
    assert planes(at)[0]["play"] != before
    for key, value in PRESETS[name].items():
        assert at.session_state[f"transforms-{key}"] == value


def test_flattened_there_is_no_way_back_and_the_page_says_why() -> None:
    at = opened()
    checked(at.button(key="transforms-preset-Flattened").click().run())
    checked(at.toggle(key="transforms-back").set_value(True).run())
    assert "No way back" in at.info[0].value and "**none**" in words(at)
    assert planes(at)[0]["stops"] == [0, 60]
    checked(at.number_input(key="transforms-W11").set_value(2.0).run())
    assert planes(at)[0]["stops"] == [0, 60, 120] and not at.info


def test_points_are_worked_out_and_wrong_ones_get_the_reason() -> None:
    at = opened(transforms_kind="scaling", transforms_points="(1, 2)")
    assert "(1, 2) → (2 · 1 + 0 · 2 + 0, 0 · 1 + 0.5 · 2 + 0) = (2, 1)" in words(at)
    checked(at.text_input(key="transforms-points").set_value("(1, 2").run())
    assert "closed" in at.error[0].value
    assert "(1, 2) → " in words(at)  # the last good points stay
    checked(at.text_input(key="transforms-points").set_value("").run())
    assert "→" not in words(at) and not at.error


@pytest.mark.parametrize("shape", ["digit as points", "digit as image", "circle", "nothing but the grid"])
def test_every_shape_with_everything_on(shape: str) -> None:
    at = opened(transforms_shape=shape, transforms_trails="true", transforms_back="true")
    checked(at.selectbox(key="transforms-motion").set_value("entry by entry").run())
    assert "W_t = (1 - t) * np.eye(2) + t * W" in at.code[0].value


@pytest.mark.parametrize("name", ORDERS)
def test_every_list_of_steps_and_its_product(name: str) -> None:
    at = opened()
    checked(at.button(key=f"orders-preset-{name}").click().run())
    assert at.text_input(key="orders-steps").value == ORDERS[name]["steps"]
    apart = f"{float(codes(at, 1)['apart']):.2f}".rstrip("0").rstrip(".")
    assert f"up to {apart} apart" in words(at) or "does not matter" in words(at)


def test_steps_are_moved_taken_out_and_added_from_above() -> None:
    at = opened()
    checked(at.button(key="transforms-Earlier-1").click().run())
    assert at.text_input(key="orders-steps").value == "scaling(2, 1), rotation(90)"
    checked(at.button(key="transforms-Take out-0").click().run())
    assert at.text_input(key="orders-steps").value == "rotation(90)"
    checked(at.slider(key="transforms-theta").set_value(-30.0).run())
    next(button for button in at.button if button.label == "Add the map above").click()
    checked(at.run())
    assert at.text_input(key="orders-steps").value == "rotation(90), rotation(-30)"
    checked(at.text_input(key="orders-steps").set_value("turn(3)").run())
    assert "No step is called" in at.error[0].value and "rotation(-30)" in planes(at)[1]["planes"][0]["title"]


def test_the_turned_digit_is_shifted_too() -> None:
    at = opened()
    before = words(at)
    checked(at.slider(key="turned-across").set_value(8).run())
    assert words(at) != before and "np.array([8.0, 0.0])" in at.code[2].value


def test_a_link_reproduces_the_screen_and_nonsense_in_it_is_survived() -> None:
    at = opened(transforms_kind="shear", transforms_kx="-2", orders_steps="rotation(45)")
    assert at.slider(key="transforms-kx").value == -2 and "One step" in words(at)
    at = opened(transforms_kind="teleport", transforms_theta="1e400", transforms_points="__import__('os')")
    assert at.selectbox(key="transforms-kind").value == "rotation" and at.slider(key="transforms-theta").value == 60


def test_reset_brings_back_the_start() -> None:
    at = opened(transforms_kind="linear", transforms_W01="-2")
    next(button for button in at.button if button.label == "Reset").click()
    checked(at.run())
    assert at.selectbox(key="transforms-kind").value == "rotation"


def test_the_six_that_turns_is_a_six() -> None:
    app = opened()
    app.button(key="turned-preset-A six").click().run()
    assert load().train_labels[app.session_state["turned-digit"]] == 6

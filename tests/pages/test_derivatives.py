"""Lesson "derivatives": a curve chosen or typed, presets, link, kinks said, the error over h, steps by click."""

from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_lab.maths.difference_error import difference_error
from mnist_lab.maths.gradients import LOSSES, take_step
from mnist_lab.maths.tangents import FUNCTIONS, tangent
from mnist_lab.ui import derivatives, gradients
from tests.opening import checked, open_lesson


def opened(**parameters: str) -> AppTest:
    return open_lesson("derivatives", {f"derivatives-{name}": value for name, value in parameters.items()})


def words(at: AppTest) -> str:
    return "\n".join(element.value.replace("\\", "") for element in at.markdown).replace("−", "-")


def press(at: AppTest, label: str) -> AppTest:
    next(button for button in at.button if button.label == label).click()
    return checked(at.run())


def weights(at: AppTest) -> list[float]:
    return [at.number_input(key=f"derivatives-{name}").value for name in ("w1", "w2")]


def test_it_starts_with_a_wave_and_a_bowl() -> None:
    at = opened()
    assert tangent(FUNCTIONS[0], -0.5).sentence.replace("−", "-") in words(at)
    assert take_step(LOSSES["bowl"], (1.5, 1.0), 0.1).sentence in words(at)
    assert not at.error


@pytest.mark.parametrize("text", FUNCTIONS)
def test_every_function_of_the_list(text: str) -> None:
    at = opened(function=text, x="1.0")
    assert tangent(text, 1.0).sentence.replace("−", "-") in words(at)


@pytest.mark.parametrize("text", LOSSES)
def test_every_loss_of_the_list(text: str) -> None:
    assert take_step(LOSSES[text], (1.5, 1.0), 0.1).sentence.replace("−", "-") in words(opened(loss=text))


def test_a_typed_function_and_nonsense_typed_after_it() -> None:
    at = opened(function=derivatives.OWN)
    field = at.text_input(key="derivatives-f")
    checked(field.set_value("f(x) = x^3 - x").run())
    before = at.code[0].value
    assert "return x**3 - x" in before and not at.error
    for nonsense, phrase in {
        "2x": r"a product is written 2 \* x",
        "x / 0": "no value anywhere",
        "1 / 0 + x": "no number",
        "__import__('os')": "has no place",
        "": "Nothing typed",
    }.items():
        checked(at.text_input(key="derivatives-f").set_value(nonsense).run())
        assert phrase in at.error[0].value
        assert at.code[0].value == before


def test_a_typed_loss_may_be_written_with_x_and_y() -> None:
    at = opened(loss=gradients.OWN)
    checked(at.text_input(key="derivatives-formula2").set_value("x**2 + 3*y**2").run())
    assert take_step("w1**2 + 3 * w2**2", (1.5, 1.0), 0.1).sentence in words(at)
    checked(at.text_input(key="derivatives-formula2").set_value("x + z").run())
    assert "The name 'z' means nothing here" in at.error[0].value


@pytest.mark.parametrize(
    ("preset", "phrase"),
    [("A kink", "there is a kink: slope -1"), ("A pole", "there is a pole"), ("No slope left", "sigmoid")],
)
def test_presets(preset: str, phrase: str) -> None:
    at = press(opened(), preset)
    assert phrase in words(at) or phrase in at.code[0].value


def test_at_a_kink_there_is_no_error_to_measure() -> None:
    at = opened(function="abs(x)", x="0.0")
    assert "without a derivative there is no error to measure" in at.info[0].value


def test_minus_signs_are_true_ones() -> None:
    at = opened(function="sqrt(x)", x="-0.5")
    assert "At x = −0.5 the formula has no value" in at.info[0].value
    assert any("f′(−0.5) = 1.5806" in part.value for part in opened().markdown)


@pytest.mark.parametrize("formula", ["central", "forward"])
def test_the_measured_error_is_said(formula: str) -> None:
    found = difference_error(FUNCTIONS[0], -0.5, formula)  # type: ignore[arg-type]
    assert found is not None and found.sentence.replace("−", "-") in words(opened(formula=formula))


def test_a_click_on_the_curve_moves_the_point() -> None:
    at = opened()
    at.session_state["derivatives:next"] = 1.25
    checked(at.run())
    assert at.slider(key="derivatives-x").value == 1.25
    assert "At x = 1.25" in words(at)


def test_steps_are_taken_by_click_and_taken_back() -> None:
    at = opened(step="0.5")
    press(at, "Take the step")
    assert weights(at) == pytest.approx([0.75, 0.5])
    press(at, "Take the step")
    assert weights(at) == pytest.approx([0.375, 0.25])
    assert any("2 steps so far: loss 1.625 → 0.1016" in caption.value for caption in at.caption)
    press(at, "Back to the start")
    assert weights(at) == [1.5, 1.0]


def test_another_place_forgets_the_way() -> None:
    at = press(opened(step="0.5"), "Take the step")
    checked(at.number_input(key="derivatives-w1").set_value(2.0).run())
    assert not [caption for caption in at.caption if "so far" in caption.value]


def test_no_step_leads_off_the_map() -> None:
    at = opened(loss="saddle", w1="1.0", w2="2.9", step="2.0")
    assert next(button for button in at.button if button.label == "Take the step").disabled
    assert "W_1 lies off the map" in words(at)


def test_a_link_reproduces_the_screen_and_nonsense_in_it_is_survived() -> None:
    at = opened(function=derivatives.OWN, f="x * exp(x)", x="-2.0", side="left", w1="0.5", step="0.3", angle="45")
    assert "return x * np.exp(x)" in at.code[0].value and "h = np.array([-2, -1" in at.code[0].value
    assert weights(at) == [0.5, 1.0]
    at = opened(function="exec(1)", f="().__class__", x="inf", w1="nan", w2="1e400", step="7", angle="-3", play="never")
    assert weights(at) == [1.5, 1.0] and not at.error


def test_the_moving_point_has_no_slider() -> None:
    at = opened(play="x moves", function="tan(x)")
    assert not [slider for slider in at.slider if slider.key == "derivatives-x"]
    assert "there is a pole" in words(at)


def test_reset_brings_back_the_start() -> None:
    at = press(opened(function="abs(x)", x="0.0"), "Reset")
    assert at.selectbox(key="derivatives-function").value == FUNCTIONS[0]


def test_all_code_on_the_page_runs_and_gives_what_is_said() -> None:
    at = opened(function="sigmoid(x)", x="0.5", step="0.5")
    tapes = [code.value for code in at.code]
    assert len(tapes) == 5
    results: list[dict[str, Any]] = []
    for code in tapes:
        results.append({})
        with np.errstate(all="ignore"):
            exec(compile(code, "page", "exec"), results[-1])
    assert float(results[1]["grad_of_y_wrt_x"]) == pytest.approx(results[0]["slope"])
    assert results[3]["W_1"] == pytest.approx([0.75, 0.5])

"""Lesson "reshaping": fields, wrong input in place, presets, link, reset, the four parts, the code of each."""

from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_lab.digits.dataset import load
from mnist_lab.maths.flattening import RECIPES
from mnist_lab.ui.reshaping import PARTS, RESHAPES, TRANSPOSES
from tests.opening import checked, open_lesson


def opened(**parameters: str) -> AppTest:
    return open_lesson("reshaping", {f"reshaping-{name}": value for name, value in parameters.items()})


def part(at: AppTest, name: str) -> AppTest:
    return checked(at.button_group(key="reshaping-part").set_value(name).run())


def field(at: AppTest, name: str) -> Any:
    return at.text_input(key=f"reshaping-{name}")


def typed(at: AppTest, **texts: str) -> AppTest:
    for name, text in texts.items():
        field(at, name).set_value(text)
    return checked(at.run())


def words(at: AppTest) -> str:
    return "\n".join(element.value.replace("\\", "") for element in [*at.markdown, *at.caption])


def names_of(at: AppTest) -> dict[str, Any]:
    """What the code on the page gives."""
    names: dict[str, Any] = {}
    exec(at.code[-1].value, names)
    return names


def test_it_starts_with_three_rows_that_become_two() -> None:
    at = opened()
    assert "A row now ends after 3 cells instead of 2" in words(at)
    assert "| `y = x.reshape((2, 3))` | (2, 3) | (24, 8) | 0 bytes, a view |" in words(at)
    assert names_of(at)["y"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert not at.error


@pytest.mark.parametrize("name", RESHAPES)
def test_every_reshape_preset_shows_what_numpy_gives(name: str) -> None:
    at = checked(opened().button(key=f"reshaping-preset-{name}").click().run())
    values = RESHAPES[name]
    assert (field(at, "x").value, field(at, "shape").value) == (values["x"], values["shape"])
    if name == "It does not fit":
        assert "6 cells cannot fill 4 × 2 = 8" in at.error[0].value
        assert "The picture still shows x.reshape((2, 3))" in words(at)
        return
    x = np.array(eval(values["x"], {"np": np}))
    y = x.reshape(eval(values["shape"]))
    assert f"| {y.shape} | {y.strides} |" in words(at) and not at.error
    assert np.array_equal(names_of(at)["y"], y)


@pytest.mark.parametrize("name", TRANSPOSES)
def test_every_transpose_preset_shows_what_numpy_gives(name: str) -> None:
    at = checked(part(opened(), "transpose").button(key=f"reshaping-preset-{name}").click().run())
    values = TRANSPOSES[name]
    x = np.array(eval(values["x"], {"np": np}))
    t = np.transpose(x, eval(values["axes"]) if values["axes"] else None)
    assert f"| {t.shape} | {t.strides} | 0 bytes" in words(at) and not at.error
    assert np.array_equal(names_of(at)["t"], t)


@pytest.mark.parametrize(
    ("name", "text", "phrase"),
    [
        ("shape", "(4, 2)", "6 cells cannot fill 4 × 2 = 8"),
        ("shape", "(-1, 4)", "leaves 2 over"),
        ("shape", "print(1)", "Only reshape is called here"),
        ("shape", "", "Nothing typed"),
        ("x", "[[1, 2], [3]]", "Ragged"),
        ("x", "np.zeros((999, 999))", "998,001 cells are too many"),
        ("x", "💥", "does not belong"),
    ],
)
def test_wrong_input_gets_the_reason_and_the_last_good_picture_stays(name: str, text: str, phrase: str) -> None:
    at = typed(opened(), x="np.arange(6)", shape="(3, 2)")
    before = at.code[-1].value
    typed(at, **{name: text})
    assert phrase in at.error[0].value and len(at.error) == 1
    assert at.code[-1].value == before
    assert "The picture still shows x.reshape((3, 2))" in words(at)
    typed(at, x="np.arange(8)", shape="(2, 2, 2)")
    assert not at.error and "still shows" not in words(at)


def test_a_new_x_that_does_not_fit_keeps_the_picture_too() -> None:
    at = typed(opened(), x="np.arange(8)")
    assert "8 cells do not fit into 2 × 3 = 6" in at.error[0].value
    assert names_of(at)["y"].shape == (2, 3)


def test_minus_one_is_worked_out_aloud() -> None:
    assert "What stands for −1? 6 cells ÷ 2 = 3. So the shape is (3, 2)." in words(typed(opened(), shape="(-1, 2)"))


def test_wrong_axes_get_the_reason() -> None:
    at = typed(part(opened(), "transpose"), axes="(0, 0)")
    assert "Axis 0 is named twice" in at.error[0].value
    assert "t[j, i] = x[i, j]" in words(at)
    typed(at, x="np.arange(24).reshape(2, 3, 4)", axes="x.transpose(2, 0, 1)")
    assert not at.error and "t[k, i, j] = x[i, j, k]" in words(at) and "| (4, 2, 3) |" in words(at)


def test_one_digit_as_a_line() -> None:
    at = part(opened(digit="3"), "digit")
    assert np.array_equal(names_of(at)["flat"], load().train_images[3].reshape(784))
    assert f"{np.count_nonzero(load().train_images[3])} of them are ink" in words(at)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
@pytest.mark.parametrize("size", ["10", "all"])
def test_the_batch_by_each_line(recipe: Any, size: str) -> None:
    at = part(opened(), "batch")
    at.button_group(key="reshaping-n").set_value(size)
    checked(at.selectbox(key="reshaping-recipe").set_value(recipe.name).run())
    images = load().train_images[: 10 if size == "10" else None]
    y = eval(recipe.expression.format(n=len(images)), {"x": images})
    names: dict[str, Any] = {}
    exec(at.code[-1].value, names)
    assert np.array_equal(names["y"], y)
    assert f"y has shape {y.shape}" in words(at)


def test_a_link_reproduces_the_screen_and_nonsense_in_it_is_survived() -> None:
    at = opened(part="transpose", x="np.arange(24).reshape(2, 3, 4)", axes="(0, 2, 1)")
    assert "t[i, k, j] = x[i, j, k]" in words(at)
    at = opened(part="nothing", x="__import__('os')", shape="9**9")
    assert at.error and "| `y = x.reshape((2, 3))` |" in words(at)
    at = opened(part="batch", n="11", recipe="?", coloured="perhaps")
    assert "y has shape (10, 784)" in words(at)
    at = opened(part="digit", digit="-5")
    assert "784 numbers" in words(at)


OTHERWISE = {
    "reshape": {"shape": "(6, 1)"},
    "transpose": {"x": "[[1, 2]]"},
    "digit": {"digit": "5"},
    "batch": {"n": "100"},
}


@pytest.mark.parametrize("name", PARTS)
def test_reset_brings_back_the_start_of_the_part(name: str) -> None:
    start = words(opened(part=name))
    at = opened(part=name, **OTHERWISE[name])
    assert words(at) != start
    next(button for button in at.button if button.label == "Reset").click()
    assert words(checked(at.run())) == start

"""The page: each preset gives what the notebook prints; links, wrong input, sums and questions."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from mnist_lab.maths.predictions import PREDICTIONS
from mnist_lab.ui.tensors import PRESETS
from tests.opening import open_lesson


def opened(**parameters: str) -> AppTest:
    return open_lesson("tensors", {f"tensors-{name}": value for name, value in parameters.items()})


def facts(at: AppTest) -> dict[str, str]:
    """Name of an attribute -> value, as the page shows them."""
    found = [re.fullmatch(r":small\[`x\.(\w+)`\]  \n\*\*(.*)\*\*", text.value) for text in at.main.markdown]
    return {match[1]: match[2] for match in found if match}


def pressed(at: AppTest, preset: str) -> AppTest:
    at.button(key=f"tensors-preset-{preset}").click().run()
    assert not at.exception
    return at


@pytest.fixture(scope="module")
def page() -> AppTest:
    return opened()


# What the notebook prints: x.ndim of its four arrays; the axes of its kinds of data.
NOTEBOOK = {
    "Scalar": ("0", "()"),
    "Vector": ("1", "(5,)"),
    "Matrix": ("2", "(3, 5)"),
    "Rank 3": ("3", "(3, 3, 5)"),
    "Vector data": ("2", r"(\d+, 784)"),
    "Sequences": ("3", r"(\d+, 28, 28)"),
    "Images": ("4", r"(\d+, 28, 28, 1)"),
    "Video": ("5", r"(\d+, \d+, 28, 28, 3)"),
}


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_gives_what_the_notebook_prints(page: AppTest, preset: str) -> None:
    shown = facts(pressed(page, preset))
    ndim, shape = NOTEBOOK[preset]
    assert shown["ndim"] == ndim
    assert re.fullmatch(shape.replace("(", r"\(").replace(")", r"\)"), shown["shape"])
    if preset == "Vector data":
        assert shown["dtype"] == "float32"


@pytest.mark.parametrize("rank", range(6))
def test_the_ladder_has_a_step_for_each_rank(rank: int) -> None:
    at = opened(rank=str(rank))
    assert facts(at)["ndim"] == str(rank)
    assert at.main.code[0].value.endswith("print(x.ndim, x.shape, x.dtype, x.size, x.nbytes)")


def test_a_link_gives_the_screen_and_nonsense_the_default() -> None:
    at = opened(shelf="your own", list="[[1, 2], [3, 4]]")
    assert facts(at) == {"ndim": "2", "shape": "(2, 2)", "dtype": "int64", "size": "4", "nbytes": "32"}
    assert facts(opened(shelf="attic", rank="99", digit="-1", dtype="object"))["shape"] == "(28, 28)"


def test_a_ragged_list_is_explained_and_the_last_picture_stays(page: AppTest) -> None:
    pressed(page, "Matrix")
    page.text_input(key="tensors-list").set_value("[[1, 2], [3]]").run()
    assert "x[0] has length 2, x[1] has length 1" in page.error[0].value
    assert facts(page)["shape"] == "(3, 5)"


def test_floats_take_four_times_the_bytes(page: AppTest) -> None:
    pressed(page, "Sequences")
    bytes_ = int(facts(page)["nbytes"].replace("\u202f", ""))
    page.selectbox(key="tensors-dtype").set_value("float32").run()
    assert int(facts(page)["nbytes"].replace("\u202f", "")) == 4 * bytes_


def test_reset_goes_back_to_the_digits_and_keeps_the_shelf(page: AppTest) -> None:
    pressed(page, "Video")
    next(button for button in page.button if button.label == "Reset").click().run()
    assert facts(page)["shape"] == "(4000, 28, 28)"


def test_200_and_100_wrap_to_44_on_the_page(page: AppTest) -> None:
    page.number_input(key="tensors-a").set_value(200).run()
    assert any("200 + 100 = **44** in uint8" in text.value for text in page.main.markdown)
    page.selectbox(key="tensors-sum").set_value("int8").run()
    assert "200 does not fit into int8: it holds -128 to 127." in [error.value for error in page.error]


def test_a_question_answers_and_blocks_nothing(page: AppTest) -> None:
    wrap = next(prediction for prediction in PREDICTIONS if prediction.name == "wrap")
    replies = [prediction.because for prediction in PREDICTIONS]
    assert not any(reply in text.value for text in page.main.markdown for reply in replies)
    page.button_group(key="tensors-guess-wrap").set_value("300").run()
    assert any(wrap.reply("300") in text.value for text in page.main.markdown)
    page.button_group(key="tensors-guess-wrap").set_value("44").run()
    assert any(wrap.reply("44") in text.value for text in page.main.markdown)

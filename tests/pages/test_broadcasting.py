"""Lesson "broadcasting": presets against the notebook, links, wrong input, a clash mended, one cell, the race."""

from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_lab.maths.broadcasting_presets import PRESETS
from tests.maths.test_tensors import run
from tests.opening import checked, open_lesson


def opened(**parameters: str) -> AppTest:
    return open_lesson("broadcasting", {f"broadcasting-{name}": value for name, value in parameters.items()})


def pressed(at: AppTest, preset: str) -> AppTest:
    return checked(at.button(key=f"broadcasting-preset-{preset}").click().run())


def words(at: AppTest) -> str:
    return "\n".join(element.value.replace("\\", "") for element in at.main.markdown)


def result(at: AppTest) -> Any:
    """What the code on the page gives."""
    return run(at.main.code[0].value)[0]["result"]


@pytest.fixture(scope="module")
def page() -> AppTest:
    return opened()


def test_it_starts_with_a_row_added_to_two_rows(page: AppTest) -> None:
    assert "The 3 numbers of `b` are added to each of the 2 rows of `a`." in words(page)
    assert result(page).tolist() == [[11, 22, 33], [14, 25, 36]]
    assert not page.error


SHAPES = {
    "X + y": (32, 10),
    "np.maximum(x, y)": (64, 3, 32, 10),
    "naive_add": (2, 3),
    "naive_relu": (2, 3),
    "X + b, Dense layer": (5, 10),
    "Digit − mean digit": (6, 28, 28),
    "Column + row": (3, 4),
}


@pytest.mark.parametrize("preset", SHAPES)
def test_a_preset_gives_what_the_notebook_prints_and_its_code_runs(page: AppTest, preset: str) -> None:
    at = pressed(page, preset)
    assert not at.error
    assert np.shape(result(at)) == SHAPES[preset]
    printed = run(at.main.code[1].value)[1]  # strides and bytes
    assert printed.endswith("True")


def test_every_preset_is_tried() -> None:
    assert {*SHAPES, "A clash"} == set(PRESETS)


def test_a_clash_shows_the_rule_the_axis_and_both_lengths_and_a_click_mends_it(page: AppTest) -> None:
    at = pressed(page, "A clash")
    assert at.error[0].value == "Axis -1: 3 against 2. Lengths must be equal, or one of them 1."
    assert run(at.main.code[0].value)[1] == "operands could not be broadcast together with shapes (2,3) (2,)"
    assert at.button(key="broadcasting-mend-0").label.replace("\\", "") == "b[:, np.newaxis]"
    checked(at.button(key="broadcasting-mend-0").click().run())
    assert at.text_input(key="broadcasting-b").value == "[[10], [20]]"
    assert not at.error
    assert result(at).tolist() == [[11, 12, 13], [24, 25, 26]]


def test_a_clash_of_typed_shapes_is_mended_in_the_shapes() -> None:
    at = opened(source="shapes", first="(32, 10)", second="(32,)")
    assert "10 against 32" in at.error[0].value
    checked(at.button(key="broadcasting-mend-0").click().run())
    assert at.text_input(key="broadcasting-second").value == "(32, 1)"
    assert not at.error and np.shape(result(at)) == (32, 10)


def test_a_cell_is_written_out_and_explained() -> None:
    at = opened(cell="1, 2")
    assert "`result[1, 2]` = `a[1, 2] + b[2]` = 6 + 30 = **36**" in words(at)
    assert "b has no axis for the 1: it is dropped." in words(at)
    assert "1 × 0 + 2 × 8 = 16 bytes from the start of `b`" in words(at)
    assert run(at.main.code[0].value)[1].endswith("6 30 36")
    next(button for button in at.button if button.label == "Stretch again").click()
    checked(at.run())
    assert at.text_input(key="broadcasting-cell").value == ""
    assert "are added to each of the 2 rows" in words(at)


@pytest.mark.parametrize("cell", ["9, 9", "1", "x", "-1, 0", "1e5, 2"])
def test_a_cell_that_is_not_there_is_no_cell(cell: str) -> None:
    at = opened(cell=cell)
    assert "are added to each of the 2 rows" in words(at)
    assert any("no cell" in text.value or "one position for each axis" in text.value for text in at.caption)


@pytest.mark.parametrize(
    ("field", "text", "phrase"),
    [
        ("a", "[[1, 2], [3]]", "a[0] has length 2, a[1] has length 1"),
        ("b", "print(1)", "'p' does not belong"),
        ("b", "", "Nothing typed"),
    ],
)
def test_wrong_numbers_get_the_reason_and_the_last_picture_stays(field: str, text: str, phrase: str) -> None:
    at = opened()
    before = at.main.code[0].value
    checked(at.text_input(key=f"broadcasting-{field}").set_value(text).run())
    assert phrase in at.error[0].value
    assert at.main.code[0].value == before


def test_wrong_shapes_and_too_large_results_get_the_reason_and_the_last_picture_stays() -> None:
    at = opened(source="shapes")
    before = at.main.code[0].value
    checked(at.text_input(key="broadcasting-first").set_value("(3, -1)").run())
    assert "No axis has the length -1" in at.error[0].value
    assert at.main.code[0].value == before
    checked(at.text_input(key="broadcasting-first").set_value("(50000, 1)").run())
    checked(at.text_input(key="broadcasting-second").set_value("(50000,)").run())
    assert "The result of shape (50000, 50000) has 2,500,000,000 cells" in at.error[0].value
    checked(at.text_input(key="broadcasting-second").set_value("(1,)").run())
    assert not at.error and np.shape(result(at)) == (50000, 1)


def test_truth_values_cannot_be_subtracted() -> None:
    at = opened(a="[True]", b="[False]", operation="−")
    assert "NumPy does not subtract truth values" in at.error[0].value
    assert at.main.code


def test_a_result_without_cells_is_shown_as_such() -> None:
    at = opened(source="shapes", first="(0, 3)", second="(3,)")
    assert "The result has no cells" in words(at)
    assert np.shape(result(at)) == (0, 3)


def test_relu_needs_one_array_and_digits_have_no_relu() -> None:
    at = opened(operation="relu", a="[-1, 2]")
    assert result(at).tolist() == [0, 2]
    assert not [field for field in at.text_input if field.key == "broadcasting-b"]
    at = opened(operation="relu", source="digits")
    assert np.shape(result(at)) == (6, 28, 28)


def test_a_link_gives_the_screen_and_nonsense_the_default() -> None:
    at = opened(source="numbers", a="[[1], [2]]", b="[3, 4]", operation="×")
    assert result(at).tolist() == [[3, 4], [6, 8]]
    at = opened(source="attic", operation="**", a="[[1, 2], [3]]", cell="x", loop="fast", cells="10000000", digit="-4")
    assert result(at).tolist() == [[11, 22, 33], [14, 25, 36]]


def test_reset_goes_back_to_the_start(page: AppTest) -> None:
    at = pressed(page, "X + y")
    next(button for button in at.button if button.label == "Reset").click()
    checked(at.run())
    assert "each of the 2 rows of `a`" in words(at)
    assert result(at).tolist() == [[11, 22, 33], [14, 25, 36]]


def test_two_thousand_five_hundred_bytes_are_not_copied(page: AppTest) -> None:
    at = pressed(page, "X + y")
    assert "**2,480 bytes are not copied**" in words(at)
    assert "| stretched | `(32, 10)` | `(0, 8)` | the same 80 |" in words(at)


def test_the_race_is_run_at_a_press_on_the_size_that_was_chosen() -> None:
    at = opened(cells="1000")
    assert "Guess first: how many times as fast is `x + y` as this loop over 1,000 cells?" in words(at)
    checked(at.button(key="broadcasting-measure").click().run())
    assert "1,000 cells: the loop took" in words(at)
    checked(at.select_slider(key="broadcasting-cells").set_value(100).run())
    assert "Guess first" in words(at)


def test_a_ragged_list_is_spoken_of_by_the_name_of_its_field() -> None:
    at = opened()
    for name in ("a", "b"):
        checked(at.text_input(key=f"broadcasting-{name}").set_value("[[1], [2, 3]]").run())
        assert f"{name}[0] has length 1, {name}[1] has length 2" in "".join(error.value for error in at.error)

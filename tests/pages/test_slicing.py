"""Lesson "slicing": text and sliders in step, wrong input in place, presets, link, reset, view or copy."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mnist_lab.digits.dataset import load
from mnist_lab.maths.slicing import index
from mnist_lab.maths.slicing_presets import PRESETS
from tests.opening import checked, open_lesson

DEFAULT = "train_images[10:100, 14:, 14:]"


def opened(**parameters: str) -> AppTest:
    return open_lesson("slicing", {f"slicing-{name}": value for name, value in parameters.items()})


def field(at: AppTest) -> Any:
    return at.text_input(key="slicing-index")


def typed(at: AppTest, text: str) -> AppTest:
    return checked(field(at).set_value(text).run())


def sliders(at: AppTest) -> list[tuple[tuple[int, int], int]]:
    steps = {slider.key: slider.value for slider in at.select_slider}
    return [(at.slider(key=f"slicing:reach-{axis}").value, steps[f"slicing:step-{axis}"]) for axis in range(3)]


def words(at: AppTest) -> str:
    return "\n".join(element.value.replace("\\", "") for element in at.markdown)


def captions(at: AppTest) -> list[str]:
    return [element.value.replace("\\", "") for element in at.caption]


def code(at: AppTest) -> str:
    return str(at.code[0].value)


def digits_in_use() -> int:
    return len(load().train_labels)


def test_it_starts_with_the_corner_of_ninety_digits() -> None:
    at = opened()
    assert field(at).value == DEFAULT
    assert sliders(at) == [((10, 100), 1), ((14, 28), 1), ((14, 28), 1)]
    assert "(90, 14, 14)" in words(at)
    assert f"axis 0: digits 10 to 99, 90 of {digits_in_use():,}" in words(at)
    assert "axis 1: rows 14 to 27, 14 of 28" in words(at)
    assert not at.error


@pytest.mark.parametrize(
    ("text", "rows", "columns"),
    [
        ("train_images[:, 7:-7, ::2]", ((7, 21), 1), ((0, 28), 2)),
        (":, 3, 20:5:-3", ((3, 4), 1), ((8, 21), -3)),
        ("my_slice = train_images[:, 28:, :1]", ((28, 28), 1), ((0, 1), 1)),
        ("train_labels == 7, ..., 27:", ((0, 28), 1), ((27, 28), 1)),
    ],
)
def test_the_sliders_follow_the_text(text: str, rows: object, columns: object) -> None:
    assert sliders(typed(opened(), text))[1:] == [rows, columns]


def test_the_text_follows_the_sliders() -> None:
    at = opened()
    checked(at.slider(key="slicing:reach-1").set_value((3, 28)).run())
    assert field(at).value == "train_images[10:100, 3:, 14:]"
    checked(at.select_slider(key="slicing:step-2").set_value(-1).run())
    assert field(at).value == "train_images[10:100, 3:, :13:-1]"
    checked(at.slider(key="slicing:reach-2").set_value((0, 28)).run())
    assert field(at).value == "train_images[10:100, 3:, ::-1]"
    assert sliders(at)[2] == ((0, 28), -1)
    checked(at.slider(key="slicing:reach-0").set_value((0, 0)).run())
    assert field(at).value == "train_images[0:0, 3:, ::-1]"
    assert "(0, 25, 28)" in words(at)


def test_a_slider_leaves_dots_new_axes_and_masks_of_other_axes() -> None:
    at = typed(opened(), "train_labels == 7, ..., None")
    checked(at.slider(key="slicing:reach-2").set_value((0, 5)).run())
    assert field(at).value == "train_images[train_labels == 7, :, :5, None]"


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("train_images[99999]", "index 99999 is out of bounds for axis 0"),
        (":, :, ::0", "The step of axis 2 cannot be 0"),
        ("print(1)", "Nothing is called"),
        ("", "Nothing stands between the brackets"),
    ],
)
def test_wrong_input_gets_the_reason_and_the_last_good_picture_stays(text: str, phrase: str) -> None:
    at = typed(opened(), "5:9")
    before = code(at)
    typed(at, text)
    assert phrase in at.error[0].value
    assert code(at) == before
    assert sliders(at)[0] == ((5, 9), 1)
    assert [caption for caption in captions(at) if caption == "still train_images[5:9]"]
    typed(at, "7")
    assert not at.error and "(28, 28)" in words(at)
    assert not [caption for caption in captions(at) if caption.startswith("still")]


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_shows_what_numpy_gives(name: str) -> None:
    at = opened()
    checked(at.button(key=f"slicing-preset-{name}").click().run())
    assert field(at).value == PRESETS[name]
    digits = load()
    names = {"train_images": digits.train_images, "train_labels": digits.train_labels, "np": __import__("numpy")}
    assert str(eval(PRESETS[name], names).shape) in words(at)
    assert not at.error


def test_with_the_sample_the_notebooks_60_000_is_said_honestly() -> None:
    at = typed(opened(), ":, 14:, 14:")
    count = digits_in_use()
    assert f"({count}, 14, 14)" in words(at)
    assert ("as in the notebook: (60000, 14, 14)" in words(at)) == (count != 60_000)


def test_a_link_reproduces_the_screen_and_nonsense_in_it_is_survived() -> None:
    at = opened(index="train_images[3, ::2]", copied="true")
    assert field(at).value == "train_images[3, ::2]"
    assert "(14, 28)" in words(at) and at.toggle(key="slicing-copied").value
    at = opened(index="__import__('os')", copied="perhaps")
    assert at.error and "(90, 14, 14)" in words(at)


def test_reset_brings_back_the_start() -> None:
    at = typed(opened(), "7")
    next(button for button in at.button if button.label == "Reset").click()
    assert field(checked(at.run())).value == DEFAULT


def test_another_spelling_is_one_click_away() -> None:
    at = typed(opened(), "10:100")
    assert {button.label.replace("\\", "") for button in at.button} >= {"train_images[10:100, :, :]"}
    checked(at.button(key="slicing-spelling-start and stop written").click().run())
    assert field(at).value == "train_images[10:100, 0:28, 0:28]"
    assert "(90, 28, 28)" in words(at)


def paint(at: AppTest) -> AppTest:
    next(button for button in at.button if button.label.startswith("Paint")).click()
    return checked(at.run())


def test_painting_a_view_changes_the_original_and_painting_a_copy_does_not() -> None:
    at = paint(opened())
    images = load().train_images[10:100, 14:, 14:]
    assert f"{int((images != 255).sum()):,} pixels of mine changed too" in words(at)
    checked(at.toggle(key="slicing-copied").set_value(True).run())
    assert "Guess, then paint" in words(at)
    assert "because of .copy()" in words(paint(at))
    assert "because a mask always makes one" in words(paint(typed(opened(), "train_labels == 7")))


def test_two_visitors_do_not_paint_on_each_others_digits() -> None:
    before = load().train_images.copy()
    one, other = opened(), opened()
    paint(one)
    assert "Guess, then paint" in words(checked(other.run()))
    assert one.session_state["slicing-own"].mine is not other.session_state["slicing-own"].mine
    assert (load().train_images == before).all()


def test_a_single_number_cannot_be_painted() -> None:
    at = typed(opened(), "0, 14, 14")
    brush = next(button for button in at.button if button.label.startswith("Paint"))
    assert brush.disabled and "nothing to paint into" in words(at)


def test_the_code_on_the_page_gives_the_shape_on_the_page() -> None:
    at = typed(opened(), "train_labels == 7, 4:-4")
    names: dict[str, Any] = {}
    exec(code(at), names)
    found = index("train_labels == 7, 4:-4", names["train_images"].shape, names["train_labels"])
    assert str(names["my_slice"].shape) == str(found.shape) and str(found.shape) in words(at)

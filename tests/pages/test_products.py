"""Lesson "products": presets, typed arrays, a clash and its mends, cells, orders, arrows, match, cost, links, reset."""

import json
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_lab.maths.product_orders import ORDERS
from mnist_lab.maths.product_shapes import ShapeRule
from mnist_lab.maths.products import read_product
from mnist_lab.ui.products import PRESETS
from tests.opening import checked, open_lesson
from tests.pool import warm_pool


def opened(**parameters: str) -> AppTest:
    return open_lesson("products", {f"products-{name.replace('_', '-')}": value for name, value in parameters.items()})


def typed(at: AppTest, name: str, text: str) -> AppTest:
    return checked(at.text_input(key=f"products-{name}").set_value(text).run())


def pressed(at: AppTest, key: str) -> AppTest:
    return checked(at.button(key=f"products-{key}").click().run())


def words(at: AppTest) -> str:
    return "\n".join(element.value for element in at.main.markdown)


def figures(at: AppTest) -> list[dict[str, Any]]:
    """What each figure of the page was given."""
    return [json.loads(element.proto.bytes) for element in at.get("bidi_component") if element.proto.bytes]


def picture(at: AppTest) -> dict[str, Any]:
    """The figure of the product: the second one, after the shape rule."""
    return figures(at)[1]


def printed(code: str) -> list[Any]:
    seen: list[Any] = []
    exec(code, {"print": lambda *values: seen.append(values)})
    return seen


def test_it_starts_with_two_matrices_and_says_what_happens_to_their_axes() -> None:
    at = opened()
    assert "Axis 1 of `x` and axis 0 of `W` have the same length, 3: they meet and vanish." in words(at)
    assert "the result has the shape (2, 2). 4 cells, each made of 3 multiplications" in words(at)
    assert not at.error
    texts = picture(at)["figure"]["data"][2]["text"]
    assert texts == ["58", "64", "139", "154"]


@pytest.mark.parametrize("name", [name for name in PRESETS if name != "Does not fit"])
def test_each_preset_shows_what_numpy_gives_and_its_code_does_too(name: str) -> None:
    at = pressed(opened(), f"preset-{name}")
    product = read_product(str(PRESETS[name]["x"]), str(PRESETS[name]["W"]))
    assert product.rule.sentence in words(at)
    shown = [int(text.replace("−", "-")) for text in picture(at)["figure"]["data"][2]["text"]]
    assert shown == np.dot(product.x, product.W).ravel().tolist()
    (z,), (terms, total) = printed(at.code[0].value)
    assert np.array_equal(z, product.result) and total == product.flat[0, 0] == sum(terms)
    assert len(printed(at.code[1].value)) == len(picture(at)["frames"]) - 2


def test_a_clash_gives_numpy_s_error_the_axis_and_a_way_out() -> None:
    at = pressed(opened(), "preset-Does not fit")
    assert "ValueError: shapes (2,3) and (2,2) not aligned: 3 (dim 1) != 2 (dim 0)" in at.error[0].value
    assert "give W 3 rows, or x 2 columns" in at.error[0].value
    assert "3 ✗" in picture(at)["figure"]["data"][0]["text"]
    with pytest.raises(ValueError, match="not aligned"):
        exec(at.code[0].value, {})
    pressed(at, "mend-np.dot(x.T, W)")
    assert not at.error
    assert at.text_input(key="products-x").value == "[[1, 4], [2, 5], [3, 6]]"
    assert ShapeRule((3, 2), (2, 2)).sentence in words(at)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x", "[[1, 2, 3], [4, 5]]", "x[0] has length 3, x[1] has length 2"),
        ("W", "[[1], [2, 3]]", "W[0] has length 1, W[1] has length 2"),
        ("W", "import os", "does not belong in a list of numbers"),
        ("x", "[[0.5]]", "only whole numbers"),
        ("W", "", "Nothing typed"),
    ],
)
def test_nonsense_gets_the_reason_and_the_last_picture_stays(name: str, text: str, said: str) -> None:
    at = opened()
    before = picture(at)
    typed(at, name, text)
    assert said in at.error[0].value
    assert picture(at) == before


@pytest.mark.parametrize("order", ORDERS)
def test_each_order_is_played_and_its_loops_print_its_steps(order: str) -> None:
    at = opened(play=order)
    frames = picture(at)["frames"][2:]
    seen = printed(at.code[1].value.replace("print(z)", "print(z.copy())"))
    assert len(frames) == len(seen)
    for frame, (z,) in zip(frames, seen, strict=True):
        shown = [int(text.replace("−", "-")) if text != "\u200b" else 0 for text in frame["data"][2]["text"]]
        assert shown == z.ravel().tolist()


def test_another_product_leaves_the_order_and_the_pace_as_they_are() -> None:
    at = opened(play="outer products", speed="0.3")
    for name in ("Matrix · vector", "Other way round"):
        pressed(at, f"preset-{name}")
        assert picture(at)["playback"]["seconds"] == 0.3
        assert picture(at)["frames"][2]["name"].startswith("Column 0 of x times")


def test_the_shapes_can_be_played_too() -> None:
    at = opened(play="shapes")
    assert picture(at)["frames"][-1]["name"] == "The outer ones stay: z has the shape (2, 2)"


def test_the_speed_is_the_length_of_a_step() -> None:
    at = opened(speed="0.3")
    assert picture(at)["playback"]["seconds"] == 0.3


def test_a_cell_is_taken_apart_and_stands_in_the_address() -> None:
    at = opened(cell="z[1, 0]")
    assert picture(at)["frames"][0]["name"] == "z[1, 0] = 4×7 + 5×9 + 6×11 = 28 + 45 + 66 = 139"
    assert "z[1, 0] = 139" in at.code[0].value
    typed(at, "x", "[[1, 2, 3]]")  # there is no second row any more
    assert at.selectbox(key="products-cell").value == "all of z"


def test_a_clicked_cell_goes_into_the_list() -> None:
    at = opened()
    at.session_state["products:clicked"] = "z[0, 1]"
    assert checked(at.run()).selectbox(key="products-cell").value == "z[0, 1]"
    at.session_state["products:clicked"] = "z[7, 7]"  # from an older picture
    assert checked(at.run()).selectbox(key="products-cell").value == "z[0, 1]"


def test_a_link_gives_the_screen_and_nonsense_in_it_the_default() -> None:
    at = opened(x="[1, 2]", W="[3, 4]", play="outer products", arrows_x0="-1.5", match_unit="7")
    assert picture(at)["figure"]["data"][2]["text"] == ["11"]
    assert at.slider(key="products-arrows-x0").value == -1.5
    assert at.number_input(key="products-match-unit").value == 7
    nonsense = {"cost_batch": "-1", "cost_size": "5000", "match_digit": "-3", "arrows_x0": "inf"}
    at = opened(x="[[[", W="9**9", play="backwards", speed="0", cell="z[9]", **nonsense)
    assert picture(at)["figure"]["data"][2]["text"] == ["58", "64", "139", "154"]


def test_reset_brings_back_the_start() -> None:
    at = pressed(opened(), "preset-Vector · vector")
    next(button for button in at.button if button.label == "Reset").click()
    assert picture(checked(at.run()))["figure"]["data"][2]["text"] == ["58", "64", "139", "154"]


@pytest.mark.parametrize(
    ("preset", "degrees"), [("Same way", "At 0°"), ("Right angle", "At 90°"), ("Opposite", "At 180°")]
)
def test_the_arrows_have_presets(preset: str, degrees: str) -> None:
    assert degrees in words(pressed(opened(), f"arrows-preset-{preset}"))


def test_the_best_match_is_better_than_the_worst() -> None:
    at = pressed(opened(), "match-Best match")
    best = next(text.value for text in at.main.markdown if "`x · w` = **" in text.value)
    pressed(at, "match-Worst match")
    worst = next(text.value for text in at.main.markdown if "`x · w` = **" in text.value)
    number = lambda said: float(said.split("**")[1].replace("−", "-"))  # noqa: E731
    assert number(best) > 0 > number(worst)


def test_the_first_layer_is_counted_for_the_batch_that_is_chosen() -> None:
    at = opened()
    assert "**51\u202f380\u202f224 multiplications**" in words(at)
    checked(at.select_slider(key="products-cost-batch").set_value(1).run())
    assert "**401\u202f408 multiplications**" in words(at)


def race_button(at: AppTest) -> Any:
    return next(button for button in at.button if button.label == "Measure here and now")


def test_a_race_is_run_with_tensorflow_once_it_is_warm() -> None:
    at = opened()
    warm_pool()
    checked(at.select_slider(key="products-cost-size").set_value(8).run())
    checked(race_button(at).click().run())
    said = next(text.value for text in at.main.markdown if text.value.startswith("Three loops took"))
    assert "(8, 8) · (8, 8)" in said and "NumPy is **" in said and "TensorFlow is **" in said


def test_a_race_before_tensorflow_is_warm_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    class Cold:
        workers, message = None, "Warming up TensorFlow, about 5 s."

    monkeypatch.setattr("mnist_lab.ui.product_cost.cache.pool", lambda: Cold)
    at = opened()
    checked(race_button(at).click().run())
    assert any("Warming up TensorFlow, about 5 s." in caption.value for caption in at.caption)
    said = next(text.value for text in at.main.markdown if text.value.startswith("Three loops took"))
    assert "NumPy is **" in said and "TensorFlow" not in said


def test_the_match_begins_with_the_digit_that_the_unit_likes_best() -> None:
    at = opened()
    begun = at.number_input(key="products-match-digit").value
    pressed_best = checked(at.button(key="products-match-Best match").click().run())
    assert pressed_best.number_input(key="products-match-digit").value == begun

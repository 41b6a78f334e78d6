"""Lesson "backpropagation": typed graphs, presets, the tape's answers, the two networks, links."""

import json
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_lab.maths.graph_passes import passes
from mnist_lab.maths.small_network import one_round, trained
from mnist_lab.maths.tapes import NOTEBOOK, TRAPS
from mnist_lab.ui import backpropagation, small_network
from tests.opening import checked, open_lesson
from tests.pool import warm_pool

TAPE, SMALL, REAL = "TensorFlow's tape", "A network by hand", "784-512-10"


def opened(**parameters: str) -> AppTest:
    return open_lesson("backpropagation", {f"backpropagation-{name}": value for name, value in parameters.items()})


def words(at: AppTest) -> str:
    return "\n".join(element.value.replace("\\", "") for element in [*at.markdown, *at.caption])


def tables(at: AppTest) -> str:
    return "\n".join(str(element.proto.body) for element in at.get("html"))


def picture(at: AppTest) -> dict[str, Any]:
    return next(json.loads(e.proto.bytes) for e in at.get("bidi_component") if e.proto.bytes)


def texts(at: AppTest) -> str:
    return " ".join(str(text) for trace in picture(at)["figure"]["data"] for text in trace.get("text") or ())


def press(at: AppTest, label: str) -> AppTest:
    next(button for button in at.button if button.label == label).click()
    return checked(at.run())


# ----------------------------------------------------------------------------------------------------------- the graph


def test_it_starts_with_a_value_used_twice() -> None:
    at = opened()
    done = passes("x * y + sin(x)", {"x": 2.0, "y": -3.0})
    assert done.sentence in words(at) and not at.error
    assert "∂ −3.416" in texts(at)
    assert len(picture(at)["frames"]) == 9


def test_a_typed_formula_gets_a_slider_for_each_leaf_and_everything_follows() -> None:
    at = opened()
    checked(at.text_input(key="backpropagation-formula").set_value("w * x + b").run())
    assert {slider.label for slider in at.slider} == {"w", "x", "b"}
    checked(at.slider(key="backpropagation-w").set_value(-1.5).run())
    done = passes("w * x + b", {"w": -1.5, "x": 2.0, "b": 1.0})
    assert done.sentence in words(at)
    assert at.code[0].value == done.code and "−2" in texts(at)


def test_nonsense_gets_the_reason_and_the_last_picture_stays() -> None:
    at = opened()
    before = picture(at)
    for nonsense, phrase in {
        "2x": "a product is written 2 * x",
        "": "Nothing typed",
        "x": "There is nothing to compute here",
        "1 / 0 + x": "no number here",
        "__import__('os')": "has no place",
        "+".join(f"x**{n}" for n in range(2, 20)): "boxes; a picture has room for",
        "x + y + z + w + b": "a picture has room for 4",
        "-" * 60 + "x": "at most 24 levels",
    }.items():
        checked(at.text_input(key="backpropagation-formula").set_value(nonsense).run())
        assert phrase in at.error[0].value.replace("\\", "")
        assert picture(at) == before


@pytest.mark.parametrize("name", backpropagation.PRESETS)
def test_presets(name: str) -> None:
    values = dict(backpropagation.PRESETS[name])
    at = press(opened(), name)
    text = str(values.pop("formula"))
    done = passes(text, {leaf: float(values.get(leaf, 1.0)) for leaf in "xyzwbt"})  # type: ignore[arg-type]
    assert done.sentence in words(at)
    assert at.code[0].value == done.code
    assert text == backpropagation.TWICE or at.query_params["backpropagation-formula"] == text


def test_the_notebooks_chain_shows_its_equation() -> None:
    at = press(opened(), "The notebook's fghj")
    assert "grad(y, x) == grad(y, x3) * grad(x3, x2) * grad(x2, x1) * grad(x1, x)" in words(at)
    assert "grad(x3, x2)" in texts(at)


def test_tensorflow_stands_beside_it() -> None:
    warm_pool()
    at = opened(formula="x * y + sin(x)", x="1.5", y="0.5")
    assert "TensorFlow's result is" in words(at)
    assert "largest difference to our graph" in words(at) or "to the last bit" in words(at)
    assert 'v1 = x * y</code></td><td><span class="on">Mul</span>' in tables(at).replace("    v1", "v1")
    assert at.code[1].value == passes("x * y + sin(x)", {"x": 1.5, "y": 0.5}).tape


# ------------------------------------------------------------------------------------------------------------ the tape


@pytest.mark.parametrize("name", NOTEBOOK)
def test_the_notebooks_examples(name: str) -> None:
    warm_pool()
    at = opened(part=TAPE, cell=name)
    assert NOTEBOOK[name].why in words(at)
    shown = tables(at)
    assert "The notebook printed" in shown
    if name != "A list, [W, b]":  # the third one's x is random
        escaped = NOTEBOOK[name].notebook.replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
        assert shown.count(escaped) == 2  # the notebook's, and what TensorFlow answers now
    assert at.code[0].value == NOTEBOOK[name].code


@pytest.mark.parametrize("name", TRAPS)
def test_the_traps_and_how_they_are_mended(name: str) -> None:
    warm_pool()
    at = opened(part=TAPE, examples="traps", trap=name)
    answer = tables(at)
    assert "None</div>" in answer or "RuntimeError: A non-persistent GradientTape" in answer
    assert TRAPS[name].why in words(at)
    checked(at.toggle(key="backpropagation-mended").set_value(True).run())
    assert "None</div>" not in tables(at) and "RuntimeError" not in tables(at)
    assert at.code[0].value == TRAPS[name].mended


@pytest.mark.parametrize(("name", "phrase"), [("Why None?", "None</div>"), ("Asked twice", "RuntimeError")])
def test_presets_of_the_tape(name: str, phrase: str) -> None:
    warm_pool()
    at = press(opened(part=TAPE), name)
    assert phrase in tables(at)
    assert at.query_params["backpropagation-trap" if name == "Asked twice" else "backpropagation-examples"]
    at = press(at, "The notebook's [W, b]")
    assert "The notebook printed" in tables(at)


def test_what_the_tape_wrote_down_is_told_from_what_it_did_not() -> None:
    warm_pool()
    at = opened(part=TAPE, examples="traps", trap="argmax")
    assert '<span class="on">ArgMax</span>' in tables(at) and '<span class="off">Pow</span>' in tables(at)


def test_without_a_worker_it_says_that_tensorflow_is_warming_up(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = warm_pool()
    monkeypatch.setattr(pool, "_workers", None)
    monkeypatch.setattr(pool, "_message", "Warming up TensorFlow, about 5 s.")
    at = opened(formula="x * y + 7")
    assert "Warming up TensorFlow, about 5 s." in words(at)
    assert passes("x * y + 7", {"x": 2.0, "y": -3.0}).sentence in words(at)


# ------------------------------------------------------------------------------------------------- the small network


def test_the_small_network_by_hand() -> None:
    at = opened(part=SMALL)
    done = one_round(np.array([1.0, 2.0]), 1.0, step=0.05)
    assert done.sentence in words(at)
    assert at.code[0].value == done.code
    assert tables(at).count("<tr><td>") >= 13 and "W1[1, 2]" in tables(at)


def test_updates_are_taken_by_click_and_stand_in_the_link() -> None:
    at = press(press(opened(part=SMALL), "Take this update"), "Take this update")
    x = np.array([1.0, 2.0])
    before, _ = trained(x, 1.0, step=0.05, updates=2)
    assert one_round(x, 1.0, step=0.05, before=before).sentence in words(at)
    assert at.slider(key="backpropagation-updates").value == 2
    assert at.query_params["backpropagation-updates"] == "2"


@pytest.mark.parametrize("name", small_network.PRESETS)
def test_presets_of_the_small_network(name: str) -> None:
    at = press(opened(part=SMALL), name)
    assert "One update: the loss" in words(at) and not at.warning


def test_a_step_that_is_too_long_is_said() -> None:
    at = opened(part=SMALL, step="1.0", updates="30", x1="2.0", truth="-2.0", activation="relu")
    assert "leave for infinity" in at.warning[0].value


# --------------------------------------------------------------------------------------------------- the real network


def test_the_real_network() -> None:
    at = opened(part=REAL)
    assert "of 401,408 weights learn from this digit" in words(at)
    assert "by a central difference" in words(at)
    assert picture(at)["figure"]["data"][0]["type"] == "image"
    names: dict[str, Any] = {}
    exec(at.code[0].value, names)
    assert names["d_W1"].shape == (784, 512)


def test_a_unit_is_chosen_and_another_truth() -> None:
    at = opened(part=REAL, loudest="false", unit="7", truth="its label", nth="3")
    assert "W[:, 7]" in json.dumps(picture(at)["figure"]["layout"])
    assert "p(" in words(at)
    at = press(at, "Learned by heart")
    assert at.number_input(key="backpropagation-nth").value == 0
    assert "One step changes the loss to 0" in words(at)


# --------------------------------------------------------------------------------------------------------------- links


@pytest.mark.parametrize("part", ["", TAPE, SMALL, REAL, "nonsense"])
def test_nonsense_in_a_link_is_survived(part: str) -> None:
    bad = dict.fromkeys(
        ("x", "w", "x1", "truth", "step", "updates", "nth", "unit", "rate", "activation", "trap"), "1e999"
    )
    at = opened(part=part, formula="().__class__", cell="<script>", examples="0", mended="maybe", loudest="-1", **bad)
    assert not at.error or (part in ("", "nonsense") and "What works" in at.error[0].value)


def test_reset_brings_back_the_start() -> None:
    at = press(press(opened(), "One unit and its loss"), "Reset")
    assert at.text_input(key="backpropagation-formula").value == backpropagation.TWICE

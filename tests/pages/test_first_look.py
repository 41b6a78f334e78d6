"""Lesson "first_look": each step opens by link, carries the notebook's results and ours, and takes what is chosen."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from mnist_lab.ui.first_look import PRESETS, STEPS
from tests.pool import warm_pool
from tests.serving import ROOT

SECONDS = 60


def opened(step: str = STEPS[0], **query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS).run()
    at.query_params["first_look-step"] = step
    for name, value in query.items():
        at.query_params[f"first_look-{name.replace('_', '-')}"] = value
    at.switch_page("pages/first_look.py").run()
    assert not at.exception, at.exception
    return at


def cells(at: AppTest) -> str:
    """The words of the notebook's cells, without the tags."""
    drawn = next(html.proto.body for html in at.get("html") if "first-look-cell" in html.proto.body
                 and "<style>" not in html.proto.body)  # fmt: skip
    return unescape(re.sub(r"<[^>]+>", " ", drawn))


def alts(at: AppTest) -> str:
    """The text alternatives of all figures."""
    return " ".join(str(figure.proto) for figure in at.get("bidi_component"))


def reading(at: AppTest) -> str:
    return " ".join(text.value for text in at.main.markdown)


# What the notebook prints in each step, and what stands beside it.
PRINTED = {
    STEPS[0]: ["(60000, 28, 28)", "array([7, 2, 1, ..., 4, 5, 6], dtype=uint8)", "here"],
    STEPS[1]: ['tf.keras.layers.Dense(512, activation="relu")', "prints nothing", "= same here"],
    STEPS[2]: ['loss="sparse_categorical_crossentropy"', "= same here"],
    STEPS[3]: ["dtype('float32')", "(60000, 784)", "= same here"],
    STEPS[4]: ["model.fit(", "- loss: 0.2423 - accuracy: 0.9297", "not yet"],
    STEPS[5]: ["array([0., 0., 0., 0., 0., 0., 0., 1., 0., 0.], dtype=float32)", "predictions[0].argmax()"],
    STEPS[6]: ["loss: 18.4538 - accuracy: 0.9514", "Test loss: 18.4538"],
}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_opens_by_link_with_what_the_notebook_printed(step: str) -> None:
    at = opened(step)
    for words in PRINTED[step]:
        assert words in " ".join(cells(at).split()) or words in cells(at)
    assert at.main.code
    assert "≠" not in cells(at) or re.search(r"≠¹ +\w", cells(at))  # every difference has its reason


def test_a_class_and_a_digit_are_taken_from_the_link() -> None:
    at = opened(STEPS[0], **{"class": "7"}, train="12", zoom="7")
    assert "Training digit 12 is a " in reading(at)
    assert at.selectbox(key="first_look-class").value == "7"
    assert opened(STEPS[0], **{"class": "eleven"}, train="-4", wall="1e9").number_input[0].value == 0


def test_nonsense_for_a_step_opens_the_first() -> None:
    assert "(60000, 28, 28)" in cells(opened("8 deploy"))


def test_a_layer_and_a_unit_are_opened() -> None:
    at = opened(STEPS[1], layer="Dense(10)", output="3")
    assert "Unit 3: " in reading(at)
    assert "Softmax compares it with the other nine" in reading(at)
    at.button_group(key="first_look-layer").set_value("Dense(512)").run()
    assert "Unit 160: " in reading(at)
    assert "784 × 512 + 512 + 512 × 10 + 10 = 407,050 parameters" in reading(at)


def test_the_worst_mistake_costs_more_than_guessing_and_the_surest_next_to_nothing() -> None:
    at = opened(STEPS[2])
    next(button for button in at.button if button.label == "Worst mistake").click().run()
    assert "more than the 2.303 of giving each class a tenth" in reading(at)
    next(button for button in at.button if button.label == "The surest").click().run()
    assert "less than the 2.303" in reading(at)
    assert not at.exception


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_opens_its_step(name: str) -> None:
    at = opened()
    next(button for button in at.button if button.label == name).click().run()
    assert not at.exception, at.exception
    assert at.button_group(key="first_look-step").value == PRESETS[name]["step"]


def test_reset_keeps_the_step() -> None:
    at = opened(STEPS[1], digit="5", unit="7")
    next(button for button in at.button if button.label == "Reset").click().run()
    assert at.number_input(key="first_look-digit").value == 0
    assert at.button_group(key="first_look-step").value == STEPS[1]


def test_the_spread_follows_the_epoch() -> None:
    at = opened(STEPS[6], epoch="1")
    assert "5 seeds after epoch 1 on all of MNIST" in reading(at)
    at.slider(key="first_look-epoch").set_value(20).run()
    assert "5 seeds after epoch 20 on all of MNIST: **98.30% ± 0.07** right" in reading(at)


def test_without_a_run_the_shipped_network_answers_and_says_so() -> None:
    at = opened(STEPS[5], network="my run")
    assert any("There is no run of yours yet" in caption.value for caption in at.caption)


@pytest.fixture
def fitted() -> Iterator[AppTest]:
    """The page after a fit of one epoch, which is over."""
    warm_pool()
    at = opened(STEPS[4], epochs="1")
    next(button for button in at.button if button.label == "Fit it here").click().run()
    entry = next(iter(at.session_state["runs-shelf"].values()))
    entry.run.wait(lambda snapshot: snapshot.over, SECONDS)
    yield at.run()
    entry.run.stop()


def test_a_fit_is_printed_beside_the_notebooks_and_its_network_answers(fitted: AppTest) -> None:
    assert not fitted.exception
    assert re.search(r"here\s+(\d+)/\1 - loss: \d\.\d{4} - accuracy: 0\.\d{4}", cells(fitted))
    assert "Another random start" in cells(fitted)
    assert "right" in reading(fitted)
    for step in (STEPS[5], STEPS[6]):
        fitted.button_group(key="first_look-step").set_value(step).run()
        fitted.button_group(key="first_look-network").set_value("my run").run()
        assert not fitted.exception
        assert any('load_weights(Path("network.npz"))' in block.value for block in fitted.main.code)
    assert "Your run (Keras, 784-512-10" in cells(fitted)

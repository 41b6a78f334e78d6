"""Lesson "draw" without a browser: drawings are put into the canvas's state, and the page is read back."""

import base64
import json
from collections.abc import Iterator

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_lab.digits import paper
from mnist_lab.digits.dataset import SAMPLE
from mnist_lab.digits.strokes import strokes_from_points
from mnist_lab.figures.training import LOOKS
from mnist_lab.network.weights import weights_from_arrays
from mnist_lab.runs.history import History
from mnist_lab.runs.records import Snapshot
from mnist_lab.runs.settings import Settings
from mnist_lab.ui import canvas
from mnist_lab.ui.runs import Shelved
from tests.conftest import ROOT
from tests.drawings import DIGITS, DOT, SCRIBBLE, Points

SECONDS = 30


@pytest.fixture(autouse=True)
def bundled_digits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same digits wherever the tests run."""
    monkeypatch.setenv("MNIST_LAB_DATA", str(SAMPLE))
    yield


def opened(**parameters: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS).run()
    app.switch_page("pages/draw.py")
    for name, value in parameters.items():
        app.query_params[name.replace("__", "-")] = value
    app.run()
    assert not app.exception
    return app


def draw(app: AppTest, drawing: tuple[Points, ...]) -> AppTest:
    """What the browser sends after the last stroke: paths of straight pieces, moved as the canvas is."""
    shift_x, shift_y = canvas.SHIFT.tolist()
    paths = [
        [["M" if number == 0 else "L", x + shift_x, y + shift_y] for number, (x, y) in enumerate(stroke)]
        for stroke in drawing
    ]
    objects = [{"type": "Path", "path": path} for path in paths]
    app.session_state[canvas.KEY] = {"drawing": {"raw": {"objects": objects}, "data": None}}
    app.run()
    assert not app.exception
    return app


def answer(app: AppTest) -> list[str]:
    """The lines of the answer."""
    texts = [element.value for element in app.markdown]
    first = next(number for number, text in enumerate(texts) if text == "?" or (text.isdigit() and len(text) == 1))
    return texts[first : first + 3]


def code(app: AppTest) -> str:
    return str(app.code[0].value)


def test_an_empty_sheet_asks_for_a_digit() -> None:
    app = opened()
    assert answer(app)[0] == "?" and "draw a digit" in answer(app)[1]
    assert app.title[0].value == "Draw a digit"


@pytest.mark.parametrize("digit", range(10))
def test_a_drawing_is_answered(digit: int) -> None:
    app = draw(opened(), DIGITS[digit])
    assert answer(app)[0] == str(digit) and "sure" in answer(app)[1]


@pytest.mark.parametrize(("drawing", "words"), [(SCRIBBLE, "that is not a digit"), (DOT, "too small")])
def test_no_digit_no_answer(drawing: tuple[Points, ...], words: str) -> None:
    app = draw(opened(), drawing)
    assert answer(app)[0] == "?" and words in answer(app)[1]


def test_the_shown_code_gives_the_shown_bars() -> None:
    app = draw(opened(), DIGITS[6])
    names: dict[str, object] = {}
    exec(code(app), names)
    payloads = [
        json.loads(figure.proto.bytes or figure.proto.json) for figure in app.get("bidi_component") if _is_plot(figure)
    ]
    bars = next(trace for shown in payloads for trace in shown["figure"]["data"] if trace["type"] == "bar")
    shown = np.frombuffer(base64.b64decode(bars["x"]["bdata"]), bars["x"]["dtype"])
    assert np.array_equal(shown, names["y_pred"])  # type: ignore[arg-type]


def _is_plot(element: object) -> bool:
    return bool(element.proto.bytes)  # type: ignore[attr-defined]


def test_the_drawing_is_in_the_link_and_comes_back_from_it() -> None:
    app = draw(opened(), DIGITS[3])
    text = paper.to_text(paper.simplified(strokes_from_points(DIGITS[3])))
    assert app.query_params[canvas.URL] in (text, [text])
    again = opened(ink=text)
    assert answer(again)[0] == "3"


def test_undo_takes_the_last_stroke_and_clear_all_of_them() -> None:
    app = draw(opened(), DIGITS[4])
    strokes = canvas_strokes(app)
    assert len(strokes) == 2
    _button(app, "Undo").click().run()
    assert len(canvas_strokes(app)) == 1
    _button(app, "Clear").click().run()
    assert canvas_strokes(app) == () and answer(app)[0] == "?"
    assert _button(app, "Undo").disabled


def canvas_strokes(app: AppTest) -> tuple[object, ...]:
    return tuple(app.session_state["canvas-strokes"])


def _button(app: AppTest, label: str):  # type: ignore[no-untyped-def]
    return next(button for button in app.button if button.label == label)


@pytest.mark.parametrize(
    ("name", "first"), [("A 7 in a corner", "7"), ("A tiny 4", "4"), ("A European 1", "1"), ("A scribble", "?")]
)
def test_presets(name: str, first: str) -> None:
    app = opened()
    _button(app, name).click().run()
    assert not app.exception and answer(app)[0] == first


def test_reset_brings_back_the_empty_sheet_and_the_first_pen() -> None:
    app = opened()
    _button(app, "A tiny 4").click().run()
    assert app.slider(key="draw-pen").value == 5
    _button(app, "Reset").click().run()
    app.run()
    assert app.slider(key="draw-pen").value == 16 and answer(app)[0] == "?"


def test_a_test_digit_goes_straight_to_the_network() -> None:
    app = opened()
    app.selectbox(key="draw-example").select("4").run()
    assert answer(app)[0] == "4" and "The label in the test set is four: right." in answer(app)[2]
    first = code(app)
    assert "normalise_strokes" not in first and "load().test_images[" in first
    _button(app, "Next").click().run()
    assert code(app) != first
    draw(app, DIGITS[8])
    assert answer(app)[0] == "8" and app.selectbox(key="draw-example").value == "none"


def test_what_was_meant_is_noted_once_and_can_be_corrected() -> None:
    app = draw(opened(), DIGITS[7])
    meant = app.get("button_group")[0]
    meant.set_value(1).run()
    assert _score(app) == "**0 of 1 right**"
    app.get("button_group")[0].set_value(7).run()
    assert _score(app) == "**1 of 1 right**"
    draw(app, DIGITS[2])
    assert app.session_state["visit-meant"] is None
    app.get("button_group")[0].set_value(2).run()
    assert _score(app) == "**2 of 2 right**"
    _button(app, "Forget all").click().run()
    assert _score(app) == "**No drawing noted yet.**"


def _score(app: AppTest) -> str:
    return next(
        text.value
        for text in app.markdown
        if text.value.startswith("**") and ("right" in text.value or "noted" in text.value)
    )


def test_the_last_drawing_is_kept_for_other_pages() -> None:
    app = draw(opened(), DIGITS[7])
    assert app.session_state["last-drawing"].shape == (28, 28)


@pytest.mark.parametrize("value", ["nonsense", "-1", "1e99", "", "9" * 5000, "None", "[1]"])
@pytest.mark.parametrize("name", ["ink", "draw-pen", "draw-network", "draw-example", "draw-nth", "run"])
def test_nonsense_in_the_link_counts_as_nothing(name: str, value: str) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS).run()
    app.switch_page("pages/draw.py")
    app.query_params[name] = value
    app.run()
    assert not app.exception and answer(app)[0] == "?"


@pytest.mark.parametrize("raw", [None, "x", {"objects": "x"}, {"objects": [1, {"type": "Path", "path": [["M"]]}]}])
def test_nonsense_from_the_canvas_counts_as_an_empty_sheet(raw: object) -> None:
    app = opened()
    app.session_state[canvas.KEY] = {"drawing": {"raw": raw, "data": None}}
    app.run()
    assert not app.exception and answer(app)[0] == "?"


class Training:
    """A run as the page sees it, whose network learns one more thing at each look."""

    id = "an-id-nobody-guesses"
    settings = Settings()
    ending = None

    def __init__(self) -> None:
        self.looks, self.trained = 0, False

    def snapshot(self) -> Snapshot:
        self.looks += 1
        bias = np.zeros(10, np.float32)
        bias[self.looks % 10] = 9
        weights = weights_from_arrays([np.zeros((784, 10), np.float32), bias], ("softmax",))
        return Snapshot("running", "", History(), weights=weights if self.trained else None)


def test_a_run_that_still_trains_can_answer() -> None:
    app, run = draw(opened(), DIGITS[7]), Training()
    app.session_state["runs-shelf"] = {run.id: Shelved(run, "Run 1", LOOKS[0])}  # type: ignore[arg-type]
    app.run()
    app.selectbox(key="draw-network").select(run.id).run()
    assert any("has learned nothing yet" in caption.value for caption in app.caption)
    run.trained = True
    app.run()
    one = answer(app)[0]
    app.run()
    assert answer(app)[0] != one  # the answer moves as it learns
    assert 'load_weights(Path("network.npz"))' in code(app)
    assert app.query_params["run"] in (run.id, [run.id])
    app.selectbox(key="draw-network").select("pretrained").run()
    assert answer(app)[0] == "7" and "run" not in app.query_params

"""Lesson "inside" without a browser: each part, its code, links, clicks, presets, a drawing, a run, nonsense."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_lab.digits import paper
from mnist_lab.digits.dataset import SAMPLE, load
from mnist_lab.digits.normalise import normalise_strokes
from mnist_lab.digits.strokes import strokes_from_points
from mnist_lab.figures.training import LOOKS
from mnist_lab.network.insight import insight
from mnist_lab.network.reading import Reader
from mnist_lab.network.subject import of_test_set
from mnist_lab.runs.history import History
from mnist_lab.runs.records import Snapshot
from mnist_lab.runs.settings import Settings
from mnist_lab.ui import canvas, inside, inside_forward, wishes
from mnist_lab.ui.inside_forward import VIEWS
from mnist_lab.ui.plot import PlotEvent
from mnist_lab.ui.runs import Shelved
from tests.conftest import ROOT
from tests.drawings import DIGITS
from tests.networks import network, ran

PARTS = ("Forward pass", "Why", "Mistakes", "Robustness", "Break it", "Space")


@pytest.fixture(autouse=True)
def bundled_digits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MNIST_LAB_DATA", str(SAMPLE))
    yield


def opened(**parameters: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    for name, value in parameters.items():
        app.query_params[f"inside-{name}" if name != "ink" else name] = value
    app.switch_page("pages/inside.py").run()
    assert not app.exception
    return app


def code(app: AppTest) -> str:
    return str(app.main.code[0].value)


def said(app: AppTest) -> str:
    return " ".join(text.value for text in (*app.main.markdown, *app.main.caption))


def figures(app: AppTest) -> list[dict[str, Any]]:
    """The figures on the page, as they travel to the browser."""
    shown = [element.proto for element in app.get("bidi_component")]  # type: ignore[attr-defined]
    return [json.loads(proto.bytes) for proto in shown if proto.bytes]


def numbers(array: dict[str, Any]) -> np.ndarray[Any, Any]:
    found = np.frombuffer(base64.b64decode(array["bdata"]), array["dtype"])
    return found.reshape([int(side) for side in array["shape"].split(",")]) if "shape" in array else found


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_drawn_and_its_code_runs(part: str) -> None:
    app = opened(part=part, share="30", nth="17")
    assert figures(app)
    assert all(len(json.dumps(figure)) < 300_000 for figure in figures(app))
    ran(code(app))


def test_the_shown_numbers_are_those_of_the_code() -> None:
    app = opened(nth="3", follow="false", unit="5")
    names = ran(code(app))
    network_figure, unit_figure, wall = figures(app)
    units = next(trace for trace in network_figure["figure"]["data"] if "customdata" in trace)
    np.testing.assert_allclose(numbers(units["z"]).ravel()[:512], names["a1"], atol=1e-4)
    np.testing.assert_allclose(numbers(unit_figure["figure"]["data"][0]["z"]).ravel(), names["w"], atol=1e-6)
    np.testing.assert_allclose(numbers(unit_figure["figure"]["data"][1]["z"]).ravel(), names["products"], atol=1e-6)
    best = names["values"][names["best"]]
    assert wall["figure"]["data"][1]["text"] == [f"{value:.2f}" for value in best]
    assert "Unit 5:" in said(app)


def test_softmax_is_worked_out_term_by_term() -> None:
    app = opened(view=VIEWS[1], nth="3")
    names = ran(code(app))
    table = next(text.value for text in app.main.markdown if "e^(s − max)" in text.value)
    rows = [[cell.strip(" *") for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]
    for k, row in enumerate(rows[:10]):
        assert float(row[1].replace("−", "-")) == pytest.approx(float(names["scores"][k]), abs=2e-3)
        if "10" not in row[4][1:] or "×" not in row[4]:
            assert float(row[4]) == pytest.approx(float(names["y_pred"][k]), abs=2e-6)
    assert rows[10][0] == "total" and rows[10][4] == "1.000000"


def test_the_evidence_on_the_page_closes() -> None:
    app = opened(part="Why", nth="3", rival="0")
    names = ran(code(app))
    stairs = figures(app)[1]["figure"]["data"][0]
    assert abs(sum(stairs["x"][:-1]) - stairs["x"][-1]) < 1e-4
    assert stairs["x"][-1] == pytest.approx(float(names["difference"]), abs=1e-4)
    assert names["rival"] == 0


def test_the_answer_itself_is_no_rival() -> None:
    label = int(load().test_labels[3])
    app = opened(part="Why", nth="3", rival=str(label))
    assert "is the answer itself" in said(app)


def test_broken_on_purpose() -> None:
    app = opened(part="Break it")
    assert "Nothing is broken yet" in said(app)
    app.slider(key="inside-share").set_value(90).run()
    assert not app.exception
    names = ran(code(app))
    assert f"now {names['accuracy']:.2%} are" in said(app)
    app.toggle(key="inside-one").set_value(True).run()
    app.number_input(key="inside-silent").set_value(1000).run()  # past the last: begins again
    assert not app.exception and "arrays[1][0][488] = 0" in code(app)


def test_a_link_gives_the_screen_and_nonsense_the_first_digit() -> None:
    assert "test digit 12" in said(opened(nth="12"))
    app = opened(part="Attic", source="moon", nth="-4", unit="x", rival="99")
    assert "test digit 0" in said(app) and app.main.code


@pytest.mark.parametrize("preset", inside.presets())
def test_a_preset_can_be_pressed_from_any_part(preset: str) -> None:
    app = opened(part="Space")
    app.button(key=f"inside-preset-{preset}").click().run()
    assert not app.exception
    assert app.session_state["inside-part"] == inside.presets()[preset]["part"]


def test_the_first_seven_is_a_seven() -> None:
    app = opened(nth="3")
    app.button(key="inside-preset-The first 7").click().run()
    assert load().test_labels[app.session_state["inside-nth"]] == 7


def test_a_mistake_is_one() -> None:
    app = opened(source="a mistake")
    assert "wrong" in said(app) and "no mistake" not in said(app)


@pytest.mark.parametrize(
    ("part", "wished", "found"),
    [
        ("Why", {"part": "Forward pass", "unit": 7, "follow": False, "layer": 1}, "Unit 7:"),
        ("Mistakes", {"list": "one cell", "label": 9, "answer": 4}, "Nine read as four"),
        ("Robustness", {"kind": "moved down"}, "Moved down"),
        ("Space", {"source": "test set", "nth": 44}, "test digit 44"),
    ],
)
def test_what_a_click_wishes_for_is_shown(part: str, wished: dict[str, object], found: str) -> None:
    app = opened(part=part)
    app.session_state["wish"] = wished
    app.run()
    assert not app.exception
    assert found in said(app)


@pytest.mark.parametrize(
    ("trace", "customdata", "wished"),
    [
        (1, [0, 7], {"unit": 7, "follow": False, "layer": 1}),
        (1, {"0": 0, "1": 7}, {"unit": 7, "follow": False, "layer": 1}),  # a typed array, as JSON writes it
        (2, [1, 0], {"unit": 0, "follow": False, "layer": 2}),
        (1, "7", None),
        (1, [0, 99_999], None),
        (1, [0, -1], None),
        (1, None, None),
        (0, [0, 7], None),
        (9, [0, 7], None),
    ],
)
def test_a_click_on_a_unit_and_what_is_none(
    monkeypatch: pytest.MonkeyPatch, trace: int, customdata: object, wished: object
) -> None:
    told: list[object] = []
    monkeypatch.setattr(wishes, "wish", told.append)
    known = load()
    reader = Reader("two layers", network((20, 9)), "", "")
    seen = insight(reader, of_test_set(known.test_images, known.test_labels, 0))
    inside_forward._open(PlotEvent("click", trace, (0, 7), customdata=customdata), seen)
    assert told == ([] if wished is None else [wished])


def test_without_a_drawing_the_page_says_where_to_draw_and_a_link_brings_one() -> None:
    assert "no drawing yet" in said(opened(source="my drawing"))
    strokes = paper.simplified(strokes_from_points(DIGITS[4]))
    app = opened(source="my drawing", ink=paper.to_text(strokes))
    assert "your drawing" in said(app) and "**four**" in said(app)
    np.testing.assert_array_equal(ran(code(app))["x"], normalise_strokes(strokes).image.reshape(784))
    assert app.query_params[canvas.URL] in (paper.to_text(strokes), [paper.to_text(strokes)])
    assert "your drawing" not in said(opened(source="my drawing", ink="nonsense"))


class Trained:
    """A run that is over, as far as this page asks."""

    def __init__(self, settings: Settings, seed: int) -> None:
        self.id, self.settings, self.ending = f"run-{seed}", settings, "finished"
        self.weights = network(settings.hidden, settings.activation, seed=seed)

    def snapshot(self) -> Snapshot:
        return Snapshot("finished", 10, None, self.settings, History(), self.weights)  # type: ignore[call-arg, arg-type]


@pytest.mark.parametrize("part", PARTS)
def test_a_run_of_the_visitor_with_two_curved_layers(part: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    from mnist_lab.network.weights import save_weights
    from mnist_lab.ui import readers, runs

    run = Trained(Settings(hidden=(20, 9), activation="tanh"), 3)
    entry = Shelved(run, "Mine", LOOKS[0])  # type: ignore[arg-type]
    monkeypatch.setattr(Shelved, "weights", property(lambda self: self.run.weights))
    monkeypatch.setattr(runs, "visitor_runs", lambda: (entry,))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    app.query_params["inside-part"] = part
    app.session_state["draw-network-last"] = run.id
    app.switch_page("pages/inside.py").run()
    assert not app.exception
    save_weights(run.weights, tmp_path / readers.FILE)
    monkeypatch.chdir(tmp_path)
    assert "load_weights" in code(app)
    ran(code(app))
    if part == "Why":
        assert "bend" in said(app)

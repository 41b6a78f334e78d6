"""The moving plane read back as data: what is sent, where it stands, how it moves; the curves of a turned digit."""

import base64
import json
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from mnist_lab.digits.dataset import load
from mnist_lab.figures import theme
from mnist_lab.figures.plane import BUDGET, Keys, Layer, Maps, Plane, Scene, packed, unpacked
from mnist_lab.figures.transforms import (
    IMAGE,
    POINTS,
    SHAPES,
    SHEET,
    Show,
    orders_scene,
    orders_text,
    transform_scene,
    transform_text,
)
from mnist_lab.figures.turning import turning_figure, turning_text
from mnist_lab.maths.resampling import resampled
from mnist_lab.maths.transform_kinds import KINDS
from mnist_lab.maths.transform_orders import composition
from mnist_lab.maths.transform_shapes import LETTER
from mnist_lab.maths.transform_tips import dragged
from mnist_lab.maths.transforms import transform
from mnist_lab.network.turning import ANGLES, Turning, turning
from mnist_lab.ui.plane import Doing, payload

SEVEN = load().train_images[7]
_STEPS = ("rotation(90), scaling(2, 1)", "rotation(90), scaling(2, 1), shear(1, 0)")


def scene(kind: str = "rotation", show: Show | None = None, points: Any = ((1.0, 1.0),), **motion: bool) -> Any:
    shown = transform(kind, {}, np.array(points, float).reshape(-1, 2), **motion)
    return shown, transform_scene(shown, show or Show(), SEVEN)


def layer(drawn: Scene, name: str, plane: int = 0) -> dict[str, Any]:
    return next(entry for entry in drawn.data()["planes"][plane]["layers"] if entry["name"] == name)


def at_the_end(drawn: Scene, entry: dict[str, Any]) -> Any:
    """The places of a layer in the last frame, worked out as the browser does it."""
    W_b = unpacked(drawn.data()["tracks"][entry["track"]]["maps"]).reshape(-1, 2, 3)[-1]
    return unpacked(entry["points"]).reshape(-1, 2) @ W_b[:, :2].T + W_b[:, 2]


@pytest.mark.parametrize("kind", KINDS)
def test_in_the_last_frame_everything_is_where_the_map_sends_it(kind: str) -> None:
    shown, drawn = scene(kind)
    assert at_the_end(drawn, layer(drawn, "letter F")) == pytest.approx(shown.there(LETTER), abs=1e-5)
    assert at_the_end(drawn, layer(drawn, "point")) == pytest.approx(shown.moved, abs=1e-5)
    assert unpacked(layer(drawn, "letter F before")["points"]) == pytest.approx(LETTER.ravel())
    columns = at_the_end(drawn, layer(drawn, "columns of W"))
    np.testing.assert_allclose((columns[1::2] - columns[::2]).T, shown.there.W, atol=1e-5)


def test_roles_have_their_colours() -> None:
    _, drawn = scene("affine")
    assert layer(drawn, "columns of W")["colours"] == [theme.WEIGHTS]
    assert layer(drawn, "b")["colours"] == [theme.BIAS] and layer(drawn, "b")["labels"] == ["b"]
    assert layer(drawn, "letter F before")["colours"] == [theme.INPUT]
    assert layer(drawn, "letter F")["colours"] == [theme.OUTPUT]


@pytest.mark.parametrize(
    ("kind", "tips"),
    [
        ("translation", ["shift"]),
        ("rotation", ["first", "second"]),
        ("linear", ["first", "second"]),
        ("affine", ["first", "second", "shift"]),
    ],
)
def test_each_kind_has_its_tips(kind: str, tips: list[str]) -> None:
    assert [tip["name"] for tip in scene(kind)[1].data()["planes"][0]["tips"]] == tips


@pytest.mark.parametrize("kind", ["rotation", "reflection"])
def test_a_tip_that_turns_takes_the_other_column_along_as_the_map_has_it(kind: str) -> None:
    """The browser puts the other column a quarter turn from the dragged one: to its left for 1, to its right for -1."""
    shown, drawn = scene(kind)
    for tip in drawn.planes[0].tips:
        own, other = shown.there.W[:, tip.column], shown.there.W[:, 1 - tip.column]
        assert other == pytest.approx(tip.turns * np.array([-own[1], own[0]]))


@pytest.mark.parametrize("kind", ["scaling", "shear"])
def test_a_tip_moves_only_where_its_kind_of_map_can_go(kind: str) -> None:
    shown, drawn = scene(kind)
    for tip in drawn.planes[0].tips:
        there = shown.there.W[:, tip.column] + 0.5 * np.array(tip.along)
        again = transform(kind, {**shown.values, **dragged(kind, tip.name, *there.tolist())})
        assert again.there.W[:, tip.column] == pytest.approx(there)
        assert again.there.W[:, 1 - tip.column] == pytest.approx(shown.there.W[:, 1 - tip.column])


def test_played_back_there_is_nothing_to_drag() -> None:
    assert scene("linear", back=True)[1].data()["planes"][0]["tips"] == []


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("back", [False, True])
def test_every_scene_is_sent_in_less_than_its_budget(shape: str, back: bool) -> None:
    _, drawn = scene("affine", Show(shape, trails=True, directions=True), back=back)
    sent = payload(drawn, alt="a plane", doing=Doing())
    assert len(sent) < BUDGET
    content = json.loads(sent)
    assert len(content["captions"]) == content["tracks"]["map"]["frames"] == content["stops"][-1] + 1


def test_a_digit_as_points_keeps_its_ink() -> None:
    entry = layer(scene(show=Show(POINTS))[1], "pixel")
    assert len(entry["strength"]) == len(unpacked(entry["points"])) / 2 == min(np.count_nonzero(SEVEN), 300)


def test_a_digit_as_an_image_is_resampled_in_python() -> None:
    shown, drawn = scene(show=Show(IMAGE))
    sheets = layer(drawn, "pixels")["sheets"]
    pixels = np.frombuffer(base64.b64decode(sheets["bytes"]), np.uint8).reshape(sheets["shape"])
    assert pixels.shape[1:] == SHEET
    assert pixels[-1].tolist() == resampled(SEVEN, shown.there, SHEET).round().astype(int).tolist()


def test_a_flattened_image_is_empty_not_an_error() -> None:
    shown = transform("scaling", {"fx": 0})
    sheets = layer(transform_scene(shown, Show(IMAGE), SEVEN), "pixels")["sheets"]
    pixels = np.frombuffer(base64.b64decode(sheets["bytes"]), np.uint8).reshape(sheets["shape"])
    assert pixels[0].any() and not pixels[-1].any()


def test_eigenvectors_are_lines_that_the_map_leaves_in_place() -> None:
    shown, drawn = scene("affine", Show(directions=True))
    lines = [entry for entry in drawn.data()["planes"][0]["layers"] if entry["name"] == "direction"]
    ends = unpacked(lines[0]["points"]).reshape(2, 2).astype(float)
    moved = shown.there(ends)
    way = ends[1] - ends[0]
    across = (moved - ends[0]) @ np.array([-way[1], way[0]]) / np.hypot(*way)
    assert np.abs(across).max() < 1e-4


@pytest.mark.parametrize("last", [0.5, 2.5])
def test_factors_of_directions_are_not_written_over_the_names_of_tips(last: float) -> None:
    """[[2, 1], [1, 0.5]] stretches along (2, 1), which is its first column, too: the label goes to the other side."""
    shown = transform("linear", {"W00": 2, "W01": 1, "W10": 1, "W11": last})
    drawn = transform_scene(shown, Show(directions=True), SEVEN).data()["planes"][0]["layers"]
    labels = [unpacked(entry["points"]) for entry in drawn if entry["name"] == "direction" and entry["labels"]]
    assert len(labels) == 2
    for label in labels:
        assert np.hypot(*(shown.there.W.T - label).T).min() > 0.9


def test_titles_of_two_planes_leave_room_for_the_letter() -> None:
    titles = [[plane["title"] for plane in orders_scene(composition(text)).data()["planes"]] for text in _STEPS]
    assert titles[0] == ["rotation(90) then scaling(2, 1)", "scaling(2, 1) then rotation(90)"]
    assert titles[1] == ["In this order", "In the opposite order"]


def test_both_orders_end_where_the_products_say_and_mark_the_difference() -> None:
    both = composition("rotation(90), scaling(2, 1)")
    drawn = orders_scene(both)
    assert at_the_end(drawn, layer(drawn, "letter F", 0)) == pytest.approx(both.forward(LETTER), abs=1e-5)
    assert at_the_end(drawn, layer(drawn, "letter F", 1)) == pytest.approx(both.reversed(LETTER), abs=1e-5)
    line = unpacked(layer(drawn, "distance", 0)["points"]).reshape(2, 2)
    assert np.hypot(*(line[1] - line[0])) == pytest.approx(both.apart, abs=1e-5)
    assert layer(drawn, "the other order", 0)["colours"] == [theme.LOSS]
    same = orders_scene(composition("rotation(60), rotation(75)"))
    assert not [entry for entry in same.data()["planes"][0]["layers"] if entry["name"] == "distance"]
    assert len(payload(drawn, alt="two planes", doing=Doing())) < BUDGET


def test_keys_and_classes_travel_too() -> None:
    """What a map cannot do: places of their own for some frames, with linear ways between them."""
    places = np.arange(12.0).reshape(3, 2, 2)
    points = Layer("points", "moons", places[0], [theme.INPUT, theme.LOSS], "keys", classes=np.array([0, 1]))
    drawn = Scene((Plane("", (points,)),), {"keys": Keys(places, (0, 30, 60))}, ["now"] * 61, (0, 60)).data()
    assert unpacked(drawn["tracks"]["keys"]["places"]).tolist() == places.ravel().tolist()
    assert drawn["planes"][0]["layers"][0]["classes"] == [0, 1]
    assert unpacked(packed(np.array([np.nan, 1])))[1] == 1
    assert Maps(np.zeros((2, 2, 3))).data()["frames"] == 2


def test_the_words_for_those_who_cannot_see_it() -> None:
    shown, _ = scene("linear")
    assert "(1, 0) lands on" in transform_text(shown, Show("house")) and "house" in transform_text(shown, Show("house"))
    assert "the opposite order" in orders_text(composition("rotation(90), scaling(2, 1)"))


# ------------------------------------------------------------------------------------------- a digit that turns


@pytest.fixture(scope="module")
def turned() -> Turning:
    return turning(SEVEN, int(load().train_labels[7]), 7, (2.0, -1.0))


def test_the_curves_are_what_their_code_gives(turned: Turning) -> None:
    names: dict[str, Any] = {}
    exec(turned.code, names)
    assert names["y_pred"] == pytest.approx(turned.probabilities, abs=1e-5)
    assert turned.probabilities.sum(axis=1) == pytest.approx(np.ones(len(ANGLES)), abs=1e-5)


def test_upright_and_not_shifted_it_is_the_digit_itself() -> None:
    plain = turning(SEVEN, 3, 7)
    assert plain.images[len(ANGLES) // 2] == pytest.approx(SEVEN / 255, abs=1e-6)


def test_the_figure_shows_ten_curves_and_goes_once_round(turned: Turning) -> None:
    figure = turning_figure(turned)
    curves = [trace for trace in figure.data if trace.type == "scatter" and trace.text is not None]
    assert [np.asarray(curve.y).tolist() for curve in curves] == turned.probabilities.T.tolist()
    assert [frame.name.partition("°")[0] for frame in figure.frames][:3] == ["0", "15", "30"]
    assert figure.frames[-1].name.startswith("0°") and len(figure.frames) == 25
    assert isinstance(figure, go.Figure) and len(figure.to_json()) < 300_000


def test_how_far_it_may_be_turned(turned: Turning) -> None:
    low, high = turned.holds or (0, 0)
    best = turned.probabilities.argmax(axis=1)
    inside = (low <= ANGLES) & (high >= ANGLES)
    assert (best[inside] == 3).all() and low < 0 < high
    assert "The network reads three from" in turned.sentence and "from -180° to 180°" in turning_text(turned)
    wrong = Turning(7, 4, (0.0, 0.0), turned.images, turned.probabilities)
    assert wrong.holds is None and "Already at 0°" in wrong.sentence

"""The scene of a stack, read back: what moves where, pieces that stay polygons, what one sees, the payload."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mnist_lab.figures.folding import SHEET, SINGLE, sheet_grid, stack_scene, stack_text
from mnist_lab.figures.plane import BUDGET, Keys, Layer, Scene, unpacked
from mnist_lab.maths.affine import affine
from mnist_lab.maths.clouds import CLOUDS, cloud
from mnist_lab.maths.folding import ACTIVATIONS, Folding, folding, seeded
from mnist_lab.ui.plane import Doing, payload

MOONS = cloud("moons", 75)


def stack(activation: str = "relu", *, seed: int = 4, count: int = 3) -> Folding:
    return folding(seeded(seed, count), activation, MOONS)


def named(scene: Scene, plane: int, name: str) -> list[Layer]:
    return [layer for layer in scene.planes[plane].layers if layer.name.startswith(name)]


def ends(scene: Scene, layer: Layer) -> NDArray[Any]:
    track = scene.tracks[layer.track or ""]
    assert isinstance(track, Keys)
    return np.asarray(track.places[-1])


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_points_begin_as_they_are_and_end_where_the_stack_puts_them(activation: str) -> None:
    shown = stack(activation)
    scene = stack_scene(shown, SHEET)
    (still,), (moving,) = named(scene, 0, "point"), named(scene, 1, "point")
    assert still.track is None
    np.testing.assert_array_equal(still.points, MOONS.points)
    np.testing.assert_allclose(ends(scene, moving), shown(MOONS.points))
    np.testing.assert_allclose(ends(scene, named(scene, 1, "grid")[0]), shown(sheet_grid()))
    assert len(scene.captions) == scene.stops[-1] + 1


def test_the_single_map_is_played_beside_the_stack_and_ends_in_the_same_place() -> None:
    scene = stack_scene(stack("none", count=6), SINGLE)
    assert [plane.title for plane in scene.planes] == ["6 layers, no activation", "One W and one b"]
    left, right = (ends(scene, named(scene, plane, "point")[0]) for plane in (0, 1))
    np.testing.assert_allclose(left, right, atol=1e-13)
    assert scene.planes[0].view == scene.planes[1].view and not named(scene, 1, "off")


def test_where_no_single_map_fits_the_difference_is_drawn() -> None:
    shown = stack()
    scene = stack_scene(shown, SINGLE)
    (off,) = named(scene, 1, "off")
    lines = off.points.reshape(-1, 3, 2)
    np.testing.assert_allclose(lines[0, 0], shown.single(MOONS.points[:1])[0])
    np.testing.assert_allclose(lines[0, 1], shown(MOONS.points[:1])[0])
    assert off.look["ending"] and len(lines) > 20


def test_each_piece_is_a_polygon_of_its_own_colour_and_ends_where_its_map_puts_it() -> None:
    shown = stack()
    scene = stack_scene(shown, SHEET)
    on_sheet, moving = named(scene, 0, "piece "), named(scene, 1, "piece ")
    assert len(on_sheet) == len(moving) == len(shown.pieces) > 9
    assert len({layer.colour for layer in on_sheet[:10]}) == 10  # the ten largest
    for piece, layer in zip(shown.pieces, moving, strict=True):
        np.testing.assert_allclose(ends(scene, layer)[:-1], piece.there(piece.polygon), atol=1e-9)
    (words,) = (layer for layer in scene.planes[0].layers if layer.name == "piece")
    assert words.labels[:3] == ("1", "2", "3")  # colour is not the only cue


@pytest.mark.parametrize("name", CLOUDS)
@pytest.mark.parametrize("seed", [4, 257])
def test_what_ends_near_is_seen(name: str, seed: int) -> None:
    shown = folding(seeded(seed, 3), "relu", cloud(name, 75))
    view = stack_scene(shown, SHEET).planes[1].view
    assert view is not None
    x, y, right, up = view
    inside = np.abs(shown(shown.cloud.points) - [x, y]) <= [right, up]
    assert inside.all(axis=1).mean() > 0.9


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_payload_keeps_to_its_budget(activation: str) -> None:
    """With seed 16 six layers of ReLU make 32 pieces, nearly as many as any."""
    shown = stack(activation, seed=16, count=6)
    for beside in (SHEET, SINGLE):
        scene = stack_scene(shown, beside)
        assert len(payload(scene, alt=stack_text(shown, beside), doing=Doing())) < BUDGET


def test_a_scene_for_the_browser_keeps_its_view_and_its_places() -> None:
    scene = stack_scene(folding([affine(np.eye(2))], "relu", MOONS), SHEET, dots=False)
    data = scene.data()
    assert data["planes"][0]["view"] == [0, 0, 2.2, 2.2]
    track = data["tracks"][next(layer["track"] for layer in data["planes"][1]["layers"] if layer["name"] == "grid")]
    places = unpacked(track["places"]).reshape(len(track["at"]), -1, 2)
    assert np.nanmin(places[0]) < 0 and np.nanmin(places[-1]) == 0  # pressed onto 0


def test_the_words_say_what_the_picture_shows() -> None:
    text = stack_text(stack("none", count=1), SINGLE)
    assert "two classes of points (moons)" in text and "the single map" in text and "*" not in text

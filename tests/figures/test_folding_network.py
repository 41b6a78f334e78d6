"""The film of a training, read back: planes, frames that are moments, the line, the shades, the payload."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mnist_lab.figures.folding_network import MOST_MOMENTS, film_of, film_scene, film_text, still_scene
from mnist_lab.figures.plane import BUDGET, Keys, Scene
from mnist_lab.network.folding import Moment, Uncrumpling
from mnist_lab.ui.plane import Doing, payload


def moment(settings: Uncrumpling, step: int) -> Moment:
    rng = np.random.default_rng(step)
    shapes = zip(settings.sizes, settings.sizes[1:], strict=False)
    weights = [array for shape in shapes for array in (rng.normal(size=shape), rng.normal(size=shape[1]))]
    return Moment(settings, step, tuple(weights))


def film(folds: int = 2, *, moments: int = 5) -> tuple[Moment, ...]:
    settings = Uncrumpling(folds=folds)
    return tuple(moment(settings, 10 * place) for place in range(moments))


def places(scene: Scene, track: str) -> NDArray[Any]:
    keys = scene.tracks[track]
    assert isinstance(keys, Keys)
    return np.asarray(keys.places)


@pytest.mark.parametrize("folds", [1, 2, 3])
def test_each_plane_shows_its_points_at_each_moment(folds: int) -> None:
    shown = film(folds)
    scene = film_scene(shown)
    assert len(scene.planes) == folds + 1 and len(scene.captions) == len(shown) and scene.stops == (0, 4)
    points = shown[0].settings.points.points
    for frame, now in enumerate(shown):
        for number, plane in enumerate(now.planes(points)[1:], 1):
            np.testing.assert_array_equal(places(scene, f"dots{number}")[frame], plane)
    assert scene.captions[3] == f"Step 30: {shown[3].accuracy:.1%} right, loss {shown[3].loss:.3f} nats"


def test_the_line_is_where_the_last_unit_gives_nothing() -> None:
    shown = film()
    for frame, line in enumerate(places(film_scene(shown), "line")):
        w, b = shown[frame].weights[-2][:, 0], shown[frame].weights[-1][0]
        np.testing.assert_allclose(line @ w + b, 0, atol=1e-9)
        assert np.hypot(*(line[1] - line[0])) > 300


def test_a_last_unit_without_weights_draws_no_line_out_of_this_world() -> None:
    now = film()[0]
    flat = Moment(now.settings, 0, (*now.weights[:-2], np.zeros((2, 1)), np.ones(1)))
    assert np.isfinite(places(film_scene([flat]), "line")).all()


def test_the_sheet_has_the_colour_of_what_the_network_says() -> None:
    """A network that says class 1 to the right of 0, and 0 to the left: x -> x, x -> tanh, laid flat, the last unit."""
    settings = Uncrumpling("moons", "none", folds=1, width=2)
    right = Moment(settings, 0, (np.eye(2), np.zeros(2), np.eye(2), np.zeros(2), np.array([[9.0], [0]]), np.zeros(1)))
    zero, one = (layer for layer in film_scene([right]).planes[0].layers if layer.kind == "sheet")
    assert zero.sheets is not None and one.sheets is not None
    half = zero.sheets.shape[2] // 2
    assert zero.sheets[0, :, :half].min() > 0 and not zero.sheets[0, :, half:].any()
    assert one.sheets[0, :, half:].min() > 0 and not one.sheets[0, :, :half].any()
    up = replace(right, weights=(*right.weights[:-2], np.array([[0.0], [9]]), np.zeros(1)))
    one = [layer for layer in film_scene([up]).planes[0].layers if layer.kind == "sheet"][1]
    assert one.sheets is not None and one.sheets[0, :half].min() > 0 and not one.sheets[0, half:].any()


@pytest.mark.parametrize("count", [1, 2, 24, 151])
def test_a_film_has_its_first_and_its_last_moment(count: int) -> None:
    chosen = film_of(film(1, moments=count))
    assert chosen[0].step == 0 and chosen[-1].step == 10 * (count - 1)
    assert len(chosen) == len({now.step for now in chosen}) == min(count, MOST_MOMENTS)


@pytest.mark.parametrize("folds", [1, 2, 3])
def test_the_payload_keeps_to_its_budget(folds: int) -> None:
    shown = film_of(film(folds, moments=151))
    assert len(payload(film_scene(shown), alt=film_text(shown), doing=Doing())) < BUDGET


def test_before_training_the_points_stand_alone() -> None:
    scene = still_scene(Uncrumpling("spirals"))
    assert [plane.title for plane in scene.planes] == ["What goes in", "After fold 1", "After fold 2"]
    assert [len(plane.layers) for plane in scene.planes] == [3, 1, 1] and scene.stops == (0,)
    assert "spirals" in film_text([moment(Uncrumpling("spirals"), 0)])

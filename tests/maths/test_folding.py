"""A stack of 2-D layers: collapse, pieces, the best single map, the way through it, typed weights, its code."""

import contextlib
import io
import random
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import ConvexHull

from mnist_lab.maths.affine import Affine, affine
from mnist_lab.maths.clouds import CLOUDS, WIDEST, cloud
from mnist_lab.maths.folding import ACTIVATIONS, MOST_LAYERS, SAMPLE, WINDOW, Folding, folding, seeded
from mnist_lab.maths.folding_motion import FRAMES, LONGEST_TURN, flow, single_flow
from mnist_lab.maths.folding_pieces import area, half
from mnist_lab.maths.folding_text import MOST, LayerError, read_layer, written_layer

MOONS = cloud("moons", 10)
ENTRY = st.floats(-MOST, MOST).map(lambda value: round(value, 2))
LAYER = st.builds(affine, st.lists(ENTRY, min_size=4, max_size=4), st.lists(ENTRY, min_size=2, max_size=2))
STACK = st.lists(LAYER, min_size=1, max_size=MOST_LAYERS)


def stack(*layers: Affine, activation: str = "relu") -> Folding:
    return folding(layers, activation, MOONS)


def ran(code: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(code, "page", "exec"), names)
    return names | {"printed": out.getvalue()}


def test_two_layers_worked_by_hand() -> None:
    """First (1, 1) -> (2 + 0, 0 - 1) = (2, -1), relu (2, 0); then (2 + 0 + 1, -2 + 0) = (3, -2), relu (3, 0)."""
    first, second = affine([[2, 0], [0, 1]], [0, -2]), affine([[1, 3], [-1, 1]], [1, 0])
    after = stack(first, second).after(np.array([[1.0, 1.0]]))
    assert [places.tolist() for places in after] == [[[1, 1]], [[2, 0]], [[3, 0]]]
    # Without activation (2, -1) goes on: (2 - 3 + 1, -2 - 1) = (0, -3).
    assert stack(first, second, activation="none")(np.array([[1.0, 1.0]])).tolist() == [[0, -3]]


def test_the_collapse_worked_by_hand() -> None:
    """W = [[1, 3], [-1, 1]] . [[2, 0], [0, 1]] = [[2, 3], [-2, 1]], b = W2 . (0, -2) + (1, 0) = (-5, -2)."""
    shown = stack(affine([[2, 0], [0, 1]], [0, -2]), affine([[1, 3], [-1, 1]], [1, 0]), activation="none")
    assert shown.single.W.tolist() == [[2, 3], [-2, 1]] and shown.single.b.tolist() == [-5, -2]
    assert shown.largest < 1e-14 and len(shown.pieces) == shown.maps == 1


@given(STACK)
def test_without_activation_every_stack_collapses(layers: list[Affine]) -> None:
    shown = stack(*layers, activation="none")
    product = np.linalg.multi_dot([np.eye(3), np.eye(3), *(layer.matrix for layer in reversed(layers))])
    size = max(1.0, float(np.abs(shown(SAMPLE)).max()), 10.0 ** len(layers))
    np.testing.assert_allclose(shown.single.matrix, product, atol=1e-12 * size)
    assert shown.largest <= 1e-12 * size


@given(STACK)
def test_the_pieces_cover_the_window_and_each_is_one_map(layers: list[Affine]) -> None:
    """In each piece, at its corners and its middle, the piece's own W and b give what the stack gives."""
    shown = stack(*layers)
    assert sum(area(piece.polygon) for piece in shown.pieces) == pytest.approx((2 * WIDEST) ** 2, abs=1e-5)
    size = max(1.0, float(np.abs(shown(SAMPLE)).max()))
    for piece in shown.pieces:
        inside = np.vstack([piece.polygon, piece.polygon.mean(axis=0)])
        np.testing.assert_allclose(piece.there(inside), shown(inside), atol=1e-8 * size * 8 ** len(layers))


@pytest.mark.parametrize("seed", range(12))
def test_there_are_as_many_pieces_as_patterns_of_units(seed: int) -> None:
    """The oracle: which units are on, at 160,000 points; every piece of some size holds one of them."""
    shown = stack(*seeded(seed, 3))
    side = np.linspace(-WIDEST, WIDEST, 401)[:-1] + 0.005
    points = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    on = [layer(before) > 0 for layer, before in zip(shown.layers, shown.after(points), strict=False)]
    patterns = np.unique(np.hstack(on) @ 2 ** np.arange(6))
    large = [piece for piece in shown.pieces if area(piece.polygon) > 2e-3]
    assert len(large) <= len(patterns) <= len(shown.pieces)


def test_one_layer_of_relu_makes_four_pieces() -> None:
    """W = I, b = 0: the creases are the axes. Three of the quarters are pressed flat, one stays."""
    shown = stack(affine(np.eye(2)))
    assert [area(piece.polygon) for piece in shown.pieces] == [4, 4, 4, 4] and shown.maps == 4
    assert sorted(piece.there.rank for piece in shown.pieces) == [0, 1, 1, 2]
    assert "**4 pieces**, each moved by one affine map, no two alike" in shown.sentence


def test_a_dead_layer_is_one_piece_and_one_map() -> None:
    dead = stack(affine(np.zeros((2, 2)), (-1, 0)), affine(np.eye(2)))
    assert len(dead.pieces) == dead.maps == 1 and dead.largest < 1e-12
    assert "a single affine map does the same" in dead.sentence


def test_a_crease_that_misses_the_window_makes_no_piece() -> None:
    assert len(stack(affine(np.eye(2), (3, 3))).pieces) == 1
    assert "no crease crosses this window" in stack(affine(np.eye(2), (3, 3))).sentence


@given(st.lists(st.floats(-2, 2), min_size=3, max_size=3))
def test_a_cut_polygon_s_halves_are_the_whole(line: list[float]) -> None:
    heights = WINDOW @ np.array(line[:2]) + line[2]
    parts = [half(WINDOW, side) for side in (heights, -heights)]
    if np.abs(heights).min() > 1e-6:
        areas = [area(part) if len(part) > 2 else 0.0 for part in parts]
        assert sum(areas) == pytest.approx(16)
        hulls = [ConvexHull(part).volume if len(part) > 2 else 0.0 for part in parts]
        assert areas == pytest.approx(hulls)


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_the_best_single_map_is_the_best(activation: str) -> None:
    """Its residual is at right angles to every affine function, which is what least squares means."""
    shown = stack(*seeded(4, 2), activation=activation)
    rest = shown(SAMPLE) - shown.single(SAMPLE)
    homogeneous = np.column_stack([SAMPLE, np.ones(len(SAMPLE))])
    np.testing.assert_allclose(homogeneous.T @ rest, 0, atol=1e-8)
    assert shown.typical > 0.01 and f"off by {shown.typical:.2g}" in shown.sentence


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("count", [1, 2, 6])
def test_the_code_gives_what_is_shown(activation: str, count: int) -> None:
    shown = stack(*seeded(4, count), activation=activation)
    names = ran(shown.code)
    np.testing.assert_allclose(names["out"], shown(SAMPLE))
    np.testing.assert_allclose(names["W_all"], shown.single.W, atol=1e-12)
    np.testing.assert_allclose(names["b_all"], shown.single.b, atol=1e-12)
    assert names["typical"] == pytest.approx(shown.typical, abs=1e-12)
    if activation == "none":
        assert names["largest"] == shown.largest  # to the last bit: it is rounding, and printed
    if activation == "relu":
        assert len(names["found"]) == len(shown.pieces) and len(names["maps"]) == shown.maps
        assert f"{len(shown.pieces)} pieces, {shown.maps} different maps" in names["printed"]


@given(STACK, st.sampled_from([*ACTIVATIONS]))
def test_the_way_ends_exactly_where_the_stack_puts_the_points(layers: list[Affine], activation: str) -> None:
    shown = stack(*layers, activation=activation)
    way = flow(shown)
    places = way.places(MOONS.points)
    each = FRAMES * (2 if activation == "none" else 3)
    for number, after in enumerate(shown.after(MOONS.points)):
        size = max(1.0, float(np.abs(after).max()))
        np.testing.assert_allclose(places[way.frames.index(each * number)], after, atol=1e-12 * size)
    assert len(way.captions) == way.stops[-1] + 1 == each * len(layers) + 1
    single = single_flow(shown, way)
    size = max(1.0, float(np.abs(places).max())) * 10.0 ** len(layers)
    np.testing.assert_allclose(single.places(MOONS.points)[-1], shown.single(MOONS.points), atol=1e-12 * size)
    assert single.frames[-1] == way.frames[-1]


@given(st.floats(-np.pi, np.pi))
def test_a_turn_keeps_lengths_in_every_place_of_its_way(angle: float) -> None:
    cos, sin = np.cos(angle), np.sin(angle)
    way = flow(stack(affine([[cos, -sin], [sin, cos]]), activation="none"))
    places = way.places(MOONS.points)
    np.testing.assert_allclose(np.hypot(*places.T), np.hypot(*MOONS.points.T)[:, None] * np.ones(len(way.keys)))
    turns = np.arctan2(*places[:-2, 0, ::-1].T)
    assert np.abs(np.angle(np.exp(1j * np.diff(turns)))).max(initial=0) <= LONGEST_TURN * 1.3


@pytest.mark.parametrize("name", CLOUDS)
def test_clouds_are_seeded_bounded_and_their_code_makes_them(name: str) -> None:
    made = cloud(name, 40, seed=3)
    assert made.points.shape == (80, 2) and np.abs(made.points).max() <= WIDEST
    np.testing.assert_array_equal(made.points, cloud(name, 40, seed=3).points)
    assert not np.array_equal(made.points, cloud(name, 40, seed=4).points)
    names = ran(f"import numpy as np\n{made.code}")
    np.testing.assert_array_equal(names["x"], made.points)
    np.testing.assert_array_equal(names["y"], made.classes)


@pytest.mark.parametrize("name", CLOUDS)
def test_no_straight_line_parts_a_cloud(name: str) -> None:
    """In every direction the two classes overlap, at least a little."""
    made = cloud(name)
    for angle in np.linspace(0, np.pi, 180):
        along = made.points @ np.array([np.cos(angle), np.sin(angle)])
        first, second = along[made.classes == 0], along[made.classes == 1]
        assert first.max() > second.min() and second.max() > first.min()


def test_more_layers_begin_with_the_same_ones() -> None:
    assert [written_layer(layer) for layer in seeded(7, 6)][:3] == [written_layer(layer) for layer in seeded(7, 3)]


@pytest.mark.parametrize("layers", [(), seeded(0, 7)])
def test_too_few_or_too_many_layers_are_refused(layers: tuple[Affine, ...]) -> None:
    with pytest.raises(ValueError, match="1 to 6 layers"):
        folding(layers, "relu", MOONS)
    with pytest.raises(KeyError, match="swish"):
        folding(seeded(0, 1), "swish", MOONS)


@given(LAYER)
def test_a_written_layer_is_read_back(layer: Affine) -> None:
    read = read_layer(written_layer(layer))
    np.testing.assert_array_equal(read.W, layer.W)
    np.testing.assert_array_equal(read.b, layer.b)


@pytest.mark.parametrize("text", ["[[1, 2], [3, 4]], [3, -1]", "((1, 2), (3, 4)), (3, -1)", " [[1,2],[3,4]],[3,-1] "])
def test_brackets_of_both_kinds(text: str) -> None:
    assert read_layer(text).W.tolist() == [[1, 2], [3, 4]] and read_layer(text).b.tolist() == [3, -1]


@pytest.mark.parametrize("text", ["[[1, 2], [3, 4]]", "[1, 2], [3, 4]"])
def test_b_may_be_left_out(text: str) -> None:
    assert read_layer(text).W.tolist() == [[1, 2], [3, 4]] and not read_layer(text).b.any()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there are 0 parts"),
        ("[[1, 2], [3, 4]], [1, 2], [3, 4]", "there are 3 parts"),
        ("[[1, 2, 3], [4, 5, 6]]", "a row of W is two numbers"),
        ("[[1, 2]], [0, 0]", "W is two rows"),
        ("[[1, 2], [3, 4]], 5", "b is two numbers"),
        ("[[1, 2], [3, x]], [0, 0]", "a row of W is two numbers"),
        ("[[1, 2], [3, 9]], [0, 0]", "from -4 to 4"),
        ("[[1, 2], [3, 1e999]], [0, 0]", "from -4 to 4"),
        ("[[1, 2], [3, 4], [0, 0]", "is each bracket closed"),
        ("[[1, 2], [3, True]]", "a row of W is two numbers"),
        ("__import__('os')", "does not belong here"),
        ("1" * 300, "At most 200 characters"),
    ],
)
def test_what_is_no_layer_gets_the_reason(text: str, said: str) -> None:
    with pytest.raises(LayerError, match=said):
        read_layer(text)


def test_random_texts_raise_nothing_but_our_error() -> None:
    rng = random.Random(0)
    slowest = 0.0
    for _ in range(4000):
        text = "".join(rng.choice("[]()0123456789.,-+e W\nx'\"*") for _ in range(rng.randint(0, 60)))
        began = time.thread_time()
        with contextlib.suppress(LayerError):
            read_layer(text)
        slowest = max(slowest, time.thread_time() - began)
    assert slowest < 0.05

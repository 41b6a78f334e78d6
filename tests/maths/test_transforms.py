"""Maps of the plane against NumPy and SciPy: matrices, composition, inverse, polar motion, eigenvectors, tips."""

import math
import random
import string
from typing import Any

import numpy as np
import pytest
import scipy.linalg
import scipy.ndimage
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mnist_lab.maths.affine import Affine, FlatError, affine, latex, place, rotation, written
from mnist_lab.maths.resampling import resampled
from mnist_lab.maths.transform_facts import angle, directions, fixed_point
from mnist_lab.maths.transform_kinds import KINDS
from mnist_lab.maths.transform_motion import FRAMES, Step, back_and_forth, between, motion, polar
from mnist_lab.maths.transform_orders import Composition, composition
from mnist_lab.maths.transform_shapes import LETTER, PIXEL, digit_points, grid
from mnist_lab.maths.transform_text import (
    PointsError,
    StepsError,
    read_points,
    read_steps,
    written_points,
    written_step,
)
from mnist_lab.maths.transform_tips import FIRST, SECOND, SHIFT, dragged
from mnist_lab.maths.transforms import transform
from tests.attack import attack

entries = st.floats(-3, 3).map(lambda value: round(value, 2))
matrices = st.lists(entries, min_size=4, max_size=4).map(lambda four: np.array(four).reshape(2, 2))
shifts = st.lists(entries, min_size=2, max_size=2).map(np.array)
maps = st.builds(Affine, matrices, shifts)
points = st.lists(st.lists(st.floats(-5, 5), min_size=2, max_size=2), max_size=4).map(
    lambda rows: np.array(rows, float).reshape(-1, 2)
)
times = st.floats(0, 1)


@st.composite
def any_transform(draw: st.DrawFn) -> Any:
    kind = draw(st.sampled_from(list(KINDS.values())))
    values = {number.name: draw(st.integers(-20, 20)) * number.most / 20 for number in kind.numbers}
    own = draw(points)
    return transform(kind.name, values, own.round(2), blend=draw(st.booleans()), back=draw(st.booleans()))


# ------------------------------------------------------------------------------------------------- by hand


def test_a_quarter_turn_is_counter_clockwise() -> None:
    """(1, 0), to the right, goes to (0, 1), upwards; (0, 1) goes to (-1, 0)."""
    there = transform("rotation", {"theta": 90}).there
    assert there(np.array([[1.0, 0], [0, 1]])) == pytest.approx(np.array([[0, 1], [-1, 0]]))


def test_the_notebooks_translation_and_scaling() -> None:
    """[h, v] + [x, y]; and [[fx, 0], [0, fy]] . [x, y]: (2, 3) + (1, 1) = (3, 4); (2, 3) -> (4, 1.5)."""
    point = np.array([[2.0, 3]])
    assert transform("translation", {"h": 1, "v": 1}).there(point).tolist() == [[3, 4]]
    assert transform("scaling", {"fx": 2, "fy": 0.5}).there(point).tolist() == [[4, 1.5]]


def test_a_shear_and_a_mirror() -> None:
    """Shear: (1 + 1 * 1, 1) = (2, 1). The mirror at 90 degrees is the y axis: (1, 1) -> (-1, 1)."""
    point = np.array([[1.0, 1]])
    assert transform("shear", {"kx": 1, "ky": 0}).there(point).tolist() == [[2, 1]]
    assert transform("reflection", {"alpha": 90}).there(point) == pytest.approx(np.array([[-1, 1]]))
    assert transform("reflection", {"alpha": 45}).there(np.array([[3.0, 1]])) == pytest.approx(np.array([[1, 3]]))


def test_what_is_said_of_a_flat_a_turned_and_a_mirrored_plane() -> None:
    flat = transform("linear", {"W00": 2, "W01": 1, "W10": 1, "W11": 0.5})
    assert "flattened to a line: area 0, rank 1" in flat.sentence and flat.orientation == "none"
    assert "one point" in transform("scaling", {"fx": 0, "fy": 0}).sentence
    assert "mirrored" in transform("reflection", {"alpha": 0}).sentence
    assert "cos 60° ± i sin 60°" in transform("rotation", {"theta": 60}).sentence
    assert "Every direction only stretches, × 2." in transform("scaling", {"fx": 2, "fy": 2}).sentence
    assert "One direction only stretches: 0° × 1." in transform("shear", {"kx": 1, "ky": 0}).sentence


def test_the_arithmetic_of_a_point() -> None:
    shown = transform("linear", {"W00": 2, "W01": 1, "W10": 0.5, "W11": 1}, np.array([[1.0, -2]]))
    assert shown.arithmetic == ("(1, −2) → (2 · 1 + 1 · −2 + 0, 0.5 · 1 + 1 · −2 + 0) = (0, −1.5)",)


def test_numbers_as_they_are_written() -> None:
    assert [written(value) for value in (1.0, -0.004, 0.5, -1.999, 12)] == ["1", "0", "0.5", "−2", "12"]
    assert place([-0.0, 1.25]) == "(0, 1.25)"
    assert latex(np.array([[1, -2], [0, 0.5]])) == r"\begin{bmatrix} 1 & -2 \\ 0 & 0.5 \end{bmatrix}"
    assert angle(np.array([-1.0, 1e-9])) == "0°"


def test_half_a_turn_blended_shrinks_to_a_point_and_the_true_one_does_not() -> None:
    """Half way the blend is (I + R(180)) / 2 = (I - I) / 2 = 0."""
    step = transform("rotation", {"theta": 180}).step
    assert np.abs(between(step, 0.5, blend=True).W).max() < 1e-15
    half = between(step, 0.5).W
    assert half == pytest.approx(rotation(math.pi / 2))
    area, blended = (np.linalg.det(motion([step], blend=blend).maps[:, :, :2]) for blend in (False, True))
    assert area == pytest.approx(np.ones(len(area)))
    assert blended.min() == pytest.approx(0, abs=1e-12)


def test_a_rotation_by_270_degrees_turns_three_quarters() -> None:
    step = transform("rotation", {"theta": 270}).step
    third = between(step, 1 / 3).W
    assert third == pytest.approx(rotation(math.pi / 2))


def test_a_scaling_by_minus_one_turns_and_a_mirror_turns_over() -> None:
    assert between(transform("scaling", {"fx": -1, "fy": -1}).step, 0.5).determinant == pytest.approx(1)
    half = between(transform("scaling", {"fx": -2, "fy": 1}).step, 0.5).W
    assert half == pytest.approx(np.diag([-0.5, 1]))
    assert polar(np.diag([-2.0, 1.0]))[0] == 0


# ------------------------------------------------------------------------------- NumPy and SciPy as oracles


@given(maps, points)
def test_the_homogeneous_matrix_moves_points_as_the_map_does(there: Affine, some: Any) -> None:
    raised = np.column_stack([some, np.ones(len(some))])
    assert (raised @ there.matrix.T)[:, :2] == pytest.approx(there(some), abs=1e-12)


@given(maps, maps, maps)
def test_composition_is_the_product_of_matrices(a: Affine, b: Affine, c: Affine) -> None:
    assert a.then(b).matrix == pytest.approx(b.matrix @ a.matrix, abs=1e-12)
    assert a.then(b).then(c).matrix == pytest.approx(c.matrix @ b.matrix @ a.matrix, abs=1e-11)


@given(maps)
def test_the_inverse_brings_every_point_back_or_says_why_not(there: Affine) -> None:
    assert there.determinant == pytest.approx(np.linalg.det(there.W), abs=1e-12)
    if there.rank < 2:
        with pytest.raises(FlatError, match="No way back"):
            there.inverse()
        return
    back = there.inverse().matrix
    assert back == pytest.approx(np.linalg.inv(there.matrix), abs=1e-9 * max(1, np.abs(back).max()))
    assert back @ there.matrix == pytest.approx(np.eye(3), abs=1e-9)


@given(matrices)
def test_the_polar_decomposition_is_scipys(W: Any) -> None:
    turn, S = polar(W)
    assert rotation(turn) @ S == pytest.approx(W, abs=1e-12)
    assert S[0, 1] == pytest.approx(S[1, 0], abs=1e-8)
    if np.linalg.det(W) > 1e-6:
        U, P = scipy.linalg.polar(W)
        assert rotation(turn) == pytest.approx(U, abs=1e-6)
        np.testing.assert_allclose(S, P, atol=1e-6)
    elif np.linalg.det(W) < -1e-6:
        assert abs(turn) <= math.pi / 2 + 1e-12


@given(maps, st.booleans(), st.booleans())
def test_the_ends_of_every_motion_are_exact(there: Affine, blend: bool, slides: bool) -> None:
    moves = motion([Step("a", there, slides=slides)], blend=blend)
    assert np.abs(moves.maps[0] - np.eye(3)[:2]).max() <= 1e-12
    assert np.abs(moves.maps[-1] - there.matrix[:2]).max() <= 1e-12
    assert moves.stops == (0, FRAMES) and len(moves.captions) == FRAMES + 1
    assert moves.last.matrix == pytest.approx(there.matrix, abs=1e-12)


@given(st.floats(-360, 360), points)
def test_a_rotation_keeps_lengths_and_orientation_in_every_frame(theta: float, some: Any) -> None:
    moves = motion([transform("rotation", {"theta": theta}).step])
    W = moves.maps[:, :, :2]
    assert np.linalg.det(W) == pytest.approx(np.ones(len(W)))
    assert np.swapaxes(W, 1, 2) @ W == pytest.approx(np.broadcast_to(np.eye(2), W.shape), abs=1e-12)
    lengths = np.linalg.norm(some @ np.swapaxes(W, 1, 2), axis=-1)
    assert lengths == pytest.approx(np.broadcast_to(np.linalg.norm(some, axis=-1), lengths.shape), abs=1e-9)


@given(matrices, times)
def test_what_keeps_orientation_keeps_it_all_the_way(W: Any, t: float) -> None:
    assume(np.linalg.det(W) > 1e-6)
    assert between(Step("a", affine(W)), t).determinant > 0


@given(maps, times)
def test_neighbouring_times_are_neighbouring_maps(there: Affine, t: float) -> None:
    step = Step("a", there)
    near = between(step, t).matrix - between(step, min(t + 1e-6, 1)).matrix
    assert np.abs(near).max() < 1e-4


@given(maps)
def test_played_back_everything_is_where_it_was(there: Affine) -> None:
    assume(abs(there.determinant) > 1e-3)
    moves = motion(back_and_forth(Step("a", there)))
    assert moves.maps[-1] == pytest.approx(np.eye(3)[:2], abs=1e-8)
    assert moves.maps[FRAMES] == pytest.approx(there.matrix[:2], abs=1e-12)


@given(matrices)
def test_eigenvectors_are_numpys(W: Any) -> None:
    found = directions(W)
    theirs = np.linalg.eigvals(W)
    scale = max(1.0, float(np.abs(W).max()))
    if not found.factors:
        both = found.stretch * np.exp(1j * found.turn)
        assert sorted(theirs.imag) == pytest.approx(sorted([both.imag, -both.imag]), abs=1e-6 * scale)
        assert theirs.real == pytest.approx([both.real] * 2, abs=1e-6 * scale)
        return
    mine = found.factors if len(found.factors) == 2 else found.factors * 2
    assert sorted(theirs.real) == pytest.approx(sorted(mine), abs=1e-5 * scale)
    for vector, factor in zip(found.vectors, found.factors, strict=True):
        assert W @ vector == pytest.approx(factor * vector, abs=1e-5 * scale)
        assert np.linalg.norm(vector) == pytest.approx(1)


@given(maps)
def test_the_fixed_point_stays(there: Affine) -> None:
    stays = fixed_point(there)
    if stays is not None and np.abs(stays).max() < 1e3:
        assert there(stays[None])[0] == pytest.approx(stays, abs=1e-6)


@settings(max_examples=40)
@given(any_transform())
def test_the_code_gives_what_the_page_shows(shown: Any) -> None:
    names: dict[str, Any] = {}
    exec(shown.code, names)
    assert names["M"] == pytest.approx(shown.there.matrix)
    assert names["area"] == pytest.approx(shown.there.determinant, abs=1e-9)
    assert names["rank"] == shown.there.rank
    if shown.directions.factors and len(shown.directions.factors) == 2:
        assert sorted(names["factors"].real) == pytest.approx(sorted(shown.directions.factors), abs=1e-5)
    if shown.there.rank == 2:
        assert names["M_back"] == pytest.approx(shown.there.inverse().matrix, abs=1e-6)
    if len(shown.points):
        np.testing.assert_allclose(names["moved"].T, shown.moved)
    half = between(shown.step, 0.5, blend=shown.blend)
    assert names["W_t"] == pytest.approx(half.W, abs=1e-7)
    assert names["b_t"] == pytest.approx(half.b, abs=1e-12)


@pytest.mark.parametrize("entries", [(1, 0, 1, -1), (1.44, -2, 1.44, -2), (0, 0, 0, 0), (-1, 1, 2, -1), (-2, 1, 0, 1)])
def test_the_code_takes_the_same_turn_where_two_will_do(entries: tuple[float, ...]) -> None:
    """a + d = 0 with a reversed plane: a quarter turn one way or the other; flat planes; planes turned over."""
    shown = transform("linear", dict(zip(("W00", "W01", "W10", "W11"), entries, strict=True)))
    names: dict[str, Any] = {}
    exec(shown.code, names)
    np.testing.assert_allclose(names["W_t"], between(shown.step, 0.5).W, atol=1e-12)


# ----------------------------------------------------------------------------------------------- composition


STEPS = (
    "rotation(90), scaling(2, 1)",
    "translation(1.5, 0), rotation(90)",
    "rotation(60), rotation(75)",
    "shear(1, 0), rotation(45), scaling(1.5, 0.75), reflection(90), affine(1, 0, 0, 1, 0.5, 0.5)",
    "linear(0, 0, 0, 0)",
)


@pytest.mark.parametrize("text", STEPS)
def test_the_code_of_a_composition_gives_both_products_and_the_distance(text: str) -> None:
    both = composition(text)
    names: dict[str, Any] = {}
    exec(both.code, names)
    assert names["M"] == pytest.approx(both.forward.matrix, abs=1e-9)
    assert names["M_reversed"] == pytest.approx(both.reversed.matrix, abs=1e-9)
    assert names["apart"] == pytest.approx(both.apart, abs=1e-9)
    for moves, end in zip(both.motions, (both.forward, both.reversed), strict=True):
        assert np.abs(moves.maps[-1] - end.matrix[:2]).max() <= 1e-12
        assert len(moves.stops) == len(both.steps) + 1


def test_turn_and_stretch_in_both_orders() -> None:
    """Turned, then stretched: (1, 0) -> (0, 1) -> (0, 1). Stretched, then turned: (1, 0) -> (2, 0) -> (0, 2)."""
    both = composition("rotation(90), scaling(2, 1)")
    point = np.array([[1.0, 0]])
    assert both.forward(point) == pytest.approx(np.array([[0, 1]]))
    assert both.reversed(point) == pytest.approx(np.array([[0, 2]]))
    assert not both.same and "The order matters" in both.sentence
    corners = both.forward(LETTER) - both.reversed(LETTER)
    assert both.apart == pytest.approx(max(math.hypot(*corner) for corner in corners.tolist()))


def test_two_turns_may_change_places() -> None:
    both = composition("rotation(60), rotation(75)")
    assert both.same and "does not matter" in both.sentence


def test_one_step_has_no_order() -> None:
    assert "One step" in composition("rotation(60)").sentence


@given(st.lists(maps, min_size=1, max_size=5))
def test_a_composition_is_numpys_product(several: list[Affine]) -> None:
    both = Composition(tuple(Step("a", there) for there in several))
    product = np.eye(3)
    for there in several:
        product = there.matrix @ product
    assert both.forward.matrix == pytest.approx(product, abs=1e-9)


# ------------------------------------------------------------------------------------------- what is dragged


def test_dragged_tips_by_hand() -> None:
    assert dragged("rotation", SECOND, -1.0, 0.0) == {"theta": 90.0}
    assert dragged("rotation", FIRST, -1.0, -1e-17) == {"theta": 180.0}
    assert dragged("reflection", FIRST, -1.0, 0.0) == {"alpha": 90.0}
    assert dragged("reflection", SECOND, 0.0, 1.0) == {"alpha": 90.0}
    assert dragged("translation", SHIFT, 9.0, 1.0) == {"h": 4.0, "v": 1.0}
    assert dragged("scaling", SHIFT, 1.0, 1.0) == {} and dragged("translation", FIRST, 1.0, 1.0) == {}
    assert dragged("linear", "none such", 1.0, 1.0) == {}


@given(any_transform(), st.sampled_from([FIRST, SECOND, SHIFT]))
def test_a_tip_let_go_where_it_stands_changes_nothing(shown: Any, tip: str) -> None:
    column = {FIRST: shown.there.W[:, 0], SECOND: shown.there.W[:, 1], SHIFT: shown.there.b}[tip]
    changed = dragged(shown.kind.name, tip, *column.tolist())
    again = transform(shown.kind.name, {**shown.values, **changed})
    assert again.there.matrix == pytest.approx(shown.there.matrix, abs=0.02)


# ------------------------------------------------------------------------------------------- what is typed


def test_steps_and_points_as_they_are_written() -> None:
    for text in STEPS:
        assert ", ".join(step.name for step in read_steps(text)) == text
    assert written_step("rotation", {"theta": 30.0}) == "rotation(30)"
    assert written_step("shear", {"kx": -0.0, "ky": 1.0}) == "shear(0, 1)"
    some = np.array([[1, -0.25], [0, 6]])
    assert read_points(written_points(some)).tolist() == some.tolist()
    assert read_points("").shape == (0, 2) and read_points("1, 2").tolist() == [[1, 2]]
    assert read_points("(1, 2)").tolist() == [[1, 2]] and read_points("[[1, 2]]"[1:-1]).tolist() == [[1, 2]]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("", "0 steps"),
        ("rotation", "a name with numbers in brackets"),
        ("turn(90)", "No step is called 'turn'"),
        ("rotation()", "takes 1 number"),
        ("scaling(1)", "takes 2 numbers (factor_x, factor_y), and there is 1 here"),
        ("rotation(x)", "is a number, such as 60"),
        ("rotation(9999)", "goes from -360 to 360"),
        ("rotation(1e999)", "goes from -360 to 360"),
        ("rotation(90", "closed"),
        ("rotation(90)], [rotation(90)", "cannot be read"),
        ("rotation(90)" + ", rotation(1)" * 5, "6 steps"),
        ("__import__('os')", "does not belong here"),
        ("rotation(1j)", "is a number"),
        ("rotation(9" + "9" * 190 + ")", "At most 200"),
    ],
)
def test_wrong_steps_get_the_reason(text: str, phrase: str) -> None:
    with pytest.raises(StepsError) as reason:
        read_steps(text)
    assert phrase in str(reason.value)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("1", "two numbers in brackets"),
        ("(1, 2, 3)", "two numbers in brackets"),
        ("(1, a)", "two numbers in brackets"),
        ("(7, 0)", "from -6 to 6"),
        ("(1, 2", "closed"),
        ("(0,0)," * 13, "at most 12"),
        ("(1; 2)", "';' does not belong"),
    ],
)
def test_wrong_points_get_the_reason(text: str, phrase: str) -> None:
    with pytest.raises(PointsError) as reason:
        read_points(text)
    assert phrase in str(reason.value)


GOOD = (*KINDS, "(", ")", "[", "]", ",", "-", "+", ".", "1", "90", "1e9", "_", " ")
PIECES = (*GOOD * 6, "lambda", "'", "**", "\n", "é")


def random_text(rng: random.Random) -> str:
    if rng.random() < 0.3:
        return "".join(rng.choices(string.printable, k=rng.randrange(40)))
    return "".join(rng.choices(PIECES, k=rng.randrange(25)))


def read_all(count: int) -> None:
    """Read random texts as steps and as points."""
    for read, error in ((read_steps, StepsError), (read_points, PointsError)):
        rng = random.Random(4)
        attack(read, (random_text(rng) for _ in range(count)), error)
        assert not attack(read, ("(" * 199, "-" * 199 + "1", "rotation(" * 22, "9" * 200, "(0,0)," * 33), error)


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_random_strings() -> None:
    read_all(2_000)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_a_hundred_thousand_random_strings() -> None:
    read_all(100_000)


# --------------------------------------------------------------------------------------------------- images


def test_a_quarter_turn_of_an_image_is_rot90() -> None:
    image = np.arange(784.0).reshape(28, 28)
    assert resampled(image, affine(rotation(math.pi / 2))) == pytest.approx(np.rot90(image))


def test_a_shift_by_whole_pixels_moves_pixels() -> None:
    image = np.zeros((28, 28))
    image[10, 5] = 1
    moved = resampled(image, affine(np.eye(2), [3 * PIXEL, 2 * PIXEL]))  # 3 to the right, 2 up: row 8, column 8
    assert np.argwhere(moved.round(9) == 1).tolist() == [[8, 8]]


@settings(max_examples=25)
@given(maps, st.integers(0, 5))
def test_resampling_is_scipys(there: Affine, seed: int) -> None:
    assume(abs(there.determinant) > 0.05)
    image = np.random.default_rng(seed).random((28, 28))
    flip = np.array([[0.0, 1], [-1, 0]])  # (row, column) counted from the middle -> (x, y) = (column, -row)
    inverse = there.inverse()
    linear = flip.T @ inverse.W @ flip
    middle = np.array([13.5, 13.5])
    offset = middle + flip.T @ inverse.b / PIXEL - linear @ middle
    theirs = scipy.ndimage.affine_transform(np.pad(image, 2), linear, offset + 2, (28, 28), order=1)
    assert resampled(image, there) == pytest.approx(theirs, abs=1e-6)


def test_an_image_cannot_be_resampled_through_a_flat_map() -> None:
    with pytest.raises(FlatError):
        resampled(np.ones((28, 28)), affine([[1, 1], [1, 1]]))


def test_the_pixels_of_a_digit_as_points() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[0, 0], image[27, 27] = 255, 51
    some, ink = digit_points(image)
    assert some == pytest.approx(np.array([[-1.35, 1.35], [1.35, -1.35]]))
    assert ink.tolist() == [1, 0.2]
    assert len(digit_points(np.full((28, 28), 9, np.uint8), most=300)[0]) == 300
    assert digit_points(np.zeros((28, 28), np.uint8))[0].shape == (0, 2)


def test_the_grid_has_its_lines() -> None:
    lines = grid(2, 1)
    assert len(lines) == 3 * (5 + 3) and np.nanmax(lines[:, 0]) == 2 and np.nanmin(lines[:, 1]) == -1

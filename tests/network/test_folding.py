"""The network of the plane in NumPy: planes, loss and accuracy by hand, settings refused, what is read off."""

import numpy as np
import pytest

from mnist_lab.network.folding import MOST_STEPS, POINTS, Moment, Uncrumpling, UncrumplingError, reading

SMALL = Uncrumpling("corners", "relu", folds=1, width=2)
# What the stack's preset does by hand: relu(x + y), relu(-x - y); laid flat as it is; class 0 where their sum is > 1.
CREASE = (
    *(np.array([[1.0, -1], [1, -1]]), np.zeros(2)),
    *(np.eye(2), np.zeros(2)),
    *(np.array([[-4.0], [-4]]), np.array([4.0])),
)


def test_the_planes_and_the_logit_by_hand() -> None:
    """(1, 2): relu(3) = 3, relu(-3) = 0; logit -4 . 3 + 4 = -8. (-1, 0): 0 and 1; logit 0."""
    moment = Moment(SMALL, 0, CREASE)
    points = np.array([[1.0, 2], [-1, 0]])
    first, flat = moment.planes(points)
    assert first.tolist() == points.tolist() and flat.tolist() == [[3, 0], [0, 1]]
    assert moment.logits(points).tolist() == [-8, 0]


def test_one_crease_parts_the_corners() -> None:
    """Class 0 lies in the corners where x and y have one sign: |x + y| is large; in the others it is near 0."""
    moment = Moment(SMALL, 0, CREASE)
    assert moment.accuracy > 0.85
    flat = Moment(SMALL, 0, (*CREASE[:4], np.zeros((2, 1)), np.zeros(1)))
    assert flat.loss == pytest.approx(np.log(2)) and flat.accuracy == 0.5  # a logit of 0 is a coin


def test_the_loss_is_the_mean_of_the_logarithms() -> None:
    moment = Moment(SMALL, 0, CREASE)
    p = 1 / (1 + np.exp(-moment.answers))
    truth = SMALL.points.classes
    assert moment.loss == pytest.approx(-np.mean(np.log(np.where(truth == 1, p, 1 - p))))


@pytest.mark.parametrize("folds", [1, 2, 3])
def test_there_is_a_plane_after_each_fold(folds: int) -> None:
    settings = Uncrumpling(folds=folds, width=4)
    shapes = zip(settings.sizes, settings.sizes[1:], strict=False)
    weights = [array for shape in shapes for array in (np.ones(shape), np.zeros(shape[1]))]
    planes = Moment(settings, 0, tuple(weights)).planes(np.zeros((5, 2)))
    assert [plane.shape for plane in planes] == [(5, 2)] * (folds + 1)
    assert len(settings.activations) == 2 * folds + 1 and len(settings.points.points) == 2 * POINTS


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"cloud": "stars"}, "The cloud is one of moons"),
        ({"activation": "swish"}, "The activation is one of relu"),
        ({"folds": 0}, "The number of folds is one of 1, 2, 3; 0 is not"),
        ({"width": 1024}, "The width is one of 2, 4, 8, 16"),
        ({"seed": -1}, "from 0 to 9999"),
    ],
)
def test_what_is_not_trained_here_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(UncrumplingError, match=said):
        Uncrumpling(**wrong)  # type: ignore[arg-type]


def test_what_is_read_off() -> None:
    moment, last = Moment(SMALL, 40, CREASE), Moment(SMALL, MOST_STEPS, CREASE)
    right = f"**{moment.accuracy:.1%}**"
    assert "Train it" in reading(SMALL, (), over=False)
    assert f"{right} of the points are right" in reading(SMALL, [moment], over=False)
    assert f"Stopped after 40 steps: {right}" in reading(SMALL, [moment], over=True)
    wrong = round(2 * POINTS * (1 - last.accuracy))
    assert f"After 1,500 steps it stays at {right}: {wrong} of 200 points" in reading(SMALL, [last], over=True)
    assert "Another seed, more units or more folds may do better." in reading(SMALL, [last], over=True)
    none = Uncrumpling("corners", "none", folds=1, width=2)
    assert "its 3 layers are one affine map" in reading(none, [Moment(none, MOST_STEPS, CREASE)], over=True)
    near = _with(last, 0.1 * np.where(SMALL.points.classes == 1, 1.0, -1.0))
    assert "every point is right, but some are near the line" in reading(SMALL, [near], over=True)


def test_apart_needs_every_point_right_and_a_low_loss() -> None:
    """The logit is as sure as one likes: a factor on the last weights, with the line where it was."""
    settings = Uncrumpling("corners", "relu", folds=1, width=2)
    right = Moment(settings, 80, CREASE)
    answers = np.where(settings.points.classes == 1, 1.0, -1.0)
    for factor, apart in ((9.0, True), (0.1, False)):
        moment = _with(right, factor * answers)
        assert moment.accuracy == 1 and moment.apart == apart
    assert "have come apart" in reading(settings, [_with(right, 9 * answers)], over=True)


def _with(moment: Moment, answers: np.ndarray) -> Moment:
    changed = Moment(moment.settings, moment.step, moment.weights)
    object.__setattr__(changed, "answers", answers)
    return changed

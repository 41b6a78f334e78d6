"""Figures of the lesson on descent, read back as data."""

import numpy as np
import pytest

from mnist_lab.figures import theme
from mnist_lab.figures.descent import Track, course_figure, course_text, log_axis, map_figure, map_text, relief, stops
from mnist_lab.maths.descent import Descent, descend
from mnist_lab.maths.losses import LOSSES
from mnist_lab.ui.plot import payload


def valley(steps: int = 50, rate: float = 0.3) -> Descent:
    return descend(LOSSES["narrow valley"], (-2.5, 1.5), rate=rate, steps=steps)


def test_the_point_stands_where_the_step_led() -> None:
    run = valley()
    figure = map_figure([Track(run)])
    assert len(figure.frames) == 51
    for step in (0, 1, 17, 50):
        arrow, tail, head = figure.frames[step].data
        assert [head.x[0], head.y[0]] == pytest.approx(run.path[step], rel=1e-6)
        assert [tail.x[-1], tail.y[-1]] == pytest.approx(run.path[step], rel=1e-6)
        assert [arrow.x[1], arrow.y[1]] == pytest.approx(run.path[min(step + 1, 50)], rel=1e-6)
        assert len(tail.x) == 17  # always as many, so that the browser moves points and makes none
    path = figure.data[1]
    np.testing.assert_allclose(np.stack([path.x, path.y], 1), run.path, rtol=1e-6)
    assert figure.frames[50].name == "Step 50 of 50: (−0.113, 0), loss 0.00128"


def test_on_one_weight_the_point_is_on_the_curve() -> None:
    run = descend(LOSSES["one weight: bowl"], (2.0,), rate=0.5, steps=3)
    head = map_figure([Track(run)]).frames[2].data[2]
    assert (head.x[0], head.y[0]) == (0.5, 0.125)


def test_what_flies_off_stays_near_the_edge() -> None:
    for name, start in (("narrow valley", (-2.5, 1.5)), ("one weight: bowl", (2.0,))):
        run = descend(LOSSES[name], start, rate=4.0, steps=50)
        assert run.ended == "diverged"
        figure = map_figure([Track(run)])
        assert np.abs([frame.data[2].x[0] for frame in figure.frames]).max() <= 9
        losses = course_figure(run, 3).data[0].y
        assert np.isfinite(losses).all() and log_axis(run.losses)


def test_the_course_has_the_limit_and_the_step() -> None:
    run = valley(rate=0.95)
    loss, mark, products, limit, at = course_figure(run, 4).data
    np.testing.assert_allclose(loss.y, run.losses, rtol=1e-6)
    np.testing.assert_allclose(products.y, 1.9, rtol=1e-5)  # 0.95 times the curvature across, 2
    assert list(limit.y) == [2, 2]
    assert (mark.x[0], mark.y[0]) == pytest.approx((4, run.losses[4]), rel=1e-6)
    assert (at.x[0], at.y[0]) == pytest.approx((4, 1.9), rel=1e-5)
    assert len(course_figure(run, 0).data) == 4  # before the first step there is no product yet
    assert loss.line.color == theme.LOSS


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("steps", [1, 500])
def test_every_loss_is_drawn_and_small_enough_to_send(name: str, steps: int) -> None:
    run = descend(LOSSES[name], (-2.5, 1.5), optimiser="momentum", rate=0.0005, momentum=0.9, steps=steps)
    figure = map_figure([Track(run)])
    assert len(figure.frames) == len(stops(run.steps))
    assert len(payload(figure)) < 300_000
    assert LOSSES[name] in map_text(run) and course_text(run)


def test_a_run_that_cannot_begin_is_drawn_all_the_same() -> None:
    run = descend("log(w)", (-1.0,), rate=0.1, steps=5)
    assert map_figure([Track(run)]).frames == ()
    assert len(course_figure(run, 0).data) == 4 and "none" in course_text(run)


def test_stops_have_both_ends() -> None:
    assert stops(0) == [0]
    for steps in (1, 99, 100, 101, 250, 500):
        found = stops(steps)
        assert found[0] == 0 and found[-1] == steps and len(found) <= 101 and sorted(set(found)) == found


def test_the_relief_keeps_the_order_of_the_losses() -> None:
    values = np.array([[5.0, 1.0], [np.nan, 100.0]])
    shades = relief(values)
    assert shades[0, 1] == 0 and shades[0, 1] < shades[0, 0] < shades[1, 1]
    assert np.isfinite(relief(np.full((2, 2), 7.0))).all()

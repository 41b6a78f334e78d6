"""Figures of curves, errors and losses read back as data: secants, the growing derivative, best h, linked places."""

import contextlib
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.figures import theme
from mnist_lab.figures.derivatives import moving_figure, slope_colour, tangent_figure, tangent_text, window
from mnist_lab.figures.difference_error import error_figure, error_text
from mnist_lab.figures.gradients import along_figure, angle_figure, contour_figure, contour_text, surface_figure
from mnist_lab.maths.difference_error import H, difference_error
from mnist_lab.maths.expression_text import written
from mnist_lab.maths.expressions import LONGEST, Expression, ExpressionError
from mnist_lab.maths.gradients import LOSSES, directions, landscape, take_step
from mnist_lab.maths.tangents import FUNCTIONS, HIGH, LOW, WIDTHS, curve, tangent
from mnist_lab.ui.plot import payload
from tests.maths.formulas import UNHURRIED, formulas

SECANT = 3  # of the traces that move


def line_slope(trace: Any) -> float:
    return float((trace.y[-1] - trace.y[0]) / (trace.x[-1] - trace.x[0]))


def test_the_frames_are_the_secants_and_then_the_tangent() -> None:
    there = tangent("x**2 / 2", 1.0)
    figure = tangent_figure(there)
    slopes = [line_slope(frame.data[SECANT]) for frame in figure.frames]
    assert slopes == pytest.approx([*(secant.slope for secant in there.secants), there.slope], rel=1e-5)
    assert figure.frames[0].name == "h = 2: slope (f(1 + 2) − f(1)) / h = 2"
    assert "has become the tangent" in figure.frames[-1].name
    first = figure.data[figure.frames[0].traces[SECANT]]
    assert np.array_equal(first.y, figure.frames[0].data[SECANT].y)  # the figure itself shows the first frame


def test_at_a_kink_the_last_frame_has_two_slopes_and_says_so() -> None:
    figure = tangent_figure(tangent("abs(x)", 0.0))
    last = figure.frames[-1]
    assert "no tangent" in last.name
    assert last.data[-1].y.tolist() == [-1.0, 1.0]


POINTS, MOVING_POINT = 9, 9  # numbers of the traces with the points that can be dragged


@pytest.mark.parametrize("text", ["x**2 / 2", "abs(x)"])
def test_the_second_point_dragged_to_the_first_leads_through_all_frames_to_the_last(text: str) -> None:
    figure = tangent_figure(tangent(text, 0.0))
    assert figure.data[POINTS].meta == {"handles": ["tell", "frame"]}
    points = [frame.data[frame.traces.index(POINTS)] for frame in figure.frames]
    apart = [point.x[1] for point in points]  # at a kink first from the right, then from the left
    sides = {"x**2 / 2": (1,), "abs(x)": (1, -1)}[text]
    assert np.allclose(apart, [*(side * width for side in sides for width in WIDTHS), 0.0])
    assert [point.marker.color[1] == theme.CLEAR for point in points] == [place == 0 for place in apart]


def test_the_moving_point_dragged_leads_through_the_frames() -> None:
    figure = moving_figure("x**2 / 2")
    assert figure.data[MOVING_POINT].meta == {"handles": ["frame"]}
    places = [frame.data[frame.traces.index(MOVING_POINT)].x[0] for frame in figure.frames]
    assert np.all(np.diff(places) > 0)


@pytest.mark.parametrize("text", ["1 / x", "log(x)", "tan(x)"])
def test_nothing_is_drawn_through_a_pole(text: str) -> None:
    found, figure = curve(text), tangent_figure(tangent(text, 1.0))
    line = figure.data[0]
    for place in found.breaks:
        assert np.isnan(line.y[found.x == place.x]).all()
    assert "pole" in str(figure.data[4].text)


def test_without_a_value_there_is_no_player() -> None:
    assert not tangent_figure(tangent("log(x)", -1.0)).frames


def test_the_moving_point_draws_the_derivative() -> None:
    figure = moving_figure("sin(2 * x) + x / 2")
    point, drawn = 4, 6
    for number in (0, 20, len(figure.frames) - 1):
        traces = figure.frames[number].data
        x = float(traces[point].x[0])
        assert float(np.max(traces[drawn].x)) == pytest.approx(x)
        assert traces[drawn].y[-1] == pytest.approx(2 * np.cos(2 * x) + 0.5, abs=1e-5)
    assert (figure.frames[0].data[point].x[0], figure.frames[-1].data[point].x[0]) == (LOW, HIGH)


def test_the_slopes_colour_says_its_sign() -> None:
    limits = (-2.0, 2.0)
    assert slope_colour(2.0, limits) == theme.tint(theme.DIVERGING[-1][1], 0.5)
    assert slope_colour(-2.0, limits) == theme.tint(theme.DIVERGING[0][1], 0.5)
    assert slope_colour(float("nan"), limits) == theme.CLEAR


@given(formulas(), st.floats(LOW, HIGH))
@settings(UNHURRIED, max_examples=15)
def test_any_formula_can_be_drawn(tree: Expression, x: float) -> None:
    text = written(tree)
    if len(text) > LONGEST:
        return
    with contextlib.suppress(ExpressionError):
        there = tangent(text, round(x, 2))
        figure = tangent_figure(there)
        low, high = window(there.curve, there.curve.y)
        assert low < high
        assert len(payload(figure, alt=tangent_text(there))) < 300_000


def test_where_the_chain_rule_finds_no_slope_the_place_is_drawn_without_one() -> None:
    """sqrt(x - x) is 0 everywhere, but the rule for the root divides 0 by 0."""
    there = tangent("sqrt(x - x)", 0.5)
    assert np.isnan(there.slope) and there.broken is None
    assert tangent_figure(there).frames[-1].name == there.sentence


@pytest.mark.parametrize("text", [*FUNCTIONS, "tan(15 * x)"])
def test_a_figure_costs_at_most_300_kilobytes(text: str) -> None:
    assert len(payload(tangent_figure(tangent(text, 1.0)))) < 300_000
    assert len(payload(moving_figure(text))) < 300_000


def test_the_errors_are_drawn_on_logarithmic_axes_with_the_best_marked() -> None:
    found = difference_error("exp(x / 2)", 1.0)
    assert found is not None
    figure = error_figure(found)
    assert (figure.layout.xaxis.type, figure.layout.yaxis.type) == ("log", "log")
    for one, line, best in zip(found.measured, figure.data[::2], figure.data[1::2], strict=True):
        drawn = one.error > 0
        assert np.array_equal(np.asarray(line.y)[drawn], one.error[drawn])
        assert (best.x[0], best.y[0]) == (H[one.best], one.error[one.best])
    assert "best h" in error_text(found)


def test_an_error_of_nothing_is_an_open_mark_on_the_floor() -> None:
    found = difference_error("x", 1.0)
    assert found is not None
    line = error_figure(found).data[0]
    assert "square-open" in line.marker.symbol and min(line.y) > 0


def figures(text: str, W: tuple[float, float]) -> list[go.Figure]:
    land, taken, around = landscape(text), take_step(text, W, 0.1), directions(text, W, 30.0)
    trail = [np.array([2.0, 2.0])]
    return [
        surface_figure(land, taken, trail),
        contour_figure(land, taken, around, trail),
        angle_figure(around),
        along_figure(taken),
    ]


def test_surface_and_contours_show_the_same_loss_and_the_same_way() -> None:
    taken = take_step(LOSSES["bowl"], (1.5, 1.0), 0.1)
    surface, contour, _, _ = figures(LOSSES["bowl"], (1.5, 1.0))
    assert np.array_equal(surface.data[0].z, contour.data[0].z[::2, ::2])
    assert surface.data[2].x.tolist() == [2.0, 1.5, taken.W_1[0]]
    assert contour.data[2].x.tolist() == [2.0, 1.5]
    plane = surface.data[1]
    assert plane.z[1, 1] - plane.z[0, 0] == pytest.approx(1.8 * taken.gradient.sum())


def test_the_arrows_point_along_the_gradient() -> None:
    contour = figures(LOSSES["bowl"], (1.5, 1.0))[1]
    x, y = contour.data[1].x.reshape(-1, 6), contour.data[1].y.reshape(-1, 6)
    way = np.stack([x[:, 1] - x[:, 0], y[:, 1] - y[:, 0]], -1)
    start = np.stack([x[:, 0], y[:, 0]], -1)  # of a bowl the gradient is the place itself
    assert way[:, 0] * start[:, 1] == pytest.approx(way[:, 1] * start[:, 0], abs=1e-5)
    assert ((way * start).sum(axis=1) > 0).all()


def test_the_steepest_direction_is_marked() -> None:
    around = directions(LOSSES["saddle"], (1.5, 1.0), 30.0)
    assert (angle_figure(around).data[1].x[0], angle_figure(around).data[1].y[0]) == pytest.approx(
        (around.steepest, around.length), rel=1e-5
    )
    assert (
        "steepest"
        in contour_text(landscape(LOSSES["saddle"]), take_step(LOSSES["saddle"], (1.5, 1.0), 0.1), around).lower()
    )


@pytest.mark.parametrize("text", [*LOSSES.values(), "log(x)", "3", "1 / (x * y)", "sqrt(x)"])
@pytest.mark.parametrize("W", [(1.5, 1.0), (0.0, 0.0), (-1.0, 0.0)])
def test_every_loss_can_be_drawn_anywhere(text: str, W: tuple[float, float]) -> None:
    for figure in figures(text, W):
        assert len(payload(figure)) < 60_000

"""Cells on their way, read back from the figure: every number arrives at its index, in reading order; payloads."""

import math

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings

from mnist_lab.figures import theme
from mnist_lab.figures.places import GAP, places, reading_path
from mnist_lab.figures.reshaping import (
    FEW,
    ONE_BY_ONE,
    left_out,
    reshape_figure,
    steps,
    transpose_figure,
    travel_text,
)
from mnist_lab.figures.reshaping_bars import MOST_BARS, drawn_runs, runs
from mnist_lab.maths.reshaping import reshape, transpose
from mnist_lab.ui.plot import payload
from tests.maths.test_reshaping import CELLS, SOURCES, shapes_of

NOTEBOOK = "[[0., 1.], [2., 3.], [4., 5.]]"


def travellers(figure: go.Figure, name: str) -> list[list[tuple[float, float]]]:
    """Where the cells of an array are in each frame; a frame leaves out what never changes."""
    number = next(number for number, trace in enumerate(figure.data) if trace.name == name)
    still, frames = figure.data[number], [frame.data[number] for frame in figure.frames]
    return [list(zip(frame.x or still.x, frame.y or still.y, strict=True)) for frame in frames]


def test_places_by_hand() -> None:
    # (2, 2, 3): two grids of 2 x 3 below each other; x[1, 1, 2] is 2 to the right, 2 + gap + 1 down
    cells = places((2, 2, 3))
    assert cells.at[-1] == pytest.approx([2, 3 + GAP])
    assert (cells.width, cells.height) == pytest.approx((3, 4 + GAP))
    # a fourth axis goes to the right
    assert places((2, 2, 2, 3)).at[-1] == pytest.approx([5 + GAP, 3 + GAP])
    assert places(()).at.tolist() == [[0, 0]]
    assert places((0, 3)).at.shape == (0, 2)


@settings(max_examples=60, deadline=None)
@given(CELLS.flatmap(shapes_of))
def test_no_two_cells_stand_on_each_other_and_all_are_inside(shape: tuple[int, ...]) -> None:
    cells = places(shape)
    apart = np.abs(cells.at[:, None] - cells.at[None]).max(axis=2) + np.eye(len(cells.at)) * 9
    assert apart.min() > 1 - 1e-9
    assert np.ptp(cells.at[:, 0]) == pytest.approx(cells.width - 1)
    assert np.ptp(cells.at[:, 1]) == pytest.approx(cells.height - 1)


def test_the_path_goes_through_every_row_from_left_to_right() -> None:
    along, jumps = reading_path(places((3, 2)), low=0)
    starts = along[::6]
    assert starts[:, 1].tolist() == [0, 1, 2] and (along[1::6, 0] > starts[:, 0]).all()
    assert jumps[0].tolist() == along[1].tolist() and jumps[1].tolist() == along[6].tolist()
    assert len(reading_path(places((0, 3)))[0]) == 1 and len(reading_path(places(()))[0]) == 6


def test_six_cells_travel_one_by_one_and_keep_number_and_colour() -> None:
    figure = reshape_figure(reshape(NOTEBOOK, "(2, 3)"))
    way = travellers(figure, "y")
    assert len(way) == 1 + 6
    for number in range(7):
        moved = [before != now for before, now in zip(way[0], way[number], strict=True)]
        assert moved == [cell < number for cell in range(6)]
    number = next(number for number, trace in enumerate(figure.data) if trace.name == "y")
    assert {frame.data[number].text for frame in figure.frames} == {("0", "1", "2", "3", "4", "5")}
    assert len({frame.data[number].marker.color for frame in figure.frames}) == 1
    assert len(set(figure.data[number].marker.color)) == 3  # one colour a row of x
    # at the end 3 stands below 0, and 5 below 2, one cell apart from each neighbour
    end = np.array(way[-1])
    assert end[3] - end[0] == pytest.approx([0, 1]) and end[5] - end[0] == pytest.approx([2, 1])
    assert "x[2, 0] is read as number 4" in figure.frames[5].name


def test_reshape_and_transpose_part_ways() -> None:
    figure = transpose_figure(transpose(NOTEBOOK, ""))
    r, t = (np.array(travellers(figure, name)) for name in "rt")
    assert np.array_equal(r[0], t[0])  # both start as x
    assert (r[-1] - r[-1][0])[1] == pytest.approx([1, 0])  # reshape: 1 beside 0
    assert (t[-1] - t[-1][0])[1] == pytest.approx([0, 1])  # transpose: 1 below 0
    assert "x[0, 1] becomes r[0, 1] and t[1, 0]" in figure.frames[2].name


@settings(max_examples=25, deadline=None)
@given(SOURCES)
def test_every_cell_ends_where_its_index_in_y_says(pair: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    shape, target = pair
    found = reshape(f"np.arange({math.prod(shape)}).reshape({shape})", str(target))
    parts = steps([found])
    assert [cell for part in parts for cell in part] == list(range(found.x.size))
    assert len(parts) <= ONE_BY_ONE
    figure = reshape_figure(found)
    assert len(payload(figure)) < 300_000
    if found.x.size > FEW:
        return
    end = np.array(travellers(figure, "y")[-1])
    expected = places(target).at
    assert np.allclose(end - end[0], expected - expected[0], atol=2e-3)
    start = np.array(travellers(figure, "x")[0])
    assert np.abs(end[:, None] - start).max(axis=2).min() >= 1.5  # x and y do not touch


def test_a_long_row_stands_above_what_it_becomes() -> None:
    start, end = (np.array(travellers(reshape_figure(reshape("np.arange(40)", "(5, 8)")), name)[-1]) for name in "xy")
    assert start[:, 1].max() < end[:, 1].min()
    assert start[:, 0].min() < end[:, 0].min() < end[:, 0].max() < start[:, 0].max()


def test_the_memory_of_a_view_is_one_strip_and_that_of_a_copy_two() -> None:
    def strips(array: str, shape: str) -> list[list[float]]:
        figure = reshape_figure(reshape(array, shape))
        return [np.rint(np.array(trace.x) - min(trace.x)).tolist() for trace in figure.data if trace.name == "memory"]

    assert strips(NOTEBOOK, "(2, 3)") == [[0, 1, 2, 3, 4, 5]]
    # cells of x in reading order 0 2 4 1 3 5 lie in memory at these places; in the copy they lie as they are read
    assert strips("np.arange(6).reshape(3, 2).T", "(3, 2)") == [[0, 2, 4, 1, 3, 5], [0, 1, 2, 3, 4, 5]]


def test_bars_hold_together_on_both_ways() -> None:
    # rows of 4 into rows of 6: cuts at 4, 8 and at 6
    assert runs([places((3, 4)).at, places((2, 6)).at]).tolist() == [[0, 3], [4, 5], [6, 7], [8, 11]]
    assert runs([places((5, 1)).at, places((5,)).at]).tolist() == [[0, 4]]
    assert runs([places(()).at]).tolist() == [[0, 0]]


@settings(max_examples=40, deadline=None)
@given(SOURCES)
def test_bars_are_all_cells_once_and_straight(pair: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    paths = [places(shape).at for shape in pair]
    bars = runs(paths)
    assert [cell for first, last in bars for cell in range(first, last + 1)] == list(range(len(paths[0])))
    for path in paths:
        length = np.abs(path[bars[:, 1]] - path[bars[:, 0]]).sum(axis=1)
        assert np.allclose(length, bars[:, 1] - bars[:, 0])


def test_300_rows_become_300_columns() -> None:
    both = transpose("np.zeros((300, 20))", "")
    bars, total = drawn_runs([both.reshaped, both.transposed])
    assert total == 300 and (bars[:, 1] - bars[:, 0] == 19).all()
    figure = transpose_figure(both)
    moving = len(figure.frames[0].data)
    assert moving == 20  # ten colours on two ways
    corners = np.array([figure.frames[-1].data[10].x, figure.frames[-1].data[10].y])[:, :4]  # first row, transposed
    wide, high = np.ptp(corners, axis=1)
    assert high > 20 * wide  # upright, and more than 20 to 1 because the long side is drawn shorter
    before = np.array([figure.frames[0].data[10].x, figure.frames[0].data[10].y])[:, :4]
    assert np.ptp(before, axis=1)[0] > 20 * np.ptp(before, axis=1)[1]
    assert left_out([both.reshaped, both.transposed]).startswith("Not to scale")
    assert left_out([reshape("np.arange(64).reshape(4, 16)", "(8, 8)")]) == ""


@pytest.mark.parametrize(
    ("array", "shape"),
    [
        ("np.zeros((300, 20))", "(20, 300)"),
        ("np.zeros((3000, 2))", "(2, 3000)"),
        ("np.zeros((6000, 1))", "(1, 6000)"),
        ("np.arange(3125).reshape(5, 5, 5, 5, 5)", "(25, 125)"),
        ("np.arange(48)", "(2, 2, 2, 2, 3)"),
        ("np.arange(5999)", "-1"),
        ("[]", "(0, 3)"),
        ("-123456.789", "(1, 1, 1, 1, 1)"),
    ],
)
def test_no_figure_is_larger_than_300_kb(array: str, shape: str) -> None:
    for figure in (reshape_figure(reshape(array, shape)), transpose_figure(transpose(array, ""))):
        assert len(payload(figure)) < 300_000


def test_what_is_not_drawn_is_said() -> None:
    found = reshape("np.zeros((3000, 2))", "(2, 3000)")
    bars, total = drawn_runs([found])
    assert len(bars) == MOST_BARS and total == 3000
    assert left_out([found]).startswith("Drawn: the first and the last 600 of 3,000 pieces")


def test_nothing_and_the_words_for_it() -> None:
    figure = reshape_figure(reshape("[]", "(0, 3)"))
    assert "No cells" in figure.layout.annotations[0].text and not figure.frames
    said = travel_text([reshape(NOTEBOOK, "(2, 3)")])
    assert "shape (3, 2), values 0, 1, 2, 3, 4, 5" in said and "x.reshape((2, 3)), shape (2, 3)" in said


def test_a_cell_has_the_border_of_x_until_it_has_arrived() -> None:
    figure = reshape_figure(reshape(NOTEBOOK, "(6, 1)"))
    number = next(number for number, trace in enumerate(figure.data) if trace.name == "y")
    borders = [frame.data[number].marker.line.color for frame in figure.frames]
    assert set(borders[0]) == {theme.INPUT} and set(borders[-1]) == {theme.OUTPUT}
    assert borders[2] == (theme.OUTPUT,) * 2 + (theme.INPUT,) * 4

"""Figures read back as data: what is drawn is what NumPy gives, copies come from where they belong, small payloads."""

import re

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.figures import theme
from mnist_lab.figures.alignment import alignment_figure, alignment_text
from mnist_lab.figures.broadcasting import apart_figure, clicked_index, meeting_figure, stretching_figure
from mnist_lab.figures.mean_digit import COUNT, SIDE, clicked_pixel, mean_figure
from mnist_lab.figures.race import race_figure
from mnist_lab.figures.walls import arranged, wall_of
from mnist_lab.maths.broadcasting import align, source_index
from mnist_lab.maths.elementwise import Elementwise, elementwise
from mnist_lab.maths.elementwise_words import short_text
from mnist_lab.maths.loops import Race
from mnist_lab.maths.operands import random, typed
from mnist_lab.ui.plot import payload
from tests.maths.test_broadcasting import SHAPES, numpy_shape
from tests.maths.test_elementwise import DIGITS, MEAN, digits_and_mean, worked


def of_shapes(a: tuple[int, ...], b: tuple[int, ...], operation: str = "+") -> Elementwise:
    operands = random(a, b)
    return elementwise(operands.a, operands.b, operation, head=operands.head)


def scene(figure: go.Figure, number: int) -> tuple[go.Scatter, ...]:
    """What one scene shows: what its frame does not say is as in the figure."""
    pairs = zip(figure.data, figure.frames[number].data, strict=True)
    return tuple(go.Scatter(whole).update(part) for whole, part in pairs)


def trace(data: tuple[go.Scatter, ...], number: int) -> dict[tuple[float, float], str]:
    """Place -> what is printed there, of the cells that are there."""
    cells = data[number]
    return {(x, y): text for x, y, text in zip(cells.x, cells.y, cells.text, strict=True) if text.strip("\u200b")}


# ----------------------------------------------------------------------------------------------------------- the walls


def test_of_a_long_axis_the_first_positions_and_the_last_are_shown() -> None:
    wall = wall_of((32, 10))
    assert wall.shown == ((0, 1, 2, 3, 31), (0, 1, 2, 9))
    assert wall.index[0].tolist() == [0, 0] and wall.index[-1].tolist() == [31, 9]
    assert {dots.sign for dots in wall.dots} == {"⋮", "⋯"}
    assert len(wall.dots) == 5 + 4  # one for each row, one for each column


def test_a_cell_that_is_asked_for_is_drawn() -> None:
    wall = wall_of((32, 10), (17, 6))
    assert wall.shown == ((0, 1, 2, 17, 31), (0, 1, 6, 9))
    assert [17, 6] in wall.index.tolist()


@settings(deadline=None)
@given(st.lists(st.integers(0, 40), max_size=5).map(tuple))
def test_cells_of_a_wall_do_not_overlap_and_both_ends_are_there(shape: tuple[int, ...]) -> None:
    wall = wall_of(shape)
    assert len(set(zip(wall.x.tolist(), wall.y.tolist(), strict=True))) == len(wall.index)
    if 0 not in shape:
        assert wall.index[0].tolist() == [0] * len(shape)
        assert wall.index[-1].tolist() == [length - 1 for length in shape]
        taken = set(zip(wall.x.tolist(), wall.y.tolist(), strict=True))
        assert not taken & {(dots.x, dots.y) for dots in wall.dots}
    else:
        assert len(wall.index) == 0


@pytest.mark.parametrize("size", [(1.0, 1.0), (7.0, 6.0), (14.0, 5.0), (10.0, 1.0), (1.0, 7.0), (3.0, 2.0)])
def test_three_walls_do_not_touch(size: tuple[float, float]) -> None:
    walls = arranged(size).walls
    for one in range(3):
        for other in range(one):
            across, down = (abs(walls[one][axis] - walls[other][axis]) for axis in (0, 1))
            assert across >= size[0] + 1 or down >= size[1] + 1


# ------------------------------------------------------------------------------------------------------- the stretching


def test_the_row_is_copied_and_the_result_fills_in() -> None:
    """[[1, 2, 3], [4, 5, 6]] + [10, 20, 30], by hand."""
    figure = stretching_figure(worked(typed("[[1, 2, 3], [4, 5, 6]]", "[10, 20, 30]")))
    start, copied, first, _, full = (scene(figure, number) for number in range(len(figure.frames)))
    x, y = arranged((3.0, 2.0)).walls[1]
    row = {(x, y): "10", (x + 1, y): "20", (x + 2, y): "30"}
    assert trace(start, 1) == row
    assert trace(copied, 1) == row | {(x, y + 1): "10", (x + 1, y + 1): "20", (x + 2, y + 1): "30"}
    assert trace(start, 2) == {}
    x, y = arranged((3.0, 2.0)).walls[2]
    assert trace(first, 2) == {(x, y): "11"}
    assert [text for _, text in sorted(trace(full, 2).items(), key=lambda item: item[0][::-1])] == [
        *("11", "22", "33", "14", "25", "36")
    ]
    names = [frame.name for frame in figure.frames]
    assert names[1] == "b has no axis 0: it gets one, and copies itself along it, 2 times"
    assert names[2] == "result[0, 0] = a[0, 0] + b[0] = 1 + 10 = 11"
    assert "b (3,)" in start[3].text and "b (2, 3)" in copied[3].text


def test_copies_wait_where_they_are_copied_from() -> None:
    figure = stretching_figure(of_shapes((3, 1), (4,)))
    start, columns = scene(figure, 0), scene(figure, 1)
    left = arranged((4.0, 3.0)).walls[0][0]
    assert set(start[0].x) == {left}  # all copies of the column stand on it
    assert set(columns[0].x) == {left, left + 1, left + 2, left + 3}
    seen = [colour != theme.CLEAR for colour in start[0].marker.color]
    assert sum(seen) == 3  # a copy that waits is not seen: twelve pale colours on each other would be a strong one


@settings(deadline=None, max_examples=60)
@given(SHAPES, SHAPES, st.integers(0, 2))
def test_the_last_scene_shows_what_numpy_gives(a: tuple[int, ...], b: tuple[int, ...], _: int) -> None:
    shape = numpy_shape(a, b)
    if shape is None or 0 in shape:
        return
    found = of_shapes(a, b)
    figure = stretching_figure(found)
    wall = wall_of(shape)
    assert scene(figure, 0)[0].x == figure.data[0].x
    for number, operand in enumerate((found.a, found.b)):
        values = [operand.values[source_index(index, operand.shape)] for index in wall.index.tolist()]
        assert list(figure.frames[-1].data[number].text) == [short_text(value) for value in values]
    assert list(figure.frames[-1].data[2].text) == [short_text(found.result[tuple(index)]) for index in wall.index]
    steps = [frame for frame in figure.frames if "copies itself" in frame.name]
    copies = [pair.copies(side) for pair in found.alignment.pairs for side in (0, 1)]
    assert len(steps) == sum(count != 1 for count in copies)


def test_the_hover_has_more_digits_than_the_cell() -> None:
    found = of_shapes((32, 10), (10,))
    cells = stretching_figure(found).data[1]
    assert cells.hovertext[0] == f"{found.b.values[0]:.6g}"
    assert cells.hovertemplate.startswith("y[%{customdata[0]}] = %{hovertext}")


def test_nothing_is_played_without_cells() -> None:
    with pytest.raises(ValueError, match="has no cells"):
        stretching_figure(of_shapes((0, 3), (3,)))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ((32, 10), (10,)),
        ((64, 3, 32, 10), (32, 10)),
        ((9, 1, 9, 1, 9), (9, 1, 9, 1)),
        ((100_000,), ()),
        ((99, 99), (99, 99)),
    ],
)
def test_a_figure_stays_below_300_kb(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    found = of_shapes(a, b)
    assert len(payload(stretching_figure(found))) < 300_000
    assert len(payload(meeting_figure(found, found.cell([length - 1 for length in found.shape])))) < 300_000


# ------------------------------------------------------------------------------------------- a single cell


def test_one_cell_and_its_two_sources_are_bright_and_meet() -> None:
    found = of_shapes((32, 10), (10,))
    figure = meeting_figure(found, found.cell((17, 6)))
    lit = [strong(figure.data[number]) for number in range(3)]
    assert [len(bright) for bright in lit] == [1, 1, 1]
    assert list(figure.data[0].customdata[lit[0][0]]) == [17, 6]
    assert list(figure.data[1].customdata[lit[1][0]]) == [6]
    assert list(figure.data[2].customdata[lit[2][0]]) == [17, 6]
    home, away = scene(figure, 0), scene(figure, 1)
    goal = figure.data[2].x[lit[2][0]], figure.data[2].y[lit[2][0]]
    for number in (0, 1):
        assert (home[3 + number].x[0], home[3 + number].y[0]) == (
            figure.data[number].x[lit[number][0]],
            figure.data[number].y[lit[number][0]],
        )
        assert abs(away[3 + number].x[0] - goal[0]) < 1e-9 and away[3 + number].y[0] == goal[1]
    assert figure.frames[1].name.startswith("result[17, 6] = X[17, 6] + y[6] = ")


def strong(cells: go.Scatter) -> list[int]:
    """Numbers of the cells with a fill that is more than half opaque."""
    return [n for n, fill in enumerate(cells.marker.color) if float(re.findall(r"[\d.]+", fill)[-1]) > 0.5]


@settings(deadline=None)
@given(SHAPES, st.integers(-3, 300), st.data())
def test_a_click_leads_back_to_the_cell(shape: tuple[int, ...], number: int, data: st.DataObject) -> None:
    wall = wall_of(shape)
    found = clicked_index(shape, data.draw(st.integers(0, 2)), number)
    assert found == (tuple(wall.index[number]) if 0 <= number < len(wall.index) else None)
    assert clicked_index(shape, 0, data.draw(st.sampled_from([None, "1", 1.5, (1, 2)]))) is None


def test_the_cells_that_fly_are_the_cell_they_fly_to() -> None:
    assert clicked_index((32, 10), 3, 0, (17, 6)) == clicked_index((32, 10), 4, 0, (17, 6)) == (17, 6)
    assert clicked_index((32, 10), 3, 0) is None and clicked_index((32, 10), 5, 0, (17, 6)) is None


# ------------------------------------------------------------------------------------------- two arrays without result


def test_a_clash_shows_both_arrays_and_a_cross() -> None:
    operands = typed("[[1, 2, 3], [4, 5, 6]]", "[10, 20]")
    figure = apart_figure(operands.a, operands.b)
    assert set(figure.data[0].text) == {"1", "2", "3", "4", "5", "6"}
    assert set(figure.data[1].text) == {"10", "20"}
    assert {"<b>✗</b>", "a (2, 3)", "b (2,)"} <= set(figure.data[2].text)
    assert not figure.frames


# ------------------------------------------------------------------------------------------- the alignment


def said(figure: go.Figure) -> list[str]:
    return [note.text.replace("<b>", "").replace("</b>", "") for note in figure.layout.annotations]


def test_lengths_are_aligned_from_the_right_with_their_verdict() -> None:
    figure = alignment_figure(align((64, 3, 32, 10), (32, 10), names=("x", "y")))
    words = said(figure)
    assert words[15:20] == ["3 (−1)", "kept", "10", "10", "10"]
    assert words[:5] == ["0 (−4)", "stretched", "64", "– → 64", "64"]
    assert words[-4:] == ["axis", "x", "y", "result"]
    places = [note.x for note in figure.layout.annotations]
    assert places[0] < places[5] < places[10] < places[15]


def test_a_clash_is_seen_in_its_colour_and_in_words() -> None:
    figure = alignment_figure(align((3, 4), (3,)))
    assert said(figure)[5:10] == ["1 (−1)", "✗ clash", "4", "3", "✗"]
    assert "no result" in said(figure)
    assert figure.layout.shapes[3].line.color == theme.LOSS
    assert "4 against 3" in alignment_text(align((3, 4), (3,)))


@settings(deadline=None)
@given(SHAPES, SHAPES)
def test_every_alignment_can_be_drawn(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    alignment = align(a, b)
    figure = alignment_figure(alignment)
    assert len(figure.layout.shapes) == 3 * len(alignment.pairs) + 1
    assert len(payload(figure)) < 30_000


# ------------------------------------------------------------------------------------------- digit and mean


def mean_worked(operation: str = "−") -> Elementwise:
    return worked(digits_and_mean(DIGITS.train_images, MEAN, first=0, count=COUNT), operation)


def there(data: tuple[go.Heatmap, ...], row: int) -> int:
    """How many pictures of a row are in the picture."""
    return sum(picture.y0 >= 0 for picture in data[row * COUNT : (row + 1) * COUNT])


def test_the_mean_is_copied_under_each_digit_and_the_results_follow() -> None:
    found = mean_worked()
    figure = mean_figure(found)
    counts = [tuple(there(frame.data, row) for row in range(3)) for frame in figure.frames]
    assert counts == [(6, 1, 0), (6, 2, 0), (6, 3, 0), (6, 4, 0), (6, 5, 0), (6, 6, 0), (6, 6, 1), (6, 6, 6)]
    assert np.array_equal(figure.data[2].z, DIGITS.train_images[2])
    assert np.allclose(figure.data[2 * COUNT + 2].z, found.result[2], atol=1e-4)
    assert figure.data[-1].zmin == -figure.data[-1].zmax  # zero has the colour of the page
    assert len(payload(figure)) < 300_000


@pytest.mark.parametrize("operation", ["+", "−", "×", "/", "maximum", "greater"])
def test_every_operation_on_digits_can_be_drawn(operation: str) -> None:
    assert len(payload(mean_figure(mean_worked(operation)))) < 300_000


def test_a_pixel_is_marked_in_all_three_rows() -> None:
    found = mean_worked()
    figure = mean_figure(found, found.cell((2, 14, 9)))
    assert len(figure.layout.shapes) == 3 and not figure.frames
    for row, mark in enumerate(figure.layout.shapes):
        middle = (mark.x0 + mark.x1) / 2, (mark.y0 + mark.y1) / 2
        assert clicked_pixel(*middle) == (2, 14, 9)
        assert mark.y0 >= row * SIDE


@pytest.mark.parametrize(
    "place", [(-1, 0), (0, 29), (30, 0), (0, 3 * 32), (6 * 32, 0), ("x", 0), (None, None), (1e300, 0)]
)
def test_beside_the_pictures_there_is_no_pixel(place: tuple[object, object]) -> None:
    assert clicked_pixel(*place) is None


def test_the_bars_of_a_race_have_one_scale_from_zero() -> None:
    figure = race_figure(Race("naive_add", 10_000, 0.0432, 0.0000123, ""))
    assert list(figure.data[0].x) == [43.2, 0.0123]
    assert list(figure.data[0].text) == ["43 ms", "12 µs"]
    assert figure.layout.xaxis.range[0] == 0

"""The array view, read back as data: each cell stands once where its index says, with its value, mark and colour."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from mnist_lab.figures import theme
from mnist_lab.figures.array_layout import infer_layout
from mnist_lab.figures.arrays import ArrayView, array_figure, array_text, array_view
from mnist_lab.ui.plot import payload

SHAPES = arrays.array_shapes(min_dims=0, max_dims=5, min_side=0, max_side=4)
LARGE = arrays.array_shapes(min_dims=0, max_dims=5, min_side=0, max_side=60_000).filter(lambda s: math.prod(s) < 2**60)
ODD = st.floats(width=32) | st.sampled_from([np.nan, np.inf, -np.inf])


def cells(view: ArrayView) -> dict[tuple[int, ...], float]:
    """Index -> value of what is coloured."""
    places = np.argwhere(~np.isnan(view.values))
    return {tuple(view.layout.where[row, column]): view.values[row, column] for row, column in places.tolist()}


@settings(deadline=None)
@given(SHAPES)
def test_each_cell_stands_on_the_wall_exactly_once(shape: tuple[int, ...]) -> None:
    x = np.arange(math.prod(shape)).reshape(shape)
    assert cells(array_view(x)) == {index: x[index] for index in np.ndindex(shape)}


@settings(deadline=None)
@given(arrays.arrays(np.float32, SHAPES, elements=ODD), st.data())
def test_numbers_and_marks_share_the_cells_between_them(x: np.ndarray, data: st.DataObject) -> None:
    hidden = data.draw(arrays.arrays(bool, x.shape))
    view = array_view(np.ma.array(x, mask=hidden))
    assert set(cells(view)) == {index for index in np.ndindex(x.shape) if np.isfinite(x[index]) and not hidden[index]}
    kinds = {"NaN": np.isnan(x), "inf": x == np.inf, "-inf": x == -np.inf}
    kinds = {kind: mask & ~hidden for kind, mask in kinds.items()} | {"masked": hidden}
    for kind, mask in kinds.items():
        places = view.marks.get(kind, np.zeros((0, 2), int))
        assert {tuple(view.layout.where[row, column]) for row, column in places} == set(map(tuple, np.argwhere(mask)))
    figure = array_figure(view)
    assert sum(len(trace.x) for trace in figure.data[1:]) == sum(m.sum() for m in kinds.values())


@settings(deadline=None)
@given(LARGE, st.sampled_from(["u1", "f4", "f8"]))
def test_any_shape_costs_at_most_300_kilobytes(shape: tuple[int, ...], dtype: str) -> None:
    """All NaN is the dearest array there is; `broadcast_to` makes the largest ones for nothing."""
    x = np.broadcast_to(np.array(7 if dtype == "u1" else np.nan, dtype), shape)
    view = array_view(x, dim=True)
    assert len(payload(array_figure(view), alt=array_text(view), dark=theme.DARK)) <= 300_000


@pytest.mark.parametrize("ink", [False, True])
def test_sixty_thousand_digits_cost_no_more_than_what_is_shown(ink: bool) -> None:
    x = np.random.default_rng(0).integers(0, 256, (60_000, 28, 28), dtype=np.uint8)
    view = array_view(x, ink=ink, dim=x[0] > 100, outline=x[1] > 200)
    assert len(payload(array_figure(view), alt=array_text(view))) <= 300_000
    assert view.left_out == "Drawn: 27 of 60,000 along axis 0, 21,168 of 47,040,000 values."


def test_the_last_two_axes_make_grids_and_the_others_repeat_them() -> None:
    """(2, 3, 2, 2): 2 rows of 3 grids of 2x2 cells, one cell between two grids: 5 by 8."""
    x = np.arange(24).reshape(2, 3, 2, 2)
    view = array_view(x)
    assert (view.layout.down, view.layout.across) == ((0, 2), (1, 3))
    assert view.values.shape == (5, 8)
    assert np.array_equal(view.values[3:5, 6:8], x[1, 2])
    assert np.isnan(view.values[2]).all()
    assert np.isnan(view.values[:, [2, 5]]).all()


def test_many_grids_break_into_lines() -> None:
    layout = infer_layout((8, 9, 9), room=1000)
    assert layout.where.shape == (19, 39, 3)  # 2 lines of 4 grids
    assert layout.where[10, 0].tolist() == [4, 0, 0]
    assert infer_layout((3, 3, 5), room=1000).where.shape == (3, 17, 3)  # short enough for one line


def test_channels_last_as_a_grid_of_height_and_width() -> None:
    x = np.arange(2 * 3 * 4 * 2).reshape(2, 3, 4, 2)
    view = array_view(x, grid=(1, 2))
    assert (view.layout.down, view.layout.across) == ((0, 1), (3, 2))
    assert np.array_equal(view.values[:3, 5:9], x[0, :, :, 1])


def test_a_slider_takes_its_axis_from_the_wall() -> None:
    x = np.arange(24).reshape(2, 3, 4)
    view = array_view(x, sliders={0: 1})
    assert np.array_equal(view.values, x[1])
    assert view.left_out == "Drawn: 1 of 2 along axis 0, 12 of 24 values."


def test_a_long_vector_shows_its_ends_as_numpy_prints_it() -> None:
    view = array_view(np.arange(784))
    assert view.values.shape == (1, 101)
    assert view.values[0, [0, 49, 51, 100]].tolist() == [0, 49, 734, 783]
    assert np.isnan(view.values[0, 50])
    assert view.left_out == "Drawn: 100 of 784 along axis 0, 100 of 784 values."


@pytest.mark.parametrize(
    ("x", "limits", "scale"),
    [
        ([0, 3], (0, 3), "sequential"),
        ([2, 3], (0, 3), "sequential"),
        ([-1, 4], (-4, 4), "diverging"),
        ([-4, -1], (-4, 0), "negative"),
        ([0, 0], (0, 1), "sequential"),
        ([np.nan, np.inf], (0, 1), "sequential"),
        ([True, False], (0, 1), "sequential"),
    ],
)
def test_one_sign_is_sequential_and_two_have_zero_in_the_middle(x: list, limits: tuple, scale: str) -> None:
    view = array_view(x)
    assert (view.limits, view.scale) == (limits, scale)
    trace = array_figure(view).data[0]
    assert (trace.zmin, trace.zmax) == limits


def test_values_are_printed_while_they_are_few() -> None:
    view = array_view([[0.12345, -2.0], [np.nan, 1e6]])
    assert view.texts is not None
    assert view.texts.tolist() == [["0.123", "−2"], ["", "1e+06"]]
    assert array_view(np.zeros((28, 28))).texts is None


def test_hover_gives_index_and_value_and_a_click_the_index() -> None:
    trace = array_figure(array_view(np.arange(24).reshape(2, 3, 4))).data[0]
    assert trace.hovertemplate == "[%{customdata[0]}, %{customdata[1]}, %{customdata[2]}] = %{z:,d}<extra></extra>"
    assert trace.customdata[2, 8].tolist() == [1, 2, 3]
    assert array_figure(array_view(12)).data[0].hovertemplate.startswith("[()] = ")


def test_dimmed_lit_and_grouped_cells_are_told_apart() -> None:
    x = np.zeros((2, 3))
    view = array_view(x, highlight=[[1, 0, 0], [0, 0, 0]], dim=[0, 0, 1], groups=[[0, 1, 2], [10, -1, 2]])
    assert view.states.tolist() == [[3, 4, 1], [3, 0, 1]]
    figure = array_figure(view)
    overlay, lit = figure.data[1], figure.data[2]
    assert overlay.z.tolist() == [[3, 4, 1], [3, 0, 1]]
    assert (np.nanmin(lit.x), np.nanmax(lit.x)) == (-0.5, 0.5)
    assert lit.line.color == theme.INPUT


def test_lit_cells_are_tinted_and_lit_pixels_only_framed() -> None:
    x = np.zeros((2, 2), np.uint8)
    assert [trace.type for trace in array_figure(array_view(x, highlight=x == 0)).data] == [
        *("heatmap", "heatmap", "scatter")
    ]
    assert [trace.type for trace in array_figure(array_view(x, highlight=x == 0, ink=True)).data] == [
        *("heatmap", "scatter", "scatter")  # a faint frame around the picture, then the lit cells
    ]


def test_a_region_is_outlined_once_along_its_border() -> None:
    """A block of 2x3: two level and two upright pieces of line, however many cells it has."""
    view = array_view(np.zeros((4, 5)), outline=np.pad(np.ones((2, 3)), 1))
    line = array_figure(view).data[1]
    assert len(line.x) == 4 * 3
    assert (np.nanmin(line.x), np.nanmax(line.x), np.nanmin(line.y), np.nanmax(line.y)) == (0.5, 3.5, 0.5, 2.5)


def test_too_many_lines_become_a_tint() -> None:
    mask = np.indices((80, 80)).sum(axis=0) % 2
    figure = array_figure(array_view(np.zeros((80, 80)), highlight=mask), role=theme.WEIGHTS)
    assert [trace.type for trace in figure.data] == ["heatmap", "heatmap"]
    assert set(np.unique(figure.data[1].z)) == {0, 2}


def test_one_line_of_printed_values_has_an_empty_line_beside_it() -> None:
    """The browser sizes printed values by the distance of two lines, and would print over the edges of one line."""
    trace = array_figure(array_view(np.arange(5))).data[0]
    assert trace.z.shape == (2, 5)
    assert np.isnan(trace.z[1]).all()
    assert list(trace.text[1]) == [" "] * 5
    assert array_figure(array_view(12)).data[0].z.shape == (1, 1)


def test_whole_numbers_can_be_masked_too() -> None:
    view = array_view(np.ma.array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]]))
    assert cells(view) == {(0, 0): 1, (1, 0): 3, (1, 1): 4}
    assert view.marks["masked"].tolist() == [[0, 1]]
    assert view.texts is not None
    assert view.texts.tolist() == [["1", ""], ["3", "4"]]


def test_an_empty_array_says_why_there_is_nothing() -> None:
    figure = array_figure(array_view(np.zeros((2, 0, 3))))
    assert "one is 0" in figure.layout.annotations[0].text
    assert len(figure.data) == 0


def test_what_cannot_be_drawn_is_refused_with_the_rule() -> None:
    with pytest.raises(ValueError, match="rank 6 cannot be drawn: at most 5 axes"):
        array_view(np.zeros((1,) * 6))
    with pytest.raises(ValueError, match="cells are numbers or truth values"):
        array_view(["a"])


def test_the_view_in_words() -> None:
    x = np.array([[5, np.nan], [-6.5, np.inf]])
    assert array_text(array_view(x), "x") == (
        "x has rank 2 and shape (2, 2). Values drawn: -6.5 to 5. NaN: 1 cell. inf: 1 cell."
    )


def test_whole_numbers_arrive_whole() -> None:
    """2**24 + 1 is the first whole number that float32 has not."""
    sent = json.loads(payload(array_figure(array_view(np.array([2**24 + 1])))))
    assert sent["figure"]["data"][0]["z"]["dtype"] == "f8"
    assert cells(array_view(np.array([2**24 + 1]))) == {(0,): 2**24 + 1}


@pytest.mark.parametrize(
    ("shape", "width"), [((12, 1), 1 / 8), ((2, 2), 2 / 8), ((3, 8), 1), ((4, 20), 1), ((0, 0), 1 / 8)]
)
def test_numbers_of_the_rows_stand_beside_a_small_wall(shape: tuple[int, int], width: float) -> None:
    across = array_figure(array_view(np.ones(shape))).layout.xaxis
    left, right = across.domain
    assert (left + right, right - left) == (1, width)
    assert tuple(across.range) == (-0.5, shape[1] - 0.5)

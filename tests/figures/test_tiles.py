"""Cells that move, read back from the figure as data."""

import numpy as np
import plotly.graph_objects as go
import pytest

from mnist_lab.figures import theme
from mnist_lab.figures.tiles import SIDE, Line, Scene, ScenesError, Tiles, Word, tiles_figure


def six(columns: int, name: str = "x") -> Tiles:
    """The numbers 0 to 5 in reading order, in so many columns."""
    row, column = np.divmod(np.arange(6), columns)
    index = np.column_stack([row, column])
    fills = [theme.tint(theme.INPUT, 0.3)] * 6
    return Tiles(column, row, [str(n) for n in range(6)], fills, role=theme.INPUT, index=index, name=name)


def scenes() -> tuple[Scene, Scene]:
    return Scene("two rows", (six(3),), words=(Word("start", 0, 3),)), Scene(
        "one row", (six(6),), words=(Word("end", 0, 3),)
    )


def test_a_cell_keeps_its_number_and_changes_its_place() -> None:
    figure = tiles_figure(scenes())
    before, after = (frame.data[0] for frame in figure.frames)
    assert before.text == after.text == ("0", "1", "2", "3", "4", "5")
    assert (before.x[4], before.y[4]) == (1, 1)  # 4 is the second cell of the second row of three
    assert (after.x[4], after.y[4]) == (4, 0)
    assert [frame.name for frame in figure.frames] == ["two rows", "one row"]


def test_the_first_scene_is_the_figure_and_hands_the_index_to_a_click() -> None:
    cells = tiles_figure(scenes()).data[0]
    assert list(cells.y) == [0, 0, 0, 1, 1, 1]
    assert list(cells.customdata[5]) == [1, 2]
    assert cells.hovertemplate.startswith("x[%{customdata[0]}, %{customdata[1]}] = ")
    assert cells.meta["side"] == SIDE


def test_all_that_is_ever_drawn_has_room() -> None:
    layout = tiles_figure(scenes()).layout
    assert layout.xaxis.range[0] < -0.5 and layout.xaxis.range[1] > 5.5  # the row of six of the second scene
    assert layout.yaxis.range[0] > 3.5 > -0.5 > layout.yaxis.range[1]  # downwards, the words included


def test_one_scene_has_no_player() -> None:
    assert not tiles_figure(scenes()[:1]).frames


def test_the_keyboard_walks_in_the_array_that_is_named() -> None:
    both = (six(3, "a"), six(3, "b"))
    assert [trace.meta["cursor"] for trace in tiles_figure([Scene("", both)], clicks="b").data] == [False, True]


def test_a_line_may_have_gaps_and_no_cells_are_a_figure_too() -> None:
    path = Line([0, 1, np.nan, 2], [0, 0, np.nan, 1])
    assert list(tiles_figure([Scene("", (six(3),), (path,))]).data[1].x) == [0, 1, None, 2]
    nothing = Tiles([], [], [], [], role=theme.INPUT, index=np.zeros((0, 2), int), name="x")
    assert isinstance(tiles_figure([Scene("", (nothing,))]), go.Figure)


def test_scenes_of_different_cells_are_refused() -> None:
    first, second = scenes()
    with pytest.raises(ScenesError, match="Scene 1 has"):
        tiles_figure([first, Scene("gone", (six(6, "y"),), words=second.words)])

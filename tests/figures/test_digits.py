"""The figures of one drawing, read back as data."""

import numpy as np
import plotly.graph_objects as go
import pytest

from mnist_lab.digits.collection import Entry
from mnist_lab.digits.normalise import MIDDLE
from mnist_lab.digits.strokes import strokes_from_points
from mnist_lab.figures import answers, collection, theme
from mnist_lab.figures import digits as stages
from mnist_lab.network.reading import Reading, read_drawing, read_image, shipped
from tests.drawings import DIGITS, DOT, SCRIBBLE, corner


def read(drawing: object) -> Reading:
    return read_drawing(strokes_from_points(drawing), shipped(), pen=16)  # type: ignore[arg-type]


SEVEN, EMPTY = read(DIGITS[7]), read(())
TEST_IMAGE = read_image(np.round(255 * SEVEN.image).astype(np.uint8), shipped(), origin="image = ...")
ALL = [SEVEN, EMPTY, TEST_IMAGE, read(SCRIBBLE), read(DOT), read(corner(DIGITS[4]))]


def middle(trace: go.Scatter) -> tuple[float, float]:
    x, y = np.asarray(trace.x, float), np.asarray(trace.y, float)
    return (np.nanmin(x) + np.nanmax(x)) / 2, (np.nanmin(y) + np.nanmax(y)) / 2


@pytest.mark.parametrize("reading", ALL)
def test_every_reading_can_be_drawn_and_said(reading: Reading) -> None:
    assert stages.stages_figure(reading).to_json() and stages.journey_figure(reading, pen=16).to_json()
    assert answers.probabilities_figure(reading).to_json()
    assert stages.stages_text(reading) and stages.journey_text(reading) and answers.probabilities_text(reading)


def test_the_stages_show_the_strokes_the_box_and_the_image() -> None:
    ink = stages.journey_figure(SEVEN, pen=16).data[0]
    box, image, *_ = stages.stages_figure(SEVEN).data
    assert np.array_equal(np.column_stack([ink.x, ink.y]), np.float32(SEVEN.strokes[0]))
    assert SEVEN.normalised is not None
    assert np.array_equal(box.z, SEVEN.normalised.box) and np.array_equal(image.z, SEVEN.image)
    assert "ink %{z" in image.hovertemplate and image.colorscale[0][1] == theme.INK[0][1]


def test_rows_count_downwards_in_every_panel() -> None:
    layout = stages.stages_figure(SEVEN).layout
    for axis in (stages.journey_figure(SEVEN, pen=16).layout.yaxis, layout.yaxis, layout.yaxis2):
        assert axis.range[0] > axis.range[1] and axis.scaleanchor


def test_the_mass_is_marked_where_it_lies_in_the_image() -> None:
    mark = stages.stages_figure(SEVEN).data[-1]
    rows = np.arange(28) @ SEVEN.image.sum(axis=1) / SEVEN.image.sum()
    columns = np.arange(28) @ SEVEN.image.sum(axis=0) / SEVEN.image.sum()
    assert mark.x[0] == pytest.approx(columns, abs=1e-3) and mark.y[0] == pytest.approx(rows, abs=1e-3)
    assert abs(mark.y[0] + 0.5 - MIDDLE) <= 0.5  # moved by whole pixels


def test_the_frames_move_the_readers_own_strokes() -> None:
    figure = stages.journey_figure(read(corner(DIGITS[7])), pen=16)
    captions = [frame.name for frame in figure.frames]
    assert [caption[0] for caption in captions] == ["P", "1", "2", "3", "4"]
    drawn, _, scaled, _, _ = (frame.data[0] for frame in figure.frames)
    assert len({len(frame.data[0].x) for frame in figure.frames}) == 1  # the same points all the way: they glide
    assert np.nanmin(drawn.x) > 150 and middle(scaled) == pytest.approx((140, 140), abs=1)
    assert max(np.nanmax(scaled.x) - np.nanmin(scaled.x), np.nanmax(scaled.y) - np.nanmin(scaled.y)) == pytest.approx(
        176
    )
    first, last = figure.frames[0].data[2], figure.frames[-1].data[2]
    assert np.nanmin(drawn.x) < first.x[0] < np.nanmax(drawn.x)  # the mark makes the way with the ink
    assert (last.x[0] / 10, last.y[0] / 10) == pytest.approx((MIDDLE, MIDDLE), abs=0.5)


def test_nothing_but_lines_is_in_the_figure_that_moves() -> None:
    assert {trace.type for trace in stages.journey_figure(SEVEN, pen=16).data} == {"scatter"}


def test_the_captions_tell_the_numbers() -> None:
    said = stages.journey_text(SEVEN)
    assert "covers 110 × 172 of 280 × 280" in said and "Scaled × 1.02," in said and "of the box" in said


@pytest.mark.parametrize(
    ("right", "down", "words"), [(1, -2, "1 right, 2 up"), (0, 3, "3 down"), (-1, 0, "1 left"), (0, 0, "not at all")]
)
def test_a_move_in_words(right: int, down: int, words: str) -> None:
    assert stages._moved(right, down) == words


def test_a_test_image_needs_no_stages_and_says_so() -> None:
    figure = stages.journey_figure(TEST_IMAGE, pen=16)
    assert not figure.frames and np.isnan(stages.stages_figure(TEST_IMAGE).data[0].z).all()
    assert any("already in MNIST's form" in note.text for note in figure.layout.annotations)


def test_the_bars_are_the_probabilities_in_one_colour_and_the_top_is_marked_by_more_than_colour() -> None:
    figure = answers.probabilities_figure(SEVEN)
    bars, naive = (trace for trace in figure.data if trace.type == "bar")
    assert np.array_equal(bars.x, SEVEN.probabilities) and bars.marker.color == theme.OUTPUT
    assert SEVEN.naive is not None and np.array_equal(naive.x, SEVEN.naive.probabilities)
    assert bars.marker.opacity[7] == 1 and max(bars.marker.opacity[:7]) < 1
    assert figure.layout.yaxis2.ticktext[7] == "<b>▸ 7</b>" and figure.layout.yaxis2.ticktext[6] == "6"
    values = next(trace for trace in figure.data if trace.type == "scatter")
    assert len(values.text) == 10 and all("%" in text for text in values.text)


def test_without_an_answer_no_bar_stands_out() -> None:
    bars = next(trace for trace in answers.probabilities_figure(read(SCRIBBLE)).data if trace.type == "bar")
    assert len(set(bars.marker.opacity)) == 1


def test_each_half_shows_the_image_its_bars_belong_to() -> None:
    first, second = (trace for trace in answers.probabilities_figure(SEVEN).data if trace.type == "heatmap")
    assert SEVEN.naive is not None
    assert np.array_equal(first.z, SEVEN.image) and np.array_equal(second.z, SEVEN.naive.image)


def test_the_drawings_of_a_visit_newest_first_with_words_for_right_and_wrong() -> None:
    entries = [Entry(SEVEN.strokes, SEVEN.image, 7, 7), Entry((), np.zeros((28, 28), np.float32), 3, None)]
    figure = collection.collection_figure(entries)
    wall, words = figure.data
    assert list(words.text) == ["<b>? ✗ 3</b>", "7 ✓"]
    assert np.array_equal(wall.z[:28, 32:60], SEVEN.image)
    assert collection.collection_text(entries).endswith("meant 3, read as nothing; meant 7, read as 7")


def test_many_drawings_take_more_rows() -> None:
    entries = [Entry((), SEVEN.image, 7, 7)] * 23
    assert collection.collection_figure(entries).layout.height == 3 * collection.collection_figure([]).layout.height

"""Figures read back as data: bright is what NumPy takes, dimmed is the rest; the payload stays small."""

from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.figures import slicing as pictures
from mnist_lab.figures.sheet import hang, labelled, shown
from mnist_lab.maths.painting import own_copy, painted
from mnist_lab.maths.slicing import index
from mnist_lab.maths.slicing_presets import PRESETS
from mnist_lab.ui.plot import payload
from tests.maths.test_slicing import LABELS

RANDOM = np.random.default_rng(0)
IMAGES = RANDOM.integers(0, 256, (300, 28, 28), np.uint8)
TAGS = (np.arange(300) % 10).astype(np.uint8)
EDGES = [
    *PRESETS.values(),
    "0, 0, 0",
    ":, 3, 4",
    "5, 14",
    "::100",
    "3:3",
    ":, 5:5",
    "-1:",
    "::-2, ::-3, 2",
    "298:, :, 7",
]
BRIGHT = 102


def wall_of(figure: go.Figure) -> np.ndarray:
    return np.asarray(figure.data[0].z)


def words_of(figure: go.Figure) -> set[str]:
    return {word for trace in figure.select_traces({"type": "scatter"}) for word in trace.text or ()}


@pytest.mark.parametrize("text", EDGES)
def test_as_many_pixels_are_bright_as_numpy_takes_of_the_digits_shown(text: str) -> None:
    found = index(text, IMAGES.shape, TAGS)
    taken = np.zeros(IMAGES.shape, bool)
    taken[found.key] = True
    numbers = [place.number for place in shown(found, pictures.MOST) if place.number >= 0]
    if min(len(axis.positions) for axis in found.axes[1:]) <= 2:
        numbers = [place.number for place in shown(found, 25) if place.number >= 0]
    wall = wall_of(pictures.chosen_figure(found, IMAGES, TAGS))
    assert np.count_nonzero(wall >= BRIGHT) == np.count_nonzero(taken[numbers])
    assert np.count_nonzero(wall) == len(numbers) * 784  # the page between the digits is 0


def test_the_corner_of_one_digit_pixel_by_pixel() -> None:
    # digit 7 among 3 to 11 in rows of three; its lower right quarter keeps its values: 102 + value x 153 / 255
    found = index("7:8, 14:, 14:", IMAGES.shape)
    wall = wall_of(pictures.chosen_figure(found, IMAGES, TAGS))
    bright = wall[wall >= BRIGHT].reshape(14, 14)
    assert np.array_equal(bright, 102 + IMAGES[7, 14:, 14:].astype(int) * 153 // 255)


@pytest.mark.parametrize("text", EDGES)
def test_the_slice_is_drawn_in_its_own_order(text: str) -> None:
    found = index(text, IMAGES.shape, TAGS)
    expected = np.atleast_1d(IMAGES[found.key])
    figure = pictures.slice_figure(found, IMAGES)
    if expected.size == 0:
        assert "Empty" in figure.layout.annotations[1].text
        return
    wall = wall_of(figure)
    first = expected.reshape([len(axis.positions) for axis in found.axes])[0]
    first = first.T if found.axes[1].stays and not found.axes[2].stays else first
    ys, xs = np.nonzero(wall)
    top, left = ys.min(), xs.min()
    height, width = first.shape
    assert np.array_equal(wall[top : top + height, left : left + width], 102 + first.astype(int) * 153 // 255)


@pytest.mark.parametrize("text", [*PRESETS.values(), "::1000", "train_labels >= 0", "::-1, ::-1, ::-1", "-5:"])
def test_a_figure_of_60_000_digits_stays_below_300_kb(text: str) -> None:
    images = np.broadcast_to(np.uint8(200), (60_000, 28, 28))
    found = index(text, images.shape, LABELS)
    for figure in (pictures.chosen_figure(found, images, LABELS), pictures.slice_figure(found, images)):
        assert len(payload(figure)) < 300_000


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 400), st.data())
def test_the_sheet_holds_both_ends_and_says_what_it_leaves_out(size: int, data: st.DataObject) -> None:
    start, stop = data.draw(st.integers(0, size)), data.draw(st.integers(0, size))
    step = data.draw(st.integers(-60, 60).filter(bool))
    most = data.draw(st.sampled_from([25, 64]))
    found = index(f"{start}:{stop}:{step}", (size, 28, 28))
    chosen = set(found.axes[0].positions)
    places = shown(found, most)
    numbers = [place.number for place in places if place.number >= 0]
    assert len(places) <= most
    assert numbers == sorted(set(numbers)) and all(number < size for number in numbers)
    assert all(place.chosen == (place.number in chosen) for place in places)
    if chosen:
        assert {min(chosen), max(chosen)} <= set(numbers)
    if not chosen <= set(numbers):
        assert any(place.number < 0 for place in places)


def test_every_picture_hangs_where_its_corner_says() -> None:
    tiles = RANDOM.integers(1, 255, (17, 14, 9), np.uint8)
    wall = hang(tiles, 0.8, label=True)
    for tile, (x, y) in zip(tiles, wall.corners, strict=True):
        assert np.array_equal(wall.pixels[y : y + 14, x : x + 9], tile)
    assert np.count_nonzero(wall.pixels) == tiles.size


def test_digits_are_numbered_and_gaps_have_dots() -> None:
    figure = pictures.chosen_figure(index("10:300", IMAGES.shape), IMAGES, TAGS)
    assert {"<b>10</b>", "<b>299</b>", "9", "⋯"} <= words_of(figure)
    assert figure.layout.annotations[0].text == "train_images: 63 of 300 shown"


def test_numbers_that_would_run_into_each_other_are_left_out() -> None:
    wall = hang(np.ones((64, 14, 14), np.uint8), 0.62, label=True)
    columns = int(np.sum(wall.corners[:, 1] == wall.corners[0, 1]))
    short, long = (labelled(wall, [str(first + place) for place in range(64)]) for first in (0, 59_936))
    assert "" not in short
    row = long[:columns]
    assert row[0] == "59936" and "" in row and long[columns] == str(59_936 + columns)
    across = wall.scale * float(wall.corners[1, 0] - wall.corners[0, 0])  # pixels from one picture to the next
    kept = [place for place, word in enumerate(row) if word]
    assert all(after - before >= 5 * 6 / across for before, after in pairwise(kept))


def test_one_chosen_digit_is_said_to_be_one() -> None:
    assert "1 of 300 digits is chosen" in pictures.chosen_text(index("7", IMAGES.shape))


def test_single_pixels_have_their_value_printed() -> None:
    figure = pictures.slice_figure(index(":3, 5, 6", IMAGES.shape), IMAGES)
    assert {str(value) for value in IMAGES[:3, 5, 6]} <= words_of(figure)


def test_paint_is_seen_in_both_pictures_of_a_view_and_in_one_of_a_copy() -> None:
    found = index("10:20, 14:, 14:", IMAGES.shape)
    for copied, changed in ((False, True), (True, False)):
        own = painted(own_copy(found, IMAGES, TAGS, copied=copied))
        digits, part = wall_of(pictures.own_figure(own)), wall_of(pictures.own_slice_figure(own))
        assert bool((digits[digits >= BRIGHT] == 255).all()) == changed
        assert (part[part > 0] == 255).all()


def test_the_text_alternatives_say_what_is_seen() -> None:
    found = index("10:100, 14:, 14:", IMAGES.shape)
    assert "90 of 300 digits are chosen, and of each 14 by 14 pixels" in pictures.chosen_text(found)
    assert "(90, 14, 14)" in pictures.slice_text(found)
    assert "nothing was painted yet" in pictures.own_text(own_copy(found, IMAGES, TAGS, copied=False))

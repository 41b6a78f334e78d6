"""The pictures of the first look, read back as data: what is drawn is what was computed, in few bytes."""

import numpy as np
import plotly.graph_objects as go
import pytest

from mnist_lab.digits.dataset import load
from mnist_lab.figures import compiling, first_look, first_look_answers, first_look_model, preprocessing
from mnist_lab.figures.theme import INPUT
from mnist_lab.maths.compiling import cross_entropy, steps
from mnist_lab.maths.first_look import Part, parameters
from mnist_lab.maths.preprocessing import preprocess
from mnist_lab.network.first_answers import answered, evaluate, first_ten
from mnist_lab.network.first_look import FRESH, TRAINED, known, unit
from mnist_lab.network.seeds import seeds
from mnist_lab.ui.plot import payload

DIGITS = load()
IMAGES, LABELS = DIGITS.test_images, DIGITS.test_labels
TRAIN = Part("train", DIGITS.train_images, DIGITS.train_labels)
TEST = Part("test", IMAGES, LABELS)
MOST = 300_000


def values(trace: dict[str, object], name: str) -> np.ndarray:
    return np.asarray(trace[name])


def test_the_wall_hangs_the_digits_and_tells_their_numbers() -> None:
    numbers = np.array([7, 3, 11])
    figure = first_look.wall_figure(TRAIN.images, numbers, TRAIN.labels)
    clicked = next(trace for trace in figure.data if trace.type == "scatter" and trace.mode == "markers")
    assert list(clicked.customdata) == [7, 3, 11]
    assert f"train_labels[3] = {TRAIN.labels[3]}" in clicked.text[1]
    words = next(trace for trace in figure.data if trace.type == "scatter" and trace.mode == "text")
    assert list(words.text) == [str(label) for label in TRAIN.labels[numbers]]
    assert len(payload(figure)) < MOST


@pytest.mark.parametrize(("side", "printed"), [(28, False), (20, True), (14, True), (7, True)])
def test_zooming_in_prints_the_numbers_under_their_own_indices(side: int, printed: bool) -> None:
    view = first_look.zoomed(TRAIN.images[0], side)
    assert (view.texts is not None) == printed
    first = (28 - side) // 2
    assert view.values.shape == (side, side)
    assert np.array_equal(view.values, TRAIN.images[0][first : first + side, first : first + side])
    assert view.layout.where[0, 0].tolist() == [first, first]


def test_the_counts_are_numpys_and_the_wanted_class_is_outlined() -> None:
    bars = first_look.counts_figure(TRAIN.labels, 7).data[0]
    assert list(bars.y) == np.bincount(TRAIN.labels).tolist()
    assert [k for k, width in enumerate(bars.marker.line.width) if width] == [7]


@pytest.mark.parametrize(("layer", "place"), [(0, 5), (0, 291), (1, 0)])
def test_the_staircase_ends_at_z(layer: int, place: int) -> None:
    found = unit(known(TRAINED), IMAGES[0], number=0, layer=layer, unit=place)
    stairs = next(trace for trace in first_look_model.unit_figure(found).data if trace.type == "bar")
    *terms, z, a = stairs.y
    assert sum(terms) == pytest.approx(z, abs=1e-4)
    assert (z, a) == (found.z, found.a)
    ends = np.cumsum(terms)
    assert list(stairs.base[1 : len(terms)]) == pytest.approx(ends[:-1].tolist())
    maps = [trace for trace in first_look_model.unit_figure(found).data if trace.type == "heatmap"]
    product = np.asarray(maps[0].z) * np.asarray(maps[1].z)
    assert np.allclose(product, maps[2].z, atol=1e-6)


def test_the_network_shows_the_forward_pass_and_a_cell_tells_its_unit() -> None:
    found = unit(known(TRAINED), IMAGES[0], number=0, layer=0, unit=40)
    figure = first_look_model.network_figure(found, IMAGES[0], parameters())
    ink, hidden, output, ring, rows = figure.data
    assert [row[0] for row in rows.customdata] == [[1, k] for k in range(10)]
    assert np.asarray(ink.z).max() == 1
    assert np.array_equal(np.ravel(hidden.z), found.forward[0])
    assert list(hidden.customdata[1][8]) == [0, 40]  # 32 to a row
    assert (ring.y[0], ring.x[0]) == (1, 8)
    assert np.array_equal(output.x, found.forward[1])
    words = " ".join(note.text for note in figure.layout.annotations)
    assert "784 × 512 + 512<br>= 401\u202f920" in words
    assert "512 × 10 + 10<br>= 5\u202f130" in words
    assert "407,050" in first_look_model.network_text(found, parameters())


@pytest.mark.parametrize("name", [TRAINED, FRESH])
def test_the_loss_stands_on_the_curve(name: str) -> None:
    found = answered(known(name), IMAGES, LABELS, number=4)
    figure = compiling.loss_figure(IMAGES[4], found.probabilities, found.loss)
    dot = next(trace for trace in figure.data if trace.type == "scatter" and trace.mode == "markers")
    assert dot.y[0] == pytest.approx(-np.log(dot.x[0]))
    bars = next(trace for trace in figure.data if trace.type == "bar")
    assert [k for k, width in enumerate(bars.marker.line.width) if width] == [LABELS[4]]
    assert f"{found.loss.loss:.4g}" in compiling.loss_text(found.loss)


def test_a_loss_beyond_the_curve_is_still_drawn() -> None:
    figure = compiling.loss_figure(IMAGES[0], np.eye(10)[0].astype(np.float32), cross_entropy(np.eye(10)[0], 1))
    assert figure.layout.yaxis3.range[1] > 16


def test_accuracy_counts_what_is_marked() -> None:
    figure = compiling.accuracy_figure(np.array([1, 2, 3]), np.array([1, 2, 4]))
    assert [text[-1] for text in figure.data[0].text] == ["✓", "✓", "✗"]
    assert "2 / 3 = 0.6667" in figure.layout.annotations[0].text
    assert "2 are answered right" in compiling.accuracy_text(np.array([1, 2, 3]), np.array([1, 2, 4]))


def test_the_steps_are_those_of_the_weight() -> None:
    followed = steps(0.1)
    assert [tuple(trace.y) for trace in compiling.steps_figure(followed).data] == [followed.rmsprop, followed.sgd]


def test_a_digit_travels_whole_from_a_square_into_a_line() -> None:
    found = preprocess(TRAIN, TEST, number=1)
    figure = preprocessing.preprocess_figure(found)
    frames = figure.frames
    first, last = frames[0].data[0], frames[-1].data[0]
    assert len(first.x) == len(last.x) == 784
    assert len(np.unique(np.round(first.y, 2))) == 28
    assert len(np.unique(last.y)) == 1
    assert np.allclose(np.diff(last.x), 1)  # in reading order, one beside the other
    assert np.array_equal(figure.data[0].marker.color, found.flat)
    assert np.allclose(figure.data[0].x, first.x)
    chosen = preprocessing.shown_pixels(found)
    assert list(frames[0].data[3].text) == [str(value) for value in found.flat[chosen]]
    assert list(frames[-1].data[3].text) == [f"{value:.3f}" for value in found.x[chosen]]
    assert "(784,)" in frames[-1].data[4].text[0]
    assert len(payload(figure)) < MOST


@pytest.mark.parametrize("level", [0, 255])
def test_an_image_without_a_line_has_nine_pixels_to_show(level: int) -> None:
    plain = Part("test", np.full((1, 28, 28), level, np.uint8), np.zeros(1, np.uint8))
    chosen = preprocessing.shown_pixels(preprocess(TRAIN, plain, number=0))
    assert len(chosen) == preprocessing.SHOWN
    assert chosen.min() >= 0
    assert chosen.max() < 784


def test_ten_columns_with_the_highest_framed_and_named() -> None:
    found = first_ten(known(TRAINED), IMAGES, LABELS, number=3)
    figure = first_look_answers.ten_figure(found, 3)
    table = figure.data[1]
    assert np.allclose(table.z, found.probabilities.T)
    top = found.probabilities.argmax(axis=1)
    assert [int(word[3:4]) for word in figure.layout.xaxis.ticktext] == top.tolist()
    frames = [y for y in figure.data[2].y if y is not None]
    assert np.allclose(np.reshape(frames, (10, 5)).mean(axis=1), top - 0.094)
    assert set(figure.data[3].x) == {2.5, 3.5}
    assert len(payload(figure)) < MOST


def test_five_seeds_beside_the_notebook_and_this_network() -> None:
    record, ours = seeds(), evaluate(known(TRAINED), IMAGES, LABELS)
    figure = first_look_answers.seeds_figure(record, 20, ours)
    lines = [trace for trace in figure.data if trace.name.startswith("seed")]
    assert [tuple(trace.y) for trace in lines[:5]] == [tuple(row) for row in record.test_accuracy]
    assert [tuple(trace.y) for trace in lines[5:]] == [tuple(row) for row in record.test_loss]
    levels = {(trace.name, trace.yaxis): trace.y[0] for trace in figure.data if not trace.name.startswith("seed")}
    assert levels[("notebook, as printed", None)] == 0.9514
    assert levels[("notebook, as printed", "y2")] == 18.4538
    assert levels[("this network, here", "y2")] == ours.loss
    assert "18.4538" in first_look_answers.seeds_text(record, 20)


def test_every_picture_is_a_figure_in_the_colours_of_the_roles() -> None:
    found = unit(known(TRAINED), IMAGES[0], number=0, layer=0, unit=291)
    figure = first_look_model.unit_figure(found)
    assert isinstance(figure, go.Figure)
    assert next(trace for trace in figure.data if trace.type == "bar").marker.color[0] == INPUT

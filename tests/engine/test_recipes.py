"""The recipes of the shipped networks, run small; what they must never train on."""

from pathlib import Path

import numpy as np
import pytest

from mnist_lab.digits.dataset import SAMPLE, Digits, Source, sample_test_mask
from mnist_lab.digits.drawings import Drawing
from mnist_lab.engine import doubt, nondigits
from mnist_lab.engine.card import Exam, model_card
from mnist_lab.engine.recipes import HELD_OUT_WRITERS, RENDERINGS, Recipe, train, training_set
from mnist_lab.network.evaluation import accuracy, answers


@pytest.fixture(scope="module")
def digits() -> Digits:
    """The bundled digits, all 5,000 as training digits: the sample's test digits are among them."""
    with SAMPLE.open("rb") as opened, np.load(opened) as file:
        images = np.concatenate([file["x_train"], file["x_test"]])
        labels = np.concatenate([file["y_train"], file["y_test"]])
        return Digits(images, labels, file["x_test"], file["y_test"], Source("sample", Path("none")))


def drawing(writer: str, label: int) -> Drawing:
    return Drawing((np.array([[0.0, 0], [label + 1, 10]]),), label, writer)


def test_held_out_writers_and_the_samples_test_digits_are_never_trained_on(digits: Digits) -> None:
    drawings = [drawing(f"tr{number:02d}", number % 10) for number in range(1, 31)]
    data = training_set(digits, drawings, seed=0)
    assert data.mnist == 4000
    assert not sample_test_mask(data.images[: data.mnist]).any()
    assert len(data.images) == data.mnist + (30 - len(HELD_OUT_WRITERS)) * RENDERINGS
    known = [d.label for d in drawings if d.writer not in HELD_OUT_WRITERS]
    np.testing.assert_array_equal(data.labels[data.mnist :], np.repeat(known, RENDERINGS))


def test_ten_epochs_read_most_of_the_sample(digits: Digits) -> None:
    data = training_set(digits, [drawing("tr01", 1)], seed=0)
    reported: list[int] = []
    recipe = Recipe(epochs=10, pen_drawings=0, averaging=0.9)
    weights = train(data, recipe, lambda epoch, _: reported.append(epoch))
    assert reported == [10]
    assert accuracy(digits.test_labels, answers(weights, digits.test_images)) > 0.85


def test_a_doubter_tells_known_digits_from_scribbles(digits: Digits) -> None:
    others = np.concatenate([doubt.letters(300, seed=0), doubt.shapes(300, seed=0)])
    weights = doubt.train(digits.train_images[:4000], others, epochs=8, seed=0)
    weights = doubt.calibrated(weights, digits.test_images)
    passed = weights.predict(digits.test_images.reshape(-1, 784).astype(np.float32) / 255)[:, 0] >= 0.5
    assert passed.mean() == pytest.approx(doubt.ACCEPTED, abs=0.002)
    shown = digits.test_images.reshape(-1, 784).astype(np.float32) / 255
    scribbles = doubt.shapes(200, seed=5).reshape(-1, 784).astype(np.float32) / 255
    cut = np.quantile(weights.predict(shown)[:, 0], 0.1)
    assert (weights.predict(scribbles)[:, 0] < cut).mean() > 0.6


@pytest.mark.parametrize("shape", [*nondigits.SHAPES, *nondigits.UNSEEN_SHAPES])
def test_every_shape_is_a_drawing(shape: object) -> None:
    random = np.random.default_rng(0)
    for _ in range(20):
        strokes = nondigits.varied(shape(random), random)  # type: ignore[operator]
        assert all(stroke.ndim == 2 and stroke.shape[1] == 2 and np.isfinite(stroke).all() for stroke in strokes)


def test_a_pair_stands_side_by_side() -> None:
    one = (np.array([[5.0, 0], [5, 10]]),)
    left, right = nondigits.pair(one, one)
    assert left.tolist() == [[0, 0], [0, 1]]
    assert right.tolist() == [[0.2, 0], [0.2, 1]]


def test_letters_that_look_like_digits_are_left_out() -> None:
    assert not set("OQIlSZ") & set(nondigits.LETTERS)
    assert not set(nondigits.FONTS) & set(nondigits.UNSEEN_FONTS)


def test_the_card_counts_what_it_says(digits: Digits) -> None:
    data = training_set(digits, [drawing("tr01", 1)], seed=0)
    weights = train(data, Recipe(epochs=1, pen_drawings=0), lambda *_: None)
    right = answers(weights, digits.test_images) == digits.test_labels
    exam = Exam("Sample", digits.test_images, digits.test_labels, ["anna"] * 500 + ["ben"] * 500)
    card = model_card(weights, {"seed": 1}, [exam])
    assert f"**{right.mean():.2%}** of 1,000 right, {(~right).sum()} wrong" in card
    assert f"anna {right[:500].mean():.1%}" in card
    assert "407,050 parameters" in card

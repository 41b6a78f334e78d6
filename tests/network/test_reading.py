"""A reading: its verdicts, its sentences, and its code, which must give the very numbers."""

from pathlib import Path

import numpy as np
import pytest

from mnist_lab.digits.dataset import SAMPLE
from mnist_lab.digits.drawings import load_drawings
from mnist_lab.digits.normalise import normalise_strokes
from mnist_lab.digits.paper import extent
from mnist_lab.digits.presets import PRESETS
from mnist_lab.digits.strokes import Strokes, strokes_from_points
from mnist_lab.network.pretrained import pretrained
from mnist_lab.network.reading import Reader, read_drawing, read_image, shipped
from mnist_lab.network.weights import Array, save_weights, weights_from_arrays
from mnist_lab.network.wording import EMPTY, SMALLEST, SURE, percent
from tests.drawings import DIGITS, DOT, SCRIBBLE, STAR, corner

UNSEEN_WRITERS = {"tr05", "tr10", "tr15", "tr20", "tr25", "tr30"}


def strokes(drawing: object) -> Strokes:
    return strokes_from_points(drawing)  # type: ignore[arg-type]


def undecided(*probabilities: float) -> Reader:
    """A network that gives these probabilities to any image: no weights, only biases."""
    wanted = np.full(10, 1e-6, np.float32)
    wanted[: len(probabilities)] = probabilities
    arrays = [np.zeros((784, 10), np.float32), np.log(wanted / wanted.sum())]
    return Reader("biases only", weights_from_arrays(arrays, ("softmax",)), "", "")


@pytest.mark.parametrize("digit", range(10))
def test_a_hand_drawn_digit_is_read_and_also_small_in_a_corner(digit: int) -> None:
    for drawing in (DIGITS[digit], corner(DIGITS[digit])):
        given = read_drawing(strokes(drawing), shipped(), pen=16)
        assert (given.verdict, given.digit) == ("sure", digit)


def test_an_empty_sheet_has_no_digit_and_says_what_to_do() -> None:
    given = read_drawing((), shipped(), pen=16)
    assert (given.verdict, given.digit, given.second, given.sentence) == ("empty", None, None, EMPTY)
    assert not given.probabilities.any() and not given.image.any()


@pytest.mark.parametrize("drawing", [SCRIBBLE, STAR])
def test_what_is_no_digit_gets_none(drawing: object) -> None:
    given = read_drawing(strokes(drawing), shipped(), pen=16)
    assert given.verdict == "not a digit" and given.digit is None and given.likeness < 0.5
    assert "not a digit" in given.sentence and percent(given.likeness) in given.sentence


def test_too_small_is_decided_on_the_sheet_before_scaling() -> None:
    seven = strokes(DIGITS[7])
    side = max(extent(seven))
    below = tuple(stroke * (SMALLEST - 1) / side for stroke in seven)
    above = tuple(stroke * SMALLEST / side for stroke in seven)
    assert read_drawing(below, shipped(), pen=3).verdict == "too small"
    assert read_drawing(above, shipped(), pen=3).digit == 7
    assert read_drawing(strokes(DOT), shipped(), pen=16).sentence.startswith("Too small: the pen moved over 2 pixels")


def test_not_sure_names_two_guesses_in_words() -> None:
    given = read_drawing(strokes(DIGITS[7]), undecided(0.1, 0.6, 0.3), pen=16)
    assert (given.verdict, given.digit, given.second) == ("not sure", 1, 2)
    assert given.sentence.startswith("Not sure: one (60.0\u202f%), or perhaps two (30.0\u202f%).")


def test_the_limit_of_sure_itself_is_sure() -> None:
    assert read_drawing(strokes(DIGITS[7]), undecided(SURE + 0.01, 0.09), pen=16).verdict == "sure"
    assert read_drawing(strokes(DIGITS[7]), undecided(SURE - 0.01, 0.11), pen=16).verdict == "not sure"


def test_the_sentence_tells_what_the_sheet_only_shrunk_would_be_taken_for() -> None:
    seven = read_drawing(PRESETS[0].strokes, shipped(), pen=PRESETS[0].pen)
    assert seven.digit == 7 and seven.naive is not None and seven.naive.probabilities.argmax() != 7
    assert "Only shrunk, not centred, the same ink would pass for" in seven.sentence
    large = read_drawing(strokes(DIGITS[7]), shipped(), pen=16)
    assert large.sentence.endswith("too.")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_the_presets_are_what_they_say(preset: object) -> None:
    given = read_drawing(preset.strokes, shipped(), pen=preset.pen)  # type: ignore[attr-defined]
    assert given.digit == preset.label  # type: ignore[attr-defined]


def run(code: str) -> dict[str, object]:
    names: dict[str, object] = {}
    exec(code, names)
    return names


@pytest.mark.parametrize("drawing", [*DIGITS.values(), SCRIBBLE, DOT])
def test_the_code_of_a_drawing_gives_every_number_on_the_page(drawing: object) -> None:
    given = read_drawing(strokes(drawing), shipped(), pen=9)
    names = run(given.code)
    assert given.naive is not None
    for name, wanted in {
        "x": given.image.reshape(1, 784),
        "y_pred": given.probabilities,
        "naive": given.naive.image,
    }.items():
        assert np.array_equal(names[name], wanted), name  # type: ignore[arg-type]
    assert np.array_equal(names["y_naive"], given.naive.probabilities)  # type: ignore[arg-type]
    assert names["like"] == np.float32(given.likeness)
    assert (names["width"], names["height"]) == extent(given.strokes)


def test_the_code_of_a_test_image_gives_its_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNIST_LAB_DATA", str(SAMPLE))
    with np.load(SAMPLE) as file:
        image = file["x_test"][3]
    given = read_image(image, shipped(), origin="image = load().test_images[3]")
    names = run(given.code)
    assert np.array_equal(names["y_pred"], given.probabilities)  # type: ignore[arg-type]
    assert names["like"] == np.float32(given.likeness)
    assert given.naive is None and given.normalised is None and given.digit is not None


def test_the_code_of_a_run_loads_the_file_it_is_offered_with(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from mnist_lab.ui import readers

    monkeypatch.chdir(tmp_path)  # type: ignore[arg-type]
    mine = Reader("Run 1", undecided(0.1, 0.9).weights, readers.IMPORTS, readers.LINE)
    save_weights(mine.weights, tmp_path / readers.FILE)  # type: ignore[operator]
    given = read_drawing(strokes(DIGITS[1]), mine, pen=16)
    assert np.array_equal(run(given.code)["y_pred"], given.probabilities)  # type: ignore[arg-type]


def test_code_lines_fit_on_a_screen() -> None:
    wild = (np.random.default_rng(0).integers(0, 280, (300, 2)).astype(float),)
    given = read_drawing(wild, shipped(), pen=16)
    assert max(map(len, given.code.splitlines())) <= 120
    assert np.array_equal(run(given.code)["y_pred"], given.probabilities)  # type: ignore[arg-type]


def share(x: Array, labels: np.ndarray) -> tuple[float, float]:
    """Of all answers, the share that is sure; of the sure ones, the share that is right."""
    y_pred = pretrained().predict(x)
    sure = y_pred.max(axis=1) >= SURE
    return float(sure.mean()), float((y_pred.argmax(axis=1) == labels)[sure].mean())


def test_sure_is_right_on_the_test_digits(full_mnist: Path) -> None:
    with np.load(full_mnist) as file:
        x, labels = file["x_test"].reshape(-1, 784) / np.float32(255), file["y_test"]
    sure, right = share(x, labels)
    assert sure >= 0.98 and right >= 0.998


def test_sure_is_right_on_writers_never_seen(drawings_file: Path) -> None:
    drawings = [drawing for drawing in load_drawings(drawings_file) if drawing.writer in UNSEEN_WRITERS]
    x = np.stack([normalise_strokes(drawing.strokes).image for drawing in drawings]).reshape(-1, 784)
    sure, right = share(x, np.array([drawing.label for drawing in drawings]))
    assert sure >= 0.98 and right >= 0.994


def test_percent_never_claims_certainty() -> None:
    shares = (0, 0.0004, 0.5, 0.9994, 0.9995, 1)
    assert [percent(p).replace("\u202f", "") for p in shares] == ["0.0%", "0.0%", "50.0%", "99.9%", "> 99.9%", "100%"]

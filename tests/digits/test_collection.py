"""The drawings of a visit: the list, the score, the files."""

import io
import json
from pathlib import Path

import numpy as np

from mnist_lab.digits.collection import Entry, json_lines, noted, npz_file, score
from mnist_lab.digits.drawings import load_drawings
from mnist_lab.digits.normalise import normalise_strokes
from mnist_lab.digits.strokes import strokes_from_points
from tests.benchmarks import handwriting
from tests.drawings import DIGITS


def entry(digit: int, *, meant: int, said: int | None) -> Entry:
    strokes = strokes_from_points(DIGITS[digit])
    return Entry(strokes, normalise_strokes(strokes).image, meant, said)


SEVEN, ONE = entry(7, meant=7, said=7), entry(1, meant=1, said=None)


def test_the_score_counts_what_was_right() -> None:
    assert score((SEVEN, ONE)) == "1 of 2 right"


def test_a_drawing_labelled_anew_keeps_one_place() -> None:
    again = entry(7, meant=1, said=7)
    assert noted(noted((), SEVEN), ONE) == (SEVEN, ONE)
    assert noted((SEVEN, ONE), again) == (ONE, again)


def test_the_npz_holds_images_labels_answers_and_strokes_without_pickle() -> None:
    with np.load(io.BytesIO(npz_file((SEVEN, ONE))), allow_pickle=False) as file:
        assert file["images"].dtype == np.uint8 and file["images"].shape == (2, 28, 28) and file["images"].max() == 255
        assert file["labels"].tolist() == [7, 1] and file["said"].tolist() == [7, -1]
        assert json.loads(str(file["strokes"][0])) == [[list(point) for point in stroke] for stroke in DIGITS[7]]


def test_no_drawings_make_an_npz_too() -> None:
    with np.load(io.BytesIO(npz_file(())), allow_pickle=False) as file:
        assert file["images"].shape == (0, 28, 28)


def test_the_json_lines_are_what_the_benchmark_reads(tmp_path: Path) -> None:
    path = tmp_path / "drawings.jsonl"
    path.write_text(json_lines((SEVEN, ONE)), encoding="utf-8")
    drawings = load_drawings(path)
    assert [(drawing.label, drawing.writer) for drawing in drawings] == [(7, "visitor"), (1, "visitor")]
    assert np.array_equal(handwriting.rendered(drawings)[0], SEVEN.image)

"""What the shipped networks reach, measured again on the digits at hand."""

from pathlib import Path

import numpy as np

from mnist_lab.digits.dataset import SAMPLE
from mnist_lab.digits.drawings import load_drawings
from mnist_lab.digits.normalise import normalise_strokes
from mnist_lab.network.evaluation import accuracy, answers
from mnist_lab.network.pretrained import DOUBT, PRETRAINED, likeness, pretrained
from tests.benchmarks.handwriting import in_the_corner


def test_it_is_the_notebooks_network_and_small() -> None:
    assert [layer.W.shape for layer in pretrained().layers] == [(784, 512), (512, 10)]
    assert [layer.activation for layer in pretrained().layers] == ["relu", "softmax"]
    assert PRETRAINED.stat().st_size <= 2_000_000
    assert DOUBT.stat().st_size <= 500_000
    assert PRETRAINED.with_suffix(".md").exists()
    assert DOUBT.with_suffix(".md").exists()


def test_it_reads_the_samples_test_digits_which_it_never_saw() -> None:
    with SAMPLE.open("rb") as opened, np.load(opened) as file:
        assert accuracy(file["y_test"], answers(pretrained(), file["x_test"])) >= 0.985


def test_it_reads_mnists_test_digits(full_mnist: Path) -> None:
    with full_mnist.open("rb") as opened, np.load(opened) as file:
        assert accuracy(file["y_test"], answers(pretrained(), file["x_test"])) >= 0.993
        passed = likeness(file["x_test"].reshape(-1, 784).astype(np.float32) / 255) >= 0.5
        assert passed.mean() >= 0.99


def test_it_reads_people_it_never_saw_also_small_and_in_a_corner(drawings_file: Path) -> None:
    from mnist_lab.engine.recipes import HELD_OUT_WRITERS

    drawings = [d for d in load_drawings(drawings_file) if d.writer in HELD_OUT_WRITERS]
    labels = np.array([d.label for d in drawings])
    images = np.stack([normalise_strokes(d.strokes).image for d in drawings])
    small = np.stack([normalise_strokes(in_the_corner(d.strokes)).image for d in drawings])
    before = accuracy(labels, answers(pretrained(), images))
    assert before >= 0.985
    assert accuracy(labels, answers(pretrained(), small)) >= before - 0.005


def test_nothing_is_no_digit() -> None:
    assert likeness(np.zeros((2, 784), np.float32)).tolist() == [0, 0]

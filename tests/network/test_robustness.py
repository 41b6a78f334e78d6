"""Curves: at the unchanged digit, against one distortion at a time, and by the code that is shown."""

from pathlib import Path

import numpy as np
import pytest

from mnist_lab.digits.dataset import SAMPLE, load
from mnist_lab.digits.distortions import KINDS, distorted
from mnist_lab.network.insight import insight
from mnist_lab.network.reading import shipped
from mnist_lab.network.robustness import AVERAGED, SEEDS, Curve, average, curve, neutral, robustness
from mnist_lab.network.subject import of_test_set
from tests.networks import network, ran, reader


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MNIST_LAB_DATA", str(SAMPLE))
    return tmp_path


@pytest.mark.parametrize("kind", KINDS)
def test_a_curve_is_one_distortion_after_the_other(kind: str) -> None:
    known = load()
    seen = insight(shipped(), of_test_set(known.test_images, known.test_labels, 8))
    found = curve(seen, kind)
    home = list(found.levels).index(neutral(kind))
    assert found.truth[home] == pytest.approx(float(seen.probabilities[seen.truth]), abs=1e-5)
    for level, image, truth in zip(found.levels, found.images, found.truth, strict=True):
        x = np.repeat(seen.subject.x[None], SEEDS if kind == "noise" else 1, axis=0)
        one = distorted(x, kind, level)
        assert truth == pytest.approx(float(seen.weights.predict(one)[:, seen.truth].mean()), abs=1e-5)
        np.testing.assert_allclose(image, distorted(seen.subject.x[None], kind, level)[0], atol=1e-6)


@pytest.mark.parametrize("kind", ["right", "noise"])
def test_the_code_gives_the_curves(here: Path, kind: str) -> None:
    known = load()
    chosen = reader(network((12,), "tanh"), here)
    seen = insight(chosen, of_test_set(known.test_images, known.test_labels, 11))
    averages = {name: average(chosen, known.test_images, known.test_labels, name) for name in KINDS}
    found = robustness(seen, averages, kind)
    names = ran(found.code)
    np.testing.assert_allclose(names["curve"], found.curves[kind].truth, atol=1e-4)
    np.testing.assert_allclose(names["average"], averages[kind], atol=1e-4)
    assert len(names["many"]) == AVERAGED


def test_how_far_it_bears_by_hand() -> None:
    levels = np.array([-2.0, -1, 0, 1, 2])
    truth = np.array([0.9, 0.4, 0.8, 0.7, 0.6], np.float32)
    found = Curve("right", levels, truth, np.zeros((5, 784), np.float32), truth.astype(int), truth)
    assert found.bears == (0.0, 2.0)  # beyond the dip at -1 it does not count


def test_a_digit_read_wrong_has_nothing_to_lose() -> None:
    known = load()
    seen = insight(shipped(), of_test_set(known.test_images, (known.test_labels + 1) % 10, 0))
    averages = {name: np.zeros(len(KINDS[name][0]), np.float32) for name in KINDS}
    assert "nothing to lose" in robustness(seen, averages, "turn").sentence

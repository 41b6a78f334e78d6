"""The exam: by hand, counted again, and by the code that is shown."""

from pathlib import Path

import numpy as np
import pytest

from mnist_lab.digits.dataset import SAMPLE, load
from mnist_lab.network.mistakes import exam, log_probabilities
from mnist_lab.network.reading import Reader
from mnist_lab.network.weights import weights_from_arrays
from tests.networks import network, ran, reader


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MNIST_LAB_DATA", str(SAMPLE))
    return tmp_path


def voter() -> Reader:
    """Pixel k votes for class k with the weight 4."""
    W = np.zeros((784, 10))
    W[np.arange(10), np.arange(10)] = 4
    return Reader("voter", weights_from_arrays([W, np.zeros(10)], ["softmax"]), "", "")


def test_by_hand() -> None:
    images = np.zeros((4, 28, 28), np.uint8)
    for number, pixel in enumerate((7, 7, 1, 2)):
        images[number, 0, pixel] = 255
    images[3, 0, 3] = 204  # 0.8: class 3 comes close to class 2
    result = exam(voter(), images, np.array([7, 1, 1, 2], np.uint8))
    assert result.answers.tolist() == [7, 7, 1, 2]
    assert result.counts[1, 7] == 1 and result.counts.sum() == 4 and result.accuracy == 0.75
    # precision of 7: 1 of 2; recall of 1: 1 of 2; nothing else was answered or asked
    assert result.precision[7] == 0.5 and result.recall[1] == 0.5 and np.isnan(result.recall[0])
    # loss of the wrong one: -log(1 / (e^4 + 9)) = log(e^4 + 9)
    assert result.losses[1] == pytest.approx(np.log(np.exp(4) + 9), rel=1e-5)
    assert result.wrong.tolist() == [1] and result.cell(1, 7).tolist() == [1]
    assert result.doubtful[0] == 3  # first and second closest together
    assert "one read as seven, once" in result.sentence
    perfect = exam(voter(), images[:1], np.array([7], np.uint8))
    assert perfect.sentence == "All 1 test digits are right." and not len(perfect.wrong)


def test_no_infinite_loss_however_wrong() -> None:
    W = np.zeros((784, 10))
    W[0, 3] = 5_000
    weights = weights_from_arrays([W, np.zeros(10)], ["softmax"])
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 0, 0] = 255
    log_p = log_probabilities(weights, image)
    assert log_p[0, 3] == 0 and log_p[0, 0] == -5_000
    assert log_probabilities(weights, image[:0]).shape == (0, 10)


def test_the_code_and_a_second_count_agree(here: Path) -> None:
    known = load()
    result = exam(reader(network((12,)), here), known.test_images, known.test_labels)
    names = ran(result.code)
    for name in ("counts", "precision", "recall", "answers"):
        np.testing.assert_allclose(names[name], getattr(result, name))
    np.testing.assert_allclose(names["losses"], result.losses, atol=1e-3)
    np.testing.assert_array_equal(np.sort(names["worst"]), np.sort(result.wrong))
    np.testing.assert_allclose(result.losses[names["worst"][:50]], result.losses[result.wrong[:50]], atol=1e-3)
    np.testing.assert_allclose(result.margins[names["doubtful"][:50]], result.margins[result.doubtful[:50]], atol=1e-4)
    for label in range(10):
        for answer in range(10):
            both = sum((result.labels == label) & (result.answers == answer))
            assert result.counts[label, answer] == both == len(result.cell(label, answer))
    assert (np.diff(result.losses[result.wrong]) <= 0).all()

"""The hidden layer as a space: against the singular value decomposition, by the code, and for one unit."""

from pathlib import Path

import numpy as np
import pytest

from mnist_lab.digits.dataset import SAMPLE, load
from mnist_lab.network.insight import hidden_values, insight
from mnist_lab.network.space import SEARCHED, SHOWN, before_training, neighbours, space, untrained
from mnist_lab.network.subject import of_test_set
from tests.networks import network, ran, reader


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MNIST_LAB_DATA", str(SAMPLE))
    return tmp_path


def test_the_directions_are_those_of_the_singular_value_decomposition() -> None:
    known, weights = load(), network((9,), "tanh")
    found = space(weights, known.test_images, known.test_labels)
    h = hidden_values(weights, known.test_images[:SHOWN], 0)
    _, sizes, rows = np.linalg.svd(h - h.mean(axis=0), full_matrices=False)
    np.testing.assert_allclose(np.abs(rows[:2] @ found.directions), np.eye(2), atol=1e-3)
    assert found.share == pytest.approx((sizes[:2] ** 2).sum() / (sizes**2).sum(), abs=1e-4)
    np.testing.assert_allclose(found.places.mean(axis=0), 0, atol=1e-3)
    np.testing.assert_allclose(found.place(h[5]), found.places[5], atol=1e-4)


@pytest.mark.parametrize("hidden", [(1,), (7,), (5, 3)])
@pytest.mark.parametrize("before", [False, True])
def test_the_code_gives_places_and_neighbours(here: Path, hidden: tuple[int, ...], before: bool) -> None:
    known = load()
    chosen = reader(network(hidden), here)
    if before:
        chosen = before_training(chosen)
    seen = insight(chosen, of_test_set(known.test_images, known.test_labels, 4))
    found = space(chosen.weights, known.test_images, known.test_labels)
    trained = hidden_values(chosen.weights, known.train_images[:SEARCHED], len(hidden) - 1)
    near = neighbours(seen, trained, known.train_labels)
    assert "nearest training digits" in near.sentence
    part = neighbours(seen, trained[:1000], known.train_labels)  # as with all of MNIST, of which 10,000 are searched
    assert "nearest among the first 1,000 training digits" in part.sentence
    names = ran(near.code)
    kept = names["directions"].shape[1]
    np.testing.assert_allclose(np.abs(names["places"]), np.abs(found.places[:, :kept]), atol=2e-3)
    np.testing.assert_allclose(names["distances"][names["nearest"]], near.distances, atol=1e-3)
    assert names["share"] == pytest.approx(found.share, abs=1e-3)
    assert (np.diff(near.distances) >= 0).all()
    assert str(int((near.labels == seen.truth).sum())) in near.sentence


def test_an_untrained_network_has_the_same_shape_and_begins_as_keras_does() -> None:
    weights = untrained(network((512,)))
    assert [layer.W.shape for layer in weights.layers] == [(784, 512), (512, 10)]
    reach = np.sqrt(6 / (784 + 512))
    W = weights.layers[0].W
    assert 0.99 * reach < np.abs(W).max() <= reach
    assert W.std() == pytest.approx(reach / np.sqrt(3), rel=0.01)
    assert not weights.layers[0].b.any()

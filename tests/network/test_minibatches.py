"""Mini-batches on digits: what is fitted, the network's noise without its gradients, its training, the code."""

from typing import Any

import numpy as np
import pytest

from mnist_lab.digits.dataset import load
from mnist_lab.maths.minibatches import EXAMPLES, SIZES, fit, fit_code, noise, with_products
from mnist_lab.network import minibatches as real
from mnist_lab.network.backward import loss_and_gradient
from mnist_lab.network.weights import Array
from tests.networks import network, ran


def some(count: int = EXAMPLES) -> tuple[Array, Any]:
    known = load()
    x = known.train_images[:count].reshape(-1, 784).astype(np.float32) / np.float32(255)
    return x, known.train_labels[:count]


@pytest.mark.parametrize("name", ["line", "logistic"])
def test_the_numbers_are_real_and_standardised(name: str) -> None:
    known = load()
    found = real.problem(name, known.train_images, known.train_labels)
    assert found.x.shape == found.y.shape == (EXAMPLES,)
    assert (found.x.mean(), found.x.std()) == pytest.approx((0, 1), abs=1e-12)
    if name == "logistic":
        assert set(found.y) == {0.0, 1.0}


@pytest.mark.parametrize("name", ["line", "logistic"])
def test_the_code_fits_and_measures_as_the_page_does(name: str) -> None:
    known, start = load(), (-2.0, 2.0)
    there = real.problem(name, known.train_images, known.train_labels)
    names = ran(fit_code(there, real.CODE[name], start, rate=0.1, epochs=2))
    for size in SIZES:
        ours = fit(there, start, size, rate=0.1, epochs=2)
        np.testing.assert_allclose(names["ends"][size], ours.path[-1], rtol=1e-12)
    g = there.gradients(np.array(start))
    np.testing.assert_array_equal(names["measured"], noise(g).measured)


@pytest.mark.parametrize("hidden", [(6,), (5, 4)])
def test_the_products_of_gradients_need_no_gradients(hidden: tuple[int, ...]) -> None:
    weights, (x, labels) = network(hidden), some(5)
    rows = [
        np.concatenate([part.ravel() for part in loss_and_gradient(weights, x[[at]], labels[[at]])[1]])
        for at in range(5)
    ]
    G = np.array(rows, np.float64)
    np.testing.assert_allclose(real.gram(weights, x, labels), G @ G.T, rtol=1e-3, atol=1e-4)


def test_the_training_is_plain_descent() -> None:
    x, labels = some()
    found = real.train(x, labels, EXAMPLES, rate=0.05, epochs=1)
    before, parts = loss_and_gradient(real.fresh(), x, labels)
    assert found.losses[0] == pytest.approx(before, rel=1e-5)
    arrays = [array for layer in real.fresh().layers for array in (layer.W, layer.b)]
    step = np.sqrt(sum(float(np.square(part, dtype=np.float64).sum()) for part in parts)) * 0.05
    assert (found.walked, found.away) == pytest.approx((step, step), rel=1e-3)
    assert len(arrays) == 4 and found.updates == 1 and found.seen.tolist() == [0, 512]


def test_batches_of_sixteen_learn_in_one_epoch() -> None:
    x, labels = some()
    found = real.train(x, labels, 16, rate=0.05, epochs=1)
    assert found.losses[-1] < 0.6 * found.losses[0]
    assert found.seen[-1] == 512 and len(found.seen) == len(found.losses) == 17
    assert found.walked > found.away > 0


@pytest.mark.slow
def test_the_networks_code_gives_the_page() -> None:
    x, labels = some()
    names = ran(real.training_code(0.05, 1))
    np.testing.assert_array_equal(names["measured"], noise(with_products(real.gram(real.fresh(), x, labels))).measured)
    for size, made in zip(SIZES, names["fits"], strict=True):
        np.testing.assert_allclose(made.losses, real.train(x, labels, size, rate=0.05, epochs=1).losses, rtol=1e-4)

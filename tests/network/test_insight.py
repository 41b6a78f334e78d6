"""The forward pass and one unit: by hand, against the code that is shown, and against differences."""

from pathlib import Path

import numpy as np
import pytest

from mnist_lab.digits.dataset import SAMPLE, load
from mnist_lab.network.insight import excited, hidden_values, insight, unit
from mnist_lab.network.reading import shipped
from mnist_lab.network.subject import drawing, of_test_set
from tests.networks import by_hand, network, ran, reader, two_pixels

KINDS = [((6,), "relu"), ((5, 4), "tanh"), ((3,), "sigmoid"), ((4, 3), "relu"), ((2,), "linear")]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The code finds its weights in the folder it runs in, and the bundled digits."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MNIST_LAB_DATA", str(SAMPLE))
    return tmp_path


def test_the_forward_pass_by_hand(here: Path) -> None:
    seen = insight(reader(by_hand(), here), two_pixels())
    # unit 0: 1.0 + 0.2 + 0.5 = 1.7;  unit 1: 2 * 1.0 - 2 * 0.2 - 0.1 = 1.5
    np.testing.assert_allclose(seen.hidden[0], [1.7, 1.5], rtol=1e-6)
    # class 3: 2 * 1.7 + 0.25 = 3.65;  class 5: -1.7 + 1.5 = -0.2;  the others 0
    np.testing.assert_allclose(seen.scores[[3, 5, 0]], [3.65, -0.2, 0], atol=1e-6)
    total = 1 + 8 * np.exp(-3.65) + np.exp(-3.85)
    np.testing.assert_allclose(seen.e.sum(), total, rtol=1e-6)
    np.testing.assert_allclose(seen.probabilities[3], 1 / total, rtol=1e-6)
    assert (seen.top, seen.truth) == (3, 3)
    assert "2 of 2 hidden units are not zero" in seen.sentence


def test_one_unit_by_hand(here: Path) -> None:
    seen = insight(reader(by_hand(), here), two_pixels())
    one = unit(seen, 1)
    # 2 * 1.0 = 2 and -2 * 0.2 = -0.4: sum 1.6, bias -0.1, z 1.5, relu 1.5
    np.testing.assert_allclose(one.products[:3], [2, -0.4, 0], rtol=1e-6)
    np.testing.assert_allclose([one.total, one.bias, one.z, one.a], [1.6, -0.1, 1.5, 1.5], rtol=1e-6)
    np.testing.assert_array_equal(one.outgoing, by_hand().layers[1].W[1])
    assert one.direct
    assert unit(seen, 3).number == 1  # numbers past the last begin again
    asleep = unit(insight(reader(by_hand(), here), two_pixels(0, 255)), 1)  # 0 - 2 - 0.1 = -2.1
    assert asleep.a == 0 and "says nothing" in asleep.sentence


@pytest.mark.parametrize(("hidden", "activation"), KINDS)
def test_the_code_gives_what_is_shown(here: Path, hidden: tuple[int, ...], activation: str) -> None:
    known = load()
    seen = insight(reader(network(hidden, activation), here), of_test_set(known.test_images, known.test_labels, 5))
    names = ran(seen.code)
    np.testing.assert_allclose(names["scores"], seen.scores, atol=1e-4)
    np.testing.assert_allclose(names["e"], seen.e, atol=1e-5)
    np.testing.assert_allclose(names["y_pred"], seen.probabilities, atol=1e-5)
    assert abs(seen.probabilities.sum() - 1) < 1e-6
    for layer in range(len(hidden)):
        one = unit(seen, 1, layer=layer)
        names = ran(one.code)
        for name, value in (("w", one.weights), ("products", one.products), ("outgoing", one.outgoing)):
            np.testing.assert_allclose(names[name], value, atol=1e-4)
        for name, number in (("total", one.total), ("bias", one.bias), ("z", one.z), ("a", one.a)):
            assert names[name] == pytest.approx(number, abs=1e-4)
        assert one.total + one.bias == pytest.approx(one.z, abs=1e-4)
        found = excited(hidden_values(seen.weights, known.test_images, layer)[:, 1])
        np.testing.assert_allclose(names["values"][names["best"]], found.values, atol=1e-4)


@pytest.mark.parametrize(("hidden", "activation"), KINDS)
def test_what_a_unit_adds_to_each_sum_against_central_differences(
    here: Path, hidden: tuple[int, ...], activation: str
) -> None:
    weights = network(hidden, activation)
    known = load()
    seen = insight(reader(weights, here), of_test_set(known.test_images, known.test_labels, 2))
    for layer in range(len(hidden)):
        one, step = unit(seen, 1, layer=layer), 1e-2
        scores = []
        for change in (-step, step):
            a = seen.hidden[layer].astype(float)
            a[1] += change
            for later, past in zip(weights.layers[layer + 1 :], weights.layers[layer:], strict=False):
                z = a @ later.W + later.b
                a = {"relu": lambda v: np.maximum(v, 0), "tanh": np.tanh}.get(past.activation, lambda v: v)(z)
            scores.append(z)
        np.testing.assert_allclose((scores[1] - scores[0]) / (2 * step), one.outgoing, atol=2e-3)


def test_a_drawing_is_in_its_code_pixel_for_pixel() -> None:
    image = np.random.default_rng(1).random((28, 28)).astype(np.float32)
    seen = insight(shipped(), drawing(image))
    names = ran(seen.code)
    np.testing.assert_array_equal(names["x"], image.reshape(784))
    np.testing.assert_allclose(names["y_pred"], seen.probabilities, atol=1e-6)
    assert seen.subject.label is None and seen.truth == seen.top
    assert "likeness" not in seen.code


def test_the_digits_that_excite_most_come_first() -> None:
    values = np.array([0.5, 3, 3, -1, 2], np.float32)
    assert excited(values).numbers.tolist() == [1, 2, 4, 0, 3]

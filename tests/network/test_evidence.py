"""Evidence: by hand, against central differences, and the sums that must close."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.digits.dataset import SAMPLE, load
from mnist_lab.network.evidence import RivalError, evidence
from mnist_lab.network.insight import Insight, insight
from mnist_lab.network.reading import Reader, shipped
from mnist_lab.network.subject import of_test_set
from tests.networks import by_hand, network, ran, reader, two_pixels

KINDS = [((6,), "relu"), ((5, 4), "relu"), ((3,), "linear"), ((4, 3), "tanh"), ((3,), "sigmoid")]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MNIST_LAB_DATA", str(SAMPLE))
    return tmp_path


def seen_by(chosen: Reader, number: int = 3) -> Insight:
    known = load()
    return insight(chosen, of_test_set(known.test_images, known.test_labels, number))


def test_by_hand(here: Path) -> None:
    found = evidence(insight(reader(by_hand(), here), two_pixels()), 5)
    # sums 3.65 and -0.2, difference 3.85; unit 0: 1.7 (2 + 1) = 5.1, unit 1: 1.5 (0 - 1) = -1.5; bias 0.25
    np.testing.assert_allclose(found.units, [5.1, -1.5], rtol=1e-6)
    assert found.unit_bias == pytest.approx(0.25) and found.difference == pytest.approx(3.85)
    # both units awake: gradient of pixel 0: 3 * 1 - 1 * 2 = 1, of pixel 1: 3 * 1 + 1 * 2 = 5; times 1.0 and 0.2
    np.testing.assert_allclose(found.pixels[:3], [1, 1, 0], atol=1e-6)
    # biases: 3 * 0.5 - 1 * (-0.1) + 0.25 = 1.85
    assert found.pixel_biases == pytest.approx(1.85)
    assert "1 units speak for three, 1 for five" in found.sentence


@pytest.mark.parametrize(("hidden", "activation"), KINDS)
def test_the_sums_close_and_the_code_gives_them(here: Path, hidden: tuple[int, ...], activation: str) -> None:
    seen = seen_by(reader(network(hidden, activation), here))
    found = evidence(seen, seen.second)
    assert abs(found.unit_sum - found.difference) < 1e-4
    assert abs(found.pixel_sum + found.rest - found.difference) < 1e-4
    assert found.curved == (activation in ("tanh", "sigmoid"))
    if not found.curved:
        assert abs(found.pixel_sum - found.difference) < 1e-4
    names = ran(found.code)
    for name in ("units", "pixels"):
        np.testing.assert_allclose(names[name], getattr(found, name), atol=1e-4)
    assert names["unit_bias"] == pytest.approx(found.unit_bias, abs=1e-5)
    assert names["gradient_biases"] == pytest.approx(found.pixel_biases, abs=1e-4)
    assert names["difference"] == pytest.approx(found.difference, abs=1e-4)


@pytest.mark.parametrize(("hidden", "activation"), KINDS)
def test_the_gradient_against_central_differences(here: Path, hidden: tuple[int, ...], activation: str) -> None:
    seen = seen_by(reader(network(hidden, activation, seed=4), here))
    found, step = evidence(seen, seen.second), 1e-3
    inked = np.flatnonzero(seen.subject.x)[::9]
    for pixel in inked:
        around = np.repeat(seen.subject.x[None], 2, axis=0)
        around[:, pixel] += (-step, step)
        scores = _scores(seen, around.astype(np.float64))
        slope = np.diff(scores[:, seen.top] - scores[:, seen.second])[0] / (2 * step)
        assert slope * seen.subject.x[pixel] == pytest.approx(found.pixels[pixel], abs=2e-2)


def _scores(seen: Insight, x: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    """The last sums in float64, so that the differences are not rounded away."""
    acts = {"relu": lambda z: np.maximum(z, 0), "tanh": np.tanh, "linear": lambda z: z}
    acts["sigmoid"] = lambda z: 1 / (1 + np.exp(-z))
    for layer in seen.weights.layers:
        z = x @ layer.W.astype(float) + layer.b
        x = acts.get(layer.activation, lambda v: v)(z)
    return z


@settings(max_examples=25, deadline=None)
@given(number=st.integers(0, 999), rival=st.integers(0, 9))
def test_it_closes_for_every_digit_of_the_shipped_network(number: int, rival: int) -> None:
    seen = seen_by(shipped(), number)
    if rival == seen.top:
        with pytest.raises(RivalError, match="against itself"):
            evidence(seen, rival)
        return
    found = evidence(seen, rival)
    assert abs(found.unit_sum - found.difference) < 1e-4
    assert abs(found.pixel_sum - found.difference) < 1e-4
    assert abs(found.rest) < 1e-4
    assert not found.pixels[seen.subject.x == 0].any()

"""Damage: each kind by hand, together by the code, refused where it makes no sense."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.digits.dataset import SAMPLE, load
from mnist_lab.network.damage import Damage, DamageError, broken, damaged, quantised, shaken
from mnist_lab.network.evaluation import answers
from mnist_lab.network.insight import insight
from mnist_lab.network.subject import of_test_set
from tests.networks import by_hand, network, ran, reader, two_pixels


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MNIST_LAB_DATA", str(SAMPLE))
    return tmp_path


def test_a_silent_unit_by_hand() -> None:
    x = two_pixels().x[None]
    # without unit 0, class 3 has its bias only, 0.25, and class 5 has 1.5 from unit 1
    scores = damaged(by_hand(), Damage(unit=0)).forward(x).pre[-1][0]
    np.testing.assert_allclose(scores[[3, 5]], [0.25, 1.5], rtol=1e-6)
    without = damaged(by_hand(), Damage(biases=False)).forward(x).pre[-1][0]
    np.testing.assert_allclose(without[[3, 5]], [2.4, -1.2 + 1.6], rtol=1e-6)  # units 1.2 and 1.6


@settings(max_examples=30, deadline=None)
@given(share=st.floats(0, 1), units=st.sampled_from([1, 2, 7]), seed=st.integers(0, 20))
def test_a_share_silences_so_many_and_leaves_the_original(share: float, units: int, seed: int) -> None:
    weights = network((units,))
    before = weights.layers[1].W.copy()
    worse = damaged(weights, Damage(share=share, seed=seed))
    assert int((~worse.layers[1].W.any(axis=1)).sum()) == round(share * units)
    np.testing.assert_array_equal(weights.layers[1].W, before)


def test_two_bits_leave_three_values_and_many_bits_leave_nearly_all() -> None:
    W = np.random.default_rng(0).normal(0, 1, (50, 40)).astype(np.float32)
    assert len(np.unique(quantised(W, 2))) == 3
    for bits in (3, 4, 8):
        rough = quantised(W, bits)
        step = np.abs(W).max() / (2 ** (bits - 1) - 1)
        assert len(np.unique(rough)) <= 2**bits - 1
        assert np.abs(rough - W).max() <= step / 2 * 1.0001
    np.testing.assert_array_equal(quantised(np.zeros((2, 2), np.float32), 4), 0)


def test_noise_has_the_size_that_was_asked_for() -> None:
    W = np.random.default_rng(0).normal(0, 0.2, (300, 200)).astype(np.float32)
    noise = shaken(W, 0.5, np.random.default_rng(1)) - W
    assert noise.std() == pytest.approx(0.5 * W.std(), rel=0.02)


@pytest.mark.parametrize("hidden", [(12,), (8, 6)])
def test_the_code_does_the_same_damage(here: Path, hidden: tuple[int, ...]) -> None:
    known = load()
    seen = insight(reader(network(hidden, "tanh"), here), of_test_set(known.test_images, known.test_labels, 1))
    whole = answers(seen.weights, known.test_images)
    everything = Damage(unit=14, share=0.3, noise=0.4, bits=5, biases=False, seed=7)
    for damage in (Damage(), Damage(bits=3), Damage(noise=1.1, seed=2), everything):
        found = broken(seen, damage, known.test_images, known.test_labels, whole)
        names = ran(found.code)
        np.testing.assert_allclose(names["y_pred"], found.p_after, atol=1e-5)
        assert names["accuracy"] == pytest.approx(found.after, abs=1e-3)
        assert found.before == float((whole == known.test_labels).mean())
        counts = np.bincount(known.test_labels, minlength=10)
        assert (found.recall_after * counts).sum() / counts.sum() == pytest.approx(found.after)
    assert broken(seen, Damage(), known.test_images, known.test_labels, whole).sentence.startswith("Nothing is broken")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"share": 1.2}, "from 0 to 1"),
        ({"noise": -1.0}, "0 or more"),
        ({"bits": 1}, "2 to 16"),
        ({"bits": 40}, "2 to 16"),
    ],
)
def test_what_cannot_be_done_is_explained(values: dict[str, float], words: str) -> None:
    with pytest.raises(DamageError, match=words):
        Damage(**values)  # type: ignore[arg-type]

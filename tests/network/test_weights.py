"""The network in NumPy: its arithmetic by hand, its file whole or not at all."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mnist_lab.network.weights import (
    ACTIVATIONS,
    Weights,
    WeightsError,
    load_weights,
    save_weights,
    softmax,
    weights_from_arrays,
)


@pytest.fixture
def small() -> Weights:
    random = np.random.default_rng(0)
    sizes = [(784, 5), (5,), (5, 10), (10,)]
    return weights_from_arrays([random.normal(size=s).astype(np.float32) for s in sizes], ["relu", "softmax"])


def test_a_forward_pass_by_hand() -> None:
    # z1 = [1 2] . [[1 -1] [1 1]] + [0 -2] = [3 -1]; relu: [3 0]
    # z2 = [3 0] . [[1 0] [5 5]] + [0 3] = [3 3]; softmax: 1/2 each
    W1, b1 = np.array([[1.0, -1], [1, 1]]), np.array([0.0, -2])
    W2, b2 = np.array([[1.0, 0], [5, 5]]), np.array([0.0, 3])
    forward = weights_from_arrays([W1, b1, W2, b2], ["relu", "softmax"]).forward(np.array([[1.0, 2]]))
    assert forward.pre[0].tolist() == [[3, -1]]
    assert forward.activations[0].tolist() == [[3, 0]]
    assert forward.pre[1].tolist() == [[3, 3]]
    assert forward.probabilities.tolist() == [[0.5, 0.5]]


def test_the_notebooks_network_has_407050_parameters() -> None:
    zeros = [np.zeros(shape) for shape in [(784, 512), (512,), (512, 10), (10,)]]
    assert weights_from_arrays(zeros, ["relu", "softmax"]).parameters == 784 * 512 + 512 + 512 * 10 + 10 == 407_050


@given(arrays(np.float32, (3, 10), elements=st.floats(-1e4, 1e4, width=32)))
def test_probabilities_are_probabilities(z: np.ndarray) -> None:
    assert softmax(z).sum(axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    assert (softmax(z) >= 0).all()
    largest = np.take_along_axis(softmax(z), z.argmax(axis=1)[:, None], axis=1)[:, 0]
    np.testing.assert_array_equal(largest, softmax(z).max(axis=1))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_keep_shape_and_type(name: str) -> None:
    z = np.array([[-1000, -1, 0, 1, 1000]], np.float32)
    assert ACTIVATIONS[name](z).dtype == np.float32
    assert np.isfinite(ACTIVATIONS[name](z)).all()


def test_weights_come_back_from_their_file(small: Weights, tmp_path: Path) -> None:
    save_weights(small, tmp_path / "w.npz")
    x = np.random.default_rng(1).random((4, 784), np.float32)
    np.testing.assert_array_equal(load_weights(tmp_path / "w.npz").predict(x), small.predict(x))
    assert [path.name for path in tmp_path.iterdir()] == ["w.npz"]


def test_a_failed_save_leaves_the_old_file(small: Weights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "w.npz"
    save_weights(small, path)
    before = path.read_bytes()

    def full_disk(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(np, "savez_compressed", full_disk)
    with pytest.raises(OSError, match="no space"):
        save_weights(small, path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["w.npz"]


def test_weights_cannot_be_changed_by_accident(small: Weights) -> None:
    with pytest.raises(ValueError, match="read-only"):
        small.layers[0].W[0, 0] = 1


@pytest.mark.parametrize("cut", [0, 10, 1000])
def test_a_truncated_file_is_refused(small: Weights, tmp_path: Path, cut: int) -> None:
    save_weights(small, tmp_path / "w.npz")
    (tmp_path / "w.npz").write_bytes((tmp_path / "w.npz").read_bytes()[:cut])
    with pytest.raises(WeightsError, match="cannot be read"):
        load_weights(tmp_path / "w.npz")


def test_nan_wrong_shapes_and_objects_are_refused(tmp_path: Path) -> None:
    W, b = np.ones((3, 2)), np.zeros(2)
    with pytest.raises(WeightsError, match="NaN"):
        weights_from_arrays([W * np.nan, b], ["relu"])
    with pytest.raises(WeightsError, match=r"W \(in, out\)"):
        weights_from_arrays([W, np.zeros(3)], ["relu"])
    with pytest.raises(WeightsError, match="cannot feed"):
        weights_from_arrays([W, b, np.ones((5, 2)), b], ["relu", "softmax"])
    with pytest.raises(WeightsError, match="no activation"):
        weights_from_arrays([W, b], ["magic"])
    with pytest.raises(WeightsError, match="2 arrays"):
        weights_from_arrays([W], ["relu"])
    with pytest.raises(WeightsError, match="at least one"):
        Weights(())
    np.savez(tmp_path / "pickle.npz", activations=np.array(["relu"]), W1=np.array([{}]), b1=b, allow_pickle=True)
    with pytest.raises(WeightsError, match="cannot be read"):
        load_weights(tmp_path / "pickle.npz")
    np.savez(tmp_path / "whole.npz", activations=np.array(["relu"]), W1=np.ones((3, 2), int), b1=b)
    with pytest.raises(WeightsError, match="floating"):
        load_weights(tmp_path / "whole.npz")

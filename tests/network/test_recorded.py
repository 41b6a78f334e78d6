"""The recorded training: its file, damaged files, and the numbers that the puzzle stands on."""

from pathlib import Path

import numpy as np
import pytest

from mnist_lab.network.recorded import LEVELS, ONCE, RECORD, TWICE, Record, load_record, record, save_record
from mnist_lab.network.weights import WeightsError, weights_from_arrays

PRINTED = 0.1173


def small_record() -> Record:
    random = np.random.default_rng(0)
    arrays = [random.normal(size=shape).astype(np.float32) for shape in ((784, 6), (6,), (6, 10), (10,))]
    arrays[0][:, 2] = 0  # a unit without weights
    curves = [{name: random.random(3).astype(np.float32) for name in names} for names in (TWICE, ONCE)]
    return Record(*curves, {2: weights_from_arrays(arrays, ("relu", "softmax"))})


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    kept = small_record()
    save_record(kept, tmp_path / "record.npz")
    back = load_record(tmp_path / "record.npz")
    assert (back.epochs, back.kept) == (3, (2,))
    for name in TWICE:
        assert np.array_equal(back.twice[name], kept.twice[name])
    for name in ONCE:
        assert np.array_equal(back.once[name], kept.once[name])
    for ours, theirs in zip(back.weights[2].layers, kept.weights[2].layers, strict=True):
        assert np.array_equal(ours.b, theirs.b)
        assert (np.abs(ours.W - theirs.W) <= np.abs(theirs.W).max(axis=0) / LEVELS / 2 + 1e-6).all()
        assert ours.activation == theirs.activation
    assert list(tmp_path.iterdir()) == [tmp_path / "record.npz"]


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    path = tmp_path / "record.npz"
    with pytest.raises(WeightsError, match="cannot be read as a recorded training"):
        load_record(path)
    path.write_bytes(RECORD.read_bytes()[:100_000])
    with pytest.raises(WeightsError, match="cannot be read as a recorded training"):
        load_record(path)
    np.savez(path, kept=np.array([], int), twice=np.zeros((3, 2)), once=np.zeros((3, 4)))
    with pytest.raises(WeightsError, match="a table of 6 columns"):
        load_record(path)


def test_the_shipped_record_is_small_and_cannot_be_changed() -> None:
    assert RECORD.stat().st_size < 1_500_000
    assert record().kept == (1, 11, 21, 32)
    with pytest.raises(ValueError, match="read-only"):
        record().twice["loss"][0] = 0
    with pytest.raises(ValueError, match="read-only"):
        record().weights[1].layers[0].W[0, 0] = 0


def test_the_puzzles_numbers() -> None:
    """At the epoch where the training loss first falls below the printed one, on MNIST's 10,000 test digits."""
    run = record().twice
    epoch = int(np.argmax(run["loss"] < PRINTED))
    assert epoch + 1 == record().kept[-1]
    assert run["loss"][epoch] < PRINTED <= run["loss"][epoch - 1]
    assert run["accuracy"][epoch] == pytest.approx(0.967, abs=0.002)
    assert 17 < run["test_loss_255"][epoch] < 20
    assert 0.945 < run["test_accuracy_255"][epoch] < 0.957
    assert run["test_loss"][epoch] == pytest.approx(0.12, abs=0.01)
    assert run["test_accuracy"][epoch] == pytest.approx(0.965, abs=0.003)
    once = record().once
    assert once["loss"][-1] < 0.001 and once["test_loss"].max() < 0.2


@pytest.mark.slow
def test_the_kept_weights_say_what_keras_said(full_mnist: Path) -> None:
    with np.load(full_mnist) as file:
        x, labels = file["x_test"].reshape(-1, 784).astype(np.float32) / np.float32(255), file["y_test"]
    for epoch in record().kept:
        for name, images in (("_255", x), ("", x / np.float32(255))):
            z = record().weights[epoch].forward(images).pre[-1].astype(np.float64)
            below = z - z.max(axis=1, keepdims=True)
            losses = np.log(np.exp(below).sum(axis=1)) - below[np.arange(len(z)), labels]
            assert losses.mean() == pytest.approx(record().twice[f"test_loss{name}"][epoch - 1], rel=0.01)
            right = (z.argmax(axis=1) == labels).mean()
            assert right == pytest.approx(record().twice[f"test_accuracy{name}"][epoch - 1], abs=0.001)

"""The recipe of the recorded seeds, on a handful of digits; and the first recorded epoch again, on all of them."""

from pathlib import Path

import keras
import numpy as np
import pytest

from mnist_lab.digits.dataset import load
from mnist_lab.engine.seeds import recorded, trained
from mnist_lab.maths.compiling import steps
from mnist_lab.network.seeds import seeds
from mnist_lab.runs.records import TrainingDigits


def few() -> TrainingDigits:
    used = load()
    return TrainingDigits(
        used.train_images[:512], used.train_labels[:512], used.test_images[:100], used.test_labels[:100]
    )


def test_a_seed_gives_the_same_training_again_and_another_seed_another() -> None:
    said: list[str] = []
    record = recorded(few(), said.append, seeds=(3, 3, 4), epochs=2)
    assert record.test_accuracy.shape == (3, 2)
    assert np.allclose(record.loss[0], record.loss[1], rtol=1e-4)
    assert not np.allclose(record.loss[0], record.loss[2], rtol=1e-4)
    assert record.loss[0, 1] < record.loss[0, 0]
    assert said[0].startswith("seed 3, epoch 2: loss ")


def test_our_rmsprop_is_keras() -> None:
    weight, optimizer = keras.Variable(0.0), keras.optimizers.get("rmsprop")
    places = [0.0]
    for _ in range(10):
        optimizer.apply([keras.ops.convert_to_tensor(0.3)], [weight])
        places.append(float(weight.numpy()))
    assert places == pytest.approx(steps(0.3).rmsprop, rel=1e-4)


@pytest.mark.slow
def test_the_first_recorded_epoch_comes_out_again(full_mnist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNIST_LAB_DATA", str(full_mnist))
    record = seeds()
    again = trained(load(), record.seeds[0], 1)[0]
    first = [getattr(record, name)[0, 0] for name in ("loss", "accuracy", "test_loss", "test_accuracy")]
    assert again == pytest.approx(first, rel=0.02)

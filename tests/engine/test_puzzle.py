"""The recipe of the puzzle: small here; slow, what the shipped record says; and a run divided twice, step by step."""

from pathlib import Path

import keras
import numpy as np
import pytest

from mnist_lab.digits.dataset import SAMPLE, Digits, Source
from mnist_lab.engine import puzzle
from mnist_lab.engine.trainer import Trainer
from mnist_lab.network.recorded import record
from mnist_lab.runs.settings import Settings

TWICE = Settings(hidden=(32,), batch_size=64, epochs=3, divisions=2)


def sample() -> Digits:
    with np.load(SAMPLE) as file:
        return Digits(*(file[name] for name in ("x_train", "y_train", "x_test", "y_test")), Source("sample", SAMPLE))


def test_a_small_record_has_a_line_an_epoch_and_the_kept_weights() -> None:
    lines: list[str] = []
    made = puzzle.recorded(sample(), lines.append, epochs=2, kept=(2,))
    assert len(lines) == 4 and lines[0].startswith("epoch 1: training ")
    assert (made.epochs, made.kept, len(made.once["loss"])) == (2, (2,), 2)
    assert made.once["test_accuracy"][-1] > 0.8  # divided once, two epochs are enough to read
    x = sample().test_images.reshape(1000, 784).astype(np.float32) / np.float32(255)
    right = made.weights[2].predict(x).argmax(axis=1) == sample().test_labels
    assert right.mean() == pytest.approx(made.twice["test_accuracy_255"][-1], abs=0.002)


def test_the_small_epsilon_gives_keras_3_the_steps_of_the_notebooks_tensorflow() -> None:
    """TensorFlow 2 before Keras 3: `w -= rate * g / (sqrt(v) + epsilon)`, with epsilon at 1e-7 outside the root."""
    g = np.float32(3e-6)  # a gradient as small as inputs divided twice make it
    w, old, today = (keras.Variable(np.zeros(1, np.float32)) for _ in range(3))
    for variable, optimizer in (
        (w, keras.optimizers.RMSprop(0.001, epsilon=puzzle.OLD_EPSILON)),
        (today, keras.optimizers.RMSprop(0.001)),
    ):
        optimizer.build([variable])
        for _ in range(20):
            optimizer.apply([keras.ops.convert_to_tensor([g])])
    v = 0.0
    for _ in range(20):
        v = 0.9 * v + 0.1 * float(g) ** 2
        old.assign_sub([0.001 * float(g) / (np.sqrt(v) + 1e-7)])
    assert float(w[0]) == pytest.approx(float(old[0]), rel=0.1)
    assert abs(float(today[0])) < 0.05 * abs(float(old[0]))


def test_a_run_divided_twice_trains_on_smaller_inputs_and_tests_on_those_divided_once() -> None:
    digits = sample()
    trainer = Trainer(TWICE, digits)
    slow, chunk = trainer.slow_step()
    assert slow.images.max() == pytest.approx(1 / 255)
    assert slow.loss_after == pytest.approx(slow.loss, abs=0.1)
    p = trainer.weights().predict(slow.images)  # the batch, prepared as it was, after the step
    assert slow.loss_after == pytest.approx(-np.log(p[np.arange(len(p)), slow.labels]).mean(), rel=1e-4)
    assert np.array_equal(slow.indices[:32], chunk.minibatch.indices)
    trainer.advance(1000)
    x = digits.test_images.reshape(1000, 784).astype(np.float32) / np.float32(255)
    right = trainer.weights().predict(x).argmax(axis=1) == digits.test_labels
    assert trainer.history.held_out.accuracy[-1] == pytest.approx(right.mean(), abs=0.002)


@pytest.mark.parametrize("divisions", [1, 2])
def test_the_slow_step_is_the_step_that_advance_takes(divisions: int) -> None:
    settings = Settings(hidden=(32,), batch_size=64, epochs=3, divisions=divisions)
    slowly, at_once = Trainer(settings, sample()), Trainer(settings, sample())
    slow, _ = slowly.slow_step()
    values = at_once.advance(1).values
    assert values[0][0] == pytest.approx(slow.loss, rel=1e-5)
    for ours, theirs in zip(slowly.weights().layers, at_once.weights().layers, strict=True):
        np.testing.assert_allclose(ours.W, theirs.W, atol=1e-6)


@pytest.mark.slow
def test_the_recipe_gives_the_shipped_record(full_mnist: Path) -> None:
    with np.load(full_mnist) as file:
        arrays = (file[name] for name in ("x_train", "y_train", "x_test", "y_test"))
        digits = Digits(*arrays, Source("file", full_mnist))
    made, shipped = puzzle.recorded(digits, print), record()
    assert made.kept == shipped.kept
    for name in ("loss", "accuracy", "test_loss", "test_accuracy", "test_accuracy_255"):
        np.testing.assert_allclose(made.twice[name], shipped.twice[name], atol=0.02)
    np.testing.assert_allclose(made.once["test_loss"], shipped.once["test_loss"], atol=0.05)
    last = int(np.argmax(made.twice["loss"] < 0.1173))
    assert last > 20
    assert 17 < made.twice["test_loss_255"][last] < 20
    assert 0.945 < made.twice["test_accuracy_255"][last] < 0.957

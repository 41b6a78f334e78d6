"""The scripts on the page: run on their own, they print what the trainer measures."""

import itertools
import os
import re
import subprocess
import sys

import numpy as np
import pytest

from mnist_lab.engine.keras_model import layer_seed
from mnist_lab.engine.trainer import Trainer
from mnist_lab.runs.epochs import epochs
from mnist_lab.runs.script import _layer_seed
from mnist_lab.runs.settings import ACTIVATIONS, ENGINES, OPTIMIZERS, Settings, notebook
from tests.engine.conftest import some_digits

EPOCH = re.compile(r"Epoch (\d+)/\d+: .*?test loss ([\d.]+), test accuracy ([\d.]+)")


TRAINED = re.compile(r"Epoch \d+/\d+: loss ([\d.]+), accuracy ([\d.]+)")


def run_script(settings, digits, folder):
    """Run the script in a process of its own on these digits; what it prints."""
    np.savez(
        folder / "mnist.npz",
        x_train=digits.train_images,
        y_train=digits.train_labels,
        x_test=digits.test_images,
        y_test=digits.test_labels,
    )
    (folder / "network.py").write_text(settings.code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "network.py"],
        cwd=folder,
        env=os.environ | {"MNIST_LAB_DATA": "mnist.npz", "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def slow(settings: Settings) -> object:
    return pytest.param(settings, marks=pytest.mark.slow)


@pytest.mark.parametrize(
    "settings",
    [
        Settings(hidden=(48, 24), activation="tanh", optimizer="adam", batch_size=50, epochs=3, seed=3),
        slow(Settings(hidden=(48,), epochs=9, batch_size=64, target_accuracy=0.7, patience=4)),
        slow(Settings(hidden=(48,), optimizer="adam", batch_size=50, epochs=4, divisions=2)),
        slow(Settings(engine="scratch", hidden=(48,), optimizer="sgd", batch_size=64, epochs=3, seed=2)),
        slow(
            Settings(engine="scratch", hidden=(32, 16), activation="sigmoid", optimizer="rmsprop", epochs=9, patience=1)
        ),
    ],
    ids=[
        "keras",
        "keras with stop rules",
        "images divided twice",
        "from scratch by hand",
        "from scratch with an optimiser",
    ],
)
def test_the_script_prints_what_the_trainer_measures(settings, tmp_path):
    digits = some_digits(600, 200)
    text = run_script(settings, digits, tmp_path)
    printed = [(int(e), float(loss), float(accuracy)) for e, loss, accuracy in EPOCH.findall(text)]
    trainer = Trainer(settings, digits)
    trainer.advance(100_000)
    held_out = trainer.history.held_out
    ends = held_out.step % trainer.batches_per_epoch == 0
    assert [epoch for epoch, _, _ in printed] == list(range(1, int(ends.sum()) + 1))
    np.testing.assert_allclose([loss for _, loss, _ in printed], held_out.loss[ends], atol=2e-3)
    np.testing.assert_allclose([accuracy for _, _, accuracy in printed], held_out.accuracy[ends], atol=0.011)
    if settings.engine == "keras":  # the epoch's own line too, as the first look shows it
        trained = np.array(TRAINED.findall(text), float)
        ours = epochs(trainer.history, digits=600, batch_size=settings.batch_size)
        np.testing.assert_allclose(trained[:, 0], [epoch.loss for epoch in ours], atol=2e-3)
        np.testing.assert_allclose(trained[:, 1], [epoch.accuracy for epoch in ours], atol=0.011)


@pytest.mark.parametrize(
    ("engine", "activation", "optimizer"), list(itertools.product(ENGINES, ACTIVATIONS, OPTIMIZERS))
)
def test_every_script_is_python(engine, activation, optimizer):
    settings = Settings(engine, (64, 32), activation, optimizer, target_accuracy=0.98, patience=2)
    compile(settings.code, "network.py", "exec")


def test_the_script_reads_like_the_notebook():
    keras, scratch = notebook("keras").code, notebook("scratch").code
    assert "model = tf.keras.Sequential([" in keras
    assert 'loss="sparse_categorical_crossentropy",' in keras and 'metrics=["accuracy"],' in keras
    assert "tf.keras.datasets.mnist.load_data()" in keras
    assert "class NaiveDense:" in scratch and "class BatchGenerator:" in scratch
    assert "def one_training_step(model, images_batch, labels_batch, update_weights):" in scratch
    assert "w.assign_sub(g * learning_rate)" in scratch
    assert "best" not in keras and "break" not in scratch  # no stop rules, no lines for them


def test_script_and_engine_draw_the_same_seeds():
    for seed, number in itertools.product((0, 1, 999_999), range(3)):
        assert _layer_seed(Settings(seed=seed), number) == layer_seed(seed, number)

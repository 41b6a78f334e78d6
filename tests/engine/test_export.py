"""The `.keras` file: Keras opens it, and it answers as the run does."""

import io
import zipfile

import keras
import numpy as np
import pytest

from mnist_lab.engine.export import keras_file
from mnist_lab.engine.trainer import Trainer
from mnist_lab.runs.settings import Settings


@pytest.mark.parametrize("engine", ["keras", "scratch"])
def test_keras_opens_the_file_and_predicts_the_same(engine, digits, tmp_path):
    settings = Settings(engine=engine, hidden=(24, 12), activation="tanh", optimizer="adam", learning_rate=0.002)
    trainer = Trainer(settings, digits)
    state = trainer.advance(10, with_state=True).state
    path = tmp_path / "network.keras"
    path.write_bytes(keras_file(settings, state.weights))
    model = keras.models.load_model(path)
    x = digits.test_images.reshape(-1, 784).astype("float32") / 255
    np.testing.assert_allclose(model.predict(x, verbose=0), trainer.weights().predict(x), atol=1e-5)
    assert isinstance(model.optimizer, keras.optimizers.Adam)
    assert float(model.optimizer.learning_rate) == pytest.approx(0.002)
    model.fit(x, digits.test_labels, epochs=1, verbose=0)  # compiled: it can be trained further


def test_the_file_is_whole(digits):
    settings = Settings(hidden=(8,))
    state = Trainer(settings, digits).state()
    with zipfile.ZipFile(io.BytesIO(keras_file(settings, state.weights))) as archive:
        assert archive.testzip() is None
        assert {"config.json", "metadata.json", "model.weights.h5"} <= set(archive.namelist())

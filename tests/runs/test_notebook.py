"""The notebook's printed curves, held against the notebook's own text."""

import numpy as np
import pytest

from mnist_lab.runs.notebook import BATCHES_PER_EPOCH, printed

KERAS_LINES = {
    1: "469/469 [==============================] - 2s 4ms/step - loss: 0.2423 - accuracy: 0.9297",
    10: "469/469 [==============================] - 2s 4ms/step - loss: 0.1665 - accuracy: 0.9524",
    20: "469/469 [==============================] - 2s 4ms/step - loss: 0.1173 - accuracy: 0.9669",
}
SCRATCH_EPOCHS = {
    0: (3.42, 2.25, 2.20, 2.08, 2.19),
    4: (1.12, 1.16, 1.04, 1.03, 1.08),
    9: (0.68, 0.70, 0.62, 0.65, 0.72),
}


@pytest.mark.parametrize(("epoch", "line"), KERAS_LINES.items())
def test_keras_numbers_are_those_printed(epoch: int, line: str) -> None:
    curve = printed("keras")
    loss, accuracy = curve.loss[epoch - 1], curve.accuracy[epoch - 1]
    assert f"loss: {loss:.4f} - accuracy: {accuracy:.4f}" in line


@pytest.mark.parametrize(("epoch", "losses"), SCRATCH_EPOCHS.items())
def test_scratch_numbers_are_those_printed(epoch: int, losses: tuple[float, ...]) -> None:
    curve = printed("scratch")
    assert curve.loss[5 * epoch : 5 * epoch + 5].tolist() == np.array(losses, np.float32).tolist()
    # batch 200 of epoch 4 is the 4 * 469 + 201st batch
    assert curve.step[5 * epoch + 2] == epoch * BATCHES_PER_EPOCH + 201


def test_means_over_an_epoch_stand_at_its_middle() -> None:
    # epoch 1 is the batches 1 to 469: 235 has as many before it as after
    assert printed("keras").step[:2].tolist() == [235, 235 + 469]


def test_both_say_what_they_are() -> None:
    assert "not new" in printed("keras").says and "18.45" in printed("keras").says
    assert "not shuffle" in printed("scratch").says


@pytest.mark.parametrize("engine", ["keras", "scratch"])
def test_nobody_can_change_them(engine: str) -> None:
    curve = printed(engine)
    assert len(curve.step) == len(curve.loss)
    with pytest.raises(ValueError, match="read-only"):
        curve.loss[0] = 0

"""Keras's own optimisers go the same way as ours: the code that the page shows for them, run."""

from typing import Any

import numpy as np
import pytest

from mnist_lab.maths.descent import descend
from mnist_lab.maths.losses import LOSSES
from mnist_lab.maths.optimisers import OPTIMISERS

OTHERS = [name for name in LOSSES if name != "Rosenbrock"]


@pytest.fixture(autouse=True)
def float_type_as_before() -> Any:
    import keras

    before = keras.config.floatx()
    yield
    keras.config.set_floatx(before)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("name", ["Rosenbrock", *(pytest.param(name, marks=pytest.mark.slow) for name in OTHERS)])
def test_the_same_path_to_a_millionth(name: str, optimiser: str) -> None:
    rate = 0.0005 if name == "Rosenbrock" else 0.07
    run = descend(LOSSES[name], (-1.2, 1.4), optimiser=optimiser, rate=rate, momentum=0.9, steps=80)
    names: dict[str, Any] = {}
    exec(compile(run.keras_code, "page", "exec"), names)
    path = np.array(names["path"])
    assert path.shape == run.path.shape and run.steps > 3
    scale = np.maximum(1, np.abs(run.path))
    assert np.abs((path - run.path) / scale).max() < 1e-6

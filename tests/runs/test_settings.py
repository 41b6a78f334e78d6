"""What may be trained, and the sentence where it may not."""

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_lab.runs.settings import ACTIVATIONS, ENGINES, OPTIMIZERS, Settings, SettingsError, notebook

WRONG = {
    "engine": ("torch", "The engine is one of keras, scratch; 'torch' is not."),
    "hidden": ((), "one or two layer sizes"),
    "activation": ("gelu", "The activation is one of relu, tanh, sigmoid, linear"),
    "optimizer": ("lion", "The optimizer is one of sgd, momentum, rmsprop, adam"),
    "learning_rate": (0.0, "The learning rate is a number from 1e-07 to 1e+06; 0.0 is not."),
    "batch_size": (0, "The batch size is a whole number from 1 to 2,048; 0 is not."),
    "epochs": (101, "The number of epochs is a whole number from 1 to 100; 101 is not."),
    "seed": (-1, "The seed is a whole number from 0 to 999,999; -1 is not."),
    "target_accuracy": (1.5, "The target accuracy is a number from 0.01 to 1; 1.5 is not."),
    "divisions": (3, "The number of divisions by 255 is a whole number from 1 to 2; 3 is not."),
    "patience": (0, "The patience, in epochs, is a whole number from 1 to 100; 0 is not."),
}


def test_the_notebooks_settings():
    assert notebook("keras") == Settings("keras", (512,), "relu", "rmsprop", 0.001, 128, 20)
    assert notebook("scratch") == Settings("scratch", (512,), "relu", "sgd", 0.001, 128, 10)
    assert Settings().sizes == (784, 512, 10)
    assert Settings().activations == ("relu", "softmax")
    with pytest.raises(SettingsError, match="torch"):
        notebook("torch")


@pytest.mark.parametrize("field", WRONG)
def test_a_wrong_value_is_told_with_the_rule_and_what_came(field):
    value, sentence = WRONG[field]
    with pytest.raises(SettingsError) as told:
        Settings(**{field: value})
    assert sentence in str(told.value)


def test_every_field_has_its_rule():
    assert set(WRONG) == {field.name for field in dataclasses.fields(Settings)}


@pytest.mark.parametrize("rate", [math.nan, math.inf, -math.inf, "0.1", True, None])
def test_a_learning_rate_is_a_finite_number(rate):
    with pytest.raises(SettingsError, match="learning rate"):
        Settings(learning_rate=rate)


anything = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.tuples(st.integers())


@given(st.dictionaries(st.sampled_from(list(WRONG)), anything))
def test_whatever_comes_is_either_within_bounds_or_refused(values):
    try:
        settings = Settings(**values)
    except SettingsError as error:
        assert str(error).endswith(" is not.")
        return
    assert settings.engine in ENGINES and settings.activation in ACTIVATIONS and settings.optimizer in OPTIMIZERS
    assert all(1 <= units <= 1024 for units in settings.hidden) and 1 <= len(settings.hidden) <= 2
    assert 0 < settings.learning_rate <= 1e6 and 1 <= settings.batch_size <= 2048 and 1 <= settings.epochs <= 100
    compile(settings.code, "script", "exec")

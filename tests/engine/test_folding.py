"""The training of the plane's network: the script that is shown trains the same, in parts or at once."""

import contextlib
import io

import numpy as np
import pytest

from mnist_lab.engine.folding import beginning, trained
from mnist_lab.maths.folding import ACTIVATIONS
from mnist_lab.network.folding import Moment, TrainingState, Uncrumpling
from mnist_lab.network.folding_code import script


def after(settings: Uncrumpling, *steps: int) -> TrainingState:
    state = trained(settings, None, 0)
    for count in steps:
        state = trained(settings, state, count)
    return state


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_shown_script_trains_the_same(activation: str) -> None:
    """It is Keras's own Adam on a Keras model; ours is written out, so that nothing has to stay in the worker."""
    settings = Uncrumpling("moons", activation, folds=2, width=4, seed=3)
    names: dict[str, object] = {}
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(script(settings, every=10, most=30), "page", "exec"), names)
    state = after(settings, 30)
    for ours, keras in zip(state.weights, names["model"].get_weights(), strict=True):  # type: ignore[attr-defined]
        np.testing.assert_allclose(ours, keras, atol=2e-4)
    moment = Moment(settings, state.step, state.weights)
    assert out.getvalue().splitlines()[-1] == f"step 30: loss {moment.loss:.3f}, {moment.accuracy:.1%} right"
    planes = moment.planes(settings.points.points)
    for ours, keras in zip(planes, names["planes"], strict=True):  # type: ignore[call-overload]
        np.testing.assert_allclose(ours, keras, atol=2e-3)


def test_in_parts_it_is_the_same_training() -> None:
    settings = Uncrumpling("circles", "relu", folds=1)
    for one, other in zip(after(settings, 20).weights, after(settings, 7, 13).weights, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)


def test_the_first_weights_follow_from_the_seed() -> None:
    first, again, other = (beginning(Uncrumpling(seed=seed)).weights[0] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("cloud", ["moons", "circles", "spirals", "corners"])
def test_with_an_activation_the_classes_come_apart_and_without_they_do_not(cloud: str) -> None:
    ends = {}
    for activation in ("relu", "none"):
        settings = Uncrumpling(cloud, activation)
        state = after(settings, *[50] * 12)
        ends[activation] = Moment(settings, state.step, state.weights)
    assert ends["relu"].apart and not ends["none"].apart
    assert ends["none"].accuracy < 0.95

"""Slow motion: each picture holds the arrays of its part, each caption their numbers."""

import numpy as np
import pytest

from mnist_lab.figures.slow_step import slow_step_figure
from mnist_lab.runs.slow_words import caption
from tests.figures.slow_steps import NAMES, slow_step

STEP = slow_step()


@pytest.mark.parametrize("part", NAMES)
def test_each_part_has_a_picture_and_a_caption_of_its_own(part: str) -> None:
    figure = slow_step_figure(STEP, part)
    assert len(figure.data)
    assert figure.layout.uirevision == part
    assert caption(STEP, part).lower().startswith(part)


def test_forward_shows_pixels_hidden_values_and_probabilities() -> None:
    x, hidden, y_pred = slow_step_figure(STEP, "forward").data
    assert (x.z.shape, hidden.z.shape, y_pred.z.shape) == ((32, 784), (32, 12), (32, 10))
    assert (y_pred.z.argmax(axis=1) == STEP.probabilities[:32].argmax(axis=1)).all()


def test_loss_bars_are_the_losses_and_the_line_their_mean() -> None:
    bars, mean = slow_step_figure(STEP, "loss").data
    assert bars.y.tolist() == STEP.losses[:32].tolist()
    assert mean.y[0] == STEP.loss
    assert f"{STEP.loss:.4g} nats" in caption(STEP, "loss")


def test_gradient_and_update_are_drawn_with_opposite_signs() -> None:
    gradient, update = (slow_step_figure(STEP, part).data[0].z.astype(int) for part in ("gradients", "update"))
    inside = gradient > -128
    assert np.corrcoef(gradient[inside], update[inside])[0, 1] < -0.99


def test_the_new_loss_is_compared_with_the_old() -> None:
    assert list(slow_step_figure(STEP, "new loss").data[0].x) == [STEP.loss, STEP.loss_after]
    assert f"fell from {STEP.loss:.4g} to {STEP.loss_after:.4g}" in caption(STEP, "new loss")


def test_a_step_that_overshoots_is_said_to() -> None:
    assert "rose" in caption(slow_step(rate=0.5), "new loss")


def test_a_batch_of_one_can_be_shown() -> None:
    for part in NAMES:
        assert len(slow_step_figure(slow_step(count=1), part).data)

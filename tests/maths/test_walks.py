"""Walks side by side find what each finds alone, however many there are and whoever ends first."""

import numpy as np
import pytest

from mnist_lab.maths.descent import descend, walk
from mnist_lab.maths.losses import LOSSES, loss
from mnist_lab.maths.optimisers import OPTIMISERS
from mnist_lab.maths.walks import side_by_side


@pytest.mark.parametrize("title", ["narrow valley", "plateau", "one weight: bowl"])
def test_side_by_side_each_walks_as_it_does_alone(title: str) -> None:
    there = loss(LOSSES[title])
    asked = [(name, start, steps) for name in OPTIMISERS for start, steps in [((2.0, 1.0), 500), ((-1.0, 0.5), 7)]]
    walks = [walk(there, OPTIMISERS[name], start, rate=0.2, momentum=0.5, steps=steps) for name, start, steps in asked]
    found = side_by_side(there, walks)
    assert len({run.steps for run in found}) > 2
    for run, (name, start, steps) in zip(found, asked, strict=True):
        alone = descend(LOSSES[title], start, optimiser=name, rate=0.2, momentum=0.5, steps=steps)
        assert (run.optimiser.name, run.ended) == (name, alone.ended)
        np.testing.assert_array_equal(run.path, alone.path)
        np.testing.assert_array_equal(run.losses, alone.losses)


def test_nobody_walks() -> None:
    assert side_by_side(loss(LOSSES["saddle"]), []) == []

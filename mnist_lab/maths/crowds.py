"""Many runs of an optimiser that take each step together, as one array: after how many steps each is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.breaks import Floats
from mnist_lab.maths.descent import FAR, MOST_STEPS, TOLERANCE, length
from mnist_lab.maths.losses import Loss
from mnist_lab.maths.optimisers import Optimiser, after_step, at_start
from mnist_lab.maths.walks import Walk, side_by_side

Counts = NDArray[np.int32]

ON_THE_WAY: Final = -1
"""In a count of steps: not converged after all of them."""
DIVERGED: Final = -2
"""In a count of steps: a weight grew beyond all bounds, or the loss lost its gradient."""
STUCK: Final = -3
"""In a count of steps: the gradient came to 0, but at no minimum: a saddle, a plateau."""

_WORTH: Final = 0.9  # share of runs still going below which it is worth to take the others out


@dataclass(frozen=True, eq=False)
class Many:
    """Many runs.

    Attributes
    ----------
    counts : (n,) int32
        After how many steps each converged; `ON_THE_WAY`, `DIVERGED` or `STUCK`.
    ends : (n, d) float64
        Where it was then.
    """

    counts: Counts
    ends: Floats


def run_many(there: Loss, optimiser: Optimiser, W: Floats, *, rate: Floats, momentum: Floats) -> Many:
    """Let many runs take each step together, as one array: see `crowd`."""
    return side_by_side(there, [crowd(there, optimiser, W, rate=rate, momentum=momentum)])[0]


def crowd(
    there: Loss, optimiser: Optimiser, W: Floats, *, rate: Floats, momentum: Floats, until_first: bool = False
) -> Walk[Many]:
    """Walk as many runs that take each step together; those that are over are taken out. At most 500 steps.

    A run has converged by the same rule as in `descend`: gradient and last step no longer than 0.001.

    Parameters
    ----------
    W : (n, d) float64
        Where each run starts.
    rate, momentum : (n,) float64
        Of each run.
    until_first : bool
        Halt when the first has converged: the others count as on the way.
    """
    by_weight = np.asfortranarray  # each weight of all runs lies in one row of memory, which is quicker to go through
    values: dict[str, Any] = at_start(optimiser, by_weight(W), rate=rate[:, None], momentum=momentum[:, None])
    counts, ends = np.full(len(W), ON_THE_WAY, np.int32), W.copy()
    active, alive, moved = np.arange(len(W)), np.ones(len(W), bool), np.zeros(len(W))
    for turn in range(MOST_STEPS + 1):
        _, g = yield values["w"]
        long = length(g)
        lost = alive & ~((length(values["w"]) <= FAR) & np.isfinite(long))
        done = alive & ~lost & (long <= TOLERANCE) & (moved <= TOLERANCE)
        over = done | lost
        if over.any():
            counts[active[done]], counts[active[lost]] = turn, DIVERGED
            ends[active[over]] = values["w"][over]
            alive &= ~over
            if not alive.any() or (until_first and done.any()):
                break
            if alive.mean() < _WORTH:
                values = {name: by_weight(part[alive]) if np.ndim(part) else part for name, part in values.items()}
                active, g, alive = active[alive], by_weight(g[alive]), alive[alive]
        if turn == MOST_STEPS:
            break
        before = values["w"]
        values = after_step(optimiser, values, g)
        moved = length(values["w"] - before)
    ends[active[alive]] = values["w"][alive]
    return Many(_without_stuck(there, counts, ends), ends)


def _without_stuck(there: Loss, counts: Counts, ends: Floats) -> Counts:
    """Tell those that converged in a minimum from those that stand where the loss does not curve up on all sides."""
    done = np.flatnonzero(counts >= 0)
    counts[done[~there.at_minimum(ends[done])]] = STUCK
    return counts

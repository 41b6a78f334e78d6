"""Many descents at once: optimisers raced from one start, and how many steps each learning rate and momentum needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

import numpy as np

from mnist_lab.maths.breaks import Floats
from mnist_lab.maths.crowds import DIVERGED, ON_THE_WAY, Counts, Many, crowd, run_many
from mnist_lab.maths.descent import MOST_STEPS, Descent, walk
from mnist_lab.maths.descent_words import number
from mnist_lab.maths.losses import Loss, loss
from mnist_lab.maths.optimisers import OPTIMISERS, Optimiser
from mnist_lab.maths.walks import side_by_side

SIDE: Final = 60
MOMENTA: Final[Floats] = np.round(np.arange(SIDE) / SIDE, 4)
_SPAN: Final = 4000  # the largest rate over the smallest


@lru_cache(maxsize=64)
def rates_of(there: Loss, optimiser: Optimiser) -> Floats:
    """Return 60 learning rates that are worth trying, from small to large, in equal ratios.

    The largest is 8 over the usual curvature on the map; for optimisers that divide by the gradient's size, 4.
    """
    largest = 4.0
    if not optimiser.adapts:
        places = there.w[:: len(there.w) // 20]
        both = np.stack(np.meshgrid(*[places] * len(there.names)), axis=-1).reshape(-1, len(there.names))
        H = there.curvature(both)
        known = H[np.isfinite(H).all(axis=(1, 2))]
        usual = np.abs(np.linalg.eigvalsh(known)).max(axis=1).mean() if len(known) else 0.0
        largest = float(np.clip(8 / max(usual, 1e-9), 1e-6, 100.0))
    return np.array([float(f"{rate:.3g}") for rate in np.geomspace(largest / _SPAN, largest, SIDE)])


# ------------------------------------------------------------------------------------------------------------ the map


@dataclass(frozen=True, eq=False)
class RateMap:
    """How many steps an optimiser needs, by learning rate and momentum.

    Attributes
    ----------
    counts : (60, 60) int32
        Row by `MOMENTA`, column by `rates`; `ON_THE_WAY`, `DIVERGED` or `STUCK` where there is no such number.
    rates : (60,) float64
        See `rates_of`.
    curvature : float
        The largest at the place where the fastest run ended; nan if none did.
    """

    loss: Loss
    optimiser: Optimiser
    start: tuple[float, ...]
    counts: Counts = field(repr=False)
    rates: Floats = field(repr=False)
    curvature: float

    @property
    def best(self) -> tuple[float, float, int] | None:
        """Rate, momentum and steps of the fastest run."""
        if not (self.counts >= 0).any():
            return None
        fastest = np.where(self.counts >= 0, self.counts, MOST_STEPS + 1)
        row, column = np.unravel_index(int(np.argmin(fastest)), fastest.shape)
        return float(self.rates[column]), float(MOMENTA[row]), int(fastest[row, column])

    @property
    def border(self) -> Floats:
        """(60,): for each momentum the learning rate at which rate times curvature is the limit; nan if unknown."""
        limits = np.array([self.optimiser.limit(float(momentum)) for momentum in MOMENTA])
        return limits / self.curvature if self.curvature > 0 else np.full(SIDE, np.nan)

    def cell(self, rate: float, momentum: float) -> int:
        """Return the count of the nearest cell."""
        return int(self.counts[nearest(MOMENTA, momentum), nearest(self.rates, rate)])

    @property
    def sentence(self) -> str:
        """What the picture says."""
        if self.best is None:
            return f"No rate and no momentum on this map converges within {MOST_STEPS} steps from here."
        rate, momentum, steps = self.best
        plain = self.counts[0][self.counts[0] >= 0]
        without = f"without momentum at best {plain.min()}" if plain.size else "without momentum none converges"
        share = (self.counts == DIVERGED).mean()
        beyond = f"there rate × curvature is beyond {self.optimiser.limit_text}"
        lost = f"{share:.0%} of the map diverges: {beyond}. " if share else ""
        return (
            f"Fastest: {steps} steps, at rate {number(rate)} and momentum {number(momentum, 2)}; {without}. {lost}"
            f"The dashed line is that limit for the curvature at the bottom, {number(self.curvature, 3)}."
        )

    @property
    def code(self) -> str:
        """The lines that give the map."""
        return "\n".join(
            [
                "import numpy as np",
                "",
                "from mnist_lab.maths.crowds import run_many",
                "from mnist_lab.maths.descent_race import MOMENTA, rates_of",
                "from mnist_lab.maths.losses import loss",
                "from mnist_lab.maths.optimisers import OPTIMISERS",
                "",
                f'there, optimiser = loss("{self.loss.text}"), OPTIMISERS["{self.optimiser.name}"]',
                "rates = rates_of(there, optimiser)",
                "momentum, rate = np.meshgrid(MOMENTA, rates, indexing='ij')   # (60, 60)",
                f"W = np.tile(np.array({list(self.start)!r}), (rate.size, 1))   # 3600 runs from one start",
                "many = run_many(there, optimiser, W, rate=rate.ravel(), momentum=momentum.ravel())",
                "counts = many.counts.reshape(60, 60)   # -1: on the way after 500, -2: diverged, -3: stuck",
            ]
        )


def nearest(values: Floats, wanted: float) -> int:
    """Return the number of the value that is nearest to what is wanted."""
    return int(np.argmin(np.abs(values - wanted)))


@lru_cache(maxsize=16)
def rate_map(text: str, start: tuple[float, ...], *, optimiser: str = "momentum") -> RateMap:
    """Return the map of a loss from one start; errors as in `losses.loss`."""
    there, kind = loss(text), OPTIMISERS[optimiser]
    begin = start[: len(there.names)]
    rates = rates_of(there, kind)
    momentum, rate = np.meshgrid(MOMENTA, rates, indexing="ij")
    W = np.tile(np.array(begin, np.float64), (rate.size, 1))
    many = run_many(there, kind, W, rate=rate.ravel(), momentum=momentum.ravel())
    found = RateMap(there, kind, begin, many.counts.reshape(SIDE, SIDE), rates, float("nan"))
    if found.best is None:
        return found
    end = many.ends[int(np.argmin(np.where(many.counts >= 0, many.counts, MOST_STEPS + 1)))]
    return replace(found, curvature=float(np.linalg.eigvalsh(there.curvature(end))[-1]))


# ----------------------------------------------------------------------------------------------------------- the race


@dataclass(frozen=True, eq=False)
class Race:
    """Optimisers from one start, each with its learning rate."""

    runs: tuple[Descent, ...]

    @property
    def order(self) -> tuple[Descent, ...]:
        """Those that converged, by steps; then the others, by their last loss."""
        return tuple(sorted(self.runs, key=_standing))

    @property
    def sentence(self) -> str:
        """Who was first, and who did not arrive."""
        done = [run for run in self.order if run.ended == "converged"]
        if not done:
            first = self.order[0]
            return (
                f"Nobody has arrived. Lowest is {first.optimiser.title}, with a loss of {number(first.losses[-1], 3)}."
            )
        told = ", then ".join(f"{run.optimiser.title} after {run.steps} steps" for run in done)
        ends = {tuple(np.round(run.path[-1], 1).tolist()) for run in done}
        apart = " They have not all come to the same place." if len(ends) > 1 else ""
        missing = [run.optimiser.title for run in self.order if run.ended != "converged"]
        rest = f" Not within {MOST_STEPS}: {', '.join(missing)}." if missing else ""
        return f"There: {told}.{rest}{apart}"

    @property
    def code(self) -> str:
        """The lines that run the race."""
        first = self.runs[0]
        rates = ", ".join(f'"{run.optimiser.name}": {run.rate!r}' for run in self.runs)
        return "\n".join(
            [
                "from mnist_lab.maths.descent import descend",
                "",
                f'loss = "{first.loss.text}"',
                f"rates = {{{rates}}}",
                "for name, rate in rates.items():",
                f"    run = descend(loss, {tuple(first.path[0].tolist())!r}, optimiser=name, rate=rate, "
                f"momentum={first.momentum!r}, steps={MOST_STEPS})",
                "    print(name, run.ended, run.steps, run.losses[-1])",
            ]
        )


def race(text: str, start: tuple[float, ...], rates: Mapping[str, float], *, momentum: float) -> Race:
    """Return the race of the optimisers that `rates` names; errors as in `losses.loss`."""
    return _race(text, start, tuple(rates.items()), momentum)


@lru_cache(maxsize=16)
def _race(text: str, start: tuple[float, ...], rates: tuple[tuple[str, float], ...], momentum: float) -> Race:
    there = loss(text)
    walks = [walk(there, OPTIMISERS[name], start, rate=rate, momentum=momentum) for name, rate in rates]
    return Race(tuple(side_by_side(there, walks)))


@lru_cache(maxsize=16)
def best_rates(text: str, start: tuple[float, ...], *, momentum: float) -> Mapping[str, float]:
    """Return each optimiser's rate of `rates_of` that needs the fewest steps; if none converges, that gets lowest."""
    there = loss(text)
    W = np.tile(np.array(start[: len(there.names)], np.float64), (SIDE, 1))
    momenta = np.full(SIDE, momentum)
    tried = {name: rates_of(there, kind) for name, kind in OPTIMISERS.items()}
    found = side_by_side(
        there,
        [
            crowd(there, OPTIMISERS[name], W, rate=rates, momentum=momenta, until_first=True)
            for name, rates in tried.items()
        ],
    )
    return {name: _best(there, rates, many) for (name, rates), many in zip(tried.items(), found, strict=True)}


def _best(there: Loss, rates: Floats, many: Many) -> float:
    if (many.counts >= 0).any():
        return float(rates[np.argmax(many.counts >= 0)])
    losses = np.where(many.counts == ON_THE_WAY, there.at(many.ends), np.inf)
    return float(rates[np.nanargmin(np.where(np.isfinite(losses), losses, np.inf))])


def _standing(run: Descent) -> tuple[bool, float]:
    done = run.ended == "converged"
    last = float(run.losses[-1])
    return not done, float(run.steps) if done else last if np.isfinite(last) else np.inf

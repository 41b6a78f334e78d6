"""How much of a distortion an answer bears: the probability of the truth along it, of one digit and on average."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mnist_lab.digits.distortions import KINDS, distorted
from mnist_lab.network.insight import Insight
from mnist_lab.network.reading import Reader
from mnist_lab.network.subject import LOAD, opening
from mnist_lab.network.weights import Array
from mnist_lab.network.wording import WORDS, percent

AVERAGED = 200
"""Test digits that the average is taken over: the first so many."""
SEEDS = 8
"""Patterns of noise that one digit is shown with; the probability is their mean."""


_NEEDS = f"{LOAD}\nfrom mnist_lab.digits.distortions import KINDS, distorted"


@dataclass(frozen=True, eq=False)
class Curve:
    """One digit under one kind of distortion.

    Attributes
    ----------
    kind : str
    levels : (m,)
    truth : (m,)
        Probability of the truth at each level; of noise the mean of eight patterns.
    images : (m, 784)
        The digit at each level (of noise: the first pattern).
    answers, certainty : (m,)
        The most probable class for that image, and its probability.
    """

    kind: str
    levels: NDArray[np.float64]
    truth: Array
    images: Array
    answers: NDArray[np.intp]
    certainty: Array

    @property
    def bears(self) -> tuple[float, float]:
        """How far, from the unchanged digit down and up, the truth keeps more than half of the probability."""
        home = neutral(self.kind)
        start = int(np.abs(self.levels - home).argmin())
        right = self.truth > 0.5
        low = high = start
        while low > 0 and right[low - 1]:
            low -= 1
        while high < len(right) - 1 and right[high + 1]:
            high += 1
        return float(self.levels[low]), float(self.levels[high])


def neutral(kind: str) -> float:
    """The level that changes nothing."""
    return 1.0 if kind == "scale" else 0.0


def curve(seen: Insight, kind: str) -> Curve:
    """Show one digit at every level of one kind of distortion."""
    levels = np.array(KINDS[kind][0])
    x = seen.subject.x[None]
    images = np.concatenate([distorted(x, kind, level) for level in levels])
    probabilities = seen.weights.predict(images)
    truth: Array = probabilities[:, seen.truth]
    if kind == "noise":
        many = np.repeat(x, SEEDS, axis=0)
        every = np.concatenate([distorted(many, kind, level) for level in levels])
        truth = seen.weights.predict(every)[:, seen.truth].reshape(len(levels), SEEDS).mean(axis=1)
    return Curve(kind, levels, truth, images, probabilities.argmax(axis=1), probabilities.max(axis=1))


def average(reader: Reader, images: NDArray[np.uint8], labels: NDArray[np.integer], kind: str) -> Array:
    """(m,): the mean probability of the truth over the first `AVERAGED` test digits, at each level."""
    x = images[:AVERAGED].reshape(-1, 784).astype(np.float32) / np.float32(255)
    levels = KINDS[kind][0]
    every = np.concatenate([distorted(x, kind, level) for level in levels])
    # One product of large matrices: many small ones wait for each other on a busy machine
    probabilities = reader.weights.predict(every).reshape(len(levels), len(x), 10)
    means: Array = probabilities[:, np.arange(len(x)), labels[:AVERAGED]].mean(axis=1)
    return means


@dataclass(frozen=True, eq=False)
class Robustness:
    """All kinds for one digit, the average, and what the chosen kind shows."""

    curves: dict[str, Curve]
    averages: dict[str, Array]
    chosen: str
    truth: int
    sentence: str
    code: str = field(repr=False)


def robustness(seen: Insight, averages: dict[str, Array], chosen: str) -> Robustness:
    """Draw all curves of one digit; `averages` comes from `average`, kind by kind."""
    curves = {kind: curve(seen, kind) for kind in KINDS}
    sentence = _sentence(seen, curves[chosen])
    return Robustness(curves, averages, chosen, seen.truth, sentence, _code(seen, chosen))


def _sentence(seen: Insight, shown: Curve) -> str:
    _, unit, words = KINDS[shown.kind]
    home = int(np.abs(shown.levels - neutral(shown.kind)).argmin())
    name = WORDS[seen.truth]
    if shown.truth[home] <= 0.5:
        now = percent(float(shown.truth[home]))
        return f"Untouched, {name} has only {now}: there is nothing to lose. Does a distortion help?"
    low, high = shown.bears
    worst = int(shown.truth.argmin())
    at = {"": "", "°": "°", "×": "×"}.get(unit, f" {unit}")
    return (
        f"{words.capitalize()}: {name} keeps more than half of the probability from {low:g} to {high:g}{at}. "
        f"At {shown.levels[worst]:g}{at} it has {percent(float(shown.truth[worst]))}."
    ).replace("-", "−")


def _code(seen: Insight, kind: str) -> str:
    one = f"np.repeat(x[None], {SEEDS}, axis=0)" if kind == "noise" else "x[None]"
    return f"""{opening(seen.reader, seen.subject, needs=_NEEDS)}
kind, truth = "{kind}", {seen.truth}
levels = KINDS[kind][0]
digit = {one}
curve = [weights.predict(distorted(digit, kind, level))[:, truth].mean() for level in levels]

digits = load()                         # the average over the first {AVERAGED} test digits
many = digits.test_images[:{AVERAGED}].reshape(-1, 784).astype("float32") / 255
labels = digits.test_labels[:{AVERAGED}]
rows = np.arange(len(many))
average = [weights.predict(distorted(many, kind, level))[rows, labels].mean() for level in levels]
"""

"""The verdicts on a drawing: where their limits lie, and how they are put into words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mnist_lab.network.weights import Array

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

SMALLEST = 20
"""Pixels of the sheet that a drawing must be wide or tall. The longer side is scaled to 17.6 pixels of the network's
box, so that below 20 one step of the mouse becomes a whole pixel there: what is enlarged is the mouse, not the hand."""

LIKELY = 0.5
"""From this likeness on a drawing counts as a digit. The doubting network's last bias is set so that 99.7 % of unseen
digits reach it (`mnist_lab.engine.doubt`)."""

SURE = 0.9
"""From this probability on the network is sure; the second guess then has at most 0.1, so that a small lead
never counts as sure.

The smallest step of 0.05 from which on at least 99.8 % of the answers to MNIST's 10,000 test digits, which the network
never saw, are right: 98.4 % of them reach it, 99.83 % of those are right. Of 1,499 drawings by the six writers it never
saw 98.5 % reach it, 99.46 % of those right. Of the answers below it one in four is wrong.
`python -m tests.benchmarks.certainty` prints the whole table."""

EMPTY = "The sheet is empty. Write a digit from 0 to 9; the answer comes after each stroke."


@dataclass(frozen=True, eq=False)
class Facts:
    """What a sentence is made of.

    Attributes
    ----------
    extent : (width, height)
        Pixels of the sheet that the pen moved over; (0, 0) where there are no strokes.
    likeness : float
        How much it looks like a digit, 0-1.
    probabilities : (10,)
    naive : (10,) or None
        The probabilities for the sheet only shrunk.
    """

    extent: tuple[float, float]
    likeness: float
    probabilities: Array
    naive: Array | None

    def guess(self, place: int) -> str:
        """The most probable digit in words with its probability (place 1), the second (2), ..."""
        return _guess(self.probabilities, place)


def percent(share: float) -> str:
    r"""A share with one decimal, never rounded up to certainty; a thin space before the sign.

    Examples
    --------
    >>> percent(0.9987), percent(0.99999), percent(1)
    ('99.9\u202f%', '> 99.9\u202f%', '100\u202f%')
    """
    if share == 1:
        return "100\u202f%"
    return "> 99.9\u202f%" if share >= 0.9995 else f"{100 * share:.1f}\u202f%"


def signed(value: float, digits: int = 2) -> str:
    """A number with its sign, a true minus among them.

    Examples
    --------
    >>> signed(-4.061), signed(0.5, 3)
    ('−4.06', '+0.500')
    """
    return f"{value:+.{digits}f}".replace("-", "−")


def _guess(probabilities: Array, place: int) -> str:
    k = int(probabilities.argsort()[-place])
    return f"{WORDS[k]} ({percent(float(probabilities[k]))})"


def _too_small(facts: Facts) -> str:
    width, height = (round(side) for side in facts.extent)
    return (
        f"Too small: the pen moved over {width} pixels across and {height} down. Under {SMALLEST} the network's image "
        "shows the steps of the mouse more than your hand. Write it larger."
    )


def _not_a_digit(facts: Facts) -> str:
    return (
        f"That is not a digit: it looks like one to {percent(facts.likeness)}, and under {percent(LIKELY)} there is "
        f"no answer. The network shares out its 100\u202f% among ten digits all the same: {facts.guess(1)}."
    )


def _not_sure(facts: Facts) -> str:
    return f"Not sure: {facts.guess(1)}, or perhaps {facts.guess(2)}." + _without_centring(facts)


def _sure(facts: Facts) -> str:
    return f"It reads {facts.guess(1)}." + _without_centring(facts)


def _without_centring(facts: Facts) -> str:
    """What the sheet, only shrunk, would have been taken for."""
    if facts.naive is None:
        return ""
    said = _guess(facts.naive, 1)
    if facts.naive.argmax() == facts.probabilities.argmax():
        return f" Only shrunk, not centred, it would be {said} too."
    return f" Only shrunk, not centred, the same ink would pass for {said}."


SENTENCES: dict[str, Callable[[Facts], str]] = {
    "too small": _too_small,
    "not a digit": _not_a_digit,
    "not sure": _not_sure,
    "sure": _sure,
}

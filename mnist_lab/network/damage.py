"""Break a trained network on purpose: silence units, shake the weights, keep only a few bits, drop the biases."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from mnist_lab.network.evaluation import accuracy, answers
from mnist_lab.network.insight import Insight
from mnist_lab.network.subject import LOAD, opening
from mnist_lab.network.weights import Array, Layer, Weights
from mnist_lab.network.wording import WORDS, percent, signed

MOST_BITS = 16
_NEEDS = f"{LOAD}\nfrom mnist_lab.network.weights import weights_from_arrays"


class DamageError(ValueError):
    """A damage that cannot be done."""


@dataclass(frozen=True)
class Damage:
    """What is done to a network; several things may be done at once, in this order.

    Attributes
    ----------
    unit : int or None
        This unit of the first hidden layer is silenced.
    share : float, 0-1
        This share of the units of each hidden layer is silenced, chosen by `seed`.
    noise : float, 0 or more
        Gaussian noise on every weight, in standard deviations of its layer's weights, drawn by `seed`.
    bits : int or None
        Every weight is rounded to one of `2**bits - 1` values, evenly spaced and with 0 among them; None keeps float32.
    biases : bool
        Whether the biases stay.
    seed : int
    """

    unit: int | None = None
    share: float = 0.0
    noise: float = 0.0
    bits: int | None = None
    biases: bool = True
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise DamageError(f"A share of the units is from 0 to 1, not {self.share:g}.")
        if not 0 <= self.noise < np.inf:
            raise DamageError(f"Noise has a size of 0 or more, not {self.noise:g}.")
        if self.bits is not None and not 2 <= self.bits <= MOST_BITS:
            raise DamageError(f"Weights keep 2 to {MOST_BITS} bits, a sign among them, not {self.bits}.")

    @property
    def none(self) -> bool:
        """Whether nothing is done."""
        return self.unit is None and not self.share and not self.noise and self.bits is None and self.biases


def damaged(weights: Weights, damage: Damage) -> Weights:
    """The network with the damage done to it; the given one stays as it is."""
    random = np.random.default_rng(damage.seed)
    layers = list(weights.layers)
    if damage.unit is not None:
        layers = _silenced(layers, 0, np.array([damage.unit % layers[0].W.shape[1]]))
    for number in range(len(layers) - 1):
        units = layers[number].W.shape[1]
        layers = _silenced(layers, number, random.permutation(units)[: round(damage.share * units)])
    if damage.noise:
        layers = [_with(layer, shaken(layer.W, damage.noise, random)) for layer in layers]
    if damage.bits is not None:
        layers = [_with(layer, quantised(layer.W, damage.bits)) for layer in layers]
    if not damage.biases:
        layers = [replace(layer, b=np.zeros_like(layer.b)) for layer in layers]
    return Weights(tuple(layers))


def _with(layer: Layer, W: Array) -> Layer:
    return replace(layer, W=W)


def _silenced(layers: list[Layer], number: int, units: NDArray[np.intp]) -> list[Layer]:
    """Zero what these units of a hidden layer send on: whatever they compute, nobody hears it."""
    changed = list(layers)
    W = layers[number + 1].W.copy()
    W[units] = 0
    changed[number + 1] = _with(layers[number + 1], W)
    return changed


def shaken(W: Array, noise: float, random: np.random.Generator) -> Array:
    """W plus Gaussian noise of `noise` standard deviations of W."""
    made: Array = W + np.float32(noise * W.std()) * random.normal(0, 1, W.shape).astype(np.float32)
    return made


def quantised(W: Array, bits: int) -> Array:
    """W rounded to whole multiples of one step, `max |W| / (2**(bits - 1) - 1)`: 2 bits leave -1, 0 and +1 steps.

    Examples
    --------
    >>> quantised(np.array([-1.0, -0.4, 0.6, 1.0], np.float32), 2).tolist()
    [-1.0, -0.0, 1.0, 1.0]
    """
    largest = float(np.abs(W).max())
    if largest == 0:
        return W
    step = np.float32(largest / (2 ** (bits - 1) - 1))
    made: Array = np.rint(W / step) * step
    return made


@dataclass(frozen=True, eq=False)
class Broken:
    """A damaged network beside the whole one.

    Attributes
    ----------
    before, after : float
        Accuracy on the test set.
    recall_before, recall_after : (10,)
        Share of each class's test digits that are read right.
    p_before, p_after : (10,)
        Probabilities for the digit on screen.
    """

    damage: Damage
    before: float
    after: float
    recall_before: NDArray[np.float64]
    recall_after: NDArray[np.float64]
    p_before: Array
    p_after: Array
    sentence: str
    code: str = field(repr=False)


def broken(
    seen: Insight, damage: Damage, images: NDArray[np.uint8], labels: NDArray[np.integer], whole: NDArray[np.intp]
) -> Broken:
    """Do the damage, and answer the test set and the digit again.

    Parameters
    ----------
    whole : (n,)
        The whole network's answers to the test images, which do not change with the damage.
    """
    worse = damaged(seen.weights, damage)
    now = answers(worse, images)
    before, after = accuracy(labels, whole), accuracy(labels, now)
    p_after: Array = worse.predict(seen.subject.x[None])[0]
    return Broken(
        damage,
        before,
        after,
        recall(labels, whole),
        recall(labels, now),
        seen.probabilities,
        p_after,
        _sentence(seen, damage, (before, after), p_after),
        _code(seen, damage),
    )


def recall(labels: NDArray[np.integer], predicted: NDArray[np.integer]) -> NDArray[np.float64]:
    """(10,): share of the digits k that are answered k; NaN where there are none."""
    with np.errstate(invalid="ignore"):
        right = np.bincount(labels[labels == predicted], minlength=10)
        found: NDArray[np.float64] = right / np.bincount(labels, minlength=10)
    return found


def _sentence(seen: Insight, damage: Damage, accuracies: tuple[float, float], p_after: Array) -> str:
    before, after = accuracies
    if damage.none:
        return f"Nothing is broken yet: {before:.2%} of the test digits are right. What is the least that hurts?"
    now = int(p_after.argmax())
    same = "It still reads" if now == seen.top else f"Instead of {WORDS[seen.top]} it now reads"
    return (
        f"{before:.2%} of the test digits were right, now {after:.2%} are ({signed(100 * (after - before))} points). "
        f"{same} {WORDS[now]} here, with {percent(float(p_after[now]))}."
    )


def _code(seen: Insight, damage: Damage) -> str:
    sizes = [layer.W.shape[1] for layer in seen.weights.layers[:-1]]
    lines = ["arrays = [[layer.W.copy(), layer.b.copy()] for layer in weights.layers]"]
    lines.append(f"random = np.random.default_rng({damage.seed})")
    if damage.unit is not None:
        lines.append(f"arrays[1][0][{damage.unit % sizes[0]}] = 0".ljust(48) + "# the unit's outgoing weights")
    for number, units in enumerate(sizes):
        lines.append(f"silent = random.permutation({units})[:{round(damage.share * units)}]")
        lines.append(f"arrays[{number + 1}][0][silent] = 0")
    if damage.noise:
        lines += ["for pair in arrays:", "    W = pair[0]"]
        lines += [f"    pair[0] = W + np.float32({damage.noise!r} * W.std()) * random.normal(0, 1, W.shape)"]
        lines[-1] += '.astype("float32")'
    if damage.bits is not None:
        lines += ["for pair in arrays:"]
        lines += [f"    step = np.float32(np.abs(pair[0]).max() / (2 ** ({damage.bits} - 1) - 1))"]
        lines += ["    pair[0] = np.rint(pair[0] / step) * step"]
    if not damage.biases:
        lines += ["for pair in arrays:", "    pair[1] = 0 * pair[1]"]
    names = [layer.activation for layer in seen.weights.layers]
    body = "\n".join(lines)
    start = opening(seen.reader, seen.subject, needs=_NEEDS)
    return f"""{start}
{body}
broken = weights_from_arrays([array for pair in arrays for array in pair], {names})

y_pred = broken.predict(x.reshape(1, 784))[0]
digits = load()
images = digits.test_images.reshape(-1, 784).astype("float32") / 255
now = broken.predict(images).argmax(axis=1)
accuracy = (now == digits.test_labels).mean()
"""

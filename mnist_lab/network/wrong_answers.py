"""One wrong answer of the recorded network: its ten scores, and what the softmax and the loss make of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.calibration import log_softmax
from mnist_lab.network.recorded import Record
from mnist_lab.network.suspects import AS_TRAINED, Evidence, nats, network_code, recorded_scores, scores


@dataclass(frozen=True, eq=False)
class WrongAnswer:
    """A digit that is read as another.

    Attributes
    ----------
    number, count : int
        Which of the wrong answers it is, from 1, and how many there are.
    place : int
        Where the digit stands among those of the experiments.
    image : (28, 28) uint8
    label, answer : int
    scores : (10,) float
        What the network adds up for each class, before the softmax.
    loss : float
        Of this digit, nats.
    trained_loss : float
        The same, with the input as large as in training.
    sentence : str
    code : str
        Prints place, label, answer and loss, then the ten scores.
    """

    number: int
    count: int
    place: int
    image: NDArray[np.uint8]
    label: int
    answer: int
    scores: NDArray[np.float64]
    loss: float
    trained_loss: float
    sentence: str
    code: str = field(repr=False)


def wrong_answer(evidence: Evidence, record: Record, *, epoch: int, factor: float, number: int) -> WrongAnswer:
    """Return the wrong answer of that number, from 1; beyond the last it begins again.

    Raises
    ------
    ValueError
        If every answer is right.
    """
    weights, labels = record.weights[epoch], evidence.labels
    z = recorded_scores(evidence, record, epoch=epoch, factor=factor).astype(np.float64)
    wrong = np.flatnonzero(z.argmax(axis=1) != labels)
    if not len(wrong):
        raise ValueError("Every answer is right: there is no wrong one to look at.")
    nth = (number - 1) % len(wrong)
    i = int(wrong[nth])
    label, answer = int(labels[i]), int(z[i].argmax())
    loss = -float(log_softmax(z[i])[label])
    trained = -float(log_softmax(scores(weights, evidence.images[i : i + 1], AS_TRAINED)[0])[label])
    return WrongAnswer(
        nth + 1,
        len(wrong),
        i,
        evidence.images[i],
        label,
        answer,
        z[i],
        loss,
        trained,
        _sentence((label, answer), z[i], loss, trained),
        network_code(evidence.code, epoch=epoch, factor=factor) + CODE.format(nth=nth),
    )


def _sentence(classes: tuple[int, int], z: NDArray[np.float64], loss: float, trained: float) -> str:
    label, answer = classes
    power = -loss / np.log(10)
    p = f"$10^{{{power:.0f}}}$" if power <= -4 else f"{np.exp(-loss):.4f}"
    gap = z[answer] - z[label]
    return (
        f"A {label}, read as {answer}. The score of {answer} is {signed(z[answer])}, that of {label} is "
        f"{signed(z[label])}: {gap:.4g} less. The softmax makes of that a probability of {p} for the truth, "
        f"and its −log is the loss: **{nats(loss)} nats**. With the input as in training it is {nats(trained)}."
    )


def signed(value: float) -> str:
    """A number of four digits with a real minus.

    Examples
    --------
    >>> signed(-20.919), signed(187.93)
    ('−20.92', '187.9')
    """
    return f"{value:.4g}".replace("-", "−")


CODE = """\
wrong = np.flatnonzero(z.argmax(axis=1) != labels)
i = wrong[{nth}]
label, answer = labels[i], z[i].argmax()
below = z[i] - z[i].max()
loss = np.log(np.exp(below).sum()) - below[label]     # -log(softmax(z)[label])
print(i, label, answer, loss)
print(*z[i])
"""

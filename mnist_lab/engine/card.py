"""The model card: what a network was made of, how, and what it gets wrong. Every number in it is computed here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_lab.network.evaluation import answers, confusion_matrix
from mnist_lab.network.weights import Weights


@dataclass(frozen=True)
class Exam:
    """Images the network never trained on: (n, 28, 28), their labels (n,), and who drew each, where that is known."""

    name: str
    images: NDArray[np.generic]
    labels: NDArray[np.integer]
    writers: Sequence[str] = ()


def model_card(weights: Weights, settings: Mapping[str, object], exams: Sequence[Exam]) -> str:
    """The card as Markdown: the recipe's settings, then each exam with its classes, writers and mistakes."""
    layers = " - ".join(
        str(size) for size in [weights.layers[0].W.shape[0], *(layer.W.shape[1] for layer in weights.layers)]
    )
    parts = [_HEAD.format(layers=layers, parameters=weights.parameters)]
    parts += [f"- {name}: {value}" for name, value in settings.items()]
    for exam in exams:
        parts += ["", *_results(exam, answers(weights, exam.images))]
    return "\n".join(parts) + "\n"


def _results(exam: Exam, predicted: NDArray[np.intp]) -> list[str]:
    right = exam.labels == predicted
    counts = confusion_matrix(exam.labels, predicted)
    lines = [f"## {exam.name}", "", f"**{right.mean():.2%}** of {len(right):,} right, {int((~right).sum())} wrong.", ""]
    lines += ["| digit | " + " | ".join(map(str, range(10))) + " |", "|" + "---|" * 11]
    lines += ["| right | " + " | ".join(f"{share:.1%}" for share in counts.diagonal() / counts.sum(axis=1)) + " |", ""]
    if exam.writers:
        writers = np.array(exam.writers)
        each = ", ".join(f"{name} {right[writers == name].mean():.1%}" for name in sorted(set(exam.writers)))
        lines += [f"By writer: {each}.", ""]
    np.fill_diagonal(counts, 0)
    worst = np.argsort(counts, axis=None)[::-1][:8]
    pairs = [f"{i // 10} read as {i % 10} ({counts.flat[i]})" for i in worst if counts.flat[i]]
    return [*lines, f"What it gets wrong most: {', '.join(pairs) or 'nothing'}."]


_HEAD = """# Model card: the network that reads your drawing

The notebook's network, {layers} units, relu and softmax, {parameters:,} parameters, float32. Made by
`python -m mnist_lab.engine.recipes --pen pendigits-orig.tra`; this card was written by the same command.

**What it is for.** Showing learners how a network reads one handwritten digit, normalised as MNIST's were (20x20 box,
centre of mass in the middle). **What it is not for.** Reading forms, cheques or anything that matters; several digits
at once; anything that is not a digit: it has no way to say so (a second network, `doubt.npz`, does).

**Data.** MNIST's training digits (LeCun, Cortes, Burges) without the 1,000 that the bundled sample tests with,
distorted anew in every epoch (turned, slanted, scaled, shifted, bent, thickened, thinned); and pen drawings of 24 of
the 30 writers of UCI's Pen-Based Recognition of Handwritten Digits (Alpaydin and Alimoglu, 1998, CC BY 4.0), rendered
by `mnist_lab.digits.normalise`. The other six writers and MNIST's test digits were never trained on. Their accuracy was
watched while the recipe was tried, and `mnist_lab.network.wording.SURE` was read off them, as was, for the six writers,
the threshold of `doubt.npz`.

**Recipe.**
"""

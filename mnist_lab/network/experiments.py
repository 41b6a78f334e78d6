"""The experiments of the puzzle, one a suspect. Each is carried out on the recorded network's own scores."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.calibration import calibration, log_softmax
from mnist_lab.network.recorded import Record
from mnist_lab.network.suspects import (
    AS_TRAINED,
    FACTORS,
    LOSS,
    NOTEBOOK,
    PRINTED_ACCURACY,
    PRINTED_DIGITS,
    PRINTED_LOSS,
    PRINTED_TRAINING_LOSS,
    SUSPECTS,
    Evidence,
    Place,
    Trial,
    measured,
    nats,
    network_code,
    place,
    recorded_scores,
    scaling,
    scores,
)

SHARES = (0, 1, 2, 5, 10, 20, 50, 100)
"""Wrong labels in a hundred."""

UNSEEN, SEEN = "never seen", "trained on"

FROM_SCORES = "from the scores"
FORMULAS = {
    "-log p in float32": "losses = -np.log(p.astype('float32')[np.arange(len(z)), labels])",
    "p cut at 0.0000001": "losses = -np.log(np.clip(p[np.arange(len(z)), labels], 1e-7, 1))",
    FROM_SCORES: LOSS.splitlines()[1],
}
"""Ways to write the cross-entropy: straight from the definition, guarded against log(0), and from the scores."""

_P = "z = z - z.max(axis=1, keepdims=True)\np = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)\n"
_MEANS = "loss, accuracy = losses.mean(), (z.argmax(axis=1) == labels).mean()\nprint(loss, accuracy)\n"


def overfitting(evidence: Evidence, record: Record, *, whose: str) -> Trial:
    """Give digits that the network has trained on (`whose` is SEEN) the treatment of the test digits."""
    epoch = record.kept[-1]
    path = _seen_and_unseen(evidence, record)
    if whose == SEEN:
        lines, labels = evidence.seen_code, evidence.seen_labels
        z = scores(record.weights[epoch], evidence.seen_images, NOTEBOOK)
    else:
        lines, labels = evidence.code, evidence.labels
        z = recorded_scores(evidence, record, epoch=epoch, factor=NOTEBOOK)
    answers = calibration(z, labels)
    cleared = whose == SEEN and path[1].loss > 1
    return Trial(
        SUSPECTS[0],
        "If it had only learned its own digits by heart, then these **own digits**, prepared like the test digits, "
        "would still have a small loss.",
        _overfitting_finding(path[1].loss, record) if cleared else _SCENE.format(loss=nats(path[0].loss)),
        verdict="cleared" if cleared else "open",
        training_loss=_training_loss(record, epoch),
        path=path,
        here=whose,
        code=network_code(lines, epoch=epoch, factor=NOTEBOOK) + LOSS,
        **measured(answers),  # type: ignore[arg-type]
    )


_SCENE = "The scene: on digits that it never saw it costs {loss} nats. Now give it digits that it **trained on**."


def _overfitting_finding(seen: float, record: Record) -> str:
    worst = float(record.once["test_loss"].max())
    return (
        f"Digits that it trained on cost {nats(seen)} nats too, where training printed {PRINTED_TRAINING_LOSS}. And a "
        f"network that was left to overfit for {record.epochs} epochs, to a training loss of "
        f"{record.once['loss'][-1]:.4f}, costs {nats(worst)} on test digits."
    )


def loss_bug(evidence: Evidence, record: Record, *, formula: str) -> Trial:
    """Work the loss out by hand, in three ways."""
    epoch = record.kept[-1]
    z = recorded_scores(evidence, record, epoch=epoch, factor=NOTEBOOK)
    answers = calibration(z, evidence.labels)
    each = {name: _losses(z, evidence.labels, name) for name in FORMULAS}
    losses = each[formula]
    error = 2 * float(losses.std() / np.sqrt(len(losses))) if np.isfinite(losses).all() else 0.0
    numbers = measured(answers) | {"loss": float(losses.mean()), "loss_error": error}
    code = network_code(evidence.code, epoch=epoch, factor=NOTEBOOK)
    code += LOSS if formula == FROM_SCORES else f"{_P}{FORMULAS[formula]}\n{_MEANS}"
    right = formula == FROM_SCORES and abs(answers.loss - PRINTED_LOSS) <= error
    return Trial(
        SUSPECTS[1],
        "If the loss were computed wrongly, then working it out **by hand** from the ten scores would give another "
        "number.",
        _loss_finding(formula, numbers["loss"], 1 - answers.accuracy),
        verdict="cleared" if right else "open",
        training_loss=_training_loss(record, epoch),
        path=tuple(Place(name, 1 - answers.accuracy, float(values.mean())) for name, values in each.items()),
        here=formula,
        code=code,
        **numbers,  # type: ignore[arg-type]
    )


def _loss_finding(formula: str, loss: float, wrong: float) -> str:
    if formula == "-log p in float32":
        return (
            f"Straight from the definition it is {nats(loss)}: float32 has no room for the probability of the truth, "
            "and log(0) is −∞. So the notebook's loss was not worked out like this. Try another way."
        )
    if formula == "p cut at 0.0000001":
        return (
            f"Cut off at 0.0000001, a wrong answer costs at most {-np.log(1e-7):.1f} nats. With {wrong:.1%} wrong that "
            f"makes {nats(loss)}, and can never make {PRINTED_LOSS}. Try another way."
        )
    count = round((1 - PRINTED_ACCURACY) * PRINTED_DIGITS)
    each = PRINTED_LOSS * PRINTED_DIGITS / count
    return (
        f"By hand it is {nats(loss)} nats. {count} of the notebook's {PRINTED_DIGITS:,} answers are wrong; if they "
        f"alone make its loss, each costs {each:.0f} nats: the truth got $e^{{-{each:.0f}}}$. The loss is right; "
        "what it reports is absurd."
    )


def wrong_labels(evidence: Evidence, record: Record, *, share: int) -> Trial:
    """Give `share` of a hundred test digits a wrong label, the digits prepared as in training."""
    epoch = record.kept[-1]
    z = recorded_scores(evidence, record, epoch=epoch, factor=AS_TRAINED)
    path = tuple(place(f"{each} %", calibration(z, mislabelled(evidence.labels, each))) for each in SHARES)
    answers = calibration(z, mislabelled(evidence.labels, share))
    most = max(path, key=lambda there: there.loss)
    near = min(path, key=lambda there: abs(there.wrong - (1 - PRINTED_ACCURACY)))
    changed = round(share * len(evidence.labels) / 100)
    code = network_code(evidence.code, epoch=epoch, factor=AS_TRAINED)
    code += MISLABEL.format(changed=changed) + LOSS
    return Trial(
        SUSPECTS[2],
        "If labels of the test set were wrong, then with enough **wrong labels** loss and accuracy would be the "
        "printed ones.",
        f"No label is wrong yet: {nats(answers.loss)} nats. Make some wrong, and watch both numbers."
        if share == 0
        else f"Never both. With {near.name} wrong labels {1 - near.wrong:.1%} are right, as in the notebook, but the "
        f"loss is {nats(near.loss)}; with {most.name} wrong labels it is still only {nats(most.loss)}.",
        verdict="cleared" if share and most.loss < PRINTED_LOSS else "open",
        training_loss=_training_loss(record, epoch),
        path=path,
        here=f"{share} %",
        code=code,
        **measured(answers),  # type: ignore[arg-type]
    )


def too_few_epochs(record: Record, *, epoch: int) -> Trial:
    """Look the outcome after `epoch` epochs up in the record: all of MNIST's test digits, prepared as in training."""
    run = record.twice
    path = tuple(
        Place(f"epoch {number}", 1 - float(accuracy), float(loss))
        for number, (loss, accuracy) in enumerate(zip(run["test_loss"], run["test_accuracy"], strict=True), start=1)
    )
    worst = max(path, key=lambda there: there.loss)
    near = min(path, key=lambda there: abs(there.wrong - (1 - PRINTED_ACCURACY)))
    return Trial(
        SUSPECTS[3],
        "If the network were not ready, then at **some epoch** loss and accuracy would be the printed ones.",
        f"After the last epoch it costs {nats(path[-1].loss)} nats. Go back to earlier ones."
        if epoch == record.epochs
        else f"At none. The loss is highest after {worst.name}, {nats(worst.loss)}; guessing costs {np.log(10):.2f}. "
        f"When {1 - near.wrong:.1%} are right, after {near.name}, it is {nats(near.loss)}.",
        verdict="cleared" if epoch < record.epochs and worst.loss < PRINTED_LOSS else "open",
        loss=path[epoch - 1].loss,
        accuracy=1 - path[epoch - 1].wrong,
        digits=PRINTED_DIGITS,
        training_loss=_training_loss(record, epoch),
        path=path,
        here=f"epoch {epoch}",
        code=RECORDED.format(index=epoch - 1),
    )


def different_scaling(evidence: Evidence, record: Record, *, factor: float, epoch: int) -> Trial:
    """Give the network test inputs that are `factor` times as large as those it was trained on."""
    answers = calibration(recorded_scores(evidence, record, epoch=epoch, factor=factor), evidence.labels)
    trial = Trial(
        SUSPECTS[4],
        "If the test inputs had another size than those of training, then at **some scale** every clue would agree.",
        _scale_finding(answers.loss, factor),
        verdict="open",
        training_loss=_training_loss(record, epoch),
        path=scaling_path(evidence, record, epoch),
        here=f"× {factor:g}",
        code=network_code(evidence.code, epoch=epoch, factor=factor) + LOSS,
        **measured(answers),  # type: ignore[arg-type]
    )
    if not trial.fits:
        return trial
    size = f"`images{scaling(factor)}`"
    finding = (
        f"**Every clue agrees.** {size} is {factor:g} times as large as what this network was trained on, "
        "`images / 255 / 255`. The cell that divides by 255 was run twice for the training images and once for the "
        "test images."
    )
    return replace(trial, verdict="caught", finding=finding)


def _scale_finding(loss: float, factor: float) -> str:
    size = f"`images{scaling(factor)}`"
    if factor == AS_TRAINED:
        return f"{size}, as in training, costs {nats(loss)} nats: this network was trained on exactly such inputs."
    many = f"{factor:g} times as large as in training"
    if factor < AS_TRAINED:
        return f"{size} is {many}: the network hardly sees the ink and is unsure."
    return (
        f"{size} is {many}. The scores grow as much, and so does the loss of every wrong answer: {nats(loss)} nats "
        "in the mean. Which score is the largest hardly changes, so most answers stay right."
    )


@lru_cache(maxsize=16)
def scaling_path(evidence: Evidence, record: Record, epoch: int) -> tuple[Place, ...]:
    """The outcome at every scale."""
    asked = partial(recorded_scores, evidence, record, epoch=epoch)
    return tuple(place(f"× {factor:g}", calibration(asked(factor=factor), evidence.labels)) for factor in FACTORS)


@lru_cache(maxsize=4)
def _seen_and_unseen(evidence: Evidence, record: Record) -> tuple[Place, Place]:
    epoch = record.kept[-1]
    unseen = calibration(recorded_scores(evidence, record, epoch=epoch, factor=NOTEBOOK), evidence.labels)
    seen = calibration(scores(record.weights[epoch], evidence.seen_images, NOTEBOOK), evidence.seen_labels)
    return place(UNSEEN, unseen), place(SEEN, seen)


MISLABEL = """\
random = np.random.default_rng(0)
wrong = random.permutation(len(labels))[:{changed}]
labels = labels.copy()
labels[wrong] = (labels[wrong] + random.integers(1, 10, len(labels))[wrong]) % 10   # another digit
"""

RECORDED = """\
from mnist_lab.network.recorded import record   # made by: python -m mnist_lab.engine.puzzle

run = record().twice
loss, accuracy = run["test_loss"][{index}], run["test_accuracy"][{index}]   # 10,000 digits / 255 / 255
print(loss, accuracy)
"""


def mislabelled(labels: NDArray[np.uint8], share: int) -> NDArray[np.uint8]:
    """(n,): labels of which `share` in a hundred are another digit; a larger share holds the same and more."""
    random = np.random.default_rng(0)
    wrong = random.permutation(len(labels))[: round(share * len(labels) / 100)]
    changed = labels.copy()
    changed[wrong] = (labels[wrong] + random.integers(1, 10, len(labels))[wrong]) % 10
    return changed


def _losses(z: NDArray[np.float32], labels: NDArray[np.uint8], formula: str) -> NDArray[np.floating]:
    logs = log_softmax(z)[np.arange(len(labels)), labels]
    losses: NDArray[np.floating] = -logs
    if formula == "p cut at 0.0000001":
        losses = -np.log(np.clip(np.exp(logs), 1e-7, 1))
    elif formula == "-log p in float32":
        with np.errstate(divide="ignore"):
            losses = -np.log(np.exp(logs).astype(np.float32))
    return losses


def _training_loss(record: Record, epoch: int) -> float:
    return float(record.twice["loss"][epoch - 1])

"""The five experiments: what each finds on real digits, and that each code panel prints what the page shows."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from mnist_lab.digits.dataset import SAMPLE, Digits, Source, load
from mnist_lab.maths.calibration import calibration
from mnist_lab.network import experiments
from mnist_lab.network.experiments import FORMULAS, SEEN, SHARES, UNSEEN, mislabelled
from mnist_lab.network.overconfidence import TEMPERATURES, overconfidence
from mnist_lab.network.recorded import record
from mnist_lab.network.suspects import (
    AS_TRAINED,
    FACTORS,
    NOTEBOOK,
    RAW,
    SUSPECTS,
    Trial,
    evidence,
    prepared,
    scaling,
    scores,
    shown_probability,
)
from mnist_lab.network.wrong_answers import wrong_answer
from tests.code_run import printed

DIGITS = load()
THERE = evidence(DIGITS)
RUN = record()
LAST = RUN.kept[-1]


def trials() -> list[Trial]:
    """Every suspect at every setting, or at a few where there are many."""
    return [
        *(experiments.overfitting(THERE, RUN, whose=whose) for whose in (UNSEEN, SEEN)),
        *(experiments.loss_bug(THERE, RUN, formula=formula) for formula in FORMULAS),
        *(experiments.wrong_labels(THERE, RUN, share=share) for share in (0, 5, 100)),
        *(experiments.too_few_epochs(RUN, epoch=epoch) for epoch in (1, 21, 32)),
        *(experiments.different_scaling(THERE, RUN, factor=f, epoch=LAST) for f in (0.25, 1.0, 64.0, 255.0, RAW)),
        *(experiments.different_scaling(THERE, RUN, factor=NOTEBOOK, epoch=epoch) for epoch in RUN.kept[:-1]),
    ]


@pytest.mark.parametrize("trial", trials(), ids=lambda trial: f"{trial.suspect}, {trial.here}")
def test_the_code_prints_what_the_page_shows(trial: Trial) -> None:
    ((loss, accuracy),) = printed(trial.code)
    assert loss == pytest.approx(trial.loss, rel=1e-5)
    assert accuracy == pytest.approx(trial.accuracy, abs=1e-6)
    there = next(place for place in trial.path if place.name == trial.here)
    assert there.loss == pytest.approx(trial.loss, rel=1e-5)
    assert there.wrong == pytest.approx(1 - trial.accuracy, abs=1e-6)


STARTS = {UNSEEN, "-log p in float32", "p cut at 0.0000001", "0 %", "epoch 32"}
"""Settings that are a beginning: they clear nobody yet, and say what to try."""


def test_four_suspects_are_cleared_once_something_is_tried() -> None:
    for trial in trials():
        if trial.suspect != "Different scaling":
            assert trial.verdict == ("open" if trial.here in STARTS else "cleared"), trial.here
    assert {trial.suspect for trial in trials()} == set(SUSPECTS)


def test_the_fifth_is_caught_at_one_setting_only() -> None:
    outcomes = {
        (factor, epoch): experiments.different_scaling(THERE, RUN, factor=factor, epoch=epoch)
        for factor in FACTORS
        for epoch in RUN.kept
    }
    caught = {setting for setting, trial in outcomes.items() if trial.verdict == "caught"}
    assert caught == {(NOTEBOOK, LAST)}
    assert "run twice" in outcomes[NOTEBOOK, LAST].finding


def test_the_notebooks_clues_come_out_of_images_divided_once() -> None:
    trial = experiments.different_scaling(THERE, RUN, factor=NOTEBOOK, epoch=LAST)
    assert 10 < trial.loss < 25 and 0.937 < trial.accuracy < 0.966
    assert trial.top == 1
    assert [agrees for *_, agrees in trial.clues] == [True] * 4
    trained = experiments.different_scaling(THERE, RUN, factor=AS_TRAINED, epoch=LAST)
    assert trained.loss < 0.15 and trained.accuracy > 0.95
    assert [agrees for *_, agrees in trained.clues] == [False, True, False, True]


def test_with_all_of_mnist_the_notebooks_10_000_test_digits_catch_it(full_mnist: Path) -> None:
    with np.load(full_mnist) as file:
        test = file["x_test"], file["y_test"]
    every = evidence(Digits(DIGITS.train_images, DIGITS.train_labels, *test, Source("file", full_mnist)))
    outcomes = {factor: experiments.different_scaling(every, RUN, factor=factor, epoch=LAST) for factor in FACTORS}
    assert {factor for factor, trial in outcomes.items() if trial.verdict == "caught"} == {NOTEBOOK}
    caught = outcomes[NOTEBOOK]
    assert caught.digits == 10_000
    assert 17 < caught.loss < 20 and 0.945 < caught.accuracy < 0.957  # issue 6
    scene = experiments.overfitting(every, RUN, whose=UNSEEN)  # what the page opens with
    assert [agrees for *_, agrees in scene.clues] == [True] * 4
    assert experiments.loss_bug(every, RUN, formula=experiments.FROM_SCORES).verdict == "cleared"


def test_the_loss_grows_as_the_scale_does() -> None:
    path = {place.name: place.loss for place in experiments.scaling_path(THERE, RUN, LAST)}
    assert path["× 128"] / path["× 64"] == pytest.approx(2, rel=0.01)
    assert path["× 65025"] / path["× 255"] == pytest.approx(255, rel=0.01)


def test_digits_it_trained_on_are_no_better_off() -> None:
    trial = experiments.overfitting(THERE, RUN, whose=SEEN)
    assert trial.loss > 5
    assert trial.loss == pytest.approx(
        calibration(scores(RUN.weights[LAST], THERE.seen_images, NOTEBOOK), THERE.seen_labels).loss
    )


def test_a_loss_from_probabilities_could_never_be_18() -> None:
    cut = experiments.loss_bug(THERE, RUN, formula="p cut at 0.0000001")
    assert cut.loss < (1 - cut.accuracy) * 16.2 + 0.1  # -log(1e-7) = 16.1 for each wrong answer, at most
    assert experiments.loss_bug(THERE, RUN, formula="-log p in float32").loss == np.inf


@pytest.mark.parametrize("share", SHARES)
def test_so_many_labels_are_wrong_and_the_others_as_they_were(share: int) -> None:
    changed = mislabelled(THERE.labels, share)
    assert (changed != THERE.labels).sum() == round(share * len(THERE.labels) / 100)
    assert changed.max() <= 9


def test_the_seen_digits_leave_out_what_the_network_never_saw() -> None:
    with np.load(SAMPLE) as file:
        x_train, y_train, x_test, y_test = (file[name] for name in ("x_train", "y_train", "x_test", "y_test"))
    # As in MNIST, whose training digits hold the sample's test digits; the recipe did not train on those.
    mixed = np.concatenate([x_train, x_test]), np.concatenate([y_train, y_test])
    chosen = evidence(Digits(*mixed, x_test, y_test, Source("sample", SAMPLE)))
    assert np.array_equal(chosen.seen_images, x_train[::4]) and np.array_equal(chosen.seen_labels, y_train[::4])
    assert np.array_equal(chosen.images, x_test) and np.array_equal(chosen.labels, y_test)
    many = evidence(Digits(*mixed, np.repeat(x_test, 30, axis=0), np.repeat(y_test, 30), Source("sample", SAMPLE)))
    assert np.array_equal(many.images, np.repeat(x_test, 10, axis=0)) and "digits.test_images[::3]" in many.code


@pytest.mark.parametrize("factor", FACTORS)
def test_the_scaling_is_the_code_that_is_shown(factor: float) -> None:
    x = eval(f'images.reshape(len(images), 784).astype("float32"){scaling(factor)}', {"images": THERE.images})
    assert x.dtype == np.float32
    assert np.array_equal(x, prepared(THERE.images, factor))
    assert x.max() == pytest.approx(factor / 255, rel=1e-5)


@pytest.mark.parametrize(
    ("factor", "temperature", "epoch"), [(255.0, 1.0, 32), (1.0, 1.0, 32), (255.0, 170.0, 32), (0.25, 4.0, 1)]
)
def test_confidence_is_what_its_code_prints(factor: float, temperature: float, epoch: int) -> None:
    sure = overconfidence(THERE, RUN, epoch=epoch, factor=factor, temperature=temperature)
    first, *groups = printed(sure.code)
    assert first == pytest.approx([temperature, sure.answers.loss, sure.answers.error], rel=1e-5)
    some = sure.answers.counts > 0
    shown = np.stack(
        [
            np.arange(10)[some] / 10,
            sure.answers.counts[some],
            sure.answers.mean_confidence[some],
            sure.answers.accuracies[some],
        ],
        axis=1,
    )
    assert np.array(groups) == pytest.approx(shown, rel=1e-5)
    assert sure.losses.min() >= sure.best.loss - 1e-9


def test_the_wrong_scale_makes_sure_and_a_temperature_mends_it() -> None:
    exploded = overconfidence(THERE, RUN, epoch=LAST, factor=NOTEBOOK, temperature=1.0)
    trained = overconfidence(THERE, RUN, epoch=LAST, factor=AS_TRAINED, temperature=1.0)
    assert exploded.answers.error > 0.04 > trained.answers.error
    assert "**too sure**" in exploded.sentence and "**too sure**" not in trained.sentence
    assert 170.0 in TEMPERATURES and exploded.best.temperature == pytest.approx(170, abs=1)
    assert trained.answers.loss < exploded.best.loss < 0.2
    assert exploded.best.error < 0.02


@pytest.mark.parametrize(("factor", "number"), [(255.0, 1), (255.0, 49), (1.0, 7), (RAW, 1000), (0.25, 3)])
def test_a_wrong_answer_is_what_its_code_prints(factor: float, number: int) -> None:
    wrong = wrong_answer(THERE, RUN, epoch=LAST, factor=factor, number=number)
    first, z = printed(wrong.code)
    assert first == pytest.approx([wrong.place, wrong.label, wrong.answer, wrong.loss], rel=1e-5)
    assert z == pytest.approx(list(wrong.scores), rel=1e-6)
    assert wrong.label == THERE.labels[wrong.place] != wrong.answer
    assert np.array_equal(wrong.image, THERE.images[wrong.place])
    assert 1 <= wrong.number <= wrong.count
    assert f"A {wrong.label}, read as {wrong.answer}" in wrong.sentence


def test_without_a_wrong_answer_there_is_none_to_look_at() -> None:
    right = scores(RUN.weights[LAST], THERE.images, NOTEBOOK).argmax(axis=1) == THERE.labels
    good = dataclasses.replace(THERE, images=THERE.images[right], labels=THERE.labels[right])
    with pytest.raises(ValueError, match="Every answer is right"):
        wrong_answer(good, RUN, epoch=LAST, factor=NOTEBOOK, number=1)


@pytest.mark.parametrize(("p", "words"), [(0.4958, "0.4958"), (0.99995, "0.99995"), (0.9999999, "0.9999999")])
def test_a_probability_below_1_never_looks_like_1(p: float, words: str) -> None:
    assert shown_probability(p) == words

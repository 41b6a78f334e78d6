"""Losses, confidence and reliability: by hand, against plain formulas, and where formulas in float would break."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mnist_lab.maths.calibration import BINS, CalibrationError, best_temperature, calibration, log_softmax

FINITE = st.floats(-50, 50, width=32)


@st.composite
def answers(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    n = draw(st.integers(1, 30))
    z = draw(hnp.arrays(np.float32, (n, 10), elements=FINITE))
    labels = draw(hnp.arrays(np.uint8, n, elements=st.integers(0, 9)))
    return z, labels


def test_by_hand() -> None:
    # e^0 : e^(log 3) = 1 : 3, so p = 1/4, 3/4. The first label is 1: loss log(4/3). The second is 0: loss log 4.
    z = np.array([[0, np.log(3)], [0, np.log(3)]])
    told = calibration(z, np.array([1, 0]))
    assert told.confidence == pytest.approx([0.75, 0.75])
    assert told.losses == pytest.approx([np.log(4 / 3), np.log(4)])
    assert told.accuracy == 0.5
    assert told.counts.tolist() == [0, 0, 0, 0, 0, 0, 0, 2, 0, 0]
    assert told.mean_confidence[7] == pytest.approx(0.75)
    assert told.accuracies[7] == 0.5
    assert told.error == pytest.approx(0.25)
    # T = 1/2 doubles the scores: 1 : 9.
    assert calibration(z, np.array([1, 0]), temperature=0.5).confidence == pytest.approx([0.9, 0.9])


def test_a_loss_of_380_nats_is_told_as_it_is() -> None:
    told = calibration(np.array([[0, 380.0]], np.float32), np.array([0]))
    assert told.loss == pytest.approx(380)
    assert told.confidence[0] == 1
    assert log_softmax(np.array([0.0, 1e5]))[0] == -1e5


@given(answers())
def test_what_holds_for_all_scores(given_: tuple[np.ndarray, np.ndarray]) -> None:
    z, labels = given_
    told = calibration(z, labels)
    p = np.exp(z.astype(float)) / np.exp(z.astype(float)).sum(axis=1, keepdims=True)
    assert told.confidence == pytest.approx(p.max(axis=1))
    assert told.losses == pytest.approx(-np.log(p[np.arange(len(z)), labels]), abs=1e-9)
    assert told.counts.sum() == len(z) and (told.counts == 0).tolist() == np.isnan(told.accuracies).tolist()
    assert np.nansum(told.accuracies * told.counts) == pytest.approx(told.right.sum())
    assert 0 <= told.error <= 1
    some = told.counts > 0
    assert (told.mean_confidence[some] >= np.arange(BINS)[some] / BINS - 1e-9).all()
    assert (told.mean_confidence[some] <= (np.arange(BINS)[some] + 1) / BINS + 1e-9).all()


@given(answers(), st.floats(0.01, 1000))
def test_no_temperature_is_better_than_the_best_and_none_changes_an_answer(
    given_: tuple[np.ndarray, np.ndarray], temperature: float
) -> None:
    z, labels = given_
    other = calibration(z, labels, temperature=temperature)
    best = calibration(z, labels, temperature=best_temperature(z, labels))
    assert best.loss <= other.loss + 1e-6
    ties = (np.sort(z, axis=1)[:, -1] - np.sort(z, axis=1)[:, -2]) < 1e-3
    assert np.array_equal(best.right[~ties], other.right[~ties])


def test_scores_of_a_calibrated_source_want_temperature_1() -> None:
    random = np.random.default_rng(0)
    z = random.normal(size=(20_000, 10)) * 2
    labels = (np.exp(log_softmax(z)).cumsum(axis=1) > random.random((20_000, 1))).argmax(axis=1)
    assert best_temperature(z, labels) == pytest.approx(1, abs=0.03)
    assert best_temperature(7 * z, labels) == pytest.approx(7, abs=0.2)
    assert calibration(z, labels).error < 0.015
    assert calibration(7 * z, labels).error > 0.2


@pytest.mark.parametrize("temperature", [0.0, -1.0, np.nan, np.inf])
def test_a_temperature_is_above_0(temperature: float) -> None:
    with pytest.raises(CalibrationError, match="above 0"):
        log_softmax(np.zeros((1, 10)), temperature=temperature)


@pytest.mark.parametrize(("z", "labels"), [((0, 10), 0), ((3, 10), 2), ((3,), 3)])
def test_scores_and_labels_belong_together(z: tuple[int, ...], labels: int) -> None:
    with pytest.raises(CalibrationError, match="Scores are"):
        calibration(np.zeros(z), np.zeros(labels, np.uint8))

"""Two records laid over each other: by hand, the notebook's own, and what the code prints."""

import numpy as np
import pytest

from mnist_lab.maths.fingerprint import FingerprintError, fingerprint
from mnist_lab.network.recorded import record
from mnist_lab.runs.notebook import printed
from tests.code_run import printed as run


def test_by_hand() -> None:
    # Shift 0: |9-4|, |4-3| -> 3. Shift 1: 0, 0. Shift 2: |3-4|, |2-3| -> 1.
    recorded, losses = np.array([9.0, 4, 3, 2]), np.array([4.0, 3])
    assert [fingerprint(recorded, losses, before=shift).difference for shift in range(3)] == [3, 0, 1]
    told = fingerprint(recorded, losses, before=2)
    assert (told.best, told.best_difference) == (1, 0)
    assert "trained 2 epochs before" in told.sentence and "Move the slider" in told.sentence
    assert "No whole number of epochs fits better" in fingerprint(recorded, losses, before=1).sentence


@pytest.mark.parametrize("before", [-1, 3])
def test_the_printed_epochs_stay_in_the_record(before: int) -> None:
    with pytest.raises(FingerprintError, match="from 0 to 2"):
        fingerprint(np.arange(4.0), np.arange(2.0), before=before)


def test_the_notebooks_model_had_been_trained_eleven_epochs_before() -> None:
    told = fingerprint(record().twice["loss"], printed("keras").loss, before=0)
    assert told.best == 11
    assert told.best_difference < 0.003 and told.difference > 0.1


@pytest.mark.parametrize("before", [0, 8, 12])
def test_the_code_prints_what_is_shown(before: int) -> None:
    told = fingerprint(record().twice["loss"], printed("keras").loss, before=before)
    assert run(told.code) == [pytest.approx([told.difference, told.best, told.best_difference], abs=1e-6)]

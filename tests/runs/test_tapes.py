"""TensorFlow's tape asked in a worker: an answer, none while none is ready, the reason when it fails."""

import pytest

from mnist_lab.runs.pool import Pool
from mnist_lab.runs.tapes import TapeError, tape_of_example, tape_of_formula


def test_a_warm_worker_answers(pool: Pool) -> None:
    taped = tape_of_formula(pool, "x * y", {"x": 3.0, "y": 2.0})
    assert taped is not None and taped.values == (3.0, 2.0, 6.0) and taped.gradients == (2.0, 3.0, 1.0)
    trap = tape_of_example(pool, "watch forgotten")
    assert trap is not None and trap.printed == ((6, "None"),)
    mended = tape_of_example(pool, "watch forgotten", mended=True)
    assert mended is not None and "6.0" in mended.printed[0][1]


def test_no_worker_is_no_answer(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_workers", None)
    assert tape_of_example(pool, "argmax") is None


def test_a_worker_that_cannot_is_told(pool: Pool) -> None:
    with pytest.raises(TapeError, match="The worker gave no answer: ExpressionError: Nothing typed"):
        tape_of_formula(pool, "", {})

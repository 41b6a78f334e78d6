"""Five recorded trainings: their spread by hand, their file, and what they are held to."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_lab.network.seeds import SEEDS, Seeds, load_seeds, save_seeds, seeds, spread, spread_of
from mnist_lab.network.weights import WeightsError
from tests.maths.test_first_look import run


def test_a_spread_by_hand() -> None:
    # mean 4; squared distances 4 + 0 + 4 = 8; 8 / (3 - 1) = 4; its root 2
    found = spread(np.array([2, 4, 6], np.float32))
    assert (found.mean, found.deviation, found.least, found.greatest) == (4, 2, 2, 6)


@given(st.lists(st.floats(-10, 10, width=32), min_size=2, max_size=8))
def test_a_spread_is_numpys(values: list[float]) -> None:
    found = spread(np.array(values, np.float32))
    assert found.least <= found.mean + 1e-9
    assert found.mean <= found.greatest + 1e-9
    assert found.deviation == pytest.approx(float(np.std(values, ddof=1)), abs=1e-9)


@pytest.mark.parametrize("values", [[], [1.0]])
def test_one_result_has_no_spread(values: list[float]) -> None:
    with pytest.raises(ValueError, match="two or more results"):
        spread(np.array(values, np.float32))


def test_the_record_has_five_seeds_of_twenty_epochs_near_what_is_known_of_this_network() -> None:
    record = seeds()
    assert record.seeds == (0, 1, 2, 3, 4)
    assert record.epochs == 20
    last = spread_of(record, 20)
    assert 0.977 < last.accuracy.least < last.accuracy.greatest < 0.986  # above it, suspect a leak
    assert last.loss.greatest < 0.1  # and never the notebook's 18.4538
    assert SEEDS.stat().st_size < 10_000


@pytest.mark.parametrize("epoch", [1, 20])
def test_the_code_of_the_spread_prints_what_is_said(epoch: int) -> None:
    found = spread_of(seeds(), epoch)
    accuracy, loss = ([float(word) for word in line.split()] for line in run(found.code)[1].splitlines())
    assert accuracy == [found.accuracy.mean, found.accuracy.deviation, found.accuracy.least, found.accuracy.greatest]
    assert loss == [found.loss.mean, found.loss.deviation, found.loss.least, found.loss.greatest]
    assert f"{accuracy[0]:.2%}" in found.sentence


@pytest.mark.parametrize("epoch", [0, 21])
def test_an_epoch_that_was_not_recorded(epoch: int) -> None:
    with pytest.raises(ValueError, match="Epochs 1 to 20 were recorded"):
        spread_of(seeds(), epoch)


def test_a_record_is_read_as_it_was_written_and_a_damaged_one_refused(tmp_path: Path) -> None:
    table = np.random.default_rng(0).random((4, 2, 3), np.float32)
    save_seeds(Seeds((7, 8), *table), tmp_path / "seeds.npz")
    read = load_seeds(tmp_path / "seeds.npz")
    assert read.seeds == (7, 8)
    assert np.array_equal(read.test_accuracy, table[3])
    (tmp_path / "broken.npz").write_bytes(b"not a zip")
    with pytest.raises(WeightsError, match="cannot be read"):
        load_seeds(tmp_path / "broken.npz")
    np.savez(tmp_path / "flat.npz", seeds=np.arange(2), table=np.zeros((2, 4)))
    with pytest.raises(WeightsError, match="shape"):
        load_seeds(tmp_path / "flat.npz")

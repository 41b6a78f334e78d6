"""The loss along lines through a network's weights: against the forward pass; the shipped record and its words."""

from pathlib import Path

import numpy as np
import pytest

from mnist_lab.network.backward import cross_entropy
from mnist_lab.network.landscape import (
    DIRECTIONS,
    DISTANCES,
    RECORD,
    Moment,
    along,
    length,
    load_trainings,
    save_trainings,
    trainings,
)
from mnist_lab.network.landscape_words import TITLES, reading, when
from mnist_lab.network.weights import WeightsError, weights_from_arrays
from tests.networks import network, ran


def test_a_line_is_the_forward_pass_at_each_place() -> None:
    random = np.random.default_rng(0)
    start = [array for layer in network((6,)).layers for array in (layer.W, layer.b)]
    way = [random.standard_normal(array.shape).astype(np.float32) for array in start]
    x, labels = random.uniform(0, 1, (9, 784)).astype(np.float32), random.integers(0, 10, 9)
    found = along(start, way, x, labels, distances=[-0.3, 0.0, 0.7])
    for place, distance in enumerate((-0.3, 0.0, 0.7)):
        moved = [array + np.float32(distance) * part for array, part in zip(start, way, strict=True)]
        scores = weights_from_arrays(moved, ("relu", "softmax")).forward(x).pre[-1]
        assert found[place] == pytest.approx(float(cross_entropy(scores, labels).mean()), rel=1e-4)


def test_the_length_of_a_way() -> None:
    assert length([np.array([[3.0]], np.float32), np.array([4.0], np.float32)]) == 5.0
    assert length([]) == 0.0


def test_the_record_is_whole_and_says_the_same_in_two_ways() -> None:
    assert DISTANCES[40] == 0 and len(DISTANCES) == 121
    assert set(trainings()) == set(TITLES)
    for moments in trainings().values():
        assert [moment.batch for moment in moments] == [0, 10, 100, 469, 2345]
        for moment in moments:
            for direction in DIRECTIONS:  # every line goes through the network itself
                assert moment.curves[direction][40] == pytest.approx(moment.facts["loss"], rel=1e-5)
            between = np.interp(moment.facts["step_length"], DISTANCES, moment.curves["step"])
            assert between == pytest.approx(moment.facts["loss_after"], rel=0.02)
            slope = (moment.curves["gradient"][41] - moment.curves["gradient"][39]) / 0.2
            assert slope == pytest.approx(-moment.facts["gradient"], rel=0.25)


def test_a_step_of_plain_descent_is_rate_times_a_gradient() -> None:
    for moment in trainings()["sgd"]:
        assert 0.5 < moment.facts["step_length"] / (0.001 * moment.facts["gradient"]) < 3


@pytest.mark.parametrize("kind", TITLES)
@pytest.mark.parametrize("index", range(5))
def test_the_code_reads_what_the_page_says(kind: str, index: int, capsys: pytest.CaptureFixture[str]) -> None:
    seen = reading(kind, index)
    names = ran(seen.code)
    assert names["facts"] == seen.moment.facts
    assert names["lowest"] == pytest.approx(seen.moment.lowest("gradient"))
    assert names["curvature"] == pytest.approx(seen.moment.curvature("gradient"), rel=1e-3, abs=1e-4)
    assert f"{seen.moment.facts['loss_after']:.4f}" in seen.sentence
    assert f"between {names['chance'].min():.3f} and {names['chance'].max():.3f}" in seen.sentence


def test_moments_in_words() -> None:
    assert [when(batch) for batch in (0, 1, 469, 938)] == [
        "before training",
        "after 1 batches",
        "after 1 epoch",
        "after 2 epochs",
    ]


def test_a_record_is_written_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "record.npz"
    save_trainings(trainings(), path)
    again = load_trainings(path)
    assert [moment.facts for moment in again["sgd"]] == [moment.facts for moment in trainings()["sgd"]]
    np.testing.assert_array_equal(again["rmsprop"][2].curves["step"], trainings()["rmsprop"][2].curves["step"])


def test_a_damaged_record_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.npz"
    broken.write_bytes(RECORD.read_bytes()[:2000])
    for path in (broken, tmp_path / "missing.npz"):
        with pytest.raises(WeightsError, match="cannot be read as recorded landscapes"):
            load_trainings(path)
    np.savez(tmp_path / "other.npz", curves_sgd=np.zeros((2, 3, 5)), facts_sgd=np.zeros((2, 8)))
    with pytest.raises(WeightsError, match="do not fit"):
        load_trainings(tmp_path / "other.npz")


def test_where_the_way_down_only_rises_it_is_said() -> None:
    rising = np.abs(DISTANCES).astype(np.float32) + 1
    moment = Moment(dict.fromkeys(DIRECTIONS, rising), trainings()["sgd"][0].facts)
    assert moment.lowest("gradient") == (0.0, 1.0)

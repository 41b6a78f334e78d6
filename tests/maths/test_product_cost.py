"""Counted by hand and against the loops themselves; timed, without asking how fast this machine is."""

import io
import sys
from contextlib import redirect_stdout
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_lab.maths import product_cost
from mnist_lab.maths.product_cost import Cost, Race, duration, layer_cost, pair, race, rounded, seconds_a_call
from mnist_lab.maths.products import Product


def printed(code: str) -> list[float]:
    out = io.StringIO()
    with redirect_stdout(out):
        exec(code, {})
    return [float(number) for number in out.getvalue().split()]


def test_the_notebook_s_first_layer() -> None:
    # 128 images x 512 units x 784 pixels = 51,380,224; additions 128 x 512 x 783 = 51,314,688
    cost = layer_cost()
    assert (cost.multiplications, cost.additions, cost.flop) == (51_380_224, 51_314_688, 102_760_448)
    assert printed(cost.code) == [51_380_224, 51_314_688, 102_760_448]
    assert "**51\u202f380\u202f224 multiplications**" in cost.sentence and "102\u202f760\u202f448" in cost.sentence


@given(st.integers(0, 4), st.integers(1, 4), st.integers(0, 4))
def test_every_product_and_every_sum_is_counted(m: int, n: int, p: int) -> None:
    cells = list(np.ndindex(m, p))
    cost = Cost(m, n, p)
    assert cost.multiplications == sum(len(np.ones(n) * np.ones(n)) for _ in cells)
    assert cost.additions == sum(len(np.add.accumulate(np.ones(n))) - 1 for _ in cells)
    if m and p:
        product = Product(np.ones((m, n), int), np.ones((n, p), int))
        assert (cost.multiplications, cost.additions) == (product.multiplications, product.additions)


def test_nothing_to_sum_costs_nothing() -> None:
    assert (Cost(3, 0, 2).multiplications, Cost(3, 0, 2).additions) == (0, 0)


def test_a_race_says_what_it_measured() -> None:
    # loops 1 ms, NumPy 2 us: 500 times as fast; TensorFlow 10 us: 100 times
    run = Race(32, 1e-3, 2e-6, 1.2e-3, 1e-5, 2e-3)
    assert run.ratios == pytest.approx({"three loops": 1, "NumPy": 500, "TensorFlow": 100})
    # 1 ms for 32^3 = 32,768 multiplications: 51,380,224 take 1.568 s
    assert run.loop_for_layer == pytest.approx(1.568)
    assert "NumPy is **500 times** as fast, TensorFlow is **100 times** as fast" in run.sentence
    assert "NumPy takes 1.2 ms, TensorFlow 2 ms" in run.sentence and "would need 1.6 s" in run.sentence
    waiting = Race(32, 1e-3, 2e-6, 1.2e-3)
    assert "TensorFlow" not in waiting.sentence and "TensorFlow" not in waiting.ratios


def test_a_real_race_takes_positive_times_and_only_small_sizes() -> None:
    run = race(4)
    assert min(run.loop, run.numpy, run.layer) > 0
    with pytest.raises(ValueError, match="5000 is not among the sizes"):
        race(5000)


def test_the_code_of_a_race_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a stand-in for TensorFlow, which takes seconds to import; the engine's test times the real one."""
    stand_in = SimpleNamespace(constant=np.asarray, matmul=lambda a, b: SimpleNamespace(numpy=lambda: a @ b))
    monkeypatch.setitem(sys.modules, "tensorflow", stand_in)
    found = printed(Race(4, 1e-3, 2e-6, 1e-3).code)
    assert len(found) == 4 and min(found) > 0


def test_what_is_slow_is_timed_three_times_and_what_is_fast_many_times(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    clock = [0.0]
    monkeypatch.setattr(product_cost.time, "perf_counter", lambda: clock[0])

    def work(seconds: float) -> None:
        calls.append(1)
        clock[0] += seconds

    assert seconds_a_call(lambda: work(1.0)) == 1.0 and len(calls) == 3
    calls.clear()
    assert seconds_a_call(lambda: work(0.001)) == pytest.approx(0.001)
    assert len(calls) == 2 + 3 * 20


def test_the_same_matrices_each_time() -> None:
    assert all(np.array_equal(a, b) for a, b in zip(pair(3, 4, 5), pair(3, 4, 5), strict=True))
    assert [array.shape for array in pair(3, 4, 5)] == [(3, 4), (4, 5)]


def test_times_and_ratios_in_words() -> None:
    assert [duration(s) for s in (1.2e-5, 1.23e-3, 0.5, 77, 2e-7)] == ["12 µs", "1.2 ms", "500 ms", "77 s", "0.2 µs"]
    assert [rounded(v) for v in (23456, 567, 12.4, 9.96, 1, 0.5)] == ["23\u202f000", "570", "12", "10", "1", "0.5"]

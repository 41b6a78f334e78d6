"""Arrows, matches and races, read back from their figures."""

import numpy as np
import pytest

from mnist_lab.figures.product_arrows import arrows_figure, arrows_text
from mnist_lab.figures.product_cost import race_figure, race_text
from mnist_lab.figures.product_match import factors_figure, factors_text, sum_figure, sum_text
from mnist_lab.maths.product_arrows import Arrows
from mnist_lab.maths.product_cost import Race
from mnist_lab.ui.plot import payload
from tests.maths.test_product_match import found


def test_tips_shadow_and_angle_are_where_they_belong() -> None:
    pair = Arrows((3, 1), (4, 0))
    _, shadow, light, angle, w, x = arrows_figure(pair).data
    assert (shadow.x[1], shadow.y[1]) == (light.x[1], light.y[1]) == (3, 0)
    assert (light.x[0], light.y[0]) == (x.x[1], x.y[1]) == (3, 1)
    assert (w.x[1], w.y[1]) == (4, 0)
    assert angle.text[-1] == "18°"
    assert np.hypot(angle.x[0], angle.y[0]) == pytest.approx(0.9) and angle.y[0] == pytest.approx(0)
    assert "Arrow x to (3, 1)" in arrows_text(pair)


@pytest.mark.parametrize("tips", [((0, 0), (1, 2)), ((1, 2), (0, 0)), ((0, 0), (0, 0))])
def test_an_arrow_without_length_is_drawn_too(tips) -> None:
    figure = arrows_figure(Arrows(*tips))
    assert all(np.isfinite(np.array([v for v in trace.x if v is not None], float)).all() for trace in figure.data)


def test_the_match_shows_both_factors_their_product_and_the_running_sum() -> None:
    match = found(0, 200)
    x, w = factors_figure(match).data
    products, bars, line, _ = sum_figure(match).data
    assert np.allclose(np.array(x.z) * np.array(w.z), products.z, atol=1e-6)
    assert np.allclose(bars.x, np.array(products.z).sum(axis=1), atol=1e-4)
    assert line.x[-1] == pytest.approx(match.total, abs=1e-3)
    assert products.zmin == -products.zmax and w.zmin == -w.zmax  # zero in the middle
    assert f"together {match.total:.2f}" in sum_text(match) and "a 6" in factors_text(match)
    assert max(len(payload(figure)) for figure in (factors_figure(match), sum_figure(match))) < 300_000


def test_the_bars_are_the_ratios() -> None:
    race = Race(32, 1e-3, 2e-6, 1.2e-3, 1e-5, 2e-3)
    bars = race_figure(race).data[0]
    assert list(bars.y) == ["three loops", "NumPy", "TensorFlow"]
    assert list(bars.x) == pytest.approx([1, 500, 100])
    assert "× 500" in bars.text[1] and "2 µs" in bars.text[1]
    assert list(race_figure(Race(32, 1e-3, 2e-6, 1e-3)).data[0].y) == ["three loops", "NumPy"]
    said = "Products of (32, 32) matrices, as fast as the loops: NumPy 500 times, TensorFlow 100 times."
    assert race_text(race) == said

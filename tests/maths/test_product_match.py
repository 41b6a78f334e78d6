"""A unit's weights against a digit: the sum of all pixels is the dot product, and the network's own number."""

import io
from contextlib import redirect_stdout

import numpy as np
import pytest

from mnist_lab.digits.dataset import load
from mnist_lab.maths.product_match import LOOKED_AT, Match, scores, signed
from mnist_lab.network.pretrained import pretrained


def found(number: int, unit: int) -> Match:
    digits, layer = load(), pretrained().layers[0]
    label = int(digits.test_labels[number])
    return Match(number, unit, label, digits.test_images[number], layer.W[:, unit], float(layer.b[unit]))


def test_four_pixels_by_hand() -> None:
    # ink 1, 0.2, 0, 0 times weights 0.5, -1, 3, 3: 0.5 - 0.2 + 0 + 0 = 0.3; for 0.5, against -0.2
    image, w = np.zeros((28, 28), np.uint8), np.zeros(784, np.float32)
    image[0, :2], w[:4] = (255, 51), (0.5, -1, 3, 3)
    match = Match(0, 0, 1, image, w, -1.0)
    assert match.total == pytest.approx(0.3)
    assert match.sides == pytest.approx((0.5, -0.2))
    assert match.row_sums.tolist() == pytest.approx([0.3] + [0] * 27)
    assert "adds 0.50, ink on red ones takes away 0.20: `x · w` = **0.30**" in match.sentence
    assert "relu hands on 0: this digit does not wake it" in match.sentence


@pytest.mark.parametrize(("number", "unit"), [(0, 200), (17, 0), (999, 511)])
def test_it_is_what_the_network_computes_and_what_the_code_prints(number: int, unit: int) -> None:
    match = found(number, unit)
    out = io.StringIO()
    with redirect_stdout(out):
        exec(match.code, {})
    plus, minus, total, dot, handed_on = map(float, out.getvalue().split())
    assert (plus, minus) == pytest.approx(match.sides, abs=1e-4)
    assert total == pytest.approx(dot, abs=1e-4) == pytest.approx(match.total, abs=1e-4)
    forward = pretrained().forward(match.x[None])
    assert handed_on == pytest.approx(float(forward.activations[0][0, unit]), abs=1e-4)
    assert match.products.sum() == pytest.approx(match.row_sums.sum(), abs=1e-4) == pytest.approx(dot, abs=1e-4)


def test_scores_are_the_totals_of_many_digits_and_no_more_than_a_thousand() -> None:
    w = pretrained().layers[0].W[:, 200]
    many = scores(np.concatenate([load().test_images] * 2), w)
    assert many.shape == (LOOKED_AT,)
    assert many[[0, 17]] == pytest.approx([found(0, 200).total, found(17, 200).total], abs=1e-4)
    assert scores(load().test_images[:0], w).shape == (0,)


def test_signs() -> None:
    assert [signed(value) for value in (-1.234, 0.0, -0.0001, 2)] == ["−1.23", "0.00", "0.00", "2.00"]

"""The measured error of a difference quotient: truncation and round-off with their orders, by hand and by the code."""

from typing import Any

import numpy as np
import pytest

from mnist_lab.maths.difference_error import DTYPES, FORMULAS, DifferenceError, Formula, H, difference_error


def measured(text: str, x: float, formula: Formula = "central") -> DifferenceError:
    found = difference_error(text, x, formula)
    assert found is not None
    return found


def test_h_goes_from_one_to_1e_16() -> None:
    assert (H[0], H[-1], len(H)) == (1.0, 1e-16, 65)


def test_a_cubic_by_hand() -> None:
    # ((x + h)**3 - (x - h)**3) / 2h = 3 x**2 + h**2: the truncation error is h**2
    double = measured("x**3", 1.0).measured[1]
    large = H >= 1e-3
    assert double.error[large] == pytest.approx(H[large] ** 2, rel=1e-5)


@pytest.mark.parametrize(("formula", "order"), [("central", 2.0), ("forward", 1.0)])
def test_the_orders_of_truncation_and_round_off(formula: Formula, order: float) -> None:
    double = measured("exp(x / 2)", 1.0, formula).measured[1]
    assert double.order("truncation") == pytest.approx(order, abs=0.05)
    assert double.order("round-off") == pytest.approx(-1.0, abs=0.15)


def test_the_best_h_is_near_the_root_of_the_rounding() -> None:
    # central: about eps**(1/3), forward: about eps**(1/2)
    for formula, power in (("central", 1 / 3), ("forward", 1 / 2)):
        for one in measured("exp(x / 2)", 1.0, formula).measured:  # type: ignore[arg-type]
            expected = float(np.finfo(one.dtype).eps) ** power
            assert 0.02 < H[one.best] / expected < 50
            assert one.error[one.best] == np.nanmin(one.error)


def test_float64_reaches_further_than_float32() -> None:
    single, double = measured("sin(2 * x) + x / 2", -0.5).measured
    assert (single.dtype, double.dtype) == DTYPES
    assert double.error.min() < 1e-3 * single.error.min()
    assert H[double.best] < H[single.best]


def test_a_lost_h_gives_slope_zero() -> None:
    single = measured("exp(x / 2)", 1.0).measured[0]
    assert single.lost is not None and 1e-8 < single.lost < 1e-7
    gone = single.lost >= H
    assert single.error[gone] == pytest.approx(abs(single.exact))


def test_where_nothing_is_cut_it_is_said() -> None:
    assert "the error is exactly 0" in measured("x", 1.0).sentence


@pytest.mark.parametrize(("text", "x"), [("abs(x)", 0.0), ("1 / x", 0.0), ("log(x)", -1.0), ("sqrt(x)", 0.0)])
def test_without_a_derivative_nothing_is_measured(text: str, x: float) -> None:
    assert difference_error(text, x) is None


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize(
    "text", ["sin(2 * x) + x / 2", "sigmoid(x)", "sqrt(2) * x**3", "max(x, sin(x))", "3", "2**x / 7"]
)
def test_the_code_measures_the_same(text: str, formula: Formula) -> None:
    found = measured(text, 0.35, formula)
    names: dict[str, Any] = {}
    with np.errstate(all="ignore"):
        exec(compile(found.code, "page", "exec"), names)
    for one in found.measured:
        assert np.array_equal(names["error"][one.dtype], one.error, equal_nan=True)

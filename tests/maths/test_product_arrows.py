"""Two arrows: right angles, shadows, the formula of the angle, arrows without length, the code shown."""

import io
from contextlib import redirect_stdout

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mnist_lab.maths.product_arrows import Arrows

COMPONENT = st.integers(-10, 10).map(lambda half: half / 2)
TIP = st.tuples(COMPONENT, COMPONENT)


def printed(code: str) -> list[float]:
    out = io.StringIO()
    with redirect_stdout(out):
        exec(code, {})
    return [float(number) for number in out.getvalue().split()]


def test_by_hand() -> None:
    # x = (3, 1), w = (4, 0): 3 x 4 + 1 x 0 = 12; |w| = 4, so the shadow is 3 long and ends at (3, 0)
    pair = Arrows((3, 1), (4, 0))
    assert pair.dot == 12 and pair.shadow == 3 and pair.foot == (3, 0)
    assert pair.degrees == pytest.approx(np.degrees(np.arctan(1 / 3)))


@pytest.mark.parametrize(
    ("x", "w", "degrees", "said"),
    [
        ((4, 2), (2, 1), 0, "points along `w`"),
        ((-1.5, 3), (4, 2), 90, "nothing of `x` points along `w`: no shadow, and the dot product is 0"),
        ((-3, -1.5), (4, 2), 180, "points against `w`"),
    ],
)
def test_same_way_right_angle_opposite(x, w, degrees, said) -> None:
    pair = Arrows(x, w)
    assert pair.degrees == pytest.approx(degrees, abs=1e-5)
    assert said in pair.sentence


@given(TIP, TIP)
def test_the_angle_gives_the_same_number_as_the_components(x, w) -> None:
    pair = Arrows(x, w)
    assert pair.dot == x[0] * w[0] + x[1] * w[1]
    if pair.cosine is None:
        assert 0 in pair.lengths and pair.dot == 0
        return
    assert pair.lengths[0] * pair.lengths[1] * pair.cosine == pytest.approx(pair.dot, abs=1e-9)
    # From the foot to the tip of x it goes at a right angle to w.
    away = np.subtract(x, pair.foot)
    assert np.dot(away, w) == pytest.approx(0, abs=1e-9)
    assert np.hypot(*pair.foot) == pytest.approx(abs(pair.shadow))


@given(TIP, TIP)
def test_the_code_prints_what_is_shown(x, w) -> None:
    pair = Arrows(x, w)
    found = printed(pair.code)
    assert found[0] == pair.dot
    assume(pair.cosine is not None)
    assert found[1:] == pytest.approx([pair.cosine, pair.degrees, pair.shadow], abs=1e-4)


def test_an_arrow_without_length_has_no_angle() -> None:
    for pair in (Arrows((0, 0), (1, 2)), Arrows((1, 2), (0, 0))):
        assert pair.degrees is None and pair.foot == (0, 0)
        assert "without length" in pair.sentence
        assert len(pair.formulas) == 1 and pair.formulas[0].endswith("= 0")


def test_the_formulas_by_hand() -> None:
    # (3, -1) . (4, 0) = 12 + 0 = 12; |x| = sqrt(10) = 3.16, |w| = 4, cosine 12 / 12.649 = 0.949, 18 degrees
    by_components, by_angle = Arrows((3, -1), (4, 0)).formulas
    assert by_components == r"x \cdot w = 3 \cdot 4 + (-1) \cdot 0 = 12"
    assert by_angle == r"|x|\,|w| \cos 18^\circ \approx 3.16 \cdot 4.00 \cdot 0.949"

"""How wrong is a difference quotient? Its error over h, measured in float32 and float64.

    forward    (f(x + h) - f(x)) / h            truncation error: h f''(x) / 2
    central    (f(x + h) - f(x - h)) / (2 h)    truncation error: h**2 f'''(x) / 6

A large h cuts the corner (truncation). A small h subtracts two numbers that agree in nearly all of their digits, and
divides what rounding left of them by something tiny (round-off, which grows as 1 / h). The best h lies between.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

import numpy as np

from mnist_lab.maths.breaks import Floats
from mnist_lab.maths.derivatives import differentiate, value
from mnist_lab.maths.expression_text import NUMPY, written
from mnist_lab.maths.expressions import Expression
from mnist_lab.maths.tangents import curve

Formula: TypeAlias = Literal["central", "forward"]
FORMULAS: Final[tuple[Formula, ...]] = ("central", "forward")
DTYPES: Final = ("float32", "float64")
H: Final[Floats] = 10.0 ** -np.arange(0, 16.25, 0.25)
"""The h that are measured: 1 to 1e-16, four to each power of ten."""


@dataclass(frozen=True, eq=False)
class Errors:
    """The error of a difference quotient in one dtype.

    Attributes
    ----------
    dtype : str
        "float32" or "float64": what x, h and f are calculated in.
    x, exact : float
        The point as this dtype holds it, and the derivative there, in float64.
    error : (n,) float64
        |quotient - exact| for each of `H`; nan where the quotient has no value.
    lost : float or None
        The largest h that is lost in rounding: both ends of the secant are the same number.
    """

    dtype: str
    x: float
    exact: float
    error: Floats = field(repr=False)
    lost: float | None

    @property
    def best(self) -> int:
        """Number of the h with the smallest error; of equal ones the largest h."""
        return int(np.nanargmin(self.error))

    def order(self, side: Literal["truncation", "round-off"]) -> float:
        """Return p where the error goes as h**p, fitted on the logarithms; nan where too few errors are not 0."""
        h, error = H, self.error
        if side == "truncation":
            part = (h <= 0.2) & (h > 10 * H[self.best])
        else:
            part = (h < H[self.best] / 3) & (h > 3 * (self.lost or 0.0))
        part &= np.isfinite(error) & (error > 0)
        if part.sum() < 4:
            return float("nan")
        return float(np.polyfit(np.log10(h[part]), np.log10(error[part]), 1)[0])


@dataclass(frozen=True, eq=False)
class DifferenceError:
    """The measurement for one curve, point and formula.

    Attributes
    ----------
    expression : Expression
        The function.
    x : float
        The point.
    formula : str
        "central" or "forward".
    measured : tuple of Errors
        For float32 and float64.
    """

    expression: Expression
    x: float
    formula: Formula
    measured: tuple[Errors, ...]

    @property
    def sentence(self) -> str:
        """What the picture says."""
        said = [_best_said(one) for one in self.measured]
        double = self.measured[-1]
        right, left = double.order("truncation"), double.order("round-off")
        if np.isfinite(right):
            said.append(f"Right of the best h the error shrinks with h, as h^{right:.2g} (truncation).")
        if np.isfinite(left):
            said.append(f"Left of it the error grows again, as h^{left:.2g} (round-off).".replace("^-", "^−"))
        if double.lost is not None:
            said.append(f"From h = {double.lost:.0e} on both ends of the secant are one number: it says slope 0.")
        return " ".join(said)

    @property
    def code(self) -> str:
        """The lines that measure it."""
        quotient = {"central": "(f(x + h) - f(x - h)) / (2 * h)", "forward": "(f(x + h) - f(x)) / h"}[self.formula]
        best = ", ".join(f"{one.dtype} {H[one.best]:.1e}" for one in self.measured)
        return "\n".join(
            [
                "import numpy as np",
                "",
                "from mnist_lab.maths.derivatives import differentiate",
                "from mnist_lab.maths.expressions import read_expression",
                "",
                "def f(x):",
                f"    return {written(self.expression, NUMPY)}",
                "",
                f'tree = read_expression("{written(self.expression)}")',
                "H = 10.0 ** -np.arange(0, 16.25, 0.25)   # 1 to 1e-16",
                "error = {}",
                "for dtype in (np.float32, np.float64):",
                f"    x, h = dtype({self.x!r}), H.astype(dtype)",
                '    exact = differentiate(tree, {"x": np.float64(x)}).slopes["x"]',
                f"    quotient = {quotient}",
                "    error[dtype.__name__] = np.abs(quotient.astype(np.float64) - exact)",
                f"# best h: {best}",
            ]
        )


def difference_error(text: str, x: float, formula: Formula = "central") -> DifferenceError | None:
    """Measure the error at x; None where the curve has no derivative there to be compared with.

    Raises
    ------
    ExpressionError
        The text is no formula of x.
    """
    drawn = curve(text)
    if any(abs(place.x - x) < 1e-9 for place in drawn.breaks):
        return None
    measured = tuple(_measured(drawn.expression, x, formula, dtype) for dtype in DTYPES)
    if not all(np.isfinite(one.exact) and np.isfinite(one.error).any() for one in measured):
        return None
    return DifferenceError(drawn.expression, float(x), formula, measured)


def _measured(expression: Expression, at: float, formula: Formula, dtype: str) -> Errors:
    kind = np.dtype(dtype).type
    x, h = kind(at), H.astype(dtype)
    exact = float(differentiate(expression, {"x": np.float64(x)}).slopes["x"])
    with np.errstate(all="ignore"):
        if formula == "central":
            quotient = (value(expression, {"x": x + h}) - value(expression, {"x": x - h})) / (2 * h)
        else:
            quotient = (value(expression, {"x": x + h}) - value(expression, {"x": x})) / h
        error = np.abs(quotient.astype(np.float64) - exact)
    gone = x + h == (x - h if formula == "central" else x)
    lost = float(H[gone][0]) if gone.any() else None
    return Errors(dtype, float(x), exact, np.where(np.isfinite(error), error, np.nan), lost)


def _best_said(one: Errors) -> str:
    """The best h, and what is special where nothing is cut at all."""
    if one.error[one.best] == 0:
        return f"{one.dtype}: at h = {H[one.best]:.1e} the error is exactly 0."
    return f"{one.dtype}: best h = {H[one.best]:.1e}, error {one.error[one.best]:.1e}."

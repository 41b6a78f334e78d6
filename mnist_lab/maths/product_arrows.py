"""The dot product of two arrows in the plane: how far one reaches along the other, and the angle between them.

x . w = x[0] w[0] + x[1] w[1] = |x| |w| cos(angle)          shadow of x on w = (x . w) / |w|
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Point = tuple[float, float]


@dataclass(frozen=True)
class Arrows:
    """Two arrows from the origin.

    Attributes
    ----------
    x, w : (float, float)
        Their tips.
    """

    x: Point
    w: Point

    @property
    def dot(self) -> float:
        """The dot product x . w."""
        return float(np.dot(self.x, self.w))

    @property
    def lengths(self) -> tuple[float, float]:
        """|x| and |w|."""
        return float(np.linalg.norm(self.x)), float(np.linalg.norm(self.w))

    @property
    def cosine(self) -> float | None:
        """Cosine of the angle between them, -1 to 1; None where one of them has no length, and so no direction."""
        product = float(np.prod(self.lengths))
        return None if product == 0 else float(np.clip(self.dot / product, -1, 1))

    @property
    def degrees(self) -> float | None:
        """The angle between them, 0 to 180 degrees; None where there is none."""
        return None if self.cosine is None else float(np.degrees(np.arccos(self.cosine)))

    @property
    def shadow(self) -> float | None:
        """Length of x's shadow on the line of w, negative where it falls behind the origin; None if w has no length."""
        return None if self.lengths[1] == 0 else self.dot / self.lengths[1]

    @property
    def foot(self) -> Point:
        """Where the shadow ends: the place on the line of w that is nearest to the tip of x."""
        if self.shadow is None:
            return 0.0, 0.0
        reach = self.shadow / self.lengths[1]
        return self.w[0] * reach, self.w[1] * reach

    @property
    def sentence(self) -> str:
        """The angle and the shadow, read aloud."""
        if self.cosine is None or self.shadow is None or self.degrees is None:
            return "An arrow without length points nowhere: its dot product with anything is 0."
        shown = f"{self.degrees:.0f}°" if self.dot else "90°"
        if self.dot == 0:
            return f"At {shown} nothing of `x` points along `w`: no shadow, and the dot product is 0."
        along, sign = ("along", "positive") if self.dot > 0 else ("against", "negative")
        shadow = f"its shadow on the line of `w`, the projection, is {_number(abs(self.shadow))} long"
        return (
            f"At {shown} `x` points {along} `w`: {shadow}. "
            f"Times the length of `w`, {_number(self.lengths[1])}, that is {_number(abs(self.dot))}, and {sign}."
        )

    @property
    def formulas(self) -> tuple[str, ...]:
        """The dot product in LaTeX, from the components, and from the angle if there is one."""
        (a, b), (c, d) = self.x, self.w
        numbers = " + ".join(rf"{_bracketed(p)} \cdot {_bracketed(q)}" for p, q in ((a, c), (b, d)))
        by_components = rf"x \cdot w = {numbers} = {self.dot:g}"
        if self.cosine is None:
            return (by_components,)
        turn = rf"|x|\,|w| \cos {self.degrees:.0f}^\circ"
        x, w = self.lengths
        return by_components, rf"{turn} \approx {x:.2f} \cdot {w:.2f} \cdot {_bracketed(round(self.cosine, 3))}"

    @property
    def code(self) -> str:
        """The lines that give these numbers."""
        head = f"""\
import numpy as np

x = np.array({[float(c) for c in self.x]})
w = np.array({[float(c) for c in self.w]})
print(np.dot(x, w))  # {self.dot:g}
"""
        if self.cosine is None:
            return head
        return (
            head
            + f"""
lengths = np.linalg.norm(x), np.linalg.norm(w)  # {self.lengths[0]:.2f} and {self.lengths[1]:.2f}
cosine = np.dot(x, w) / (lengths[0] * lengths[1])
print(cosine, np.degrees(np.arccos(np.clip(cosine, -1, 1))))  # {self.cosine:.3f}, {self.degrees:.0f} degrees
print(np.dot(x, w) / lengths[1])  # {self.shadow:.2f}, the shadow of x on w
"""
        )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _bracketed(value: float) -> str:
    return f"({value:g})" if value < 0 else f"{value:g}"

"""Steps and points that somebody typed, read without evaluating anything and bounded before anything is made.

    rotation(90), scaling(2, 1), translation(1, 0)
    (1, 2), (-1, 0.5)

The text passes three gates: its length and its characters; `ast.parse`, which only builds a tree; then nothing but
calls of the seven kinds, or pairs, with numbers in them, each of which is within its bounds.
"""

from __future__ import annotations

import ast
import re
from typing import Final

import numpy as np

from mnist_lab.maths.affine import Floats
from mnist_lab.maths.transform_kinds import KINDS
from mnist_lab.maths.transform_motion import Step

LONGEST: Final = 200  # characters
MOST_STEPS: Final = 5
MOST_POINTS: Final = 12
FARTHEST: Final = 6.0  # of a typed point, along each axis

_CHARACTERS = re.compile(r"[A-Za-z0-9_.,+\-()\[\] \t]*")
_EXAMPLE_STEPS = "rotation(90), scaling(2, 1)"
_EXAMPLE_POINTS = "(1, 2), (-1, 0.5)"


class StepsError(ValueError):
    """What was typed is no list of steps; the message says what would be."""


class PointsError(ValueError):
    """What was typed is no list of points; the message says what would be."""


def read_steps(text: str) -> tuple[Step, ...]:
    """Return the steps in the order in which they are typed, one to five.

    Parameters
    ----------
    text : str
        Kinds of `KINDS` with their numbers, angles in degrees; the numbers of W row by row.

    Raises
    ------
    StepsError
        Anything else.

    Examples
    --------
    >>> [step.name for step in read_steps("rotation(90), scaling(2, 1)")]
    ['rotation(90)', 'scaling(2, 1)']
    """
    nodes = parts(text, StepsError, _EXAMPLE_STEPS)
    if not 1 <= len(nodes) <= MOST_STEPS:
        raise StepsError(f"{len(nodes)} steps: from 1 to {MOST_STEPS} fit, separated by commas.")
    return tuple(_step(node) for node in nodes)


def read_points(text: str) -> Floats:
    """Return typed points, (n, 2); none for an empty text.

    Raises
    ------
    PointsError
        Anything but pairs of numbers in brackets.

    Examples
    --------
    >>> read_points("(1, 2), (-1, 0.5)").tolist()
    [[1.0, 2.0], [-1.0, 0.5]]
    """
    if not text.strip():
        return np.empty((0, 2))
    nodes = parts(text, PointsError, _EXAMPLE_POINTS)
    if len(nodes) == 2 and not any(isinstance(node, ast.Tuple | ast.List) for node in nodes):
        nodes = [ast.Tuple(nodes, ast.Load())]  # one point
    if len(nodes) > MOST_POINTS:
        raise PointsError(f"{len(nodes)} points: at most {MOST_POINTS} fit.")
    return np.array([_point(node) for node in nodes], float).reshape(-1, 2)


def written_points(points: Floats) -> str:
    """Return points as `read_points` reads them.

    Examples
    --------
    >>> written_points(np.array([[1.0, -0.25]]))
    '(1, -0.25)'
    """
    return ", ".join(f"({x:g}, {y:g})" for x, y in points.tolist())


def written_step(kind: str, values: dict[str, float]) -> str:
    """Return one step as `read_steps` reads it.

    Examples
    --------
    >>> written_step("scaling", {"fx": 2.0, "fy": 0.5})
    'scaling(2, 0.5)'
    """
    return f"{kind}({', '.join(f'{value + 0.0:g}' for value in values.values())})"  # never -0


def parts(text: str, error: type[ValueError], example: str) -> list[ast.expr]:
    """Return what stands between the commas of a text that is short and holds nothing strange; raise `error` if not."""
    if len(text) > LONGEST:
        raise error(f"At most {LONGEST} characters fit; these are {len(text)}.")
    fine = _CHARACTERS.match(text)
    if fine is not None and fine.end() < len(text):
        raise error(f"{text[fine.end()]!r} does not belong here. Write it like this: {example}.")
    try:
        tree = ast.parse(f"[{text.strip()}]", mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise error(f"This cannot be read: is each bracket closed? Write it like this: {example}.") from None
    if not isinstance(tree, ast.List):
        raise error(f"This cannot be read. Write it like this: {example}.")
    return tree.elts


def _step(node: ast.expr) -> Step:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.keywords:
        raise StepsError(f"A step is a name with numbers in brackets, as in {_EXAMPLE_STEPS}.")
    kind = KINDS.get(node.func.id)
    if kind is None:
        raise StepsError(f"No step is called {node.func.id[:30]!r}. There are {', '.join(KINDS)}.")
    if len(node.args) != len(kind.numbers):
        wanted = ", ".join(number.label for number in kind.numbers)
        raise StepsError(
            f"{kind.name} takes {_count(len(kind.numbers))} ({wanted}), and there {_are(len(node.args))} here."
        )
    values = {}
    for number, argument in zip(kind.numbers, node.args, strict=True):
        value = number_of(argument)
        if value is None:
            raise StepsError(f"{number.label} of {kind.name} is a number, such as {number.default:g}.")
        if abs(value) > number.most:
            raise StepsError(f"{number.label} of {kind.name} goes from -{number.most:g} to {number.most:g}.")
        values[number.name] = value
    turn = float(np.radians(values["theta"])) if kind.turns else None
    return Step(written_step(kind.name, values), kind.build(values), turn, kind.slides)


def _point(node: ast.expr) -> tuple[float, float]:
    if not isinstance(node, ast.Tuple | ast.List) or len(node.elts) != 2:
        raise PointsError(f"A point is two numbers in brackets, as in {_EXAMPLE_POINTS}.")
    x, y = (number_of(part) for part in node.elts)
    if x is None or y is None:
        raise PointsError(f"A point is two numbers in brackets, as in {_EXAMPLE_POINTS}.")
    if max(abs(x), abs(y)) > FARTHEST:
        raise PointsError(f"Points lie from -{FARTHEST:g} to {FARTHEST:g} along each axis; one of these does not.")
    return x, y


def number_of(node: ast.expr) -> float | None:
    """Return a number with or without a sign, None for anything else; infinity for one beyond float64."""
    sign = 1.0
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        sign, node = (-1.0 if isinstance(node.op, ast.USub) else 1.0), node.operand
    if not isinstance(node, ast.Constant) or type(node.value) not in (int, float):
        return None
    try:
        return sign * float(node.value)  # type: ignore[arg-type]
    except OverflowError:
        return float("inf")


def _count(number: int) -> str:
    return f"{number} number{'' if number == 1 else 's'}"


def _are(number: int) -> str:
    return f"{'is' if number == 1 else 'are'} {number}"

"""Shapes and axes as somebody types them: read by Python's own `ast`, bounded, never evaluated.

    (2, 3)     2, 3     6     [2, 3]     (6, -1)     28*28, 10     x.reshape((6, 1))     x.transpose(2, 0, 1)     x.T

Lengths may be products of whole numbers written out, as in the notebook's `reshape((60000, 28*28))`. Whoever pastes the
whole call is understood as well; everything else is refused with the reason.
"""

from __future__ import annotations

import ast
import re
from typing import Final

Shape = tuple[int, ...]

LONGEST: Final = 80
"""Characters of a shape."""
DEEPEST: Final = 5
"""Axes; no more can be drawn."""
LARGEST: Final = 10**9
"""A single length, and each step of a product."""

_ALLOWED = re.compile(r"[\w\s\[\](),.=*+\-]*", re.ASCII)
_ASSIGNED = re.compile(r"\s*[A-Za-z_]\w{0,20}\s*=(?!=)", re.ASCII)
_EXPONENT = re.compile(r"\d\.?[eE][+-]?\d", re.ASCII)
_GLUED = re.compile(r"(?<![A-Za-z_0-9])\d[\d_.]*[A-Za-z]", re.ASCII)
_TYPOGRAPHY = str.maketrans({"−": "-", "–": "-", "×": "*", "\u00a0": " "})
_WHAT_WORKS: Final = "What works: (2, 3), or 6, or (-1, 2), or 28*28."
_AXES: Final = "What works: (1, 0), or (2, 0, 1), or nothing at all for the reversed order."


class ShapeError(ValueError):
    """What was typed is no shape, or no order of axes; the message says why and what would do."""


def read_shape(text: str) -> Shape:
    """Return the lengths that were typed, -1 kept as it is.

    Raises
    ------
    ShapeError
        Anything but whole numbers of 0 or more and -1, or more than five of them.

    Examples
    --------
    >>> read_shape("(60000, 28*28)"), read_shape("x = x.reshape((6, 1))"), read_shape("-1")
    ((60000, 784), (6, 1), (-1,))
    """
    if not text.strip():
        raise ShapeError(f"Nothing typed. {_WHAT_WORKS}")
    return shape_of(_inside(parsed(text, _WHAT_WORKS), ("reshape",), _WHAT_WORKS))


def shape_of(nodes: list[ast.expr], *, unknown: bool = True) -> Shape:
    """Return the lengths that these nodes spell; `unknown` allows -1.

    Raises
    ------
    ShapeError
        As `read_shape`.
    """
    lengths = tuple(_length(node) for node in nodes)
    if len(lengths) > DEEPEST:
        raise ShapeError(f"{len(lengths)} lengths make {len(lengths)} axes; here at most {DEEPEST} can be drawn.")
    wrong = next((length for length in lengths if length < -unknown), None)
    if wrong is not None:
        others = "; only -1 means: work it out" if unknown else ""
        raise ShapeError(f"{wrong} is no length: an axis has 0 positions or more{others}.")
    return lengths


def read_axes(text: str, rank: int) -> Shape | None:
    """Return the order of axes that was typed for an array with `rank` axes; None for nothing typed and for `.T`.

    Raises
    ------
    ShapeError
        Not every axis exactly once.

    Examples
    --------
    >>> read_axes("(2, 0, -2)", 3), read_axes("np.transpose(x)", 2)
    ((2, 0, 1), None)
    """
    if not text.strip():
        return None
    nodes = _inside(parsed(text, _AXES), ("transpose", "T"), _AXES)
    if nodes == [] or (len(nodes) == 1 and isinstance(nodes[0], ast.Constant) and nodes[0].value is None):
        return None
    given = tuple(map(_axis, nodes))
    stranger = next((axis for axis in given if not -rank <= axis < rank), None)
    if stranger is not None:
        there = f"valid are {', '.join(map(str, range(rank)))}" if rank else "it has no axis at all"
        raise ShapeError(f"x has no axis {stranger}: {there}.")
    axes = tuple(axis % rank for axis in given)
    twice = next((axis for axis in axes if axes.count(axis) > 1), None)
    if twice is not None:
        raise ShapeError(f"Axis {twice} is named twice: each axis of x has one place in the result.")
    if len(axes) != rank:
        missing = ", ".join(str(axis) for axis in range(rank) if axis not in axes)
        raise ShapeError(f"{len(axes)} of {rank} axes are named; missing: {missing}. A transpose keeps every axis.")
    return axes


def parsed(text: str, hint: str, *, longest: int = LONGEST) -> ast.expr:
    """Return the syntax tree of a short text, after the checks that need no tree; `hint` ends a refusal.

    Raises
    ------
    ShapeError
        Too long, strange characters, or not Python.
    """
    if len(text) > longest:
        raise ShapeError(f"At most {longest} characters fit; these are {len(text)}.")
    plain = text.translate(_TYPOGRAPHY).strip()
    stranger = next((sign for sign in plain if not _ALLOWED.fullmatch(sign)), None)
    if stranger is not None:
        raise ShapeError(f"{stranger!r} has no place here. {hint}")
    glued = _GLUED.search(_EXPONENT.sub("0", plain))
    if glued:
        raise ShapeError(f"{glued[0]!r} is neither a number nor a name. {hint}")
    assigned = _ASSIGNED.match(plain)
    try:
        return ast.parse(plain[assigned.end() :].strip() if assigned else plain, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ShapeError(f"Python cannot read this. {hint}") from None


def _inside(node: ast.expr, calls: tuple[str, ...], hint: str) -> list[ast.expr]:
    """Return the nodes of the numbers, out of a tuple, a list, a lone number, or a pasted call on x or of np."""
    if isinstance(node, ast.Attribute) and node.attr == "T" and "T" in calls and _named(node.value, "x"):
        return []
    if isinstance(node, ast.Call):
        return _arguments(node, calls, hint)
    return list(node.elts) if isinstance(node, ast.Tuple | ast.List) else [node]


def _arguments(call: ast.Call, calls: tuple[str, ...], hint: str) -> list[ast.expr]:
    """Return the numbers of `x.reshape(2, 3)`, `x.reshape((2, 3))`, `np.reshape(x, (2, 3))` and their kind."""
    function, given = call.func, list(call.args)
    if not isinstance(function, ast.Attribute) or function.attr not in calls or call.keywords:
        raise ShapeError(f"Only {calls[0]} is called here. {hint}")
    if _named(function.value, "np") and given and _named(given[0], "x"):
        given = given[1:]
    elif not _named(function.value, "x"):
        raise ShapeError(f"The array on this page is called x: x.{calls[0]}(...) or np.{calls[0]}(x, ...).")
    if len(given) == 1 and isinstance(given[0], ast.Tuple | ast.List):
        return list(given[0].elts)
    return given


def _named(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _axis(node: ast.expr) -> int:
    """Return the number of an axis, which is read as a length is and refused in words of its own."""
    try:
        return _length(node)
    except ShapeError:
        raise ShapeError(f"An axis is a whole number, such as 0 or -1. {_AXES}") from None


def _length(node: ast.expr) -> int:
    """Return a whole number, with a sign or as a product; bounded at every step."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return _bounded(_length(node.left) * _length(node.right))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        value = _length(node.operand)
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return _bounded(node.value)
    if isinstance(node, ast.Constant):
        raise ShapeError(f"{str(node.value)[:20]} is no length: positions are counted in whole numbers.")
    raise ShapeError(f"A length is a whole number written out, or a product such as 28*28. {_WHAT_WORKS}")


def _bounded(number: int) -> int:
    if abs(number) > LARGEST:
        raise ShapeError(f"A length of more than {LARGEST:,} has no place here.")
    return number

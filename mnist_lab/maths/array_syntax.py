"""An array as somebody types it: a nested list, or the few calls of NumPy that make one. Nothing is ever evaluated.

    [[0., 1.], [2., 3.], [4., 5.]]     np.zeros((300, 20))     np.arange(24).reshape(2, 3, 4)     np.arange(6).T

`ast` takes the text apart, what comes out is held against these forms, and how many cells there are is worked out
before any of them is allocated.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.nested_lists import nested_tensor
from mnist_lab.maths.shape_syntax import Shape, ShapeError, parsed, shape_of

Array = NDArray[Any]

MOST_CELLS: Final = 6_000
"""Cells of one array: the notebook's (300, 20)."""
LONGEST: Final = 200
"""Characters."""
_STEPS: Final = 4  # calls behind the first one

_CALL = re.compile(r"\s*(?:[A-Za-z_]\w{0,20}\s*=\s*)?np\s*\.")
_ASSIGNED = re.compile(r"\s*[A-Za-z_]\w{0,20}\s*=(?!=)", re.ASCII)
_HINT: Final = "What works: [[0, 1], [2, 3]], np.zeros((300, 20)), np.arange(24).reshape(2, 3, 4), and .T behind them."


@dataclass(frozen=True, eq=False)
class TypedArray:
    """What was typed, and the array that it makes.

    Attributes
    ----------
    code : str
        The expression, as Python reads it.
    x : array
        Rank 0 to 5, at most `MOST_CELLS` cells.
    """

    code: str
    x: Array = field(repr=False)


def typed_array(text: str) -> TypedArray:
    """Return what was typed as an array.

    Raises
    ------
    NestedListError
        A nested list that is none, or a ragged one.
    ShapeError
        A call that is not among the few, or too many cells.

    Examples
    --------
    >>> typed_array("np.arange(6).reshape(3, 2).T").x.strides == typed_array("np.arange(6).reshape(3, 2)").x.strides
    False
    >>> typed_array("x = np.zeros((300, 20))").x.shape
    (300, 20)
    """
    if not _CALL.match(text):
        plain = _without_name(text)
        x = np.asarray(nested_tensor(plain).source)
        inside = f"({plain})" if plain and plain[0] not in "[(" and "," in plain else plain
        return TypedArray(f"np.array({inside})", x)
    node = parsed(text, _HINT, longest=LONGEST)
    x = _made(node, _STEPS)
    return TypedArray(ast.unparse(node), x)


def _without_name(text: str) -> str:
    """Leave out a `x =` in front."""
    assigned = _ASSIGNED.match(text)
    return (text[assigned.end() :] if assigned else text).strip()


def _made(node: ast.expr, steps: int) -> Array:
    """Make the array of a chain such as `np.arange(6).reshape(3, 2).T`."""
    if steps < 0:
        raise ShapeError(f"At most {_STEPS} steps behind each other here.")
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return _made(node.value, steps - 1).T
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.keywords:
        raise ShapeError(f"This makes no array here. {_HINT}")
    name, origin = node.func.attr, node.func.value
    if isinstance(origin, ast.Name):
        return _first(origin.id, name, node.args)
    if name != "reshape":
        raise ShapeError(f".{name} is not known here. {_HINT}")
    x, target = _made(origin, steps - 1), shape_of(_numbers(node.args))
    try:
        return x.reshape(target)
    except ValueError:
        lengths = " × ".join(map(str, target))
        raise ShapeError(f"Inside x already: {x.size} cells cannot be reshaped to {lengths}.") from None


def _first(module: str, name: str, arguments: list[ast.expr]) -> Array:
    """Make the array that a chain begins with."""
    if module != "np" or name not in ("zeros", "ones", "arange", "array"):
        raise ShapeError(f"{module}.{name} is not known here. {_HINT}")
    if name == "array":
        return _listed(arguments)
    if name == "arange":
        return _counted(arguments)
    if len(arguments) != 1:
        raise ShapeError(f"np.{name} takes one shape here: np.{name}((3, 2)), with brackets of its own.")
    shape = shape_of(_numbers(arguments), unknown=False)
    _check_cells(shape)
    makers: dict[str, Callable[[Shape], Array]] = {"zeros": np.zeros, "ones": np.ones}
    return makers[name](shape)


def _listed(arguments: list[ast.expr]) -> Array:
    if len(arguments) != 1:
        raise ShapeError("np.array takes one list: np.array([[0, 1], [2, 3]]).")
    return np.asarray(nested_tensor(ast.unparse(arguments[0])).source)


def _counted(arguments: list[ast.expr]) -> Array:
    """`np.arange(6)`, or `np.arange(6.)` for floats."""
    if len(arguments) == 1 and isinstance(arguments[0], ast.Constant) and type(arguments[0].value) is float:
        stop = arguments[0].value
        _check_cells((math.ceil(min(stop, 1e12)),))
        return np.arange(stop)
    lengths = shape_of(arguments, unknown=False)
    if len(lengths) != 1:
        raise ShapeError("np.arange takes one number here: np.arange(6) counts 0 to 5.")
    _check_cells(lengths)
    return np.arange(lengths[0])


def _numbers(arguments: list[ast.expr]) -> list[ast.expr]:
    """Lengths in one tuple or list, or one by one."""
    if len(arguments) == 1 and isinstance(arguments[0], ast.Tuple | ast.List):
        return list(arguments[0].elts)
    return list(arguments)


def _check_cells(shape: Shape) -> None:
    cells = math.prod(shape)
    if cells > MOST_CELLS:
        product = f"{' × '.join(map(str, shape))} = " if len(shape) > 1 else ""
        raise ShapeError(f"{product}{cells:,} cells are too many: at most {MOST_CELLS:,} here.")

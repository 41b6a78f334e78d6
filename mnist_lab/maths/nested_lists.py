"""A nested list that somebody typed, as a tensor: read without evaluating anything, bounded, ragged lists explained.

The text passes four gates. Only characters and words that a nested list of numbers needs; brackets no deeper than five
axes; then `ast.literal_eval`, which knows literals only; then numbers only, all parts of an axis of one length.
"""

from __future__ import annotations

import ast
import re
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.tensors import Tensor

LONGEST: Final = 200  # characters; 200 characters hold at most 100 numbers, which bounds time and memory too
DEEPEST: Final = 5  # axes

_ALLOWED = re.compile(r"[0-9eE.,+\-\[\]() \t]*")


class NestedListError(ValueError):
    """What was typed is not a nested list of numbers with a shape; the message says what would be."""


def nested_tensor(text: str, *, name: str = "x") -> Tensor:
    """Return what was typed as a tensor.

    Parameters
    ----------
    text : str
        A number, or nested lists of numbers or of True and False, such as "[[1, 2], [3, 4]]".
    name : str
        What the array is called, in the code and in what is said of a ragged list.

    Raises
    ------
    NestedListError
        Anything else; ragged lists too: the message names the parts and their lengths.

    Examples
    --------
    >>> nested_tensor("[[5, 78, 2], [6, 79, 3]]").shape
    (2, 3)
    """
    nested = _literal(text)
    _check_parts(nested, name)
    x = _array(nested)
    axes = _axes(x.ndim)
    step = "One axis for each level of brackets, one length for each axis."
    typed = f"({text.strip()})" if isinstance(nested, tuple) else text.strip()
    shown = f"print({name}.ndim, {name}.shape, {name}.dtype, {name}.size, {name}.nbytes)"
    code = f"import numpy as np\n\n{name} = np.array({typed})  # {x.shape}\n{shown}\n"
    return Tensor("your own list", x, str(x.dtype), axes, step, code)


def _axes(ndim: int) -> tuple[str, ...]:
    """What the axes of a list of numbers are called: grids of rows of columns."""
    return (*("blocks",) * max(ndim - 2, 0), *("rows", "columns")[-ndim:]) if ndim else ()


def _literal(text: str) -> Any:
    """Read the text as a Python literal; what could be anything else does not get as far as the parser."""
    if len(text) > LONGEST:
        raise NestedListError(f"At most {LONGEST} characters fit; these are {len(text)}.")
    if not text.strip():
        raise NestedListError("Nothing typed. A number such as 12 has rank 0, a list such as [12, 3, 6] has rank 1.")
    _check_characters(text)
    depth = _depth(text)
    if depth > DEEPEST:
        raise NestedListError(f"{depth} levels of brackets make {depth} axes; here at most {DEEPEST} can be drawn.")
    try:
        return ast.literal_eval(text.strip())
    except (SyntaxError, ValueError, TypeError):
        raise NestedListError(_syntax(text)) from None


def _check_characters(text: str) -> None:
    """Let through digits, signs, brackets, commas, points, exponents, and the words True and False."""
    rest = re.sub(r"(?<![\w.])(True|False)(?![\w.])", "0", text)
    at = _ALLOWED.match(rest)
    stop = rest[at.end()] if at is not None and at.end() < len(rest) else ""
    if stop:
        raise NestedListError(
            f"{stop!r} does not belong in a list of numbers: use digits, commas, brackets, - and a point."
        )
    if re.search(r"(?<![0-9.])[eE]|[eE](?![+-]?[0-9])", rest):
        raise NestedListError("The letter e belongs between two numbers: 2e3 is 2000.")


def _depth(text: str) -> int:
    """The deepest level of brackets."""
    level = deepest = 0
    for character in text:
        level += (character in "[(") - (character in "])")
        deepest = max(deepest, level)
    return deepest


def _syntax(text: str) -> str:
    opened, closed = (sum(map(text.count, brackets)) for brackets in ("[(", "])"))
    if opened != closed:
        return f"{opened} bracket{' is' if opened == 1 else 's are'} opened and {closed} closed: each [ needs its ]."
    return "This is not a list: numbers and lists are separated by commas, as in [[1, 2], [3, 4]]."


def _check_parts(nested: Any, place: str) -> None:
    """Go through all levels: numbers only, and along each axis parts of one length."""
    if not isinstance(nested, list | tuple):
        if isinstance(nested, bool | int | float):
            return
        raise NestedListError(f"{place} is {nested!r}: a cell of a tensor is one number.")
    for number, part in enumerate(nested):
        _check_parts(part, f"{place}[{number}]")
    shapes = [_shape(part) for part in nested]
    if any(shape != shapes[0] for shape in shapes):
        raise NestedListError(_ragged(place, shapes))


def _shape(part: Any) -> tuple[int, ...]:
    """The shape of a part whose own parts have been checked."""
    if not isinstance(part, list | tuple):
        return ()
    return (len(part), *(_shape(part[0]) if part else ()))


def _ragged(place: str, shapes: list[tuple[int, ...]]) -> str:
    """Say which part has which length, no more than eight of them."""
    said = [f"{place}[{number}] {_measured(shape, shapes)}" for number, shape in enumerate(shapes[:8])]
    more = f" and {len(shapes) - 8} more" if len(shapes) > 8 else ""
    return f"Ragged, so it has no shape: {', '.join(said)}{more}. All parts along an axis need the same length."


def _measured(shape: tuple[int, ...], shapes: list[tuple[int, ...]]) -> str:
    if not shape:
        return "is a number"
    if len({other[:1] for other in shapes}) > 1:
        return f"has length {shape[0]}"
    return f"has shape {shape}"


def _array(nested: Any) -> NDArray[Any]:
    """Return what NumPy makes of it; whole numbers beyond 64 bits have no dtype."""
    try:
        x = np.array(nested)
    except (OverflowError, ValueError):
        raise NestedListError("A number here is too large for any dtype.") from None
    if x.dtype.kind not in "bif":
        raise NestedListError("A whole number here does not fit into 64 bits: int64 ends at 9,223,372,036,854,775,807.")
    return x

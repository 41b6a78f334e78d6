"""Read what stands between the brackets of an array, as text. Nothing in it is ever evaluated.

Python's own `ast` takes the text apart; what comes out is held against the few forms that an index has here:

    train_images[10:100, 14:, 14:]      slices, with negative numbers and steps
    train_images[7, ..., np.newaxis]    integers, ..., np.newaxis or None
    train_images[train_labels == 7]     a boolean mask: comparisons of the labels, joined by &, | and ~

Everything else is refused with the reason. Whoever pastes `my_slice = train_images[10:100]`, or types `10:100` alone,
is understood as well.
"""

from __future__ import annotations

import ast
import re
from typing import Final

from mnist_lab.maths.index_parts import Compare, Entry, Integer, Join, Mask, MaskTree, NewAxis, Not, Rest, Slice

ARRAY: Final = "train_images"
LABELS: Final = "train_labels"
LONGEST: Final = 160
"""Characters of an index expression."""
DEEPEST: Final = 8
"""Levels of brackets and of `~` in a mask."""

_ASSIGNED = re.compile(r"\s*[A-Za-z_]\w{0,40}\s*=(?!=)")
_NAMED = re.compile(r"\s*([A-Za-z_]\w*)\s*\[")
_ALLOWED = re.compile(r"[\w\s\[\](),:.+\-=!<>&|~]*", re.ASCII)
_GLUED = re.compile(r"(?<![A-Za-z_0-9.])\d[\d_]*[A-Za-z]", re.ASCII)
_TYPOGRAPHY = str.maketrans({"−": "-", "–": "-", "…": "...", "≤": "<=", "≥": ">=", "≠": "!=", "\u00a0": " "})
_COMPARISONS: dict[type[ast.cmpop], str] = {
    **{ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="},
}
_MIRRORED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


class IndexingError(ValueError):
    """The text is no index of this array; the message says why and what would do.

    Attributes
    ----------
    axis : int or None
        The axis that is at fault, where one is.
    """

    def __init__(self, message: str, axis: int | None = None) -> None:
        super().__init__(message)
        self.axis = axis


def read_index(text: str) -> tuple[Entry, ...]:
    """Return the entries of an index expression, in the order in which they are written.

    Parameters
    ----------
    text : str
        `train_images[10:100, 14:]`, the same with `name =` before it, or only what stands between the brackets.

    Raises
    ------
    IndexingError
        For everything that is not made of integers, slices, `...`, `np.newaxis`, `None` and a mask of the labels.

    Examples
    --------
    >>> [entry.text for entry in read_index("10:100, 14:, ...")]
    ['10:100', '14:', '...']
    """
    inside = _parsed(_whole(text))
    return tuple(_entry(node) for node in (inside.elts if isinstance(inside, ast.Tuple) else [inside]))


def _whole(text: str) -> str:
    """Return the expression with the array's name and brackets, after the checks that need no syntax tree."""
    if len(text) > LONGEST:
        raise IndexingError(f"An index has at most {LONGEST} characters here; this one has {len(text)}.")
    plain = text.translate(_TYPOGRAPHY).strip()
    stranger = next((sign for sign in plain if not _ALLOWED.fullmatch(sign)), None)
    if stranger is not None:
        raise IndexingError(f"{stranger!r} has no place in an index. {_WHAT_WORKS}")
    glued = _GLUED.search(plain)
    if glued:
        raise IndexingError(f"{glued[0]!r} is neither a number nor a name.")
    assigned = _ASSIGNED.match(plain)
    plain = plain[assigned.end() :].strip() if assigned else plain
    named = _NAMED.match(plain)
    if named is not None and named[1] != ARRAY:
        raise IndexingError(f"The array on this page is called {ARRAY}; {named[1]} is not here.")
    if plain in ("", "[]", ARRAY, f"{ARRAY}[]"):
        raise IndexingError(f"Nothing stands between the brackets. All of the array is {ARRAY}[:].")
    if named is not None:
        return plain
    return f"{ARRAY}{plain}" if plain.startswith("[") else f"{ARRAY}[{plain}]"


def _parsed(whole: str) -> ast.expr:
    """Return the tree of what stands between the brackets."""
    try:
        tree = ast.parse(whole, mode="eval").body
    except SyntaxError as error:
        raise IndexingError(f"Python cannot read this: {_reason(error)}. {_WHAT_WORKS}") from None
    except (ValueError, MemoryError, RecursionError):
        raise IndexingError(f"Python cannot read this. {_WHAT_WORKS}") from None
    if isinstance(tree, ast.Subscript) and isinstance(tree.value, ast.Subscript):
        raise IndexingError(f"One pair of brackets holds all positions: {ARRAY}[0, 1] instead of {ARRAY}[0][1].")
    if not (isinstance(tree, ast.Subscript) and isinstance(tree.value, ast.Name) and tree.value.id == ARRAY):
        raise IndexingError(f"Only an index is read here: {ARRAY}[ ... ], with nothing before or after it.")
    return tree.slice


def _reason(error: SyntaxError) -> str:
    message = str(error.msg).split(". Perhaps")[0]
    return "it breaks the rules of the language" if message == "invalid syntax" else message


def _entry(node: ast.expr) -> Entry:
    """Return what one node between the commas means."""
    if isinstance(node, ast.Slice):
        return Slice(*(None if part is None else _bound(part) for part in (node.lower, node.upper, node.step)))
    number = _integer(node)
    if number is not None:
        return Integer(number)
    if isinstance(node, ast.Constant) and node.value is Ellipsis:
        return Rest()
    if isinstance(node, ast.Constant) and node.value is None:
        return NewAxis("None")
    if _is_newaxis(node):
        return NewAxis("np.newaxis")
    if isinstance(node, ast.Compare | ast.BinOp | ast.UnaryOp) and _speaks_of_labels(node):
        return Mask(_mask(node, DEEPEST))
    raise IndexingError(_refusal(node))


def _integer(node: ast.expr) -> int | None:
    """Return a whole number with at most one sign; None for anything else, True and False included."""
    sign = 1
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        sign, node = (-1 if isinstance(node.op, ast.USub) else 1), node.operand
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return sign * node.value
    return None


def _bound(node: ast.expr) -> int | None:
    """Return the start, stop or step of a slice; None may be written out, as in `None:10`."""
    if isinstance(node, ast.Constant) and node.value is None:
        return None
    number = _integer(node)
    if number is None:
        raise IndexingError("Start, stop and step of a slice are whole numbers written out, or nothing at all.")
    return number


def _is_newaxis(node: ast.expr) -> bool:
    from_numpy = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "np"
    return from_numpy and isinstance(node, ast.Attribute) and node.attr == "newaxis"


def _speaks_of_labels(node: ast.expr) -> bool:
    return any(isinstance(part, ast.Name) and part.id == LABELS for part in ast.walk(node))


def _mask(node: ast.expr, levels: int) -> MaskTree:
    """Return a mask; `levels` is how deep it may still go."""
    if levels == 0:
        raise IndexingError(f"A mask has at most {DEEPEST} levels here.")
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        sign = "&" if isinstance(node.op, ast.BitAnd) else "|"
        return Join(sign, _mask(node.left, levels - 1), _mask(node.right, levels - 1))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
        return Not(_mask(node.operand, levels - 1))
    if isinstance(node, ast.Compare):
        return _comparison(node)
    raise IndexingError(f"A mask is made of comparisons such as {LABELS} == 7, joined by & and |. {_IN_BRACKETS}")


def _comparison(node: ast.Compare) -> Compare:
    if len(node.ops) > 1:
        raise IndexingError(f"One comparison at a time, each in its own brackets. {_IN_BRACKETS}")
    sign, left, right = _COMPARISONS.get(type(node.ops[0])), node.left, node.comparators[0]
    if sign is not None and isinstance(right, ast.Name):
        sign, left, right = _MIRRORED[sign], right, left
    number = _integer(right)
    if sign is None or number is None or not (isinstance(left, ast.Name) and left.id == LABELS):
        raise IndexingError(f"A mask compares {LABELS} with a whole number by ==, !=, <, <=, > or >=.")
    return Compare(LABELS, sign, number)


_IN_BRACKETS: Final = f"For example ({LABELS} == 7) | ({LABELS} == 9)."
_WHAT_WORKS: Final = f"What works: 7, 10:100, ::2, ..., np.newaxis and {LABELS} == 7, with commas between them."
_REFUSALS: Final[tuple[tuple[type[ast.expr] | tuple[type[ast.expr], ...], str], ...]] = (
    (ast.BoolOp, f"'and' and 'or' do not work cell by cell: & and | do. {_IN_BRACKETS}"),
    (ast.Compare, f"A mask compares {LABELS} with a whole number, as in {LABELS} == 7."),
    ((ast.List, ast.Tuple), "Lists of positions are another kind of index, not on this page."),
    (ast.Call, "Nothing is called in an index here."),
    ((ast.BinOp, ast.UnaryOp), "Write the number itself: nothing is calculated in this field."),
    (ast.Starred, "A star has no place in an index here."),
)


def _refusal(node: ast.expr) -> str:
    """Return why this node is no entry of an index."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            return f"{node.value} is no position. A mask has one True or False for each digit: {LABELS} == 7."
        return f"Only whole numbers are positions; {node.value!r} is none."
    if isinstance(node, ast.Name) and node.id == LABELS:
        return f"{LABELS} alone would be taken for positions. A mask needs a comparison: {LABELS} == 7."
    if isinstance(node, ast.Name):
        return f"The name {node.id!r} means nothing here. {_WHAT_WORKS}"
    return next((words for kinds, words in _REFUSALS if isinstance(node, kinds)), _WHAT_WORKS)

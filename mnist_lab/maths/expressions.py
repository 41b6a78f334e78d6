"""A formula that somebody typed, as a tree: read without evaluating anything, and bounded.

Python's own `ast` takes the text apart; what comes out is held against the few forms that a formula has here:

    x**2 / 4 + sin(x)           numbers, variables, pi, e, + - * / **, brackets
    max(x, 0.1 * x)             the functions of `FUNCTIONS`, each with its number of arguments

Everything else is refused with the reason. Which variables a formula may have is said by the caller: x alone for a
curve, two weights for a loss. `f(x) =` before it, `np.` before a function and `^` for a power are understood.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

LONGEST: Final = 120
"""Characters of a formula; they also bound the number of its nodes."""
DEEPEST: Final = 24
"""Levels of the tree: far below the depth at which Python gives up."""
LARGEST: Final = 1e6
"""The largest number that may be written."""

FUNCTIONS: Final[Mapping[str, int]] = {
    **dict.fromkeys(("sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "relu", "sigmoid", "abs"), 1),
    **dict.fromkeys(("min", "max"), 2),
}
"""Name -> number of arguments."""
CONSTANTS: Final = {"pi": math.pi, "e": math.e}

_SIGNS: Final[dict[type[ast.operator], str]] = {
    **{ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"},
}
_OTHER_NAMES: Final = {"ln": "log", "maximum": "max", "minimum": "min", "absolute": "abs", "fabs": "abs"}
_TYPOGRAPHY: Final = str.maketrans(
    {"−": "-", "–": "-", "·": "*", "×": "*", "÷": "/", "π": "pi", "\u00a0": " ", "²": "**2", "³": "**3", "^": "**"}
)
_ALLOWED = re.compile(r"[\w\s().,+\-*/]*", re.ASCII)
_ASSIGNED = re.compile(r"\s*[A-Za-z_]\w{0,20}\s*(\([\w\s,]*\))?\s*=(?!=)")
_MODULE = re.compile(r"\b(np|numpy|math|tf)\.(nn\.|math\.)?(?=[A-Za-z])")
_GLUED = re.compile(r"(?<![A-Za-z_0-9])(\d[\d.]*)(?!e[+-]?\d)([A-Za-z_]\w*)", re.ASCII | re.IGNORECASE)


class ExpressionError(ValueError):
    """The text is no formula of these variables; the message says why and what would do."""


@dataclass(frozen=True)
class Number:
    """A number as it was written, or pi or e."""

    value: float
    text: str = field(default="", compare=False)


@dataclass(frozen=True)
class Variable:
    """A variable, such as x."""

    name: str


@dataclass(frozen=True)
class Operation:
    """An operation on parts that are formulas themselves: "+", "neg", "sin", ... (the names in `derivatives.RULES`)."""

    name: str
    parts: tuple[Expression, ...]


Expression: TypeAlias = Number | Variable | Operation


def read_expression(
    text: str, variables: Sequence[str] = ("x",), *, aliases: Mapping[str, str] | None = None
) -> Expression:
    """Return the formula as a tree.

    Parameters
    ----------
    text : str
        Such as "x**2 / 4 + sin(x)"; see the module for what may stand in it.
    variables : sequence of str
        Names that may stand in it.
    aliases : mapping, optional
        Other spellings of the variables: {"x": "w1"}.

    Raises
    ------
    ExpressionError
        For everything else. Whether a part such as 1 / 0 is a number is `derivatives.checked`'s to say.

    Examples
    --------
    >>> from mnist_lab.maths.expression_text import written
    >>> written(read_expression("f(x) = 3·x² − 1"))
    '3 * x**2 - 1'
    """
    names = {name: Variable(name) for name in variables}
    names |= {other: Variable(name) for other, name in (aliases or {}).items()}
    reader = _Reader(names, tuple(variables))
    return reader.read(_parsed(_checked(text, reader)), DEEPEST)


def variables_of(expression: Expression) -> frozenset[str]:
    """Return the names of the variables in a formula."""
    if isinstance(expression, Operation):
        return frozenset().union(*map(variables_of, expression.parts))
    return frozenset({expression.name}) if isinstance(expression, Variable) else frozenset()


def _checked(text: str, reader: _Reader) -> str:
    """Return the formula alone, after the checks that need no syntax tree."""
    if len(text) > LONGEST:
        raise ExpressionError(f"A formula has at most {LONGEST} characters here; this one has {len(text)}.")
    assigned = _ASSIGNED.match(text)
    plain = text[assigned.end() :] if assigned else text
    plain = " ".join(plain.translate(_TYPOGRAPHY).split())
    if not plain:
        raise ExpressionError(f"Nothing typed. A formula such as {reader.example} would do.")
    stranger = next((sign for sign in plain if not _ALLOWED.fullmatch(sign)), None)
    if stranger is not None:
        more = " The absolute value is written abs(x)." if stranger == "|" else ""
        raise ExpressionError(f"{stranger!r} has no place in a formula here.{more} {reader.what_works}")
    plain = _MODULE.sub("", plain)
    glued = _GLUED.search(plain)
    if glued:
        raise ExpressionError(
            f"{glued[0]!r} is neither a number nor a name: a product is written {glued[1]} * {glued[2]}."
        )
    return plain


def _parsed(plain: str) -> ast.expr:
    """Return Python's tree of the formula."""
    try:
        return ast.parse(plain, mode="eval").body
    except SyntaxError as error:
        opened, closed = plain.count("("), plain.count(")")
        if opened != closed:
            raise ExpressionError(
                f"{opened} bracket{' is' if opened == 1 else 's are'} opened and {closed} closed: each ( needs its )."
            ) from None
        said = str(error.msg).split(". Perhaps")[0]
        why = "a sign or a number is missing" if said == "invalid syntax" else said
        raise ExpressionError(
            f"Python cannot read this: {why}. Signs stand between numbers, as in 2 * x + 1."
        ) from None
    except (ValueError, MemoryError, RecursionError):
        raise ExpressionError("Python cannot read this: it is nested too deeply.") from None


@dataclass(frozen=True)
class _Reader:
    """Turns Python's tree into ours, with these names known."""

    names: Mapping[str, Variable]
    variables: tuple[str, ...]

    @property
    def example(self) -> str:
        return f"{self.variables[0]}**2"  # of all of them: more than some lessons take

    @property
    def what_works(self) -> str:
        known = ", ".join((*self.variables, *CONSTANTS))
        return f"What works: {known}, numbers, + - * / **, brackets, and {', '.join(FUNCTIONS)}."

    def read(self, node: ast.expr, levels: int) -> Expression:
        """Return one node and what is below it."""
        if levels == 0:
            raise ExpressionError(f"A formula has at most {DEEPEST} levels of brackets and signs here.")
        if isinstance(node, ast.Constant):
            return self._number(node)
        if isinstance(node, ast.Name):
            return self._name(node.id)
        if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
            return Operation(
                _SIGNS[type(node.op)], (self.read(node.left, levels - 1), self.read(node.right, levels - 1))
            )
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
            inside = self.read(node.operand, levels - 1)
            return Operation("neg", (inside,)) if isinstance(node.op, ast.USub) else inside
        if isinstance(node, ast.Call):
            return self._call(node, levels)
        raise ExpressionError(self._refusal(node))

    def _number(self, node: ast.Constant) -> Number:
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ExpressionError(f"{value!r} is no number of a formula. {self.what_works}")
        if not abs(value) <= LARGEST:
            raise ExpressionError(f"Numbers go up to {LARGEST:,.0f} here.")
        return Number(float(value), repr(value))

    def _name(self, name: str) -> Expression:
        if name in self.names:
            return self.names[name]
        if name in CONSTANTS:
            return Number(CONSTANTS[name], name)
        if name in FUNCTIONS or name in _OTHER_NAMES:
            raise ExpressionError(f"{name} is a function: it needs brackets, {name}({self.variables[0]}).")
        raise ExpressionError(f"The name {name!r} means nothing here. {self.what_works}")

    def _call(self, node: ast.Call, levels: int) -> Operation:
        if not isinstance(node.func, ast.Name):
            raise ExpressionError("Two brackets side by side: a product needs its sign, as in (x + 1) * (x - 1).")
        name = _OTHER_NAMES.get(node.func.id, node.func.id)
        if name not in FUNCTIONS:
            known = name in self.names or name in CONSTANTS
            why = (
                f"a product needs its sign, {name} * (...)."
                if known
                else f"there is no such function. {self.what_works}"
            )
            raise ExpressionError(f"{name}(...): {why}")
        wanted = FUNCTIONS[name]
        if len(node.args) != wanted or node.keywords:
            example = f"{name}({', '.join((self.variables[0], '0')[:wanted])})"
            raise ExpressionError(f"{name} takes {wanted} argument{'s' * (wanted > 1)}, as in {example}.")
        return Operation(name, tuple(self.read(part, levels - 1) for part in node.args))

    def _refusal(self, node: ast.expr) -> str:
        if isinstance(node, ast.Tuple):
            return "A comma stands only between the two arguments of min and max; decimals have a point: 0.5."
        if isinstance(node, ast.BinOp):
            return "Of the signs only + - * / ** are known here."
        return self.what_works

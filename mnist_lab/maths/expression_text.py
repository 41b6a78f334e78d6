"""A formula written out again: as it was typed, or as the code with which NumPy or TensorFlow calculates it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mnist_lab.maths.expressions import FUNCTIONS, Expression, Number, Operation, Variable, variables_of

_RANKS: Final = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 2.5, "**": 3}
_ATOM: Final = 4

PLAIN: Final = {name: f"{name}({', '.join('{}' for _ in range(count))})" for name, count in FUNCTIONS.items()}
"""The formula as it was typed."""
NUMPY: Final = {
    **{name: f"np.{name}({{}})" for name in ("sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "abs")},
    **{"min": "np.minimum({}, {})", "max": "np.maximum({}, {})"},
    **{"relu": "np.maximum({}, 0)", "sigmoid": "(1 / (1 + np.exp(-{})))", "pi": "np.pi", "e": "np.e"},
}
"""The formula as NumPy calculates it, number by number the same as `derivatives.value`."""
TENSORFLOW: Final = {
    **{name: f"tf.{name}({{}})" for name in ("sin", "cos", "tan", "exp", "sqrt", "tanh", "abs")},
    **{"log": "tf.math.log({})", "min": "tf.minimum({}, {})", "max": "tf.maximum({}, {})"},
    **{"relu": "tf.nn.relu({})", "sigmoid": "tf.sigmoid({})", "pi": "np.pi", "e": "np.e"},
}
"""The formula for TensorFlow's tape; parts without a variable are left to NumPy."""


def written(expression: Expression, style: Mapping[str, str] = PLAIN) -> str:
    """Return the formula as text, with as few brackets as it needs.

    Examples
    --------
    >>> from mnist_lab.maths.expressions import read_expression
    >>> written(read_expression("(x + 1) * relu(-x)"), NUMPY)
    '(x + 1) * np.maximum(-x, 0)'
    """
    return _written(expression, style)[0]


def _written(expression: Expression, style: Mapping[str, str]) -> tuple[str, float]:
    """Return the text and how strongly it holds together."""
    if not isinstance(expression, Operation):
        return _leaf(expression, style), _ATOM
    if expression.name in FUNCTIONS:
        return _called(expression, style), _ATOM
    return _joined(expression, style)


def _leaf(leaf: Number | Variable, style: Mapping[str, str]) -> str:
    """A number or a name. In code a 0 is a float, since it may come to have a sign: 1 / -0.0 is minus infinity."""
    if isinstance(leaf, Variable):
        return leaf.name
    if style is not PLAIN and leaf.value == 0:
        return "0.0"
    return style.get(leaf.text, leaf.text or repr(leaf.value))


def _called(function: Operation, style: Mapping[str, str]) -> str:
    constant = style is not PLAIN and not variables_of(function)
    inside = NUMPY if constant else style
    least = _ATOM if "-{}" in inside[function.name] else 0
    text = inside[function.name].format(*(_bracketed(part, inside, least) for part in function.parts))
    return f"float({text})" if constant else text  # a plain number leaves float32 what it is


def _joined(operation: Operation, style: Mapping[str, str]) -> tuple[str, float]:
    """Parts with signs between them; what Python's whole numbers would make of a constant part is a float's in code."""
    name, parts = operation.name, operation.parts
    rank = _RANKS[name]
    constant = style is not PLAIN and not variables_of(operation)
    if name == "neg":
        return f"-{_bracketed(parts[0], style, rank)}", rank
    if name == "**" and constant and _needs_numpy(parts[1]):
        return f"float(np.float64({_written(parts[0], NUMPY)[0]})**{_bracketed(parts[1], NUMPY, _RANKS['neg'])})", _ATOM
    left = _bracketed(parts[0], style, rank + 0.1 if name == "**" else rank)
    right = _bracketed(parts[1], style, _RANKS["neg"] if name == "**" else rank + 0.1)
    if name in "+-" and constant:
        return f"float({left} {name} {right})", _ATOM
    return (f"{left}**{right}" if name == "**" else f"{left} {name} {right}"), rank


def _needs_numpy(exponent: Expression) -> bool:
    """Whether Python by itself might see a complex number or an error where NumPy sees nan or inf: (-1)**0.5, 0**-1."""
    return not (isinstance(exponent, Number) and exponent.value.is_integer())


def _bracketed(part: Expression, style: Mapping[str, str], rank: float) -> str:
    text, own = _written(part, style)
    return text if own >= rank else f"({text})"

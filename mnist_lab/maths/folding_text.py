"""The weights of one 2-D layer as somebody types them: `[[1, -0.5], [0.3, 0.8]], [0.1, 0.2]`, that is W, b.

Read without evaluating anything: short and of known characters, parsed by `ast`, then nothing but numbers in brackets.
"""

from __future__ import annotations

import ast
from typing import Final

from mnist_lab.maths.affine import Affine, affine
from mnist_lab.maths.transform_text import number_of, parts

MOST: Final = 4.0
"""The largest size of an entry: six layers of it still give numbers that can be written down."""

_EXAMPLE = "[[1, -0.5], [0.3, 0.8]], [0.1, 0.2]"


class LayerError(ValueError):
    """What was typed is no W and b of a layer from two numbers to two; the message says what would be."""


def read_layer(text: str) -> Affine:
    """Return the W and b that were typed.

    Parameters
    ----------
    text : str
        W as two rows of two numbers, then b, two numbers; b may be left out, and is 0 then.

    Raises
    ------
    LayerError
        Anything else.

    Examples
    --------
    >>> layer = read_layer("[[1, -0.5], [0.3, 0.8]], [0.1, 0.2]")
    >>> layer.W.tolist(), layer.b.tolist()
    ([[1.0, -0.5], [0.3, 0.8]], [0.1, 0.2])
    """
    nodes = parts(text, LayerError, _EXAMPLE)
    if len(nodes) == 2 and all(_is_row(node) for node in nodes):
        nodes = [ast.List(nodes, ast.Load())]  # W without its outer brackets, and no b
    if not 1 <= len(nodes) <= 2:
        raise LayerError(
            f"A layer is W and b with a comma between, as in {_EXAMPLE}; there are {len(nodes)} parts here."
        )
    W = [_row(row, "a row of W") for row in _two(nodes[0], "W is two rows in brackets")]
    return affine(W, _row(nodes[1], "b") if len(nodes) == 2 else (0, 0))


def written_layer(layer: Affine) -> str:
    """Return a layer as `read_layer` reads it, to the last digit.

    Examples
    --------
    >>> written_layer(affine([[1, -0.5], [0.25, 2]], [0, 1]))
    '[[1, -0.5], [0.25, 2]], [0, 1]'
    """
    return f"{_list(*map(_numbers, layer.W.tolist()))}, {_numbers(layer.b.tolist())}"


def _numbers(values: list[float]) -> str:
    return _list(*(repr(value).removesuffix(".0") for value in values))


def _list(*inside: str) -> str:
    return f"[{', '.join(inside)}]"


def _is_row(node: ast.expr) -> bool:
    """Whether it is a bracket with numbers in it, rather than one with rows."""
    return isinstance(node, ast.List | ast.Tuple) and all(number_of(part) is not None for part in node.elts)


def _two(node: ast.expr, rule: str) -> list[ast.expr]:
    if not isinstance(node, ast.List | ast.Tuple) or len(node.elts) != 2:
        raise LayerError(f"{rule}, as in {_EXAMPLE}.")
    return node.elts


def _row(node: ast.expr, what: str) -> list[float]:
    values = []
    for part in _two(node, f"{what} is two numbers in brackets"):
        value = number_of(part)
        if value is None:
            raise LayerError(f"{what} is two numbers in brackets, as in {_EXAMPLE}.")
        if abs(value) > MOST:
            raise LayerError(f"Numbers from -{MOST:g} to {MOST:g} are drawn; one of {what} is {value:g}.")
        values.append(value)
    return values

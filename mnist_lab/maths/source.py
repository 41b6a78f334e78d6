"""A function's own text for the code panel, so that what is shown is what runs."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any


def source(*functions: Callable[..., Any]) -> str:
    """Return the text of the functions, without the annotations and docstrings that its readers need more.

    Examples
    --------
    >>> def half(x: float) -> float:
    ...     return x / 2
    >>> print(source(half))
    def half(x):
        return x / 2
    """
    return "\n\n".join(ast.unparse(_plain(function)) for function in functions)


def _plain(function: Callable[..., Any]) -> ast.AST:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    tree.returns = None
    for argument in (*tree.args.args, *tree.args.kwonlyargs):
        argument.annotation = None
    if ast.get_docstring(tree) is not None:
        tree.body = tree.body[1:]
    return _Unannotated().visit(tree)  # type: ignore[no-any-return]


class _Unannotated(ast.NodeTransformer):
    """`x: int = 1` becomes `x = 1`."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        assert node.value is not None
        return ast.copy_location(ast.Assign([node.target], node.value), node)

"""A formula as a computation graph: values go forward through it, derivatives come back.

    forward     value(n) = f(values of what n is made of)                        from the leaves to the result
    backward    gradient(n) = sum over children c:  gradient(c) * slope of c by n     from the result to the leaves

A child of n is a node that is made of n. The gradient of a node is how fast the result changes with it; that of the
result is 1. `RULES` in `derivatives` holds each operation with its derivative; here they are only carried along the
edges. No function here calls itself, so that a formula may be as deep as it likes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np

from mnist_lab.maths.derivatives import MOST_CONSTANT, RULES
from mnist_lab.maths.expressions import Expression, ExpressionError, Number, Operation, Variable, read_expression

VARIABLES: Final = ("x", "y", "z", "w", "b", "t")
"""Names of leaves that a typed formula may have."""
MOST_LEAVES: Final = 4
MOST_NODES: Final = 22
"""As many boxes as can be read in one picture."""

Argument: TypeAlias = int | Number
"""What an operation is applied to: a node by its number, or a number that stands in the formula."""


@dataclass(frozen=True)
class Node:
    """One value of the computation.

    Attributes
    ----------
    name : str
        The variable of a leaf; v1, v2, ... for what is computed.
    operation : str
        A key of `RULES`; "" for a leaf.
    arguments : tuple of int or Number
        What it is applied to; nodes by number, all of them earlier ones.
    """

    name: str
    operation: str = ""
    arguments: tuple[Argument, ...] = ()


@dataclass(frozen=True)
class Edge:
    """From a node to one that is made of it.

    Attributes
    ----------
    source, target : int
        Numbers of the two nodes: `target` is a child of `source`.
    place : int
        Which argument of the target's operation the source is; x * x has an edge for each.
    slope : float
        The local derivative, of the target's value by this argument.
    """

    source: int
    target: int
    place: int
    slope: float


@dataclass(frozen=True)
class Graph:
    """The nodes in an order in which each comes after those it is made of. The leaves are first, the result is last."""

    nodes: tuple[Node, ...]

    @property
    def leaves(self) -> tuple[str, ...]:
        """Names of the variables."""
        return tuple(node.name for node in self.nodes if not node.operation)

    @property
    def joints(self) -> tuple[tuple[int, int, int], ...]:
        """(source, target, place) of each edge, in the order of the targets."""
        return tuple(
            (source, target, place)
            for target, node in enumerate(self.nodes)
            for place, source in enumerate(node.arguments)
            if isinstance(source, int)
        )

    @property
    def chain(self) -> bool:
        """Each node is made of the one before it, and of it alone."""
        return [joint[:2] for joint in self.joints] == [(number, number + 1) for number in range(len(self.nodes) - 1)]


def forward(graph: Graph, at: Mapping[str, float]) -> tuple[float, ...]:
    """Return the value of each node; nan or inf where there is none.

    Examples
    --------
    >>> forward(typed_graph("x * y + x"), {"x": 3.0, "y": 2.0})
    (3.0, 2.0, 6.0, 9.0)
    """
    values: list[float] = []
    with np.errstate(all="ignore"):
        for node in graph.nodes:
            rule = RULES[node.operation].f if node.operation else None
            values.append(float(rule(*_numbers(node, values)) if rule else at[node.name]))
    return tuple(values)


def edges(graph: Graph, values: Sequence[float]) -> tuple[Edge, ...]:
    """Return each edge with its local derivative, in the order of the targets."""
    found = []
    with np.errstate(all="ignore"):
        for source, target, place in graph.joints:
            node = graph.nodes[target]
            slope = RULES[node.operation].slopes[place](*_numbers(node, values))
            found.append(Edge(source, target, place, float(slope)))
    return tuple(found)


def backward(graph: Graph, along: Sequence[Edge]) -> tuple[float, ...]:
    """Return the gradient of each node: how fast the result changes with it.

    The edges are walked from the last to the first. When the turn comes to those that end in a node, all that begin
    there have been walked already: its gradient is complete and may be handed on.

    Examples
    --------
    >>> graph = typed_graph("x * y + x")     # x is used twice: through the product it counts y, and alone 1
    >>> backward(graph, edges(graph, forward(graph, {"x": 3.0, "y": 2.0})))
    (3.0, 3.0, 1.0, 1.0)
    """
    gradients = [0.0] * len(graph.nodes)
    gradients[-1] = 1.0
    for edge in reversed(along):
        gradients[edge.source] += gradients[edge.target] * edge.slope
    return tuple(gradients)


def _numbers(node: Node, values: Sequence[float]) -> list[np.float64]:
    """Return what the node's operation is applied to. NumPy's numbers: 1 / 0 is inf, and no exception."""
    return [np.float64(values[part] if isinstance(part, int) else part.value) for part in node.arguments]


# ------------------------------------------------------------------------------------------- from formula to graph


def typed_graph(text: str) -> Graph:
    """Return the graph of a typed formula of `VARIABLES`.

    Raises
    ------
    ExpressionError
        The text is no such formula, has a part such as 1 / 0, nothing to compute, or more than the picture can hold.
    """
    graph = computation_graph(read_expression(text, VARIABLES))
    if len(graph.leaves) > MOST_LEAVES:
        raise ExpressionError(f"{len(graph.leaves)} variables; a picture has room for {MOST_LEAVES}.")
    if len(graph.nodes) > MOST_NODES:
        raise ExpressionError(f"This formula makes {len(graph.nodes)} boxes; a picture has room for {MOST_NODES}.")
    return graph


def computation_graph(expression: Expression) -> Graph:
    """Return the graph of a formula: a part that stands in it twice is one node, a part without variable a number.

    Raises
    ------
    ExpressionError
        A part without variable is no number, or there is nothing to compute with a variable.
    """
    order = tuple(_inside_out(expression))
    leaves = dict.fromkeys(Node(part.name) for part in order if isinstance(part, Variable))
    known = {leaf: number for number, leaf in enumerate(leaves)}
    waiting: list[Argument] = []
    for part in order:
        if isinstance(part, Number):
            waiting.append(part)
        elif isinstance(part, Variable):
            waiting.append(known[Node(part.name)])
        else:
            first = len(waiting) - len(part.parts)
            node = Node("", part.name, tuple(waiting[first:]))
            del waiting[first:]
            constant = not any(isinstance(argument, int) for argument in node.arguments)
            waiting.append(_folded(node) if constant else known.setdefault(node, len(known)))
    if len(known) == len(leaves):
        raise ExpressionError("There is nothing to compute here. A graph needs a variable and an operation: x * y + x.")
    return _named(Graph(tuple(known)))


def _inside_out(expression: Expression) -> Iterator[Expression]:
    """Yield each part of a formula after the parts it is made of."""
    stack: list[tuple[Expression, bool]] = [(expression, False)]
    while stack:
        part, seen = stack.pop()
        if seen or not isinstance(part, Operation):
            yield part
        else:
            stack.append((part, True))
            stack.extend((inner, False) for inner in reversed(part.parts))


def _folded(node: Node) -> Number:
    """Return a part without variable as the number it is."""
    with np.errstate(all="ignore"):
        value = float(RULES[node.operation].f(*_numbers(node, ())))
    if not abs(value) <= MOST_CONSTANT:
        raise ExpressionError("A part without variable is no number here, or one too large, such as 1 / 0.")
    return Number(value)


def _named(graph: Graph) -> Graph:
    """Give what is computed its names: v1, v2, ..., result; in a chain the notebook's x1, x2, ..., y."""
    leaf = graph.nodes[0].name
    stem, last = (leaf, "result" if leaf == "y" else "y") if graph.chain else ("v", "result")
    steps = len(graph.nodes) - len(graph.leaves)
    names = [*graph.leaves, *(f"{stem}{number}" for number in range(1, steps)), last]
    return Graph(tuple(replace(node, name=name) for node, name in zip(graph.nodes, names, strict=True)))

"""Both passes through a computation graph, with what each node and each edge has to say, and as lines of code."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mnist_lab.maths.expression_text import NUMPY, PLAIN, TENSORFLOW, written
from mnist_lab.maths.expressions import Expression, Number, Operation, Variable
from mnist_lab.maths.graphs import Argument, Edge, Graph, Node, backward, edges, forward, typed_graph

SLOPES: Final[Mapping[str, tuple[str, ...]]] = {
    #      by a                                by b
    "+": ("1", "1"),
    "-": ("1", "-1"),
    "*": ("{b}", "{a}"),
    "/": ("1 / {b}", "-{a} / {b}**2"),
    "**": ("{b} * {a}**({b} - 1)", "{a}**{b} * np.log({a})"),
    "neg": ("-1",),
    "sin": ("np.cos({a})",),
    "cos": ("-np.sin({a})",),
    "tan": ("1 / np.cos({a})**2",),
    "exp": ("np.exp({a})",),
    "log": ("1 / {a}",),
    "sqrt": ("0.5 / np.sqrt({a})",),
    "tanh": ("1 - np.tanh({a})**2",),
    "sigmoid": ("{s} * (1 - {s})",),
    "relu": ("({a} > 0)",),
    "abs": ("np.sign({a})",),
    "max": ("({a} >= {b})", "({a} < {b})"),
    "min": ("({a} <= {b})", "({a} > {b})"),
}
"""The derivatives of `derivatives.RULES` as one writes them: `{a}`, `{b}` the arguments, `{s}` the value itself."""


@dataclass(frozen=True)
class Passes:
    """One forward and one backward pass.

    Attributes
    ----------
    graph : Graph
        The nodes.
    text : str
        The formula.
    at : mapping of str to float
        Variable -> value.
    values : tuple of float
        Of each node.
    edges : tuple of Edge
        With their local derivatives.
    gradients : tuple of float
        Of each node: how fast the result changes with it.
    """

    graph: Graph
    text: str
    at: Mapping[str, float]
    values: tuple[float, ...]
    edges: tuple[Edge, ...]
    gradients: tuple[float, ...]

    def name(self, number: int) -> str:
        """Name of a node."""
        return self.graph.nodes[number].name

    def formula(self, number: int) -> str:
        """What a node is, from the nodes it is made of: "v1 * y"; the name of a leaf."""
        return _written(self.graph, self.graph.nodes[number], PLAIN)

    def slope(self, edge: Edge) -> str:
        """The local derivative of an edge as one writes it: "cos(v1)"."""
        return _slope(self.graph, edge).replace("np.", "")

    def children(self, number: int) -> tuple[Edge, ...]:
        """The edges to what is made of a node, in the order in which the backward pass walks them."""
        return tuple(edge for edge in reversed(self.edges) if edge.source == number)

    def sum_over_children(self, number: int) -> str:
        """How the gradient of a node comes about: "2 × 3 + 1 × 1 = 7"."""
        terms = [f"{shown(self.gradients[e.target])} × {shown(e.slope)}" for e in self.children(number)]
        return " + ".join(terms) + f" = {shown(self.gradients[number])}" if terms else "1, the result by itself"

    @property
    def shared(self) -> tuple[int, ...]:
        """The nodes that are used more than once."""
        return tuple(number for number in range(len(self.values)) if len(self.children(number)) > 1)

    @property
    def sentence(self) -> str:
        """What the picture says."""
        for number, value in enumerate(self.values):
            if not math.isfinite(value):
                return f"{self.name(number)} = {self.formula(number)} has no value here: {shown(value)}. Move a slider."
        for edge in self.edges:
            if not math.isfinite(edge.slope):
                at = f"{self.name(edge.target)} = {self.formula(edge.target)}"
                return f"{at} has no derivative by {self.name(edge.source)} here: its slope is {shown(edge.slope)}."
        if self.graph.chain:
            return f"{self.equation}: with {self.name(0)} the result changes {shown(self.gradients[0])} times as fast."
        if self.shared:
            node = self.shared[0]
            uses = len(self.children(node))
            often = "twice" if uses == 2 else f"{uses} times"
            return (
                f"{self.name(node)} is used {often}, so its gradient is a sum over children: "
                f"{self.sum_over_children(node)}."
            )
        said = ", ".join(f"{leaf} {shown(self.gradients[place])}" for place, leaf in enumerate(self.graph.leaves))
        return f"The result is {shown(self.values[-1])}. Its gradient: {said}."

    @property
    def equation(self) -> str:
        """The notebook's line for a chain: grad(y, x) == grad(y, x1) * grad(x1, x)."""
        factors = [f"grad({self.name(edge.target)}, {self.name(edge.source)})" for edge in reversed(self.edges)]
        return f"grad({self.name(len(self.values) - 1)}, {self.name(0)}) == {' * '.join(factors)}"

    @property
    def code(self) -> str:
        """The lines of both passes."""
        nodes, last = self.graph.nodes, len(self.values) - 1
        leaves = self.graph.leaves
        numbers = ", ".join(repr(float(self.at[leaf])) for leaf in leaves)
        lines = ["import numpy as np", "", f"{', '.join(leaves)}{',' * (len(leaves) == 1)} = np.array([{numbers}])"]
        lines += ["", "# forward: the value of each node"]
        for number in range(len(leaves), last + 1):
            made = f"{nodes[number].name} = {_written(self.graph, nodes[number], NUMPY)}"
            lines.append(f"{made:<38} # {shown(self.values[number])}")
        lines += ["", f"# backward: d_v is the derivative of {nodes[last].name} by v, a sum over the children of v"]
        lines.append(f"{f'd_{nodes[last].name} = 1.0':<38}")
        for number in range(last - 1, -1, -1):
            terms = [f"d_{self.name(e.target)} * {_factor(_slope(self.graph, e))}" for e in self.children(number)]
            lines.append(f"{f'd_{nodes[number].name} = ' + ' + '.join(terms):<38} # {shown(self.gradients[number])}")
        return "\n".join(line.rstrip() for line in lines)

    @property
    def tape(self) -> str:
        """The same computation for TensorFlow's tape, a line for each node."""
        return tape_code(self.graph, self.at)


def passes(text: str, at: Mapping[str, float]) -> Passes:
    """Return both passes for a typed formula; variables that `at` does not name are 1.

    Raises
    ------
    ExpressionError
        As in `typed_graph`.

    Examples
    --------
    >>> passes("x * y + x", {"x": 3.0, "y": 2.0}).sum_over_children(0)
    '1 × 1 + 1 × 2 = 3'
    """
    graph = typed_graph(text)
    at = {leaf: float(at.get(leaf, 1.0)) for leaf in graph.leaves}
    values = forward(graph, at)
    along = edges(graph, values)
    return Passes(graph, text, at, values, along, backward(graph, along))


def tape_code(graph: Graph, at: Mapping[str, float]) -> str:
    """Return the lines that compute the graph under a `tf.GradientTape` and ask it for every node's gradient."""
    steps = [f"    {node.name} = {_written(graph, node, TENSORFLOW)}" for node in graph.nodes if node.operation]
    lines = ["import numpy as np"] if any("np." in step for step in steps) else []
    lines += ["import tensorflow as tf", ""]
    lines += [f"{leaf} = tf.Variable({float(at[leaf])!r}, dtype=tf.float64)" for leaf in graph.leaves]
    lines += ["with tf.GradientTape() as tape:", *steps]
    wanted = ", ".join(node.name for node in graph.nodes)
    return "\n".join([*lines, f"gradients = tape.gradient({graph.nodes[-1].name}, [{wanted}])"])


def shown(number: float) -> str:
    """A number with four digits that count, and a real minus sign."""
    text = f"{number + 0.0:.4g}"  # + 0.0: no minus before a zero
    return text.replace("-", "−")


def short(number: float) -> str:
    """The same with three digits, where there is little room."""
    return f"{number + 0.0:.3g}".replace("-", "−")


# ---------------------------------------------------------------------------------------------- lines of one node


def _written(graph: Graph, node: Node, style: Mapping[str, str]) -> str:
    if not node.operation:
        return node.name
    return written(Operation(node.operation, tuple(_part(graph, part) for part in node.arguments)), style)


def _part(graph: Graph, argument: Argument) -> Expression:
    """A node as the variable of its name; a negative number as an operation, so that it gets its brackets."""
    if isinstance(argument, int):
        return Variable(graph.nodes[argument].name)
    if argument.value < 0:
        return Operation("neg", (_plain(-argument.value),))
    return argument if argument.text in ("pi", "e") else _plain(argument.value)


def _plain(value: float) -> Number:
    short = f"{value:.12g}"
    return Number(value, short if float(short) == value and "e" not in short else repr(value))


def _slope(graph: Graph, edge: Edge) -> str:
    """The local derivative of an edge, for NumPy."""
    node = graph.nodes[edge.target]
    texts = [written(_part(graph, part), NUMPY) for part in node.arguments]
    if len(texts) > 1:
        texts = [f"({text})" if text.startswith("-") else text for text in texts]
    exponent = node.arguments[-1]
    if node.operation == "**" and isinstance(exponent, Number) and exponent.value.is_integer():
        n = int(exponent.value)
        return {0: "0", 1: "1", 2: f"2 * {texts[0]}"}.get(n, f"{n} * {texts[0]}**{n - 1}")
    named = dict(zip("ab", texts, strict=False)) | {"s": node.name}
    slope = SLOPES[node.operation][edge.place].format(**named)
    base = node.arguments[0]
    if node.operation == "**" and edge.place == 1 and (isinstance(base, int) or base.value == 0):
        nothing = f"{texts[0]} == 0 and " if isinstance(base, int) else ""
        return f"0 if {nothing}{texts[1]} > 0 else {slope}"  # 0**b stays 0 for each b > 0, though log(0) is -inf
    return slope


def _factor(slope: str) -> str:
    """A derivative in brackets, where it would not hold together in a product."""
    return f"({slope})" if (" " in slope and not slope.startswith("(")) or slope.startswith("-") else slope

"""The steps in which a computation graph is played: all at once, the leaves, forward node by node, backward."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mnist_lab.maths.graph_passes import Passes, shown


@dataclass(frozen=True)
class Step:
    """What is known when a step is over.

    Attributes
    ----------
    caption : str
        What happens in it.
    at : int
        The node that works.
    known, complete : tuple of int
        Nodes with a value; nodes whose gradient is complete; each in the order in which they came.
    walked, active, labelled : tuple of int
        Edges that have carried a gradient; that carry something now; whose local derivative is written.
    gradients : mapping of int to str
        What stands in a box as its gradient, complete or on its way: "∂ 1 + …".
    back, busy : bool
        It belongs to the backward pass; one node is at work.
    """

    caption: str
    at: int
    known: tuple[int, ...]
    complete: tuple[int, ...] = ()
    walked: tuple[int, ...] = ()
    active: tuple[int, ...] = ()
    labelled: tuple[int, ...] = ()
    gradients: Mapping[int, str] = field(default_factory=dict)
    back: bool = False
    busy: bool = True


def steps(done: Passes) -> tuple[Step, ...]:
    """Return all steps, the first with everything at once."""
    count = len(done.values)
    every, order = tuple(range(count)), _backwards(done)
    all_edges = tuple(range(len(done.edges)))
    gradients = {n: f"∂ {shown(done.gradients[n])}" for n in every}
    said = "Everything at once. Play to see the values go forward and the gradients ∂ come back"
    walked = tuple(k for k in reversed(all_edges))
    whole = Step(said, count - 1, every, order, walked, (), all_edges, gradients, back=True, busy=False)
    return whole, *_forward(done), *_backward(done)


def _backwards(done: Passes) -> tuple[int, ...]:
    """The nodes in the order in which their gradients become complete."""
    return tuple(reversed(range(len(done.values))))


def _forward(done: Passes) -> Iterator[Step]:
    leaves = len(done.graph.leaves)
    said = ", ".join(f"{leaf} = {shown(done.at[leaf])}" for leaf in done.graph.leaves)
    yield Step(f"The leaves have their values: {said}", 0, tuple(range(leaves)), busy=False)
    for node in range(leaves, len(done.values)):
        into = tuple(k for k, edge in enumerate(done.edges) if edge.target == node)
        caption = f"Forward: {done.name(node)} = {done.formula(node)} = {shown(done.values[node])}"
        yield Step(caption, node, tuple(range(node + 1)), active=into)


def _backward(done: Passes) -> Iterator[Step]:
    """Start with 1 at the result; then each node hands on to what it is made of."""
    count, every = len(done.values), tuple(range(len(done.values)))
    terms: dict[int, list[float]] = {n: [] for n in every}
    last = done.name(count - 1)
    start = f"Backward begins at the result: {last} changes with {last} 1 to 1, so its gradient is 1"
    yield Step(start, count - 1, every, (count - 1,), gradients={count - 1: "∂ 1"}, back=True)
    walked: tuple[int, ...] = ()
    for node in range(count - 1, len(done.graph.leaves) - 1, -1):
        into = tuple(k for k, edge in enumerate(done.edges) if edge.target == node)
        for k in reversed(into):
            terms[done.edges[k].source].append(done.gradients[node] * done.edges[k].slope)
        walked += tuple(reversed(into))
        texts = {n: _gathered(done, n, terms[n]) for n in every if terms[n]} | {count - 1: "∂ 1"}
        complete = tuple(n for n in _backwards(done) if n == count - 1 or len(terms[n]) == len(done.children(n)))
        complete = tuple(sorted(complete, key=lambda n: (_last_child(done, n), n), reverse=True))
        yield Step(_handed(done, node, into), node, every, complete, walked, into, walked, texts, back=True)


def _last_child(done: Passes, node: int) -> int:
    """When a gradient becomes complete: with the child that is walked last, the first in the order of nodes."""
    children = done.children(node)
    return min((edge.target for edge in children), default=len(done.values))


def _gathered(done: Passes, node: int, terms: list[float]) -> str:
    """The sum over children as far as it has come."""
    if len(terms) < len(done.children(node)):
        return f"∂ {' + '.join(map(shown, terms))} + …"
    total = shown(done.gradients[node])
    return f"∂ {' + '.join(map(shown, terms))} = {total}" if len(terms) == 2 else f"∂ {total}"


def _handed(done: Passes, node: int, into: tuple[int, ...]) -> str:
    """What a node hands to those it is made of."""
    parts = []
    for k in reversed(into):
        edge = done.edges[k]
        handed = shown(done.gradients[node] * edge.slope)
        parts.append(f"to {done.name(edge.source)} {shown(done.gradients[node])} × {shown(edge.slope)} = {handed}")
    return f"Backward from {done.name(node)} = {done.formula(node)}: {', '.join(parts)}"

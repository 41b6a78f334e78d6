"""Random formulas for hypothesis, as trees, and how exact their gradients can be."""

from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from mnist_lab.maths.expressions import FUNCTIONS, Expression, Number, Operation, Variable
from mnist_lab.maths.graphs import Edge, Graph, backward

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
"""For a machine that is busy with other things; many random formulas have no value where they are asked for one."""
SIGNS = ("+", "-", "*", "/", "**")


def formulas(*names: str, leaves: int = 6) -> st.SearchStrategy[Expression]:
    """Trees over these variables (x alone by default) with every operation there is."""
    numbers = st.sampled_from([Number(float(number), str(number)) for number in (0, 1, 2, 3, 0.5, 1.5)])
    variables = st.sampled_from([Variable(name) for name in names or ("x",)])
    ones = sorted(name for name, count in FUNCTIONS.items() if count == 1)
    return st.recursive(
        st.one_of(variables, numbers),
        lambda parts: st.one_of(
            st.builds(Operation, st.sampled_from(SIGNS), st.tuples(parts, parts)),
            st.builds(Operation, st.sampled_from(["min", "max"]), st.tuples(parts, parts)),
            st.builds(Operation, st.sampled_from([*ones, "neg"]), st.tuples(parts)),
        ),
        max_leaves=leaves,
    )


def all_paths(graph: Graph, joints: tuple[Edge, ...]) -> tuple[float, ...]:
    """Of each node, the sum over all paths to the result of the product of |slope|: what rounding is relative to where
    paths cancel, as in tan(tan(w / w))."""
    return backward(graph, tuple(replace(edge, slope=abs(edge.slope)) for edge in joints))

"""Computation graphs: by hand; against the forward mode, central differences and TensorFlow; edges, depth, bad text."""

import contextlib
import random

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from mnist_lab.maths.derivatives import RULES, differentiate
from mnist_lab.maths.expression_text import TENSORFLOW, written
from mnist_lab.maths.expressions import Expression, ExpressionError, Operation, Variable
from mnist_lab.maths.graphs import (
    MOST_NODES,
    VARIABLES,
    Graph,
    backward,
    computation_graph,
    edges,
    forward,
    typed_graph,
)
from tests.attack import attack
from tests.maths.formulas import UNHURRIED, all_paths, formulas


def both(graph: Graph, **at: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    values = forward(graph, at)
    return values, backward(graph, edges(graph, values))


def test_a_value_used_twice_by_hand() -> None:
    # v1 = x y = -6, v2 = sin x, result = v1 + v2. d/dx = y + cos x, through two children; d/dy = x
    graph = typed_graph("x * y + sin(x)")
    assert [node.name for node in graph.nodes] == ["x", "y", "v1", "v2", "result"]
    values, gradients = both(graph, x=2.0, y=-3.0)
    assert values == (2.0, -3.0, -6.0, np.sin(2.0), -6 + np.sin(2.0))
    assert gradients == (-3 + np.cos(2.0), 2.0, 1.0, 1.0, 1.0)


def test_the_notebooks_chain_by_hand() -> None:
    # y = f(g(h(j(x)))), j squares, h is tanh, g is exp, f is sin: the product of the four factors
    graph = typed_graph("sin(exp(tanh(x**2)))")
    assert graph.chain and [node.name for node in graph.nodes] == ["x", "x1", "x2", "x3", "y"]
    values, gradients = both(graph, x=0.8)
    x1 = 0.8**2
    x2 = np.tanh(x1)
    x3 = np.exp(x2)
    assert values == pytest.approx((0.8, x1, x2, x3, np.sin(x3)))
    factors = [np.cos(x3), np.exp(x2), 1 - np.tanh(x1) ** 2, 2 * 0.8]
    assert [edge.slope for edge in reversed(edges(graph, values))] == pytest.approx(factors)
    assert gradients == pytest.approx((np.prod(factors), np.prod(factors[:3]), np.prod(factors[:2]), factors[0], 1.0))


def test_one_unit_and_its_loss_by_hand() -> None:
    # w x + b = 2, relu 2, minus t = 1: 1, squared: 1. d loss / d w = 2 * 1 * x = 4, d b = 2, d x = 2 w = 1, d t = -2
    graph = typed_graph("(relu(w * x + b) - t)**2")
    values, gradients = both(graph, w=0.5, x=2.0, b=1.0, t=1.0)
    assert values[-1] == 1.0
    assert dict(zip(graph.leaves, gradients, strict=False)) == {"w": 4.0, "x": 1.0, "b": 2.0, "t": -2.0}
    _, off = both(graph, w=-1.0, x=2.0, b=1.0, t=1.0)  # relu is 0 here: nothing gets through, but t
    assert off[:3] == (0.0, 0.0, 0.0) and off[3] == 2.0


def test_a_part_that_stands_there_twice_is_one_node() -> None:
    graph = typed_graph("(x * y) * (x * y)")
    assert graph.joints == ((0, 2, 0), (1, 2, 1), (2, 3, 0), (2, 3, 1))
    assert both(graph, x=2.0, y=3.0)[1] == (36.0, 24.0, 12.0, 1.0)  # x**2 y**2: 2 x y**2, 2 x**2 y, 2 v1


def test_parts_without_variable_are_numbers() -> None:
    graph = typed_graph("x * (2 + 3) ** 2")
    assert len(graph.nodes) == 2 and both(graph, x=1.0)[0] == (1.0, 25.0)


@pytest.mark.parametrize(
    ("text", "chain"), [("x**2", True), ("sin(y)", True), ("x * x", False), ("x * y", False), ("exp(x) * x", False)]
)
def test_what_is_a_chain(text: str, chain: bool) -> None:
    assert typed_graph(text).chain is chain
    assert len({node.name for node in typed_graph(text).nodes}) == len(typed_graph(text).nodes)


# -------------------------------------------------------------------------------------------------- against oracles


def graph_or_nothing(tree: Expression) -> Graph | None:
    with contextlib.suppress(ExpressionError):
        return computation_graph(tree)
    return None


def leaf_gradients(graph: Graph, at: dict[str, float]) -> dict[str, float]:
    return dict(zip(graph.leaves, both(graph, **at)[1], strict=False))


CANCELLING = Operation("tan", (Operation("tan", (Operation("/", (Variable("w"), Variable("w"))),)),))


@given(formulas("x", "y", "w", leaves=10), *[st.floats(-2.5, 2.5)] * 3)
@example(CANCELLING, 0.0, 0.0, 0.42853810952120996)
@settings(UNHURRIED, max_examples=80)
def test_reverse_mode_is_forward_mode(tree: Expression, x: float, y: float, w: float) -> None:
    graph = graph_or_nothing(tree)
    if graph is not None:
        at = {"x": x, "y": y, "w": w}
        ours = leaf_gradients(graph, at)
        theirs = differentiate(tree, {name: np.float64(number) for name, number in at.items()})
        assert forward(graph, at)[-1] == pytest.approx(float(theirs.value), rel=1e-12, nan_ok=True)
        slopes = [float(theirs.slopes[name]) for name in graph.leaves]
        joints = edges(graph, forward(graph, at))
        assume(all(np.isfinite(slopes)) and all(np.isfinite(edge.slope) for edge in joints))
        for name, slope, unit in zip(graph.leaves, slopes, all_paths(graph, joints), strict=False):
            assert ours[name] == pytest.approx(slope, rel=1e-9, abs=1e-12 * max(1.0, unit))


@given(formulas("x", "y", leaves=8), st.floats(0.3, 2.0), st.floats(0.3, 2.0))
@settings(UNHURRIED, max_examples=40)
def test_whole_graphs_against_central_differences(tree: Expression, x: float, y: float) -> None:
    graph = graph_or_nothing(tree)
    assume(graph is not None and smooth(graph, {"x": x, "y": y}))
    assert graph is not None
    at, h = {"x": x, "y": y}, 1e-6
    for name, gradient in leaf_gradients(graph, at).items():
        up, down = (forward(graph, {**at, name: at[name] + shift})[-1] for shift in (h, -h))
        size = max(1.0, abs(forward(graph, at)[-1]))
        assert gradient == pytest.approx((up - down) / (2 * h), rel=1e-3, abs=1e-6 * size)


def smooth(graph: Graph, at: dict[str, float]) -> bool:
    """Far from corners and poles, and of sizes at which a difference means something."""
    values = forward(graph, at)
    for node in graph.nodes:
        switch = RULES[node.operation].switch if node.operation else None
        parts = [np.float64(values[a] if isinstance(a, int) else a.value) for a in node.arguments]
        if switch is not None and not abs(switch(*parts)) > 0.1:
            return False
    sizes = [*values, *both(graph, **at)[1], *(edge.slope for edge in edges(graph, values))]
    return all(abs(size) < 1e3 for size in sizes)


def tape(tree: Expression, graph: Graph, at: dict[str, float]) -> list[float]:
    """The leaves' gradients by TensorFlow's tape."""
    import tensorflow as tf

    variables = {name: tf.Variable(at[name], dtype=tf.float64) for name in graph.leaves}
    with tf.GradientTape() as recorded:
        y = eval(written(tree, TENSORFLOW), {"tf": tf, "np": np, **variables})
    return [float(found) for found in recorded.gradient(y, list(variables.values()), unconnected_gradients="zero")]


@given(formulas("x", "y", leaves=8), st.floats(0.1, 2.5), st.floats(-2.5, 2.5))
@settings(UNHURRIED, max_examples=25)
def test_whole_graphs_against_tensorflow(tree: Expression, x: float, y: float) -> None:
    graph = graph_or_nothing(tree)
    assume(graph is not None)
    assert graph is not None
    at = {"x": x, "y": y}
    sizes = [*forward(graph, at), *both(graph, **at)[1], *(edge.slope for edge in edges(graph, forward(graph, at)))]
    assume(all(np.isfinite(size) and abs(size) < 1e8 for size in sizes))
    with np.errstate(all="ignore"):
        theirs = tape(tree, graph, at)
    assume(np.isfinite(theirs).all())
    assert list(leaf_gradients(graph, at).values()) == pytest.approx(theirs, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        *(("relu(x)", {"x": 0.0}), ("abs(x)", {"x": 0.0}), ("max(x, y)", {"x": 1.0, "y": 1.0})),
        *(("min(x, y)", {"x": 1.0, "y": 1.0}), ("x**2", {"x": 0.0}), ("x**y", {"x": 0.0, "y": 2.0})),
        *(("sqrt(x)", {"x": 0.0}), ("log(x)", {"x": 0.0}), ("1 / x", {"x": 0.0}), ("log(x)", {"x": -1.0})),
        *(("sigmoid(x)", {"x": -700.0}), ("tanh(30 * x)", {"x": 1.0}), ("exp(-700 * x)", {"x": 1.0})),
    ],
)
def test_at_the_edge_of_a_domain_it_is_tensorflows(text: str, at: dict[str, float]) -> None:
    from mnist_lab.maths.expressions import read_expression

    graph = typed_graph(text)
    theirs = tape(read_expression(text, VARIABLES), graph, at)
    ours = list(leaf_gradients(graph, at).values())
    if text == "log(x)" and at["x"] < 0:  # TensorFlow goes on with 1 / x; here there is no value, and no slope
        assert np.isnan(ours[0]) and theirs == [-1.0]
    else:
        assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-300, nan_ok=True)


# ------------------------------------------------------------------------------------------------- depth and bad text


def test_depth_is_no_matter() -> None:
    tree: Expression = Variable("x")
    for _ in range(20_000):
        tree = Operation("neg", (tree,))
    graph = computation_graph(tree)
    values, gradients = both(graph, x=3.0)
    assert len(values) == 20_001 and values[-1] == 3.0 and gradients[0] == 1.0


def test_width_is_no_matter() -> None:
    tree: Expression = Variable("x")
    for _ in range(5_000):
        tree = Operation("+", (tree, Variable("x")))
    assert both(computation_graph(tree), x=1.0)[1][0] == 5_001.0


def test_a_value_used_twice_again_and_again_does_not_double_the_work() -> None:
    graph = typed_graph("((x * x) * (x * x)) * ((x * x) * (x * x))")
    assert len(graph.nodes) == 4
    tree: Expression = Variable("x")
    for _ in range(18):  # 2**18 leaves as a tree, 18 operations as a graph
        tree = Operation("+", (tree, tree))
    assert len(computation_graph(tree).nodes) == 19


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("x", "There is nothing to compute here"),
        ("2 + 3", "There is nothing to compute here"),
        ("1 / 0 + x", "is no number here"),
        ("x + y + z + w + b", "5 variables; a picture has room for 4"),
        ("+".join(f"x**{n}" for n in range(2, 20)), f"a picture has room for {MOST_NODES}"),
        ("import os", "Signs stand between numbers"),
        ("q * x", "The name 'q' means nothing here. What works: x, y, z, w, b, t"),
    ],
)
def test_what_makes_no_graph_gets_its_reason(text: str, phrase: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        typed_graph(text)
    assert phrase in str(refused.value) and str(refused.value).endswith(".")


ALPHABET = [
    "x",
    "y",
    "w",
    "2",
    "0.5",
    "pi",
    *"+-*/()",
    "**",
    "sin(",
    "exp(",
    "log(",
    "relu(x)",
    "max(",
    ",",
    " ",
    "é",
    "[",
]


def read_random(count: int, seed: int) -> int:
    """Make graphs of random texts, both passes too; returns how many there were."""
    source = random.Random(seed)
    texts = ("".join(source.choices(ALPHABET, k=source.randrange(1, 16))) for _ in range(count))
    return attack(lambda text: both(typed_graph(text), **dict.fromkeys(VARIABLES, 0.5)), texts, ExpressionError)


def test_random_text_raises_nothing_but_our_error() -> None:
    assert read_random(4_000, seed=0) > 10


@pytest.mark.slow
def test_a_hundred_thousand_random_texts() -> None:
    assert read_random(100_000, seed=1) > 300


def test_what_is_proposed_when_nothing_is_typed_has_a_graph() -> None:
    with pytest.raises(ExpressionError, match=r"such as (.+) would do") as refused:
        typed_graph(" ")
    example = str(refused.value).split("such as ")[1].removesuffix(" would do.")
    assert typed_graph(example).leaves == ("x",)

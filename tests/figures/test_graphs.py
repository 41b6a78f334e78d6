"""The pictures of the lesson on backpropagation, read back: places, steps, sums, the wall of gradients, sizes."""

import base64
import itertools
import json
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.digits.dataset import load
from mnist_lab.figures.graph_layout import columns_of, layout
from mnist_lab.figures.graph_steps import steps
from mnist_lab.figures.graphs import graph_figure, graph_text
from mnist_lab.figures.small_network import network_figure, network_text
from mnist_lab.figures.small_network import steps as network_steps
from mnist_lab.figures.tiles import NOTHING
from mnist_lab.figures.weight_gradients import UNITS, gradients_figure, gradients_text, painted
from mnist_lab.maths.expression_text import written
from mnist_lab.maths.expressions import ExpressionError
from mnist_lab.maths.graph_passes import passes
from mnist_lab.maths.graphs import MOST_NODES, typed_graph
from mnist_lab.maths.small_network import one_round
from mnist_lab.network.reading import shipped
from mnist_lab.network.subject import of_test_set
from mnist_lab.network.weight_gradients import weight_gradients
from tests.maths.formulas import UNHURRIED, formulas

TWICE = passes("x * y + sin(x)", {"x": 2.0, "y": -3.0})
CHAIN = passes("sin(exp(tanh(x**2)))", {"x": 0.8})


def words(figure: Any, frame: int) -> list[str]:
    """All words of a frame."""
    traces = figure.frames[frame].data
    return [str(text) for trace in traces if trace.text is not None for text in trace.text]


# ---------------------------------------------------------------------------------------------------- where boxes are


def test_a_chain_is_a_row() -> None:
    placed = layout(CHAIN.graph)
    assert placed.places == ((0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (3.0, 0.0), (4.0, 0.0))


def test_a_leaf_stands_one_column_before_its_first_child() -> None:
    graph = typed_graph("(relu(w * x + b) - t)**2")
    assert dict(zip((node.name for node in graph.nodes), columns_of(graph), strict=True)) == {
        **{"w": 0, "x": 0, "b": 1, "t": 3},
        **{"v1": 1, "v2": 2, "v3": 3, "v4": 4, "result": 5},
    }


@given(formulas("x", "y", "w", leaves=10))
@settings(UNHURRIED, max_examples=60)
def test_no_box_covers_another_and_edges_go_to_the_right(tree: Any) -> None:
    try:
        graph = typed_graph(written(tree))
    except ExpressionError:
        return
    placed = layout(graph)
    for (a, b), (c, d) in itertools.combinations(placed.places, 2):
        assert a != c or abs(b - d) > 0.99
    for way, (source, target, _) in zip(placed.ways, graph.joints, strict=True):
        assert way[0] == placed.places[source] and way[-1] == placed.places[target]
        assert all(right[0] - left[0] == 1 for left, right in itertools.pairwise(way))
    assert min(row for _, row in placed.places) >= 0
    assert max(row for _, row in placed.places) < placed.rows


# ------------------------------------------------------------------------------------------------------ what is played


def test_forward_node_by_node_then_backward_node_by_node() -> None:
    captions = [step.caption for step in steps(TWICE)]
    assert captions[1:] == [
        "The leaves have their values: x = 2, y = −3",
        "Forward: v1 = x * y = −6",
        "Forward: v2 = sin(x) = 0.9093",
        "Forward: result = v1 + v2 = −5.091",
        "Backward begins at the result: result changes with result 1 to 1, so its gradient is 1",
        "Backward from result = v1 + v2: to v2 1 × 1 = 1, to v1 1 × 1 = 1",
        "Backward from v2 = sin(x): to x 1 × −0.4161 = −0.4161",
        "Backward from v1 = x * y: to y 1 × 2 = 2, to x 1 × −3 = −3",
    ]


def test_a_gradient_gathers_where_a_value_is_used_twice() -> None:
    at_x = [step.gradients.get(0) for step in steps(TWICE)]
    assert at_x[0] == "∂ −3.416"
    assert at_x[-2:] == ["∂ −0.4161 + …", "∂ −0.4161 + −3 = −3.416"]
    assert 0 not in steps(TWICE)[-2].complete and 0 in steps(TWICE)[-1].complete


def test_the_last_step_knows_what_the_first_shows() -> None:
    for done in (TWICE, CHAIN, passes("x * x", {"x": 3.0})):
        first, last = steps(done)[0], steps(done)[-1]
        assert first.known == last.known and set(first.complete) == set(last.complete)
        assert set(first.walked) == set(last.walked) == set(range(len(done.edges)))


def test_what_is_complete_only_ever_grows_at_its_end() -> None:
    """A filled area is one path: between two frames it moves well only if its first parts stay."""
    for done in (TWICE, CHAIN, passes("((x**2)**2)**2 + x**2 * y", {"x": 1.1, "y": 2.0})):
        for before, after in itertools.pairwise(steps(done)[1:]):
            for name in ("known", "complete", "walked"):
                old, new = getattr(before, name), getattr(after, name)
                assert new[: len(old)] == old, name


def test_the_figure_shows_values_and_gradients() -> None:
    figure = graph_figure(TWICE)
    assert {"−6", "0.9093", "−5.091", "∂ −3.416", "∂ 2", "×−0.416"} <= set(words(figure, 0))
    start = words(figure, 1)
    assert "2" in start and not any(text.startswith(("∂", "×")) for text in start)
    assert [frame.name for frame in figure.frames] == [step.caption for step in steps(TWICE)]
    columns = [layout(TWICE.graph).places[step.at][0] for step in steps(TWICE)]
    assert [shot.get("focus") for shot in figure.shots] == [None, *columns[1:]] and len(set(columns)) == 3
    told = " ".join(figure.data[0].hovertext)
    assert "sum over children: 1 × −0.4161 + 1 × −3 = −3.416" in told
    assert "through v1: 1 × −3" in told
    assert "−3.416" in graph_text(TWICE)


def test_the_chain_has_the_notebooks_factors_below_it() -> None:
    figure = graph_figure(CHAIN)
    factors = figure.data[-1]
    texts = " ".join(factors.text)
    assert all(f"grad({pair})" in texts for pair in ("y, x3", "x3, x2", "x2, x1", "x1, x", "y, x"))
    told = [text for text in factors.hovertext if text]
    assert "grad(y, x) = −0.1874 × 1.759 × 0.6809 × 1.6 = −0.3591" in told[0]
    assert "grad(y, x3)</b> = cos(x3) = −0.1874" in told[-1]


def test_two_edges_between_the_same_boxes_are_two_curves() -> None:
    edges = graph_figure(passes("x * x", {"x": 3.0})).data[2]
    y = np.asarray(edges.y)
    assert not np.allclose(y[:12], y[13:25])


@pytest.mark.parametrize("text", ["x * y + sin(x)", "+".join(f"(x*y)**{n}" for n in range(2, 10)), "-x"])
def test_figures_are_small_enough(text: str) -> None:
    done = passes(text, {})
    assert len(done.values) <= MOST_NODES
    assert len(json.dumps(json.loads(graph_figure(done).to_json()))) < 300_000


def test_no_value_is_drawn_as_a_word() -> None:
    figure = graph_figure(passes("log(x) + 1 / y", {"x": -1.0, "y": 0.0}))
    assert {"nan", "inf"} <= set(words(figure, 0))


# --------------------------------------------------------------------------------------------------- the small network


def test_the_network_step_by_step() -> None:
    done = one_round(np.array([1.0, 2.0]), 1.0, step=0.1, activation="relu")
    captions = [step.caption for step in network_steps(done)]
    assert captions[2] == "Unit 1: z = 1 × 0.5 + 2 × 0.4 + 0.1 = 1.4; a = relu(z) = 1.4"
    assert captions[5] == "Output: ŷ = 1.4 × 0.8 + 1 × −0.5 + 0 × 0.6 + 0.1 = 0.72"
    assert captions[6] == "Loss: (ŷ − y)² = (0.72 − 1)² = 0.0784"
    assert captions[7] == "Backward: ∂ŷ = 2 × (ŷ − y) = 2 × (0.72 − 1) = −0.56, and so is ∂b"
    assert captions[-2] == "Update: each weight minus step × its gradient; the first one: 0.5 − 0.1 × −0.448 = 0.5448"
    assert captions[-1].startswith("Forward again with the new weights: ŷ = ")


def test_all_numbers_of_the_network_are_on_it() -> None:
    done = one_round(np.array([1.0, 2.0]), 1.0, step=0.1, activation="relu")
    figure = network_figure(done)
    everything = words(figure, 0)
    for value in (0.5, 0.4, 0.8, 0.7):
        assert str(value) in everything
    assert {"∂ −0.448", "∂ 0.28", "∂ −0.784", "∂ŷ −0.56", "∂z −0.448", "b 0.1"} <= set(everything)
    assert "z 1.4<br>a 1.4" in everything and "loss<br>0.0784" in everything
    assert "0.545" in words(figure, -1) and not any(text.startswith("∂") for text in words(figure, -1))
    assert {len(frame.data[2].x) for frame in figure.frames} == {18}  # the links at work move, their number stays
    assert "output 0.72" in network_text(done)
    assert len(json.dumps(json.loads(figure.to_json()))) < 300_000


# ---------------------------------------------------------------------------------------------------- the real network


def pixels(address: str, height: int, width: int) -> Any:
    """The RGBA numbers of a PNG without filters."""
    data = base64.b64decode(address.partition(",")[2])
    start = data.index(b"IDAT") + 4
    size = int.from_bytes(data[start - 8 : start - 4], "big")
    lines = np.frombuffer(zlib.decompress(data[start : start + size]), np.uint8).reshape(height, 1 + width * 4)
    return lines[:, 1:].reshape(height, width, 4)


def test_the_wall_has_an_image_for_each_unit() -> None:
    known = load()
    found = weight_gradients(shipped(), of_test_set(known.test_images, known.test_labels, 0), truth=2, step=0.003)
    figure = gradients_figure(found, found.loudest)
    wall = pixels(figure.data[0].source, 16 * 28, 32 * 28)
    for unit in (0, 31, 32, 511, found.loudest):
        row, column = divmod(unit, 32)
        tile = wall[row * 28 : (row + 1) * 28, column * 28 : (column + 1) * 28, 3]
        assert (tile > 0).sum() <= (found.images[unit] != 0).sum()
    assert figure.data[UNITS].customdata[511] == 511 and len(figure.data[UNITS].x) == 512
    assert np.asarray(figure.data[4].z).shape == (28, 28)
    assert f"unit {found.loudest}" in gradients_text(found, found.loudest)
    assert len(figure.to_json()) < 300_000


def test_nothing_at_zero_blue_above_red_below() -> None:
    images = np.zeros((2, 784), np.float32)
    images[0, 0], images[1, 783] = 1.0, -1.0
    wall = painted(images, 1)
    assert wall[0, 0, 3] == 255 and wall[0, 0, 2] > wall[0, 0, 0]
    assert wall[27, 55, 3] == 255 and wall[27, 55, 0] > wall[27, 55, 2]
    assert (wall[..., 3] > 0).sum() == 2
    assert not painted(np.zeros((3, 784), np.float32), 1).any()


@given(st.floats(-4, 4), st.floats(-4, 4))
@settings(UNHURRIED, max_examples=10)
def test_words_are_never_empty(x: float, y: float) -> None:
    """An empty word is taken out of the picture, and the next one flies in from the corner."""
    for frame in graph_figure(passes("x * y + log(x)", {"x": x, "y": y})).frames:
        assert all(text for trace in frame.data if trace.text is not None for text in trace.text)
    assert NOTHING

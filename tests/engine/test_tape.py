"""TensorFlow's tape: the notebook's printed results, what each trap really answers, formulas node by node."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mnist_lab.engine.tape import taped_example, taped_formula
from mnist_lab.maths.expression_text import written
from mnist_lab.maths.expressions import Expression, ExpressionError
from mnist_lab.maths.graph_passes import passes
from mnist_lab.maths.tape_check import compared
from mnist_lab.maths.tapes import EXAMPLES, NOTEBOOK, TRAPS
from tests.maths.formulas import UNHURRIED, formulas


def inside(name: str, *, mended: bool = False) -> list[tuple[str, int, bool]]:
    """The operations of an example between the `with` and the first question to the tape."""
    code = (EXAMPLES[name].mended if mended else EXAMPLES[name].code).splitlines()
    first = next(n for n, line in enumerate(code, 1) if line.startswith("with"))
    last = next(n for n, line in enumerate(code, 1) if n > first and not line.startswith(" "))
    there = [op for op in taped_example(name, mended).operations if first < op.line < last]
    return [(op.kind, op.line, op.recorded) for op in there if op.kind != "ReadVariableOp"]


@pytest.mark.parametrize("name", ["A scalar", "A tensor"])
def test_the_notebooks_printed_results(name: str) -> None:
    assert taped_example(name, False).printed[0][1] == NOTEBOOK[name].notebook


def test_the_notebooks_list_has_the_sums_of_its_columns() -> None:
    (_, gradients), (_, sums) = taped_example("A list, [W, b]", False).printed
    numbers = [float(part) for part in sums.split("[")[1].split("]")[0].split()]
    for number in numbers:
        assert gradients.count(np.format_float_positional(np.float32(number), trim="-")) >= 2
    assert gradients.endswith("<tf.Tensor: shape=(2,), dtype=float32, numpy=array([2., 2.], dtype=float32)>]")
    shape = NOTEBOOK["A list, [W, b]"].notebook
    assert [line.count("shape") for line in shape.splitlines()] == [1, 0, 0, 1]


def test_the_notebooks_list_with_its_own_x() -> None:
    """Any x whose columns have these sums prints what the notebook printed."""
    import tensorflow as tf

    W, b = tf.Variable(tf.random.uniform((2, 2))), tf.Variable(tf.zeros((2,)))
    x = tf.constant([[0.5, 0.25], [0.7138343, 0.25162864]])
    with tf.GradientTape() as tape:
        y = tf.matmul(x, W) + b
    printed = repr(tape.gradient(y, [W, b])).replace(" ", "").replace("\n", "")
    assert printed == NOTEBOOK["A list, [W, b]"].notebook.replace(" ", "").replace("\n", "")


@pytest.mark.parametrize(
    ("name", "answers", "error"),
    [
        ("watch forgotten", ["None"], ""),
        ("used twice", ["tf.Tensor(108.0, shape=(), dtype=float32)"], "RuntimeError: A non-persistent GradientTape"),
        ("argmax", ["None"], ""),
        ("cast to int", ["tf.Tensor(9.0, shape=(), dtype=float32)", "None"], ""),
        ("integer variable", ["None"], ""),
        ("NumPy in between", ["None"], ""),
    ],
)
def test_what_each_trap_answers(name: str, answers: list[str], error: str) -> None:
    taped = taped_example(name, False)
    assert [text for _, text in taped.printed] == answers
    assert taped.error.startswith(error) and bool(taped.error) is bool(error)


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("watch forgotten", 6.0),
        ("used twice", 6.0),
        ("cast to int", 7.4),
        ("integer variable", 6.0),
        ("NumPy in between", math.sin(6.0)),  # 2 sin 3 cos 3
    ],
)
def test_mended_they_answer(name: str, last: float) -> None:
    taped = taped_example(name, True)
    assert not taped.error
    assert float(taped.printed[-1][1].split("(")[1].split(",")[0]) == pytest.approx(last, abs=1e-6)


def test_softmax_in_place_of_argmax_gives_p_minus_one() -> None:
    # loss = -log p[1]: its gradient is p - onehot
    e = np.exp([1.0, 3.0, 2.0])
    text = taped_example("argmax", True).printed[-1][1]
    numbers = [float(part) for part in text.split("[")[1].split("]")[0].split()]
    assert numbers == pytest.approx(e / e.sum() - [0, 1, 0], abs=1e-6)


def test_what_the_tape_writes_down() -> None:
    assert inside("watch forgotten") == [("Mul", 5, False)]
    assert inside("watch forgotten", mended=True) == [("Mul", 6, True)]
    assert inside("argmax") == [("ArgMax", 5, True), ("Cast", 6, False), ("Pow", 6, False)]
    assert inside("cast to int") == [("Cast", 5, True), ("Cast", 6, False), ("Pow", 6, False)]
    assert inside("A list, [W, b]") == [("MatMul", 7, True), ("AddV2", 7, True)]


@pytest.mark.parametrize("name", TRAPS)
def test_every_trap_can_be_mended_and_its_code_runs_elsewhere_too(name: str) -> None:
    """The code is the reader's: the same lines in Python without our callback."""
    assert EXAMPLES[name].mended and not taped_example(name, True).error
    exec(EXAMPLES[name].mended, {})


def test_a_formula_node_by_node_and_line_by_line() -> None:
    taped = taped_formula("x * y + sin(x)", {"x": 2.0, "y": -3.0})
    done = passes("x * y + sin(x)", {"x": 2.0, "y": -3.0})
    assert compared(done, taped.values, taped.gradients).difference < 1e-15
    lines = done.tape.splitlines()
    written_down = [(op.kind, lines[op.line - 1].strip()) for op in taped.operations if op.recorded]
    assert [pair for pair in written_down if pair[0] != "ReadVariableOp"] == [
        ("Mul", "v1 = x * y"),
        ("Sin", "v2 = tf.sin(x)"),
        ("AddV2", "result = v1 + v2"),
    ]


@pytest.mark.parametrize(
    "text", ["pi * x", "max(x, e)", "2**x + (-3)**2 * x", "min(1, x) - -1", "x**-0.5", "-x", "relu(x)"]
)
def test_constants_and_signs_are_written_so_that_tensorflow_reads_them(text: str) -> None:
    taped = taped_formula(text, {"x": 1.5})
    assert not taped.error and compared(passes(text, {"x": 1.5}), taped.values, taped.gradients).difference < 1e-12


@given(formulas("x", "y", leaves=7), st.floats(0.2, 2.0), st.floats(-2.0, 2.0))
@settings(UNHURRIED, max_examples=15)
def test_any_formula_agrees_with_our_graph(tree: Expression, x: float, y: float) -> None:
    try:
        done = passes(written(tree), {"x": x, "y": y})
    except ExpressionError:
        return
    finite = [*done.values, *done.gradients, *(edge.slope for edge in done.edges)]
    assume(all(math.isfinite(number) and abs(number) < 1e6 for number in finite))
    taped = taped_formula(done.text, dict(done.at))
    assert compared(done, taped.values, taped.gradients).difference < 1e-6


def test_a_formula_that_is_none_is_refused_before_anything_runs() -> None:
    with pytest.raises(ExpressionError):
        taped_formula("__import__('os').system('true')", {})


def test_nothing_is_left_behind() -> None:
    from tensorflow.python.eager import context

    taped_example("used twice", False)
    assert not context.context().op_callbacks

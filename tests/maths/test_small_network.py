"""The 2-3-1 network: worked by hand, against TensorFlow, its own central differences; its code; steps too long."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mnist_lab.maths.expressions import Expression, Number, Operation, Variable
from mnist_lab.maths.graphs import backward, computation_graph, edges
from mnist_lab.maths.graphs import forward as through
from mnist_lab.maths.small_network import ACTIVATIONS, FARTHEST, START, Parameters, one_round, trained

X = np.array([1.0, 2.0])


def test_one_round_by_hand() -> None:
    # relu: z = (0.5 + 0.8 + 0.1, -0.6 + 1.4 + 0.2, 0.3 - 0.4 - 0.1) = (1.4, 1, -0.2), a = (1.4, 1, 0)
    # y_pred = 1.12 - 0.5 + 0.1 = 0.72, loss = 0.28**2 = 0.0784, d_y_pred = -0.56
    # d_W2 = a * -0.56 = (-0.784, -0.56, 0); d_z = W2 * -0.56 * (1, 1, 0) = (-0.448, 0.28, 0); d_W1 = outer(x, d_z)
    done = one_round(X, 1.0, step=0.1, activation="relu")
    np.testing.assert_allclose(done.passed.z, [1.4, 1.0, -0.2])
    np.testing.assert_allclose(done.passed.y_pred, [0.72])
    assert done.passed.loss == pytest.approx(0.0784)
    np.testing.assert_allclose(done.gradients.W2[:, 0], [-0.784, -0.56, 0.0])
    np.testing.assert_allclose(done.gradients.W1, [[-0.448, 0.28, 0.0], [-0.896, 0.56, 0.0]])
    np.testing.assert_allclose(done.gradients.b1, [-0.448, 0.28, 0.0])
    np.testing.assert_allclose(done.after.W1[:, 0], [0.5448, 0.4896])
    np.testing.assert_allclose(done.after.b2, [0.156])
    assert "into unit 3" in done.sentence and done.again.loss < done.passed.loss


@pytest.mark.parametrize("activation", ACTIVATIONS)
@given(x1=st.floats(-2, 2), x2=st.floats(-2, 2), y=st.floats(-2, 2))
def test_the_check_checks(activation: str, x1: float, x2: float, y: float) -> None:
    done = one_round(np.array([x1, x2]), y, step=0.05, activation=activation)
    assume(activation != "relu" or np.abs(done.passed.z).min() > 1e-3)
    assert done.error < 1e-7


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_against_tensorflow(activation: str) -> None:
    import tensorflow as tf

    done = one_round(X, -0.5, step=0.1, activation=activation)
    W1, b1, W2, b2 = (tf.Variable(array) for array in START.arrays().values())
    act = {"tanh": tf.tanh, "relu": tf.nn.relu, "sigmoid": tf.sigmoid}[activation]
    with tf.GradientTape() as tape:
        y_pred = act(X[None] @ W1 + b1) @ W2 + b2
        loss = tf.reduce_sum((y_pred + 0.5) ** 2)
    assert float(loss) == pytest.approx(done.passed.loss, rel=1e-12)
    for ours, theirs in zip(done.gradients.arrays().values(), tape.gradient(loss, [W1, b1, W2, b2]), strict=True):
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-12, atol=1e-15)


def test_it_is_the_graph_of_its_formula() -> None:
    """The matrix lines are nothing but the backward pass through the graph of all 13 parameters."""
    names = {
        f"{name}{place}": value for name, array in START.arrays().items() for place, value in np.ndenumerate(array)
    }
    total: Expression = Variable("b2(0,)")
    for j in range(3):
        z: Expression = Variable(f"b1({j},)")
        for i in range(2):
            z = Operation("+", (z, Operation("*", (Variable(f"W1({i}, {j})"), Number(X[i])))))
        total = Operation("+", (total, Operation("*", (Operation("tanh", (z,)), Variable(f"W2({j}, 0)")))))
    graph = computation_graph(Operation("**", (Operation("-", (total, Number(1.0))), Number(2.0))))
    gradients = backward(graph, edges(graph, through(graph, {name: float(value) for name, value in names.items()})))
    done = one_round(X, 1.0, step=0.1)
    ours = {f"{n}{p}": v for n, array in done.gradients.arrays().items() for p, v in np.ndenumerate(array)}
    assert dict(zip(graph.leaves, gradients, strict=False)) == pytest.approx(ours)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("updates", [0, 3])
def test_the_code_gives_every_number(activation: str, updates: int) -> None:
    before, made = trained(X, 1.0, step=0.05, updates=updates, activation=activation)
    done = one_round(X, 1.0, step=0.05, before=before, activation=activation)
    names: dict[str, object] = {}
    exec(done.code, names)
    assert made == updates and names["loss"] == pytest.approx(done.passed.loss)
    assert names["new_loss"] == pytest.approx(done.again.loss)
    assert names["error"] == pytest.approx(done.error, rel=1e-3)
    np.testing.assert_allclose(names["d_z"], done.d_z)
    for name, array in done.gradients.arrays().items():
        np.testing.assert_allclose(names[f"d_{name}"], array, err_msg=name)
    for ours, theirs in zip(done.measured.arrays().values(), names["measured"], strict=True):  # type: ignore[call-overload]
        np.testing.assert_allclose(ours, theirs)


def test_steps_that_are_too_long_end_before_infinity() -> None:
    before, made = trained(np.array([2.0, 2.0]), -2.0, step=1.0, updates=30, activation="relu")
    assert made < 30
    assert max(np.abs(array).max() for array in before.arrays().values()) <= FARTHEST
    assert "too long" in one_round(X, 1.0, step=1.0).sentence


def test_at_the_corner_of_relu_the_central_difference_is_off_and_it_is_said() -> None:
    still = Parameters(np.zeros((2, 3)), np.zeros(3), START.W2, START.b2)
    done = one_round(X, 1.0, step=0.1, before=still, activation="relu")
    assert done.error > 0.1 and "At the corner of relu" in done.sentence


def test_with_nothing_to_learn_nothing_moves() -> None:
    done = one_round(np.zeros(2), float(one_round(np.zeros(2), 0.0, step=0.1).passed.y_pred[0]), step=0.1)
    assert done.passed.loss == done.again.loss == 0.0
    assert done.sentence.startswith("One update: the loss stays, 0 → 0.")

"""The gradient by every weight of a network: by hand, TensorFlow, central differences; its code; what is said."""

import numpy as np
import pytest

from mnist_lab.digits.dataset import load
from mnist_lab.network.reading import Reader, shipped
from mnist_lab.network.subject import Subject, of_test_set
from mnist_lab.network.weight_gradients import WeightGradients, loss_of, measured_slope, weight_gradients
from mnist_lab.network.weights import weights_from_arrays


def digit(number: int = 0) -> Subject:
    known = load()
    return of_test_set(known.test_images, known.test_labels, number)


def called(truth: int, *, number: int = 0, step: float = 0.003) -> WeightGradients:
    return weight_gradients(shipped(), digit(number), truth=truth, step=step)


def test_two_pixels_by_hand() -> None:
    # x = (1, 2), W1 = ((1, -1), (0, 1)), b1 = 0: z = (1, 1), relu; W2 = identity: p = (0.5, 0.5), truth 0
    # d_z2 = (-0.5, 0.5) = d_z1; d_W1 = outer(x, d_z1); d_W2 = outer((1, 1), d_z2)
    arrays = [np.array([[1, -1], [0, 1]]), np.zeros(2), np.eye(2), np.zeros(2)]
    weights = weights_from_arrays([np.float32(a) for a in arrays], ["relu", "softmax"])
    subject = Subject(np.array([1, 2], np.float32), 0, "two pixels", None, "", "")
    found = weight_gradients(Reader("tiny", weights, "", ""), subject, truth=0, step=0.1)
    assert found.loss == pytest.approx(np.log(2))
    np.testing.assert_allclose(found.d_z[0], [-0.5, 0.5])
    np.testing.assert_allclose(found.d_weights[0], [[-0.5, 0.5], [-1.0, 1.0]])
    np.testing.assert_allclose(found.d_weights[1], [[-0.5, 0.5], [-0.5, 0.5]])
    assert found.new_loss < found.loss


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "linear"])
def test_against_tensorflow(activation: str) -> None:
    import tensorflow as tf

    random = np.random.default_rng(0)
    shapes = [(784, 12), (12,), (12, 8), (8,), (8, 10), (10,)]
    arrays = [random.normal(0, 0.3, shape).astype(np.float32) for shape in shapes]
    weights = weights_from_arrays(arrays, [activation, activation, "softmax"])
    found = weight_gradients(Reader("small", weights, "", ""), digit(3), truth=4, step=0.01)
    W1, b1, W2, b2, W3, b3 = (tf.Variable(array) for array in arrays)
    act = {"relu": tf.nn.relu, "tanh": tf.tanh, "sigmoid": tf.sigmoid, "linear": tf.identity}[activation]
    with tf.GradientTape() as tape:
        scores = act(act(digit(3).x[None] @ W1 + b1) @ W2 + b2) @ W3 + b3
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits([4], scores)[0]
    theirs = tape.gradient(loss, [W1, W2, W3, b1, b2, b3])
    assert found.loss == pytest.approx(float(loss), rel=1e-5)
    for ours, other in zip([*found.d_weights, *found.d_z], theirs, strict=True):
        np.testing.assert_allclose(ours, other.numpy(), rtol=1e-4, atol=1e-6)


def test_the_largest_gradients_against_central_differences() -> None:
    found = called(2)
    for unit in np.abs(found.d_z[0]).argsort()[-5:]:
        pixel = int(np.abs(found.images[unit]).argmax())
        slope = measured_slope(found.reader.weights, found.subject.x, 2, (pixel, int(unit)))
        assert found.images[unit, pixel] == pytest.approx(slope, rel=1e-4)


def test_every_image_is_the_digit_times_one_number() -> None:
    found = called(2)
    assert found.images.shape == (512, 784)
    np.testing.assert_array_equal(found.images, np.outer(found.d_z[0], found.subject.x))
    assert found.loudest == np.abs(found.d_z[0]).argmax()
    off = found.passed.pre[0][0] <= 0
    assert not found.d_z[0][off].any()
    assert f"{off.sum()} of 512 units are off" in found.sentence


def test_a_digit_that_is_read_well_teaches_little() -> None:
    label = digit().label
    assert label is not None
    right, wrong = called(label), called((label + 1) % 10)
    assert right.loss < wrong.loss / 100
    assert np.abs(right.d_z[0]).max() < np.abs(wrong.d_z[0]).max() / 10


def test_a_step_lowers_the_loss_as_the_gradient_promises() -> None:
    found = called(2, step=1e-5)
    slope = sum(float((g.astype(np.float64) ** 2).sum()) for g in [*found.d_weights, *found.d_z])
    assert found.loss - found.new_loss == pytest.approx(1e-5 * slope, rel=0.05)


@pytest.mark.parametrize(("truth", "step"), [(2, 0.003), (6, 0.1)])
def test_the_code_gives_every_number(truth: int, step: float) -> None:
    found = called(truth, step=step)
    names: dict[str, object] = {}
    exec(found.code, names)
    assert names["loss"] == pytest.approx(found.loss, rel=1e-4, abs=1e-6)
    assert names["new_loss"] == pytest.approx(found.new_loss, rel=1e-3, abs=1e-6)
    np.testing.assert_allclose(names["d_W1"], found.d_weights[0], rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(names["d_z2"], found.d_z[1], rtol=1e-4, atol=1e-6)


def test_a_loss_beyond_float32_is_a_number() -> None:
    weights = weights_from_arrays([np.float32([[200.0, -200.0]]), np.zeros(2, np.float32)], ["softmax"])
    assert loss_of(weights, np.float32([1.0]), 1) == pytest.approx(400.0)

"""One unit taken apart, the first ten answers, the whole test set: closed sums, and each code carried out."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.digits.dataset import load
from mnist_lab.network.first_answers import answered, by_loss, evaluate, first_ten
from mnist_lab.network.first_look import FRESH, TRAINED, Known, NoSuchUnitError, known, random_start, unit
from mnist_lab.network.weights import softmax, weights_from_arrays
from tests.maths.test_first_look import assert_code_prints, run

DIGITS = load()
IMAGES, LABELS = DIGITS.test_images, DIGITS.test_labels


@settings(deadline=None, max_examples=30)
@given(number=st.integers(0, len(LABELS) - 1), layer=st.integers(0, 1), place=st.integers(0, 9))
def test_the_terms_and_the_bias_sum_to_z(number: int, layer: int, place: int) -> None:
    found = unit(known(TRAINED), IMAGES[number], number=number, layer=layer, unit=place)
    assert found.terms.sum() + found.bias == pytest.approx(found.z, abs=1e-4)
    assert found.a == (pytest.approx(max(found.z, 0)) if layer == 0 else pytest.approx(found.forward[1][place]))
    assert found.forward[1].sum() == pytest.approx(1, abs=1e-5)
    sizes = np.abs(found.terms[found.largest])
    assert np.all(np.diff(sizes) <= 0)
    assert sizes.min(initial=np.inf) >= np.delete(np.abs(found.terms), found.largest).max() or not len(sizes)


@pytest.mark.parametrize("name", [TRAINED, FRESH])
@pytest.mark.parametrize("layer", [0, 1])
def test_the_code_of_a_unit_gives_its_numbers(name: str, layer: int) -> None:
    found = unit(known(name), IMAGES[3], number=3, layer=layer, unit=7)
    names, printed = run(found.code)
    total, z, a = (float(word) for word in printed.split())
    assert total == pytest.approx(found.z, abs=1e-4)
    assert (z, a) == (pytest.approx(found.z), pytest.approx(found.a))
    assert np.allclose(names["terms"], found.terms)  # type: ignore[arg-type]


@pytest.mark.parametrize(("layer", "place"), [(0, 512), (1, 10), (2, 0), (-1, 0), (0, -1)])
def test_a_unit_that_is_not_there(layer: int, place: int) -> None:
    with pytest.raises(NoSuchUnitError, match="Layers are 0 to 1"):
        unit(known(TRAINED), IMAGES[0], number=0, layer=layer, unit=place)


def test_the_random_start_is_keras_default_and_guesses() -> None:
    W, b = random_start().layers[0].W, random_start().layers[0].b
    limit = math.sqrt(6 / (784 + 512))
    assert limit * 0.999 < np.abs(W).max() <= np.float32(limit)
    assert not b.any()
    assert evaluate(known(FRESH), IMAGES, LABELS).loss == pytest.approx(math.log(10), abs=0.3)


def test_an_answer_by_hand() -> None:
    # One input of ink 1 with weights 0 and ln 3: scores 0 and ln 3, so softmax gives 1/4 and 3/4
    W = np.zeros((784, 2), np.float32)
    W[0, 1] = math.log(3)
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 0, 0] = 255
    small = Known("small", weights_from_arrays([W, np.zeros(2, np.float32)], ("softmax",)), "", "")
    found = answered(small, image, np.array([1], np.uint8), number=0)
    assert found.probabilities.tolist() == pytest.approx([0.25, 0.75])
    assert found.loss.loss == pytest.approx(-math.log(0.75))
    assert found.answers.tolist() == [1]
    assert evaluate(small, image, np.array([0], np.uint8)).loss == pytest.approx(-math.log(0.25))


def test_the_code_of_one_answer_gives_loss_and_accuracy() -> None:
    found = answered(known(TRAINED), IMAGES, LABELS, number=11)
    loss, accuracy = (float(word) for word in run(found.code)[1].split())
    assert loss == pytest.approx(found.loss.loss, rel=1e-3, abs=1e-7)
    assert accuracy == (found.answers == found.labels).mean()


def test_the_first_ten_are_predicted_as_the_code_prints() -> None:
    found = first_ten(known(TRAINED), IMAGES, LABELS, number=2)
    assert_code_prints(found.step)
    assert [entry.printed for entry in found.step.cells] == [
        "",
        "(10, 784)",
        "",
        "array([0., 0., 0., 0., 0., 0., 0., 1., 0., 0.], dtype=float32)",
        "7",
        "7",
    ]
    assert np.allclose(found.probabilities.sum(axis=1), 1)


def test_the_evaluation_is_as_the_code_prints_and_the_notebook_printed() -> None:
    found = evaluate(known(TRAINED), IMAGES, LABELS)
    assert_code_prints(found.step)
    assert found.step.cells[0].printed.endswith("step - loss: 18.4538 - accuracy: 0.9514")
    assert found.step.cells[1].printed == "Test accuracy: 0.9514\nTest loss: 18.4538"
    z = known(TRAINED).weights.forward(IMAGES.reshape(-1, 784).astype(np.float32) / np.float32(255)).pre[-1]
    p = softmax(z)[np.arange(len(LABELS)), LABELS]
    assert found.loss == pytest.approx(-np.log(np.clip(p, 1e-7, 1 - 1e-7)).mean(), rel=1e-4)
    assert found.accuracy == (z.argmax(axis=1) == LABELS).mean()


def test_digits_by_loss_go_from_the_surest_to_the_worst_mistake() -> None:
    order = by_loss(known(TRAINED), IMAGES, LABELS)
    each = evaluate(known(TRAINED), IMAGES, LABELS).losses[order]
    assert np.all(np.diff(each) >= 0)
    assert sorted(order) == list(range(len(LABELS)))


@pytest.mark.slow
def test_with_all_digits_the_first_is_the_notebooks_seven(full_mnist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNIST_LAB_DATA", str(full_mnist))
    used = load()
    found = first_ten(known(TRAINED), used.test_images, used.test_labels, number=0)
    assert [entry.ours for entry in found.step.cells[-2:]] == ["7", "7"]
    assert_code_prints(found.step)
    assert_code_prints(evaluate(known(TRAINED), used.test_images, used.test_labels).step)

"""The loops: worked by hand, against NumPy, and what the notebook says of ranks and shapes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from mnist_lab.maths.naive_products import (
    NaiveProductError,
    naive_matrix_dot,
    naive_matrix_vector_dot,
    naive_vector_dot,
)

LENGTHS = st.integers(0, 4)
WHOLE = st.integers(-99, 99)


def whole(*shape: int) -> st.SearchStrategy[np.ndarray]:
    return arrays.arrays(np.int64, shape, elements=WHOLE)


def test_two_vectors_by_hand() -> None:
    # 1 x 4 + 2 x 5 + 3 x 6 = 4 + 10 + 18 = 32
    assert naive_vector_dot(np.array([1, 2, 3]), np.array([4, 5, 6])) == 32


def test_a_matrix_and_a_vector_by_hand() -> None:
    # row 0: 1 x 1 + 2 x 0 + 3 x -1 = -2;  row 1: 4 x 1 + 5 x 0 + 6 x -1 = -2
    z = naive_matrix_vector_dot(np.array([[1, 2, 3], [4, 5, 6]]), np.array([1, 0, -1]))
    assert z.tolist() == [-2, -2]


def test_two_matrices_by_hand() -> None:
    # 1x7 + 2x9 + 3x11 = 58, 1x8 + 2x10 + 3x12 = 64; 4x7 + 5x9 + 6x11 = 139, 4x8 + 5x10 + 6x12 = 154
    z = naive_matrix_dot(np.array([[1, 2, 3], [4, 5, 6]]), np.array([[7, 8], [9, 10], [11, 12]]))
    assert z.tolist() == [[58, 64], [139, 154]]


def test_the_notebook_s_first_formula_is_a_scalar() -> None:
    """ "The dot-product between two vectors is a scalar": x . y = sum of x_i * y_i."""
    x, y = np.random.default_rng(0).random(32), np.random.default_rng(1).random(32)
    assert np.ndim(naive_vector_dot(x, y)) == 0
    assert naive_vector_dot(x, y) == pytest.approx(np.dot(x, y))


def test_the_notebook_s_second_sentence() -> None:
    """ "a vector whose element i is the dot-product of the vector y and the i-th row of X"."""
    X, y = np.random.default_rng(0).random((5, 32)), np.random.default_rng(1).random(32)
    z = naive_matrix_vector_dot(X, y)
    assert z.shape == (5,)
    assert [naive_vector_dot(X[i], y) for i in range(5)] == z.tolist()


@given(st.data(), LENGTHS, LENGTHS, LENGTHS)
def test_all_three_agree_with_numpy(data: st.DataObject, m: int, n: int, p: int) -> None:
    x, y = data.draw(whole(m, n)), data.draw(whole(n, p))
    assert np.array_equal(naive_matrix_dot(x, y), np.dot(x, y))
    v = data.draw(whole(n))
    assert np.array_equal(naive_matrix_vector_dot(x, v), np.dot(x, v))
    assert naive_vector_dot(v, v) == np.dot(v, v)


@pytest.mark.parametrize(
    ("product", "x", "y", "said"),
    [
        (naive_vector_dot, np.ones(2), np.ones(3), "have lengths 2 and 3: they must be equal"),
        (naive_matrix_vector_dot, np.ones((2, 3)), np.ones(2), "have lengths 3 and 2"),
        (naive_matrix_dot, np.ones((2, 3)), np.ones((2, 3)), "have lengths 3 and 2"),
        (naive_matrix_dot, np.ones(2), np.ones((2, 3)), "of ranks 2 and 2; these arrays have 1 and 2"),
        (naive_vector_dot, np.ones(()), np.ones(1), "of ranks 1 and 1; these arrays have 0 and 1"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(product, x, y, said) -> None:
    with pytest.raises(NaiveProductError, match=said):
        product(x, y)

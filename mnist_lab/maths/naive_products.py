"""The dot product as loops, each line of it visible: what NumPy's `dot` does, thousands of times slower.

Source: the course notebook, "Tensor-product (dot-product)".
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


class NaiveProductError(ValueError):
    """Two arrays that have no such product; the message says why."""


def naive_vector_dot(x: NDArray[Any], y: NDArray[Any]) -> Any:
    """Return the dot product of two vectors, a number: sum over i of `x[i] * y[i]`.

    Parameters
    ----------
    x, y : (n,) arrays

    Raises
    ------
    NaiveProductError
        They are not two vectors of one length.

    Examples
    --------
    >>> naive_vector_dot(np.array([1, 2, 3]), np.array([4, 5, 6]))  # 4 + 10 + 18
    32
    """
    _check_axes(x, y, ranks=(1, 1))
    total = 0
    for i in range(x.shape[0]):
        total += x[i].item() * y[i].item()
    return total


def naive_matrix_vector_dot(X: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
    """Return the dot product of a matrix and a vector: element i is the dot product of row i of X and y.

    Parameters
    ----------
    X : (m, n) array
    y : (n,) array

    Raises
    ------
    NaiveProductError
        The rows of X are not as long as y.

    Examples
    --------
    >>> naive_matrix_vector_dot(np.array([[1, 2], [3, 4]]), np.array([10, 1])).tolist()
    [12, 34]
    """
    _check_axes(X, y, ranks=(2, 1))
    z = np.zeros(X.shape[0], np.result_type(X, y))  # (m,)
    for i in range(X.shape[0]):
        z[i] = naive_vector_dot(X[i], y)
    return z


def naive_matrix_dot(x: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
    """Return the dot product of two matrices: element (i, j) is that of row i of x and column j of y.

    Three loops, one in another: over the rows, over the columns, and over the products that are added.

    Parameters
    ----------
    x : (m, n) array
    y : (n, p) array

    Raises
    ------
    NaiveProductError
        The rows of x are not as long as the columns of y.

    Examples
    --------
    >>> naive_matrix_dot(np.array([[1, 2], [3, 4]]), np.array([[10, 0], [1, 1]])).tolist()
    [[12, 2], [34, 4]]
    """
    _check_axes(x, y, ranks=(2, 2))
    z = np.zeros((x.shape[0], y.shape[1]), np.result_type(x, y))  # (m, p)
    for i in range(x.shape[0]):
        for j in range(y.shape[1]):
            z[i, j] = naive_vector_dot(x[i, :], y[:, j])
    return z


def _check_axes(x: NDArray[Any], y: NDArray[Any], *, ranks: tuple[int, int]) -> None:
    """Refuse arrays of other ranks, and inner axes that do not fit."""
    if (x.ndim, y.ndim) != ranks:
        raise NaiveProductError(
            f"This product is of ranks {ranks[0]} and {ranks[1]}; these arrays have {x.ndim} and {y.ndim}."
        )
    if x.shape[-1] != y.shape[0]:
        raise NaiveProductError(f"The inner axes have lengths {x.shape[-1]} and {y.shape[0]}: they must be equal.")

"""A trained network as plain NumPy arrays: its weights, its forward pass with every intermediate value, its file.

    z = x . W + b        x (n, in), W (in, out), b (out,)
    a = activation(z)    a (n, out): the next layer's x

One digit costs a few hundredths of a millisecond here; the library that trained the weights is not needed to use them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

MAX_PARAMETERS = 20_000_000


class WeightsError(ValueError):
    """The weights are not those of a network that can be used."""


def relu(z: Array) -> Array:
    """`max(z, 0)`, element by element."""
    return np.maximum(z, np.float32(0))


def sigmoid(z: Array) -> Array:
    """`1 / (1 + exp(-z))`, written with tanh so that it never overflows."""
    half = np.float32(0.5)
    s: Array = half + half * np.tanh(half * z)
    return s


def softmax(z: Array) -> Array:
    """`exp(z) / sum(exp(z))` along the last axis; the largest z is taken off first so that exp never overflows.

    Examples
    --------
    >>> softmax(np.array([[0.0, 0.0]])).tolist()
    [[0.5, 0.5]]
    """
    e: Array = np.exp(z - z.max(axis=-1, keepdims=True))
    probabilities: Array = e / e.sum(axis=-1, keepdims=True)
    return probabilities


ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "relu": relu,
    "tanh": np.tanh,
    "sigmoid": sigmoid,
    "linear": lambda z: z,
    "softmax": softmax,
}


@dataclass(frozen=True)
class Layer:
    """One dense layer: W (in, out), b (out,), and the name of its activation, a key of `ACTIVATIONS`."""

    W: Array
    b: Array
    activation: str

    def __post_init__(self) -> None:
        if self.activation not in ACTIVATIONS:
            raise WeightsError(f"There is no activation {self.activation!r}; there are {', '.join(ACTIVATIONS)}.")
        if self.W.ndim != 2 or self.b.shape != self.W.shape[1:]:
            raise WeightsError(f"A layer has W (in, out) and b (out,); these are {self.W.shape} and {self.b.shape}.")
        if not (np.isfinite(self.W).all() and np.isfinite(self.b).all()):
            raise WeightsError("The weights hold NaN or Inf: the training that made them diverged.")


@dataclass(frozen=True)
class Forward:
    """Every value of one forward pass.

    Attributes
    ----------
    pre : one (n, out) a layer
        The weighted sums `x . W + b`, before the activation.
    activations : one (n, out) a layer
        What each layer hands on; the last are the probabilities.
    """

    pre: tuple[Array, ...]
    activations: tuple[Array, ...]

    @property
    def probabilities(self) -> Array:
        """(n, 10): of each class for each image; every row sums to 1."""
        return self.activations[-1]


@dataclass(frozen=True)
class Weights:
    """A network of dense layers, first to last; what one hands on must fit the next."""

    layers: tuple[Layer, ...]

    def __post_init__(self) -> None:
        if not self.layers:
            raise WeightsError("A network has at least one layer; this one has none.")
        for first, second in zip(self.layers, self.layers[1:], strict=False):
            if first.W.shape[1] != second.W.shape[0]:
                raise WeightsError(
                    f"A layer of {first.W.shape[1]} units cannot feed one of {second.W.shape[0]} inputs."
                )

    @property
    def parameters(self) -> int:
        """How many numbers training adjusts: `in * out + out` a layer."""
        return sum(layer.W.size + layer.b.size for layer in self.layers)

    def forward(self, x: Array) -> Forward:
        """The forward pass of images x (n, 784), ink 0-1, with everything computed on the way."""
        pre, activations = [], []
        a = np.asarray(x, np.float32)
        for layer in self.layers:
            z = a @ layer.W + layer.b
            a = ACTIVATIONS[layer.activation](z)
            pre.append(z)
            activations.append(a)
        return Forward(tuple(pre), tuple(activations))

    def predict(self, x: Array) -> Array:
        """(n, 10): the probabilities for images x (n, 784), ink 0-1."""
        return self.forward(x).probabilities


def weights_from_arrays(arrays: Sequence[Array], activations: Sequence[str]) -> Weights:
    """Weights from `[W1, b1, W2, b2, ...]`, the order in which Keras gives them, and one activation a layer.

    Raises
    ------
    WeightsError
        If the arrays do not pair up, hold NaN or Inf, or do not fit each other.
    """
    if len(arrays) != 2 * len(activations):
        raise WeightsError(
            f"{len(activations)} layers have {2 * len(activations)} arrays, W and b each, not {len(arrays)}."
        )
    layers = zip(arrays[0::2], arrays[1::2], activations, strict=True)
    return Weights(tuple(Layer(_frozen(W), _frozen(b), name) for W, b, name in layers))


def save_weights(weights: Weights, path: Path, *, dtype: type = np.float32) -> None:
    """Write an npz of `W1, b1, W2, b2, ...` and the activations' names: whole or not at all, no pickle in it."""
    arrays: dict[str, Any] = {}
    for number, layer in enumerate(weights.layers, start=1):
        arrays |= {f"W{number}": layer.W.astype(dtype), f"b{number}": layer.b.astype(dtype)}
    arrays["activations"] = np.array([layer.activation for layer in weights.layers])
    save_arrays(path, arrays)


def save_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write an npz: whole or not at all, no pickle in it."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **arrays)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def arrays_in(path: Path, what: str) -> Iterator[Any]:
    """Open what `save_arrays` wrote; `what` is what its reader takes it for: "a recorded training".

    Raises
    ------
    WeightsError
        If the file is missing or damaged, or whatever goes wrong while it is read.
    """
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            yield file
    except Exception as error:  # a damaged zip raises a dozen kinds
        raise WeightsError(f"{path} cannot be read as {what}: {error}") from error


def load_weights(path: Path) -> Weights:
    """Read what `save_weights` wrote.

    Raises
    ------
    WeightsError
        If the file is missing, damaged, holds objects, NaN or Inf, or arrays that do not fit each other.
    """
    with arrays_in(path, "weights") as file:
        activations = [str(name) for name in file["activations"]]
        arrays = [file[f"{letter}{number}"] for number in range(1, len(activations) + 1) for letter in "Wb"]
    if sum(array.size for array in arrays) > MAX_PARAMETERS:
        raise WeightsError(f"{path} holds more than {MAX_PARAMETERS:,} parameters.")
    if any(array.dtype.kind != "f" for array in arrays):
        raise WeightsError(f"{path}: weights are floating-point numbers; these are {arrays[0].dtype}.")
    return weights_from_arrays(arrays, activations)


def _frozen(array: NDArray[np.generic]) -> Array:
    """A float32 copy that nobody can change by accident: weights are shared between visitors."""
    copy = np.array(array, dtype=np.float32)
    copy.setflags(write=False)
    return copy

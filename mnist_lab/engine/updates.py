"""Keras's optimisers, each as one fused kernel of TensorFlow: the same numbers, kept in the optimiser's own variables.

Keras writes an update as about ten operations, each of which goes through all 400,000 weights; these kernels go
through them once. A test holds every one of them to Keras's own path.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import keras
import tensorflow as tf

Gradients = Sequence[tf.Tensor]


def fused_update(optimizer: keras.optimizers.Optimizer, weights: Sequence[tf.Variable]) -> Callable[[Gradients], None]:
    """Return the optimiser's update of these weights, for which it has been built.

    Raises
    ------
    ValueError
        If there is no kernel for an optimiser of this kind.
    """
    if isinstance(optimizer, keras.optimizers.Adam):
        return _adam(optimizer, weights)
    if isinstance(optimizer, keras.optimizers.RMSprop):
        return _rmsprop(optimizer, weights)
    if isinstance(optimizer, keras.optimizers.SGD):
        return _momentum(optimizer, weights) if optimizer.momentum else _sgd(optimizer, weights)
    raise ValueError(f"There are updates for SGD, RMSprop and Adam, not for {type(optimizer).__name__}.")


def _sgd(optimizer: keras.optimizers.SGD, weights: Sequence[tf.Variable]) -> Callable[[Gradients], None]:
    """`w -= rate * g`."""

    def update(gradients: Gradients) -> None:
        rate = tf.convert_to_tensor(optimizer.learning_rate)
        for g, w in zip(gradients, weights, strict=True):
            tf.raw_ops.ResourceApplyGradientDescent(var=w.handle, alpha=rate, delta=g)
        optimizer.iterations.value.assign_add(1)

    return update


def _momentum(optimizer: keras.optimizers.SGD, weights: Sequence[tf.Variable]) -> Callable[[Gradients], None]:
    """`m = momentum * m - rate * g;  w += m`."""
    memory = _slots(optimizer, "momentum")

    def update(gradients: Gradients) -> None:
        rate = tf.convert_to_tensor(optimizer.learning_rate)
        for g, w, m in zip(gradients, weights, memory, strict=True):
            tf.raw_ops.ResourceApplyKerasMomentum(
                var=w.handle, accum=m.handle, lr=rate, grad=g, momentum=optimizer.momentum
            )
        optimizer.iterations.value.assign_add(1)

    return update


def _rmsprop(optimizer: keras.optimizers.RMSprop, weights: Sequence[tf.Variable]) -> Callable[[Gradients], None]:
    """`v = rho * v + (1 - rho) * g^2;  w -= rate * g / sqrt(v + epsilon)`."""
    memory = _slots(optimizer, "velocity")
    changes = [tf.Variable(tf.zeros_like(w)) for w in weights]  # room in which the kernel leaves the change it makes

    def update(gradients: Gradients) -> None:
        rate = tf.convert_to_tensor(optimizer.learning_rate)
        constants = {"rho": optimizer.rho, "momentum": 0.0, "epsilon": optimizer.epsilon}
        for g, w, v, change in zip(gradients, weights, memory, changes, strict=True):
            tf.raw_ops.ResourceApplyRMSProp(var=w.handle, ms=v.handle, mom=change.handle, lr=rate, grad=g, **constants)
        optimizer.iterations.value.assign_add(1)

    return update


def _adam(optimizer: keras.optimizers.Adam, weights: Sequence[tf.Variable]) -> Callable[[Gradients], None]:
    """`m`, `v` are running means of `g`, `g^2`, freed of their start at 0;  `w -= rate * m / (sqrt(v) + epsilon)`."""
    means, squares = _slots(optimizer, "momentum"), _slots(optimizer, "velocity")

    def update(gradients: Gradients) -> None:
        rate = tf.convert_to_tensor(optimizer.learning_rate)
        count = tf.cast(optimizer.iterations.value + 1, tf.float32)
        beta_1, beta_2 = optimizer.beta_1, optimizer.beta_2
        constants = {"beta1": beta_1, "beta2": beta_2, "epsilon": optimizer.epsilon}
        powers = {"beta1_power": tf.pow(beta_1, count), "beta2_power": tf.pow(beta_2, count)}
        for g, w, m, v in zip(gradients, weights, means, squares, strict=True):
            tf.raw_ops.ResourceApplyAdam(var=w.handle, m=m.handle, v=v.handle, lr=rate, grad=g, **constants, **powers)
        optimizer.iterations.value.assign_add(1)

    return update


def _slots(optimizer: keras.optimizers.Optimizer, name: str) -> list[tf.Variable]:
    """Return the optimiser's running means of that name, in the order of the weights."""
    return [variable.value for variable in optimizer.variables if variable.path.endswith(f"_{name}")]

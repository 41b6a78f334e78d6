"""How long TensorFlow takes for a product of two matrices, timed the way `maths.product_cost` times NumPy."""

from __future__ import annotations

import tensorflow as tf

from mnist_lab.maths.product_cost import pair, seconds_a_call


def matmul_seconds(m: int, n: int, p: int) -> float:
    """Return the seconds that one `tf.matmul` of (m, n) and (n, p) float32 tensors takes, its result read."""
    x, W = (tf.constant(array) for array in pair(m, n, p))
    return seconds_a_call(lambda: tf.matmul(x, W).numpy())

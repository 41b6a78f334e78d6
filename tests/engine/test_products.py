"""TensorFlow's product, timed: a time, and the right product."""

import numpy as np
import tensorflow as tf

from mnist_lab.engine.products import matmul_seconds
from mnist_lab.maths.product_cost import pair


def test_it_takes_some_time_and_gives_numpy_s_product() -> None:
    assert 0 < matmul_seconds(8, 8, 8) < 1
    x, W = pair(8, 5, 3)
    np.testing.assert_allclose(tf.matmul(x, W).numpy(), np.dot(x, W), rtol=1e-5)

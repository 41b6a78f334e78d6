"""What a product costs: multiplications and additions, counted; and how long loops and NumPy take, measured.

(m, n) . (n, p):  m n p multiplications, m (n - 1) p additions;  2 m n p floating-point operations in round numbers
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mnist_lab.maths.naive_products import naive_matrix_dot
from mnist_lab.maths.timing import ONE_AT_A_TIME, duration, rounded, seconds_a_call, spaced

SIZES: Final = (4, 8, 16, 32, 64)
"""Sides of the square matrices that may be timed: the loop takes a fraction of a second for the largest."""

LAYER: Final = (784, 512)
"""W of the notebook's first layer."""
BATCH: Final = 128


@dataclass(frozen=True)
class Cost:
    """What the product of (m, n) and (n, p) costs."""

    m: int
    n: int
    p: int

    @property
    def multiplications(self) -> int:
        """One for each cell of the result and each position of the inner axis."""
        return self.m * self.n * self.p

    @property
    def additions(self) -> int:
        """One fewer than multiplications, in each cell."""
        return self.m * max(self.n - 1, 0) * self.p

    @property
    def flop(self) -> int:
        """Floating-point operations as they are usually counted: a multiplication and an addition for each."""
        return 2 * self.multiplications

    @property
    def sentence(self) -> str:
        """The count, read aloud."""
        products = f"**{spaced(self.multiplications)} multiplications** and {spaced(self.additions)} additions"
        return (
            f"`x` ({self.m}, {self.n}) times `W` ({self.n}, {self.p}) makes {self.m} × {self.p} numbers of {self.n} "
            f"products each: {products}. As it is usually counted, 2 × {self.m} × {self.n} × {self.p}, that is "
            f"{spaced(self.flop)} floating-point operations (FLOP)."
        )

    @property
    def code(self) -> str:
        """The lines that count."""
        return f"""\
m, n, p = {self.m}, {self.n}, {self.p}  # ({self.m}, {self.n}) · ({self.n}, {self.p})
multiplications = m * n * p  # {self.multiplications:_}
additions = m * (n - 1) * p  # {self.additions:_}
flop = 2 * m * n * p  # {self.flop:_}, as it is usually counted
print(multiplications, additions, flop)
"""


def layer_cost(batch: int = BATCH) -> Cost:
    """Return the cost of the notebook's first layer, x (batch, 784) . W (784, 512)."""
    return Cost(batch, *LAYER)


@dataclass(frozen=True)
class Race:
    """Seconds that one product of two (n, n) matrices took, here and now.

    Attributes
    ----------
    n : int
    loop, numpy : float
        Three loops of Python, and `np.dot`, in this process.
    layer : float
        `np.dot` for the notebook's first layer, a batch of 128.
    tensorflow, tensorflow_layer : float, optional
        `tf.matmul` of the same sizes in the worker process; None as long as that is not ready.
    """

    n: int
    loop: float
    numpy: float
    layer: float
    tensorflow: float | None = None
    tensorflow_layer: float | None = None

    @property
    def seconds(self) -> dict[str, float]:
        """Name -> seconds for one product of (n, n) matrices, of those that have been timed."""
        timed = {"three loops": self.loop, "NumPy": self.numpy, "TensorFlow": self.tensorflow}
        return {name: seconds for name, seconds in timed.items() if seconds is not None}

    @property
    def ratios(self) -> dict[str, float]:
        """Name -> how many times as fast as the loops."""
        return {name: self.loop / seconds for name, seconds in self.seconds.items()}

    @property
    def loop_for_layer(self) -> float:
        """Seconds the loops would need for the first layer, at the speed they had."""
        return self.loop / Cost(self.n, self.n, self.n).multiplications * layer_cost().multiplications

    @property
    def sentence(self) -> str:
        """The race, read aloud."""
        faster = [f"{name} is **{rounded(ratio)} times** as fast" for name, ratio in self.ratios.items() if ratio != 1]
        layer = f"NumPy takes {duration(self.layer)}"
        if self.tensorflow_layer is not None:
            layer += f", TensorFlow {duration(self.tensorflow_layer)}"
        return (
            f"Three loops took {duration(self.loop)} for ({self.n}, {self.n}) · ({self.n}, {self.n}); "
            f"{', '.join(faster)}. For the first layer with a batch of {BATCH} {layer}; "
            f"the loops, as fast as they just were, would need {duration(self.loop_for_layer)}."
        )

    @property
    def code(self) -> str:
        """The lines that measure the same; how long it takes is another matter each time."""
        return f"""\
import numpy as np
import tensorflow as tf

from mnist_lab.maths.naive_products import naive_matrix_dot
from mnist_lab.maths.product_cost import pair
from mnist_lab.maths.timing import seconds_a_call

x, W = pair({self.n}, {self.n}, {self.n})  # float32, from a seed
a, b = tf.constant(x), tf.constant(W)
loop = seconds_a_call(lambda: naive_matrix_dot(x, W))
numpy = seconds_a_call(lambda: np.dot(x, W))
tensorflow = seconds_a_call(lambda: tf.matmul(a, b).numpy())
print(loop / numpy, loop / tensorflow)  # times as fast as the loops

m, n, p = {BATCH}, {LAYER[0]}, {LAYER[1]}  # the first layer
print(loop / {self.n}**3 * m * n * p)  # seconds the loops would need for it
x, W = pair(m, n, p)
print(seconds_a_call(lambda: np.dot(x, W)))
"""


def race(n: int) -> Race:
    """Time loops and NumPy on (n, n) matrices, and NumPy on the first layer.

    Raises
    ------
    ValueError
        `n` is not one of `SIZES`: larger ones would keep everybody waiting.
    """
    if n not in SIZES:
        raise ValueError(f"{n} is not among the sizes that are timed here: {', '.join(map(str, SIZES))}.")
    x, W = pair(n, n, n)
    big_x, big_W = pair(BATCH, *LAYER)
    with ONE_AT_A_TIME:
        loop = seconds_a_call(lambda: naive_matrix_dot(x, W))
        numpy = seconds_a_call(lambda: np.dot(x, W))
        layer = seconds_a_call(lambda: np.dot(big_x, big_W))
    return Race(n, loop, numpy, layer)


def pair(m: int, n: int, p: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return random matrices (m, n) and (n, p), float32, always the same."""
    random = np.random.default_rng(0)
    return random.random((m, n), np.float32), random.random((n, p), np.float32)

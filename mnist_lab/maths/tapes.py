"""TensorFlow's tape in examples: the notebook's three, and the ways in which it answers None or an error.

The code is run as it stands here, by TensorFlow, in a worker process; what it answers is not written down anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_TF: Final = "import tensorflow as tf\n\n"


@dataclass(frozen=True)
class Example:
    """Some lines with a tape.

    Attributes
    ----------
    code : str
        The lines.
    why : str
        What one learns from the answer.
    mended : str
        The lines that do what was meant; "" where nothing is wrong.
    because : str
        What the change does.
    notebook : str
        The notebook's own printed result; "" where it has no such cell.
    """

    code: str
    why: str
    mended: str = ""
    because: str = ""
    notebook: str = ""


_LIST = """\
[<tf.Tensor: shape=(2, 2), dtype=float32, numpy=
 array([[1.2138343 , 1.2138343 ],
        [0.50162864, 0.50162864]], dtype=float32)>,
 <tf.Tensor: shape=(2,), dtype=float32, numpy=array([2., 2.], dtype=float32)>]"""

NOTEBOOK: Final[Mapping[str, Example]] = {
    "A scalar": Example(
        _TF + "x = tf.Variable(0.)\nwith tf.GradientTape() as tape:\n    y = 2 * x + 3\n"
        "grad_of_y_wrt_x = tape.gradient(y, x)\ngrad_of_y_wrt_x",
        "y = 2 x + 3 rises by 2 for each 1 of x, wherever x is. The tape wrote down a product and a sum.",
        notebook="<tf.Tensor: shape=(), dtype=float32, numpy=2.0>",
    ),
    "A tensor": Example(
        _TF + "x = tf.Variable(tf.random.uniform((2, 2)))\nwith tf.GradientTape() as tape:\n    y = 2 * x + 3\n"
        "grad_of_y_wrt_x = tape.gradient(y, x)\ngrad_of_y_wrt_x",
        "The gradient has the shape of x: how fast the sum of all of y changes with each number of x.",
        notebook="<tf.Tensor: shape=(2, 2), dtype=float32, numpy=\narray([[2., 2.],\n       [2., 2.]], dtype=float32)>",
    ),
    "A list, [W, b]": Example(
        _TF + "W = tf.Variable(tf.random.uniform((2, 2)))\nb = tf.Variable(tf.zeros((2,)))\n"
        "x = tf.random.uniform((2, 2))\nwith tf.GradientTape() as tape:\n    y = tf.matmul(x, W) + b\n"
        "grad_of_y_wrt_W_and_b = tape.gradient(y, [W, b])\ngrad_of_y_wrt_W_and_b\n"
        "print(tf.reduce_sum(x, axis=0))",
        "One gradient for each thing in the list. Row i of the first is the sum of column i of x, printed below it, in "
        "both columns; b is added to 2 rows, so each of its numbers counts 2. x is random: the notebook's had the sums "
        "1.2138343 and 0.50162864.",
        notebook=_LIST,
    ),
}
"""The notebook's cells, with what they printed there."""

_WATCH = "x = tf.constant(3.0)\nwith tf.GradientTape() as tape:\n{}    y = x * x\nprint(tape.gradient(y, x))"
_TWICE = (
    "x = tf.Variable(3.0)\nwith tf.GradientTape({}) as tape:\n    y = x * x\n    z = y * y\n"
    "print(tape.gradient(z, x))\nprint(tape.gradient(y, x))"
)
_BEST = "scores = tf.Variable([1.0, 3.0, 2.0])\nwith tf.GradientTape() as tape:\n{}\nprint(tape.gradient(loss, scores))"
_CAST = (
    "x = tf.Variable(3.7)\nwith tf.GradientTape() as tape:\n    {}\n    y = tf.cast(n, tf.float32) ** 2\n"
    "print(y)\nprint(tape.gradient(y, x))"
)
_WHOLE = "x = tf.Variable({})\nwith tf.GradientTape() as tape:\n    y = x * x\nprint(tape.gradient(y, x))"
_NUMPY = (
    "import numpy as np\nimport tensorflow as tf\n\nx = tf.Variable(3.0)\nwith tf.GradientTape() as tape:\n"
    "    y = tf.square({})\nprint(tape.gradient(y, x))"
)

TRAPS: Final[Mapping[str, Example]] = {
    "watch forgotten": Example(
        _TF + _WATCH.format(""),
        "The tape watches variables by itself, a constant only when told to. It wrote nothing down, so it knows no way "
        "from x to y, and the answer is None: not 0, and no error.",
        _TF + _WATCH.format("    tape.watch(x)\n"),
        "Watched, the product is written down: 2 x = 6.",
    ),
    "used twice": Example(
        _TF + _TWICE.format(""),
        "A tape lets go of what it holds when it has answered once. The second question is an error.",
        _TF + _TWICE.format("persistent=True"),
        "A persistent tape answers as often as one likes: 4 x³ = 108 and 2 x = 6. It holds every value in between "
        "until it is deleted (del tape): that costs memory.",
    ),
    "argmax": Example(
        _TF + _BEST.format("    best = tf.argmax(scores)\n    loss = tf.cast(best, tf.float32) ** 2"),
        "argmax jumps from one whole number to another. Between the jumps nothing changes, at a jump there is no "
        "slope; TensorFlow knows no derivative for it and stops writing there. The answer is None.",
        _TF + _BEST.format("    p = tf.nn.softmax(scores)\n    loss = -tf.math.log(p[1])"),
        "softmax is argmax made smooth: each score changes each probability a little. That is why networks are trained "
        "on the cross-entropy and not on the accuracy.",
    ),
    "cast to int": Example(
        _TF + _CAST.format("n = tf.cast(x, tf.int32)"),
        "A whole number cannot change a little, so there is no derivative by it. The cast itself is written down, "
        "nothing after it is, and the answer is None.",
        _TF + _CAST.format("n = x"),
        "Without the whole number in between the way back is whole: 2 x = 7.4.",
    ),
    "integer variable": Example(
        _TF + _WHOLE.format("3"),
        "3 makes an int32 variable. The tape follows floating-point numbers only: None.",
        _TF + _WHOLE.format("3.0"),
        "One point more, and it is a float32 variable: 6.",
    ),
    "NumPy in between": Example(
        _NUMPY.format("np.sin(x)"),
        "np.sin hands back NumPy's own number. The tape sees what TensorFlow computes and nothing else: for it, y is "
        "the square of a constant. The answer is None.",
        _NUMPY.format("tf.sin(x)"),
        "With TensorFlow's own sine the way is whole: 2 sin(3) cos(3) = −0.279.",
    ),
}
"""Where the tape answers None, or refuses."""

EXAMPLES: Final[Mapping[str, Example]] = {**NOTEBOOK, **TRAPS}


def code_of(name: str, *, mended: bool = False) -> str:
    """Return the lines of an example, as it is or mended."""
    example = EXAMPLES[name]
    return example.mended if mended and example.mended else example.code

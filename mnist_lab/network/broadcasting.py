"""`X + b` of a real Dense layer: the output layer of the network that is shipped, before its softmax."""

from __future__ import annotations

import numpy as np

from mnist_lab.digits.dataset import Images
from mnist_lab.maths.elementwise import Operand
from mnist_lab.maths.operands import Operands
from mnist_lab.network.pretrained import pretrained


def dense_layer(test_images: Images, *, first: int, count: int) -> Operands:
    """Return X = a · W (count, 10), one row an image and one column a digit, and the bias b (10,).

    Parameters
    ----------
    test_images : (n, 28, 28) uint8
    first, count : int
        Which of them the network looks at.
    """
    weights = pretrained()
    last = weights.layers[-1]
    images = test_images[first : first + count].reshape(-1, 784).astype(np.float32) / np.float32(255)
    X = weights.forward(images).activations[-2] @ last.W
    head = (
        "from mnist_lab.digits.dataset import load",
        "from mnist_lab.network.pretrained import pretrained",
        "",
        "weights = pretrained()  # 784-512-10",
        "W = weights.layers[-1].W  # (512, 10)",
        f'x = load().test_images[{first}:{first + count}].reshape(-1, 784).astype("float32") / 255',
        f"a = weights.forward(x).activations[-2]  # ({count}, 512)",
    )
    products = Operand("X", X, (f"X = a @ W  # {X.shape}",))
    bias = Operand("b", last.b, (f"b = weights.layers[-1].b  # {last.b.shape}",))
    return Operands(products, bias, head=head, axes=("images", "digits"))

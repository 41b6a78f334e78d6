"""The digit that is looked into, and the lines of code with which every part of the lesson begins."""

from __future__ import annotations

import base64
import textwrap
import zlib
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mnist_lab.network.reading import Reader
from mnist_lab.network.weights import Array, Weights

LOAD = "from mnist_lab.digits.dataset import load"

ACTIVATION_CODE = {
    "relu": "np.maximum({z}, 0)",
    "tanh": "np.tanh({z})",
    "sigmoid": "0.5 + 0.5 * np.tanh({z} / 2)",
    "linear": "{z}",
}
"""Each activation of a hidden layer as NumPy; the sigmoid is written so that it never overflows."""


@dataclass(frozen=True, eq=False)
class Subject:
    """One digit to look into.

    Attributes
    ----------
    x : (784,) float32, ink 0-1
        What the network gets, row after row.
    label : int or None
        What it is; None where nobody said, as with a drawing.
    name : str
        "test digit 247", "your drawing".
    number : int or None
        Its place in the test set.
    imports, line : str
        The code that gives `x`.
    """

    x: Array
    label: int | None
    name: str
    number: int | None
    imports: str = field(repr=False)
    line: str = field(repr=False)

    @property
    def image(self) -> Array:
        """(28, 28), ink 0-1."""
        return self.x.reshape(28, 28)


def of_test_set(images: NDArray[np.uint8], labels: NDArray[np.uint8], number: int) -> Subject:
    """Digit `number` of the test set, images (n, 28, 28) 0-255; a number past the end begins again."""
    number %= len(images)
    label = int(labels[number])
    line = f'x = load().test_images[{number}].reshape(784).astype("float32") / 255   # (784,), a {label}'
    x = images[number].reshape(784).astype(np.float32) / np.float32(255)
    return Subject(x, label, f"test digit {number}", number, LOAD, line)


def drawing(image: Array) -> Subject:
    """A drawn digit (28, 28), ink 0-1. Its code holds the pixels themselves, packed."""
    packed = base64.b64encode(zlib.compress(np.asarray(image, "<f4").tobytes(), 9)).decode()
    rows = "\n".join(f'    "{row}"' for row in textwrap.wrap(packed, 100))
    line = f'pixels = (\n{rows}\n)\nx = np.frombuffer(zlib.decompress(base64.b64decode(pixels)), "<f4")   # (784,)'
    x = np.asarray(image, np.float32).reshape(784)
    return Subject(x, None, "your drawing", None, "import base64\nimport zlib", line)


def opening(reader: Reader, *subject: Subject, needs: str = "") -> str:
    """The first lines of every code panel: imports, weights, and the digit if there is one.

    Parameters
    ----------
    reader : Reader
    subject : Subject, optional
        Its line gives `x`.
    needs : str
        Further imports, a line each.
    """
    wanted = [reader.imports, *(one.imports for one in subject), needs]
    found = {line for text in wanted for line in text.splitlines() if line}
    found = {line.replace("likeness, ", "") for line in found} - {"from mnist_lab.network.pretrained import likeness"}
    standard = sorted(line for line in found if "mnist_lab" not in line)
    ours = sorted(line for line in found if "mnist_lab" in line)
    blocks = [*(["\n".join(standard)] if standard else []), "import numpy as np", "\n".join(ours)]
    return "\n\n".join(blocks) + "\n\n" + "\n".join([reader.line, *(one.line for one in subject)]) + "\n"


def forward_code(weights: Weights, *, values: str = "x", result: str = "scores") -> str:
    """The forward pass as NumPy, one digit or many, up to the last layer's sums: `z1, a1, z2, ... scores`."""
    count = len(weights.layers)
    lines, before = [f"{_named(weights)} = [(layer.W, layer.b) for layer in weights.layers]"], values
    for number, layer in enumerate(weights.layers, start=1):
        last = number == count
        name = result if last else f"z{number}"
        what = f"({layer.W.shape[1]},) {'sums of the last layer' if last else 'weighted sums'}"
        lines.append(f"{name} = {before} @ W{number} + b{number}".ljust(40) + f"# {what}")
        if not last:
            act = ACTIVATION_CODE[layer.activation].format(z=name)
            lines.append(f"a{number} = {act}".ljust(40) + f"# {layer.activation}")
        before = f"a{number}"
    return "\n".join(lines) + "\n"


def _named(weights: Weights) -> str:
    pairs = ", ".join(f"(W{number}, b{number})" for number in range(1, len(weights.layers) + 1))
    return pairs if len(weights.layers) > 1 else f"{pairs},"

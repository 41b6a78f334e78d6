"""Predict first: short questions about tensors, answered by running the code and not from a list of answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Prediction:
    """A question with options.

    Attributes
    ----------
    name : str
        For the widget's key.
    question : str
        With the code it is about.
    options : tuple of str
        What can be chosen; one is right.
    answer : str
        The right one: what `code` prints.
    because : str
        The reason, for right and for wrong guesses.
    code : str
        Prints the answer.
    """

    name: str
    question: str
    options: tuple[str, ...]
    answer: str
    because: str
    code: str

    def reply(self, guess: str) -> str:
        """Say whether a guess is right, and why."""
        return f"Yes, {self.answer}. {self.because}" if guess == self.answer else f"Not {guess}. {self.because}"


PREDICTIONS: Final = (
    Prediction(
        "ndim",
        "`x = np.array([12, 3, 6, 14, 7])`. What is `x.ndim`?",
        ("0", "1", "5"),
        "1",
        "It has five values but one axis: one index finds a value. Such a vector has rank 1 and length 5.",
        "import numpy as np\n\nx = np.array([12, 3, 6, 14, 7])\nprint(x.ndim)\n",
    ),
    Prediction(
        "one",
        "`x` has shape (18, 28, 28). What is the shape of `x[0]`?",
        ("(18, 28)", "(28, 28)", "(1, 28, 28)"),
        "(28, 28)",
        "One index takes the samples axis away: what is left is one digit.",
        "import numpy as np\n\nx = np.zeros((18, 28, 28))\nprint(x[0].shape)\n",
    ),
    Prediction(
        "bytes",
        "784 pixels in uint8 take 784 bytes. How many in float32?",
        ("784", "1568", "3136"),
        "3136",
        "A float32 has 32 bits, 4 bytes: 784 × 4.",
        'import numpy as np\n\nx = np.zeros(784, "uint8")\nprint(x.astype("float32").nbytes)\n',
    ),
    Prediction(
        "wrap",
        "200 + 100 in uint8?",
        ("300", "255", "44"),
        "44",
        "uint8 ends at 255 and starts again at 0: 300 − 256 = 44.",
        'import numpy as np\n\na = np.array([200], "uint8")\nb = np.array([100], "uint8")\nprint((a + b)[0])\n',
    ),
)

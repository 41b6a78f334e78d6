"""Pairs of arrays to try: the notebook's snippets of "Element-wise operations" and "Broadcasting", and more."""

from collections.abc import Mapping
from typing import Final

SOURCES: Final = ("numbers", "shapes", "digits", "Dense layer")

PRESETS: Final[Mapping[str, Mapping[str, str]]] = {
    "X + y": {"source": "shapes", "first": "(32, 10)", "second": "(10,)", "operation": "+"},
    "np.maximum(x, y)": {"source": "shapes", "first": "(64, 3, 32, 10)", "second": "(32, 10)", "operation": "maximum"},
    "naive_add": {"source": "numbers", "a": "[[1, 2, 3], [4, 5, 6]]", "b": "[[6, 5, 4], [3, 2, 1]]", "operation": "+"},
    "naive_relu": {"source": "numbers", "a": "[[3, -1, 2], [-4, 0, 5]]", "operation": "relu"},
    "X + b, Dense layer": {"source": "Dense layer", "operation": "+"},
    "Digit − mean digit": {"source": "digits", "operation": "−"},
    "Column + row": {"source": "numbers", "a": "[[1], [2], [3]]", "b": "[10, 20, 30, 40]", "operation": "+"},
    "A clash": {"source": "numbers", "a": "[[1, 2, 3], [4, 5, 6]]", "b": "[10, 20]", "operation": "+"},
}
"""Name -> values of widgets; the first two are the notebook's, and give the shapes that it prints."""

STARTS: Final = {"a": "[[1, 2, 3], [4, 5, 6]]", "b": "[10, 20, 30]", "first": "(32, 10)", "second": "(10,)"}
"""What stands in each field before anybody has typed."""

RESET: Final[Mapping[str, str | int]] = {"source": "numbers", "operation": "+", **STARTS, "digit": 0, "image": 0}
"""Every widget as it was at the start, also those of a source that is not on the screen."""

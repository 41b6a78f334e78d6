"""Indices to try: each line of the notebook's chapter, and the forms of an index that it leaves out."""

from typing import Final

from mnist_lab.maths.slicing import Indexing, indexing

PRESETS: Final = {
    "Corner of 90": "train_images[10:100, 14:, 14:]",
    "10:100": "train_images[10:100]",
    "with colons": "train_images[10:100, :, :]",
    "with ends": "train_images[10:100, 0:28, 0:28]",
    "Corner of all": "train_images[:, 14:, 14:]",
    "Middle of all": "train_images[:, 7:-7, 7:-7]",
    "One digit": "train_images[7]",
    "Row 14 of each": "train_images[:, 14]",
    "Every 2nd pixel": "train_images[:12, ::2, ::2]",
    "Upside down": "train_images[:12, ::-1]",
    "Last 5, backwards": "train_images[:-6:-1]",
    "Dots": "train_images[..., 14:]",
    "New axis": "train_images[:5, ..., np.newaxis]",
    "Only sevens": "train_images[train_labels == 7]",
}
"""Name of a preset -> the index. The second to the sixth are the notebook's."""

ALL: Final = 60_000
"""Training digits of MNIST, which the notebook works with."""


def with_all_digits(found: Indexing) -> str:
    """Say what the notebook has here, where that differs because the digits in use are fewer; "" otherwise.

    Examples
    --------
    >>> from mnist_lab.maths.slicing import index
    >>> with_all_digits(index(":, 14:, 14:", (4000, 28, 28)))
    ' With all 60,000 digits, as in the notebook: (60000, 14, 14).'
    """
    if found.source[0] == ALL or found.mask is not None:
        return ""
    there = indexing(found.entries, (ALL, *found.source[1:]))
    return "" if there.shape == found.shape else f" With all 60,000 digits, as in the notebook: {there.shape}."

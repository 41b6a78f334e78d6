"""Random text into the reader of a field: what must hold for every parser of this lab."""

import gc
import time
import tracemalloc
from collections.abc import Callable, Iterable

SLOWEST = 0.05
"""Seconds of processor time that one text may take."""
LARGEST = 50e6
"""Bytes that all of them together may take at any moment."""


def in_words(said: str) -> bool:
    """Whether a refusal says something, and not the whole text back."""
    return 10 < len(said) < 1000


def attack(
    read: Callable[[str], object],
    texts: Iterable[str],
    *refusals: type[ValueError],
    said: Callable[[str], bool] = in_words,
) -> int:
    """Read the texts; no exception but a refusal in words, none too slow, none too large.

    Returns
    -------
    int
        How many were good after all: an attack that never comes through says little.
    """
    slowest, good = 0.0, 0
    gc.freeze()  # what other tests left behind is not collected on the parser's time
    tracemalloc.start()
    try:
        for text in texts:
            began = time.thread_time()
            try:
                read(text)
                good += 1
            except refusals as refusal:
                assert said(str(refusal)), text
            slowest = max(slowest, time.thread_time() - began)
        assert slowest < SLOWEST
        assert tracemalloc.get_traced_memory()[1] < LARGEST
    finally:
        tracemalloc.stop()
        gc.unfreeze()
    return good

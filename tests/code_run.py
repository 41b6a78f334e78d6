"""Run a page's code as a reader would, and return what it prints."""

import contextlib
import io

import numpy as np


def printed(code: str) -> list[list[float]]:
    """The numbers of each line that the code prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), np.errstate(divide="ignore"):
        exec(compile(code, "page", "exec"), {})
    return [[float(word) for word in line.split()] for line in out.getvalue().splitlines()]

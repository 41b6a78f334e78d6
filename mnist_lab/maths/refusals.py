"""What NumPy says to two arrays whose shapes clash, in its own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mnist_lab.maths.broadcasting import Alignment, BroadcastingError, align
from mnist_lab.maths.elementwise import Operand, written
from mnist_lab.maths.operations import OPERATIONS, Operation


@dataclass(frozen=True, eq=False)
class Refusal:
    """Two arrays whose shapes clash: `message` is NumPy's own, `code` prints it."""

    a: Operand
    b: Operand
    operation: Operation
    alignment: Alignment
    message: str
    code: str


def refusal(a: Operand, b: Operand, operation: str, *, head: Sequence[str] = ()) -> Refusal:
    """Return what NumPy says to two arrays that do not fit.

    Raises
    ------
    BroadcastingError
        They do fit.
    """
    chosen = OPERATIONS[operation]
    alignment = align(a.shape, b.shape, names=(a.name, b.name))
    if not alignment.clashes:
        raise BroadcastingError(f"The shapes {a.shape} and {b.shape} fit: there is nothing to refuse.")
    work = f"    result = {chosen.written(a.name, b.name)}"
    code = written(head, (a, b), ("try:", work, "except ValueError as error:", "    print(error)"))
    message = ""
    try:
        chosen.ufunc(a.values, b.values)
    except ValueError as error:
        message = str(error)
    return Refusal(a, b, chosen, alignment, message, code)

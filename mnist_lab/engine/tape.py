"""Some lines of code under TensorFlow's tape, run as they stand, with every operation noted as it is carried out.

TensorFlow tells each operation to a callback. Which line it came from stands in Python's own stack at that moment, and
whether it is written down depends on what TensorFlow itself is asked here: does an open tape watch one of its inputs?
Only code written in this lab comes here: the examples, and what is written from a formula that was read as a formula.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping
from types import FrameType
from typing import Any, Final

from tensorflow.python import pywrap_tfe
from tensorflow.python.framework import op_callbacks

from mnist_lab.maths.graph_passes import tape_code
from mnist_lab.maths.graphs import typed_graph
from mnist_lab.maths.tapes import code_of
from mnist_lab.runs.records import Taped, TapedOperation

_FILE: Final = "<lesson>"
_LONGEST: Final = 400  # characters of an error message


def taped_example(name: str, mended: bool) -> Taped:
    """Return what TensorFlow does and answers for an example of `maths.tapes`."""
    return _run(code_of(name, mended=mended))[0]


def taped_formula(text: str, at: Mapping[str, float]) -> Taped:
    """Return what TensorFlow does for a typed formula, with the value and the gradient of each node of its graph.

    Raises
    ------
    ExpressionError
        The text is no formula.
    """
    graph = typed_graph(text)
    taped, names = _run(tape_code(graph, at))
    values = tuple(float(names[node.name]) for node in graph.nodes)
    gradients = tuple(None if found is None else float(found) for found in names["gradients"])
    return Taped(taped.operations, taped.printed, taped.error, values, gradients)


def _run(code: str) -> tuple[Taped, dict[str, Any]]:
    """Run the code as a notebook's cell: a line that is a name alone shows what it names."""
    operations: list[TapedOperation] = []
    printed: list[tuple[int, str]] = []

    def note(kind: Any, inputs: Any, *_: object, **__: object) -> None:
        recorded = bool(pywrap_tfe.TFE_Py_TapeSetShouldRecordBackprop(list(inputs)))
        name = kind.decode() if isinstance(kind, bytes) else str(kind)
        operations.append(TapedOperation(name, _line(sys._getframe()), recorded))

    def show(value: object) -> None:
        line = _line(sys._getframe())  # before printing, which is an operation too in TensorFlow's eyes
        printed.append((line, repr(value)))

    def say(value: object) -> None:
        printed.append((_line(sys._getframe()), str(value)))

    names: dict[str, Any] = {"print": say, "__show__": show}
    error = ""
    op_callbacks.add_op_callback(note)
    try:
        exec(compile(_cell(code), _FILE, "exec"), names)
    except Exception as raised:  # it is the answer
        error = f"{type(raised).__name__}: {raised}"[:_LONGEST]
    finally:
        op_callbacks.remove_op_callback(note)
    return Taped(tuple(operations), tuple(printed), error), names


def _cell(code: str) -> ast.Module:
    """Return the code with each name that stands alone in a line handed to `__show__`."""
    tree = ast.parse(code)
    for place, line in enumerate(tree.body):
        if isinstance(line, ast.Expr) and isinstance(line.value, ast.Name):
            call = ast.Call(ast.Name("__show__", ast.Load()), [line.value], [])
            tree.body[place] = ast.copy_location(ast.Expr(ast.copy_location(call, line)), line)
    return ast.fix_missing_locations(tree)


def _line(frame: FrameType | None) -> int:
    """Return the line of the code that led here; 0 for none."""
    while frame is not None and frame.f_code.co_filename != _FILE:
        frame = frame.f_back
    return frame.f_lineno if frame is not None else 0

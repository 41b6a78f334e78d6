"""The lines of Python that give every number of a stack of 2-D layers."""

from __future__ import annotations

from collections.abc import Sequence

from mnist_lab.maths.affine import Floats
from mnist_lab.maths.clouds import WIDEST
from mnist_lab.maths.folding_pieces import area, creased, half, pieces
from mnist_lab.maths.source import source

_ACTIVATIONS = {
    "relu": "np.maximum(z, 0)",
    "tanh": "np.tanh(z)",
    "sigmoid": "1 / (1 + np.exp(-z))",
    "none": "z",
}
_COLLAPSE = """\
W_all, b_all = np.eye(2), np.zeros(2)
for W, b in layers:
    W_all, b_all = W @ W_all, W @ b_all + b  # W . (W_all . x + b_all) + b"""
_FIT = """\
Wb = np.linalg.lstsq(np.column_stack([x, np.ones(len(x))]), out, rcond=None)[0]
W_all, b_all = Wb[:2].T, Wb[2]  # the best single W and b, in least squares"""


def stack_code(layers: Sequence[tuple[Floats, Floats]], activation: str) -> str:
    """Return the code of a stack: `out`, `W_all`, `b_all`, `largest`, `typical`, and `found` for ReLU."""
    rows = [f"    (np.array({W.tolist()!r}), np.array({b.tolist()!r}))," for W, b in layers]
    lines = ["import numpy as np", "", "layers = [  # W (2, 2), b (2,)", *rows, "]"]
    lines += [f"activation = lambda z: {_ACTIVATIONS[activation]}", ""]
    lines += [
        f"side = np.linspace(-{WIDEST:g}, {WIDEST:g}, 41)",
        "x = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)  # (1681, 2)",
        "out = x",
        "for W, b in layers:",
        "    out = activation(out @ W.T + b)",
        "",
        _COLLAPSE if activation == "none" else _FIT,
        "distances = np.hypot(*(out - (x @ W_all.T + b_all)).T)",
        "largest, typical = distances.max(), np.sqrt(np.mean(distances**2))",
        'print(W_all, b_all, f"apart: {largest:.2g} at most, {typical:.2g} root mean square")',
    ]
    return "\n".join(lines + (_pieces_lines() if activation == "relu" else []))


def _pieces_lines() -> list[str]:
    return [
        "",
        source(half, area, creased, pieces),
        "",
        f"window = {WIDEST:g} * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])",
        "found = pieces(layers, window)",
        "maps = {(*A.ravel().round(9) + 0.0, *c.round(9) + 0.0) for _, A, c in found}",
        'print(f"{len(found)} pieces, {len(maps)} different maps")',
    ]

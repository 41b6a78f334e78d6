"""Digits moved, turned, scaled, made thicker or thinner, and given noise: each by one number that may be 0.

Moving, turning and scaling say where each pixel of the new image looks in the old one. It mostly looks between four
pixels, whose mean, weighted by nearness, is taken (bilinear interpolation); the weights are the same for every digit.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

SIDE = 28

KINDS: dict[str, tuple[tuple[float, ...], str, str]] = {
    "right": (tuple(float(step) for step in range(-6, 7)), "px", "moved right"),
    "down": (tuple(float(step) for step in range(-6, 7)), "px", "moved down"),
    "turn": (tuple(float(step) for step in range(-45, 46, 5)), "°", "turned clockwise"),
    "scale": ((0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5), "×", "scaled"),
    "pen": ((-1.5, -1.25, -1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0), "px", "pen wider"),
    "noise": ((0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8), "", "noise"),
}
"""Kind -> its levels, their unit, and what it does. The level that changes nothing is 0, of scale 1."""

Array = NDArray[np.float32]


def distorted(x: Array, kind: str, level: float, *, seed: int = 0) -> Array:
    """Distort digits x (n, 784), ink 0-1.

    Parameters
    ----------
    x : (n, 784)
    kind : a key of KINDS
    level : float
        Pixels for "right", "down" and "pen" (wider, or thinner below 0); degrees clockwise for "turn"; a factor about
        the middle for "scale"; standard deviation of the noise, in ink, for "noise", after which ink is kept in 0-1.
    seed : int
        Of the noise.
    """
    if kind == "pen":
        return pen(x, level)
    if kind == "noise":
        noise = np.random.default_rng(seed).normal(0, 1, x.shape).astype(np.float32)
        noisy: Array = np.clip(x + np.float32(level) * noise, 0, 1)
        return noisy
    sources, shares = sampling(kind, level)
    moved: Array = np.einsum("nps,ps->np", np.pad(x, ((0, 0), (0, 1)))[:, sources], shares)
    return moved


@lru_cache(maxsize=128)
def sampling(kind: str, level: float) -> tuple[NDArray[np.intp], Array]:
    """Where each new pixel looks: numbers (784, 4) of old pixels, 784 for paper outside, and their shares (784, 4)."""
    row, column = np.mgrid[:SIDE, :SIDE].reshape(2, -1).astype(float)
    middle = (SIDE - 1) / 2
    u, v = column - middle, row - middle
    if kind == "right":
        u = u - level
    elif kind == "down":
        v = v - level
    elif kind == "scale":
        u, v = u / level, v / level
    else:
        angle = np.deg2rad(level)
        u, v = np.cos(angle) * u + np.sin(angle) * v, np.cos(angle) * v - np.sin(angle) * u
    return _neighbours(np.round(v + middle, 9), np.round(u + middle, 9))


def _neighbours(row: NDArray[np.float64], column: NDArray[np.float64]) -> tuple[NDArray[np.intp], Array]:
    """The four pixels around each place (784,), and how near each is: 1 on it, 0 a whole pixel away."""
    sources, shares = [], []
    for down in (0, 1):
        for across in (0, 1):
            r, c = np.floor(row).astype(int) + down, np.floor(column).astype(int) + across
            inside = (r >= 0) & (r < SIDE) & (c >= 0) & (c < SIDE)
            sources.append(np.where(inside, r * SIDE + c, SIDE * SIDE))
            shares.append((1 - abs(row - r)) * (1 - abs(column - c)))
    return np.stack(sources, axis=1), np.stack(shares, axis=1).astype(np.float32)


def pen(x: Array, level: float) -> Array:
    """Digits (n, 784) with each line wider by about `level` pixels on each side, or thinner where it is below 0.

    One whole pixel takes the largest (or smallest) of a pixel and its four neighbours; a part of one mixes both.
    """
    images, left = x.reshape(-1, SIDE, SIDE), abs(level)
    while left > 0:
        part = np.float32(min(left, 1.0))
        images = (1 - part) * images + part * _of_neighbours(images, widest=level > 0)
        left -= 1
    return images.reshape(x.shape)


def _of_neighbours(images: Array, *, widest: bool) -> Array:
    """The largest or smallest of each pixel (n, 28, 28) and its four neighbours; beyond the edge is paper."""
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    around = (
        padded[:, 1:-1, 1:-1],
        padded[:, :-2, 1:-1],
        padded[:, 2:, 1:-1],
        padded[:, 1:-1, :-2],
        padded[:, 1:-1, 2:],
    )
    found: Array = (np.maximum if widest else np.minimum).reduce(around)
    return found

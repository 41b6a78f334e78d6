"""Where the boxes of a computation graph stand: columns from the leaves to the result, few crossings, free ways.

An edge that passes over columns gets a place of its own in each of them, so that it does not run through a box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from mnist_lab.maths.graphs import Graph

Point: TypeAlias = tuple[float, float]
_SWEEPS = 6


@dataclass(frozen=True)
class Layout:
    """Places in columns (to the right) and rows (downwards), both of length 1.

    Attributes
    ----------
    places : tuple of (column, row)
        The middle of each node.
    ways : tuple of tuples of (column, row)
        For each edge, in the order of `Graph.joints`, the points on its way: first its source, last its target.
    columns, rows : int
        How many there are; the rows are counted from 0.
    """

    places: tuple[Point, ...]
    ways: tuple[tuple[Point, ...], ...]
    columns: int
    rows: int


def columns_of(graph: Graph) -> list[int]:
    """Return the column of each node: one after the last of what it is made of; a leaf, one before its first child."""
    columns = [0] * len(graph.nodes)
    for source, target, _ in graph.joints:
        columns[target] = max(columns[target], columns[source] + 1)
    for number in range(len(graph.leaves)):
        children = [columns[target] for source, target, _ in graph.joints if source == number]
        columns[number] = min(children) - 1
    return columns


def layout(graph: Graph) -> Layout:
    """Return where everything stands."""
    columns = columns_of(graph)
    chains, column_of = _with_stops(graph, columns)
    links = sorted({pair for chain in chains for pair in pairwise(chain)})
    rows = _rows(column_of, links)
    low = min(rows)
    places = [(float(column), row - low) for column, row in zip(column_of, rows, strict=True)]
    ways = tuple(tuple(places[stop] for stop in chain) for chain in chains)
    height = max(row for _, row in places) + 1
    return Layout(tuple(places[: len(graph.nodes)]), ways, max(columns) + 1, int(np.ceil(height)))


def _with_stops(graph: Graph, columns: Sequence[int]) -> tuple[list[list[int]], list[int]]:
    """Return each edge as a chain of stops, and the column of each stop; the first stops are the nodes."""
    column_of, chains = list(columns), []
    known: dict[tuple[int, int], int] = {}  # edges from one source share their way
    for source, target, _ in graph.joints:
        chain = [source]
        for column in range(columns[source] + 1, columns[target]):
            stop = known.setdefault((source, column), len(column_of))
            if stop == len(column_of):
                column_of.append(column)
            chain.append(stop)
        chains.append([*chain, target])
    return chains, column_of


def _rows(column_of: Sequence[int], links: Sequence[tuple[int, int]]) -> list[float]:
    """Return a row for each stop: near its neighbours, at least 1 from the next in its column."""
    members: dict[int, list[int]] = {}
    for stop, column in enumerate(column_of):
        members.setdefault(column, []).append(stop)
    rows = [0.0] * len(column_of)
    for there in members.values():
        for place, stop in enumerate(there):
            rows[stop] = place - (len(there) - 1) / 2
    before: dict[int, list[int]] = {stop: [] for stop in range(len(column_of))}
    after: dict[int, list[int]] = {stop: [] for stop in range(len(column_of))}
    for source, target in links:
        after[source].append(target)
        before[target].append(source)
    for sweep in range(_SWEEPS):
        forwards = sweep % 2 == 0
        near = [before, after, {stop: before[stop] + after[stop] for stop in before}]
        sides = near[2] if sweep >= _SWEEPS - 2 else near[0 if forwards else 1]
        for number in sorted(members, reverse=not forwards):
            _spread(members[number], rows, sides)
    return rows


def _spread(column: list[int], rows: list[float], sides: dict[int, list[int]]) -> None:
    """Move the stops of one column towards their neighbours, at least 1 apart."""
    wanted = {stop: float(np.mean([rows[n] for n in sides[stop]])) if sides[stop] else rows[stop] for stop in column}
    column.sort(key=lambda stop: (wanted[stop], rows[stop]))
    placed: list[float] = []
    for stop in column:
        placed.append(max(wanted[stop], placed[-1] + 1) if placed else wanted[stop])
    shift = float(np.mean([wanted[stop] for stop in column])) - float(np.mean(placed))
    for stop, row in zip(column, placed, strict=True):
        rows[stop] = row + shift

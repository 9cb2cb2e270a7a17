"""Put neighbouring runs together until there are few, the lightest pair first."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heapify, heappop, heappush

from ..graph import Node

Run = list[Node]
INPUT = 1000  # layers that an input weighs, which shares a box last of all


def merged(runs: list[Run], most: int, layers: Callable[[Node], int] = lambda _: 1) -> list[Run]:
    """The runs, of which neighbours are put together, the lightest pair first, until there are `most`.

    `layers` tells of how many layers a node is.
    """
    weights = [sum(layers(node) + INPUT * (node.role == "input") for node in run) for run in runs]
    after = [*range(1, len(runs)), -1]  # number of the run behind each, -1 behind the last
    before = [-1, *range(len(runs) - 1)]
    pairs = [(weights[i] + weights[i + 1], i, i + 1) for i in range(len(runs) - 1)]
    heapify(pairs)
    alive, parts = len(runs), [[run] for run in runs]
    while alive > most and pairs:
        weight, first, second = heappop(pairs)
        if not parts[first] or after[first] != second or weights[first] + weights[second] != weight:
            continue  # told of a run that has grown since
        parts[first] += parts[second]
        parts[second] = []
        weights[first], after[first] = weight, after[second]
        alive -= 1
        if after[first] >= 0:
            before[after[first]] = first
            heappush(pairs, (weight + weights[after[first]], first, after[first]))
        if before[first] >= 0:
            heappush(pairs, (weights[before[first]] + weight, before[first], first))
    return [[node for run in part for node in run] for part in parts if part]

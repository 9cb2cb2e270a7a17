"""How alike the blocks of a graph are: equal, or but for the stride or projection with which a stage begins or ends."""

from __future__ import annotations

from ..graph import Graph
from .fingerprints import Fingerprint, Wiring, fingerprint
from .shortcuts import Core, core_of

FIRST, LAST = "first", "last"


class Likeness:
    """Fingerprints and cores of the blocks of a graph, each worked out once and where it is asked for."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.wiring = Wiring(graph)
        self._prints: dict[str, Fingerprint] = {}
        self._cores: dict[str, Core] = {}

    def fingerprint(self, path: str) -> Fingerprint:
        """The fingerprint of a block."""
        if path not in self._prints:
            self._prints[path] = fingerprint(self.wiring, path)
        return self._prints[path]

    def core(self, path: str) -> Core:
        """The core of a block."""
        if path not in self._cores:
            self._cores[path] = core_of(self.wiring, path)
        return self._cores[path]

    def are_equal(self, one: str, other: str) -> bool:
        """Whether two blocks are equal and work at one resolution."""
        return self.resolution(one) == self.resolution(other) and (
            self.fingerprint(one).mark == self.fingerprint(other).mark
        )

    def told(self, odd: str, usual: str, place: str) -> list[str]:
        """What the first or last block of a run has that the usual one has not; nothing where words do not say it."""
        if len(self.fingerprint(odd).entries) != 1 or len(self.fingerprint(usual).entries) != 1:
            return []
        if place == FIRST and self.resolution(odd) != self.resolution(usual):
            return []
        if place == LAST and self._channels(odd) != self._channels(usual):
            return []  # it begins a stage rather than to end one
        core, other = self.core(odd), self.core(usual)
        return core.told(other) if core.fingerprint.mark == other.fingerprint.mark else []

    def resolution(self, path: str) -> tuple[object, ...]:
        """Height and width that a block works at."""
        outputs = self.graph.by_path[path].outputs[:1]
        return tuple(len(spec.shape) > 2 and spec.shape[1:-1] for spec in outputs)

    def _channels(self, path: str) -> tuple[object, ...]:
        return tuple(spec.shape[-1:] for spec in self.graph.by_path[path].outputs[:1])

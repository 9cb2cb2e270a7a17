"""The blocks of a graph, with what is worked out of them once: their likeness, how they are wired, their runs."""

from __future__ import annotations

from functools import cached_property

from ..graph import Graph, Ways, leads
from .chains import chains_of
from .likeness import Likeness
from .runs import Run, runs_of


class Blocks(Likeness):
    """The blocks of a graph, and the runs of their containers."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph)
        self._runs: dict[str, list[Run]] = {}

    @cached_property
    def _after(self) -> dict[str, Ways]:
        return leads(self.graph.ways)

    def after(self, container: str) -> Ways:
        """Which of the children of a container lead to which."""
        return self._after.get(container, {})

    def runs(self, container: str) -> list[Run]:
        """The runs among the children of a container."""
        if container not in self._runs:
            chains = chains_of(self, container, self.after(container))
            self._runs[container] = [run for chain in chains for run in runs_of(self, chain)]
        return self._runs[container]

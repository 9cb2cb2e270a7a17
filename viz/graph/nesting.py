"""The nodes of a graph by path, what stands in what, and the totals of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ...files import cached_property
from .nodes import Edge, Node, Port
from .observed import Observed


@dataclass(frozen=True)
class Nesting:
    """The facts of a graph, and how its nodes stand in each other; `Graph` adds what can be made of it.

    Attributes:
        name, kind: name and class of the model.
        nodes: its layers, operations and blocks, in topological order.
        edges: the tensors between its leaves.
        inputs, outputs: what the model takes and returns, in its order.
        observed: what was seen of its nodes at work, by path, "" for the whole; it does not make graphs differ.
    """

    name: str
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    kind: str = "Functional"
    inputs: tuple[Port, ...] = ()
    outputs: tuple[Port, ...] = ()
    observed: Mapping[str, Observed] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def by_path(self) -> dict[str, Node]:
        """The nodes by their paths."""
        return {node.path: node for node in self.nodes}

    @cached_property
    def _children(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            found.setdefault(node.parent, []).append(node)
        return found

    @cached_property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Which leaf leads to which, each pair once however many tensors pass there."""
        return tuple(dict.fromkeys((edge.source, edge.target) for edge in self.edges))

    @cached_property
    def sources(self) -> Counter[str]:
        """How many leaves lead to each leaf that another leads to."""
        return Counter(target for _, target in self.links)

    @cached_property
    def tensors(self) -> tuple[tuple[str, int, str], ...]:
        """Source, output and target of every tensor that passes, once a target however often that takes it."""
        return tuple(dict.fromkeys((edge.source, edge.output, edge.target) for edge in self.edges))

    @cached_property
    def feeding(self) -> frozenset[str]:
        """The leaves whose tensors others take."""
        return frozenset(edge.source for edge in self.edges)

    @cached_property
    def leaves(self) -> tuple[Node, ...]:
        """The nodes with nothing inside."""
        return tuple(node for node in self.nodes if node.path not in self._children)

    @cached_property
    def groups(self) -> tuple[Node, ...]:
        """The nodes with others inside."""
        return tuple(node for node in self.nodes if node.path in self._children)

    def children(self, path: str = "") -> tuple[Node, ...]:
        """The nodes directly inside `path`; those at the top for ""."""
        return tuple(self._children.get(path, ()))

    def parent(self, path: str) -> str:
        """Path of the block that `path` stands in, "" at the top."""
        return self.by_path[path].parent

    def ancestors(self, path: str) -> Iterator[str]:
        """Paths of the blocks around `path`, from the inside out."""
        while path := self.by_path[path].parent:
            yield path

    def inside(self, path: str) -> Iterator[Node]:
        """`path` itself and all nodes inside it, at any depth."""
        waiting = [self.by_path[path]]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(self.children(node.path))

    @property
    def trainable_params(self) -> int:
        """Trainable parameters of all nodes."""
        return sum(node.trainable_params for node in self.nodes)

    @property
    def non_trainable_params(self) -> int:
        """Non-trainable parameters of all nodes."""
        return sum(node.non_trainable_params for node in self.nodes)

    @property
    def params(self) -> int:
        """Parameters of all nodes."""
        return self.trainable_params + self.non_trainable_params

    @property
    def macs(self) -> int:
        """Multiply-adds of one sample, of all nodes that have a figure; `uncounted` tells how many have none."""
        return sum(node.macs or 0 for node in self.nodes)

    @property
    def unweighed(self) -> int:
        """How many layers have weights that are not known; parameters leave them out."""
        return sum(node.unweighed for node in self.nodes)

    @property
    def uncounted(self) -> int:
        """How many layers have no known multiply-adds."""
        return sum(node.uncounted or node.macs is None for node in self.nodes)

"""`Graph`: the layers of a model and the tensors between them, as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx

Shape = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """Shape, batch first and None where unknown, and dtype of a tensor."""

    shape: Shape
    dtype: str = "float32"

    @property
    def size(self) -> int | None:
        """Elements of one sample; None where a size is unknown."""
        sizes = self.shape[1:]
        return None if None in sizes else prod(n for n in sizes if n is not None)


@dataclass(frozen=True, slots=True)
class Node:
    """One call of a layer or operation, or a block: a node that others name as parent.

    Attributes:
        path: identity, the names from the outside in: `stage1/block1/conv1`.
        kind: class of the layer or operation.
        role: what the kind does, such as "convolution"; decides the colour.
        module: where the kind is from, as one would import it.
        inputs, outputs: its tensors.
        trainable_params, non_trainable_params: of its own; those of the nodes inside are theirs.
        macs: multiply-adds of its own for one sample; None where they are not known, and then `note` says why.
        settings: what it was configured with, as pairs of text.
        parent: path of the block it stands in, "" at the top.
        shares: path of the node whose parameters it uses again, "" where they are its own.
        count: how often it stands in a row; more than 1 in a folded run of equal blocks.
        note: what a reader should know, "" for nothing.
    """

    path: str
    kind: str
    role: str = "other"
    module: str = ""
    inputs: tuple[TensorSpec, ...] = ()
    outputs: tuple[TensorSpec, ...] = ()
    trainable_params: int = 0
    non_trainable_params: int = 0
    macs: int | None = 0
    settings: tuple[tuple[str, str], ...] = ()
    parent: str = ""
    shares: str = ""
    count: int = 1
    note: str = ""

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path[len(self.parent) + 1 :] if self.parent else self.path

    @property
    def params(self) -> int:
        """All parameters of its own."""
        return self.trainable_params + self.non_trainable_params

    @property
    def depth(self) -> int:
        """How many blocks it stands in."""
        return self.path.count("/")

    def setting(self, name: str, default: str = "") -> str:
        """The setting called `name`, or `default`."""
        return dict(self.settings).get(name, default)


@dataclass(frozen=True, slots=True)
class Edge:
    """A tensor on its way from one leaf to another, both named by path."""

    source: str
    target: str
    tensor: TensorSpec


@dataclass(frozen=True)
class Graph:
    """The layers of a model, nested; leaves in topological order, every block before its first leaf.

    Two traces of equal models are equal.

    Example:
        >>> from convatlas import viz
        >>> graph = viz.trace("lenet5_study")
        >>> graph.params, graph.macs
        (61706, 416520)
        >>> [node.path for node in graph.children("stage1")]
        ['stage1/conv1', 'stage1/pool']
    """

    name: str
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    kind: str = field(default="Functional")

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
    def inputs(self) -> tuple[TensorSpec, ...]:
        """The tensors that the model takes."""
        return tuple(spec for node in self.leaves if node.role == "input" for spec in node.outputs)

    @property
    def outputs(self) -> tuple[TensorSpec, ...]:
        """The tensors that no layer takes any more."""
        used = {edge.source for edge in self.edges}
        return tuple(spec for node in self.leaves if node.path not in used for spec in node.outputs)

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
        """Multiply-adds of one sample, of all nodes that have a figure."""
        return sum(node.macs or 0 for node in self.nodes)

    def folded(self, depth: int | None) -> Graph:
        """The same graph with blocks closed from `depth` on (1 shows the top alone); totals stay."""
        from .folding import fold_depth

        return fold_depth(self, depth)

    def to_networkx(self) -> networkx.DiGraph[str]:
        """A frozen networkx view of the leaves with all facts as attributes."""
        from .interchange import to_networkx

        return to_networkx(self)

    def to_json(self) -> str:
        """The graph as JSON text; equal graphs give equal text."""
        from .interchange import to_json

        return to_json(self)

    @classmethod
    def from_json(cls, text: str) -> Graph:
        """The graph that `to_json` wrote.

        Raises:
            ValueError: the text is no graph of this format; the message says where.
        """
        from .interchange import from_json

        return from_json(text)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        from .drawing import draw

        return draw(self)._repr_mimebundle_()

"""`Graph`: the layers of a model and the tensors between them, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...files import cached_property, shown, uncollected
from . import interchange, wiring
from .closing import fold_depth
from .nesting import Nesting

if TYPE_CHECKING:
    import networkx


@dataclass(frozen=True, repr=False)
class Graph(Nesting):
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

    @cached_property
    def ways(self) -> dict[str, list[wiring.Way]]:
        """Which ways lead where in every container, by its path, "" for the top."""
        return wiring.ways_of(self)

    def folded(self, depth: int | None) -> Graph:
        """The same graph with blocks closed from `depth` on (1 shows the top alone); totals stay."""
        return fold_depth(self, depth)

    def to_networkx(self) -> networkx.DiGraph[str]:
        """A frozen networkx view of the leaves with all facts as attributes."""
        return interchange.to_networkx(self)

    def to_json(self) -> str:
        """The graph as JSON text; equal graphs give equal text."""
        return interchange.to_json(self)

    @classmethod
    @uncollected()
    def from_json(cls, text: str) -> Graph:
        """The graph that `to_json` wrote.

        Raises:
            ValueError: the text is no graph of this format; the message says where.
        """
        return interchange.from_json(text, cls)

    def __repr__(self) -> str:
        more = "at least " if self.unweighed else ""
        return f"<Graph of {shown(self.name)}: {len(self.leaves)} layers, {more}{self.params:,} parameters>"

    def _repr_html_(self) -> str:
        return self._repr_mimebundle_()["text/html"]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        from ..pictures import draw

        return draw(self)._repr_mimebundle_()

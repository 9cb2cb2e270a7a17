"""Panels of a figure: a block drawn once, its widths in letters, with what comes in and goes out at its ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from ...files import cached_property
from ..graph import GROUP, Edge, Graph, Made, Node
from ..repeats import Sort, shared_name
from ..words import DOT, added, along, called, shape_text, unit_title
from .choosing import close_but
from .contents import layers_in
from .doubled import doubled
from .letters import Letters, Specs
from .lines import without_frames
from .quiet import without_quiet_layers
from .samples import Samples, Whole
from .units import View

SEVERAL = 3  # convolutions that share what follows them
ROOM_FOR_MARK = "A"  # until it is known which letter a block has
IN, OUT, END = "<", ">", "Tensor"


@dataclass(frozen=True)
class Panel:
    """A block by itself.

    Attributes:
        path: of the place that is drawn.
        sort: all places of the block.
        view: what is inside, without the figures of one place.
        ends: what comes in and goes out, by the paths of the nodes that stand for it.
        shapes: what leaves each layer, where it has another shape than what that takes.
        values: what the letters stand for at each place, `C = 64, k = 5`.
        further: what the letters of single layers stand for there, `a 64–128, b 96`.
        common: what follows every convolution, `BN · ReLU`; "" where that differs.
    """

    path: str
    sort: Sort
    view: View
    ends: Mapping[str, str]
    shapes: Mapping[str, str]
    values: Mapping[str, str]
    further: Mapping[str, str]
    common: str = ""

    @property
    def boxes(self) -> list[Node]:
        """The layers and closed blocks that it shows."""
        return [leaf for leaf in self.view.graph.leaves if leaf.path not in self.ends]

    @property
    def look(self) -> tuple[tuple[str, object], ...]:
        """What its boxes say, whatever they are called."""
        return tuple((node.kind, node.settings) for node in self.boxes)

    def closed(self) -> Panel:
        """The same with the blocks inside closed."""
        return replace(self, view=replace(self.view, graph=close_but(self.view.graph, {self.path})))

    def without(self, quiet: Callable[[Node], bool]) -> Panel:
        """The same without layers that only pass a tensor on."""
        return replace(self, view=without_quiet_layers(self.view, quiet=quiet))

    def doubled(self) -> Panel:
        """The same with layers that follow one of their kind in one box."""
        return replace(self, view=doubled(self.view))


def panel_of(whole: Whole, sort: Sort, *, flat: bool) -> Panel:
    """The panel of a sort of blocks; `flat` without frames around blocks inside that stand there once."""
    return Maker(whole, sort, flat).panel()


class Maker:
    """Makes the panel of one sort of blocks."""

    def __init__(self, whole: Whole, sort: Sort, flat: bool) -> None:
        self.whole = whole
        self.sort = sort
        self.flat = flat
        self.path = sort.places[0]
        self.graph = whole.view.graph
        self.own = list(self.graph.inside(self.path))
        self.leaves = sort.leaves[self.path]
        self.samples = Samples(whole, sort)
        self.coming, self.going = self._crossing()
        self.letters = Letters(self.samples, list(self.coming.values()), list(self.going.values()))

    def panel(self) -> Panel:
        """The panel."""
        ends = {node.path: text for _, node, text in self._ends}
        values = self.letters.values() | {path: self._told_at(path, like) for path, (_, like) in self.sort.told.items()}
        shapes = dict(self._shapes())
        further = {path: self.letters.further_at(path) for path in self.sort.places}
        return Panel(self.path, self.sort, self._view(), ends, shapes, values, further, self._common)

    def _told_at(self, path: str, like: str) -> str:
        """What is to be told of a place that differs in its strides or shortcut."""
        node = self.graph.by_path[path]
        widths = [str(spec.shape[-1]) for specs in (node.inputs, node.outputs) for spec in specs[:1] if spec.shape]
        grows = f"channels {widths[0]} to {widths[1]}" if self.letters.base and len({*widths}) == 2 else ""
        return ", ".join(filter(None, (grows, *self.letters.others_at(like))))

    def _crossing(self) -> tuple[dict[Made, Edge], dict[Made, Edge]]:
        """The edges that lead into the block and out of it, one a tensor; an output of the model counts as one."""
        own = {node.path for node in self.own}
        coming, going = dict[Made, Edge](), dict[Made, Edge]()
        for edge in self.graph.edges:
            if (edge.source in own) != (edge.target in own):
                (going if edge.source in own else coming).setdefault(edge.made, edge)
        for port in self.graph.outputs:
            if port.path in own:
                going.setdefault(port.made, Edge(port.path, "", port.tensor, port.output))
        return coming, going

    @cached_property
    def _ends(self) -> list[tuple[Edge, Node, str]]:
        """Where tensors come in and go out: the edge, the node that stands for it, and what that says."""
        ways: list[tuple[str, Edge, Specs]] = [(IN, e, self.letters.entry(e)) for e in self.coming.values()]
        ways += ((OUT, e, self.samples.outputs(e.source)) for e in self.going.values())
        return [self._end(f"{self.path}/{way}{n}", edge, specs) for n, (way, edge, specs) in enumerate(ways)]

    def _end(self, path: str, edge: Edge, specs: Specs) -> tuple[Edge, Node, str]:
        text = self.letters.shape(specs, is_end=True) or shape_text((edge.tensor,))
        return edge, Node(path, END, outputs=(edge.tensor,), parent=self.path), text

    def _view(self) -> View:
        """The block alone at the top, between its ends."""
        view = self.whole.view
        block, *inside = map(self._plain, self.own)
        block = replace(block, parent="", count=1, note="", inputs=(), outputs=())
        starts = [node for edge, node, _ in self._ends if edge.made in self.coming]
        stops = [node for edge, node, _ in self._ends if edge.made not in self.coming]
        gone = {n.path for n in inside if self.flat and self.graph.children(n.path) and n.count == 1}
        shared = f"each convolution with {self._common}" if self._common else ""
        shown = replace(
            view,
            graph=Graph(self.graph.name, (block, *starts, *inside, *stops), tuple(self._edges())),
            members={leaf: tuple(map(self._plain, view.members[leaf])) for leaf in self.leaves if leaf in view.members},
            blocks={**view.blocks, self.path: ""},
            names={**view.names, self.path: self.title},
            notes={**view.notes, self.path: shared},
            marks={node.path: ROOM_FOR_MARK for node in (block, *inside)},
        )
        return without_frames(shown, gone)

    def _edges(self) -> Iterator[Edge]:
        """The edges inside, and those from and to the ends."""
        named = {edge.made: node.path for edge, node, _ in self._ends}
        own = {node.path for node in self.own}
        for edge in self.graph.edges:
            if edge.target in own:
                yield replace(edge, source=edge.source if edge.source in own else named[edge.made])
        for made, edge in self.going.items():
            yield replace(edge, target=named[made], input=0)

    def _plain(self, node: Node) -> Node:
        """A node without what it has at one place alone."""
        known = dict(self.letters.symbols.get(node.path, ()))
        if not along(node):
            known["axis"] = ""  # the last one, which the inputs would have told
        return replace(
            node,
            settings=tuple((name, known.get(name, text)) for name, text in node.settings if known.get(name, text)),
            inputs=() if self.letters.base else node.inputs,
            trainable_params=0,
            non_trainable_params=0,
            macs=added(self.graph.by_path[path].macs for path in self._places_of.get(node.path, ())),
            uncounted=0,
            unweighed=0,
            entries=(),
            exits=(),
            shares="",
        )

    @cached_property
    def _places_of(self) -> dict[str, tuple[str, ...]]:
        """For every leaf of the first place those of all places: what a panel draws has what all of these have."""
        return dict(zip(self.leaves, zip(*self.sort.leaves.values(), strict=True), strict=True))

    @property
    def title(self) -> str:
        """What the field calls the block, or what its places are called."""
        node, view = self.graph.by_path[self.path], self.whole.view
        word = called(leaf for leaf, _ in layers_in(self.graph, view.members, node))
        if word or node.kind != GROUP:
            return word or node.kind
        return shared_name([view.name(self.graph.by_path[path]) for path in self.sort.every])

    @cached_property
    def _common(self) -> str:
        """What follows every convolution, where there are several and the same follows all."""
        units = [self.samples.members(leaf) for leaf in self.leaves]
        units = [[n for n in unit if n.role != "reshape"] for unit in units if any(map(_is_convolution, unit))]
        said = [unit_title(unit).split(DOT)[1:] if _is_convolution(unit[0]) else [] for unit in units]
        return DOT.join(said[0]) if len(said) >= SEVERAL and all(rest == said[0] for rest in said) else ""

    def _shapes(self) -> Iterator[tuple[str, str]]:
        left = {made[0] for made in self.going}
        for leaf in self.leaves:
            given, taken = self.samples.outputs(leaf), self.samples.taken(leaf, 0)
            if leaf not in left and given != taken:
                yield leaf, self.letters.shape(given)


def _is_convolution(node: Node) -> bool:
    return node.role == "convolution"

"""How often each kind of layer stands in a network, and how often a picture shows it: in boxes, panels and notes."""

import re
from collections import Counter

from convatlas.viz.repeats import by_resolution
from convatlas.viz.views import FEWER, close_but, gather_units, view
from convatlas.viz.words import DOT, SHORT, title


def kinds_there(graph):
    """How often each kind of layer with parameters stands in a network, layers seen as pictures see them."""
    seen = gather_units(graph)
    layers = [n for leaf in seen.graph.leaves for n in seen.members.get(leaf.path, (leaf,))]
    with_parameters = {n.kind for n in layers if n.params}
    return Counter(n.kind for n in layers if n.kind in with_parameters)


def panels_of(picture):
    """The places that panels draw, by the letters of the panels."""
    return {p.box.mark: p.box.path for p in picture.layout.placed if p.is_frame and p.box.mark}


class Counted:
    """What a picture shows of a network: a closed block counts as what it holds, which its summary has to tell."""

    def __init__(self, graph, picture):
        self.view, self.whole = picture.view, view(graph, depth=None, fold="repeats")
        self.panels = panels_of(picture)
        self.marks = {p.box.path: p.box.mark for p in picture.layout.placed if p.box.mark and not p.is_frame}
        self.stretches = self._stretches()

    def _stretches(self):
        """The blocks at the top that share a box in a picture that stretches neighbours, by the path of the box."""
        tops = {node.path for node in self.view.graph.children()}
        if tops <= self.whole.graph.by_path.keys():
            return {}
        for most in FEWER:
            grouped = by_resolution(close_but(self.whole.graph, ()), most)
            if {node.path for node in grouped.children()} == tops:
                return {block.path: [child.name for child in grouped.children(block.path)] for block in grouped.groups}
        raise AssertionError("no such view")

    def all(self):
        """Every kind as often as it is shown, and projections that notes tell of."""
        return sum((self.kinds(node) for node in self.view.graph.children()), Counter())

    def kinds(self, node):
        path = node.path
        inside = self.view.graph.children(self.panels.get(self.marks.get(path), path))
        if inside:
            found = sum(map(self.kinds, inside), Counter())
        elif path in self.stretches:
            found = sum((self.held(self.whole.graph.by_path[other]) for other in self.stretches[path]), Counter())
        elif self.is_closed(node):
            found = sum(map(self.held, self.whole.graph.children(path)), Counter())
        else:
            found = Counter(n.kind for n in self.view.members.get(path, (node,)))
        told = self.view.notes.get(path, "").count("a projection")
        return Counter({kind: number * node.count for kind, number in found.items()}) + Counter(projection=told)

    def is_closed(self, node):
        """Whether a leaf of the picture is a block."""
        return node.path in self.view.blocks and node.path not in self.view.members

    def held(self, node):
        """What stands in a node of the whole network, which nothing but projections in notes leaves out."""
        found = sum(map(self.held, self.whole.graph.children(node.path)), Counter())
        found = found or Counter(n.kind for n in self.whole.members.get(node.path, (node,)))
        told = self.whole.notes.get(node.path, "").count("a projection")
        return Counter({kind: number * node.count for kind, number in found.items()}) + Counter(projection=told)

    def unsaid(self):
        """For every closed block without a letter how many kinds with parameters its summary leaves out uncounted."""
        for node in self.view.graph.leaves:
            if node.path in self.stretches or (self.is_closed(node) and node.path not in self.marks):
                parts = self.view.chains[node.path].split(DOT)
                words = {re.sub(r" ×\d+$", "", part) for part in parts}
                counted = sum(int(found[1]) for part in parts if (found := re.fullmatch(r"\+(\d+) kinds?", part)))
                layers = [n for path in self.stretches.get(node.path, [node.path]) for n in self.layers(path)]
                names = {}
                for layer in (n for n in layers if n.params):
                    short = SHORT.get(layer.kind) or re.sub(r"[123]D$", "", layer.kind)
                    names.setdefault(layer.kind, {short}).add(title(layer).split(DOT)[0])
                yield node.path, sum(not said & words for said in names.values()) - counted

    def layers(self, path):
        graph = self.whole.graph
        leaves = [n for n in graph.inside(path) if not graph.children(n.path)]
        return [n for leaf in leaves for n in self.whole.members.get(leaf.path, (leaf,))]

"""A block without its shortcuts: what the first of a stage has in common with the others, and in what it differs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ..graph import Made, Node
from .alike import PADDINGS, core_token, strides_of
from .fingerprints import Fingerprint, Inside, Wiring, marked

AHEAD = ("normalisation", "activation")  # what may stand before the way that a shortcut leaves
ASIDE = ("normalisation", "pooling", "reshape")  # what it may hold, beside a projection
IDENTITY, PROJECTION, POOLING, PADDING = "", "a projection", "pooling on its shortcut", "padding on its shortcut"
NO_SHORTCUT = "no shortcut"


@dataclass(frozen=True)
class Core:
    """A block reduced to what it computes beside its shortcuts.

    Attributes:
        fingerprint: of the rest, whatever its strides and paddings.
        strides: of its layers, where they are not 1.
        shortcuts: what each of its shortcuts does, "" for nothing.
        paddings: how its layers pad, and what pads before them.
        drops: layers that only drop before a sum.
    """

    fingerprint: Fingerprint
    strides: tuple[str, ...]
    shortcuts: tuple[str, ...]
    paddings: tuple[str, ...]
    drops: int

    def told(self, usual: Core) -> list[str]:
        """What this block has that the usual one has not, in words; nothing where words do not say it all."""
        more = Counter(self.strides) - Counter(usual.strides)
        if Counter(usual.strides) - Counter(self.strides) or (not more and self.paddings != usual.paddings):
            return []
        found = [f"strides {text.replace('x', '×')}" for text in more]
        if usual.shortcuts and not self.shortcuts and not any(usual.shortcuts):
            return [*found, NO_SHORTCUT]
        if self.drops != usual.drops or len(self.shortcuts) != len(usual.shortcuts):
            return []
        if self.shortcuts == usual.shortcuts:
            return found
        return [] if any(usual.shortcuts) else found + [text for text in dict.fromkeys(self.shortcuts) if text]


def core_of(wiring: Wiring, path: str) -> Core:
    """The core of a block."""
    return Reduction(wiring, path).core()


class Reduction:
    """Takes the shortcuts, the paddings and what only drops before a sum out of a block."""

    def __init__(self, wiring: Wiring, path: str) -> None:
        self.wiring = wiring
        self.path = path
        self.node = wiring.graph.by_path
        self.inside = wiring.inside(path)
        self.own = {*self.inside.leaves}
        self.sources = self.inside.sources
        self.stands: dict[str, Made] = {}  # leaf that is passed over -> the tensor that it passes on
        self.gone: set[str] = set()
        self.drops = 0
        self.depth = self._depths()

    def core(self) -> Core:
        """What is left, and what was taken out."""
        for path in self.inside.leaves:
            if self.node[path].kind.startswith(PADDINGS) and len(self.sources[path]) == 1:
                self.stands[path] = self.sources[path][0]
        shortcuts = [self._passed(path) for path in self.inside.leaves if self.node[path].kind == "Add"]
        left = [path for path in self.inside.leaves if path not in self.stands and path not in self.gone]
        sources = {path: [self._shown(made) for made in self.sources[path]] for path in left}
        given = frozenset(self._shown((path, 0))[0] for path in self.inside.given)
        tokens = self.wiring.tokens(self.path, core_token)
        reduced = marked(self.wiring, Inside(tuple(left), sources, given), {path: tokens[path] for path in left})
        strides = tuple(filter(None, (strides_of(self.node[path]) for path in left)))
        does = tuple(said for said in shortcuts if said is not None)
        kept = (self.node[path] for path in self.inside.leaves if path not in self.gone)
        pads = tuple(sorted(filter(None, (leaf.setting("padding") for leaf in kept))))
        return Core(reduced, strides, does, pads, self.drops)

    def _depths(self) -> dict[str, int]:
        depth: dict[str, int] = {}
        for path in self.inside.leaves:
            depth[path] = 1 + max((depth.get(source, 0) for source, _ in self.sources[path]), default=0)
        return depth

    def _shown(self, made: Made) -> Made:
        while made[0] in self.stands:
            made = self.stands[made[0]]
        return made

    def _passed(self, path: str) -> str | None:
        """Take out one shortcut that ends in a sum: what it does; None where it ends none."""
        ends = self.sources[path]
        if len(ends) != 2 or ends[0] == ends[1]:
            return None
        beside, main = sorted(ends, key=lambda made: self.depth.get(made[0], 0))
        held = self._shortcut(beside[0])
        if held is None or main[0] not in self.own:
            return None
        self.gone |= {leaf.path for leaf in held}
        self.stands[path] = main
        while main[0] in self.own and self.node[main[0]].role == "regularisation" and len(self.sources[main[0]]) == 1:
            self.stands[main[0]] = main = self.sources[main[0]][0]
            self.drops += 1
        return _said(held)

    def _shortcut(self, path: str) -> list[Node] | None:
        """The layers of a way that leads from the start of the block to here, None where it does more than adapt."""
        held: list[Node] = []
        while path in self.own and not self._is_ahead(path):
            leaf = self.node[path]
            projects = leaf.kind == "Dense" or (
                leaf.role == "convolution" and leaf.setting("kernel_size") in ("1", "2")
            )
            if len(self.sources[path]) != 1 or not (projects or leaf.role in ASIDE):
                return None
            held.append(leaf)
            path = self.sources[path][0][0]
        return held

    def _is_ahead(self, path: str) -> bool:
        """Whether nothing but norms and activations leads here, and it leads elsewhere too, as pre-activations do."""
        if len({*self.wiring.targets[path]} & self.own) < 2:
            return False
        while path in self.own:
            if self.node[path].role not in AHEAD or len(self.sources[path]) != 1:
                return False
            path = self.sources[path][0][0]
        return True


def _said(held: list[Node]) -> str:
    """What a shortcut does, in words."""
    if any(leaf.role in ("convolution", "dense") for leaf in held):
        return PROJECTION
    if any(leaf.role == "pooling" for leaf in held):
        return POOLING
    return PADDING if any(leaf.role == "reshape" for leaf in held) else IDENTITY

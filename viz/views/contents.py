"""What a closed block holds, in one short line that leaves no kind of layer with parameters out, or counts it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from ..graph import Graph, Node
from ..words import DOT, SHORT, title

QUIET = ("normalisation", "activation", "reshape", "regularisation", "merge", "input")
FEW, MOST = 3, 5  # layers that a line names, and those where norms and others with parameters are named too
Members = Mapping[str, tuple[Node, ...]]


def told(held: Sequence[tuple[Node, int]], known: dict[str, str] | None = None) -> str:
    """Layers and how often each stands there, in order where these are few, else the commonest and that there are more.

    Such as `Conv 1×1 ×2 · Conv 3×3 · BN`, or `Conv 1×1 ×12 · Conv 3×3 ×6 · Conv 5×5 ×3 · … · BN`. What is said of a
    layer is kept in `known`, by path, so that it is worked out once for all blocks around it.
    """
    known = {} if known is None else known
    working = [leaf for leaf, _ in held if leaf.role not in QUIET]
    known |= {leaf.path: said_of(leaf) for leaf in working if leaf.path not in known}
    words = {leaf.path: known[leaf.path] for leaf in working}
    in_order = ((words[leaf.path], times) for leaf, times in held if leaf.path in words)
    said = [(name, sum(times for _, times in same)) for name, same in groupby(in_order, lambda pair: pair[0])]
    if len(said) > FEW:
        said = _commonest((words[leaf.path], times) for leaf, times in held if leaf.params and leaf.path in words)
    names = {name for name, _ in said}
    shown = {leaf.kind for leaf, _ in held if words.get(leaf.path) in names}
    others = list(dict.fromkeys(leaf.kind for leaf, _ in held if leaf.params and leaf.kind not in shown))
    texts = [f"{name} ×{number}" if number > 1 else name for name, number in said]
    is_part = any(leaf.params and leaf.path in words and words[leaf.path] not in names for leaf, _ in held)
    return DOT.join([*texts, *(("…",) if is_part else ()), *_rest(others, MOST - len(said))])


def work_of(block: Node, held: Iterable[tuple[Node, int]]) -> str:
    """What most of a block's layers with parameters do, but for norms and the like; "" where there is none.

    A block that makes maps of height and width convolves where any layer of it does: dense layers are points there.
    """
    roles: Counter[str] = Counter()
    for leaf, times in held:
        roles[leaf.role] += times * (leaf.params > 0 and leaf.role not in QUIET)
    if roles["convolution"] and block.outputs and len(block.outputs[0].shape) > 3:
        return "convolution"
    return next((role for role, number in roles.most_common(1) if number), "")


def layers_in(graph: Graph, members: Members, node: Node, times: int = 1) -> Iterator[tuple[Node, int]]:
    """The layers in one block of a run, and how often each stands there."""
    waiting = [(node, times)]  # no recursion, for blocks nested a thousand deep
    while waiting:
        node, times = waiting.pop()
        children = graph.children(node.path)
        if not children:
            yield from ((leaf, times) for leaf in members.get(node.path, (node,)))
        waiting += ((child, times * child.count) for child in reversed(children))


def _rest(kinds: Sequence[str], room: int) -> list[str]:
    """Kinds with parameters that are not named yet: each, or the number of those for which there is no room."""
    named = kinds if len(kinds) <= room else kinds[: max(room - 1, 0)]
    more = len(kinds) - len(named)
    counted = [f"+{more} kind{'s' if more > 1 else ''}"] if more else []
    return [*(SHORT.get(kind) or re.sub(r"[123]D$", "", kind) for kind in named), *counted]


def said_of(leaf: Node) -> str:
    """A layer in a few words, without what it is followed by."""
    return title(leaf).split(DOT)[0]


def _commonest(working: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    said: Counter[str] = Counter()
    for name, times in working:
        said[name] += times
    return said.most_common(FEW)

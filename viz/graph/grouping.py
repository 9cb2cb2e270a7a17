"""Group layers whose names begin alike: `conv2_block1_1_conv` goes to `conv2/block1/1_conv`.

A group must be convex, with the groups beside it taken as one node each: no way leaves it and comes back. Layers on
such a way join the group where Keras made up their names; where they have names of their own, there is no group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from itertools import chain, count

from .boundaries import GROUP, with_tensors
from .graph import Graph
from .names import is_counted, segments, with_shared_words
from .nodes import Node
from .ports import renamed
from .wiring import Ways, between_siblings

MOST_STRANGERS = 2  # layers that nobody named, a named one of a group: names of two joins tell nothing of all between


@dataclass(frozen=True)
class Siblings:
    """The nodes of one container: the segments of their names, the ways between them, their places in the order."""

    names: dict[str, list[str]]
    after: Ways
    place: dict[str, int]

    def hull(self, bucket: Iterable[str], made: Made) -> set[str]:
        """The nodes of the bucket and all that lie on ways between them."""
        last = made.horizon(max(self.place[path] for path in bucket))
        reached = reach(bucket, self.after, lambda path: self.place[path] <= last, made.of)
        before: Ways = defaultdict(list)
        for path in reached:
            for following in self.after.get(path, ()):
                before[following].append(path)
        return reach(bucket, before, reached.__contains__, made.of)


class Made:
    """The groups made so far among siblings; each is passed as one node."""

    def __init__(self, place: Mapping[str, int]) -> None:
        self.place = place
        self.of: dict[str, list[str]] = {}  # path -> the paths of its group, in order
        self.until: dict[int, int] = {}  # place -> the last place of the groups that span it

    def add(self, group: list[str]) -> None:
        """Remember a group, whose paths are in order."""
        self.of |= dict.fromkeys(group, group)
        last = self.place[group[-1]]
        for place in range(self.place[group[0]], last):
            self.until[place] = max(last, self.until.get(place, 0))

    def horizon(self, place: int) -> int:
        """The last place from which a way can lead back to `place` or before it."""
        while self.until.get(place, place) > place:
            place = self.until[place]
        return place


def group_by_prefix(graph: Graph) -> Graph:
    """The same graph, with layers whose names tell of blocks standing in these, in topological order."""
    ways = between_siblings(graph.ways)
    moved: dict[str, list[str]] = {}
    for parent in ("", *(node.path for node in graph.groups)):
        children = graph.children(parent)
        names = {n.path: [] if is_counted(n.name, n.kind) else segments(n.name) for n in children}
        names = with_shared_words(names)
        order = topological([n.path for n in children], ways[parent])
        siblings = Siblings(names, ways[parent], {path: i for i, path in enumerate(order)})
        _split(siblings, [n.path for n in children if n.role != "input"], 0, moved)
    return ordered(_with_groups(graph, moved)) if moved else ordered(graph)


def _split(siblings: Siblings, members: list[str], level: int, moved: dict[str, list[str]], before: str = "") -> None:
    """Add to `moved` the names of the groups, from the outside in, that the members go to.

    A part of the name that all members have in common, `before`, makes no group but begins the names of the next.
    """
    buckets: dict[str, list[str]] = defaultdict(list)
    made = Made(siblings.place)
    for path in members:
        if len(siblings.names[path]) > level:
            buckets[siblings.names[path][level]].append(path)
    for segment, bucket in buckets.items():
        whole = siblings.hull(bucket, made) if len(bucket) > 1 else set(bucket)
        strangers = whole.difference(bucket)
        if len(whole) < 2 or len(strangers) > MOST_STRANGERS * len(bucket):
            continue
        if any(siblings.names[path] or path in made.of for path in strangers):
            continue
        if len(whole) == len(members):
            return _split(siblings, members, level + 1, moved, f"{before}{segment}_")
        inner = sorted(whole, key=siblings.place.__getitem__)
        made.add(inner)
        for path in inner:
            moved.setdefault(path, []).append(before + segment)
        _split(siblings, inner, level + 1, moved)
    return None


def _with_groups(graph: Graph, moved: dict[str, list[str]]) -> Graph:
    """The graph with new groups between nodes and their parents, and the paths that follow from them."""
    paths: dict[str, str] = {}
    nodes: dict[str, Node] = {}
    for node in graph.nodes:
        parent = paths.get(node.parent, "")
        groups = moved.get(node.path, [])
        for segment in groups:
            path = f"{parent}/{segment}" if parent else segment
            nodes.setdefault(path, Node(path, GROUP, module="", parent=parent))
            parent = path
        name = _rest(node.name, groups)
        paths[node.path] = _free(f"{parent}/{name}" if parent else name, nodes)
        nodes[paths[node.path]] = replace(node, path=paths[node.path], parent=parent)
    sharing = [replace(n, shares=paths.get(n.shares, "")) if n.shares else n for n in nodes.values()]
    return with_tensors(renamed(graph, sharing, paths))


def _rest(name: str, groups: list[str]) -> str:
    """What is left of a name once the groups have taken their parts from its front; all of it where no word is left."""
    rest = name
    for segment in groups:
        rest = rest.removeprefix(f"{segment}_")
    return rest if any(map(str.isalpha, rest)) else name


def _free(path: str, taken: Container[str]) -> str:
    """`path`, or the first of `path_1`, `path_2`, ... that is free: two names may leave the same rest."""
    return next(p for p in chain([path], (f"{path}_{n}" for n in count(1))) if p not in taken)


def reach(
    start: Iterable[str], ways: Ways, allowed: Callable[[str], bool], together: Mapping[str, Sequence[str]]
) -> set[str]:
    """All that can be reached from `start`, itself included, over places that are allowed; `together` all at once."""
    found = set(start)
    waiting = list(found)
    while waiting:
        for following in ways.get(waiting.pop(), ()):
            for path in together.get(following, (following,)):
                if path not in found and allowed(path):
                    found.add(path)
                    waiting.append(path)
    return found


def topological(paths: Iterable[str], after: Ways) -> list[str]:
    """The paths ordered so that ways go forward; where that leaves a choice, in the order given."""
    paths = list(paths)
    place = {path: i for i, path in enumerate(paths)}
    missing = dict.fromkeys(paths, 0)
    for source in paths:
        for target in after.get(source, ()):
            missing[target] += 1
    ready = [place[path] for path in paths if not missing[path]]
    heapify(ready)
    order = []
    while ready:
        path = paths[heappop(ready)]
        order.append(path)
        for target in after.get(path, ()):
            missing[target] -= 1
            if not missing[target]:
                heappush(ready, place[target])
    return order


def ordered(graph: Graph) -> Graph:
    """The same graph with its nodes in topological order, every block followed by what is inside."""
    ways = between_siblings(graph.ways)
    nodes: list[Node] = []
    waiting = [""]
    while waiting:
        path = waiting.pop()
        if path:
            nodes.append(graph.by_path[path])
        if children := graph.children(path):
            waiting += reversed(topological([child.path for child in children], ways[path]))
    return replace(graph, nodes=tuple(nodes))

"""What must hold of a record that claims to be a graph; every refusal says where and what is wrong.

Kinds of values are those of `graph.schema.json`. Beyond it: paths are unique, a block stands before what is in it,
edges lead forward from leaf to leaf, so that there is no cycle, none leaves a block that another leads back to, and
outputs and inputs that are named by number exist.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from graphlib import CycleError, TopologicalSorter
from typing import Any, NamedTuple

from ...files import beyond, bound

FORMAT = "convatlas-graph"
VERSION = 2
HALVES = re.compile("[\ud800-\udfff]")
RANK = 64  # sizes of a tensor


def _is_text(value: Any) -> bool:
    """Whether the value is a text that can be written: JSON may hold halves of characters."""
    return isinstance(value, str) and (value.isascii() or not HALVES.search(value))


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= bound("figure")


def _is_spec(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and _is_shape(value[0]) and _is_text(value[1])


def _is_shape(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= RANK and all(n is None or _is_count(n) for n in value)


def _is_specs(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_spec, value))


def _is_made(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and _is_text(value[0]) and _is_count(value[1])


def _is_settings(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value)) and all(map(_is_text, value.values()))


TEXT = (_is_text, "a text")
COUNT = (_is_count, "a whole number from 0 to 10^18")
SPECS = (_is_specs, "a list of [shape, dtype]")
ENDS = (lambda value: isinstance(value, list) and all(map(_is_made, value)), "a list of [path, output]")
NODE: dict[str, tuple[Callable[[Any], bool], str]] = {
    **dict.fromkeys(("path", "kind", "role", "module", "parent", "shares", "note"), TEXT),
    **dict.fromkeys(("trainable_params", "non_trainable_params", "uncounted", "unweighed"), COUNT),
    **dict.fromkeys(("inputs", "outputs"), SPECS),
    "macs": (lambda value: value is None or _is_count(value), "null or a whole number from 0 to 10^18"),
    "count": (lambda value: _is_count(value) and value > 0, "a whole number of at least 1"),
    "settings": (_is_settings, "texts by name"),
    **dict.fromkeys(("entries", "exits"), ENDS),
}
ORIGIN = "origin"  # a file may name its source; a graph is the same without it
PORTS = ("inputs", "outputs")
HEAD = ("format", "version", "name", "kind", *PORTS, "nodes", "edges")
LISTS = (*PORTS, "nodes", "edges")


class Leaf(NamedTuple):
    """Place of a leaf among the nodes, and how many tensors it takes and gives."""

    place: int
    inputs: int
    outputs: int


Leaves = dict[str, Leaf]


def admit(record: Any) -> None:
    """Return where `record` is a graph.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise ValueError(f'not a graph: the key "format" must be "{FORMAT}"')
    if not _is_count(record.get("version")) or record["version"] != VERSION:
        raise ValueError(f'this graph has "version" {record.get("version")!r}; this convatlas reads version {VERSION}')
    if set(record) - {ORIGIN} != set(HEAD):
        raise ValueError(f"not a graph: its keys must be {', '.join(HEAD)}, and are {', '.join(record)}")
    for key in HEAD[2:]:
        fits, what = (isinstance(record[key], list), "list") if key in LISTS else (_is_text(record[key]), "text")
        if not fits:
            raise ValueError(f'not a graph: "{key}" must be a {what}')
    if not record["nodes"]:
        raise ValueError('not a graph: "nodes" must hold one at least')
    if len(record["nodes"]) > bound("nodes"):
        raise ValueError(beyond("nodes", f"holds {len(record['nodes']):,} nodes"))
    leaves = _admit_nodes(record["nodes"])
    _admit_edges(record["edges"], leaves)
    _admit_ends(record["nodes"], leaves)
    _admit_blocks(record["nodes"], record["edges"])
    for key in PORTS:
        _admit_ports(key, record[key], leaves)


def _admit_nodes(nodes: list[Any]) -> Leaves:
    """The leaves by path."""
    seen: Leaves = {}
    blocks = set()
    for place, node in enumerate(nodes):
        _admit_facts(place, node)
        path, parent = node["path"], node.get("parent", "")
        if path in seen:
            raise ValueError(f"not a graph: two nodes have the path {path!r}")
        if parent and (parent not in seen or not path.startswith(f"{parent}/")):
            raise ValueError(f"not a graph: the parent {parent!r} of {path!r} is no block before and around it")
        if not path:
            raise ValueError(f"not a graph: node {place} has no path")
        if path.count("/") > bound("nesting"):
            raise ValueError(beyond("nesting", f"{path[:50]!r}... stands in {path.count('/'):,} blocks"))
        seen[path] = Leaf(place, len(node.get("inputs", ())), len(node.get("outputs", ())))
        blocks.add(parent)
    return {path: leaf for path, leaf in seen.items() if path not in blocks}


def _admit_blocks(nodes: list[Any], edges: list[Any]) -> None:
    """Refuse a way that leaves a block and comes back to it, so that what is on the way stands behind and before it."""
    parent = {node["path"]: node.get("parent", "") for node in nodes}
    after: TopologicalSorter[str] = TopologicalSorter()
    for source, target in dict.fromkeys((edge[0], edge[1]) for edge in edges):
        up, down = _lineage(source, parent), _lineage(target, parent)
        one, other = next(pair for pair in zip(up, down, strict=False) if pair[0] != pair[1])
        after.add(other, one)
    try:
        after.prepare()
    except CycleError as error:
        around = error.args[1]
        block = next(path for path in around if path in set(parent.values()))
        others = ", ".join(repr(path) for path in dict.fromkeys(around) if path != block)
        raise ValueError(f"not a graph: a way leaves the block {block!r} and comes back to it by {others}") from None


def _lineage(path: str, parent: dict[str, str]) -> list[str]:
    """The blocks around a path from the outside in, and itself."""
    found = [path]
    while path := parent[path]:
        found.append(path)
    return found[::-1]


def _admit_facts(place: int, node: Any) -> None:
    if not isinstance(node, dict) or not {"path", "kind"} <= set(node):
        raise ValueError(f"not a graph: node {place} must have a path and a kind")
    for name, value in node.items():
        if name not in NODE:
            raise ValueError(f"not a graph: node {place} has the key {name!r}; allowed are {', '.join(NODE)}")
        fits, what = NODE[name]
        if not fits(value):
            raise ValueError(f"not a graph: {name!r} of node {place} must be {what}")


def _admit_edges(edges: list[Any], leaves: Leaves) -> None:
    for number, edge in enumerate(edges):
        if not _is_edge(edge):
            raise ValueError(f"not a graph: edge {number} must be [source, target, output, input, shape, dtype]")
        source, target, output, input_, *_ = edge
        for end in (source, target):
            if end not in leaves:
                raise ValueError(f"not a graph: edge {number} names {end!r}, which is no leaf")
        if leaves[source].place >= leaves[target].place:
            raise ValueError(f"not a graph: edge {number} leads back from {source!r} to {target!r}")
        _admit_number(f"edge {number}", "output", output, source, leaves[source].outputs)
        _admit_number(f"edge {number}", "input", input_, target, leaves[target].inputs)


def _is_edge(edge: Any) -> bool:
    texts, counts = (edge[:2], edge[2:4]) if isinstance(edge, list) and len(edge) == 6 else ((None,), ())
    return all(map(_is_text, texts)) and all(map(_is_count, counts)) and _is_spec(edge[4:])


def _admit_number(where: str, what: str, number: int, path: str, of: int) -> None:
    if number >= of:
        raise ValueError(f"not a graph: {where} names {what} {number} of {path!r}, which has {of}")


def _admit_ends(nodes: list[Any], leaves: Leaves) -> None:
    for place, node in enumerate(nodes):
        for key, of in (("entries", "inputs"), ("exits", "outputs")):
            ends = node.get(key, [])
            if len(ends) not in (0, len(node.get(of, ()))):
                raise ValueError(f"not a graph: {key!r} of node {place} must be as many as its {of}, or none")
            for path, output in ends:
                _admit_made(f"{key!r} of node {place}", path, output, leaves)


def _admit_ports(key: str, ports: list[Any], leaves: Leaves) -> None:
    for number, port in enumerate(ports):
        fits = isinstance(port, list) and len(port) in (5, 6) and _is_text(port[0]) and _is_made(port[1:3])
        if not fits or not _is_spec(port[3:5]) or not all(keyed is True for keyed in port[5:]):
            what = "[name, path, output, shape, dtype], and true behind these where the name is a key"
            raise ValueError(f"not a graph: {key} {number} must be {what}")
        _admit_made(f"{key} {number}", port[1], port[2], leaves)


def _admit_made(where: str, path: str, output: int, leaves: Leaves) -> None:
    """Admit a tensor by what makes it; an empty path says that no leaf does."""
    if path and path not in leaves:
        raise ValueError(f"not a graph: {where} names {path!r}, which is no leaf")
    _admit_number(where, "output", output, path, leaves[path].outputs if path else 1)

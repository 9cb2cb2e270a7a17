"""What must hold of a record that claims to be a graph; every refusal says where and what is wrong.

Kinds of values are those of `graph.schema.json`. Beyond it: paths are unique, a block stands before what is in it, and
edges lead forward from leaf to leaf, so that there is no cycle.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

FORMAT = "convatlas-graph"
VERSION = 1
HALVES = re.compile("[\ud800-\udfff]")
DEEPEST = 200  # blocks in blocks


def _is_text(value: Any) -> bool:
    """Whether the value is a text that can be written: JSON may hold halves of characters."""
    return isinstance(value, str) and (value.isascii() or not HALVES.search(value))


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_spec(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and _is_shape(value[0]) and _is_text(value[1])


def _is_shape(value: Any) -> bool:
    return isinstance(value, list) and all(n is None or _is_count(n) for n in value)


def _is_specs(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_spec, value))


def _is_settings(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))


TEXT = (_is_text, "a text")
COUNT = (_is_count, "a whole number of at least 0")
SPECS = (_is_specs, "a list of [shape, dtype]")
NODE: dict[str, tuple[Callable[[Any], bool], str]] = {
    **dict.fromkeys(("path", "kind", "role", "module", "parent", "shares", "note"), TEXT),
    **dict.fromkeys(("trainable_params", "non_trainable_params"), COUNT),
    **dict.fromkeys(("inputs", "outputs"), SPECS),
    "macs": (lambda value: value is None or _is_count(value), "null or a whole number of at least 0"),
    "count": (lambda value: _is_count(value) and value > 0, "a whole number of at least 1"),
    "settings": (_is_settings, "texts by name"),
}
ORIGIN = "origin"  # a file may name its source; a graph is the same without it
HEAD = ("format", "version", "name", "kind", "nodes", "edges")


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
    for key, kind, what in (
        ("name", str, "text"),
        ("kind", str, "text"),
        ("nodes", list, "list"),
        ("edges", list, "list"),
    ):
        if not isinstance(record[key], kind):
            raise ValueError(f'not a graph: "{key}" must be a {what}')
    _admit_edges(record["edges"], _admit_nodes(record["nodes"]))


def _admit_nodes(nodes: list[Any]) -> dict[str, int]:
    """The places of the leaves by path."""
    seen: dict[str, int] = {}
    blocks = set()
    for place, node in enumerate(nodes):
        _admit_facts(place, node)
        path, parent = node["path"], node.get("parent", "")
        if path in seen:
            raise ValueError(f"not a graph: two nodes have the path {path!r}")
        if parent and (parent not in seen or not path.startswith(f"{parent}/")):
            raise ValueError(f"not a graph: the parent {parent!r} of {path!r} is no block before and around it")
        if path.count("/") > DEEPEST:
            raise ValueError(f"not a graph: {path[:50]!r}... stands in more than {DEEPEST} blocks")
        seen[path] = place
        blocks.add(parent)
    return {path: place for path, place in seen.items() if path not in blocks}


def _admit_facts(place: int, node: Any) -> None:
    if not isinstance(node, dict) or not {"path", "kind"} <= set(node):
        raise ValueError(f"not a graph: node {place} must have a path and a kind")
    for name, value in node.items():
        if name not in NODE:
            raise ValueError(f"not a graph: node {place} has the key {name!r}; allowed are {', '.join(NODE)}")
        fits, what = NODE[name]
        if not fits(value):
            raise ValueError(f"not a graph: {name!r} of node {place} must be {what}")


def _admit_edges(edges: list[Any], leaves: dict[str, int]) -> None:
    for number, edge in enumerate(edges):
        if not isinstance(edge, list) or len(edge) != 4 or not all(map(_is_text, edge[:2])) or not _is_spec(edge[2:]):
            raise ValueError(f"not a graph: edge {number} must be [source, target, shape, dtype]")
        for end in edge[:2]:
            if end not in leaves:
                raise ValueError(f"not a graph: edge {number} names {end!r}, which is no leaf")
        if leaves[edge[0]] >= leaves[edge[1]]:
            raise ValueError(f"not a graph: edge {number} leads back from {edge[0]!r} to {edge[1]!r}")

"""A `Graph` as JSON, in a published and versioned form, and as a networkx graph."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from .graph import Edge, Graph, Node, TensorSpec

if TYPE_CHECKING:
    import networkx

FORMAT = "convatlas-graph"
VERSION = 1
NODE_DEFAULTS = {f.name: f.default for f in fields(Node)}


def _spec(spec: TensorSpec) -> list[Any]:
    return [list(spec.shape), spec.dtype]


def _node(node: Node) -> dict[str, Any]:
    """The facts of a node without those that have their default."""
    facts = {f.name: getattr(node, f.name) for f in fields(Node)}
    record = {name: value for name, value in facts.items() if value != NODE_DEFAULTS[name]}
    record |= {name: [_spec(s) for s in record[name]] for name in ("inputs", "outputs") if name in record}
    return record | ({"settings": dict(node.settings)} if node.settings else {})


def to_record(graph: Graph) -> dict[str, Any]:
    """The graph as plain mappings, lists, texts and numbers."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": graph.name,
        "kind": graph.kind,
        "nodes": [_node(node) for node in graph.nodes],
        "edges": [[e.source, e.target, *_spec(e.tensor)] for e in graph.edges],
    }


def to_json(graph: Graph) -> str:
    """The graph as JSON, one node and one edge a line, so that a diff of files reads well."""
    record = to_record(graph)
    head = {key: record[key] for key in ("format", "version", "name", "kind")}
    lines = [json.dumps(head, ensure_ascii=False)[1:-1]]
    for key in ("nodes", "edges"):
        rows = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in record[key])
        lines.append(f'"{key}": [\n{rows}\n]' if rows else f'"{key}": []')
    return "{" + ",\n".join(lines) + "}\n"


def from_json(text: str) -> Graph:
    """The graph that `to_json` wrote.

    Raises:
        ValueError: the text is no graph of this format; the message says where.
    """
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not a graph: the text is no JSON ({error})") from None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise ValueError(f'not a graph: the key "format" must be "{FORMAT}"')
    if record.get("version") != VERSION:
        raise ValueError(f'this graph has "version" {record.get("version")!r}; this convatlas reads version {VERSION}')
    try:
        nodes = tuple(_node_from(row) for row in record["nodes"])
        edges = tuple(Edge(source, target, TensorSpec(tuple(s), d)) for source, target, s, d in record["edges"])
        graph = Graph(record["name"], nodes, edges, record["kind"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(f"not a graph: a node or edge has a wrong form ({error!r})") from None
    _check(graph)
    return graph


def _node_from(record: dict[str, Any]) -> Node:
    specs = {name: tuple(TensorSpec(tuple(s), d) for s, d in record.get(name, ())) for name in ("inputs", "outputs")}
    settings = tuple((str(k), str(v)) for k, v in record.get("settings", {}).items())
    node = Node(**(record | specs | {"settings": settings}))
    if not all(isinstance(getattr(node, name), str) for name in ("path", "kind", "role", "parent", "shares", "note")):
        raise ValueError(f"node {record.get('path')!r} holds something else where a text belongs")
    if not all(isinstance(n, int) for n in (node.trainable_params, node.non_trainable_params, node.count)):
        raise ValueError(f"node {node.path!r} holds something else where a whole number belongs")
    return node


def _check(graph: Graph) -> None:
    if len(graph.by_path) != len(graph.nodes):
        raise ValueError("not a graph: two nodes have the same path")
    for node in graph.nodes:
        if node.parent and (node.parent not in graph.by_path or not node.path.startswith(node.parent + "/")):
            raise ValueError(f"not a graph: the parent {node.parent!r} of {node.path!r} is no block around it")
    for edge in graph.edges:
        for end in (edge.source, edge.target):
            if end not in graph.by_path:
                raise ValueError(f"not a graph: an edge names {end!r}, which is no node")


def to_networkx(graph: Graph) -> networkx.DiGraph[str]:
    """A frozen networkx view of the leaves, with all facts as attributes of nodes and edges."""
    import networkx

    view: networkx.DiGraph[str] = networkx.DiGraph(name=graph.name)
    for node in graph.leaves:
        view.add_node(node.path, **asdict(node))
    for edge in graph.edges:
        view.add_edge(edge.source, edge.target, tensor=edge.tensor)
    return networkx.freeze(view)

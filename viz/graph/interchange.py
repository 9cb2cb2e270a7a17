"""A `Graph` as JSON, in a published and versioned form, and as a networkx graph.

`graph.schema.json` beside this module is the JSON schema of the form; `admission` says what else has to hold.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from ...files import Unreadable, json_text, parsed_json
from .admission import FORMAT, PORTS, VERSION, admit
from .nesting import Nesting
from .nodes import Edge, Node, Port, TensorSpec
from .ports import AnyGraph

if TYPE_CHECKING:
    import networkx

NODE_DEFAULTS = {f.name: f.default for f in fields(Node)}


def to_record(graph: Nesting) -> dict[str, Any]:
    """The graph as plain mappings, lists, texts and numbers."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": graph.name,
        "kind": graph.kind,
        **{key: list(map(_port, getattr(graph, key))) for key in PORTS},
        "nodes": [_node(node) for node in graph.nodes],
        "edges": [[e.source, e.target, e.output, e.input, *_spec(e.tensor)] for e in graph.edges],
    }


def _node(node: Node) -> dict[str, Any]:
    """The facts of a node without those that have their default."""
    facts = {f.name: getattr(node, f.name) for f in fields(Node)}
    record = {name: value for name, value in facts.items() if value != NODE_DEFAULTS[name]}
    record |= {name: [_spec(s) for s in record[name]] for name in ("inputs", "outputs") if name in record}
    record |= {name: [list(made) for made in record[name]] for name in ("entries", "exits") if name in record}
    return record | ({"settings": dict(node.settings)} if node.settings else {})


def _port(port: Port) -> list[Any]:
    return [port.name, port.path, port.output, *_spec(port.tensor), *([True] if port.keyed else [])]


def _spec(spec: TensorSpec) -> list[Any]:
    return [list(spec.shape), spec.dtype]


def to_json(graph: Nesting) -> str:
    """The graph as JSON, one port, node and edge a line, so that a diff of files reads well."""
    record = to_record(graph)
    head = {key: record[key] for key in ("format", "version", "name", "kind")}
    lines = [json_text(head)[1:-1]]
    for key in (*PORTS, "nodes", "edges"):
        rows = ",\n".join("  " + json_text(row) for row in record[key])
        lines.append(f'"{key}": [\n{rows}\n]' if rows else f'"{key}": []')
    return "{" + ",\n".join(lines) + "}\n"


def from_json(text: str, make: type[AnyGraph]) -> AnyGraph:
    """The graph that `to_json` wrote, as a `make`.

    Raises:
        ValueError: the text is no graph of this format; the message says where.
    """
    try:
        record = parsed_json(text)
    except Unreadable as error:
        raise ValueError(f"not a graph: the text {error}") from None
    admit(record)
    nodes = tuple(_node_from(row) for row in record["nodes"])
    edges = tuple(Edge(a, b, TensorSpec(tuple(s), d), output, n) for a, b, output, n, s, d in record["edges"])
    inputs, outputs = (tuple(map(_port_from, record[key])) for key in PORTS)
    return make(record["name"], nodes, edges, record["kind"], inputs, outputs)


def _port_from(record: list[Any]) -> Port:
    name, path, output, shape, dtype, *keyed = record
    return Port(name, path, output, TensorSpec(tuple(shape), dtype), bool(keyed))


def _node_from(record: dict[str, Any]) -> Node:
    specs = {name: tuple(TensorSpec(tuple(s), d) for s, d in record.get(name, ())) for name in ("inputs", "outputs")}
    ends = {name: tuple((path, number) for path, number in record.get(name, ())) for name in ("entries", "exits")}
    return Node(**(record | specs | ends | {"settings": tuple(record.get("settings", {}).items())}))


def to_networkx(graph: Nesting) -> networkx.DiGraph[str]:
    """A frozen networkx view of the leaves.

    Nodes have all facts as attributes; edges the `tensors` that pass there, and of each in `ports` which output of the
    source and which input of the target it joins.
    """
    import networkx

    view: networkx.DiGraph[str] = networkx.DiGraph(name=graph.name, kind=graph.kind)
    for node in graph.leaves:
        view.add_node(node.path, **{name: getattr(node, name) for name in NODE_DEFAULTS})
    passing: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for edge in graph.edges:
        passing[edge.source, edge.target].append(edge)
    for (source, target), edges in passing.items():
        tensors, ports = tuple(e.tensor for e in edges), tuple((e.output, e.input) for e in edges)
        view.add_edge(source, target, tensors=tensors, ports=ports)
    frozen: networkx.DiGraph[str] = networkx.freeze(view)
    return frozen

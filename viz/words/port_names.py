"""What a box says of what the model takes there and returns from there."""

from __future__ import annotations

from collections.abc import Sequence

from ..graph import Graph, Node, Port, is_counted

PLAIN = ("input", "inputs", "output", "outputs", "predictions")  # names that say no more than that they are one
ARROW = " → "


def with_ports(graph: Graph, node: Node, title: str) -> str:
    """The title of a box with the name of an input, where it tells something, and with those of outputs.

    Names that nobody gave are numbers, where there are several. One output at the end goes without saying, as does
    one input.

    Example:
        >>> from convatlas.viz import Port, TensorSpec
        >>> node, spec = Node("d", "Dense"), TensorSpec((None, 2))
        >>> with_ports(Graph("g", (node,), outputs=(Port("mean", "d", 0, spec),)), node, "Dense 2")
        'Dense 2 → mean'
    """
    taken = _names(graph, node, graph.inputs, "") if node.role == "input" else []
    returned = _names(graph, node, graph.outputs, "output")
    if node.count > 1:  # many that go the same way
        taken = [" … ".join(taken[:: len(taken) - 1])] if len(taken) > 1 else taken
    named = " ".join(filter(None, [title, ", ".join(taken)]))
    return ARROW.join(filter(None, [named, ", ".join(returned)]))


def _names(graph: Graph, node: Node, ports: Sequence[Port], sort: str) -> list[str]:
    """The names of the ports at a node, in order, each once."""
    here = [(place, port) for place, port in enumerate(ports, start=1) if port.path == node.path]
    found = []
    for place, port in here:
        if not _is_made_up(graph, node, port) and port.name not in PLAIN:
            found.append(port.name)
        elif len(ports) > 1:
            found.append(port.name if port.name in PLAIN else f"{sort} {place}".strip())
        elif sort and node.path in graph.feeding:
            found.append(sort)
    return list(dict.fromkeys(found))


def _is_made_up(graph: Graph, node: Node, port: Port) -> bool:
    """Whether a port is called as Keras counts up the names of layers."""
    top = graph.by_path.get(port.name, node)
    kinds = {node.kind, top.kind, "InputLayer"}
    return any(is_counted(port.name, kind) for kind in kinds)

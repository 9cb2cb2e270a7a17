"""Write calls down as nodes and edges, block by block."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import count as count_from
from typing import Any

import keras
from keras import tree

from ..costs import multiply_adds
from ..graph import Edge, Node
from ..names import snake
from ..roles import role_of
from .calls import Call, Inside, look_inside
from .facts import count, kinds_of, module_of, own_name, settings_of, spec_of

Origins = dict[int, str]  # id of a tensor -> path of the leaf that made it
KINDS = {"InputLayer": "Input"}  # kinds that go by another name than their class
NO_FIGURE = "multiply-adds not known: no cost rule for this kind, or a size is unknown"


class Recorder:
    """Nodes and edges of one trace."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.edges: dict[Edge, None] = {}
        self.owners: dict[int, str] = {}  # id of a variable -> path of the node that counts it
        self.calls: dict[str, int] = {}  # path -> how often its operation was called there
        self.first: dict[tuple[str, int], str] = {}  # (parent, id of an operation) -> path of its first call
        self.kept: list[Any] = []  # what must live on while ids stand for it

    def expand(self, parent: str, inside: Inside, origins: Origins) -> None:
        """Write down the calls inside the block at `parent`; `origins` tells where its inputs come from."""
        self.kept.append(inside)
        for call in inside.calls:
            path = self._path(parent, call.operation)
            block, note = look_inside(call)
            if block is None:
                self._leaf(path, parent, call, origins, note)
            else:
                self._block(path, parent, call, origins, block)

    def rest(self, model: Any) -> None:
        """Write down the weights of the model that no call owned: its own, and those of layers it never calls."""
        left = self._new(model.weights)
        if left:
            node = Node("weights", "Variables", note="weights of the model that belong to none of its layers' calls")
            self.nodes.append(self._counted(node, left))

    def _leaf(self, path: str, parent: str, call: Call, origins: Origins, note: str) -> None:
        operation = call.operation
        node = describe(path, parent, call)
        macs = multiply_adds(operation, node.inputs, node.outputs)
        note = note or (NO_FIGURE if macs is None else "")
        weights = _weights(call)
        new = self._new(weights)
        shares = "" if new or not weights else self.owners[id(weights[0])]
        self.owners |= {id(variable): path for variable in new}
        self.nodes.append(self._counted(replace(node, macs=macs, note=note, shares=shares), new))
        for tensor in call.inputs:
            if id(tensor) in origins:
                self.edges[Edge(origins[id(tensor)], path, spec_of(tensor))] = None
        origins |= {id(tensor): path for tensor in call.outputs}

    def _block(self, path: str, parent: str, call: Call, origins: Origins, block: Inside) -> None:
        place = len(self.nodes)
        self.nodes.append(describe(path, parent, call))
        pairs = zip(block.inputs, call.inputs, strict=True)
        inner = {id(tensor): origins[id(given)] for tensor, given in pairs if id(given) in origins}
        self.expand(path, block, inner)
        left = self._new(call.operation.weights)
        self.owners |= {id(variable): path for variable in left}
        first = self.first[parent, id(call.operation)]
        shares = first if first != path and call.operation.weights else ""
        self.nodes[place] = self._counted(replace(self.nodes[place], shares=shares), left)
        for tensor, made in zip(call.outputs, block.outputs, strict=True):
            if id(made) in inner:
                origins[id(tensor)] = inner[id(made)]

    def _new(self, variables: Iterable[Any]) -> list[Any]:
        return [variable for variable in variables if id(variable) not in self.owners]

    def _counted(self, node: Node, variables: list[Any]) -> Node:
        trainable, fixed = count(variables, trainable=True), count(variables, trainable=False)
        return replace(node, trainable_params=trainable, non_trainable_params=fixed)

    def _path(self, parent: str, operation: Any) -> str:
        """A path that no other node has: the operation's name, `:2` at its second call, counted up where taken."""
        name = own_name(operation) or snake(type(operation).__name__)
        path = f"{parent}/{name}" if parent else name
        first = self.first.setdefault((parent, id(operation)), path if path not in self.calls else "")
        if not first:
            number = next(n for n in count_from(1) if f"{path}_{n}" not in self.calls)
            first = self.first[parent, id(operation)] = f"{path}_{number}"
        self.calls[first] = self.calls.get(first, 0) + 1
        return first if self.calls[first] == 1 else f"{first}:{self.calls[first]}"


def describe(path: str, parent: str, call: Call) -> Node:
    """The facts of a call that do not depend on other calls."""
    operation = call.operation
    kind = type(operation).__name__
    return Node(
        path=path,
        kind=KINDS.get(kind, kind),
        role=role_of(kinds_of(operation)),
        module=module_of(operation),
        inputs=tuple(map(spec_of, call.inputs)),
        outputs=tuple(map(spec_of, call.outputs)),
        settings=settings_of(operation),
        parent=parent,
    )


def _weights(call: Call) -> list[Any]:
    """The variables of a layer, or those that an operation was given."""
    if isinstance(call.operation, keras.layers.Layer):
        return list(call.operation.weights)
    return [value for value in tree.flatten((call.args, call.kwargs)) if isinstance(value, keras.Variable)]

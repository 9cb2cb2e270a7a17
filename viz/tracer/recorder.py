"""Write calls down as nodes and edges, block by block."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from keras import tree

from ...files import beyond, bound, shown
from ..costs import multiply_adds
from ..errors import SourceError
from ..graph import NOWHERE, Edge, Made, Node, Port, role_of, snake
from .calls import Call, Inside
from .facts import attribute_names, count, is_layer, kinds_of, module_of, own_name, spec_of
from .inside import CALLS_NOTHING, look_inside
from .internals import BackendVariable
from .replaying.twin import Twins
from .samples import Samples
from .saved.unknown import Unknown
from .settings import given_to, settings_of

Origins = dict[int, Made]  # id of a tensor -> the leaf that made it and which of its outputs it is
Ports = tuple[Port, ...]
KINDS = {"InputLayer": "Input"}  # kinds that go by another name than their class
PASSES_ON = "ConvertToTensor"  # what Keras puts before a Functional model that is called; nothing happens there
NO_FIGURE = "multiply-adds not known: no cost rule for this kind, or a size is unknown"
LEFT = "weights of the model that belong to none of its layers' calls"


class Recorder:
    """Nodes and edges of one trace."""

    def __init__(self, twins: Twins) -> None:
        self.twins = twins
        self.nodes: list[Node] = []
        self.edges: dict[Edge, None] = {}
        self.owners: dict[int, str] = {}  # id of a variable -> path of the node that counts it
        self.first: dict[int, str] = {}  # id of a layer -> path of its first call
        self.times: int | None = 1  # how often what is inside the block at hand happens; None where that is unknown
        self.names: dict[int, str] = {}
        self.samples = Samples()
        self.paths = Paths()
        self.insides: dict[str, Inside] = {}  # path of a block -> its inside; they live on while ids stand for them
        self.calls: list[tuple[str, str, Call]] = []  # path of a block, path of a call in it, and the call

    def whole(self, model: Any, inside: Inside) -> tuple[Ports, Ports]:
        """Write down the calls of a model; what it takes and what it returns."""
        origins: Origins = {}
        self.expand("", model, inside, origins)
        self.nodes = [_of_one_sample(node, self.samples.batch) for node in self.nodes]
        return _ports(inside.inputs, inside.taken, origins), _ports(inside.outputs, inside.given, origins)

    def expand(self, parent: str, owner: Any, inside: Inside, origins: Origins) -> None:
        """Write down the calls inside the layer `owner` at `parent`; `origins` tells where its inputs come from."""
        self.insides[parent] = inside
        names = self._names(owner)
        if parent.count("/") >= bound("nesting"):
            raise SourceError(beyond("nesting", f"{shown(parent)} stands in {parent.count('/'):,} blocks"))
        for call in inside.calls:
            if len(self.nodes) >= bound("nodes"):
                raise SourceError(beyond("nodes", f"there are more than {len(self.nodes):,} calls of layers"))
            if type(call.operation).__name__ == PASSES_ON:
                origins |= {id(t): origins[id(call.inputs[0])] for t in call.outputs if id(call.inputs[0]) in origins}
                continue
            operation = self.twins.original(call.operation)
            path = self.paths.of(parent, operation, names)
            self.calls.append((parent, path, replace(call, operation=operation)))
            block, note = look_inside(call, self.twins, origins)
            note = "; ".join(filter(None, (call.note, note)))
            if block is None:
                self._leaf(describe(path, parent, call), call, origins, note)
            else:
                self._block(replace(describe(path, parent, call), note=note), call, origins, block)

    def _names(self, owner: Any) -> dict[int, str]:
        """The names under which a layer holds its layers; of a condition or loop those of the layer it stands in."""
        if is_layer(owner):
            held = (self.twins.original(owner), self.twins.latest(owner))
            self.names = {key: name for layer in held for key, name in attribute_names(layer).items()}
        return self.names

    def rest(self, model: Any) -> None:
        """Write down the weights of the model that no call owned: its own, and those of layers it never calls."""
        left = self._own("", self.twins.latest(model).weights)
        if left:
            self.nodes.append(_counted(Node(self.paths.free("weights"), "Variables", note=LEFT), left))

    def _leaf(self, node: Node, call: Call, origins: Origins, note: str) -> None:
        self.samples.add(call)
        made = [self.samples.of(tensor) for tensor in call.outputs]
        macs = _product(multiply_adds(self.twins.latest(call.operation), self.samples.given(call), made), self.times)
        macs = 0 if note == CALLS_NOTHING else macs
        weights = self._weights(call)
        new = self._own(node.path, weights)
        shares = "" if new or not weights else self.owners[id(weights[0])]
        note = note or (NO_FIGURE if macs is None else "")
        told = replace(node, macs=macs, note=note, shares=shares, unweighed=self._unweighed(call.operation))
        self.nodes.append(_counted(told, new))
        for number, tensor in enumerate(call.inputs):
            if id(tensor) in origins:
                source, output = origins[id(tensor)]
                self.edges[Edge(source, node.path, spec_of(tensor), output, number)] = None
        origins |= {id(tensor): (node.path, number) for number, tensor in enumerate(call.outputs)}

    def _block(self, node: Node, call: Call, origins: Origins, block: Inside) -> None:
        first = self.first.setdefault(id(self.twins.original(call.operation)), node.path)
        place = len(self.nodes)
        self.nodes.append(node)
        pairs = zip(block.inputs, call.inputs, strict=True)
        inner: Origins = {}
        for tensor, given in pairs:
            self.samples.hand_in(tensor, given, at_steps=is_layer(call.operation))
            inner |= {id(tensor): origins[id(given)]} if id(given) in origins else {}
        inner = origins | inner if block.sees_out else inner
        before = self.times, self.names
        self.times = _product(self.times, self._rounds(block))
        self.expand(node.path, call.operation, block, inner)
        self.times, self.names = before
        weights = getattr(self.twins.latest(call.operation), "weights", ())
        shares = first if first != node.path and weights else ""
        entries, exits = _made(call.inputs, origins), _made(block.outputs, inner)
        told = replace(node, shares=shares, entries=entries, exits=exits)
        self.nodes[place] = _counted(told, self._own(node.path, weights))
        for tensor, made in zip(call.outputs, block.outputs, strict=True):
            self.samples.hand_out(tensor, made)
            if id(made) in inner:
                origins[id(tensor)] = inner[id(made)]

    def _rounds(self, block: Inside) -> int | None:
        """How often what is inside happens for one sample."""
        return block.times if block.along is None else self.samples.of(block.along)[0]

    def _weights(self, call: Call) -> list[Any]:
        """The variables of a layer, or those that an operation was given."""
        if is_layer(call.operation):
            return list(self.twins.latest(call.operation).weights)
        return [value for value in tree.flatten((call.args, call.kwargs)) if isinstance(value, BackendVariable)]

    def _unweighed(self, operation: Any) -> int:
        """1 at the first call of a layer whose weights are not known."""
        operation = self.twins.original(operation)
        if not isinstance(operation, Unknown) or operation.is_weighed or id(operation) in self.first:
            return 0
        self.first[id(operation)] = operation.name
        return 1

    def _own(self, path: str, variables: Iterable[Any]) -> list[Any]:
        """Those of the variables that no node counts yet; from now on the one at `path` does."""
        new = {id(variable): variable for variable in variables if id(variable) not in self.owners}
        self.owners |= dict.fromkeys(new, path)
        return list(new.values())


class Paths:
    """Paths that no two nodes share: a name, `:2` at the second call of its operation, counted up where it is taken."""

    def __init__(self) -> None:
        self.names: dict[tuple[str, int], str] = {}  # (parent, id of an operation) -> path of its first call there
        self.taken: dict[str, int] = {}  # path -> how many calls of its operation there were
        self.last: dict[str, int] = {}  # path -> the number up to which names like it are taken

    def of(self, parent: str, operation: Any, names: dict[int, str]) -> str:
        """The path of the next call of `operation` in the block at `parent`, which holds layers under `names`."""
        key = (parent, id(operation))
        if key not in self.names:
            name = own_name(operation) or names.get(id(operation)) or snake(type(operation).__name__)
            self.names[key] = self.free(f"{parent}/{name}" if parent else name)
            return self.names[key]
        first = self.names[key]
        self.taken[first] += 1
        return self.free(f"{first}:{self.taken[first]}")

    def free(self, path: str) -> str:
        """`path`, or the first of `path_1`, `path_2`, ... that is free; taken from now on."""
        found = path
        while found in self.taken:
            self.last[path] = self.last.get(path, 0) + 1
            found = f"{path}_{self.last[path]}"
        self.taken[found] = 1
        return found


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
        settings=_told(call),
        parent=parent,
    )


def _told(call: Call) -> tuple[tuple[str, str], ...]:
    """What an operation was configured with and what it was given beside tensors."""
    settings = dict(settings_of(call.operation))
    return tuple((settings | dict(given_to(call.operation, call.args, call.kwargs))).items())


def _made(tensors: Iterable[Any], origins: Origins) -> tuple[Made, ...]:
    """For every tensor what makes it."""
    return tuple(origins.get(id(tensor), NOWHERE) for tensor in tensors)


def _ports(tensors: Sequence[Any], names: Sequence[str], origins: Origins) -> Ports:
    """What a model takes or returns, named by its key, or else by what makes it at the top of the model."""
    found = zip(tensors, names or [""] * len(tensors), _made(tensors, origins), strict=True)
    return tuple(
        Port(name or path.partition("/")[0], path, n, spec_of(tensor), bool(name)) for tensor, name, (path, n) in found
    )


def _of_one_sample(node: Node, samples: int) -> Node:
    """The node with its share of the multiply-adds of a fixed batch."""
    return replace(node, macs=node.macs // samples) if node.macs and samples > 1 else node


def _product(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a * b


def _counted(node: Node, variables: list[Any]) -> Node:
    trainable, fixed = count(variables, trainable=True), count(variables, trainable=False)
    return replace(node, trainable_params=trainable, non_trainable_params=fixed)

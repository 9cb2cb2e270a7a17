"""What a graph is made of: `Node`, `Edge`, `Port` and `TensorSpec`, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

Shape = tuple[int | None, ...]
Made = tuple[str, int]  # a tensor, by the path of the leaf that makes it and the number of the leaf's output
NOWHERE: Made = ("", 0)  # a tensor that no leaf of the graph makes


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """Shape, batch first and None where unknown, and dtype of a tensor."""

    shape: Shape
    dtype: str = "float32"

    @property
    def size(self) -> int | None:
        """Elements of one sample; None where a size is unknown."""
        sizes = self.shape[1:]
        return None if None in sizes else prod(n for n in sizes if n is not None)


@dataclass(frozen=True, slots=True)
class Node:
    """One call of a layer or operation, or a block: a node that others name as parent.

    Attributes:
        path: identity, the names from the outside in: `stage1/block1/conv1`.
        kind: class of the layer or operation.
        role: what the kind does, such as "convolution"; decides the colour.
        module: where the kind is from, as one would import it.
        inputs, outputs: its tensors.
        trainable_params, non_trainable_params: of its own; those of the nodes inside are theirs.
        macs: multiply-adds of its own for one sample; None where they are not known, and then `note` says why.
        settings: what it was configured with, as pairs of text.
        parent: path of the block it stands in, "" at the top.
        shares: path of the node whose parameters it uses again, "" where they are its own.
        count: how often it stands in a row; more than 1 in a folded run of equal blocks.
        note: what a reader should know, "" for nothing.
        uncounted: of a closed block, how many layers inside `macs` leaves out, since theirs are not known.
        unweighed: how many layers its parameters leave out, since their weights are not known: of a layer itself 1.
        entries, exits: of a block, where each of its inputs and each of its outputs is made; () where that is not told.
    """

    path: str
    kind: str
    role: str = "other"
    module: str = ""
    inputs: tuple[TensorSpec, ...] = ()
    outputs: tuple[TensorSpec, ...] = ()
    trainable_params: int = 0
    non_trainable_params: int = 0
    macs: int | None = 0
    settings: tuple[tuple[str, str], ...] = ()
    parent: str = ""
    shares: str = ""
    count: int = 1
    note: str = ""
    uncounted: int = 0
    unweighed: int = 0
    entries: tuple[Made, ...] = ()
    exits: tuple[Made, ...] = ()

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.removeprefix(f"{self.parent}/") if self.parent else self.path

    @property
    def params(self) -> int:
        """All parameters of its own."""
        return self.trainable_params + self.non_trainable_params

    @property
    def depth(self) -> int:
        """How many blocks it stands in."""
        return self.path.count("/")

    def setting(self, name: str, default: str = "") -> str:
        """The setting called `name`, or `default`."""
        return dict(self.settings).get(name, default)


@dataclass(frozen=True, slots=True)
class Edge:
    """A tensor on its way from one leaf to another, both named by path.

    Attributes:
        source, target: paths of the leaves.
        tensor: what passes.
        output: which of the source's outputs it is, from 0 on.
        input: which of the target's inputs it becomes, from 0 on.
    """

    source: str
    target: str
    tensor: TensorSpec
    output: int = 0
    input: int = 0

    @property
    def made(self) -> Made:
        """The tensor by what makes it."""
        return self.source, self.output


@dataclass(frozen=True, slots=True)
class Port:
    """One of the tensors that a model takes or returns.

    Attributes:
        name: the key in a mapping of inputs or outputs, else the name of the layer at the top that makes the tensor.
        path: of the leaf that makes it, an input for what the model takes; "" where no leaf does.
        output: which of the leaf's outputs it is, from 0 on.
        tensor: what passes.
        keyed: whether the name is a key in a mapping, which whoever uses the model has to know.
    """

    name: str
    path: str
    output: int
    tensor: TensorSpec
    keyed: bool = False

    @property
    def made(self) -> Made:
        """The tensor by what makes it."""
        return self.path, self.output

    @property
    def shape(self) -> Shape:
        """Shape of the tensor, batch first and None where unknown."""
        return self.tensor.shape

    @property
    def dtype(self) -> str:
        """Type of the tensor's values."""
        return self.tensor.dtype

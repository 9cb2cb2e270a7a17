"""What blocks are called: by what the members of a run share, or in the field's words where Keras made all names up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from ..graph import GROUP, Graph, Node, is_counted
from ..words import called

ENDS = ("concat", "concatenate", "add", "merge", "out", "output")  # parts of a name that tell of its last layer alone
NUMBERED = re.compile(r"(.*?)(\d+)")
MADE_OF_PARTS = re.compile(r"_(mul|multiply)$")  # a name of a product, of which the block is more than the end
BLOCK = "block"


def name_of(graph: Graph, node: Node, leaves: Sequence[Node]) -> str:
    """What a block is called, given the layers inside."""
    last = node.name.rsplit("/", 1)[-1]
    own = _own(graph, last)
    if node.kind != GROUP:
        return own
    ends = [leaf for leaf in leaves if leaf.name.rsplit("/", 1)[-1] == last]
    if any(is_counted(leaf.name, leaf.kind) for leaf in ends) or re.fullmatch(r"layer\d+", last):
        return called(leaves, loosely=True) or BLOCK
    if ends and MADE_OF_PARTS.search(own):
        return called(leaves) or own
    return "_".join(part for part in own.split("_") if part not in ENDS) or own if ends else own


def shared_name(names: Sequence[str]) -> str:
    """What some blocks of a run are called together.

    Example:
        >>> shared_name(["block4a", "block4b"]), shared_name(["block_7", "block_8"]), shared_name(["a", "x1"])
        ('block4', 'block_7–8', 'a … x1')
    """
    first, last = names[0], names[-1]
    if len({*names}) == 1:
        return first
    stems = {found[1] for name in names if (found := NUMBERED.fullmatch(name))} | {
        name for name in names if not NUMBERED.fullmatch(name)
    }
    if len(stems) == 1:
        return f"{first}–{last[len(stems.pop()) :]}"
    shared = _beginning(names).rstrip("_-/ .")
    return shared if shared and re.search("[A-Za-z]", shared) else f"{first} … {last}"


def _beginning(names: Sequence[str]) -> str:
    """The characters that all names begin with."""
    same = takewhile(lambda column: len({*column}) == 1, zip(*names, strict=False))
    return "".join(column[0] for column in same)


def _own(graph: Graph, name: str) -> str:
    """A name without that of the model before it."""
    rest = name.removeprefix(f"{graph.name}_")
    return rest if re.search("[A-Za-z]", rest) else name

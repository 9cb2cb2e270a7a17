"""Layers as papers print them in tables: `3x3, 64`, `[1x1, 64; 3x3, 64; 1x1, 256] x 3`, `1000-d fc`.

What a reader of such a table looks for are convolutions, poolings and dense layers; a block that joins branches stands
in brackets, its branches apart by `|`, the shortcut of a sum left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from ..graph import Graph, Node
from ..words import plain
from .columns import kernel_text
from .paper_parts import NAMED, Chains, Part, join_of, segments

SEVERAL = " | "
POOLS = {"Max": "max pool", "Average": "average pool"}
OPTIONS = {"groups": "groups", "dilation_rate": "dilation"}  # settings that stand in a cell
FORMS = {"Separable": "separable", "Depthwise": "depthwise", "Transpose": "transposed"}


def cell(graph: Graph, shown: Sequence[Part]) -> str:
    """A cell of a table: the parts in a column, equal ones in a row written once.

    Example:
        >>> from convatlas import viz
        >>> from convatlas.viz.tables.paper_parts import parts
        >>> graph = viz.trace("resnet18")
        >>> print(cell(graph, parts(graph)[1:4]))
        3x3 max pool, stride 2
        [3x3, 64; 3x3, 64] x 2
    """
    return "\n".join(map(plain, repeated(part_text(graph, part) for part in shown)))


def repeated(texts: Iterable[str]) -> list[str]:
    """Texts with equal ones in a row written once.

    Example:
        >>> repeated(["3x3, 64", "3x3, 64", "1x1, 8"])
        ['[3x3, 64] x 2', '1x1, 8']
    """
    found = ((text, len(list(run))) for text, run in groupby(texts))
    return [text if times == 1 else f"{text if text[0] == '[' else f'[{text}]'} x {times}" for text, times in found]


def part_text(graph: Graph, part: Part) -> str:
    """One part: a layer with its strides, a block in brackets without them, as they show in the sizes."""
    if part.node.kind in NAMED:
        return NAMED[part.node.kind]
    return f"[{inside_text(graph, part)}]" if part.block else layer_text(part.node)


def layer_text(node: Node, *, strides: bool = True) -> str:
    """A layer as papers write it."""
    step = node.setting("strides")
    stride = f", stride {step}" if strides and _matters(step) else ""
    if node.role == "pooling":
        name = next((text for kind, text in POOLS.items() if kind in node.kind), node.kind)
        kernel = kernel_text(node)
        return f"{kernel} {name}{stride}" if kernel else f"global {name}"
    width = node.outputs[0].shape[-1] if node.setting("data_format") != "channels_first" else node.outputs[0].shape[1]
    if node.role == "dense":
        return f"{width}-d fc"
    forms = "".join(f" {text}" for kind, text in FORMS.items() if kind in node.kind)
    options = "".join(f", {name} {node.setting(key)}" for key, name in OPTIONS.items() if _matters(node.setting(key)))
    return f"{kernel_text(node)}{forms}, {width}{stride}{options}"


def _matters(setting: str) -> bool:
    """Whether a setting of one number an axis says more than 1."""
    return any(number not in ("", "1") for number in setting.split("x"))


def inside_text(graph: Graph, part: Part) -> str:
    """The layers of a block: in a chain with `;`, branches with `|`; of a sum the longest branch alone."""
    join = join_of(graph, part.node)
    chosen = (_chosen(chains, join) for chains in segments(graph, part))
    return "; ".join(
        SEVERAL.join("; ".join(layer_text(node, strides=False) for node in chain) for chain in chains)
        for chains in chosen
    )


def _chosen(chains: Chains, join: Node | None) -> Chains:
    if join and join.kind != "Concatenate":
        longest = max(map(len, chains))
        return [chain for chain in chains if len(chain) == longest]
    return chains

"""What the field calls a block of some shape: one line a shape, read from the first that fits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ..graph import Node
from .operands import with_operand

# A block is spelled by its layers in order: p conv 1×1, c conv, d depthwise, s separable, u transposed, f dense,
# a attention, r recurrent, e embedding, m pooling, g global pooling, + sum, * product, | concatenation.
SHAPES = (
    ("attention", r"f*af*\+?"),
    ("cross-attention", r"f*a{2,}f*\+?"),
    ("MLP", r"f{2,3}\+?"),
    ("transformer layer", r"f*(af*\+?)+ff\+?"),
    ("feed-forward convolution", r"pp\+"),
    ("inverted residual, SE", r"p?dg(pp|ff)\*p\+?"),
    ("inverted residual", r"pdp\+?|dp\+"),
    ("inverted bottleneck", r"[dc](ff|pp)\+?"),
    ("depthwise separable", r"dp"),
    ("bottleneck, SE", r"p?pcpp?g(pp|ff)\*p?\+"),
    ("bottleneck", r"p?pcpp?\+|ppcp\+"),
    ("residual, SE", r"p?ccp?g(pp|ff)\*p?\+"),
    ("residual", r"p?c{1,3}p?\+|ccp\+"),
    ("dense", r"p?c\|"),
    ("separable residual", r"p?s+m?p?\+"),
    ("separable", r"s{2,}m?"),
    ("squeeze-and-excite", r"g(pp|ff)\*"),
    ("attention gate", r"[upc]*\+pu?\*[upc]*\|"),
    ("recurrent", r"r+"),
    ("inception", r"(?=.*[cp].*[cp])[cpsdm]{3,}\|+"),
)
LOOSE = (  # for blocks that nobody named
    ("cell", r".*\+.*\+.*\|"),
    ("residual block", r".*\+"),
    ("branches", r".*\|"),
)
LETTERS = (
    ("d", r"DepthwiseConv\w*"),
    ("s", r"SeparableConv\w*"),
    ("u", r"Conv\w*Transpose|UpSampling\w*"),
    ("c", r"Conv\w*"),
    ("e", r"\w*Embedding"),
    ("f", r"\w*Dense"),
    ("a", r"\w*Attention"),
    ("r", r"LSTM|GRU|SimpleRNN|Bidirectional|ConvLSTM\w*"),
    ("g", r"Global\w+Pooling\w*"),
    ("m", r"\w+Pooling\w*|Pool"),
    ("+", r"Add"),
    ("*", r"Multiply"),
    ("|", r"Concatenate"),
)


def called(leaves: Iterable[Node], *, loosely: bool = False) -> str:
    """What the field calls a block with these layers, "" where it has no word; `loosely` by how it ends.

    Example:
        >>> from convatlas.viz import Node
        >>> called([Node("a", "MultiHeadAttention"), Node("b", "Add")]), called([Node("a", "Dense")])
        ('attention', '')
    """
    spelled = "".join(map(_letter, leaves))
    return next((word for word, shape in (*SHAPES, *(LOOSE if loosely else ())) if re.fullmatch(shape, spelled)), "")


@lru_cache(maxsize=1024)
def _letter_of(kind: str) -> str:
    return next((letter for letter, pattern in LETTERS if re.fullmatch(pattern, kind)), "")


def _letter(leaf: Node) -> str:
    letter = "" if with_operand(leaf) else _letter_of(leaf.kind)  # a constant joins no branches
    if letter != "c":
        return letter
    groups = leaf.setting("groups", "1")
    if groups != "1" and leaf.inputs and groups == str(leaf.inputs[0].shape[-1]):
        return "d"
    return "p" if leaf.setting("kernel_size") == "1" else "c"

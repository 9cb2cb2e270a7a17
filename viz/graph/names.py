"""Names of layers: how Keras makes them up, and which blocks they tell of."""

from __future__ import annotations

import re
from collections import Counter

ENDS_IN_NUMBER = re.compile(r"[A-Za-z].*\d[a-z]?")
NUMBER = re.compile(r"\d+[a-z]?")
SHARED, MANY = 2, 4  # words that names have in common, and how many names
RANK = re.compile(r"(conv|pool|pooling|padding|sampling|cropping|dropout|lstm)[123]d")


def snake(kind: str) -> str:
    """A class name as Keras writes it into the names it makes.

    Example:
        >>> snake("BatchNormalization"), snake("Conv2D")
        ('batch_normalization', 'conv2d')
    """
    kind = re.sub(r"\W+", "", kind)
    kind = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", kind)
    return re.sub("([a-z])([A-Z])", r"\1_\2", kind).lower()


def is_counted(name: str, kind: str) -> bool:
    """Whether a name may be one that Keras counted up from the kind: `dense`, `dense_1`."""
    return re.fullmatch(rf"{re.escape(snake(kind))}(_\d+)?(:\d+)?", name) is not None


def segments(name: str) -> list[str]:
    """The parts of a name that tell of a block, each ending in a number, and the rest.

    Example:
        >>> segments("conv2_block1_1_conv"), segments("stage_0_block_2_norm"), segments("block1a_expand_conv")
        (['conv2', 'block1', '1_conv'], ['stage_0', 'block_2', 'norm'], ['block1a', 'expand_conv'])
    """
    found: list[str] = []
    waiting: list[str] = []
    for token in name.split("_"):
        waiting.append(token)
        if _closes(waiting):
            found.append("_".join(waiting))
            waiting = []
    return found + (["_".join(waiting)] if waiting else [])


def with_shared_words(names: dict[str, list[str]]) -> dict[str, list[str]]:
    """The parts of names by path, where many names without numbers begin with the same words these too as a part.

    Example:
        >>> rests = ("expand", "norm", "depthwise", "project")
        >>> with_shared_words({rest: [f"first_block_{rest}"] for rest in rests})["norm"]
        ['first_block', 'norm']
    """
    plain = {path: parts[0] for path, parts in names.items() if len(parts) == 1}
    words = {path: name.split("_") for path, name in plain.items() if not any(map(str.isdigit, name))}
    common = Counter("_".join(said[:SHARED]) for said in words.values() if len(said) > SHARED)
    found = dict(names)
    for path, said in words.items():
        if common["_".join(said[:SHARED])] >= MANY and len(said) > SHARED:
            found[path] = ["_".join(said[:SHARED]), "_".join(said[SHARED:])]
    return found


def _closes(waiting: list[str]) -> bool:
    """Whether the tokens so far name a block: words and then a number, in one token or two."""
    *before, last = waiting
    if NUMBER.fullmatch(last):
        return bool(before) and not NUMBER.fullmatch(before[0])
    fresh = not before or not NUMBER.fullmatch(before[0])
    return bool(ENDS_IN_NUMBER.fullmatch(last)) and not RANK.fullmatch(last) and fresh

"""Changes to records and bytes that a file may have suffered, each decided by a seeded generator."""

from __future__ import annotations

import copy
import random
from typing import Any

TEXTS = (
    "", "\x00", "\x1b]0;owned\x07", "\u202eknird", "../../etc/passwd", "/dev/zero", "a/b", ":", "=1+1", "x" * 5000,
    "<script>alert(1)</script>", "]]>", "\\end{document}", "%%{init: {}}%%", "|", "`", "\ud800", "Layer", "Lambda",
    "keras.src.ops.numpy", "Arange", "os", "system", "__import__('os')", "\U0010ffff", "🧱", "\n\n",
    "classes", "Guarded", "none",
)  # fmt: skip
NUMBERS = (
    0,
    -1,
    1,
    2,
    10**9,
    10**18,
    10**19,
    10**400,
    -(10**30),
    0.5,
    float("inf"),
    float("nan"),
    1e308,
    True,
    False,
    None,
)
SHAPES: tuple[Any, ...] = (
    [],
    {},
    [[]],
    [None],
    {"a": {}},
    [1, [2, [3]]],
    [0] * 1000,
    {"class_name": "Dense", "config": {}},
)


def value(chance: random.Random) -> Any:
    """Something that may stand anywhere."""
    return copy.deepcopy(chance.choice(chance.choice((TEXTS, NUMBERS, SHAPES))))


def mutated(record: Any, chance: random.Random) -> Any:
    """The record with one to four places of it changed, taken away, doubled or exchanged."""
    changed = {"": copy.deepcopy(record)}
    for _ in range(chance.randint(1, 4)):
        places = list(_places(changed)) or [(changed, "")]
        changed.setdefault("", None)
        holder, key = chance.choice(places)
        _change(holder, key, chance, places)
    return changed.get("")


def _places(value: Any) -> Any:
    """Every holder and key in it, breadth first."""
    waiting = [value]
    while waiting:
        found = waiting.pop(0)
        if isinstance(found, dict | list):
            for key in list(found) if isinstance(found, dict) else range(len(found)):
                yield found, key
                waiting.append(found[key])


def _change(holder: Any, key: Any, chance: random.Random, places: list[Any]) -> None:
    way = chance.randrange(5)
    if way == 0:
        del holder[key]
    elif way == 1 and isinstance(holder, dict):
        holder[chance.choice(TEXTS)] = holder.pop(key)
    elif way == 2 and isinstance(holder, list):
        holder.extend([copy.deepcopy(holder[key])] * chance.choice((1, 2, 50)))
    elif way == 3:
        other, at = chance.choice(places)
        holder[key] = (
            copy.deepcopy(other[at]) if at in range(len(other)) or (isinstance(other, dict) and at in other) else 0
        )
    else:
        holder[key] = value(chance)


def torn(content: bytes, chance: random.Random) -> bytes:
    """The bytes with some flipped, cut off, doubled or put in."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(data) + 1)
        way = chance.randrange(4)
        if way == 0 and data:
            data[min(place, len(data) - 1)] ^= 1 << chance.randrange(8)
        elif way == 1:
            del data[place : place + chance.choice((1, 4, 1000))]
        elif way == 2:
            data[place:place] = data[place : place + chance.randrange(200)]
        else:
            data[place:place] = chance.choice((b"\x00", b"\xff\xfe", b'"', b"[" * 300, b"{", b"\n", "é".encode()))
    return bytes(data)

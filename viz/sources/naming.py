"""Names by which networks side by side are told apart."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from ...files import shown
from ..graph import Graph


def told_apart(graphs: Sequence[Graph], sources: Sequence[Any]) -> list[Graph]:
    """The graphs, those of one name with their source behind it, or with their number where that tells nothing either.

    Example:
        >>> [graph.name for graph in told_apart([Graph("net"), Graph("net"), Graph("other")], ["a:net", "b:net", "o"])]
        ['net (a:net)', 'net (b:net)', 'other']
    """
    names = Counter(graph.name for graph in graphs)
    texts = [shown(os.fspath(s)) if isinstance(s, (str, os.PathLike)) else "" for s in sources]
    numbers = dict(enumerate(_numbers(graph.name for graph in graphs)))
    found = []
    for place, (graph, text) in enumerate(zip(graphs, texts, strict=True)):
        tells = text and text != graph.name and texts.count(text) == 1
        apart = f"{graph.name} ({text if tells else numbers[place]})"
        found.append(replace(graph, name=apart) if names[graph.name] > 1 else graph)
    return found


def _numbers(names: Iterable[str]) -> Iterator[int]:
    """How often each name came until then."""
    seen: Counter[str] = Counter()
    for name in names:
        seen[name] += 1
        yield seen[name]

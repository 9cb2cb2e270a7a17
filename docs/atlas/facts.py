"""Figures of every network of the atlas, traced outside of Sphinx's process and kept beside the pages."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from convatlas.viz.embedding import Failure, Store, Wanted, graphs
from convatlas.viz.tables import depth
from convatlas.viz.words import dimensions, figure

TIME_LIMIT = 600.0  # seconds for all networks of the atlas


@dataclass(frozen=True)
class Facts:
    """What tables tell of a network."""

    name: str
    parameters: str
    macs: str
    depth: int
    input: str


@cache
def families() -> dict[str, dict[str, Any]]:
    """The records of families.toml by name."""
    return tomllib.loads(Path(__file__).with_name("families.toml").read_text(encoding="utf-8"))


def members_of(record: Mapping[str, Any]) -> list[str]:
    """The networks of a family in the order of its groups."""
    return [name for group in record["groups"] for name in group["members"]]


def check_groups() -> None:
    """Refuse records that leave a network of the atlas out, or name one that is none.

    Raises:
        ValueError: names the family and the networks.
    """
    from convatlas import architectures

    for family in architectures.families():
        grouped = {*members_of(families()[family])}
        if grouped != (known := {*architectures.names(family)}):
            raise ValueError(f"families.toml, {family}: {sorted(grouped ^ known)} are not in both")


def facts_of(names: Iterable[str], cache: Path) -> dict[str, Facts]:
    """The figures of networks by name; those that are kept are not traced again."""
    wanted = [Wanted(name) for name in names]
    found = graphs(wanted, Store(cache), folder=cache.parent, time_limit=TIME_LIMIT)
    failed = {one.source: result.message for one, result in found.items() if isinstance(result, Failure)}
    if failed:
        raise ValueError(f"not traced: {failed}")
    return {one.source: _facts(one.source, result.graph) for one, result in found.items()}  # type: ignore[union-attr]


def _facts(name: str, graph: Any) -> Facts:
    shape = " and ".join(dimensions(spec.shape[1:]) for spec in graph.inputs)
    return Facts(name, figure(graph.params), figure(graph.macs), depth(graph), shape)

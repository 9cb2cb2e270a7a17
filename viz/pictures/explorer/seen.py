"""What was seen of a network at work, as the explorer's panel tells it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...graph import Graph, Maps, Observed
from ...words import DOT
from .maps import data_uri

WHOLE = -1  # stands for the network among the numbers of nodes
ENOUGH = 64  # values of a unit, from which on it tells something that all are 0
LIKELIEST = 3  # answers told of a sample
SCALE = 3  # pixels of a cell on the page


def seen_of(graph: Graph, number: dict[str, int]) -> dict[str, Any]:
    """By the numbers of nodes: figures as pairs of texts, the fault, and the maps; nothing of what was only traced."""
    if not graph.observed:
        return {}
    known = number | {"": WHOLE}
    told = {known[path]: _told(seen) for path, seen in graph.observed.items() if path in known}
    return {"seen": told}


def _told(seen: Observed) -> dict[str, Any]:
    maps = {"maps": _maps(seen.maps)} if seen.maps else {}
    time = {"time": round(1e9 * seen.time)} if seen.time is not None else {}
    return {"pairs": list(_pairs(seen)), "fault": seen.fault, "share": round(seen.share or 0.0, 4)} | time | maps


def _pairs(seen: Observed) -> Iterator[tuple[str, str]]:
    if seen.time is not None:
        share = f"{DOT}{seen.share:.1%} of all" if seen.share is not None else ""
        yield "time", f"{1000 * seen.time:.3g} ms{share}"
    if seen.least is not None and seen.largest is not None:
        yield "values", f"{short(seen.least)} to {short(seen.largest)}"
        yield "mean", f"{short(seen.mean or 0.0)}{DOT}deviation {short(seen.deviation or 0.0)}"
    if seen.values:
        yield "zeros", f"{seen.zeros:.1%}"
    if seen.dead and (seen.values >= ENOUGH * seen.units or seen.dead == seen.units):
        yield "dead units", f"{seen.dead:,} of {seen.units:,}"
    if seen.nans:
        yield "NaN", f"{seen.nans:,}"
    if seen.infinities:
        yield "infinities", f"{seen.infinities:,}"
    if seen.fault:
        yield "fault", seen.fault
    for number, answers in enumerate(seen.answers, start=1):
        yield f"sample {number}", DOT.join(f"{name} {chance:.0%}" for name, chance in answers[:LIKELIEST])


def short(value: float) -> str:
    """A figure with three digits that count.

    Example:
        >>> short(0.123456), short(-12345.6), short(0.0)
        ('0.123', '-1.23e+04', '0')
    """
    return f"{value:.3g}"


def _maps(maps: Maps) -> list[Any]:
    """The address of the picture, its size on the page, and what it shows in words."""
    height, width = maps.size
    samples = f"{maps.samples} sample{'s' if maps.samples > 1 else ''}"
    scale = f"dark {short(maps.least)}, bright {short(maps.largest)}"
    which = f"channels {', '.join(map(str, maps.channels))}" if len(maps.channels) > 1 else "all values"
    return [data_uri(maps), SCALE * width, SCALE * height, f"{which}{DOT}{samples}{DOT}{scale}"]

"""How long after a trace has ended the page of `convatlas watch` shows it, in Chromium.

Least and median of some turns: from a graph that is there to the mark of what changed in the picture.
Usage: python benchmarks/watching.py [NAME ...], names of networks
"""

from __future__ import annotations

import statistics
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from chromium import launched

from convatlas import viz
from convatlas.viz.graph import Graph
from convatlas.viz.watching.serving import Server
from convatlas.viz.watching.versions import Versions

NAMES = ("lenet5", "resnet50", "googlenet")
TURNS = 7
NEWER = "number => document.getElementById('changes').textContent.includes(`turn ${number}`)"


def turn(graph: Graph, number: int) -> Graph:
    """The graph with one setting that is new at every turn."""
    *others, last = graph.nodes
    return replace(graph, nodes=(*others, replace(last, settings=(*last.settings, ("told", f"turn {number}")))))


def seconds(name: str) -> Iterator[float]:
    """From the end of a trace to the picture."""
    graph, versions = viz.trace(name), Versions()
    server = Server(name, versions)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    versions.good(graph)
    with launched() as browser:
        page = browser.new_page()
        page.goto(server.url)
        page.wait_for_selector("architecture-diagram g.n")
        for number in range(TURNS):
            changed = turn(graph, number)
            start = time.perf_counter()
            versions.good(changed)
            page.wait_for_function(NEWER, arg=number, polling=10)
            yield time.perf_counter() - start
    server.shutdown()


def main(names: list[str]) -> None:
    """Print a line a network."""
    print("network         least   median   seconds")
    for name in names or NAMES:
        found = list(seconds(name))
        print(f"{name:<14}{min(found):>7.2f}{statistics.median(found):>9.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])

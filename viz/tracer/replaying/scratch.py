"""A TensorFlow graph to look at what is written into it; it never runs."""

from __future__ import annotations

import re
from typing import Any

REFUSED = re.compile(r"[^A-Za-z0-9_.\\/>-]")  # what TensorFlow takes in no name of a scope
FIRST = re.compile(r"[A-Za-z0-9.]")


def scratch_graph(name: str) -> Any:
    """A graph that takes layers of any name: TensorFlow's own refuse Korean ones, spaces and much else."""
    import tensorflow as tf

    graph = tf.__internal__.FuncGraph(name)
    scope = graph.name_scope
    graph.name_scope = lambda text: scope(_spelled(text))
    return graph


def _spelled(text: str | None) -> str | None:
    """A name that TensorFlow takes; nobody reads it."""
    if not text:
        return text
    spelled = REFUSED.sub("_", text)
    return spelled if FIRST.match(spelled) else f"n{spelled}"

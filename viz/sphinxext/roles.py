"""The role :architecture-stat:`resnet50 params`: a figure of a network in running text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from docutils import nodes
from sphinx.util import logging

from ..errors import ConvatlasError, FormatError, suggestion
from ..graph import Graph
from ..tables import depth
from ..words import dimensions, figure, macs_text, params_of, trainable_of
from .reading import graph_of

logger = logging.getLogger(__name__)

STATS: dict[str, Callable[[Graph], str]] = {
    "params": lambda graph: figure(params_of(graph.nodes)),
    "trainable": lambda graph: figure(trainable_of(graph.nodes)),
    "macs": lambda graph: macs_text(graph).removesuffix(" MACs"),
    "depth": lambda graph: str(depth(graph)),
    "layers": lambda graph: str(len(graph.leaves)),
    "input": lambda graph: " and ".join(dimensions(spec.shape[1:]) for spec in graph.inputs),
    "output": lambda graph: " and ".join(dimensions(spec.shape[1:]) for spec in graph.outputs),
}


def architecture_stat(
    name: str, rawtext: str, text: str, lineno: int, inliner: Any, *_: Any, **__: Any
) -> tuple[Sequence[nodes.Node], Sequence[nodes.system_message]]:
    """A figure of a network: its source and one of the names in `STATS`."""
    env = inliner.document.settings.env
    try:
        return [nodes.inline(rawtext, _told(env, text), classes=["architecture-stat"])], []
    except ConvatlasError as error:
        where = (env.docname, lineno)
        logger.warning("architecture-stat: %s", error, location=where, type="architecture", subtype="build")
        env.note_reread()
        return [nodes.problematic(rawtext, text)], []


def _told(env: Any, text: str) -> str:
    source, _, stat = text.strip().rpartition(" ")
    if stat not in STATS or not source:
        known = ", ".join(STATS)
        raise FormatError(f"{text!r} must be a source and one of {known}{suggestion(stat, STATS)}")
    return STATS[stat](graph_of(env, source.strip()))

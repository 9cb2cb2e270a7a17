"""The graph, whole, in its published JSON form: `viz.trace` and `viz.draw` read it again."""

from __future__ import annotations

from ..picture import Picture

MEDIA = "application/json"


def render(picture: Picture) -> str:
    """The graph as JSON text."""
    return picture.graph.to_json()

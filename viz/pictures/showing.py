"""A picture as an image element, for pages and notebooks."""

from __future__ import annotations

import base64

from ..words import totals, xml
from .picture import Picture
from .renderers import svg

CLASSES = "convatlas-picture dark-light"  # the second keeps pydata's theme from dimming it
SHRINKS = "max-width:100%;height:auto"  # of the element itself: notebooks that are not trusted drop style sheets


def address(picture: Picture) -> str:
    """The picture as an address that holds it whole."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.render(picture).encode()).decode()}"


def image(picture: Picture) -> str:
    """The picture as an element that says what it shows, shrinks with its page, and runs no script."""
    said = xml(f"{picture.graph.name}: {totals(picture.graph)}")
    return f'<img class="{CLASSES}" style="{SHRINKS}" alt="{said}" src="{address(picture)}">'

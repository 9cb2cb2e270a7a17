"""From a source to a `Drawing`, and from its `Picture` to a file or page: `styles` compose it, `renderers` write it."""

from . import renderers, styles
from .drawing import STYLES, Drawing, draw, format_of
from .picture import Picture

__all__ = [
    "STYLES",
    "Drawing",
    "Picture",
    "draw",
    "format_of",
    "renderers",
    "styles",
]

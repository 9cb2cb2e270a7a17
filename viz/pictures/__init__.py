"""From a source to a `Drawing`, and from its `Picture` to a file or page: `styles` compose it, `renderers` write it."""

from . import renderers, styles
from .amounts import COLOURINGS, ROLE
from .drawing import STYLES, Drawing, draw, format_of
from .finish import ENGINES, TEXTS, USUAL_FINISH, Finish, finish_of
from .picture import Picture
from .showing import address

__all__ = [
    "COLOURINGS",
    "ENGINES",
    "ROLE",
    "STYLES",
    "TEXTS",
    "USUAL_FINISH",
    "Drawing",
    "Finish",
    "Picture",
    "address",
    "draw",
    "finish_of",
    "format_of",
    "renderers",
    "styles",
]

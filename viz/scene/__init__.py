"""From a `Layout` to a `Scene`: rectangles, lines, texts and solids at their places, with colours by name."""

from .curves import BEND, bends
from .hatching import hatched
from .margins import TOP, framed, room_along
from .outlines import CORNER, part_of
from .scale import Scale, scale_of, scaled
from .scene import LEGEND_NAMES, MARGIN, Bar, Face, Line, Part, Rect, Scene, Shape, Text
from .slabs import Slab, side_by_side
from .solids import Solid, solid_of
from .wire_labels import edge_labels

__all__ = [
    "BEND",
    "CORNER",
    "LEGEND_NAMES",
    "MARGIN",
    "TOP",
    "Bar",
    "Face",
    "Line",
    "Part",
    "Rect",
    "Scale",
    "Scene",
    "Shape",
    "Slab",
    "Solid",
    "Text",
    "bends",
    "edge_labels",
    "framed",
    "hatched",
    "part_of",
    "room_along",
    "scale_of",
    "scaled",
    "side_by_side",
    "solid_of",
]

"""A picture as shapes with colours by name, which every drawing format can write."""

from __future__ import annotations

from dataclasses import dataclass

from ..layout import Point
from ..words import width

MARGIN = 28.0
USUAL_SIZE = 13.0  # of text, in pixels
LEGEND_NAMES = {"input": "input", "attention": "attention, recurrent"}


@dataclass(frozen=True)
class Rect:
    """A rectangle with round corners."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str = ""
    corner: float = 0.0


@dataclass(frozen=True)
class Bar:
    """The colour bar at the left of a box, with the round corners of the box."""

    x: float
    y: float
    height: float
    fill: str
    width: float
    corner: float


@dataclass(frozen=True)
class Face:
    """A flat side of a solid by its corners; `shade` is -1 for a lighter, 1 for a darker tone of its colour."""

    points: tuple[Point, ...]
    fill: str
    shade: int = 0


@dataclass(frozen=True)
class Line:
    """A way by its corners; a faint one divides or hatches, and is no way of a tensor."""

    points: tuple[Point, ...]
    has_arrow: bool = False
    is_faint: bool = False
    is_dashed: bool = False


@dataclass(frozen=True)
class Text:
    """A line of text; `x` is its start, middle or end as `anchor` says."""

    x: float
    y: float
    text: str
    size: float = USUAL_SIZE
    weight: int = 400
    tone: str = "text"
    anchor: str = "start"

    @property
    def length(self) -> float:
        """Its width in pixels."""
        return width(self.text, self.size, self.weight)

    @property
    def left(self) -> float:
        """Its left end."""
        return self.x - self.length * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]


Shape = Rect | Bar | Face | Line | Text


@dataclass(frozen=True)
class Part:
    """Shapes that belong to one node, whose path and description a reader can ask for."""

    path: str
    about: str
    shapes: tuple[Shape, ...]


@dataclass(frozen=True)
class Scene:
    """A picture as shapes, in pixels; the last part is its legend, which begins at `foot`."""

    width: float
    height: float
    title: str
    description: str
    parts: tuple[Part, ...]
    foot: float = 0.0

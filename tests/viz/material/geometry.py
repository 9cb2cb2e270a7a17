"""What a picture must hold, computed from its shapes: complaints, none where all is well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import dist

from convatlas.viz.pictures import Picture
from convatlas.viz.scene import Line, Part, Rect, Text

SLACK = 0.8  # pixels that count as nothing
ASCENT, DESCENT = 0.75, 0.22  # of the font, in parts of its size


@dataclass(frozen=True)
class Area:
    """A rectangle by its sides."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Area) -> bool:
        return (
            self.left + SLACK < other.right
            and other.left + SLACK < self.right
            and self.top + SLACK < other.bottom
            and other.top + SLACK < self.bottom
        )

    def holds(self, other: Area) -> bool:
        return (
            self.left <= other.left + SLACK
            and other.right <= self.right + SLACK
            and self.top <= other.top + SLACK
            and other.bottom <= self.bottom + SLACK
        )


def text_area(text: Text) -> Area:
    return Area(text.left, text.y - ASCENT * text.size, text.left + text.length, text.y + DESCENT * text.size)


def outline(part: Part) -> Area:
    """The box that a part draws: its first rectangle that is no sheet behind it."""
    rect = next(shape for shape in part.shapes if isinstance(shape, Rect) and shape.fill != "back")
    return Area(rect.x, rect.y, rect.x + rect.width, rect.y + rect.height)


def complaints(picture: Picture) -> list[str]:
    """Everything that is wrong with a picture of boxes and arrows."""
    return [
        *overlapping_boxes(picture),
        *texts_outside(picture),
        *texts_on_texts(picture),
        *wires_through_boxes(picture),
        *wires_through_texts(picture),
        *wires_on_wires(picture),
        *shapes_outside(picture),
    ]


def parts_of(picture: Picture) -> list[Part]:
    return [part for part in picture.scene.parts if part.path]


def overlapping_boxes(picture: Picture) -> Iterator[str]:
    graph = picture.view.graph
    areas = sorted(((outline(part), part.path) for part in parts_of(picture)), key=lambda found: found[0].top)
    for place, (one, path) in enumerate(areas):
        for other, other_path in areas[place + 1 :]:
            if other.top > one.bottom:
                break
            framed = path in graph.ancestors(other_path) and one.holds(other)
            framed = framed or (other_path in graph.ancestors(path) and other.holds(one))
            if one.overlaps(other) and not framed:
                yield f"{path} and {other_path} overlap"


def texts_outside(picture: Picture) -> Iterator[str]:
    for part in parts_of(picture):
        area = outline(part)
        for text in part.shapes:
            if isinstance(text, Text) and text.text and not area.holds(text_area(text)):
                yield f"{part.path}: {text.text!r} leaves its box"


def texts_on_texts(picture: Picture) -> Iterator[str]:
    for part in picture.scene.parts:
        texts = [shape for shape in part.shapes if isinstance(shape, Text) and shape.text]
        for one, other in combinations(texts, 2):
            if text_area(one).overlaps(text_area(other)):
                yield f"{part.path}: {one.text!r} and {other.text!r} collide"


def wire_areas(picture: Picture) -> Iterator[tuple[Area, str]]:
    """Every straight piece of every wire, as an area without thickness, and the leaf it comes from."""
    lines = [shape for part in picture.scene.parts for shape in part.shapes if isinstance(shape, Line)]
    for line, wire in zip(lines, picture.layout.wires, strict=True):
        for (x, y), (to_x, to_y) in zip(line.points, line.points[1:], strict=False):
            yield Area(min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)), wire.source


def cuts(wire: Area, area: Area) -> bool:
    """Whether a wire runs through the inside of an area."""
    return (
        wire.left < area.right - SLACK
        and area.left + SLACK < wire.right
        and wire.top < area.bottom - SLACK
        and area.top + SLACK < wire.bottom
    )


def wires_through_boxes(picture: Picture) -> Iterator[str]:
    graph = picture.view.graph
    frames = {group.path for group in graph.groups}
    areas = [(outline(part), part.path) for part in parts_of(picture)]
    for wire, source in wire_areas(picture):
        for area, path in areas:
            if cuts(wire, area) and not (path in frames and belongs(picture, source, path)):
                yield f"the wire from {source} runs through {path}"


def belongs(picture: Picture, source: str, frame: str) -> bool:
    """Whether a frame holds the source of a wire, or one of the layers that it leads to."""
    graph = picture.view.graph
    if source not in graph.by_path:  # where a way begins in the panel of a figure
        return source.startswith(f"{frame}/")
    ends = {source, *(edge.target for edge in graph.edges if edge.source == source)}
    return any(frame in graph.ancestors(end) for end in ends)


def wires_through_texts(picture: Picture) -> Iterator[str]:
    texts = [shape for part in picture.scene.parts for shape in part.shapes if isinstance(shape, Text) and shape.text]
    areas = [(text_area(text), text.text) for text in texts]
    for wire, source in wire_areas(picture):
        for area, text in areas:
            if cuts(wire, area):
                yield f"the wire from {source} runs through the text {text!r}"


def wires_on_wires(picture: Picture) -> Iterator[str]:
    """Wires of different tensors on one line, which nobody can tell apart; they may where they lead to one end."""
    lying: dict[tuple[str, float], list[tuple[float, float, int]]] = defaultdict(list)
    wires = picture.layout.wires
    for i, wire in enumerate(wires):
        for (x, y), (to_x, to_y) in zip(wire.points, wire.points[1:], strict=False):
            down = abs(x - to_x) < SLACK
            span = (y, to_y) if down else (x, to_x)
            lying["down" if down else "along", round(x if down else y, 1)].append((min(span), max(span), i))
    for (way, place), spans in lying.items():
        for (low, high, i), (other_low, other_high, j) in combinations(sorted(spans), 2):
            one, other = wires[i], wires[j]
            apart = dist(one.points[-1], other.points[-1]) > SLACK and one.source != other.source
            if apart and min(high, other_high) - max(low, other_low) > SLACK:
                yield f"the wires from {one.source} and {other.source} run on one line {way} at {place}"


def shapes_outside(picture: Picture) -> Iterator[str]:
    scene = picture.scene
    page = Area(0, 0, scene.width, scene.height)
    for part in scene.parts:
        for shape in part.shapes:
            if isinstance(shape, Rect):
                area = Area(shape.x, shape.y, shape.x + shape.width, shape.y + shape.height)
            elif isinstance(shape, Text):
                area = text_area(shape)
            else:
                continue
            if not page.holds(area):
                yield f"{part.path}: {shape} leaves the picture"
    for wire, source in wire_areas(picture):
        if not page.holds(wire):
            yield f"the wire from {source} leaves the picture"

"""Boxes in the colours of a scale, from nothing to the largest figure, in place of those of their roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil, floor, log10

from ..colours import LEVEL, LEVELS
from ..layout import NOTE
from ..words import Unit, at_least, choose, width
from .margins import LEGEND_ROW, SWATCH, with_foot
from .scene import MARGIN, Bar, Face, Part, Rect, Scene, Shape, Text

NICE = (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 5, 6, 8, 10)  # ends of scales, whose halves are short too
STEP = 20.0  # breadth of a level in the legend
UNKNOWN = "box"  # the colour of what is not known
HALVES = (0.0, 0.5, 1.0)


@dataclass(frozen=True)
class Scale:
    """Figures by path, what they are of, and the end of their scale, in a unit.

    Example:
        >>> scale = scale_of("MACs", "macs", {"conv": 1_730_000, "act": 0})
        >>> scale.end, scale.unit.symbol, scale.level("conv"), scale.said("conv")
        (2.0, 'M', 'level7', 'MACs: 1.73 M')
    """

    heading: str
    quantity: str
    unit: Unit
    end: float
    amounts: Mapping[str, int | None]

    def level(self, path: str) -> str:
        """The colour of a figure: level0 for nothing, then even steps up to the end of the scale."""
        amount = self.amounts[path]
        if amount is None:
            return UNKNOWN
        return f"{LEVEL}{min(ceil(LEVELS * amount / (self.end * self.unit.size)), LEVELS)}"

    def said(self, path: str) -> str:
        """A figure in words."""
        amount = self.amounts[path]
        if amount is None:
            return f"{self.heading} not known"
        unit = choose(self.quantity, [amount], least=1)
        said = f"{at_least(amount)}{float(f'{amount / unit.size:.3g}'):g}"
        return f"{self.heading}: {said} {unit.symbol if amount else ''}".rstrip()

    def mark(self, share: float) -> str:
        """What stands in the legend at a share of the scale."""
        return f"{self.end * share:.4g} {self.unit.symbol}".strip() if share else "0"


def scale_of(heading: str, quantity: str, amounts: Mapping[str, int | None]) -> Scale:
    """The scale on which the largest of the figures stands last."""
    largest = max((amount for amount in amounts.values() if amount), default=1)
    unit = choose(quantity, [largest], least=1)
    whole = 10.0 ** floor(log10(largest / unit.size))
    end = next(nice * whole for nice in NICE if nice * whole * unit.size >= largest * (1 - 1e-9))
    return Scale(heading, quantity, unit, float(f"{end:.3g}"), amounts)


def scaled(scene: Scene, scale: Scale) -> Scene:
    """The scene with every box that a figure is known of in its colour, and a legend of the scale."""
    parts = tuple(_part(part, scale) if part.path in scale.amounts else part for part in scene.parts)
    legend = Part("", "", tuple(_legend(scale, scene.foot)))
    needed = max((shape.left + shape.length for shape in legend.shapes if isinstance(shape, Text)), default=0.0)
    return with_foot(replace(scene, parts=parts), legend, SWATCH + LEGEND_ROW, needed)


def _part(part: Part, scale: Scale) -> Part:
    level = scale.level(part.path)
    outline = next((s for s in part.shapes if isinstance(s, Rect) and s.fill != "back"), None)
    shapes = tuple(_coloured(shape, level, shape is outline) for shape in part.shapes)
    return replace(part, about=f"{part.about}, {scale.said(part.path)}", shapes=shapes)


def _coloured(shape: Shape, level: str, is_outline: bool) -> Shape:
    """A shape in the colour of a level; texts on it are as strong as can be."""
    if isinstance(shape, Bar | Face) or (isinstance(shape, Rect) and is_outline):
        return replace(shape, fill=level)
    return replace(shape, tone="text") if isinstance(shape, Text) and shape.tone == "muted" else shape


def _legend(scale: Scale, y: float) -> Iterator[Shape]:
    """What is measured, the levels side by side with figures below, and what has nothing or is not known."""
    used = {scale.level(path) for path in scale.amounts}
    yield Text(MARGIN, y + 10, scale.heading, NOTE, tone="muted")
    x = MARGIN + width(scale.heading, NOTE) + 14
    for level in range(LEVELS):
        yield Rect(x + level * STEP, y, STEP, SWATCH, f"{LEVEL}{level + 1}", "line")
    for share in HALVES:
        at = x + share * LEVELS * STEP
        yield Text(at, y + SWATCH + 12, scale.mark(share), NOTE, tone="muted", anchor="middle")
    x += LEVELS * STEP + 18
    for key, name in ((f"{LEVEL}0", "none"), (UNKNOWN, "not known")):
        if key in used:
            yield Rect(x, y, SWATCH, SWATCH, key, "line", 3)
            yield Text(x + SWATCH + 6, y + 10, name, NOTE, tone="muted")
            x += SWATCH + 6 + width(name, NOTE) + 18

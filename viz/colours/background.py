"""The sheet under a picture: none, or any colour, and the palette that can be read on it."""

from __future__ import annotations

from dataclasses import replace

from ..errors import FormatError
from .palette import Palette, channels_of
from .theme import Theme

NONE = "none"


def on_background(theme: Theme, background: str | None) -> Theme:
    """The theme with another sheet: "none", a colour by its name or as #rrggbb, None for its own.

    Of a theme with two palettes a sheet of one colour keeps the one whose text stands out more.

    Raises:
        FormatError: there is no such colour.

    Example:
        >>> from convatlas.viz.colours import THEMES
        >>> on_background(THEMES["auto"], "navy").palette.text
        '#f0f6fc'
    """
    if background is None:
        return theme
    colour = _colour(background)
    palettes = [palette for palette in (theme.palette, theme.dark) if palette]
    if colour == NONE:
        light, *dark = (replace(palette, background=NONE) for palette in palettes)
        return replace(theme, palette=light, dark=dark[0] if dark else None)
    best = max(palettes, key=lambda palette: _distance(palette, colour))
    return replace(theme, palette=replace(best, background=colour), dark=None)


def _colour(said: str) -> str:
    if said in (NONE, "transparent"):
        return NONE
    from PIL import ImageColor

    try:
        red, green, blue = ImageColor.getrgb(said)[:3]
    except (ValueError, AttributeError):
        allowed = "none, a colour such as #a4c7e5, or the name of one such as white"
        raise FormatError(f"`background` (={said!r}) must be {allowed}") from None
    return f"#{red:02x}{green:02x}{blue:02x}"


def _distance(palette: Palette, colour: str) -> float:
    """How far the text of a palette is from a colour in lightness."""
    return abs(_lightness(palette.text) - _lightness(colour))


def _lightness(colour: str) -> float:
    red, green, blue = channels_of(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

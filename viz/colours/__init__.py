"""Palettes and themes: which colour each role of layers has, in the light and in the dark, built in or from a file."""

from .background import NONE, on_background
from .palette import LEVEL, LEVELS, SHADES, Palette, channels_of
from .theme import THEMES, Theme, theme_of, with_roles

__all__ = [
    "LEVEL",
    "LEVELS",
    "NONE",
    "SHADES",
    "THEMES",
    "Palette",
    "Theme",
    "channels_of",
    "on_background",
    "theme_of",
    "with_roles",
]

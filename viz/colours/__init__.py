"""Palettes and themes: which colour each role of layers has, in the light and in the dark, built in or from a file."""

from .palette import SHADES, Palette, channels_of
from .theme import THEMES, Theme, theme_of, with_roles

__all__ = [
    "SHADES",
    "THEMES",
    "Palette",
    "Theme",
    "channels_of",
    "theme_of",
    "with_roles",
]

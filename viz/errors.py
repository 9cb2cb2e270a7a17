"""Mistakes of a user, told in one line.

ConvatlasError
├── SourceError    a source cannot be found, read or built
└── FormatError    a format, style, theme or column that does not exist
"""

from __future__ import annotations

from ..files import ConvatlasError, first_line, suggestion

__all__ = ["ConvatlasError", "FormatError", "SourceError", "first_line", "suggestion"]


class SourceError(ConvatlasError):
    """A source cannot be found, read or built."""


class FormatError(ConvatlasError):
    """A format, style, theme or column that does not exist."""

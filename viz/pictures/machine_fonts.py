"""A font of the machine for the characters that the fonts we ship lack: Korean, Chinese, Japanese and others."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

FOLDERS = {
    "win32": ("C:/Windows/Fonts",),
    "darwin": ("/Library/Fonts", "/System/Library/Fonts", "~/Library/Fonts"),
    "linux": ("~/.fonts", "~/.local/share/fonts", "/usr/local/share/fonts", "/usr/share/fonts"),
}
NAMES = (  # the first that is found is taken; the number is the place in a collection, of Korean where there is one
    ("NotoSansCJK-Regular.ttc", 1),
    ("NotoSansKR-Regular.otf", 0),
    ("NotoSansKR-Regular.ttf", 0),
    ("AppleSDGothicNeo.ttc", 0),
    ("malgun.ttf", 0),
    ("NanumGothic.ttf", 0),
    ("DroidSansFallbackFull.ttf", 0),
    ("Arial Unicode.ttf", 0),
    ("DejaVuSans.ttf", 0),
)


@cache
def wide_font() -> tuple[str, int] | None:
    """File of a font with many characters and its place in that file, None where none of those we know is found."""
    found = {name: path for folder in FOLDERS.get(sys.platform, ()) for name, path in _files(Path(folder).expanduser())}
    return next(((found[name], number) for name, number in NAMES if name in found), None)


def _files(folder: Path) -> list[tuple[str, str]]:
    return [(name, os.path.join(place, name)) for place, _, names in os.walk(folder) for name in names]

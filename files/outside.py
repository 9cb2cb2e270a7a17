"""Arguments by which layers of Keras open files and run what these hold: no file that is read may set them."""

from __future__ import annotations

from typing import Any

from .messages import shown

PATHS = ("vocabulary", "filepath")  # of lookups, which also take lists; of `TFSMLayer`
LOADERS = ("TFSMLayer", "TorchModuleWrapper")


def opening(kind: str, arguments: dict[str, Any]) -> str:
    """Why a layer must not be made of these arguments, "" where it opens no file.

    Example:
        >>> opening("StringLookup", {"vocabulary": "/etc/passwd"})
        '`vocabulary` (=/etc/passwd) names a file, which is never opened'
        >>> opening("StringLookup", {"vocabulary": ["cat", "dog"]})
        ''
    """
    for name in PATHS:
        if isinstance(arguments.get(name), str | bytes):
            return f"`{name}` (={shown(arguments[name], 60)}) names a file, which is never opened"
    return f"`{kind}` loads a model from elsewhere, which is never done" if kind in LOADERS else ""

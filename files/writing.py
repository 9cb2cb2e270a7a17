"""Write files whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from .messages import ConvatlasError


def write_whole(path: str | os.PathLike[str], content: str | bytes) -> None:
    """Write a file so that whoever looks finds the old one or the whole new one; text as UTF-8 with `\\n`.

    Raises:
        ConvatlasError: the folder does not exist.
    """
    target = Path(path).resolve()  # a link stays a link, to the new content
    if not target.parent.is_dir():
        raise ConvatlasError(f"`path` (={os.fspath(path)}): there is no folder {os.fspath(Path(path).parent)}")
    waiting = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        waiting.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        os.replace(waiting, target)
    finally:
        waiting.unlink(missing_ok=True)

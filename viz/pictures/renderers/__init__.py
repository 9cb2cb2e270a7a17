"""One module a format of pictures, found by its name.

A module offers `render(picture: Picture) -> str | bytes` and the media type `MEDIA`; its name is the format's name.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Any

from ...errors import FormatError, suggestion


def names() -> list[str]:
    """The picture formats there are."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))


def renderer(format: str) -> Any:  # noqa: A002 - the public name of the option
    """The module that writes `format`.

    Raises:
        FormatError: there is none.
    """
    if format not in names():
        raise FormatError(
            f"`format` (={format!r}) is no picture format{suggestion(format, names())} ({', '.join(names())})"
        )
    return import_module(f".{format}", __name__)

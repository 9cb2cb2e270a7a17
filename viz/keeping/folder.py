"""Where graphs are kept: the user's cache folder, or where an environment variable says."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

VARIABLE = "CONVATLAS_CACHE"  # a folder, or "off"
OFF = ("off", "no", "none", "false", "0")


def folder() -> Path | None:
    """The folder of kept graphs; None where they are not to be kept."""
    said = os.environ.get(VARIABLE, "").strip()
    if said.lower() in OFF:
        return None
    if said:
        return Path(said).expanduser().absolute()
    from platformdirs import user_cache_path

    return user_cache_path("convatlas", appauthor=False)


def folder_for_sites() -> Path:
    """The folder of kept graphs; where they are not to be kept, one for this process: a site's pages share graphs."""
    return folder() or Path(_of_this_process().name)


@cache
def _of_this_process() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="convatlas-")


def shown() -> str:
    """The folder as a person reads it, below the home folder with a `~`."""
    found = folder()
    if found is None:
        return "nowhere"
    home = Path.home()
    return f"~/{found.relative_to(home).as_posix()}" if found.is_relative_to(home) else str(found)

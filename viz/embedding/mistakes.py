"""Where in a user's project a mistake is."""

from __future__ import annotations

import os
import traceback

from ..keeping import is_installed

OURS = ("files", "blocks", "architectures", "viz")  # folders of convatlas


def place_of(error: BaseException) -> tuple[str, int]:
    """The file of the project and the line that an error comes from, the innermost; ("", 0) where it is of none."""
    found = ("", 0)
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        if isinstance(cause, SyntaxError) and cause.filename and os.path.exists(cause.filename):
            return os.path.abspath(cause.filename), cause.lineno or 0
        places = [(frame.filename, frame.lineno or 0) for frame in traceback.extract_tb(cause.__traceback__)]
        ours = [place for place in places if os.path.exists(place[0]) and not _is_foreign(place[0])]
        found = ours[-1] if ours else found
        cause = cause.__cause__ or cause.__context__
    return found


def _is_foreign(file: str) -> bool:
    """Whether a file is of convatlas or of an installed package."""
    here = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
    ours = tuple(f"{here}{os.sep}{folder}{os.sep}" for folder in OURS)
    return is_installed(file) or os.path.realpath(file).startswith(ours)

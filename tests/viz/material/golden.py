"""Whole expected texts, one file each; `OVERWRITE=1` writes them anew, to be read in the commit."""

import os
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "golden" / "tables"


def check_golden(text: str, name: str) -> None:
    """Compare a text with the file called `name`."""
    path = FOLDER / name
    if os.environ.get("OVERWRITE"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")

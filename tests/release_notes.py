"""`python tests/release_notes.py 0.1.0`: the changelog's part of a version, which setup.cfg has to name too."""

import re
import sys
from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).parents[1]


def notes(version: str) -> str:
    """The text below the version's heading.

    Raises:
        ValueError: the package has another version, or the changelog says nothing of this one.
    """
    config = ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    if config["metadata"]["version"] != version:
        raise ValueError(f"setup.cfg says {config['metadata']['version']}, and not {version}")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    found = re.search(rf"^## \[{re.escape(version)}\].*?\n(.*?)(?=^## \[|\Z)", changelog, re.MULTILINE | re.DOTALL)
    if not found or not found[1].strip():
        raise ValueError(f"CHANGELOG.md says nothing of {version}")
    return found[1].strip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(notes(sys.argv[1]))

"""Print the requirements of the extras named, one a line and quoted for a shell, as `setup.cfg` lists them."""

from __future__ import annotations

import sys
from configparser import ConfigParser
from pathlib import Path

from setuptools._vendor.packaging.requirements import Requirement


def requirements(extra: str) -> list[str]:
    """The requirements of an extra that this machine needs."""
    config = ConfigParser()
    config.read(Path(__file__).parents[1] / "setup.cfg", encoding="utf-8")
    lines = config["options.extras_require"][extra].strip().splitlines()
    found = [Requirement(line) for line in lines]
    return [f"{r.name}{r.specifier}" for r in found if r.marker is None or r.marker.evaluate()]


if __name__ == "__main__":
    print(" ".join(word.replace(" ", "") for extra in sys.argv[1:] for word in requirements(extra)))

"""What setup.cfg cannot say: the README as the package index shows it, where links within a checkout lead nowhere."""

import re
from configparser import ConfigParser
from pathlib import Path

from setuptools import setup

HERE = Path(__file__).parent


def readme() -> str:
    """The README with links to files of the repository where it lives."""
    config = ConfigParser()
    config.read(HERE / "setup.cfg", encoding="utf-8")
    urls = dict(line.split(" = ", 1) for line in config["metadata"]["project_urls"].strip().splitlines())
    text = (HERE / "README.md").read_text(encoding="utf-8")
    return re.sub(r'(?<=src=")(?=docs/)', f"{urls['Source']}/raw/main/", text)


setup(long_description=readme())

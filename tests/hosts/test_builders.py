"""Builders of other packages get a picture that they can show, at a place where it is found."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("rst2pdf")
pytest.importorskip("sphinx_markdown_builder")

from .making import write

pytestmark = pytest.mark.hosts
PAGES = {
    "conf.py": 'project, version, copyright = "foreign", "1", "nobody"\n'
    'extensions = ["convatlas.viz.sphinxext", "rst2pdf.pdfbuilder", "sphinx_markdown_builder"]\n'
    'pdf_documents = [("index", "foreign", "foreign", "nobody")]\n',
    "index.rst": "Site\n====\n\n.. toctree::\n\n   deep/below\n",
    "deep/below.rst": "Below\n=====\n\n.. architecture:: lenet5\n",
}


def built(folder: Path, builder: str) -> str:
    write(folder, PAGES)
    command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, ".", "_build"]
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=200, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_pages_of_markdown_show_a_file_beside_them(tmp_path):
    built(tmp_path, "markdown")
    page = tmp_path / "_build/deep/below.md"
    (address,) = re.findall(r"!\[lenet5: 61\.7 K parameters[^]]*\]\((.*)\)", page.read_text(encoding="utf-8"))
    assert (page.parent / address).read_bytes().startswith(b"\x89PNG")
    assert address.startswith("../_images/lenet5-")


def test_rst2pdf_holds_the_picture(tmp_path):
    assert "[ERROR]" not in built(tmp_path, "pdf")
    assert b"/Subtype /Image" in (tmp_path / "_build/foreign.pdf").read_bytes()

"""Documents set by pdflatex, which stops at the first mistake and after two minutes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

needs_latex = pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs pdflatex")
AROUND_A_TABLE = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\newcommand\toprule{\hline}\newcommand\midrule{\hline}\newcommand\bottomrule{\hline}
DECLARED
\begin{document}\tiny\noindent
TABLE
\end{document}
"""


def typeset(picture: str, folder: Path) -> None:
    """A picture, on one page."""
    assert "(1 page" in _told(picture, folder)


def typeset_table(table: str, folder: Path) -> None:
    """A table in a document that says how those characters look which LaTeX does not know."""
    unknown = sorted({character for character in table if ord(character) > 0xFF})
    declared = "\n".join(rf"\DeclareUnicodeCharacter{{{ord(character):04X}}}{{?}}" for character in unknown)
    assert "Output written" in _told(AROUND_A_TABLE.replace("DECLARED", declared).replace("TABLE", table), folder)


def _told(document: str, folder: Path) -> str:
    (folder / "set.tex").write_text(document, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "set.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120)
    told = done.stdout.decode(errors="replace")
    assert done.returncode == 0, told[-2000:]
    return told

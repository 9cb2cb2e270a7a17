"""LaTeX with the rules of the package booktabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...words import latex
from ..printing import Line, printed

if TYPE_CHECKING:
    from ..table import Table

ENDINGS = (".tex",)
INDENT = r"\quad "


def write(table: Table) -> str:
    r"""The table as a `tabular`; the preamble needs `\usepackage{booktabs}`."""
    texts = printed(table)
    lines = ["% \\usepackage{booktabs}", *([f"% {table.origin.text}"] if table.origin else [])]
    lines.append(f"\\begin{{tabular}}{{{''.join('r' if numeric else 'l' for numeric in texts.numeric)}}}")
    lines += [r"\toprule", _row(Line(texts.headings)), r"\midrule", *map(_row, texts.lines)]
    lines += [r"\midrule", _row(Line(texts.total, block=True))] if texts.total else []
    lines += [r"\bottomrule", r"\end{tabular}"]
    lines += [f"\n{latex(note)}" for note in texts.notes]
    return "\n".join(lines) + "\n"


def _row(line: Line) -> str:
    cells = [_cell(cell) for cell in line.cells]
    if line.block:
        cells = [f"\\textbf{{{cell}}}" if cell else "" for cell in cells]
    return f"{INDENT * line.level}{' & '.join(cells)} \\\\"


def _cell(text: str) -> str:
    lines = [latex(line) for line in text.split("\n")]
    stacked = r" \\ ".join(lines)
    return stacked if len(lines) == 1 else rf"\begin{{tabular}}[t]{{@{{}}l@{{}}}}{stacked}\end{{tabular}}"

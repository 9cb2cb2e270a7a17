"""Cells of CSV files: whatever a name begins with, no spreadsheet takes it for a formula."""

from __future__ import annotations

import re

from .messages import UNSEEN

FORMULA = re.compile(r"[\s\ufeff\ufffd]*[=+@＝＋－＠-]|[\t\r\n]")  # programs skip blanks and marks before it


def as_cell(text: str) -> str:
    """A name of one line as a cell.

    Example:
        >>> as_cell("=1+1"), as_cell("cat\\x1b")
        ("'=1+1", 'cat\ufffd')
    """
    safe = UNSEEN.sub("\ufffd", text)
    return f"'{safe}" if _is_formula(safe) else safe


def name_in(cell: str) -> str:
    """The name that a cell holds.

    Example:
        >>> name_in("'=1+1"), name_in("'tis")
        ('=1+1', "'tis")
    """
    return cell[1:] if cell.startswith("'") and _is_formula(cell) else cell


def _is_formula(text: str) -> bool:
    """Whether it is one, behind marks that would make it a text."""
    return FORMULA.match(text.lstrip("'")) is not None

"""What a run writes as CSV: no class is a formula, and each is read back."""

from __future__ import annotations

import csv
import io

import pytest

pytest.importorskip("keras")

from hostile import NAMES
from parsed_back import STEERING

from convatlas.architectures.recipes.history import csv_text
from convatlas.files import FORMULA, UNSEEN, name_in


def test_classes_of_any_name_are_no_formula() -> None:
    names = [text.replace("\n", " ") for text in NAMES.values()]
    text = csv_text(["class", *names], [(name, *range(len(names))) for name in names])
    header, *rows = csv.reader(io.StringIO(text))
    for cells in (header[1:], [row[0] for row in rows]):
        assert [cell for cell in cells if FORMULA.match(cell)] == []
        assert [name_in(cell) for cell in cells] == [UNSEEN.sub("\ufffd", name) for name in names]
    assert STEERING.findall(text.encode(errors="replace").decode()) == []

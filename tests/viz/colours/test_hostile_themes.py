"""Themes from files: whatever stands in one, it is a colour or a mistake told in one printable line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hostile import NAMES

from convatlas.viz.colours import theme_of
from convatlas.viz.errors import ConvatlasError


def records(text: str) -> Iterator[dict[str, Any]]:
    """Themes with a text as section, as role, and as colour."""
    yield {text: "#fff"}
    yield {"light": {text: "#fff"}}
    yield {"light": {"convolution": text}}
    yield {text: {"text": text}}


@pytest.mark.parametrize("kind", NAMES)
def test_hostile_texts_in_themes_are_told_in_one_line(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "theme.toml"
    for record in records(NAMES[kind]):
        path.write_text(tomli_w.dumps(record), encoding="utf-8", errors="replace")
        with pytest.raises(ConvatlasError) as told:
            theme_of(str(path))
        assert str(told.value).isprintable()
        assert len(str(told.value)) <= 400

"""README and docs: pictures are fresh, code runs, commands and formats are named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from convatlas import viz
from convatlas.viz.cli import app

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_picture_of_the_readme_is_what_the_product_draws() -> None:
    kept = (ROOT / "docs/images/resnet18_study.svg").read_text(encoding="utf-8")
    assert kept == viz.draw("resnet18_study").to("svg"), (
        "draw it again: convatlas draw resnet18_study -o docs/images/resnet18_study.svg"
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_python_in_pages_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    space: dict[str, object] = {}
    for block in code:
        exec(compile(block, page.name, "exec"), space)


def test_every_command_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    names = {str(command.name) for command in app.registered_commands}
    assert {name for name in names if f"convatlas {name}" not in text} == set()

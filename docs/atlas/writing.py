"""Write the pages that are made of facts; one that would be as it was is left alone, so that Sphinx does too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .commands import command_page
from .facts import facts_of, families
from .pages import family_page, gallery_page
from .reference import reference_pages


def write_pages(app: Any) -> None:
    """Before Sphinx looks for its sources."""
    source = Path(app.srcdir)
    for name, text in _pages(Path(app.srcdir, app.config.atlas_cache)):
        path = source / f"{name}.md"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def _pages(cache: Path) -> Iterator[tuple[str, str]]:
    from convatlas.architectures import recipes

    records = families()
    names = [name for record in records.values() for group in record["groups"] for name in group["members"]]
    facts = facts_of(names, cache)
    known = [recipes.get(name) for name in recipes.names()]
    for family, record in records.items():
        members = {name for group in record["groups"] for name in group["members"]}
        yield f"families/{family}", family_page(record, facts, [one for one in known if one.network in members])
    yield "gallery", gallery_page(records, facts)
    yield "cli", command_page()
    yield from reference_pages()

"""Write the pages that are made of facts; one that would be as it was is left alone, so that Sphinx does too."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .commands import command_page
from .facts import check_groups, facts_of, families, members_of
from .pages import family_page, gallery_page
from .pictures import write_pictures
from .reference import reference_pages

PACKAGES = ("blocks", "architectures", "viz")


def write_pages(app: Any) -> None:
    """Before Sphinx looks for its sources, and only if the code that the pages tell of has changed."""
    source, cache = Path(app.srcdir), Path(app.srcdir, app.config.atlas_cache)
    made, now = cache / "pages.json", fingerprint()
    kept = json.loads(made.read_text(encoding="utf-8")) if made.exists() else {}
    if kept.get("code") == now and all((source / f"{name}.md").exists() for name in kept["pages"]):
        return
    pages = dict(_pages(cache))
    write_pictures(source, (name for record in families().values() for name in members_of(record)), cache)
    for name, text in pages.items():
        path = source / f"{name}.md"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    made.write_text(json.dumps({"code": now, "pages": list(pages)}), encoding="utf-8")


def fingerprint() -> str:
    """A hash of all code that pages are made by and tell of, without importing it."""
    specs = [find_spec(f"convatlas.{name}") for name in PACKAGES]
    folders = [Path(__file__).parent, *(Path(spec.origin).parent for spec in specs if spec and spec.origin)]
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in (".py", ".toml"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _pages(cache: Path) -> Iterator[tuple[str, str]]:
    from convatlas.architectures import recipes

    check_groups()
    records = families()
    facts = facts_of((name for record in records.values() for name in members_of(record)), cache)
    known = [recipes.get(name) for name in recipes.names()]
    for family, record in records.items():
        members = members_of(record)
        yield f"families/{family}", family_page(record, facts, [one for one in known if one.network in members])
    yield "gallery", gallery_page(records, facts)
    yield "cli", command_page()
    yield from reference_pages()

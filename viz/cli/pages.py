"""The pages that commands write: what they show, in one look."""

from __future__ import annotations

from ..words import page, template


def page_of(file: str, title: str, **places: str) -> str:
    """The page `file`: its `.html` with `places` filled in, its `.css`, and the look that all these pages share."""
    style = "".join(template(__package__, f"{part}.css").template for part in ("page", file))
    return page(title, template(__package__, f"{file}.html").substitute(places), style=f"\n{style}")

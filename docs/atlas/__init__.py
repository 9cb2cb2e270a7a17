"""What the site makes of itself: family pages, the gallery, the command line's reference, cards and `llms.txt`."""

from __future__ import annotations

from typing import Any


def setup(app: Any) -> dict[str, Any]:
    from . import cards, headings, heads, languages, listing, writing

    app.add_config_value("atlas_cache", "../build/docs-cache", "")
    app.add_config_value("site_address", "", "html")
    app.add_transform(headings.TranslatedHeadings)
    app.add_transform(headings.KeptAnchors)
    app.connect("builder-inited", writing.write_pages)
    app.connect("config-inited", languages.place_language)
    app.connect("doctree-read", languages.tell_untranslated)
    app.connect("html-page-context", heads.add_head)
    app.connect("build-finished", cards.write_cards)
    app.connect("build-finished", listing.write_listing)
    app.connect("build-finished", languages.translate_theme)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

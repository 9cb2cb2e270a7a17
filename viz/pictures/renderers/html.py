"""HTML: one page with the interactive diagram and its table, that needs nothing but itself; and its parts."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

from ...colours import THEMES
from ...tables import layer_table
from ...tables.formats.html import write
from ...words import FAMILY, page, totals, xml
from ..explorer.bundle import script, smaller_style, source, style, words
from ..explorer.notebook import Interactive
from ..explorer.palette import CLASSES, rules, schemes
from ..explorer.record import to_text
from ..finish import USUAL_FINISH
from ..picture import Picture
from ..showing import image
from . import svg

MEDIA = "text/html"
ELEMENT = "architecture-diagram"
POLICY = "default-src 'none';script-src {script};style-src {styles};base-uri 'none';form-action 'none'"
STYLE_OF_SVG = re.compile(r"<style>(.*?)</style>", re.DOTALL)
CLASSES_OF_SVG = re.compile(r'<(?!svg)[^>]* class="([^"]*)"')
COLOURS_OF_SVG = re.compile(r' (?:fill|stroke)="#[^"]*"')
SHORTER = (  # what the rules of the page know, or say themselves
    (' class="s-line" fill="none" stroke-width="1.4"', ' class="w"'),
    (' font-weight="600"', ' class="b"'),
    (' class="f-muted" font-size="12" text-anchor="end"', ' class="ca-end"'),
    (f' font-family="{FAMILY}" font-size="13"', ""),
)
OF_TEXT = re.compile('(<text [^>]*?) class="f-text"')  # the colour that text has by itself
GLYPHS = re.compile(
    r'(<text (?![^>]* font-weight)[^>]*) lengthAdjust="[^"]*"'
)  # spacing alone is adjusted, but of bold text
NEEDLESS = re.compile(r' (?:class|style|title|data-\w+)="[^"]*"')  # of a table without levels that no script sorts
DESCRIPTIONS = re.compile(r"<desc.*?</desc>|<g><title>.*?</title>|</g>", re.DOTALL)  # the table says it all
DESCRIBED = re.compile(r'(aria-labelledby="\w+) \w+(?=")')
QUOTED = re.compile("&quot;(?=[^<>]*</metadata>)")
LARGEST = 60_000  # characters of a static picture or table that a page carries; a larger one shows nothing on a sheet
FRAME = (
    '<iframe sandbox="allow-scripts allow-downloads" width="100%" height="{height}" style="border:0" '
    'title="{title}" srcdoc="{page}">{still}</iframe>'
)


def render(picture: Picture) -> str:
    """The picture as a page."""
    looks = rules(picture.theme, ":root") + style() + smaller_style(source("page.css"))
    element = _element(picture, " data-page" if picture.theme.dark else "")
    styles = (looks, *STYLE_OF_SVG.findall(element))
    policy = POLICY.format(script=_hash(script()), styles=" ".join(map(_hash, styles)))
    policy += ";img-src data:" if picture.graph.observed else ""
    said = f"<h1>{xml(picture.graph.name)}</h1>\n<p>{xml(totals(picture.graph))}</p>"
    return page(
        picture.graph.name,
        f"<main>\n{said}\n{element}\n</main>\n<script>{script()}</script>",
        style=looks,
        head=f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
    )


def fragment(picture: Picture) -> str:
    """The picture as an element for a page that loads the files of `assets`."""
    if picture.theme == THEMES["auto"]:
        return _element(picture)
    mark = f"t{sha256(repr(picture.theme).encode(errors='replace')).hexdigest()[:8]}"
    own = rules(picture.theme, f"{ELEMENT}.{mark}.{mark}")  # twice, to be stronger than the rules for all diagrams
    return f"<style>{own}</style>" + _element(picture, f' class="{mark}"')


def assets(language: str = "en") -> dict[str, str]:
    """The files that a page with fragments loads, by name, with the explorer's words in a language that it knows."""
    return {
        "convatlas.js": words(language) + script(),
        "convatlas.css": rules(THEMES["auto"], ELEMENT) + style() + schemes(ELEMENT) + "\n",
    }


def embedded(picture: Picture, *, height: int = 760) -> Interactive:
    """The page in a frame of its own, as notebooks show it; `height` in pixels.

    Those that are not trusted drop the frame and show the static picture in it.
    """
    title = picture.graph.name
    return Interactive(
        title, FRAME.format(height=height, title=xml(title), page=xml(render(picture)), still=image(picture))
    )


def _element(picture: Picture, attributes: str = "") -> str:
    """The data stands in an attribute: sites run scripts again when they swap pages, and search what is in elements."""
    return f"<{ELEMENT}{attributes} data-model='{to_text(picture)}'>{_still(picture)}{_table(picture)}</{ELEMENT}>"


def _still(picture: Picture) -> str:
    """The static picture, for print and where no script runs."""
    text = DESCRIBED.sub(
        r"\1", GLYPHS.sub(r"\1", DESCRIPTIONS.sub("", svg.render(replace(picture, finish=USUAL_FINISH))))
    ).strip()
    used = {name for names in CLASSES_OF_SVG.findall(text) for name in names.split()}
    if used <= CLASSES:  # then the page has all rules that it needs, and these follow the page's switch
        text = COLOURS_OF_SVG.sub("", STYLE_OF_SVG.sub("", text))
        text = OF_TEXT.sub(r"\1", QUOTED.sub('"', text))
        for long, short in SHORTER:
            text = text.replace(long, short)
    return text if len(text) <= LARGEST else ""


def _table(picture: Picture) -> str:
    """The table of the top of the network, where no script runs."""
    text = write(layer_table(picture.view.graph, depth=1))
    table = NEEDLESS.sub("", text[text.index("<table") : text.index("</table>") + len("</table>")])
    classed = table.replace(
        "<table", '<table class="ca-table"', 1
    )  # a table without class is taken over by Material's theme
    return classed if len(table) <= LARGEST else ""


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"

"""Text of an svg for programs that lack our fonts: its outlines, or the fonts themselves with what is used of them."""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from ..scene import Text
from ..words import plain, width
from .machine_fonts import wide_font

FILES = {400: "Inter-Regular.ttf", 600: "Inter-SemiBold.ttf"}


def outline(text: Text, number: Callable[[float], str]) -> str:
    """Path data of a line of text; characters that no font has leave a gap. `number` writes a coordinate."""
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.transformPen import TransformPen

    x, data = text.left, []
    for character in plain(text.text):
        font = _font_with(character, _weight(text))
        if font is not None:
            size = text.size / font["head"].unitsPerEm
            glyphs = font.getGlyphSet()
            pen = SVGPathPen(glyphs, number)
            glyphs[font.getBestCmap()[ord(character)]].draw(TransformPen(pen, (size, 0, 0, -size, x, text.y)))
            data.append(pen.getCommands())
        x += width(character, text.size, text.weight)
    return "".join(data)


def font_faces(family: str, texts: Iterable[Text]) -> str:
    """Rules with our fonts as `family`, with no characters but those of `texts`."""
    used: dict[int, set[str]] = {}
    for text in texts:
        used.setdefault(_weight(text), set()).update(text.text)
    return "".join(
        f"@font-face{{font-family:{family};font-weight:{weight};src:url({_subset(weight, characters)})}}"
        for weight, characters in sorted(used.items())
    )


def _weight(text: Text) -> int:
    return 600 if text.weight > 400 else 400


def _subset(weight: int, characters: set[str]) -> str:
    """A font with some characters alone, as an address that holds it whole."""
    from fontTools import subset

    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells every step where logging is on
    options = subset.Options(flavor="woff", recalc_timestamp=False, hinting=False)
    font, file = _opened(weight), BytesIO()
    maker = subset.Subsetter(options)
    maker.populate(text="".join(sorted(characters)))
    maker.subset(font)
    font.flavor = "woff"
    font.save(file)
    return f"data:font/woff;base64,{b64encode(file.getvalue()).decode()}"


def _opened(weight: int) -> Any:
    from fontTools.ttLib import TTFont

    data = files("convatlas.viz.words").joinpath("fonts", FILES[weight]).read_bytes()
    return TTFont(BytesIO(data), recalcTimestamp=False)


_font = cache(_opened)


@cache
def _font_with(character: str, weight: int) -> Any:
    """Our font where it has a character, else one of the machine that has it; None for none."""
    return next((font for font in (_font(weight), _wide()) if font and ord(character) in font.getBestCmap()), None)


@cache
def _wide() -> Any:
    from fontTools.ttLib import TTFont

    found = wide_font()
    return TTFont(found[0], fontNumber=found[1]) if found else None

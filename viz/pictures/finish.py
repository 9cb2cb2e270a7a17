"""How a picture is written: what its text is in svg, how many pixels it has in png, what lays it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import FormatError, suggestion

TEXTS = ("live", "embed", "paths")
ENGINES = ("convatlas", "dot")
INCH = 96  # pixels of a picture in an inch
USUAL_SCALE = 2.0  # pixels of an image for one of the picture
LARGEST_SCALE = 50.0


@dataclass(frozen=True)
class Finish:
    """The options of a drawing that decide how it is written; see `draw`.

    Attributes:
        text: what the text of an svg is: "live", in the reader's fonts; "embed", with ours inside; "paths", outlines.
        scale: pixels of a png for one of the picture.
        engine: what lays svg, png and pdf out: "convatlas" or Graphviz's "dot".
    """

    text: str = "live"
    scale: float = USUAL_SCALE
    engine: str = "convatlas"


USUAL_FINISH = Finish()


def finish_of(
    *, text: str = "live", scale: float | None = None, dpi: float | None = None, engine: str = "convatlas"
) -> Finish:
    """The finish that options ask for.

    Raises:
        FormatError: names the option, its value and what is allowed.
    """
    _check("text", text, TEXTS)
    _check("engine", engine, ENGINES)
    if scale is not None and dpi is not None:
        raise FormatError(f"`dpi` (={dpi}) goes without `scale` (={scale}): both say how many pixels a png has")
    return Finish(text, _scale(scale, dpi), engine)


def _check(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise FormatError(f"`{name}` (={value!r}) must be one of {', '.join(allowed)}{suggestion(str(value), allowed)}")


def _scale(scale: float | None, dpi: float | None) -> float:
    name, given, unit = ("dpi", dpi, INCH) if dpi is not None else ("scale", scale, 1)
    if given is None:
        return USUAL_SCALE
    if not _is_number(given) or not 0 < given / unit <= LARGEST_SCALE:
        raise FormatError(f"`{name}` (={given!r}) must be a number above 0, at most {LARGEST_SCALE * unit:g}")
    return float(given) / unit


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
